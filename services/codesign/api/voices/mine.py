"""What one said, and what became of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.api.operations import IN_PERSON, operation
from kernel.api.serializers import ChoiceField, CouncilTextField
from services.codesign.actions import note_told
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import ModerationReason, ModerationState
from services.codesign.models import Contributor
from services.codesign.permissions import is_own
from services.codesign.queries.challenge import DECISION_MADE
from services.codesign.queries.findings.insights import traces_of


class TraceInsightSerializer(serializers.Serializer[Any]):
    """A finding that somebody's words live on in."""

    id = serializers.IntegerField()
    text = CouncilTextField()


class TraceSerializer(serializers.Serializer[Any]):
    """What became of one thing one said."""

    kind = serializers.SerializerMethodField()
    id = serializers.IntegerField(source="item.pk")
    text = serializers.CharField(source="item.text", allow_blank=True)
    moderation = ChoiceField(ModerationState.choices, source="item.moderation")
    moderation_reason = ChoiceField(ModerationReason.choices, source="item.moderation_reason", allow_blank=True)
    withdrawn_at = serializers.DateTimeField(source="item.withdrawn_at", allow_null=True)
    insights = TraceInsightSerializer(many=True)
    set_aside_reason = CouncilTextField(source="set_aside.reason", default=None, allow_null=True)

    @extend_schema_field({"type": "string", "enum": ["feedback", "statement"]})
    def get_kind(self, trace: Any) -> str:
        return str(trace.item._meta.model_name)


class MineSerializer(serializers.Serializer[Any]):
    """What one said."""

    items = TraceSerializer(many=True)


class MineView(OfChallengeView):
    """One's own part."""

    tag = "answers"

    @operation("mine_read", IN_PERSON, gives=MineSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """What one said here, and what became of it."""
        me = Contributor.objects.filter(challenge=self.challenge, person_id=self.actor.person_id or 0).first()
        if me is None:
            return {"items": []}
        if self.challenge.state in DECISION_MADE and is_own(self.actor, me):
            note_told(actor=self.actor, contributor=me)
        return {"items": traces_of(me)}
