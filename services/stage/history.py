"""How a row came to where it is: recorded moves, the states it passed, and words for who did what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kernel.audit.models import AuditEvent
from kernel.audit.verbs import wording_of
from kernel.workflow.types import Workflow
from participants.people.models import Person
from services.stage.models import StageRoot


@dataclass(frozen=True)
class Moved:
    """A recorded move or event on a row."""

    at: datetime
    verb: str
    person: Person | None
    actor_kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Milestone:
    """A state on the way: `status` is done, now or ahead; when it was reached."""

    label: Any
    meaning: Any
    status: str
    reached_at: datetime | None


def moves_of(row: StageRoot, verbs: Sequence[str]) -> list[Moved]:
    """What was recorded on a row under some verbs, oldest first, with who did it. Two queries."""
    subject = {"subject_type": row._meta.label_lower, "subject_id": row.pk}
    events = list(AuditEvent.objects.filter(**subject, verb__in=verbs).order_by("pk"))
    people = Person.objects.in_bulk({event.person_id for event in events if event.person_id})
    return [Moved(e.at, e.verb, people.get(e.person_id or 0), e.actor_kind, e.data) for e in events]


def milestones_of(workflow: Workflow, row: StageRoot, moves: Sequence[Moved]) -> list[Milestone]:
    """The ordinary way with when each state was reached; for a row beside the way, as far as it came."""
    reached = {move.data["after"]: move.at for move in moves if "after" in move.data}
    reached[workflow.initial] = row.created_at
    path = list(workflow.path)
    if row.state not in path:
        last = next((m.data.get("before") for m in reversed(moves) if m.data.get("after") == row.state), path[0])
        path = [*path[: path.index(str(last)) + 1], str(row.state)]
    here = path.index(row.state)
    milestones = []
    for number, value in enumerate(path):
        state = workflow.state(value)
        status = "done" if number < here else "now" if number == here else "ahead"
        milestones.append(Milestone(state.label, state.meaning, status, reached.get(value) if number <= here else None))
    return milestones


def journey_of(workflow: Workflow, row: StageRoot, verbs: Sequence[str]) -> dict[str, Any]:
    """For `stage/_milestones.html` and `stage/_moves.html`: the way, when it was gone, and by whom; newest first."""
    moves = moves_of(row, verbs)
    return {
        "steps": milestones_of(workflow, row, moves),
        "moves": [(move.at, who_did_what(move)) for move in reversed(moves)],
    }


def who_did_what(move: Moved) -> str:
    """ "Fay opened it for answers"; what nobody in particular did stands alone."""
    words = str(wording_of(move.verb))
    if move.person is not None:
        return _("%(who)s %(did)s") % {"who": move.person.display_name, "did": words}
    return words[:1].upper() + words[1:]
