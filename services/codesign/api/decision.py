"""Options, what members think of them, what becomes of each finding, and the decision."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import Choice, Day, Id, Ids, LanguageCode, LanguageTexts, Row, StrictSerializer, Text
from participants.people.api_views import PersonListView
from participants.people.enums import Stake
from services.codesign.actions import (
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
from services.codesign.models import DesignDecision, Option, OptionView
from services.codesign.queries.challenge import DECISION_MADE
from services.codesign.queries.decision import decision_items, listed_options
from services.codesign.queries.findings.insights import tallies_of
from services.stage.api import NamedForInsiders, PublicPersonSerializer, anybody_here, person_data

CountsByStake = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class OptionSerializer(serializers.Serializer[Any]):
    """A way to act on findings, and how members' views of it stand: by stake, then by view."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    language = serializers.CharField()
    cost = serializers.CharField(allow_blank=True)
    feasibility = serializers.ChoiceField(Feasibility.choices)
    proposed_by = NamedForInsiders()
    proposed_stake = serializers.ChoiceField(Stake.choices)
    shown_from = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    insights = serializers.SerializerMethodField()
    views = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_insights(self, option: Option) -> list[int]:
        return [link.insight_id for link in option.insight_links.all()]

    @extend_schema_field(CountsByStake)
    def get_views(self, option: Option) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = self.context["tallies"].get(option.pk, {})
        return found


class NewOptionSerializer(StrictSerializer):
    """A way to act on at least one finding."""

    title = Text(max_length=TITLE_LENGTH)
    description = Text(max_length=DESCRIPTION_LENGTH)
    language = LanguageCode()
    insights = Ids(allow_empty=False)
    cost = Text(max_length=160, required=False, allow_blank=True)
    feasibility = Choice(Feasibility.choices, required=False)


class OptionViewSerializer(serializers.Serializer[OptionView]):
    """What a member thinks of an option. Who, and their comment, is for members of the service."""

    person = NamedForInsiders()
    stake = serializers.ChoiceField(Stake.choices)
    value = serializers.ChoiceField(OptionViewValue.choices)
    comment = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class NewOptionViewSerializer(StrictSerializer):
    """One's own view; the last one counts."""

    value = Choice(OptionViewValue.choices)
    comment = Text(max_length=COMMENT_LENGTH, required=False, allow_blank=True)


class NewInsightResponseSerializer(StrictSerializer):
    """What becomes of a finding: addressed by an option, declined with a reason, deferred with owner and day."""

    kind = Choice(ResponseKind.choices)
    reason = LanguageTexts(max_length=5000, required=False)
    option = Id(required=False)
    owner = Row(anybody_here, required=False)
    due = Day(required=False)


class DecisionItemSerializer(serializers.Serializer[Any]):
    """An option that was chosen, and who carries it out."""

    id = serializers.IntegerField()
    option = serializers.IntegerField(source="option_id")
    title = serializers.CharField(source="option.title")
    owner = NamedForInsiders()


class DecisionSerializer(serializers.Serializer[DesignDecision]):
    """The decision, with its reasons. Recorded once, never changed."""

    id = serializers.IntegerField()
    text = LanguageTexts()
    reasons = LanguageTexts()
    decided_by = serializers.SerializerMethodField()
    decided_at = serializers.DateTimeField()
    items = serializers.SerializerMethodField()

    @extend_schema_field(PublicPersonSerializer)
    def get_decided_by(self, decision: DesignDecision) -> dict[str, Any] | None:
        return person_data(decision.decided_by)

    @extend_schema_field(DecisionItemSerializer(many=True))
    def get_items(self, decision: DesignDecision) -> Any:
        rows = decision_items(self.context["challenge"])
        return DecisionItemSerializer(rows, many=True, context=self.context).data


class NewDecisionSerializer(StrictSerializer):
    """What was decided, why, and which options were chosen."""

    text = LanguageTexts(max_length=5000)
    reasons = LanguageTexts(max_length=5000)
    options = Ids()


class OwnerSerializer(StrictSerializer):
    """Who carries out a part of the decision: a current member of the service."""

    owner = Row(anybody_here)


class OptionsView(OfChallengeView):
    """Base of views of options."""

    @cached_property
    def option(self) -> Option:
        """The live option of the address, or 404."""
        found: Option = get_object_or_404(self.visible_options(), pk=self.kwargs["option"])
        return found

    def visible_options(self) -> QuerySet[Option]:
        """Live options: for members and the one who decides; for everybody once the decision is made."""
        rows = listed_options(self.challenge)
        return rows if self.is_insider or self.challenge.state in DECISION_MADE else rows.none()

    def shown(self, option: Option) -> dict[str, Any]:
        """An option, with how views stand."""
        context = {"insider": self.is_insider, "tallies": tallies_of([option])}
        return dict(OptionSerializer(option, context=context).data)


@extend_schema(tags=["decision"])
class OptionList(PersonListView, OptionsView):
    """Options on show."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.MANAGE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Option]:
        return self.visible_options()

    @extend_schema(responses=OptionSerializer(many=True), operation_id="options_list")
    def get(self, request: Request, pk: int) -> Response:
        """The options on show, and how views of them stand: for members; for everybody once it is decided."""
        rows = self.paginate_queryset(self.get_queryset()) or []
        context = {"insider": self.is_insider, "tallies": tallies_of(rows)}
        return self.get_paginated_response(OptionSerializer(rows, many=True, context=context).data)

    @extend_schema(request=NewOptionSerializer, responses={201: OptionSerializer}, operation_id="options_propose")
    def post(self, request: Request, pk: int) -> Response:
        """Propose a way to act on findings. Anyone in the service."""
        asked = self.parsed(NewOptionSerializer)
        option = propose_option(actor=self.actor, challenge=self.challenge, insight_ids=asked.pop("insights"), **asked)
        where = reverse("api_option", args=[pk, option.pk])
        return Response(self.shown(option), status=201, headers={"Location": where})


@extend_schema(tags=["decision"])
class OptionDetail(OptionsView):
    """One option."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "DELETE": Scope.MANAGE}

    @extend_schema(responses=OptionSerializer, operation_id="options_read")
    def get(self, request: Request, pk: int, option: int) -> Response:
        """One option."""
        return Response(self.shown(self.option))

    @extend_schema(responses={204: None}, operation_id="options_withdraw")
    def delete(self, request: Request, pk: int, option: int) -> Response:
        """Take an option back. Only whoever proposed it."""
        withdraw_option(actor=self.actor, option=self.option)
        return Response(status=204)


@extend_schema(tags=["decision"])
class OptionViews(PersonListView, OptionsView):
    """What members think of an option."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "PUT": Scope.MANAGE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[OptionView]:
        views: QuerySet[OptionView] = self.option.views.select_related("person")
        return views if self.is_insider else views.none()

    @extend_schema(responses=OptionViewSerializer(many=True), operation_id="option_views_list")
    def get(self, request: Request, pk: int, option: int) -> Response:
        """Each view with its comment, for members of the service. How views stand is in the option itself."""
        return self.page(OptionViewSerializer, insider=self.is_insider)

    @extend_schema(request=NewOptionViewSerializer, responses=OptionViewSerializer, operation_id="option_views_give")
    def put(self, request: Request, pk: int, option: int) -> Response:
        """Say what one thinks of an option; the last one counts. Members; the facilitator stays neutral."""
        view = give_option_view(actor=self.actor, option=self.option, **self.parsed(NewOptionViewSerializer))
        return Response(OptionViewSerializer(view, context={"insider": True}).data)


@extend_schema(tags=["decision"])
class InsightResponse(FindingsView):
    """What becomes of a finding."""

    scopes: ClassVar[Mapping[str, str]] = {"PUT": Scope.MANAGE}

    @extend_schema(
        request=NewInsightResponseSerializer, responses=InsightResponseSerializer, operation_id="responses_give"
    )
    def put(self, request: Request, pk: int, insight: int) -> Response:
        """Say what becomes of a finding. The one who decides, or the commissioner."""
        asked = self.parsed(NewInsightResponseSerializer)
        chosen = asked.pop("option", None)
        option = None if chosen is None else listed_options(self.challenge).filter(pk=chosen).first()
        if chosen is not None and option is None:
            raise serializers.ValidationError({"option": [_("There is nothing with this id.")]})
        made = respond_to_insight(actor=self.actor, insight=self.insight, option=option, **asked)
        return Response(InsightResponseSerializer(made).data)


@extend_schema(tags=["decision"])
class Decision(OfChallengeView):
    """The decision."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.MANAGE}

    def shown(self, decision: DesignDecision) -> dict[str, Any]:
        """The decision with its parts."""
        context = {"insider": self.is_insider, "challenge": self.challenge}
        return dict(DecisionSerializer(decision, context=context).data)

    @extend_schema(responses=DecisionSerializer, operation_id="decision_read")
    def get(self, request: Request, pk: int) -> Response:
        """The decision; 404 while there is none."""
        decision = DesignDecision.objects.select_related("decided_by").filter(challenge=self.challenge).first()
        if decision is None:
            raise Http404
        return Response(self.shown(decision))

    @extend_schema(request=NewDecisionSerializer, responses={201: DecisionSerializer}, operation_id="decision_record")
    def post(self, request: Request, pk: int) -> Response:
        """Record the decision. Only the person named to decide, and not before every rule is met."""
        asked = self.parsed(NewDecisionSerializer)
        decision = decide(actor=self.actor, challenge=self.challenge, option_ids=asked.pop("options"), **asked)
        return Response(self.shown(decision), status=201, headers={"Location": reverse("api_decision", args=[pk])})


@extend_schema(tags=["decision"])
class DecisionPart(OfChallengeView):
    """One part of the decision."""

    scopes: ClassVar[Mapping[str, str]] = {"PUT": Scope.MANAGE}

    @extend_schema(request=OwnerSerializer, responses=DecisionItemSerializer, operation_id="decision_name_owner")
    def put(self, request: Request, pk: int, item: int) -> Response:
        """Name who carries out a part of the decision."""
        found = get_object_or_404(decision_items(self.challenge), pk=item)
        changed = name_item_owner(actor=self.actor, item=found, **self.parsed(OwnerSerializer))
        return Response(DecisionItemSerializer(changed, context={"insider": self.is_insider}).data)


BASE = "challenges/<int:pk>"


urlpatterns = [
    path(f"{BASE}/insights/<int:insight>/response/", InsightResponse.as_view(), name="api_response"),
    path(f"{BASE}/options/", OptionList.as_view(), name="api_options"),
    path(f"{BASE}/options/<int:option>/", OptionDetail.as_view(), name="api_option"),
    path(f"{BASE}/options/<int:option>/views/", OptionViews.as_view(), name="api_option_views"),
    path(f"{BASE}/decision/", Decision.as_view(), name="api_decision"),
    path(f"{BASE}/decision/items/<int:item>/owner/", DecisionPart.as_view(), name="api_decision_owner"),
]
