"""Challenges: list, set up, change, and the moves of their workflow."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.jobs import JobSerializer
from kernel.api.operations import IN_PERSON, move_view, operation
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import (
    ChoiceField,
    CouncilTextField,
    FlagField,
    MomentField,
    ReasonSerializer,
    RowField,
    StrictSerializer,
    TextField,
    VersionField,
    WholeNumberField,
)
from participants.people.api_views import PersonApiView
from services.catalogue.permissions import standing_of
from services.catalogue.queries import services
from services.codesign import guards
from services.codesign.actions import (
    abandon_challenge,
    change_challenge,
    complete_synthesis,
    extend_window,
    hand_over,
    open_challenge,
    open_options,
    propose_challenge,
    request_report_back,
    set_targets,
)
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState, ModerationTiming
from services.codesign.models import DesignChallenge
from services.codesign.queries.challenge import visible_challenges
from services.stage.api import PublicPersonSerializer, anybody_here, person_data, reasons_why_not

LIST_PARAMETERS = {
    "service": QueryParameter("Of one service."),
    "state": QueryParameter("In one state.", ChallengeState.values),
}


class TargetSerializer(serializers.Serializer[Any]):
    """People we seldom hear from, and how many of them we want to hear."""

    id = serializers.IntegerField()
    label = CouncilTextField()  # type: ignore[assignment]
    wanted = serializers.IntegerField()


class ChallengeSerializer(serializers.Serializer[DesignChallenge]):
    """A challenge in a list."""

    id = serializers.IntegerField()
    service = serializers.IntegerField(source="service_id")
    question = CouncilTextField()
    background = CouncilTextField()
    can_change = CouncilTextField()
    cannot_change = CouncilTextField()
    payment_policy = CouncilTextField()
    access_plan = CouncilTextField()
    decision_owner = serializers.SerializerMethodField()
    closes_at = serializers.DateTimeField(allow_null=True)
    account_required = serializers.BooleanField()
    statements_welcome = serializers.BooleanField()
    moderation = ChoiceField(ModerationTiming.choices)
    no_seldom_heard = serializers.BooleanField()
    options_shown_days = serializers.IntegerField(allow_null=True)
    decision_quorum = serializers.IntegerField(allow_null=True)
    extensions = serializers.IntegerField(help_text="How often people were given more time.")
    extensions_at_most = serializers.IntegerField(allow_null=True)
    longest_until = serializers.DateTimeField(allow_null=True, help_text="The window can grow to here and no further.")
    asked_version = serializers.IntegerField(help_text="Which version of what people are told stands.")
    state = ChoiceField(ChallengeState.choices)
    state_changed_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    agreed_at = serializers.DateTimeField(allow_null=True)
    options_shown_from = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    abandoned_reason = CouncilTextField()
    attribution = serializers.CharField(allow_blank=True)
    is_copied_data = serializers.BooleanField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(PublicPersonSerializer(allow_null=True))
    def get_decision_owner(self, challenge: DesignChallenge) -> dict[str, Any] | None:
        return person_data(challenge.decision_owner)


class ChallengeDetailSerializer(ChallengeSerializer):
    """One challenge, with what blocks its next moves."""

    targets = TargetSerializer(many=True, source="targets.all")
    blockers = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=ReasonSerializer(many=True)))
    def get_blockers(self, challenge: DesignChallenge) -> dict[str, list[dict[str, str]]]:
        member = standing_of(self.context["view"].actor, challenge.service_id).is_member
        return {
            move.name: reasons_why_not(CHALLENGE_WORKFLOW, challenge, move.name, guards, member=member)
            for move in CHALLENGE_WORKFLOW.leaving(challenge.state)
        }


class DetailsSerializer(StrictSerializer):
    """What can be set of a challenge."""

    question = CouncilTextField(max_length=300, required=False)
    background = CouncilTextField(required=False)
    can_change = CouncilTextField(max_length=5000, required=False)
    cannot_change = CouncilTextField(max_length=5000, required=False)
    payment_policy = CouncilTextField(max_length=5000, required=False)
    access_plan = CouncilTextField(max_length=5000, required=False)
    decision_owner = RowField(anybody_here, required=False, allow_null=True)
    closes_at = MomentField(required=False, allow_null=True)
    account_required = FlagField(required=False)
    statements_welcome = FlagField(required=False)
    moderation = ChoiceField(ModerationTiming.choices, required=False)
    no_seldom_heard = FlagField(required=False)
    attribution = TextField(max_length=2000, required=False, allow_blank=True)
    is_copied_data = FlagField(required=False)


class NewChallengeSerializer(DetailsSerializer):
    """A question for a service. It may be incomplete: opening it is what asks for the rest."""

    service = RowField(services)
    question = CouncilTextField(max_length=300)


class ChallengeChangeSerializer(DetailsSerializer):
    """What is changed; what is left out stays. `version` is not needed with If-Match.

    `reason`: why people are told something else, once they have been asked; everybody can read it.
    """

    reason = CouncilTextField(max_length=2000, required=False)
    version = VersionField(required=False)


class NewTargetSerializer(StrictSerializer):
    """People we seldom hear from."""

    label = CouncilTextField(max_length=160)  # type: ignore[assignment]
    wanted = WholeNumberField(min_value=1, max_value=32767)


class TargetsSerializer(StrictSerializer):
    """All of them: the list replaces the one before."""

    targets = NewTargetSerializer(many=True)


class ExtensionSerializer(StrictSerializer):
    """The new closing time, and why; everybody can read it."""

    closes_at = MomentField()
    reason = CouncilTextField(max_length=2000)


class AbandonSerializer(StrictSerializer):
    """Why it is stopped early; everybody can read it."""

    reason = CouncilTextField(max_length=5000)


class ChallengeList(PersonApiView):
    """Questions put to people."""

    tag = "challenges"

    @operation("challenges_list", Scope.READ, gives=ChallengeSerializer, many=True, query=LIST_PARAMETERS)
    def get(self, request: Request) -> QuerySet[DesignChallenge]:
        """Newest first. Drafts are seen by the service's members and the council's administrators."""
        wanted = {"service_id": self.parameter("service"), "state": self.parameter("state")}
        return visible_challenges(self.actor).filter(**{k: v for k, v in wanted.items() if v is not None})

    @operation(
        "challenges_propose", Scope.MANAGE, takes=NewChallengeSerializer, gives=ChallengeDetailSerializer, status=201
    )
    def post(self, request: Request) -> HttpResponse:
        """Propose a question. Members of the service."""
        challenge = propose_challenge(actor=self.actor, **self.asked)
        return self.located(challenge, "api_challenge", challenge.pk)


class ChallengeView(OfChallengeView):
    """Base of views that answer with the challenge itself."""

    tag = "challenges"
    subject, representation = "challenge", ChallengeDetailSerializer


class ChallengeDetail(ChallengeView):
    """One question."""

    @operation("challenges_read", Scope.READ, gives=ChallengeDetailSerializer)
    def get(self, request: Request, pk: int) -> DesignChallenge:
        """One challenge; `blockers` says, for each next move, why it cannot be made yet."""
        return self.challenge

    @operation("challenges_change", Scope.MANAGE, takes=ChallengeChangeSerializer, gives=ChallengeDetailSerializer)
    def patch(self, request: Request, pk: int) -> DesignChallenge:
        """Change the details. Once people have been asked, what they are told changes as a version, or not at all."""
        version = self.expected_version(self.challenge)
        return self.shown(change_challenge(actor=self.actor, challenge=self.challenge, version=version, **self.asked))


class Targets(ChallengeView):
    """People we seldom hear from."""

    @operation("challenges_targets", Scope.MANAGE, takes=TargetsSerializer, gives=ChallengeDetailSerializer)
    def put(self, request: Request, pk: int) -> DesignChallenge:
        """Name the people we seldom hear from, while the question is being prepared."""
        targets = [(row["label"], row["wanted"]) for row in self.asked["targets"]]
        return self.shown(set_targets(actor=self.actor, challenge=self.challenge, targets=targets))


Open = move_view(
    ChallengeView, open_challenge, "challenges_open", IN_PERSON, "Open for answers. Facilitator or commissioner."
)
CompleteSynthesis = move_view(
    ChallengeView, complete_synthesis, "challenges_complete_synthesis", IN_PERSON,
    "Agree the findings, once both sides have signed them as they stand. The facilitator.",
)  # fmt: skip
OpenOptions = move_view(
    ChallengeView, open_options, "challenges_open_options", IN_PERSON,
    "Open for options. Facilitator or commissioner.",
)  # fmt: skip
HandOver = move_view(
    ChallengeView, hand_over, "challenges_hand_over", IN_PERSON,
    "Hand over, once each part of the decision has somebody who carries it out.",
)  # fmt: skip
Extend = move_view(
    ChallengeView, extend_window, "challenges_extend", IN_PERSON,
    "Give people more time, as often and as much as was set on opening. The facilitator; nobody takes time away.",
    takes=ExtensionSerializer,
)  # fmt: skip
Abandon = move_view(
    ChallengeView, abandon_challenge, "challenges_abandon", IN_PERSON,
    "Stop early, with a reason that everybody can read. Facilitator or commissioner.", takes=AbandonSerializer,
)  # fmt: skip


class CompleteReportBack(ChallengeView):
    """Tell people."""

    @operation("challenges_complete_report_back", IN_PERSON, gives=JobSerializer, status=202)
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Tell everybody what became of their words; the job moves the challenge on. The facilitator."""
        job = request_report_back(actor=self.actor, challenge=self.challenge)
        return self.located(job, "api_job", job.pk)


urlpatterns = [
    path("challenges/", ChallengeList.as_view(), name="api_challenges"),
    path("challenges/<int:pk>/", ChallengeDetail.as_view(), name="api_challenge"),
    path("challenges/<int:pk>/targets/", Targets.as_view(), name="api_targets"),
    path("challenges/<int:pk>/open/", Open.as_view(), name="api_open"),
    path("challenges/<int:pk>/extend/", Extend.as_view(), name="api_extend"),
    path("challenges/<int:pk>/complete-synthesis/", CompleteSynthesis.as_view(), name="api_complete_synthesis"),
    path("challenges/<int:pk>/open-options/", OpenOptions.as_view(), name="api_open_options"),
    path("challenges/<int:pk>/complete-report-back/", CompleteReportBack.as_view(), name="api_complete_report_back"),
    path("challenges/<int:pk>/hand-over/", HandOver.as_view(), name="api_hand_over"),
    path("challenges/<int:pk>/abandon/", Abandon.as_view(), name="api_abandon"),
]
