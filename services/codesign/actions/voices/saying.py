"""What people say and how they react: give, change, take back; by themselves or with somebody's help."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.accounts.tokens import hash_secret, new_reference
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.text import required_text
from kernel.workflow.advance import lock, refuse_stale
from participants.people.enums import Stake
from services.catalogue.permissions import require, standing_of
from services.catalogue.queries import membership_of
from services.codesign.actions.voices.arriving import COUNTS, Came, let_in, note_arrival
from services.codesign.actions.voices.belonging import require_own_or_mended
from services.codesign.actions.voices.same_words import refuse_same_statement, told_if_said_already
from services.codesign.enums import ChallengeState, Mode, ModerationState, ModerationTiming, ReactionValue
from services.codesign.models import (
    Contributor,
    ContributorTarget,
    DesignChallenge,
    Feedback,
    Reaction,
    SeldomHeardTarget,
    Statement,
)
from services.codesign.models.voices import FEEDBACK_LENGTH, STATEMENT_LENGTH
from services.codesign.permissions import can_edit_challenge, can_enter_for_others

HELPED_MODES = (Mode.ASSISTED, Mode.PAPER, Mode.PHONE)


@dataclass(frozen=True)
class Given:
    """What somebody gets back. `reference` is there only the first time: we keep no readable copy."""

    contributor: Contributor
    reference: str
    feedback: Feedback | None = None
    statement: Statement | None = None


def require_open(challenge: DesignChallenge) -> None:
    """Answers are taken while the window is open, to the second, whatever the stored state says."""
    if challenge.state != ChallengeState.OPEN or challenge.closes_at is None or clock.now() >= challenge.closes_at:
        raise Conflict(_("This is not open for answers."), code="window-closed")


@act(Manner.IN_PERSON)
def start_contribution(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    language: str,
    stake: str = "",
    email: str = "",
    target_ids: Iterable[int] = (),
    came: Came | None = None,
) -> Given:
    """The actor's part in a challenge: theirs if they have one, else a new one with a reference to come back with."""
    require_open(challenge)
    if actor.kind == "contributor":
        known = Contributor.objects.get(pk=actor.id, challenge=challenge)
        return Given(_complete(challenge, known, language, stake, email, target_ids), "")
    if actor.person_id is not None:
        existing = Contributor.objects.filter(challenge=challenge, person_id=actor.person_id).first()
        if existing is not None:
            return Given(_complete(challenge, existing, language, stake, email, target_ids), "")
        membership = membership_of(actor, challenge.service_id)
        stake = membership.stake if membership else stake or Stake.CITIZEN
    elif challenge.account_required:
        raise NotPermitted(_("Sign in to take part in this one."))
    return _new_contributor(
        challenge,
        language=language,
        stake=stake,
        email=email,
        target_ids=target_ids,
        mode=Mode.SELF,
        person_id=actor.person_id,
        entered_by_id=None,
        came=came,
    )


def _complete(
    challenge: DesignChallenge,
    contributor: Contributor,
    language: str,
    stake: str,
    email: str,
    target_ids: Iterable[int],
) -> Contributor:
    """Add what somebody tells about themselves only with a later answer; what they told before stays.

    Who took everything back and says something again counts again.
    """
    _check_contributor(challenge, language, stake, email)
    missing = {"stake": stake, "email": email.strip().lower()}
    added = [name for name, value in missing.items() if value and not getattr(contributor, name)]
    for name in added:
        setattr(contributor, name, missing[name])
    if contributor.taken_back_at is not None:
        contributor.taken_back_at = None
        added.append("taken_back_at")
    if added:
        contributor.save(update_fields=added)
    wanted = set(target_ids)
    if wanted and not ContributorTarget.objects.filter(contributor=contributor).exists():
        targets = SeldomHeardTarget.objects.filter(challenge=challenge, pk__in=wanted)
        ContributorTarget.objects.bulk_create([ContributorTarget(contributor=contributor, target=t) for t in targets])
    return contributor


def _new_contributor(
    challenge: DesignChallenge,
    *,
    language: str,
    stake: str,
    email: str,
    target_ids: Iterable[int],
    mode: str,
    person_id: int | None,
    entered_by_id: int | None,
    came: Came | None = None,
) -> Given:
    _check_contributor(challenge, language, stake, email)
    noted = came if person_id is None and mode == Mode.SELF else None
    workshop = let_in(challenge, noted) if noted else None
    targets = list(SeldomHeardTarget.objects.filter(challenge=challenge, pk__in=list(target_ids)))
    reference = new_reference()
    values = {
        "challenge": challenge,
        "person_id": person_id,
        "stake": stake,
        "mode": mode,
        "language": language,
        "email": email.strip().lower(),
        "entered_by_id": entered_by_id,
        "receipt_hash": hash_secret(reference),
        "workshop": workshop,
        "created_at": clock.now(),
    }
    try:
        with transaction.atomic():
            contributor = Contributor.objects.create(**values)
    except IntegrityError:
        return Given(Contributor.objects.get(challenge=challenge, person_id=person_id), "")
    if noted:
        note_arrival(challenge, contributor, noted, workshop)
    ContributorTarget.objects.bulk_create([ContributorTarget(contributor=contributor, target=t) for t in targets])
    return Given(contributor, reference)


def _check_contributor(challenge: DesignChallenge, language: str, stake: str, email: str) -> None:
    errors: dict[str, Any] = {}
    if language not in dict(settings.LANGUAGES) and not re.fullmatch(r"[a-z]{2,3}", language):
        errors["language"] = _("Choose a language.")
    if stake and stake not in Stake.values:
        errors["stake"] = _("Choose one of these.")
    if email:
        try:
            validate_email(email.strip())
        except ValidationError:
            errors["email"] = _("Enter an e-mail address like name@example.com, or leave it empty.")
    if errors:
        raise Invalid(errors)


@act(Manner.IN_PERSON)
def give_answer(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    text: str,
    language: str,
    stake: str = "",
    email: str = "",
    may_quote: bool = True,
    target_ids: Iterable[int] = (),
    came: Came | None = None,
) -> Given:
    """An answer in the actor's own words."""
    cleaned = required_text(text, FEEDBACK_LENGTH)
    given = start_contribution(
        actor=actor, challenge=challenge, language=language, stake=stake, email=email, target_ids=target_ids, came=came
    )
    feedback = _add_feedback(challenge, given.contributor, cleaned, language, Mode.SELF, may_quote, None)
    record(
        actor=_speaker(actor, given.contributor),
        verb="codesign.answer_given",
        subject=challenge,
        feedback=feedback.pk,
    )
    return Given(given.contributor, given.reference, feedback=feedback)


def _add_feedback(
    challenge: DesignChallenge,
    contributor: Contributor,
    text: str,
    language: str,
    mode: str,
    may_quote: bool,
    entered_by_id: int | None,
) -> Feedback:
    with told_if_said_already():
        return Feedback.objects.create(
            challenge=challenge,
            contributor=contributor,
            text=text,
            language=language,
            mode=mode,
            may_quote=may_quote,
            entered_by_id=entered_by_id,
            moderation=first_moderation(challenge),
            created_at=clock.now(),
        )


def first_moderation(challenge: DesignChallenge) -> str:
    """Where something new starts: waiting, or shown at once and looked through after."""
    return ModerationState.PENDING if challenge.moderation == ModerationTiming.PRE else ModerationState.ACCEPTED


def _speaker(actor: Actor, contributor: Contributor) -> Actor:
    return Actor.for_contributor(contributor.pk, actor.channel) if actor.kind == "visitor" else actor


@act(Manner.ASSISTED)
def enter_answer(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    text: str,
    mode: str,
    language: str,
    stake: str = "",
    email: str = "",
    may_quote: bool = True,
    target_ids: Iterable[int] = (),
) -> Given:
    """A helper enters a paper, phone or assisted answer. It counts in full; who entered it and how is kept.

    The reference goes to the person, on paper or read aloud, so that they too can come back.
    """
    require(
        can_enter_for_others(standing_of(actor, challenge.service_id)),
        _("You may not enter answers for other people here."),
    )
    require_open(challenge)
    if mode not in HELPED_MODES:
        raise Invalid({"mode": _("Choose how the answer reached you.")})
    cleaned = required_text(text, FEEDBACK_LENGTH)
    given = _new_contributor(
        challenge,
        language=language,
        stake=stake,
        email=email,
        target_ids=target_ids,
        mode=mode,
        person_id=None,
        entered_by_id=actor.person_id,
    )
    feedback = _add_feedback(challenge, given.contributor, cleaned, language, mode, may_quote, actor.person_id)
    record(actor=actor, verb="codesign.answer_entered", subject=challenge, feedback=feedback.pk, mode=mode)
    return Given(given.contributor, given.reference, feedback=feedback)


@act(Manner.IN_PERSON, Manner.ASSISTED)
def change_answer(*, actor: Actor, feedback: Feedback, text: str, version: int) -> Feedback:
    """Say it differently, while the window is open. It is looked through again.

    Whoever said it; or who typed it for them, as long as they have not opened their receipt. They see who did.
    """
    fresh = lock(feedback)
    challenge = fresh.challenge
    helper = require_own_or_mended(actor, fresh)
    require_open(challenge)
    if fresh.is_withdrawn:
        raise Conflict(_("This was taken back."), code="withdrawn")
    refuse_stale(fresh, version)
    fresh.text = required_text(text, FEEDBACK_LENGTH)
    fresh.moderation = first_moderation(challenge)
    fresh.moderation_reason = ""
    fresh.changed_at = clock.now()
    fresh.changed_by_id = actor.person_id if helper else None
    fresh.version += 1
    fresh.moderation_version += 1
    with told_if_said_already():
        fresh.save()
    record(actor=actor, verb="codesign.answer_changed", subject=challenge, feedback=fresh.pk, by_helper=helper)
    return fresh


@act(Manner.IN_PERSON)
def add_statement(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    text: str,
    language: str,
    stake: str = "",
    email: str = "",
    target_ids: Iterable[int] = (),
    came: Came | None = None,
) -> Given:
    """Something short for others to react to. Its author agrees with it, and may change that."""
    if not challenge.statements_welcome:
        raise Conflict(_("This one does not take new statements."), code="no-statements")
    cleaned = required_text(text, STATEMENT_LENGTH)
    given = start_contribution(
        actor=actor, challenge=challenge, language=language, stake=stake, email=email, target_ids=target_ids, came=came
    )
    refuse_same_statement(challenge, cleaned)
    with told_if_said_already():
        statement = Statement.objects.create(
            challenge=challenge,
            contributor=given.contributor,
            text=cleaned,
            language=language,
            moderation=first_moderation(challenge),
            created_at=clock.now(),
        )
    _store_reaction(challenge, given.contributor, statement, ReactionValue.AGREE)
    record(
        actor=_speaker(actor, given.contributor),
        verb="codesign.statement_added",
        subject=challenge,
        statement=statement.pk,
    )
    return Given(given.contributor, given.reference, statement=statement)


@act(Manner.IN_PERSON, Manner.MACHINE)
def seed_statements(*, actor: Actor, challenge: DesignChallenge, texts: Sequence[tuple[str, str]]) -> list[Statement]:
    """Facilitator or commissioner start the list, (text, language) each; seeds are accepted at once and marked."""
    fresh = lock(challenge)
    require(can_edit_challenge(standing_of(actor, fresh.service_id), fresh, actor))
    if fresh.state not in (ChallengeState.DRAFT, ChallengeState.OPEN):
        raise Conflict(_("This is not open for answers."), code="window-closed")
    made = []
    for text, language in texts:
        cleaned = required_text(text, STATEMENT_LENGTH)
        refuse_same_statement(fresh, cleaned)
        with told_if_said_already():
            made.append(
                Statement.objects.create(
                    challenge=fresh,
                    text=cleaned,
                    language=language,
                    moderation=ModerationState.ACCEPTED,
                    created_at=clock.now(),
                )
            )
    record(actor=actor, verb="codesign.statement_added", subject=fresh, seeds=len(made))
    return made


@act(Manner.IN_PERSON)
def react(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    statement: Statement,
    value: int,
    language: str = "en",
    stake: str = "",
    target_ids: Iterable[int] = (),
    came: Came | None = None,
) -> Given:
    """Agree, disagree or pass; one reaction a person and statement, the last counts.

    Reactions are too many and too small for an audit event each; the row itself holds who and when.
    """
    if value not in ReactionValue.values:
        raise Invalid({"value": _("Choose agree, disagree or pass.")})
    given = start_contribution(
        actor=actor, challenge=challenge, language=language, stake=stake, target_ids=target_ids, came=came
    )
    fresh = lock(statement)
    if fresh.challenge_id != challenge.pk or fresh.is_withdrawn or fresh.moderation != ModerationState.ACCEPTED:
        raise Conflict(_("This statement is no longer shown."), code="statement-gone")
    _store_reaction(challenge, given.contributor, fresh, value)
    return Given(given.contributor, given.reference, statement=fresh)


def _store_reaction(challenge: DesignChallenge, contributor: Contributor, statement: Statement, value: int) -> None:
    """Write it and keep the statement's counts. The statement's row is locked, which puts two taps in order."""
    existing = Reaction.objects.filter(contributor=contributor, statement=statement).first()
    changes: dict[str, Any] = {COUNTS[ReactionValue(value)]: F(COUNTS[ReactionValue(value)]) + 1}
    if existing is not None:
        if existing.value == value:
            return
        before = COUNTS[ReactionValue(existing.value)]
        changes[before] = F(before) - 1
        existing.value = value
        existing.at = clock.now()
        existing.save(update_fields=["value", "at"])
    else:
        Reaction.objects.create(
            challenge=challenge, contributor=contributor, statement=statement, value=value, at=clock.now()
        )
    Statement.objects.filter(pk=statement.pk).update(**changes)
