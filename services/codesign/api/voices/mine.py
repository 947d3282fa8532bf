"""What one said, and what became of it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.api.operations import IN_PERSON, operation
from kernel.api.serializers import ChoiceField, CouncilTextField, IdField, StrictSerializer
from services.codesign.actions import ask_for_another_look, note_told
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.api.voices.moderation import SecondLookSerializer
from services.codesign.enums import ModerationReason, ModerationState
from services.codesign.models import Contributor, Feedback, SecondLook, Statement
from services.codesign.permissions import is_own
from services.codesign.queries.findings.insights import fates_of


class FateInsightSerializer(serializers.Serializer[Any]):
    """A finding that somebody's words live on in."""

    id = serializers.IntegerField()
    text = CouncilTextField()


class FateSerializer(serializers.Serializer[Any]):
    """What became of one thing one said."""

    kind = serializers.SerializerMethodField()
    id = serializers.IntegerField(source="item.pk")
    text = serializers.CharField(source="item.text", allow_blank=True)
    moderation = ChoiceField(ModerationState.choices, source="item.moderation")
    moderation_reason = ChoiceField(ModerationReason.choices, source="item.moderation_reason", allow_blank=True)
    withdrawn_at = serializers.DateTimeField(source="item.withdrawn_at", allow_null=True)
    insights = FateInsightSerializer(many=True)
    set_aside_reason = CouncilTextField(source="set_aside.reason", default=None, allow_null=True)

    @extend_schema_field({"type": "string", "enum": ["feedback", "statement"]})
    def get_kind(self, trace: Any) -> str:
        return str(trace.item._meta.model_name)


class MineSerializer(serializers.Serializer[Any]):
    """What one said."""

    items = FateSerializer(many=True)


class MineView(OfChallengeView):
    """One's own part."""

    tag = "answers"

    @operation("mine_read", IN_PERSON, gives=MineSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """What one said here, and what became of it."""
        me = Contributor.objects.filter(challenge=self.challenge, person_id=self.actor.person_id or 0).first()
        if me is None:
            return {"items": []}
        if self.challenge.has_decision and is_own(self.actor, me):
            note_told(actor=self.actor, contributor=me)
        return {"items": fates_of(me)}


class AnotherLookSerializer(StrictSerializer):
    """Which of one's own words: an answer or a statement that is not shown."""

    feedback = IdField(required=False)
    statement = IdField(required=False)


class AnotherLook(OfChallengeView):
    """Another look at what is not shown."""

    tag = "answers"

    @operation("another_look_ask", IN_PERSON, takes=AnotherLookSerializer, gives=SecondLookSerializer, status=201)
    def post(self, request: Request, pk: int) -> SecondLook:
        """Ask for another look at one's own words that are not shown. It goes to somebody else than who refused it."""
        if len(self.asked) != 1:
            raise serializers.ValidationError({"feedback": [_("Name one answer or one statement.")]})
        model: Any = Feedback if "feedback" in self.asked else Statement
        own = model.objects.filter(challenge=self.challenge, contributor__person_id=self.actor.person_id or 0)
        (wanted,) = self.asked.values()
        return ask_for_another_look(actor=self.actor, item=get_object_or_404(own, pk=wanted))
