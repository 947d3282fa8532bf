"""What the answers are about, and the answers that people moved to another theme."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.pagination import OldestFirst
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import Ids, StrictSerializer, Text
from participants.people.api_views import PersonListView
from services.catalogue.permissions import require
from services.codesign.actions import move_to_theme, name_theme, undo_move
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.models import Feedback
from services.codesign.permissions import can_teach_themes
from services.codesign.queries.themes import NAME_LENGTH, ThemesNow, answers_in, themes_now
from services.stage.api import person_data


class ThemesView(OfChallengeView):
    """Base: themes are for those who write findings."""

    @cached_property
    def now(self) -> ThemesNow:
        """The newest run's themes as they stand; 404 where nothing was summed up."""
        require(self.is_insider and can_teach_themes(self.standing))
        found = themes_now(self.challenge)
        if found is None:
            raise Http404
        return found


class ThemeSerializer(serializers.Serializer[Any]):
    """A theme. `keywords` are empty where people made it; `named` says whether people gave it its name."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    keywords = serializers.ListField(child=serializers.CharField())
    named = serializers.BooleanField()


Themes = inline_serializer(
    "Themes",
    {
        "summing_up": serializers.IntegerField(help_text="Number of the summing-up."),
        "themes": ThemeSerializer(many=True),
        "nowhere": serializers.IntegerField(help_text="Answers that fit nowhere."),
        "new": serializers.IntegerField(help_text="Answers that were not there when it was summed up."),
        "moved": serializers.IntegerField(help_text="Answers that were moved since it was summed up."),
    },
)
Changed = inline_serializer("ThemesChanged", {"changed": serializers.IntegerField()})


class ThemedAnswerSerializer(serializers.Serializer[Feedback]):
    """An answer and the theme it is in: "" where it fits nowhere, null where it is new since the summing-up."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    theme = serializers.SerializerMethodField()
    moved = serializers.SerializerMethodField(help_text="Whether people put it elsewhere than the summing-up did.")
    put_by = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_theme(self, answer: Feedback) -> str | None:
        now: ThemesNow = self.context["now"]
        return now.place_of.get(answer.pk)

    def get_moved(self, answer: Feedback) -> bool:
        now: ThemesNow = self.context["now"]
        return now.found_in.get(answer.pk) != now.place_of.get(answer.pk)

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "description": "Who put it there; null where nobody did.",
            "required": ["id", "display_name"],
            "properties": {"id": {"type": "integer"}, "display_name": {"type": "string"}},
        }
    )
    def get_put_by(self, answer: Feedback) -> dict[str, Any] | None:
        label = getattr(answer, "theme_label", None)
        return None if label is None else person_data(label.by)


class MoveSerializer(StrictSerializer):
    """Answers, and the name of the theme they go to: a new one where there is none of that name, "" fits nowhere."""

    theme = Text(max_length=NAME_LENGTH, allow_blank=True, trim_whitespace=False)
    feedback = Ids(allow_empty=False)


class UndoMoveSerializer(StrictSerializer):
    """Answers that one has moved oneself."""

    feedback = Ids(allow_empty=False)


class NameThemeSerializer(StrictSerializer):
    """A theme by its name as it is, and the name it gets."""

    theme = Text(max_length=NAME_LENGTH, trim_whitespace=False)
    name = Text(max_length=NAME_LENGTH, trim_whitespace=False)


@extend_schema(tags=["findings"])
class ThemeList(ThemesView):
    """Themes."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ, "POST": Scope.ANALYSE}

    @extend_schema(responses=Themes, operation_id="themes_list")
    def get(self, request: Request, pk: int) -> Response:
        """The newest summing-up's themes, the largest first, with every answer counted where people put it."""
        now = self.now
        return Response(
            {
                "summing_up": now.run.number,
                "themes": ThemeSerializer(now.themes, many=True).data,
                "nowhere": now.nowhere,
                "new": now.new,
                "moved": now.moved,
            }
        )

    @extend_schema(request=MoveSerializer, responses=Changed, operation_id="themes_move")
    def post(self, request: Request, pk: int) -> Response:
        """Move answers to a theme, 500 at once; the next summing-up learns from it. The last move counts."""
        asked = self.parsed(MoveSerializer)
        changed = move_to_theme(
            actor=self.actor, challenge=self.challenge, feedback_ids=asked["feedback"], theme=asked["theme"]
        )
        return Response({"changed": changed})


@extend_schema(tags=["findings"])
class ThemeAnswers(PersonListView, ThemesView):
    """Answers by theme."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}
    query: ClassVar[Mapping[str, QueryParameter]] = {
        "theme": QueryParameter("The theme's name; empty for answers that fit nowhere.", longest=NAME_LENGTH),
        "q": QueryParameter("Words that the answer contains.", longest=100),
    }
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Feedback]:
        theme = self.parameter("theme")
        return answers_in(self.challenge, self.now, theme, self.parameter("q") or "", everywhere=theme is None)

    @extend_schema(responses=ThemedAnswerSerializer(many=True), operation_id="themes_answers")
    def get(self, request: Request, pk: int) -> Response:
        """Answers of a theme, or all, with the theme that each is in."""
        return self.page(ThemedAnswerSerializer, now=self.now)


@extend_schema(tags=["findings"])
class UndoMove(ThemesView):
    """Take a move back."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ANALYSE}

    @extend_schema(request=UndoMoveSerializer, responses=Changed, operation_id="themes_undo")
    def post(self, request: Request, pk: int) -> Response:
        """Take back one's own moves: the answers stand again where the summing-up has them."""
        ids = self.parsed(UndoMoveSerializer)["feedback"]
        return Response({"changed": undo_move(actor=self.actor, challenge=self.challenge, feedback_ids=ids)})


@extend_schema(tags=["findings"])
class NameTheme(ThemesView):
    """Name a theme."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ANALYSE}

    @extend_schema(request=NameThemeSerializer, responses=Changed, operation_id="themes_name")
    def post(self, request: Request, pk: int) -> Response:
        """Give a theme a name. Its most typical answers are put in it by that name, so that the next run keeps it."""
        asked = self.parsed(NameThemeSerializer)
        return Response({"changed": name_theme(actor=self.actor, challenge=self.challenge, **asked)})


BASE = "challenges/<int:pk>/themes"
urlpatterns = [
    path(f"{BASE}/", ThemeList.as_view(), name="api_themes"),
    path(f"{BASE}/answers/", ThemeAnswers.as_view(), name="api_theme_answers"),
    path(f"{BASE}/undo/", UndoMove.as_view(), name="api_undo_move"),
    path(f"{BASE}/name/", NameTheme.as_view(), name="api_name_theme"),
]
