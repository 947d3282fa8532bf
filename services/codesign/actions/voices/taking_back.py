"""Take back what one said: the text goes, a tombstone stays. Who has taken back all of it is no longer counted."""

from typing import Any

from django.db.models import F

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.files.copies import leave_others_out
from services.codesign.actions.voices.quotes import take_quotes_out
from services.codesign.actions.voices.releasing import release_who_took_part
from services.codesign.actions.voices.saying import COUNTS
from services.codesign.enums import ReactionValue
from services.codesign.models import Contributor, Feedback, Insight, Reaction, Statement
from services.codesign.permissions import can_change_voice


@act(Manner.IN_PERSON, Manner.ASSISTED)
def withdraw_answer(*, actor: Actor, feedback: Feedback) -> Feedback:
    """Take an answer back, at any time. Its text is gone; what cites it keeps a tombstone and asks for another look."""
    lock(feedback.challenge)
    fresh = lock(feedback)
    require(can_change_voice(actor, standing_of(actor, fresh.challenge.service_id), fresh.contributor))
    if not fresh.is_withdrawn:
        _entomb(fresh)
        Insight.objects.filter(sources__feedback=fresh).update(needs_another_look=True)
        _count_no_more(fresh.contributor)
        record(actor=actor, verb="codesign.answer_withdrawn", subject=fresh.challenge, feedback=fresh.pk)
    return fresh


def _entomb(voice: Any) -> None:
    voice.text = ""
    voice.withdrawn_at = clock.now()
    voice.version += 1
    voice.save(update_fields=["text", "withdrawn_at", "version"])


@act(Manner.IN_PERSON)
def withdraw_statement(*, actor: Actor, statement: Statement) -> Statement:
    """Take a statement back, at any time; nobody is shown it any more."""
    lock(statement.challenge)
    fresh = lock(statement)
    require(can_change_voice(actor, standing_of(actor, fresh.challenge.service_id), fresh.contributor))
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
    require(can_change_voice(actor, standing_of(actor, fresh.challenge.service_id), fresh))
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
