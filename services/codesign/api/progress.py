"""Where a challenge is, how it got there, and how far work in the background is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.audit.verbs import wording_of
from kernel.jobs.models import Job
from kernel.workflow.types import Transition
from participants.people.api_views import PersonApiView
from participants.people.permissions import can_configure
from services.catalogue.permissions import standing
from services.codesign.actions.report import REPORT_BACK
from services.codesign.actions.rewording import REWORD, TRY
from services.codesign.actions.synthesis import SYNTHESISE
from services.codesign.api.base import JobSerializer, OfChallengeView, reasons_why_not
from services.codesign.api.challenges import PublicPersonSerializer, ReasonSerializer
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_see_work
from services.codesign.queries import moves_of, visible_challenges


class StateSerializer(serializers.Serializer[Any]):
    """A state: its value, what people call it, and what it means for them."""

    state = serializers.ChoiceField(ChallengeState.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    meaning = serializers.CharField()


class MoveSerializer(serializers.Serializer[Any]):
    """A next move: who makes it, and every reason why it cannot be made now."""

    name = serializers.CharField()
    target = serializers.ChoiceField(ChallengeState.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    by = serializers.CharField()
    by_clock = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)


class MovedSerializer(serializers.Serializer[Any]):
    """What happened, when, and who did it."""

    at = serializers.DateTimeField()
    verb = serializers.CharField()
    words = serializers.SerializerMethodField()
    actor_kind = serializers.CharField()
    person = PublicPersonSerializer(allow_null=True)

    def get_words(self, moved: Any) -> str:
        return str(wording_of(moved.verb))


class JourneySerializer(serializers.Serializer[Any]):
    """The way through, where the challenge is, what is next, what blocks it, and what happened so far."""

    state = serializers.ChoiceField(ChallengeState.choices)
    path = StateSerializer(many=True)
    next = MoveSerializer(many=True)
    moves = MovedSerializer(many=True)


@extend_schema(tags=["challenges"])
class Journey(OfChallengeView):
    """A challenge's way through its workflow."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=JourneySerializer, operation_id="journey_read")
    def get(self, request: Request, pk: int) -> Response:
        """Where the challenge is, what is next, what blocks it, who moved it when."""
        challenge = self.challenge
        states = [CHALLENGE_WORKFLOW.state(value) for value in CHALLENGE_WORKFLOW.path]
        moves = CHALLENGE_WORKFLOW.leaving(challenge.state)
        data = {
            "state": challenge.state,
            "path": [{"state": s.value, "label": s.label, "meaning": s.meaning} for s in states],
            "next": [_next(challenge, move, member=self.held.is_member) for move in moves],
            "moves": moves_of(challenge),
        }  # fmt: skip
        return Response(JourneySerializer(data).data)


def _next(challenge: DesignChallenge, move: Transition, *, member: bool) -> dict[str, Any]:
    return {
        "name": move.name,
        "target": move.target,
        "label": move.label,
        "by": move.by,
        "by_clock": move.by_clock,
        "reasons": reasons_why_not(challenge, move.name, member=member),
    }


@extend_schema(tags=["jobs"])
class JobDetail(PersonApiView):
    """Work in the background."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=JobSerializer, operation_id="jobs_read")
    def get(self, request: Request, pk: int) -> Response:
        """How far a job is. For members of the service that it works for; administrators see how they tried a model."""
        job = Job.objects.filter(pk=pk, kind__in=[SYNTHESISE, REPORT_BACK, REWORD, TRY]).first()
        if job is None or not self._sees(job):
            raise Http404
        return Response(JobSerializer(job).data)

    def _sees(self, job: Job) -> bool:
        if job.kind == TRY:
            return can_configure(self.actor)
        challenge = visible_challenges(self.actor).filter(pk=job.params["challenge"]).first()
        if challenge is None:
            return False
        return can_see_work(standing(self.actor, challenge.service_id), challenge, self.actor)


urlpatterns = [
    path("challenges/<int:pk>/journey/", Journey.as_view(), name="api_journey"),
    path("jobs/<int:pk>/", JobDetail.as_view(), name="api_job"),
]
