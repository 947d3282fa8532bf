"""Options, what members think of them, what becomes of each finding, and the decision."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import (
    ChoiceField,
    CouncilTextField,
    DayField,
    IdField,
    IdsField,
    LanguageCodeField,
    RowField,
    StrictSerializer,
    TextField,
)
from participants.people.enums import Stake
from services.codesign.actions import (
    correct_decision,
    decide,
    give_option_view,
    name_item_owner,
    propose_option,
    respond_to_insight,
    withdraw_option,
)
from services.codesign.actions.decision import COMMENT_LENGTH, DESCRIPTION_LENGTH, TITLE_LENGTH
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.api.findings.insights import FindingsView, InsightResponseSerializer
from services.codesign.enums import Feasibility, OptionViewValue, ResponseKind
from services.codesign.models import (
    DecisionCorrection,
    DecisionItem,
    DesignDecision,
    InsightResponse,
    Option,
    OptionView,
)
from services.codesign.queries.decision import decision_items, decision_of, listed_options, views_shown
from services.codesign.queries.findings.insights import tallies_of
from services.stage.api import NamedForInsiders, PublicPersonSerializer, anybody_here, person_data

CountsByStake = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField(allow_null=True)))


class OptionSerializer(serializers.Serializer[Any]):
    """A way to act on findings, and how members' views of it stand: by stake, then by view.

    Members see each other's views. For everybody else a side is there only where at least ten of it said something, and
    a count is null where it is small or would give a small one away; `members_who_said` counts all.
    """

    id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    language = serializers.CharField()
    cost = serializers.CharField(allow_blank=True)
    feasibility = ChoiceField(Feasibility.choices)
    proposed_by = NamedForInsiders()
    proposed_stake = ChoiceField(Stake.choices)
    shown_from = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    insights = serializers.SerializerMethodField()
    views = serializers.SerializerMethodField()
    members_who_said = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_insights(self, option: Option) -> list[int]:
        return [link.insight_id for link in option.insight_links.all()]

    @extend_schema_field(CountsByStake)
    def get_views(self, option: Option) -> dict[str, dict[str, int | None]]:
        return views_shown(self._tally(option), whole=self.context["view"].is_insider)

    def get_members_who_said(self, option: Option) -> int:
        return sum(sum(side.values()) for side in self._tally(option).values())

    def _tally(self, option: Option) -> dict[str, dict[str, int]]:
        context: Any = self.context
        tallies = context.setdefault("tallies", {})
        if option.pk not in tallies:
            tallies[option.pk] = tallies_of([option]).get(option.pk, {})
        found: dict[str, dict[str, int]] = tallies[option.pk]
        return found


class NewOptionSerializer(StrictSerializer):
    """A way to act on at least one finding."""

    title = TextField(max_length=TITLE_LENGTH)
    description = TextField(max_length=DESCRIPTION_LENGTH)
    language = LanguageCodeField()
    insights = IdsField(allow_empty=False)
    cost = TextField(max_length=160, required=False, allow_blank=True)
    feasibility = ChoiceField(Feasibility.choices, required=False)


class OptionViewSerializer(serializers.Serializer[OptionView]):
    """What a member thinks of an option. Who, and their comment, is for members of the service."""

    person = NamedForInsiders()
    stake = ChoiceField(Stake.choices)
    value = ChoiceField(OptionViewValue.choices)
    comment = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class NewOptionViewSerializer(StrictSerializer):
    """One's own view; the last one counts."""

    value = ChoiceField(OptionViewValue.choices)
    comment = TextField(max_length=COMMENT_LENGTH, required=False, allow_blank=True)


class NewInsightResponseSerializer(StrictSerializer):
    """What becomes of a finding: addressed by an option, declined with a reason, deferred with owner and day."""

    kind = ChoiceField(ResponseKind.choices)
    reason = CouncilTextField(max_length=5000, required=False)
    option = IdField(required=False)
    owner = RowField(anybody_here, required=False)
    due = DayField(required=False)


class DecisionItemSerializer(serializers.Serializer[Any]):
    """An option that was chosen, and who carries it out."""

    id = serializers.IntegerField()
    option = serializers.IntegerField(source="option_id")
    title = serializers.CharField(source="option.title")
    owner = NamedForInsiders()


class CorrectionSerializer(serializers.Serializer[DecisionCorrection]):
    """What was corrected in the decision, when and why. It stands beside the decision, never in its place."""

    id = serializers.IntegerField()
    text = CouncilTextField()
    reasons = CouncilTextField()
    corrected_by = serializers.SerializerMethodField()
    corrected_at = serializers.DateTimeField()

    @extend_schema_field(PublicPersonSerializer)
    def get_corrected_by(self, correction: DecisionCorrection) -> dict[str, Any] | None:
        return person_data(correction.corrected_by)


class DecisionSerializer(serializers.Serializer[DesignDecision]):
    """The decision, with its reasons. Recorded once, never changed; what was wrong in it stands in `corrections`."""

    id = serializers.IntegerField()
    text = CouncilTextField()
    reasons = CouncilTextField()
    decided_by = serializers.SerializerMethodField()
    decided_at = serializers.DateTimeField()
    items = serializers.SerializerMethodField()
    corrections = CorrectionSerializer(many=True, source="corrections.all")

    @extend_schema_field(PublicPersonSerializer)
    def get_decided_by(self, decision: DesignDecision) -> dict[str, Any] | None:
        return person_data(decision.decided_by)

    @extend_schema_field(DecisionItemSerializer(many=True))
    def get_items(self, decision: DesignDecision) -> Any:
        rows = decision_items(self.context["view"].challenge)
        return DecisionItemSerializer(rows, many=True, context=self.context).data


class NewDecisionSerializer(StrictSerializer):
    """What was decided, why, and which options were chosen."""

    text = CouncilTextField(max_length=5000)
    reasons = CouncilTextField(max_length=5000)
    options = IdsField()


class NewCorrectionSerializer(StrictSerializer):
    """What is corrected, and why."""

    text = CouncilTextField(max_length=5000)
    reasons = CouncilTextField(max_length=5000)


class OwnerSerializer(StrictSerializer):
    """Who carries out a part of the decision: a current member of the service."""

    owner = RowField(anybody_here)


class OptionsView(OfChallengeView):
    """Base of views of options."""

    tag = "decision"

    @cached_property
    def option(self) -> Option:
        """The live option of the address, or 404."""
        found: Option = get_object_or_404(self.visible_options(), pk=self.kwargs["option"])
        return found

    def visible_options(self) -> QuerySet[Option]:
        """Live options: for members and the one who decides; for everybody once it is decided or stopped."""
        rows = listed_options(self.challenge)
        return rows if self.is_insider or self.challenge.has_public_options else rows.none()


class OptionList(OptionsView):
    """Options on show."""

    pagination_class = OldestFirst

    @operation("options_list", Scope.READ, gives=OptionSerializer, many=True)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The options on show, and how views of them stand: for members; for everybody once it is decided."""
        rows = self.paginate_queryset(self.visible_options()) or []
        tallies: dict[int, Any] = {row.pk: {} for row in rows} | tallies_of(rows)
        context = {**self.get_serializer_context(), "tallies": tallies}
        return self.get_paginated_response(OptionSerializer(rows, many=True, context=context).data)

    @operation("options_propose", IN_PERSON, takes=NewOptionSerializer, gives=OptionSerializer, status=201)
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Propose a way to act on findings. Anyone in the service."""
        ids = self.asked.pop("insights")
        option = propose_option(actor=self.actor, challenge=self.challenge, insight_ids=ids, **self.asked)
        return self.located(option, "api_option", pk, option.pk)


class OptionDetail(OptionsView):
    """One option."""

    @operation("options_read", Scope.READ, gives=OptionSerializer)
    def get(self, request: Request, pk: int, option: int) -> Option:
        """One option."""
        return self.option

    @operation("options_withdraw", IN_PERSON)
    def delete(self, request: Request, pk: int, option: int) -> None:
        """Take an option back. Only whoever proposed it."""
        withdraw_option(actor=self.actor, option=self.option)


class OptionViews(OptionsView):
    """What members think of an option."""

    pagination_class = OldestFirst

    @operation("option_views_list", Scope.READ, gives=OptionViewSerializer, many=True)
    def get(self, request: Request, pk: int, option: int) -> QuerySet[OptionView]:
        """Each view with its comment, for members of the service. How views stand is in the option itself."""
        views: QuerySet[OptionView] = self.option.views.select_related("person")
        return views if self.is_insider else views.none()

    @operation("option_views_give", IN_PERSON, takes=NewOptionViewSerializer, gives=OptionViewSerializer)
    def put(self, request: Request, pk: int, option: int) -> OptionView:
        """Say what one thinks of an option; the last one counts. Members; the facilitator stays neutral."""
        return give_option_view(actor=self.actor, option=self.option, **self.asked)


class InsightResponseDetail(FindingsView):
    """What becomes of a finding."""

    tag = "decision"

    @operation("responses_give", IN_PERSON, takes=NewInsightResponseSerializer, gives=InsightResponseSerializer)
    def put(self, request: Request, pk: int, insight: int) -> InsightResponse:
        """Say what becomes of a finding. The one who decides, or the commissioner."""
        chosen = self.asked.pop("option", None)
        option = None if chosen is None else listed_options(self.challenge).filter(pk=chosen).first()
        if chosen is not None and option is None:
            raise serializers.ValidationError({"option": [_("There is nothing with this id.")]})
        return respond_to_insight(actor=self.actor, insight=self.insight, option=option, **self.asked)


class DecisionDetail(OfChallengeView):
    """The decision."""

    tag = "decision"

    @operation("decision_read", Scope.READ, gives=DecisionSerializer)
    def get(self, request: Request, pk: int) -> DesignDecision:
        """The decision; 404 while there is none."""
        decision = decision_of(self.challenge)
        if decision is None:
            raise Http404
        return decision

    @operation("decision_record", IN_PERSON, takes=NewDecisionSerializer, gives=DecisionSerializer, status=201)
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Record the decision. Only the person named to decide, and not before every rule is met."""
        ids = self.asked.pop("options")
        decision = decide(actor=self.actor, challenge=self.challenge, option_ids=ids, **self.asked)
        return self.located(decision, "api_decision", pk)


class DecisionCorrections(OfChallengeView):
    """Corrections of the decision."""

    tag = "decision"

    @operation("decision_correct", IN_PERSON, takes=NewCorrectionSerializer, gives=CorrectionSerializer, status=201)
    def post(self, request: Request, pk: int) -> DecisionCorrection:
        """Publish a correction beside the decision. Only the person named to decide; it can never be taken back."""
        return correct_decision(actor=self.actor, challenge=self.challenge, **self.asked)


class DecisionPart(OfChallengeView):
    """One part of the decision."""

    tag = "decision"

    @operation("decision_name_owner", IN_PERSON, takes=OwnerSerializer, gives=DecisionItemSerializer)
    def put(self, request: Request, pk: int, item: int) -> DecisionItem:
        """Name who carries out a part of the decision."""
        found = get_object_or_404(decision_items(self.challenge), pk=item)
        return name_item_owner(actor=self.actor, item=found, **self.asked)


BASE = "challenges/<int:pk>"


urlpatterns = [
    path(f"{BASE}/insights/<int:insight>/response/", InsightResponseDetail.as_view(), name="api_response"),
    path(f"{BASE}/options/", OptionList.as_view(), name="api_options"),
    path(f"{BASE}/options/<int:option>/", OptionDetail.as_view(), name="api_option"),
    path(f"{BASE}/options/<int:option>/views/", OptionViews.as_view(), name="api_option_views"),
    path(f"{BASE}/decision/", DecisionDetail.as_view(), name="api_decision"),
    path(f"{BASE}/decision/corrections/", DecisionCorrections.as_view(), name="api_corrections"),
    path(f"{BASE}/decision/items/<int:item>/owner/", DecisionPart.as_view(), name="api_decision_owner"),
]
