"""Take back what one said: the text goes, a tombstone stays. Who has taken back all of it is no longer counted."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.workflow.advance import lock
from services.catalogue.permissions import require
from services.codesign.actions.files.copies import leave_others_out
from services.codesign.actions.voices.arriving import COUNTS
from services.codesign.actions.voices.belonging import require_own_or_mended
from services.codesign.actions.voices.quotes import take_quotes_out
from services.codesign.actions.voices.releasing import release_who_took_part
from services.codesign.actions.voices.saying import require_open
from services.codesign.enums import ReactionValue
from services.codesign.models import Contributor, Feedback, Insight, Reaction, Statement
from services.codesign.permissions import is_own


@act(Manner.IN_PERSON, Manner.ASSISTED)
def withdraw_answer(*, actor: Actor, feedback: Feedback) -> Feedback:
    """Take an answer back, at any time. Its text is gone; what cites it keeps a tombstone and asks for another look.

    Whoever said it; or who typed it for them, while the window is open and they have not opened their receipt.
    """
    challenge = lock(feedback.challenge)
    fresh = lock(feedback)
    helper = require_own_or_mended(actor, fresh)
    if helper:
        require_open(challenge)
    if not fresh.is_withdrawn:
        words = fresh.text
        fresh.changed_by_id = actor.person_id if helper else None
        _entomb(fresh, "changed_by")
        Insight.objects.filter(sources__feedback=fresh).update(needs_another_look=True)
        take_quotes_out(fresh, words)
        _count_no_more(fresh.contributor)
        record(actor=actor, verb="codesign.answer_withdrawn", subject=challenge, feedback=fresh.pk, by_helper=helper)
    return fresh


def _entomb(voice: Any, *more: str) -> None:
    voice.text = ""
    voice.withdrawn_at = clock.now()
    voice.version += 1
    voice.save(update_fields=["text", "withdrawn_at", "version", *more])


@act(Manner.IN_PERSON)
def withdraw_statement(*, actor: Actor, statement: Statement) -> Statement:
    """Take a statement back, at any time; nobody is shown it any more."""
    lock(statement.challenge)
    fresh = lock(statement)
    require(is_own(actor, fresh.contributor), _("Only whoever said it may take it back."))
    if not fresh.is_withdrawn:
        words = fresh.text
        _entomb(fresh)
        Insight.objects.filter(sources__statement=fresh).update(needs_another_look=True)
        take_quotes_out(fresh, words)
        if fresh.contributor is not None:
            _count_no_more(fresh.contributor)
        record(actor=actor, verb="codesign.statement_withdrawn", subject=fresh.challenge, statement=fresh.pk)
    return fresh


@act(Manner.IN_PERSON)
def take_back_everything(*, actor: Actor, contributor: Contributor) -> None:
    """All of somebody's words and reactions in a challenge, and the address they left."""
    fresh = lock(contributor)
    require(is_own(actor, fresh), _("Only whoever said it may take it back."))
    leave_others_out(fresh)
    for feedback in Feedback.objects.filter(contributor=fresh, withdrawn_at=None):
        withdraw_answer(actor=actor, feedback=feedback)
    for statement in Statement.objects.filter(contributor=fresh, withdrawn_at=None):
        withdraw_statement(actor=actor, statement=statement)
    for reaction in Reaction.objects.filter(contributor=fresh).select_related("statement").order_by("statement_id"):
        lock(reaction.statement)
        name = COUNTS[ReactionValue(reaction.value)]
        Statement.objects.filter(pk=reaction.statement_id).update(**{name: F(name) - 1})
        reaction.delete()
    _count_no_more(fresh)


def _count_no_more(contributor: Contributor) -> None:
    """Who has nothing left that they said or chose is counted nowhere: not as heard, not in copies, not as told."""
    left = (
        Feedback.objects.filter(contributor=contributor, withdrawn_at=None),
        Statement.objects.filter(contributor=contributor, withdrawn_at=None),
        Reaction.objects.filter(contributor=contributor),
    )
    if not any(rows.exists() for rows in left):
        Contributor.objects.filter(pk=contributor.pk).update(taken_back_at=clock.now(), email="")
        release_who_took_part(contributor.challenge)
