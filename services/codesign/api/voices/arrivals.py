"""Who came how: workshops, and bursts of visitors."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import operation
from kernel.api.serializers import MomentField, StrictSerializer, TextField, WholeNumberField
from kernel.disclosure import shown_total
from services.catalogue.permissions import require
from services.codesign.actions import make_workshop
from services.codesign.actions.voices.arriving import PLACE_LENGTH
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.engine.arrivals import ONE_PLACE, ONE_RHYTHM
from services.codesign.enums import ChallengeState
from services.codesign.models import Workshop
from services.codesign.permissions import can_see_arrivals
from services.codesign.queries.arrivals import bursts_of, workshops_of
from services.codesign.queries.taking_part import contributor_counts


class WorkshopSerializer(serializers.Serializer[Workshop]):
    """A room in which people answered. `people` is null where it is fewer than ten, and while people still come."""

    id = serializers.IntegerField()
    place = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    people = serializers.SerializerMethodField()

    def get_people(self, workshop: Workshop) -> int | None:
        still_open = self.context["view"].challenge.state in (ChallengeState.DRAFT, ChallengeState.OPEN)
        return None if still_open else shown_total(getattr(workshop, "came", 0))


class MadeWorkshopSerializer(WorkshopSerializer):
    """A workshop with its code."""

    code = serializers.CharField()
    at_most = serializers.IntegerField()


class NewWorkshopSerializer(StrictSerializer):
    """Where, from when to when, how many people at most."""

    place = TextField(max_length=PLACE_LENGTH)
    starts_at = MomentField()
    ends_at = MomentField()
    at_most = WholeNumberField()


class Workshops(OfChallengeView):
    """Workshops of a question."""

    tag = "answers"

    @operation("workshops_list", Scope.READ, gives=WorkshopSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[Workshop]:
        """Where workshops were and how many took part; never their codes."""
        return workshops_of(self.challenge)

    @operation("workshops_make", None, takes=NewWorkshopSerializer, gives=MadeWorkshopSerializer, status=201)
    def post(self, request: Request, pk: int) -> Workshop:
        """A code that lifts the limit of new visitors for a room and a time. The facilitator."""
        return make_workshop(actor=self.actor, challenge=self.challenge, **self.asked)


class BurstSerializer(serializers.Serializer[Any]):
    """Visitors who started from one address (`place`), or at even pauses (`rhythm`)."""

    kind = serializers.ChoiceField([ONE_PLACE, ONE_RHYTHM])
    first = serializers.DateTimeField()
    last = serializers.DateTimeField()
    people = serializers.IntegerField()
    answers = serializers.IntegerField()
    reactions = serializers.IntegerField()


class ArrivalsSerializer(serializers.Serializer[Any]):
    """How many came by each way in, and bursts to look at. Nothing of them counts less."""

    ways = serializers.DictField(child=serializers.IntegerField())
    bursts = BurstSerializer(many=True)


class Arrivals(OfChallengeView):
    """Who came how."""

    tag = "answers"

    @operation("arrivals_read", None, gives=ArrivalsSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """Account holders, visitors, helped people and files apart; for those who write findings, on both sides."""
        require(can_see_arrivals(self.standing), _("Those who write the findings see who came how."))
        return {"ways": contributor_counts(self.challenge)["by_mode"], "bursts": bursts_of(self.challenge)}
