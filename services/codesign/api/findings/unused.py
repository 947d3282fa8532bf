"""What no finding rests on: set aside with a reason, and taken in again."""

from collections.abc import Mapping
from typing import ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import Ids, LanguageTexts, StrictSerializer
from participants.people.api_views import PersonListView
from services.codesign.actions import set_aside, undo_set_aside
from services.codesign.api.findings.insights import FindingsView
from services.codesign.models import SetAside
from services.codesign.queries.challenge import DECISION_MADE
from services.codesign.queries.findings.insights import listed_set_aside
from services.stage.api import NamedForInsiders


class SetAsideSerializer(serializers.Serializer[SetAside]):
    """An accepted item that supports no finding, and why. Those set aside together share a `batch`."""

    id = serializers.IntegerField()
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)
    statement = serializers.IntegerField(source="statement_id", allow_null=True)
    reason = LanguageTexts()
    batch = serializers.CharField()
    by = NamedForInsiders()
    created_at = serializers.DateTimeField()


class NewSetAsideSerializer(StrictSerializer):
    """What is set aside, with one shared reason."""

    reason = LanguageTexts(max_length=2000)
    feedback = Ids(required=False)
    statements = Ids(required=False)


Changed = inline_serializer("SetAsideDone", {"changed": serializers.IntegerField()})


@extend_schema(tags=["findings"])
class SetAsideList(PersonListView, FindingsView):
    """What was set aside."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.ANALYSE}
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[SetAside]:
        rows = listed_set_aside(self.challenge)
        return rows if self.is_insider or self.challenge.state in DECISION_MADE else rows.none()

    @extend_schema(responses=SetAsideSerializer(many=True), operation_id="set_aside_list")
    def get(self, request: Request, pk: int) -> Response:
        """What was set aside, and why. For members; for everybody once the decision is made."""
        return self.page(SetAsideSerializer, insider=self.is_insider)

    @extend_schema(request=NewSetAsideSerializer, responses=Changed, operation_id="set_aside_add")
    def post(self, request: Request, pk: int) -> Response:
        """Set answers or statements aside, with one shared reason. Those that support a finding stay."""
        asked = self.parsed(NewSetAsideSerializer)
        changed = set_aside(
            actor=self.actor, challenge=self.challenge, reason=asked["reason"], feedback_ids=asked.get("feedback", ()),
            statement_ids=asked.get("statements", ()),
        )  # fmt: skip
        return Response({"changed": changed})


@extend_schema(tags=["findings"])
class SetAsideDetail(FindingsView):
    """One item that was set aside."""

    scopes: ClassVar[Mapping[str, str]] = {"DELETE": Scope.ANALYSE}

    @extend_schema(responses={204: None}, operation_id="set_aside_undo")
    def delete(self, request: Request, pk: int, row: int) -> Response:
        """Take an item back in."""
        rows = listed_set_aside(self.challenge) if self.is_insider else SetAside.objects.none()
        undo_set_aside(actor=self.actor, row=get_object_or_404(rows, pk=row))
        return Response(status=204)
