"""Findings and what they rest on."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, move_view, operation
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import (
    ChoiceField,
    CouncilTextField,
    IdsField,
    StrictSerializer,
    VersionField,
    WholeNumberField,
)
from services.catalogue.permissions import require
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
from services.codesign.permissions import can_analyse
from services.codesign.queries.findings.insights import (
    items_by_key,
    listed_insights,
    quotable,
    sources_of,
)
from services.stage.api import NamedForInsiders


class FindingsView(OfChallengeView):
    """Base: findings are for insiders while they are being written, and for all once they are agreed."""

    tag = "findings"

    @property
    def sees_findings(self) -> bool:
        """Whether the actor sees any finding now."""
        return self.is_insider or self.challenge.has_findings

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

    kind = ChoiceField(ResponseKind.choices)
    reason = CouncilTextField()
    option = serializers.IntegerField(source="option_id", allow_null=True)
    due = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()


class InsightSerializer(serializers.Serializer[Insight]):
    """A finding, how many words support it, see it differently, and were taken back."""

    id = serializers.IntegerField()
    text = CouncilTextField()
    state = ChoiceField(InsightState.choices)
    is_machine_draft = serializers.BooleanField()
    reworded_by = serializers.CharField(help_text="The language model that worded it; empty where none did.")
    as_counted = CouncilTextField(
        read_only=True, allow_null=True, help_text="What it said before the model worded it; null where none did."
    )
    needs_another_look = serializers.BooleanField()
    supporting = serializers.IntegerField()
    dissenting = serializers.IntegerField()
    gone = serializers.IntegerField()
    is_in_machine_words = serializers.BooleanField(help_text="Whether it still says what a computer drafted.")
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

    kind = ChoiceField(SourceKind.choices)
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)
    statement = serializers.IntegerField(source="statement_id", allow_null=True)
    batch = serializers.CharField(help_text="The same for those tied in one go, where they were many; else empty.")
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

    feedback = IdsField(required=False)
    statements = IdsField(required=False)
    dissent_feedback = IdsField(required=False)
    dissent_statements = IdsField(required=False)


class SeenSerializer(StrictSerializer):
    """How many answers and statements one has seen and means."""

    confirmed_count = WholeNumberField(
        min_value=1, max_value=1_000_000, required=False,
        help_text="Needed above 10: to how many answers and statements this applies, once they were read.",
    )  # fmt: skip


class NewInsightSerializer(SourceIdsSerializer, SeenSerializer):
    """A finding in one's own words, tied to at least one thing somebody said."""

    text = CouncilTextField(max_length=5000)


class InsightChangeSerializer(SeenSerializer):
    """The finding in other words. `version` is not needed with If-Match."""

    text = CouncilTextField(max_length=5000)
    version = VersionField(required=False)


class SourcesChangeSerializer(SourceIdsSerializer, SeenSerializer):
    """All sources: they replace those before."""

    version = VersionField()


class MergeSerializer(StrictSerializer):
    """The findings that go into this one."""

    others = IdsField(allow_empty=False)


def _sources(asked: dict[str, Any]) -> dict[str, Any]:
    names = {
        "feedback": "feedback_ids", "statements": "statement_ids", "dissent_feedback": "dissent_feedback_ids",
        "dissent_statements": "dissent_statement_ids",
    }  # fmt: skip
    return {to: asked.get(name, ()) for name, to in names.items()} | {"confirmed_count": asked.get("confirmed_count")}


class InsightView(FindingsView):
    """Base of views that answer with one finding."""

    subject, representation = "insight", InsightSerializer

    def shown(self, changed: Insight) -> Insight:
        """The finding as it is now."""
        return listed_insights(self.challenge, *InsightState.values).select_related("response").get(pk=changed.pk)

    def again(self, row: Any) -> Any:
        """The finding with what listing it adds."""
        return self.shown(row) if isinstance(row, Insight) else row


class InsightList(InsightView):
    """Findings."""

    pagination_class = OldestFirst

    @operation("insights_list", Scope.READ, gives=InsightSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[Insight]:
        """Drafts and kept findings for members; what was kept for everybody, once it is agreed."""
        return self.visible_insights()

    @operation("insights_add", IN_PERSON, takes=NewInsightSerializer, gives=InsightSerializer, status=201)
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Add a finding. Facilitator, residents and professionals; a commissioner may not."""
        text = self.asked["text"]
        made = add_insight(actor=self.actor, challenge=self.challenge, text=text, **_sources(self.asked))
        return self.located(self.shown(made), "api_insight", pk, made.pk)


class InsightDetail(InsightView):
    """One finding."""

    @operation("insights_read", Scope.READ, gives=InsightSerializer)
    def get(self, request: Request, pk: int, insight: int) -> Insight:
        """One finding."""
        return self.insight

    @operation("insights_change", IN_PERSON, takes=InsightChangeSerializer, gives=InsightSerializer)
    def patch(self, request: Request, pk: int, insight: int) -> Insight:
        """Say a finding differently; a draft that somebody rewrites is thereby kept."""
        version = self.expected_version(self.insight)
        return self.shown(change_insight(actor=self.actor, insight=self.insight, version=version, **self.asked))


class Sources(InsightView):
    """What a finding rests on."""

    pagination_class = OldestFirst

    @operation("insights_sources", Scope.READ, gives=SourceSerializer, many=True)
    def get(self, request: Request, pk: int, insight: int) -> QuerySet[InsightSource]:
        """The words in support and in dissent, as they were said."""
        return sources_of(self.insight)

    @operation("insights_set_sources", IN_PERSON, takes=SourcesChangeSerializer, gives=InsightSerializer)
    def put(self, request: Request, pk: int, insight: int) -> Insight:
        """Choose anew what a finding rests on, and who sees it differently."""
        version, sources = self.asked["version"], _sources(self.asked)
        return self.shown(set_sources(actor=self.actor, insight=self.insight, version=version, **sources))


class ProposedSerializer(serializers.Serializer[Any]):
    """Somebody's words that may see a finding differently. Whether they do is for a person to say."""

    feedback = serializers.IntegerField(allow_null=True)
    statement = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    language = serializers.CharField()


class MayDifferSerializer(serializers.Serializer[Any]):
    """What a computation proposes to read."""

    proposed = ProposedSerializer(many=True)


class MayDiffer(InsightView):
    """What may see a finding differently."""

    @operation("insights_may_differ", Scope.READ, gives=MayDifferSerializer)
    def get(self, request: Request, pk: int, insight: int) -> dict[str, Any]:
        """For analysts: what a computation proposes to read. It counts as dissent only once a person says so."""
        require(self.is_insider and can_analyse(self.standing))
        words = items_by_key(self.challenge, self.insight.may_differ)
        proposed = [
            {
                "feedback": item.pk if kind == "answers" else None,
                "statement": item.pk if kind == "statements" else None,
                "text": item.text,
                "language": item.language,
            }
            for (kind, _pk), item in words.items()
        ]
        return {"proposed": proposed}


Keep = move_view(
    InsightView, keep_insight, "insights_keep", IN_PERSON,
    "Keep a machine's draft as it is; a person now answers for it.", takes=SeenSerializer,
)  # fmt: skip
Drop = move_view(
    InsightView, drop_insight, "insights_drop", IN_PERSON,
    "Drop a finding; what supported only it must be used elsewhere or set aside.",
)  # fmt: skip
RestoreAsCounted = move_view(
    InsightView, restore_as_counted, "insights_restore_as_counted", IN_PERSON,
    "Take a language model's wording out again: the finding says what it said as it was counted.",
)  # fmt: skip
LookedAgain = move_view(
    InsightView, looked_again, "insights_looked_again", IN_PERSON,
    "A finding whose source was taken back still stands.",
)  # fmt: skip


class Merge(InsightView):
    """Merge findings."""

    @operation("insights_merge", IN_PERSON, takes=MergeSerializer, gives=InsightSerializer)
    def post(self, request: Request, pk: int, insight: int) -> Insight:
        """Merge others into this one: it gains their sources, they point to it."""
        ids = self.asked["others"]
        others = list(Insight.objects.filter(challenge=self.challenge, pk__in=ids))
        if len(others) != len(set(ids)):
            raise serializers.ValidationError({"others": [_("One of these findings is not there.")]})
        return self.shown(merge_insights(actor=self.actor, into=self.insight, others=others))


BASE = "challenges/<int:pk>"
