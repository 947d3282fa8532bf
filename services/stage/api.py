"""What a stage's API stands on: the row of the address, people as they are shown, moves and history."""

from collections.abc import Sequence
from functools import cached_property
from types import ModuleType
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.api.problems import reason_data
from kernel.api.serializers import ChoiceField, ReasonSerializer
from kernel.audit.verbs import wording_of
from kernel.workflow.advance import blocking_reasons
from kernel.workflow.types import Workflow
from participants.people.api_views import PersonApiView
from participants.people.enums import Stake
from participants.people.models import Person
from participants.people.queries import people
from services.catalogue.permissions import Standing, standing_of
from services.stage.history import moves_of
from services.stage.models import StageRoot

Root = TypeVar("Root", bound=StageRoot)


class OfStageView(PersonApiView, Generic[Root]):
    """Base of everything that belongs to one row of a stage. A stage says its workflow, guards, and who sees what.

    `subject` is what actions call the row, `representation` its serializer: for `move_view`.
    """

    workflow: Workflow
    guards: ModuleType
    subject: str
    representation: type[serializers.BaseSerializer[Any]]

    @property
    def is_insider(self) -> bool:
        """Whether the actor sees who did what by name."""
        return self.standing.is_member

    def visible(self) -> QuerySet[Root]:
        """The rows that the actor may see."""
        raise NotImplementedError

    @cached_property
    def row(self) -> Root:
        """The row of the address, if the actor may see it; 404 otherwise."""
        found: Root = get_object_or_404(self.visible(), pk=self.kwargs["pk"])
        return found

    def shown(self, changed: Any) -> Any:
        """The row as it is now, after an action changed it."""
        return self.visible().get(pk=self.row.pk)

    def again(self, row: Any) -> Any:
        """The row as it is shown after a move, where an answer with it is given again."""
        return self.shown(row) if isinstance(row, StageRoot) else row

    @cached_property
    def standing(self) -> Standing:
        """What the actor is in the row's service."""
        return standing_of(self.actor, self.row.service_id)

    def next_moves(self) -> list[dict[str, Any]]:
        """The moves from here, for `MoveSerializer`."""
        return [
            {
                "name": move.name,
                "target": move.target,
                "label": move.label,
                "by": move.by,
                "by_clock": move.by_clock,
                "reasons": reasons_why_not(
                    self.workflow, self.row, move.name, self.guards, member=self.standing.is_member
                ),
            }
            for move in self.workflow.leaving(self.row.state)
        ]

    def history(self, verbs: Sequence[str]) -> dict[str, Any]:
        """Where the row is and how it came there, for `HistorySerializer`."""
        states = [self.workflow.state(value) for value in self.workflow.path]
        return {
            "state": self.row.state,
            "path": [{"state": s.value, "label": s.label, "meaning": s.meaning} for s in states],
            "next": self.next_moves(),
            "moves": moves_of(self.row, verbs),
        }


def reasons_why_not(
    workflow: Workflow, row: StageRoot, move: str, guards: ModuleType, *, member: bool
) -> list[dict[str, str]]:
    """Every reason why a move cannot be made now. Where to put it right is for members, who can."""
    reasons = blocking_reasons(workflow, row, move, guards)
    return [{**reason_data(reason), **({} if member else {"where": ""})} for reason in reasons]


@extend_schema_field(
    {
        "type": ["object", "null"],
        "description": "Somebody's id and name, for members of the service and the one who decides only.",
        "required": ["id", "display_name"],
        "properties": {"id": {"type": "integer"}, "display_name": {"type": "string"}},
    }
)
class NamedForInsiders(serializers.Field[Any, Any, Any, Any]):
    """A person's id and name for members of the service; null for everybody else, and where there is nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Person) -> dict[str, Any] | None:
        return person_data(value) if self.context["view"].is_insider else None


def person_data(person: Person | None) -> dict[str, Any] | None:
    """Somebody, as they want to be shown."""
    return None if person is None else {"id": person.pk, "display_name": person.display_name}


def anybody_here() -> QuerySet[Person]:
    """Everybody of the council: who may be named in a body."""
    return people()


class PublicPersonSerializer(serializers.Serializer[Any]):
    """Somebody, as they want to be shown."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()


class StateSerializer(serializers.Serializer[Any]):
    """A state: its value, what people call it, and what it means for them."""

    state: serializers.Field[Any, Any, Any, Any] = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    meaning = serializers.CharField()


class MoveSerializer(serializers.Serializer[Any]):
    """A next move: who makes it, and every reason why it cannot be made now."""

    name = serializers.CharField()
    target: serializers.Field[Any, Any, Any, Any] = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    by = serializers.CharField()
    by_clock = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)


class MovedSerializer(serializers.Serializer[Any]):
    """What happened, when, and who did it: by name who acts for the council, by stake everybody else."""

    at = serializers.DateTimeField()
    verb = serializers.CharField()
    words = serializers.SerializerMethodField()
    actor_kind = serializers.CharField()
    person = PublicPersonSerializer(allow_null=True)
    stake = ChoiceField(Stake.choices, allow_blank=True)
    system = serializers.CharField(help_text="The partner's system that did it with its key, by name.")

    def get_words(self, moved: Any) -> str:
        return str(wording_of(moved.verb))


class HistorySerializer(serializers.Serializer[Any]):
    """The way through, where a row is, what is next, what blocks it, and what happened so far."""

    state: serializers.Field[Any, Any, Any, Any] = serializers.CharField()
    path = StateSerializer(many=True)
    next = MoveSerializer(many=True)
    moves = MovedSerializer(many=True)
