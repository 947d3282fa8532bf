"""What one said, and what became of it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.serializers import LanguageTexts
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import ModerationReason, ModerationState
from services.codesign.models import Contributor
from services.codesign.queries.findings.insights import traces_of


class TraceInsightSerializer(serializers.Serializer[Any]):
    """A finding that somebody's words live on in."""

    id = serializers.IntegerField()
    text = LanguageTexts()


class TraceSerializer(serializers.Serializer[Any]):
    """What became of one thing one said."""

    kind = serializers.SerializerMethodField()
    id = serializers.IntegerField(source="item.pk")
    text = serializers.CharField(source="item.text", allow_blank=True)
    moderation = serializers.ChoiceField(ModerationState.choices, source="item.moderation")
    moderation_reason = serializers.ChoiceField(
        ModerationReason.choices, source="item.moderation_reason", allow_blank=True
    )
    withdrawn_at = serializers.DateTimeField(source="item.withdrawn_at", allow_null=True)
    insights = TraceInsightSerializer(many=True)
    set_aside_reason = LanguageTexts(source="set_aside.reason", default=None, allow_null=True)

    @extend_schema_field({"type": "string", "enum": ["feedback", "statement"]})
    def get_kind(self, trace: Any) -> str:
        return str(trace.item._meta.model_name)


Mine = inline_serializer("Mine", {"items": TraceSerializer(many=True)})


@extend_schema(tags=["answers"])
class MineView(OfChallengeView):
    """One's own part."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=Mine, operation_id="mine_read")
    def get(self, request: Request, pk: int) -> Response:
        """What one said here, and what became of it."""
        me = Contributor.objects.filter(challenge=self.challenge, person_id=self.actor.person_id or 0).first()
        return Response({"items": TraceSerializer(traces_of(me) if me is not None else [], many=True).data})
