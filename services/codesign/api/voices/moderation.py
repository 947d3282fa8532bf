"""Looking through what people said, and second looks at what is not to be shown."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.api.operations import IN_PERSON, operation
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import ChoiceField, FlagField, IdField, StrictSerializer, VersionField
from services.catalogue.permissions import require
from services.codesign.actions import Moderated, moderate, take_second_look
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import LookOutcome, LookPurpose, ModerationReason
from services.codesign.models import SecondLook
from services.codesign.permissions import can_take_second_look
from services.codesign.queries.moderation import second_looks_waiting


class SeenSerializer(StrictSerializer):
    """One item, and the `moderation_version` of it that was looked at."""

    id = IdField()
    moderation_version = VersionField()


class ModerationSerializer(StrictSerializer):
    """Accept, or refuse with one shared reason."""

    accept = FlagField()
    reason = ChoiceField(ModerationReason.choices, required=False)
    feedback = SeenSerializer(many=True, required=False)
    statements = SeenSerializer(many=True, required=False)


class ModeratedSerializer(serializers.Serializer[Moderated]):
    """How many were accepted or refused, and how many wait for a second person before they are refused."""

    changed = serializers.IntegerField()
    waiting = serializers.IntegerField()


class SecondLookSerializer(serializers.Serializer[SecondLook]):
    """Something that waits for a second person: what it is about, and why the first does not want it shown."""

    id = serializers.IntegerField()
    purpose = ChoiceField(LookPurpose.choices)
    item_kind = serializers.SerializerMethodField()
    item = serializers.IntegerField(source="item.pk")
    text = serializers.CharField(source="item.text")
    language = serializers.CharField(source="item.language")
    reason = ChoiceField(ModerationReason.choices)
    first_stake = serializers.CharField(allow_blank=True)
    asked_at = serializers.DateTimeField()
    outcome = ChoiceField(LookOutcome.choices)
    done_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": "string", "enum": ["feedback", "statement"]})
    def get_item_kind(self, look: SecondLook) -> str:
        return str(look.item._meta.model_name)


class LookTakenSerializer(StrictSerializer):
    """Whether it is shown."""

    show = FlagField()


class Moderation(OfChallengeView):
    """Look through what people said."""

    tag = "answers"

    @operation("moderation_decide", IN_PERSON, takes=ModerationSerializer, gives=ModeratedSerializer)
    def post(self, request: Request, pk: int) -> Moderated:
        """Accept or refuse, one or many; what is waiting is in the lists with `?moderation=pending`.

        409 `stale` where one has moved on since. Refusing what others reacted to, or more than a tenth of what one side
        said, waits for a second person of the other side.
        """
        asked = self.asked
        seen = {
            name: {row["id"]: row["moderation_version"] for row in asked.get(name, ())}
            for name in ("feedback", "statements")
        }
        return moderate(
            actor=self.actor, challenge=self.challenge, accept=asked["accept"], reason=asked.get("reason", ""), **seen
        )


class SecondLookView(OfChallengeView):
    """Base of views of second looks: for residents and professionals of the service, and whoever looks through."""

    tag = "answers"

    def waiting(self) -> QuerySet[SecondLook]:
        """What waits for a second person."""
        require(can_take_second_look(self.standing, self.challenge, self.actor))
        return second_looks_waiting(self.challenge)


class SecondLookList(SecondLookView):
    """What waits for a second person."""

    pagination_class = OldestFirst

    @operation("second_looks_list", IN_PERSON, gives=SecondLookSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[SecondLook]:
        """What somebody does not want shown, or whose author asks for another look."""
        return self.waiting()


class SecondLookDetail(SecondLookView):
    """One of them."""

    @operation("second_looks_take", IN_PERSON, takes=LookTakenSerializer, gives=SecondLookSerializer)
    def put(self, request: Request, pk: int, look: int) -> SecondLook:
        """Say whether it is shown. Never who refused it; for a refusal somebody of the other side."""
        found = get_object_or_404(self.waiting(), pk=look)
        return take_second_look(actor=self.actor, look=found, show=self.asked["show"])
