"""Every state × transition × kind of person, through the real actions: the same tests for each stage's workflow."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import Conflict, GuardFailed, NotPermitted
from kernel.workflow.types import Workflow
from services.stage.models import StageRoot
from tests.factories import Cast
from tests.matrix import Outcome, actor_for, attempt

M = TypeVar("M", bound=StageRoot)
PEOPLE = (
    "visitor", "stranger", "citizen", "professional", "partner", "facilitator", "commissioner", "decision_owner",
    "administrator", "officer", "system",
)  # fmt: skip


@dataclass(frozen=True)
class Walk(Generic[M]):
    """A workflow and how it is tried. The states and transitions are its own, so that a new one cannot slip by.

    `ready` makes a row in a state, with everything that every guard asks for, so that only state and right can refuse.
    `asked_by`: how each transition is asked for, and who may; the system is the clock and the jobs. `spoiled` takes
    away, for each transition that has guards, one thing that they ask for.
    """

    workflow: Workflow
    ready: Callable[[str], tuple[Cast, M]]
    asked_by: Mapping[str, tuple[Callable[[M, Actor], Any], Collection[str]]]
    spoiled: Mapping[str, Callable[[M], Any]] = field(default_factory=dict)

    def try_everything(self, state: str) -> None:
        """In a state only what the table allows happens; whatever is refused changes and records nothing."""
        cast, row = self.ready(state)
        found = {(name, who): self.attempt(cast, row, name, who) for name in self.asked_by for who in PEOPLE}
        done = {pair: outcome for pair, outcome in found.items() if outcome.refused is None}
        refused = {pair: outcome for pair, outcome in found.items() if outcome.refused is not None}
        assert [pair for pair, outcome in done.items() if not outcome.recorded] == []
        assert {pair: outcome.after for pair, outcome in done.items()} == {
            (move.name, who): move.target
            for move in self.workflow.leaving(state)
            for who in self.asked_by[move.name][1]
        }
        assert [pair for pair, o in refused.items() if (o.after, o.recorded) != (state, False)] == []
        assert {outcome.refused for outcome in refused.values()} <= {NotPermitted, Conflict, GuardFailed}
        may_not = {pair for pair, outcome in refused.items() if outcome.refused is NotPermitted}
        assert may_not == {
            (name, who) for name, (_ask, may) in self.asked_by.items() for who in PEOPLE if who not in may
        }

    def try_spoiled(self, name: str) -> None:
        """Where a guard does not hold nobody at all makes the move."""
        (source, *_others) = self.workflow.transition(name).sources
        cast, row = self.ready(source)
        self.spoiled[name](row)
        found = {who: self.attempt(cast, row, name, who) for who in PEOPLE}
        may = set(self.asked_by[name][1])
        assert {who for who, outcome in found.items() if outcome.refused is GuardFailed} == may
        assert {who for who, outcome in found.items() if outcome.refused is NotPermitted} == set(PEOPLE) - may
        assert {(outcome.after, outcome.recorded) for outcome in found.values()} == {(source, False)}

    def try_move(self, name: str) -> None:
        """A move writes its state, its time and one event of its own."""
        move = self.workflow.transition(name)
        cast, row = self.ready(move.sources[0])
        who = sorted(set(self.asked_by[name][1]) - {"visitor"})[0]
        started = clock.now()
        self.asked_by[name][0](row, actor_for(cast.by_role(), who))
        moved = type(row).objects.get(pk=row.pk)
        assert moved.state == move.target
        assert moved.state_changed_at >= started
        (event,) = AuditEvent.objects.filter(verb=move.verb, subject_id=row.pk)
        assert (event.data["before"], event.data["after"]) == (move.sources[0], move.target)

    def attempt(self, cast: Cast, row: M, name: str, who: str) -> Outcome:
        """What comes of it when somebody asks for a transition; `after` is the state."""
        rows = type(row).objects
        return attempt(
            lambda: self.asked_by[name][0](rows.get(pk=row.pk), actor_for(cast.by_role(), who)),
            lambda: rows.get(pk=row.pk).state,
        )

    @property
    def guarded(self) -> set[str]:
        """The transitions that have guards."""
        return {move.name for move in self.workflow.transitions if move.guards}
