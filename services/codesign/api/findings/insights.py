"""Findings and what they rest on."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import Ids, LanguageTexts, NothingSerializer, StrictSerializer, Whole
from participants.people.api_views import PersonListView
from services.codesign.actions import (
    add_insight,
    change_insight,
    drop_insight,
    keep_insight,
    looked_again,
    merge_insights,
    restore_as_counted,
    set_sources,
)
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import InsightState, ResponseKind, SourceKind
from services.codesign.models import Insight, InsightSource
from services.codesign.queries.challenge import FINDINGS_AGREED
from services.codesign.queries.findings.insights import (
    listed_insights,
    quotable,
    sources_of,
)
from services.stage.api import NamedForInsiders


class FindingsView(OfChallengeView):
    """Base: findings are for insiders while they are being written, and for all once they are agreed."""

    @property
    def sees_findings(self) -> bool:
        """Whether the actor sees any finding now."""
        return self.is_insider or self.challenge.state in FINDINGS_AGREED

    def visible_insights(self) -> QuerySet[Insight]:
        """Insiders see drafts too; others what was kept, once it is agreed."""
        rows = listed_insights(self.challenge, *([] if self.is_insider else [InsightState.KEPT]))
        rows = rows.select_related("written_by", "response__owner")
        return rows if self.sees_findings else rows.none()

    @cached_property
    def insight(self) -> Insight:
        """The finding of the address, if the actor may see it; 404 otherwise."""
        found: Insight = get_object_or_404(self.visible_insights(), pk=self.kwargs["insight"])
        return found


class InsightResponseSerializer(serializers.Serializer[Any]):
    """What became of a finding."""

    kind = serializers.ChoiceField(ResponseKind.choices)
    reason = LanguageTexts()
    option = serializers.IntegerField(source="option_id", allow_null=True)
    due = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()


class InsightSerializer(serializers.Serializer[Insight]):
    """A finding, how many words support it, see it differently, and were taken back."""

    id = serializers.IntegerField()
    text = LanguageTexts()
    state = serializers.ChoiceField(InsightState.choices)
    is_machine_draft = serializers.BooleanField()
    reworded_by = serializers.CharField(help_text="The language model that worded it; empty where none did.")
    as_counted = LanguageTexts(
        read_only=True, allow_null=True, help_text="What it said before the model worded it; null where none did."
    )
    needs_another_look = serializers.BooleanField()
    supporting = serializers.IntegerField()
    dissenting = serializers.IntegerField()
    gone = serializers.IntegerField()
    written_by = NamedForInsiders()
    response = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()

    @extend_schema_field(InsightResponseSerializer(allow_null=True))
    def get_response(self, insight: Insight) -> Any:
        found = getattr(insight, "response", None)
        return None if found is None else InsightResponseSerializer(found).data


class SourceSerializer(serializers.Serializer[InsightSource]):
    """One person's words in a finding. No words: taken back, or not to be quoted."""

    kind = serializers.ChoiceField(SourceKind.choices)
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)
    statement = serializers.IntegerField(source="statement_id", allow_null=True)
    words = serializers.SerializerMethodField()
    withdrawn = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_words(self, source: InsightSource) -> str | None:
        return quotable(source)

    def get_withdrawn(self, source: InsightSource) -> bool:
        item = source.feedback or source.statement
        return item is not None and item.is_withdrawn


class SourceIdsSerializer(StrictSerializer):
    """What a finding rests on, and whose words see it differently."""

    feedback = Ids(required=False)
    statements = Ids(required=False)
    dissent_feedback = Ids(required=False)
    dissent_statements = Ids(required=False)


class NewInsightSerializer(SourceIdsSerializer):
    """A finding in one's own words, tied to at least one thing somebody said."""

    text = LanguageTexts(max_length=5000)


class InsightChangeSerializer(StrictSerializer):
    """The finding in other words. `version` is not needed with If-Match."""

    text = LanguageTexts(max_length=5000)
    version = Whole(min_value=1, max_value=2**31 - 1, required=False)


class SourcesChangeSerializer(SourceIdsSerializer):
    """All sources: they replace those before."""

    version = Whole(min_value=1, max_value=2**31 - 1)


class MergeSerializer(StrictSerializer):
    """The findings that go into this one."""

    others = Ids(allow_empty=False)


def _sources(asked: dict[str, Any]) -> dict[str, Any]:
    names = {
        "feedback": "feedback_ids", "statements": "statement_ids", "dissent_feedback": "dissent_feedback_ids",
        "dissent_statements": "dissent_statement_ids",
    }  # fmt: skip
    return {to: asked.get(name, ()) for name, to in names.items()}


class InsightView(FindingsView):
    """Base of views that answer with one finding."""

    def shown(self, pk: int) -> dict[str, Any]:
        """The finding as it is now."""
        row = listed_insights(self.challenge, *InsightState.values).select_related("response").get(pk=pk)
        return dict(InsightSerializer(row, context={"insider": self.is_insider}).data)


@extend_schema(tags=["findings"])
class InsightList(PersonListView, InsightView):
    """Findings."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.ANALYSE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Insight]:
        return self.visible_insights()

    @extend_schema(responses=InsightSerializer(many=True), operation_id="insights_list")
    def get(self, request: Request, pk: int) -> Response:
        """Drafts and kept findings for members; what was kept for everybody, once it is agreed."""
        return self.page(InsightSerializer, insider=self.is_insider)

    @extend_schema(request=NewInsightSerializer, responses={201: InsightSerializer}, operation_id="insights_add")
    def post(self, request: Request, pk: int) -> Response:
        """Add a finding. Facilitator, residents and professionals; a commissioner may not."""
        asked = self.parsed(NewInsightSerializer)
        made = add_insight(actor=self.actor, challenge=self.challenge, text=asked["text"], **_sources(asked))
        where = reverse("api_insight", args=[pk, made.pk])
        return Response(self.shown(made.pk), status=201, headers={"Location": where})


@extend_schema(tags=["findings"])
class InsightDetail(InsightView):
    """One finding."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "PATCH": Scope.ANALYSE}

    @extend_schema(responses=InsightSerializer, operation_id="insights_read")
    def get(self, request: Request, pk: int, insight: int) -> Response:
        """One finding."""
        return Response(InsightSerializer(self.insight, context={"insider": self.is_insider}).data)

    @extend_schema(request=InsightChangeSerializer, responses=InsightSerializer, operation_id="insights_change")
    def patch(self, request: Request, pk: int, insight: int) -> Response:
        """Say a finding differently; a draft that somebody rewrites is thereby kept."""
        asked = self.parsed(InsightChangeSerializer)
        now = InsightSerializer(self.insight, context={"insider": self.is_insider})
        version = self.expected_version(self.insight, asked.get("version"), now)
        change_insight(actor=self.actor, insight=self.insight, version=version, text=asked["text"])
        return Response(self.shown(insight))


@extend_schema(tags=["findings"])
class Sources(PersonListView, InsightView):
    """What a finding rests on."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "PUT": Scope.ANALYSE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[InsightSource]:
        return sources_of(self.insight)

    @extend_schema(responses=SourceSerializer(many=True), operation_id="insights_sources")
    def get(self, request: Request, pk: int, insight: int) -> Response:
        """The words in support and in dissent, as they were said."""
        return self.page(SourceSerializer)

    @extend_schema(request=SourcesChangeSerializer, responses=InsightSerializer, operation_id="insights_set_sources")
    def put(self, request: Request, pk: int, insight: int) -> Response:
        """Choose anew what a finding rests on, and who sees it differently."""
        asked = self.parsed(SourcesChangeSerializer)
        set_sources(actor=self.actor, insight=self.insight, version=asked["version"], **_sources(asked))
        return Response(self.shown(insight))


STEP: dict[str, Any] = {"request": NothingSerializer, "responses": InsightSerializer, "tags": ["findings"]}


class StepView(InsightView):
    """Base of the small steps with one finding: no input."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ANALYSE}
    step: ClassVar[Callable[..., Insight]]

    def stepped(self) -> Response:
        """Take the step."""
        self.parsed(NothingSerializer)
        type(self).step(actor=self.actor, insight=self.insight)
        return Response(self.shown(self.insight.pk))


class Keep(StepView):
    """Keep a draft."""

    step = staticmethod(keep_insight)

    @extend_schema(**STEP, operation_id="insights_keep")
    def post(self, request: Request, pk: int, insight: int) -> Response:
        """Keep a machine's draft as it is; a person now answers for it."""
        return self.stepped()


class Drop(StepView):
    """Drop a finding."""

    step = staticmethod(drop_insight)

    @extend_schema(**STEP, operation_id="insights_drop")
    def post(self, request: Request, pk: int, insight: int) -> Response:
        """Drop a finding; what supported only it must be used elsewhere or set aside."""
        return self.stepped()


class RestoreAsCounted(StepView):
    """Without the model's words."""

    step = staticmethod(restore_as_counted)

    @extend_schema(**STEP, operation_id="insights_restore_as_counted")
    def post(self, request: Request, pk: int, insight: int) -> Response:
        """Take a language model's wording out again: the finding says what it said as it was counted."""
        return self.stepped()


class LookedAgain(StepView):
    """Looked at again."""

    step = staticmethod(looked_again)

    @extend_schema(**STEP, operation_id="insights_looked_again")
    def post(self, request: Request, pk: int, insight: int) -> Response:
        """A finding whose source was taken back still stands."""
        return self.stepped()


class Merge(InsightView):
    """Merge findings."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ANALYSE}

    @extend_schema(**{**STEP, "request": MergeSerializer}, operation_id="insights_merge")
    def post(self, request: Request, pk: int, insight: int) -> Response:
        """Merge others into this one: it gains their sources, they point to it."""
        ids = self.parsed(MergeSerializer)["others"]
        others = list(Insight.objects.filter(challenge=self.challenge, pk__in=ids))
        if len(others) != len(set(ids)):
            raise serializers.ValidationError({"others": [_("One of these findings is not there.")]})
        merge_insights(actor=self.actor, into=self.insight, others=others)
        return Response(self.shown(insight))


BASE = "challenges/<int:pk>"
