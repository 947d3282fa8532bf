"""What the answers are about, and the answers that people moved to another theme."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from kernel.api.pagination import OldestFirst
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import IdsField, StrictSerializer, TextField
from services.catalogue.permissions import require
from services.codesign.actions import move_to_theme, name_theme, undo_move
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.models import Feedback
from services.codesign.permissions import can_teach_themes
from services.codesign.queries.themes import NAME_LENGTH, ThemesNow, answers_in, themes_now
from services.stage.api import person_data

ANSWERS_PARAMETERS = {
    "theme": QueryParameter("The theme's name; empty for answers that fit nowhere.", longest=NAME_LENGTH),
    "part": QueryParameter("The key of a finer theme inside it.", longest=40),
    "q": QueryParameter("Words that the answer contains.", longest=100),
}


class ThemesView(OfChallengeView):
    """Base: themes are for those who write findings."""

    tag = "findings"

    @cached_property
    def now(self) -> ThemesNow:
        """The newest run's themes as they stand; 404 where nothing was summed up."""
        require(self.is_insider and can_teach_themes(self.standing))
        found = themes_now(self.challenge)
        if found is None:
            raise Http404
        return found


class CentralSerializer(serializers.Serializer[Feedback]):
    """The answer that is most like the rest."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()


class ThemePartSerializer(serializers.Serializer[Any]):
    """A finer theme inside a large one; `key` names it when answers are listed."""

    key = serializers.CharField()
    size = serializers.IntegerField()
    central = CentralSerializer(allow_null=True)


class ThemeSerializer(serializers.Serializer[Any]):
    """A theme. `keywords` are empty where people made it; `named` says whether people gave it its name.

    A theme without one is shown by its `central` answer, drafts no finding and is no heading for the public.
    """

    name = serializers.CharField()
    size = serializers.IntegerField()
    keywords = serializers.ListField(child=serializers.CharField())
    named = serializers.BooleanField()
    central = CentralSerializer(allow_null=True)
    parts = ThemePartSerializer(many=True)


class ThemesSerializer(serializers.Serializer[Any]):
    """The newest summing-up's themes."""

    summing_up = serializers.IntegerField(help_text="Number of the summing-up.")
    themes = ThemeSerializer(many=True)
    nowhere = serializers.IntegerField(help_text="Answers that fit nowhere.")
    new = serializers.IntegerField(help_text="Answers that were not there when it was summed up.")
    moved = serializers.IntegerField(help_text="Answers that were moved since it was summed up.")


class ThemesChangedSerializer(serializers.Serializer[Any]):
    """How many answers moved."""

    changed = serializers.IntegerField()


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
        now: ThemesNow = self.context["view"].now
        return now.place_of.get(answer.pk)

    def get_moved(self, answer: Feedback) -> bool:
        now: ThemesNow = self.context["view"].now
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

    theme = TextField(max_length=NAME_LENGTH, allow_blank=True, trim_whitespace=False)
    feedback = IdsField(allow_empty=False)


class UndoMoveSerializer(StrictSerializer):
    """Answers that one has moved oneself."""

    feedback = IdsField(allow_empty=False)


class NameThemeSerializer(StrictSerializer):
    """A theme by its name as it is, and the name it gets."""

    theme = TextField(max_length=NAME_LENGTH, trim_whitespace=False)
    name = TextField(max_length=NAME_LENGTH, trim_whitespace=False)


class ThemeList(ThemesView):
    """Themes."""

    @operation("themes_list", Scope.READ, gives=ThemesSerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """The newest summing-up's themes, the largest first, with every answer counted where people put it."""
        now = self.now
        counts = {"nowhere": now.nowhere, "new": now.new, "moved": now.moved}
        return {"summing_up": now.run.number, "themes": now.themes, **counts}

    @operation("themes_move", IN_PERSON, takes=MoveSerializer, gives=ThemesChangedSerializer)
    def post(self, request: Request, pk: int) -> dict[str, int]:
        """Move answers to a theme, 500 at once; the next summing-up learns from it. The last move counts."""
        theme, ids = self.asked["theme"], self.asked["feedback"]
        return {"changed": move_to_theme(actor=self.actor, challenge=self.challenge, feedback_ids=ids, theme=theme)}


class ThemeAnswers(ThemesView):
    """Answers by theme."""

    pagination_class = OldestFirst

    @operation("themes_answers", Scope.READ, gives=ThemedAnswerSerializer, many=True, query=ANSWERS_PARAMETERS)
    def get(self, request: Request, pk: int) -> QuerySet[Feedback]:
        """Answers of a theme, or all, with the theme that each is in."""
        theme, part = self.parameter("theme"), self.parameter("part") or ""
        wanted = self.parameter("q") or ""
        return answers_in(self.challenge, self.now, theme, wanted, part=part, everywhere=theme is None)


class UndoMove(ThemesView):
    """Take a move back."""

    @operation("themes_undo", IN_PERSON, takes=UndoMoveSerializer, gives=ThemesChangedSerializer)
    def post(self, request: Request, pk: int) -> dict[str, int]:
        """Take back one's own moves: the answers stand again where the summing-up has them."""
        ids = self.asked["feedback"]
        return {"changed": undo_move(actor=self.actor, challenge=self.challenge, feedback_ids=ids)}


class NameTheme(ThemesView):
    """Name a theme."""

    @operation("themes_name", IN_PERSON, takes=NameThemeSerializer, gives=ThemesChangedSerializer)
    def post(self, request: Request, pk: int) -> dict[str, int]:
        """Give a theme a name. Its most typical answers are put in it by that name, so that the next run keeps it."""
        return {"changed": name_theme(actor=self.actor, challenge=self.challenge, **self.asked)}


BASE = "challenges/<int:pk>/themes"
urlpatterns = [
    path(f"{BASE}/", ThemeList.as_view(), name="api_themes"),
    path(f"{BASE}/answers/", ThemeAnswers.as_view(), name="api_theme_answers"),
    path(f"{BASE}/undo/", UndoMove.as_view(), name="api_undo_move"),
    path(f"{BASE}/name/", NameTheme.as_view(), name="api_name_theme"),
]
