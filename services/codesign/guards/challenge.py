"""What an open question needs of people: somebody who looks after it, and enough of each side to decide later."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Reason
from participants.people.enums import Stake
from services.catalogue.enums import ServiceRole
from services.codesign.models import DesignChallenge
from services.codesign.queries.challenge import council_rules, present_members


def guard_facilitator_joined(challenge: DesignChallenge) -> list[Reason]:
    """G-open: without one nobody can look through answers, give more time or agree the findings."""
    if present_members(challenge.service_id).filter(role=ServiceRole.FACILITATOR).exists():
        return []
    text = _(
        "No facilitator has joined this service, so nobody could look after the answers. "
        "The commissioner can invite one."
    )
    return [Reason("facilitator-missing", text, _members(challenge))]


def guard_quorum_can_be_met(challenge: DesignChallenge) -> list[Reason]:
    """G-open: enough people of each side have joined to have their say on options; else no decision could follow."""
    there: dict[str, int] = {}
    for stake in (
        present_members(challenge.service_id).exclude(role=ServiceRole.FACILITATOR).values_list("stake", flat=True)
    ):
        there[stake] = there.get(stake, 0) + 1
    needed = challenge.decision_quorum or council_rules().decision_quorum
    return short_of_quorum(challenge, there, needed)


def short_of_quorum(challenge: DesignChallenge, there: Mapping[str, int], needed: int) -> list[Reason]:
    """Which side has too few people who have joined, and who can mend it."""
    reasons = []
    for stake in (Stake.CITIZEN, Stake.PROFESSIONAL):
        have = there.get(stake.value, 0)
        if have < needed:
            values = {"have": have, "need": needed}
            reasons.append(
                Reason(f"quorum-out-of-reach-{stake.value}", _too_few(stake, needed) % values, _members(challenge))
            )
    return reasons


def _too_few(stake: Stake, needed: int) -> str:
    if stake == Stake.CITIZEN:
        return ngettext(
            "A decision needs %(need)d resident who has joined the service. So far: %(have)d. "
            "The facilitator or the commissioner can invite more.",
            "A decision needs %(need)d residents who have joined the service. So far: %(have)d. "
            "The facilitator or the commissioner can invite more.",
            needed,
        )
    return ngettext(
        "A decision needs %(need)d professional who has joined the service. So far: %(have)d. "
        "The facilitator or the commissioner can invite more.",
        "A decision needs %(need)d professionals who have joined the service. So far: %(have)d. "
        "The facilitator or the commissioner can invite more.",
        needed,
    )


def _members(challenge: DesignChallenge) -> str:
    return reverse("catalogue:members", kwargs={"slug": challenge.service.slug})
