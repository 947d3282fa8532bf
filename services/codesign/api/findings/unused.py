"""What no finding rests on: set aside with a reason, and taken in again."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import CouncilTextField, IdsField
from services.codesign.actions import set_aside, undo_set_aside
from services.codesign.api.findings.insights import FindingsView, SeenSerializer
from services.codesign.models import SetAside
from services.codesign.queries.findings.insights import listed_set_aside
from services.stage.api import NamedForInsiders


class SetAsideSerializer(serializers.Serializer[SetAside]):
    """An accepted item that supports no finding, and why. Those set aside together share a `batch`."""

    id = serializers.IntegerField()
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)
    statement = serializers.IntegerField(source="statement_id", allow_null=True)
    reason = CouncilTextField()
    batch = serializers.CharField()
    by = NamedForInsiders()
    created_at = serializers.DateTimeField()


class NewSetAsideSerializer(SeenSerializer):
    """What is set aside, with one shared reason."""

    reason = CouncilTextField(max_length=2000)
    feedback = IdsField(required=False)
    statements = IdsField(required=False)


class SetAsideDoneSerializer(serializers.Serializer[Any]):
    """How many were set aside."""

    changed = serializers.IntegerField()


class SetAsideList(FindingsView):
    """What was set aside."""

    pagination_class = OldestFirst

    @operation("set_aside_list", Scope.READ, gives=SetAsideSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[SetAside]:
        """What was set aside, and why. For members; for everybody once the decision is made."""
        rows = listed_set_aside(self.challenge)
        return rows if self.is_insider or self.challenge.has_decision else rows.none()

    @operation("set_aside_add", IN_PERSON, takes=NewSetAsideSerializer, gives=SetAsideDoneSerializer)
    def post(self, request: Request, pk: int) -> dict[str, int]:
        """Set answers or statements aside, with one shared reason. Those that support a finding stay."""
        asked = self.asked
        changed = set_aside(
            actor=self.actor, challenge=self.challenge, reason=asked["reason"], feedback_ids=asked.get("feedback", ()),
            statement_ids=asked.get("statements", ()), confirmed_count=asked.get("confirmed_count"),
        )  # fmt: skip
        return {"changed": changed}


class SetAsideDetail(FindingsView):
    """One item that was set aside."""

    @operation("set_aside_undo", IN_PERSON)
    def delete(self, request: Request, pk: int, row: int) -> None:
        """Take an item back in."""
        rows = listed_set_aside(self.challenge) if self.is_insider else SetAside.objects.none()
        undo_set_aside(actor=self.actor, row=get_object_or_404(rows, pk=row))
