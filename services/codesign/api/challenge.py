"""Challenges: list, set up, change, and the moves of their workflow."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.jobs import JobSerializer, accepted_job
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import (
    Choice,
    Flag,
    LanguageTexts,
    Moment,
    NothingSerializer,
    ReasonSerializer,
    Row,
    StrictSerializer,
    Text,
    Whole,
)
from participants.people.api_views import PersonListView
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


class TargetSerializer(serializers.Serializer[Any]):
    """People we seldom hear from, and how many of them we want to hear."""

    id = serializers.IntegerField()
    label = LanguageTexts()  # type: ignore[assignment]
    wanted = serializers.IntegerField()


class ChallengeSerializer(serializers.Serializer[DesignChallenge]):
    """A challenge in a list."""

    id = serializers.IntegerField()
    service = serializers.IntegerField(source="service_id")
    question = LanguageTexts()
    background = LanguageTexts()
    can_change = LanguageTexts()
    cannot_change = LanguageTexts()
    payment_policy = LanguageTexts()
    access_plan = LanguageTexts()
    decision_owner = serializers.SerializerMethodField()
    closes_at = serializers.DateTimeField(allow_null=True)
    account_required = serializers.BooleanField()
    statements_welcome = serializers.BooleanField()
    moderation = serializers.ChoiceField(ModerationTiming.choices)
    no_seldom_heard = serializers.BooleanField()
    options_shown_days = serializers.IntegerField(allow_null=True)
    decision_quorum = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(ChallengeState.choices)
    state_changed_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    options_shown_from = serializers.DateTimeField(allow_null=True)
    abandoned_reason = LanguageTexts()
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
        member = self.context["standing"].is_member
        return {
            move.name: reasons_why_not(CHALLENGE_WORKFLOW, challenge, move.name, guards, member=member)
            for move in CHALLENGE_WORKFLOW.leaving(challenge.state)
        }


class DetailsSerializer(StrictSerializer):
    """What can be set of a challenge."""

    question = LanguageTexts(max_length=300, required=False)
    background = LanguageTexts(required=False)
    can_change = LanguageTexts(max_length=5000, required=False)
    cannot_change = LanguageTexts(max_length=5000, required=False)
    payment_policy = LanguageTexts(max_length=5000, required=False)
    access_plan = LanguageTexts(max_length=5000, required=False)
    decision_owner = Row(anybody_here, required=False, allow_null=True)
    closes_at = Moment(required=False, allow_null=True)
    account_required = Flag(required=False)
    statements_welcome = Flag(required=False)
    moderation = Choice(ModerationTiming.choices, required=False)
    no_seldom_heard = Flag(required=False)
    attribution = Text(max_length=2000, required=False, allow_blank=True)
    is_copied_data = Flag(required=False)


class NewChallengeSerializer(DetailsSerializer):
    """A question for a service. It may be incomplete: opening it is what asks for the rest."""

    service = Row(services)
    question = LanguageTexts(max_length=300)


class ChallengeChangeSerializer(DetailsSerializer):
    """What is changed; what is left out stays. `version` is not needed with If-Match."""

    version = Whole(min_value=1, max_value=2**31 - 1, required=False)


class NewTargetSerializer(StrictSerializer):
    """People we seldom hear from."""

    label = LanguageTexts(max_length=160)  # type: ignore[assignment]
    wanted = Whole(min_value=1, max_value=32767)


class TargetsSerializer(StrictSerializer):
    """All of them: the list replaces the one before."""

    targets = NewTargetSerializer(many=True)


class ExtensionSerializer(StrictSerializer):
    """The new closing time."""

    closes_at = Moment()


class AbandonSerializer(StrictSerializer):
    """Why it is stopped early; everybody can read it."""

    reason = LanguageTexts(max_length=5000)


@extend_schema(tags=["challenges"])
class ChallengeList(PersonListView):
    """Questions put to people."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.MANAGE}
    query: ClassVar[Mapping[str, QueryParameter]] = {
        "service": QueryParameter("Of one service."),
        "state": QueryParameter("In one state.", ChallengeState.values),
    }

    def get_queryset(self) -> QuerySet[DesignChallenge]:
        wanted = {"service_id": self.parameter("service"), "state": self.parameter("state")}
        return visible_challenges(self.actor).filter(**{k: v for k, v in wanted.items() if v is not None})

    @extend_schema(responses=ChallengeSerializer(many=True), operation_id="challenges_list")
    def get(self, request: Request) -> Response:
        """Newest first. Drafts are seen by the service's members and the council's administrators."""
        return self.page(ChallengeSerializer)

    @extend_schema(
        request=NewChallengeSerializer, responses={201: ChallengeDetailSerializer}, operation_id="challenges_propose"
    )
    def post(self, request: Request) -> Response:
        """Propose a question. Members of the service."""
        challenge = propose_challenge(actor=self.actor, **self.parsed(NewChallengeSerializer))
        where = reverse("api_challenge", args=[challenge.pk])
        data = ChallengeDetailSerializer(
            challenge, context={"standing": standing_of(self.actor, challenge.service_id)}
        ).data
        return Response(data, status=201, headers={"Location": where})


class ChallengeView(OfChallengeView):
    """Base of views that answer with the challenge itself."""

    def detail(self, challenge: DesignChallenge) -> ChallengeDetailSerializer:
        """A challenge with what blocks its next moves."""
        return ChallengeDetailSerializer(challenge, context={"standing": self.standing})

    def shown(self) -> ChallengeDetailSerializer:
        """The challenge as it is now."""
        return self.detail(visible_challenges(self.actor).get(pk=self.challenge.pk))


@extend_schema(tags=["challenges"])
class ChallengeDetail(ChallengeView):
    """One question."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "PATCH": Scope.MANAGE}

    @extend_schema(responses=ChallengeDetailSerializer, operation_id="challenges_read")
    def get(self, request: Request, pk: int) -> Response:
        """One challenge; `blockers` says, for each next move, why it cannot be made yet."""
        return Response(self.detail(self.challenge).data)

    @extend_schema(
        request=ChallengeChangeSerializer, responses=ChallengeDetailSerializer, operation_id="challenges_change"
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change the details. Once people have been asked, what they were asked under stays as it is."""
        changes = self.parsed(ChallengeChangeSerializer)
        now = self.detail(self.challenge)
        version = self.expected_version(self.challenge, changes.pop("version", None), now)
        change_challenge(actor=self.actor, challenge=self.challenge, version=version, **changes)
        return Response(self.shown().data)


@extend_schema(tags=["challenges"])
class Targets(ChallengeView):
    """People we seldom hear from."""

    scopes: ClassVar[Mapping[str, str]] = {"PUT": Scope.MANAGE}

    @extend_schema(request=TargetsSerializer, responses=ChallengeDetailSerializer, operation_id="challenges_targets")
    def put(self, request: Request, pk: int) -> Response:
        """Name the people we seldom hear from, while the question is being prepared."""
        targets = [(row["label"], row["wanted"]) for row in self.parsed(TargetsSerializer)["targets"]]
        set_targets(actor=self.actor, challenge=self.challenge, targets=targets)
        return Response(self.shown().data)


class MoveView(ChallengeView):
    """Base of the workflow's moves: no input, the challenge as the answer."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MANAGE}
    move: ClassVar[Callable[..., DesignChallenge]]

    def moved(self) -> Response:
        """Make the move."""
        self.parsed(NothingSerializer)
        type(self).move(actor=self.actor, challenge=self.challenge)
        return Response(self.shown().data)


MOVE: dict[str, Any] = {"request": NothingSerializer, "responses": ChallengeDetailSerializer, "tags": ["challenges"]}


class Open(MoveView):
    """Ask people."""

    move = staticmethod(open_challenge)

    @extend_schema(**MOVE, operation_id="challenges_open")
    def post(self, request: Request, pk: int) -> Response:
        """Open for answers. Facilitator or commissioner."""
        return self.moved()


class CompleteSynthesis(MoveView):
    """Agree the findings."""

    move = staticmethod(complete_synthesis)
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ANALYSE}

    @extend_schema(**MOVE, operation_id="challenges_complete_synthesis")
    def post(self, request: Request, pk: int) -> Response:
        """Agree the findings, once both sides have signed them as they stand. The facilitator."""
        return self.moved()


class OpenOptions(MoveView):
    """Go on to options."""

    move = staticmethod(open_options)

    @extend_schema(**MOVE, operation_id="challenges_open_options")
    def post(self, request: Request, pk: int) -> Response:
        """Open for options. Facilitator or commissioner."""
        return self.moved()


class HandOver(MoveView):
    """End of co-design."""

    move = staticmethod(hand_over)

    @extend_schema(**MOVE, operation_id="challenges_hand_over")
    def post(self, request: Request, pk: int) -> Response:
        """Hand over, once each part of the decision has somebody who carries it out."""
        return self.moved()


class Extend(ChallengeView):
    """More time."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MANAGE}

    @extend_schema(**{**MOVE, "request": ExtensionSerializer}, operation_id="challenges_extend")
    def post(self, request: Request, pk: int) -> Response:
        """Give people more time. The facilitator; nobody can take time away."""
        extend_window(actor=self.actor, challenge=self.challenge, **self.parsed(ExtensionSerializer))
        return Response(self.shown().data)


class Abandon(ChallengeView):
    """Stop early."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MANAGE}

    @extend_schema(**{**MOVE, "request": AbandonSerializer}, operation_id="challenges_abandon")
    def post(self, request: Request, pk: int) -> Response:
        """Stop early, with a reason that everybody can read. Facilitator or commissioner."""
        abandon_challenge(actor=self.actor, challenge=self.challenge, **self.parsed(AbandonSerializer))
        return Response(self.shown().data)


class CompleteReportBack(OfChallengeView):
    """Tell people."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MANAGE}

    @extend_schema(**{**MOVE, "responses": {202: JobSerializer}}, operation_id="challenges_complete_report_back")
    def post(self, request: Request, pk: int) -> Response:
        """Tell everybody what became of their words; the job moves the challenge on. The facilitator."""
        self.parsed(NothingSerializer)
        return accepted_job(request_report_back(actor=self.actor, challenge=self.challenge))


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
