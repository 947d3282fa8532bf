"""Looking through what people said."""

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.serializers import Choice, Flag, Ids, StrictSerializer
from services.codesign.actions import moderate
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import ModerationReason


class ModerationSerializer(StrictSerializer):
    """Accept, or refuse with one shared reason."""

    accept = Flag()
    reason = Choice(ModerationReason.choices, required=False)
    feedback = Ids(required=False)
    statements = Ids(required=False)


Moderated = inline_serializer("Moderated", {"changed": serializers.IntegerField()})


@extend_schema(tags=["answers"])
class Moderation(OfChallengeView):
    """Look through what people said."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MANAGE}

    @extend_schema(request=ModerationSerializer, responses=Moderated, operation_id="moderation_decide")
    def post(self, request: Request, pk: int) -> Response:
        """Accept or refuse, one or many; what is waiting is in the lists with `?moderation=pending`."""
        asked = self.parsed(ModerationSerializer)
        changed = moderate(
            actor=self.actor, challenge=self.challenge, accept=asked["accept"], reason=asked.get("reason", ""),
            feedback_ids=asked.get("feedback", ()), statement_ids=asked.get("statements", ()),
        )  # fmt: skip
        return Response({"changed": changed})
