"""How visitors come in: at most so many an hour from one address, more in a workshop; one person counts once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.accounts.tokens import REFERENCE_ALPHABET, hash_secret
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.text import required_text
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.catalogue.queries import membership_of
from services.codesign.enums import ChallengeState, ReactionValue
from services.codesign.models import (
    Arrival,
    Contributor,
    ContributorTarget,
    DesignChallenge,
    Feedback,
    Reaction,
    Statement,
    Workshop,
)
from services.codesign.permissions import can_make_workshop

HOUR = timedelta(hours=1)
FULL = "too-many-new"
PLACE_LENGTH, MOST_PEOPLE, LONGEST = 120, 200, timedelta(hours=12)
COUNTS = {ReactionValue.AGREE: "agrees", ReactionValue.DISAGREE: "disagrees", ReactionValue.PASS: "passes"}


@dataclass(frozen=True)
class Came:
    """How a visitor's request came: a mark of its address for this question, and a workshop's code, if any."""

    mark: str
    workshop: str = ""


def let_in(challenge: DesignChallenge, came: Came) -> Workshop | None:
    """Whether one more new visitor may start; the workshop that they are in. Conflict where it is too many."""
    workshop = _open_workshop(challenge, came.workshop)
    if workshop is not None:
        return workshop
    with connection.cursor() as cursor:
        # Two that start at once from one address are counted one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [came.mark])
    recent = Arrival.objects.filter(
        challenge=challenge, mark=came.mark, workshop=None, at__gt=clock.now() - HOUR
    ).count()
    if recent >= settings.COPROD_NEW_VISITORS_AN_HOUR:
        raise Conflict(
            _(
                "Many people have started from your internet connection in the last hour, so this has to wait. What "
                "you typed is still here. If you are at a workshop, enter its code. Or sign in, use paper or the "
                "phone, or come back in an hour."
            ),
            code=FULL,
        )
    return None


def _open_workshop(challenge: DesignChallenge, code: str) -> Workshop | None:
    """The workshop of a code, locked, if it is on now and has room."""
    now = clock.now()
    found = Workshop.objects.select_for_update(of=("self",)).filter(
        challenge=challenge, code=code, starts_at__lte=now, ends_at__gt=now
    )
    workshop = found.first() if code else None
    if workshop is None or Contributor.objects.filter(workshop=workshop).count() >= workshop.at_most:
        return None
    return workshop


def note_arrival(challenge: DesignChallenge, contributor: Contributor, came: Came, workshop: Workshop | None) -> None:
    """Keep when and from where somebody without an account started, until the findings are agreed."""
    Arrival.objects.create(
        challenge=challenge, contributor=contributor, mark=came.mark, workshop=workshop, at=clock.now()
    )


def forget_arrivals(challenge: DesignChallenge) -> None:
    """The marks have served: analysts could see bursts before the findings were agreed."""
    Arrival.objects.filter(challenge=challenge).delete()


@act(Manner.IN_PERSON)
def make_workshop(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    at_most: int,
) -> Workshop:
    """A code for a room: where, from when to when, at most how many people. The journey tells everybody."""
    require(
        can_make_workshop(standing_of(actor, challenge.service_id)), _("The facilitator makes codes for workshops.")
    )
    fresh = lock(challenge)
    if fresh.state not in (ChallengeState.DRAFT, ChallengeState.OPEN):
        raise Conflict(_("This is not open for answers."), code="window-closed")
    errors: dict[str, Any] = {}
    if not starts_at < ends_at <= starts_at + LONGEST:
        errors["ends_at"] = _("Choose an end after the beginning, at most twelve hours later.")
    elif ends_at <= clock.now():
        errors["ends_at"] = _("This time has passed. Choose a later one.")
    if not 0 < at_most <= MOST_PEOPLE:
        errors["at_most"] = _("Enter a number from 1 to %(most)d.") % {"most": MOST_PEOPLE}
    if errors:
        raise Invalid(errors)
    workshop = Workshop.objects.create(
        challenge=fresh,
        code="".join(secrets.choice(REFERENCE_ALPHABET) for _letter in range(8)),
        place=required_text(place, PLACE_LENGTH, "place"),
        starts_at=starts_at,
        ends_at=ends_at,
        at_most=at_most,
        made_by_id=actor.person_id,
        created_at=clock.now(),
    )
    record(actor=actor, verb="codesign.workshop_made", subject=fresh, workshop=workshop.pk, at_most=at_most)
    return workshop


@act(Manner.IN_PERSON)
def take_over_part(*, actor: Actor, challenge: DesignChallenge, reference: str) -> Contributor:
    """What somebody said without an account is theirs, and they count once. `reference`: the receipt of it."""
    person_id = actor.person_id
    require(person_id is not None, _("Sign in first."))
    # What a helper entered is the person's own, and the helper has seen the reference.
    parts = Contributor.objects.filter(challenge=challenge, person=None, entered_by=None)
    part = parts.filter(receipt_hash=hash_secret(reference)).first()
    if part is None:
        raise Conflict(_("This is no longer there."), code="gone")
    part = lock(part)
    membership = membership_of(actor, challenge.service_id)
    own = Contributor.objects.select_for_update(of=("self",)).filter(challenge=challenge, person_id=person_id).first()
    if own is None:
        part.person_id, part.email = person_id, ""
        part.stake = membership.stake if membership else part.stake
        part.save(update_fields=["person", "email", "stake"])
        own = part
    else:
        _merge(part, own)
    record(actor=actor, verb="codesign.part_taken_over", subject=challenge)
    return own


def _merge(part: Contributor, own: Contributor) -> None:
    """Everything of one part goes into another; of two reactions to one statement the later one counts."""
    kept = {reaction.statement_id: reaction for reaction in Reaction.objects.filter(contributor=own)}
    both = Reaction.objects.filter(contributor=part, statement__in=list(kept)).order_by("statement_id")
    for reaction in both:
        mine = kept[reaction.statement_id]
        _uncount(min(reaction, mine, key=lambda one: one.at))
    Reaction.objects.filter(contributor=part).update(contributor=own)
    said = Feedback.objects.filter(contributor=own, withdrawn_at=None).values("words_digest")
    Feedback.objects.filter(contributor=part, withdrawn_at=None, words_digest__in=said).delete()
    for model in (Feedback, Statement):
        model.objects.filter(contributor=part).update(contributor=own)
    _move_targets(part, own)
    receipt = part.receipt_hash
    part.delete()
    own.receipt_hash = receipt
    own.save(update_fields=["receipt_hash"])


def _uncount(reaction: Reaction) -> None:
    lock(reaction.statement)
    name = COUNTS[ReactionValue(reaction.value)]
    Statement.objects.filter(pk=reaction.statement_id).update(**{name: F(name) - 1})
    reaction.delete()


def _move_targets(part: Contributor, own: Contributor) -> None:
    known: Sequence[int] = list(ContributorTarget.objects.filter(contributor=own).values_list("target_id", flat=True))
    ContributorTarget.objects.filter(contributor=part).exclude(target__in=known).update(contributor=own)
