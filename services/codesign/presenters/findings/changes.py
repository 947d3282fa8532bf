"""What is new since the run before, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.codesign.models import Statement
from services.codesign.presenters.findings import terms

COUNTED = {
    "people": gettext_lazy("People"),
    "votes": gettext_lazy("Reactions"),
    "statements": gettext_lazy("Statements"),
    "answers": gettext_lazy("Answers in own words"),
}
LISTED = 10


@dataclass(frozen=True)
class Counted:
    """Something counted in both runs; `was` is None for what is new. `more`: less than nought where some went."""

    name: Any
    now: int
    was: int | None

    @property
    def more(self) -> int:
        return self.now - (self.was or 0)


@dataclass(frozen=True)
class ChangesShown:
    """All that is said about two runs. The lists name statements, by what happened to them."""

    since: int
    counted: list[Counted]
    groups: list[Counted]
    sentences: list[str]
    lists: list[tuple[Any, list[Statement], int]] = field(default_factory=list)


def statement_ids_in(changes: Mapping[str, Any]) -> list[int]:
    """The statements that the words about changes name."""
    return [
        pk for kind in ("shared", "divisive") for what in ("new", "gone") for pk in changes.get(kind, {}).get(what, [])
    ]


def changes_shown(changes: Mapping[str, Any], texts: Mapping[int, Statement]) -> ChangesShown | None:
    """The changes in words; None for a first run, which has nothing before it."""
    if not changes:
        return None
    groups = [Counted(terms.group_name(g["label"]), g["size"], g["was"]) for g in changes.get("groups", [])]
    counted = [
        Counted(name, changes[key]["now"], changes[key]["was"]) for key, name in COUNTED.items() if key in changes
    ]
    return ChangesShown(changes["since"], counted, groups, list(_sentences(changes)), _lists(changes, texts))


def _sentences(changes: Mapping[str, Any]) -> Iterable[str]:
    clear = changes.get("clear", {})
    if clear.get("now") and not clear.get("was"):
        yield _("Clear groups have shown up. There were none before.")
    elif clear.get("was") and not clear.get("now"):
        yield _("There are no clear groups any more. What came in since has blurred the line between them.")
    elif not clear.get("now"):
        yield _("There were no clear groups before, and there are none now.")
    new = [terms.group_name(group["label"]) for group in changes.get("groups", []) if group["was"] is None]
    if new and clear.get("was"):
        yield ngettext("New: %(names)s.", "New: %(names)s.", len(new)) % {"names": ", ".join(new)}
    gone = [terms.group_name(label) for label in changes.get("gone", [])]
    if gone:
        text = ngettext("No longer there: %(names)s.", "No longer there: %(names)s.", len(gone))
        yield text % {"names": ", ".join(gone)}
    moved, stayed = changes.get("moved", 0), changes.get("stayed", 0)
    if moved + stayed:
        yield _moves(moved, stayed)


def _moves(moved: int, stayed: int) -> str:
    if not moved:
        text = ngettext(
            "The one person who was in a group both times stayed in it.",
            "All %(n)d people who were in a group both times stayed in theirs.",
            stayed,
        )
        return text % {"n": stayed}
    text = ngettext(
        "Of %(all)d person who was in a group both times, %(moved)d changed to another.",
        "Of %(all)d people who were in a group both times, %(moved)d changed to another.",
        moved + stayed,
    )
    return text % {"all": moved + stayed, "moved": moved}


def _lists(changes: Mapping[str, Any], texts: Mapping[int, Statement]) -> list[tuple[Any, list[Statement], int]]:
    """What statements came to be shared or to divide, or ceased to; with how many more there are than are listed."""
    shared, divisive = changes.get("shared", {}), changes.get("divisive", {})
    named = (
        (_("People now share this"), shared.get("new", [])),
        (_("People no longer share this"), shared.get("gone", [])),
        (_("This now divides people"), divisive.get("new", [])),
        (_("This no longer divides people"), divisive.get("gone", [])),
    )
    return [(title, _known(ids, texts), max(0, len(ids) - LISTED)) for title, ids in named if ids]


def _known(ids: Sequence[int], texts: Mapping[int, Statement]) -> list[Statement]:
    return [texts[pk] for pk in ids[:LISTED] if pk in texts]
