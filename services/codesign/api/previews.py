"""What will come of a step, before somebody takes it in person."""

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import operation
from kernel.api.serializers import ReasonSerializer
from kernel.web.confirm import Shown
from services.catalogue.permissions import require
from services.codesign import guards
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.presenters.previews import PREVIEWS
from services.stage.api import reasons_why_not


class ShownSerializer(serializers.Serializer[Shown]):
    """Words that everybody will be able to read, and what they are."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class MovePreviewSerializer(serializers.Serializer[Any]):
    """What a move will make public, how many people it touches, what is for good, and what stands in the way."""

    move = serializers.CharField()
    public = ShownSerializer(many=True)
    people = serializers.ListField(child=serializers.CharField())
    warning = serializers.CharField()
    blockers = ReasonSerializer(many=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """What will come of each next move."""

    moves = MovePreviewSerializer(many=True)


class ChallengePreview(OfChallengeView):
    """What will come of the next moves."""

    tag = "challenges"

    @operation("challenges_preview", Scope.READ, gives=PreviewSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """For those inside: what each next move will make public, and how many people it touches."""
        require(self.is_insider)
        leaving = [transition.name for transition in CHALLENGE_WORKFLOW.leaving(self.challenge.state)]
        return {"moves": [self.preview(move) for move in leaving if move in PREVIEWS]}

    def preview(self, move: str) -> dict[str, Any]:
        """What will come of one move."""
        shown = PREVIEWS[move](self.challenge)
        return {
            "move": move,
            "public": shown.public,
            "people": shown.people,
            "warning": shown.warning,
            "blockers": reasons_why_not(CHALLENGE_WORKFLOW, self.challenge, move, guards, member=True),
        }


urlpatterns = [path("challenges/<int:pk>/preview/", ChallengePreview.as_view(), name="api_preview")]
