"""Looking through what people said."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from kernel.api.operations import IN_PERSON, operation
from kernel.api.serializers import ChoiceField, FlagField, IdsField, StrictSerializer
from services.codesign.actions import moderate
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import ModerationReason


class ModerationSerializer(StrictSerializer):
    """Accept, or refuse with one shared reason."""

    accept = FlagField()
    reason = ChoiceField(ModerationReason.choices, required=False)
    feedback = IdsField(required=False)
    statements = IdsField(required=False)


class ModeratedSerializer(serializers.Serializer[Any]):
    """How many were accepted or refused."""

    changed = serializers.IntegerField()


class Moderation(OfChallengeView):
    """Look through what people said."""

    tag = "answers"

    @operation("moderation_decide", IN_PERSON, takes=ModerationSerializer, gives=ModeratedSerializer)
    def post(self, request: Request, pk: int) -> dict[str, int]:
        """Accept or refuse, one or many; what is waiting is in the lists with `?moderation=pending`."""
        asked = self.asked
        changed = moderate(
            actor=self.actor, challenge=self.challenge, accept=asked["accept"], reason=asked.get("reason", ""),
            feedback_ids=asked.get("feedback", ()), statement_ids=asked.get("statements", ()),
        )  # fmt: skip
        return {"changed": changed}
