"""Where a challenge is, how it got there, and how far work in the background is."""

from collections.abc import Mapping
from typing import ClassVar

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.jobs import JobSerializer
from kernel.jobs.models import Job
from participants.people.api_views import PersonApiView
from participants.people.permissions import can_configure
from services.catalogue.permissions import standing_of
from services.codesign.actions.decision import REPORT_BACK
from services.codesign.actions.findings.synthesis import SYNTHESISE
from services.codesign.actions.rewording import REWORD, TRY
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import MOVES, ChallengeState
from services.codesign.permissions import can_see_work
from services.codesign.queries.challenge import visible_challenges
from services.stage.api import HistorySerializer, MoveSerializer, StateSerializer


class ChallengeStateSerializer(StateSerializer):
    """A state of a challenge."""

    state = serializers.ChoiceField(ChallengeState.choices)


class ChallengeMoveSerializer(MoveSerializer):
    """A next move of a challenge."""

    target = serializers.ChoiceField(ChallengeState.choices)


class JourneySerializer(HistorySerializer):
    """A challenge's way through."""

    state = serializers.ChoiceField(ChallengeState.choices)
    path = ChallengeStateSerializer(many=True)
    next = ChallengeMoveSerializer(many=True)


@extend_schema(tags=["challenges"])
class Journey(OfChallengeView):
    """A challenge's way through its workflow."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=JourneySerializer, operation_id="journey_read")
    def get(self, request: Request, pk: int) -> Response:
        """Where the challenge is, what is next, what blocks it, who moved it when."""
        return Response(JourneySerializer(self.history(MOVES)).data)


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
        return can_see_work(standing_of(self.actor, challenge.service_id), challenge, self.actor)


urlpatterns = [
    path("challenges/<int:pk>/journey/", Journey.as_view(), name="api_journey"),
    path("jobs/<int:pk>/", JobDetail.as_view(), name="api_job"),
]
