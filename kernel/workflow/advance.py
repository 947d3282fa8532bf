"""The one function that moves a row through its workflow."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.actions import record
from kernel.errors import Conflict, GuardFailed, Reason
from kernel.workflow.types import Transition, Workflow

M = TypeVar("M", bound=models.Model)


def lock(row: M, *, version: int | None = None) -> M:
    """The row as it is now, locked until the transaction ends. 404-like Conflict where it is gone.

    `version`: the one that the writer had before them; Conflict where the row has moved on since.
    """
    fresh = type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if fresh is None:
        raise Conflict(_("This is no longer there."), code="gone")
    if version is not None:
        refuse_stale(fresh, version)
    return fresh


def refuse_stale(row: Any, version: int) -> None:
    """Conflict where a locked row is not at the version that the writer had before them."""
    if row.version != version:
        raise Conflict(
            _(
                "This was changed while you were writing, by somebody else or in another window of yours. "
                "Load the page again to see it as it is now; your text is still in the form."
            ),
            code="stale",
        )


def blocking_reasons(
    workflow: Workflow,
    row: models.Model,
    name: str,
    guards: ModuleType,
    known: Mapping[str, list[Reason]] | None = None,
) -> list[Reason]:
    """Every reason why a transition cannot be made now, its state aside; empty where nothing blocks it.

    `known`: what some guards say, where the caller knows already.
    """
    known = known or {}
    reasons: list[Reason] = []
    for guard in workflow.transition(name).guards:
        reasons.extend(known[guard] if guard in known else getattr(guards, guard)(row))
    return reasons


@transaction.atomic
def advance(workflow: Workflow, row: M, name: str, *, actor: Actor, guards: ModuleType, **changes: Any) -> M:
    """Lock the row, ask every guard, write the new state with `changes`, record who did it.

    The caller has checked the permission. Raises Conflict in the wrong state, GuardFailed with all reasons.
    """
    transition = workflow.transition(name)
    fresh: Any = lock(row)
    if fresh.state not in transition.sources:
        raise Conflict(wrong_state(workflow, transition, fresh.state), code="wrong-state")
    reasons = blocking_reasons(workflow, fresh, name, guards)
    if reasons:
        raise GuardFailed(reasons)
    before = fresh.state
    fresh.state = transition.target
    fresh.state_changed_at = clock.now()
    for field, value in changes.items():
        setattr(fresh, field, value)
    fresh.save()
    record(actor=actor, verb=transition.verb, subject=fresh, before=before, after=transition.target)
    return fresh


def wrong_state(workflow: Workflow, transition: Transition, state: str) -> str:
    """Plain words for a move that does not start where the row is."""
    return _("This cannot be done now: it is at “%(state)s”.") % {"state": workflow.state(state).label}
