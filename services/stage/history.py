"""How a row came to where it is: recorded moves, the states it passed, and words for who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.audit.models import AuditEvent
from kernel.audit.verbs import wording_of
from kernel.workflow.types import Workflow
from participants.people.enums import Stake
from participants.people.models import Person
from services.catalogue.queries import people_as_public, systems_by_key
from services.stage.models import StageRoot

SOMEBODY = {
    Stake.CITIZEN.value: gettext_lazy("A resident"),
    Stake.PROFESSIONAL.value: gettext_lazy("A professional"),
    Stake.PARTNER.value: gettext_lazy("A partner organisation"),
}


@dataclass(frozen=True)
class Moved:
    """A recorded move or event on a row. `person` acts for the council; of others only the `stake` is said.

    `system`: the name of the partner's system that did it with its key.
    """

    at: datetime
    verb: str
    person: Person | None
    actor_kind: str
    stake: str = ""
    system: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Milestone:
    """A state on the way: `status` is done, now or ahead; when it was reached."""

    label: Any
    meaning: Any
    status: str
    reached_at: datetime | None


def moves_of(row: StageRoot, verbs: Sequence[str]) -> list[Moved]:
    """What was recorded on a row under some verbs, oldest first, with who did it as the public is told.

    Two queries, and one more where partners' systems did something.
    """
    subject = {"subject_type": row._meta.label_lower, "subject_id": row.pk}
    events = list(AuditEvent.objects.filter(**subject, verb__in=verbs).order_by("pk"))
    people = people_as_public(row.service_id, {event.person_id for event in events if event.person_id})
    systems = systems_by_key({event.actor_id for event in events if event.actor_kind == "api_client"})
    nobody: tuple[Person | None, str] = (None, "")
    return [_moved(event, people.get(event.person_id or 0, nobody), systems) for event in events]


def _moved(event: AuditEvent, who: tuple[Person | None, str], systems: Mapping[int, str]) -> Moved:
    person, stake = who
    system = systems.get(event.actor_id or 0, "") if event.actor_kind == "api_client" else ""
    return Moved(event.at, event.verb, None if stake else person, event.actor_kind, stake, system, event.data)


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
    """ "Fay opened it for answers", "A resident proposed it"; what nobody in particular did stands alone."""
    words = str(wording_of(move.verb))
    who = move.person.display_name if move.person is not None else SOMEBODY.get(move.stake)
    if move.actor_kind == "api_client":
        who = _("The system “%(name)s”") % {"name": move.system} if move.system else _("A partner’s system")
    if who is not None:
        return _("%(who)s %(did)s") % {"who": who, "did": words}
    return words[:1].upper() + words[1:]
