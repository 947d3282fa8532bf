"""A decision is never changed and never disappears: what was wrong in it is corrected beside it, with a date."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.jobs.actions import enqueue_or_retry
from kernel.jobs.registry import JobKind, register_job
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.workflow.advance import lock
from participants.people.actions import send_message
from services.catalogue.permissions import require, standing_of
from services.codesign.models import Contributor, DecisionCorrection, DesignChallenge
from services.codesign.permissions import can_decide, can_see_job
from services.codesign.queries.decision import people_behind

CORRECTION_TOLD = "codesign.tell_correction"
register_job(JobKind(CORRECTION_TOLD, seen_by=can_see_job))


@act(Manner.IN_PERSON)
def correct_decision(*, actor: Actor, challenge: DesignChallenge, text: Any, reasons: Any) -> DecisionCorrection:
    """The named decision-owner says what is corrected and why, in every language of the council.

    It stands beside what was decided, for good; the people whose words led there are told.
    """
    fresh = lock(challenge)
    require(
        can_decide(standing_of(actor, fresh.service_id), fresh, actor),
        _("Only the person named to decide may correct the decision."),
    )
    if not fresh.has_decision:
        raise Conflict(_("There is no decision yet that could be corrected."), code="wrong-state")
    errors = {
        name: _("Write this in every language of the council.") if not has_no_text(value) else words
        for name, value, words in (
            ("text", text, _("Write what is corrected.")),
            ("reasons", reasons, _("Write why it is corrected.")),
        )
        if has_no_text(value) or (current_tenant().is_bilingual and missing_languages(value))
    }
    if errors:
        raise Invalid(errors)
    correction = DecisionCorrection.objects.create(
        decision=fresh.decision, text=text, reasons=reasons, corrected_by_id=actor.person_id, corrected_at=clock.now()
    )
    enqueue_or_retry(
        actor=actor,
        kind=CORRECTION_TOLD,
        key=str(correction.pk),
        params={"challenge": fresh.pk, "correction": correction.pk},
    )
    record(actor=actor, verb="codesign.decision_corrected", subject=fresh, correction=correction.pk)
    return correction


@act(Manner.SYSTEM)
def tell_of_correction(*, actor: Actor, correction: DecisionCorrection) -> int:
    """A message to everybody whose words led to the decision and who left a way to reach them. Returns how many."""
    challenge = correction.decision.challenge
    people = list(people_behind(challenge).select_related("person"))
    for contributor in people:
        _message(actor, challenge, correction, contributor)
    record(actor=actor, verb="codesign.correction_told", subject=challenge, correction=correction.pk)
    return len(people)


def _message(
    actor: Actor, challenge: DesignChallenge, correction: DecisionCorrection, contributor: Contributor
) -> None:
    language = contributor.person.language if contributor.person else contributor.language
    if language not in current_tenant().languages:
        language = current_tenant().languages[0]
    with translation.override(language):
        body = _(
            "The decision on “%(question)s” was corrected. Your words led to it, so we tell you. What was decided "
            "first stays on the page, and the correction stands beside it, with the reason."
        )
        send_message(
            actor=actor,
            key=f"correction:{correction.pk}:{contributor.pk}",
            subject=_("A decision was corrected"),
            body=body % {"question": str(challenge.question.localize(language))},
            language=language,
            link=reverse("codesign:you_said", args=[challenge.pk]),
            person=contributor.person,
            email="" if contributor.person else contributor.email,
        )
