"""Where a challenge is, and how it got there."""

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import operation
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import MOVES, ChallengeState
from services.stage.api import HistorySerializer, MoveSerializer, StateSerializer


class ChallengeStateSerializer(StateSerializer):
    """A state of a challenge."""

    state = serializers.ChoiceField(ChallengeState.choices)


class ChallengeMoveSerializer(MoveSerializer):
    """A next move of a challenge."""

    target = serializers.ChoiceField(ChallengeState.choices)


class JourneySerializer(HistorySerializer):
    """A challenge's way through."""

    state = serializers.ChoiceField(ChallengeState.choices)
    path = ChallengeStateSerializer(many=True)
    next = ChallengeMoveSerializer(many=True)


class Journey(OfChallengeView):
    """A challenge's way through its workflow."""

    tag = "challenges"

    @operation("journey_read", Scope.READ, gives=JourneySerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """Where the challenge is, what is next, what blocks it, who moved it when."""
        return self.history(MOVES)


urlpatterns = [path("challenges/<int:pk>/journey/", Journey.as_view(), name="api_journey")]
