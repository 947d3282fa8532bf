"""Plain words for what the engine found: how sure, why not, who."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.people.enums import Stake
from services.codesign.drafting import group_letter
from services.codesign.engine.opinion import results
from services.codesign.enums import WayIn


def headline(clear: bool, reason: str, groups: int) -> str:
    """What the map says, in one sentence."""
    if clear and groups:
        text = ngettext(
            "We found %(n)d group of people who think alike.",
            "We found %(n)d groups of people who think alike.",
            groups,
        )
        return text % {"n": groups}
    if clear:
        return _("People fall into groups, but the groups are too small to show.")
    if reason == results.TOO_FEW_PEOPLE:
        return _("Too few people reacted to say who thinks alike.")
    if reason == results.TOO_FEW_VOTES:
        return _("People reacted to too few statements each to say who thinks alike.")
    return _("People do not fall into clear groups.")


def why(reason: str) -> str:
    """Why the map shows groups, or none."""
    return {
        results.CLEAR: _(
            "We split the people in two halves, many times, and found the same groups in both. "
            "So they are not there by chance."
        ),
        results.TOO_FEW_PEOPLE: _("At least ten people must react before groups can be told apart."),
        results.TOO_FEW_VOTES: _("Nobody reacted to enough statements to be placed on a map."),
        results.NO_VARIATION: _(
            "Nearly everybody reacted in the same way, so there is nothing that tells groups apart."
        ),
        results.LIKE_CHANCE: _(
            "What people said differs no more than it would by chance. Each person has a mix of views."
        ),
        results.NO_SPLIT: _("Views run into one another, with no line between one group and the next."),
        results.NOT_STABLE: _(
            "Groups seemed to show up. But when we split the people in two halves and looked again, they were not "
            "the same, so we do not report them."
        ),
    }.get(reason, "")


def how_sure_of_group(stability: float) -> str:
    """How well a group is found again among half of the people (Jaccard, 0 to 1)."""
    if stability >= 0.9:
        return _("Very sure: nearly the same people are found together each time.")
    if stability >= 0.75:
        return _("Sure: mostly the same people are found together each time.")
    return _("Fairly sure: the middle of the group holds, its edges shift.")


def how_sure_of_theme(certainty: float) -> str:
    """How far a theme stands apart from the next one (0 to 1)."""
    if certainty >= 0.5:
        return _("Sure: these answers are clearly about the same thing.")
    if certainty >= 0.25:
        return _("Fairly sure: some of these answers could also belong elsewhere.")
    return _("Not very sure: these answers overlap with other themes. Read them yourself.")


def group_name(label: int) -> str:
    """Groups carry letters that stay theirs from run to run."""
    return _("Group %(letter)s") % {"letter": group_letter(label)}


def stake_name(stake: str) -> str:
    """A declared stake, in the plural."""
    names = {
        Stake.CITIZEN.value: _("Residents"),
        Stake.PROFESSIONAL.value: _("Professionals"),
        Stake.PARTNER.value: _("Partner organisations"),
    }
    return names.get(stake, _("Did not say"))


def one_of_stake(stake: str) -> str:
    """Somebody of whom only the stake is told."""
    names = {
        Stake.CITIZEN.value: _("A resident"),
        Stake.PROFESSIONAL.value: _("A professional"),
        Stake.PARTNER.value: _("A partner organisation"),
    }
    return names.get(stake, _("A member of the service"))


def mode_name(mode: str) -> Any:
    """How people took part."""
    return WayIn(mode).label if mode in WayIn.values else _("Not known")


def drafted_kind(draft_key: str) -> str:
    """What kind of thing a machine's draft says."""
    return {
        "shared": _("Shared by all"),
        "divides": _("Divides people"),
        "group": _("One group's own view"),
        "theme": _("What answers speak of"),
    }.get(draft_key.partition(":")[0], "")
