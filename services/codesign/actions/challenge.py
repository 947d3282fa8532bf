"""Set up a challenge, open it, close it, stop it; and what all challenges of a council go by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.workflow.advance import advance, lock, refuse_stale
from participants.people.permissions import require_configure
from services.catalogue.models import Service
from services.catalogue.permissions import require, standing_of
from services.codesign import guards
from services.codesign.actions.asked import note_asked, refuse_what_is_fixed, tell_anew
from services.codesign.actions.voices.arriving import forget_arrivals
from services.codesign.enums import ASKED_UNDER, CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import ContributorTarget, CouncilRules, DesignChallenge, SeldomHeardTarget
from services.codesign.permissions import (
    can_edit_challenge,
    can_open,
    can_propose_challenge,
)
from services.codesign.queries.asked import longest_window
from services.codesign.queries.challenge import council_rules

CHANGEABLE = frozenset(
    {
        "question",
        "background",
        "can_change",
        "cannot_change",
        "payment_policy",
        "access_plan",
        "decision_owner",
        "closes_at",
        "account_required",
        "statements_welcome",
        "moderation",
        "no_seldom_heard",
        "attribution",
        "is_copied_data",
    }
)
# What a council may set, and the least that each may be.
SMALLEST_RULES = {"options_shown_days": 1, "decision_quorum": 1, "extensions_at_most": 0, "longer_by_percent": 0}


@act(Manner.IN_PERSON, Manner.MACHINE)
def propose_challenge(*, actor: Actor, service: Service, question: Any, **details: Any) -> DesignChallenge:
    """A member proposes a question. It may be incomplete: opening it is what asks for the rest."""
    require(
        can_propose_challenge(standing_of(actor, service.pk)),
        _("Only members of the service may propose a question."),
    )
    if has_no_text(question):
        raise Invalid({"question": _("Write the question you want to ask.")})
    _refuse_unknown(details)
    _refuse_past(details.get("closes_at"))
    now = clock.now()
    challenge = DesignChallenge.objects.create(
        service=service,
        question=question,
        proposed_by_id=actor.person_id,
        state_changed_at=now,
        created_at=now,
        **details,
    )
    record(actor=actor, verb="codesign.proposed", subject=challenge, service=service.pk)
    return challenge


def _refuse_unknown(details: dict[str, Any]) -> None:
    unknown = set(details) - CHANGEABLE
    if unknown:
        raise Invalid({name: _("This cannot be set.") for name in unknown})


def _refuse_past(closes_at: datetime | None) -> None:
    if closes_at is not None and closes_at <= clock.now():
        raise Invalid({"closes_at": _("Choose a time in the future.")})


@act(Manner.IN_PERSON, Manner.MACHINE)
def change_challenge(
    *, actor: Actor, challenge: DesignChallenge, version: int, reason: Any = "", **changes: Any
) -> DesignChallenge:
    """Change the details. Once people have been asked, some of what they are told may change as a version with a
    reason, while they can answer; the rest stays as it is.

    Conflict where somebody else changed it since `version`.
    """
    fresh = lock(challenge)
    require(can_edit_challenge(standing_of(actor, fresh.service_id), fresh, actor))
    refuse_stale(fresh, version)
    _refuse_unknown(changes)
    changed = [name for name, value in changes.items() if getattr(fresh, name) != value]
    if fresh.state != ChallengeState.DRAFT:
        require(actor.kind == "person", _("Only a person may change what people are told."))
        refuse_what_is_fixed(fresh, {name: changes[name] for name in changed})
    if "closes_at" in changed:
        _refuse_past(changes["closes_at"])
    if "question" in changes and has_no_text(changes["question"]):
        raise Invalid({"question": _("Write the question you want to ask.")})
    for name in changed:
        setattr(fresh, name, changes[name])
    fresh.version += 1
    if fresh.state != ChallengeState.DRAFT and set(changed) & set(ASKED_UNDER):
        return tell_anew(actor, fresh, reason, changed)
    fresh.save()
    record(actor=actor, verb="codesign.changed", subject=fresh, fields=sorted(changed))
    return fresh


@act(Manner.IN_PERSON, Manner.MACHINE)
def set_targets(
    *, actor: Actor, challenge: DesignChallenge, targets: Sequence[tuple[Any, int]]
) -> list[SeldomHeardTarget]:
    """Name the people we seldom hear from, with how many we want to hear. Only while it is being prepared."""
    fresh = lock(challenge)
    require(can_edit_challenge(standing_of(actor, fresh.service_id), fresh, actor))
    if fresh.state != ChallengeState.DRAFT:
        raise Conflict(_("This cannot change once people have been asked."), code="wrong-state")
    for label, wanted in targets:
        if has_no_text(label) or wanted < 1:
            raise Invalid({"targets": _("Give each group a name and a number of at least 1.")})
        if current_tenant().is_bilingual and missing_languages(label):
            raise Invalid({"targets": _("Name each group in every language of the council.")})
    ContributorTarget.objects.filter(target__challenge=fresh).delete()
    fresh.targets.all().delete()
    made = [SeldomHeardTarget.objects.create(challenge=fresh, label=label, wanted=wanted) for label, wanted in targets]
    record(actor=actor, verb="codesign.changed", subject=fresh, fields=["targets"])
    return made


@act(Manner.IN_PERSON)
def open_challenge(*, actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """Ask people. The council's rules are copied now, so that rules do not change under anybody, and what people are
    told is kept as its first version."""
    fresh = lock(challenge)
    require(can_open(standing_of(actor, fresh.service_id)))
    rules, now = council_rules(), clock.now()
    opened = advance(
        CHALLENGE_WORKFLOW,
        fresh,
        "open",
        actor=actor,
        guards=guards,
        opened_at=now,
        options_shown_days=rules.options_shown_days,
        decision_quorum=rules.decision_quorum,
        extensions_at_most=rules.extensions_at_most,
        longest_until=longest_window(rules, now, fresh.closes_at) if fresh.closes_at else None,
    )
    note_asked(actor, opened)
    return opened


@act(Manner.SYSTEM)
def close_window(*, actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """What the clock does at the closing time; the guard refuses it a second earlier, whoever asks."""
    return advance(CHALLENGE_WORKFLOW, challenge, "close_window", actor=actor, guards=guards)


@act(Manner.IN_PERSON)
def abandon_challenge(*, actor: Actor, challenge: DesignChallenge, reason: Any) -> DesignChallenge:
    """Stop before a decision, with a reason that everybody can read. What was published stays where it is."""
    require(can_open(standing_of(actor, challenge.service_id)))
    if challenge.has_decision:
        words = _("After a decision nothing is stopped. The one who decided can publish a correction beside it.")
        raise Conflict(words, code="wrong-state")
    if has_no_text(reason):
        raise Invalid({"reason": _("Say why this is stopped. Everybody can read it.")})
    if missing_languages(reason):
        raise Invalid({"reason": _("Write this in every language of the council.")})
    stopped = advance(CHALLENGE_WORKFLOW, challenge, "abandon", actor=actor, guards=guards, abandoned_reason=reason)
    forget_arrivals(stopped)
    return stopped


@act(Manner.IN_PERSON)
def change_council_rules(*, actor: Actor, **rules: int) -> CouncilRules:
    """Say what challenges go by that are opened from now on; what is left out stays. Administrators of the council."""
    require_configure(actor)
    errors = {
        name: _("This cannot be set.") if name not in SMALLEST_RULES else _("Enter a number.")
        for name, value in rules.items()
        if value < SMALLEST_RULES.get(name, value + 1)
    }
    if errors:
        raise Invalid(errors)
    row = CouncilRules.objects.select_for_update(of=("self",)).first() or CouncilRules()
    changed = sorted(name for name, value in rules.items() if getattr(row, name) != value)
    if not changed:
        return row
    for name in changed:
        setattr(row, name, rules[name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Another administrator made the first row at the same moment.
        raise Conflict(_("This is being worked on already. Please try again."), code="busy") from None
    record(actor=actor, verb="codesign.rules_changed", subject=row, **rules)
    return row
