"""What an open question needs of people: somebody who looks after it, and enough of each side to decide later."""

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Reason
from participants.people.enums import Stake
from services.catalogue.enums import ServiceRole
from services.codesign.models import DesignChallenge
from services.codesign.queries.challenge import council_rules, present_members

Present = Sequence[tuple[str, str]]


def present(challenge: DesignChallenge) -> Present:
    """Role and stake of each member who has joined and whose voice counts. One query."""
    return list(present_members(challenge.service_id).values_list("role", "stake"))


def guard_facilitator_joined(challenge: DesignChallenge) -> list[Reason]:
    """G-open: without one nobody can look through answers, give more time or agree the findings."""
    return facilitator_reasons(challenge, present(challenge))


def facilitator_reasons(challenge: DesignChallenge, there: Present) -> list[Reason]:
    """Whether somebody looks after the question, given who is there; and who can mend it."""
    if any(role == ServiceRole.FACILITATOR for role, _stake in there):
        return []
    text = _(
        "No facilitator has joined this service, so nobody could look after the answers. "
        "The commissioner can invite one."
    )
    return [Reason("facilitator-missing", text, _members(challenge))]


def guard_quorum_can_be_met(challenge: DesignChallenge) -> list[Reason]:
    """G-open: enough people of each side have joined to have their say on options; else no decision could follow."""
    return short_of_quorum(challenge, present(challenge))


def short_of_quorum(challenge: DesignChallenge, there: Present) -> list[Reason]:
    """Which side has too few people who may have their say, given who is there; and who can mend it."""
    needed = challenge.decision_quorum or council_rules().decision_quorum
    voices = Counter(stake for role, stake in there if role != ServiceRole.FACILITATOR)
    reasons = []
    for stake in (Stake.CITIZEN, Stake.PROFESSIONAL):
        have = voices[stake.value]
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
