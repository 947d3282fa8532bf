"""What a figure means, in a sentence that a child of ten can read."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.codesign.enums import ShareBand

# How many of the halves' groups must be the same for each wording; the engine reports nothing under 0.5.
ALMOST_EVERY_TIME, MOST_TIMES = 0.9, 0.75
MOST, FEW = 0.6, 0.4


def how_stable(stability: float) -> str:
    """How well halves of the people show the same groups (adjusted Rand index, above 0.5 where groups are shown)."""
    if stability >= ALMOST_EVERY_TIME:
        return _("When we asked half of the people at random, we found the same groups again almost every time.")
    if stability >= MOST_TIMES:
        return _("When we asked half of the people at random, we found the same groups again most of the time.")
    return _(
        "When we asked half of the people at random, we found much the same groups again, "
        "but some people changed places."
    )


def in_ten(share: float) -> str:
    """A share of all who reacted, as people say it."""
    if share >= 0.95:
        return _("Nearly everybody who reacted.")
    tenths = round(share * 10)
    if not tenths:
        return _("Fewer than 1 in every 20 who reacted.")
    text = ngettext("About %(n)d in every 10 who reacted.", "About %(n)d in every 10 who reacted.", tenths)
    return text % {"n": tenths}


def of_statement(
    everybody: float | None, groups: Sequence[tuple[str, float | None]], direction: str = "", in_short: str = ""
) -> str:
    """What people make of one statement: shares that agree, of everybody and of each group by name.

    `direction` is "agree" or "disagree" for one that people share; `in_short` the coarse truth without one.
    """
    if in_short:
        why = _("We give no exact number: so few see it otherwise that somebody could tell who they are.")
        return " ".join([in_short, *([_shared_by_groups(direction)] if direction and len(groups) > 1 else []), why])
    if direction and len(groups) > 1:
        return _shared_by_groups(direction)
    if direction:
        return _("Most people agree with this.") if direction == "agree" else _("Most people disagree with this.")
    known = [(name, share) for name, share in groups if share is not None]
    if len(known) > 1:
        return _between(known)
    if everybody is None:
        return _("We give no number here, because it would show what single people think.")
    return _("Of every 100 people, about %(n)d agree.") % {"n": round(everybody * 100)}


def _shared_by_groups(direction: str) -> str:
    if direction == "agree":
        return _("Most people in every group agree with this.")
    return _("Most people in every group disagree with this.")


def _between(groups: Sequence[tuple[str, float]]) -> str:
    high, low = max(groups, key=lambda item: item[1]), min(groups, key=lambda item: item[1])
    if high[1] >= MOST and low[1] <= FEW:
        text = _("Most of %(high)s agree, and few of %(low)s do: about %(n)d and %(m)d of every 100 people.")
    else:
        text = _("Of every 100 people in %(high)s about %(n)d agree, in %(low)s about %(m)d.")
    return text % {"high": high[0], "low": low[0], "n": round(high[1] * 100), "m": round(low[1] * 100)}


def marks_stand_for(people: int, drawn: int) -> str:
    """Said where a picture draws fewer marks than there are people; "" where everybody has one."""
    if drawn >= people or not drawn:
        return ""
    each = people / drawn
    text = _(
        "%(people)s people are too many to draw. The map shows %(drawn)s marks, close together where people are "
        "close together. Each mark stands for about %(each)s people."
    )
    return text % {
        "people": f"{people:,}",
        "drawn": f"{drawn:,}",
        "each": f"{each:.1f}" if each < 10 else f"{each:.0f}",
    }


def of_target(heard: int | None, wanted: int, band: str = "") -> str:
    """Whether enough of some people were heard; `band`: how many of all who took part they are, if not in numbers."""
    values: dict[str, Any] = {"heard": heard, "wanted": wanted, "share": ShareBand(band).label if band else ""}
    if heard is None and band:
        text = _("We wanted to hear %(wanted)d people. Of all who took part, %(share)s say that they are among them.")
        return text % values
    if heard is None:
        text = _("We wanted to hear %(wanted)d people. The number we heard is too small to show, or gives one away.")
        return text % values
    if heard >= wanted:
        return _("We wanted to hear %(wanted)d people and heard %(heard)d. That is enough.") % values
    text = ngettext(
        "We wanted to hear %(wanted)d people and heard %(heard)d. %(missing)d is missing.",
        "We wanted to hear %(wanted)d people and heard %(heard)d. %(missing)d are missing.",
        wanted - heard,
    )
    return text % {**values, "missing": wanted - heard}


def targets_met(met: Sequence[bool | None]) -> str:
    """How many of the aims were met, in one sentence; "" where one is hidden or there is none."""
    if not met or None in met:
        return ""
    text = ngettext(
        "We met %(n)d of %(all)d aim that we set before we asked.",
        "We met %(n)d of %(all)d aims that we set before we asked.",
        len(met),
    )
    return text % {"n": sum(bool(one) for one in met), "all": len(met)}
