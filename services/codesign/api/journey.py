"""Where a challenge is and how it got there."""

from collections.abc import Mapping
from typing import ClassVar

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
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


@extend_schema(tags=["challenges"])
class Journey(OfChallengeView):
    """A challenge's way through its workflow."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=JourneySerializer, operation_id="journey_read")
    def get(self, request: Request, pk: int) -> Response:
        """Where the challenge is, what is next, what blocks it, who moved it when."""
        return Response(JourneySerializer(self.history(MOVES)).data)


urlpatterns = [
    path("challenges/<int:pk>/journey/", Journey.as_view(), name="api_journey"),
]
