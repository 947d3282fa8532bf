"""What people were asked under, version by version."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import operation
from kernel.api.pagination import OldestFirst
from kernel.api.serializers import CouncilTextField
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import ASKED_UNDER
from services.codesign.models import AskedUnder
from services.codesign.queries.asked import versions_asked_under
from services.stage.api import PublicPersonSerializer, person_data


class AskedUnderSerializer(serializers.Serializer[AskedUnder]):
    """What people were told from one moment on. The first is what it opened with; later ones say why and by whom."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    told = serializers.SerializerMethodField()
    reason = CouncilTextField()
    by = serializers.SerializerMethodField()
    at = serializers.DateTimeField()

    @extend_schema_field(
        {
            "type": "object",
            "description": "Texts by language, choices and times by the names that a question has them by; whoever "
            "decides by their id.",
            "properties": {name: {} for name in ASKED_UNDER},
        }
    )
    def get_told(self, version: AskedUnder) -> dict[str, Any]:
        found: dict[str, Any] = version.told
        return found

    @extend_schema_field(PublicPersonSerializer(allow_null=True))
    def get_by(self, version: AskedUnder) -> dict[str, Any] | None:
        return person_data(version.by)


class AskedUnderList(OfChallengeView):
    """What people were asked under."""

    tag = "challenges"
    pagination_class = OldestFirst

    @operation("asked_under_list", Scope.READ, gives=AskedUnderSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[AskedUnder]:
        """Every version of what people were told since it opened. An answer says which one it was given under."""
        return versions_asked_under(self.challenge)


urlpatterns = [path("challenges/<int:pk>/asked-under/", AskedUnderList.as_view(), name="api_asked_under")]
