"""The manner of acts: every action says by whom it may be done at all, before any right is asked about.

Source: the rules of equal voice, "Who acts". A key is an actor of its own and never a person, so what a person must do
themself has no way in for it; a job acts for nobody, so it has none either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.actor import Actor, ActorKind
from kernel.errors import InPersonOnly, NotPermitted

P = ParamSpec("P")
R = TypeVar("R")


class Manner(StrEnum):
    """How an act may be done. An action that declares several may be done in each of these ways."""

    # By the person themself: in their own session, or with their own receipt.
    IN_PERSON = "in_person"
    # By somebody who enters it for another person, on record.
    ASSISTED = "assisted"
    # By a partner system's key; what stands behind it is never a person.
    MACHINE = "machine"
    # By a job, the clock or an operator's command.
    SYSTEM = "system"


ACTORS: dict[Manner, frozenset[ActorKind]] = {
    Manner.IN_PERSON: frozenset({"person", "contributor", "visitor"}),
    Manner.ASSISTED: frozenset({"person"}),
    Manner.MACHINE: frozenset({"api_client"}),
    Manner.SYSTEM: frozenset({"system"}),
}


@dataclass(frozen=True)
class Act:
    """An action with the manners that it declares. `name` is its place in the code."""

    name: str
    manners: tuple[Manner, ...]
    run: Callable[..., Any]

    @property
    def actors(self) -> frozenset[ActorKind]:
        """The kinds of actors that may do it, if they have the right."""
        return frozenset().union(*(ACTORS[manner] for manner in self.manners))


_acts: dict[str, Act] = {}


def acts() -> list[Act]:
    """Every action that was loaded, by name."""
    return [_acts[name] for name in sorted(_acts)]


def act(*manners: Manner) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an action: one transaction, for the actors that its manners name. Others get NotPermitted at once."""
    if not manners:
        raise TypeError("An action declares its manner.")

    def declare(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            refuse_other_manners(declared, cast(Actor, kwargs["actor"]))
            with transaction.atomic():
                return action(*args, **kwargs)

        declared = Act(f"{action.__module__}.{action.__name__}", manners, run)
        _acts[declared.name] = declared
        return run

    return declare


def refuse_other_manners(declared: Act, actor: Actor) -> None:
    """NotPermitted where the actor's kind is none of those that an action is for."""
    if actor.kind in declared.actors:
        return
    if actor.kind == "api_client":
        raise InPersonOnly(_("Only a person may do this, in their own session. A system's key may not."))
    raise NotPermitted(_("This is not done in this way."))
