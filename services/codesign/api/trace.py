"""How a question was handled, for everybody."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import operation
from kernel.disclosure import Band
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.presenters.trace import ITEMS, PEOPLE, Line, Moved, trace_of


class BandSerializer(serializers.Serializer[Band]):
    """A count of people or of their reactions, never exact: at least so many, fewer than `below`."""

    at_least = serializers.IntegerField()
    below = serializers.IntegerField()


class ForTheCouncilSerializer(serializers.Serializer[Any]):
    """Somebody who acts, or acted, for the council here."""

    name = serializers.CharField()
    role = serializers.CharField()
    is_there = serializers.BooleanField()


class RefusedSerializer(serializers.Serializer[Any]):
    """What is not shown for one reason, and the reactions that went with it."""

    reason = serializers.CharField()
    words = serializers.CharField()
    answers = serializers.IntegerField()
    statements = serializers.IntegerField()
    reactions = BandSerializer()


class WaitingSerializer(serializers.Serializer[Any]):
    """How much waits to be looked through, and the day of the oldest."""

    count = BandSerializer()
    since = serializers.DateField(allow_null=True)


class SideMovedSerializer(serializers.Serializer[Any]):
    """How many of one side joined, were confirmed and left the service since the question opened, and why they left."""

    stake = serializers.CharField()
    joined = BandSerializer()
    confirmed = BandSerializer()
    left = BandSerializer()
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=BandSerializer()))
    def get_reasons(self, moved: Moved) -> dict[str, Any]:
        return {code: BandSerializer(n).data for code, _words, n in moved.reasons}


class TraceLineSerializer(serializers.Serializer[Line]):
    """Who did what on a day; `day` null for the whole time. Residents are never named."""

    section = serializers.CharField()
    verb = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    who = serializers.CharField(allow_blank=True)
    words = serializers.CharField()
    details = serializers.ListField(child=serializers.CharField())
    times = serializers.IntegerField(allow_null=True)
    often = BandSerializer(allow_null=True)
    numbers = serializers.SerializerMethodField()

    @extend_schema_field(
        {
            "type": "object",
            "properties": {
                **{name: {"type": "integer"} for name in ITEMS},
                **{name: {"$ref": "#/components/schemas/Band"} for name in PEOPLE},
            },
        }
    )
    def get_numbers(self, line: Line) -> dict[str, Any]:
        return {name: BandSerializer(n).data if isinstance(n, Band) else n for name, n in line.numbers.items()}


class HowItWasDoneSerializer(serializers.Serializer[Any]):
    """The public trace of a question."""

    council = ForTheCouncilSerializer(many=True)
    refused = RefusedSerializer(many=True)
    moved = SideMovedSerializer(many=True)
    waiting = WaitingSerializer()
    lines = TraceLineSerializer(many=True)


class HowItWasDone(OfChallengeView):
    """The public trace of a question."""

    tag = "challenges"

    @operation("trace_read", Scope.READ, gives=HowItWasDoneSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """Entries for others, files, moderation, what was set aside and tied, copies, joins and departures."""
        return trace_of(self.challenge)


urlpatterns = [path("challenges/<int:pk>/trace/", HowItWasDone.as_view(), name="api_trace")]
