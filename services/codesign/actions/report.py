"""Tell everybody who took part what became of their words."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.actions import record
from kernel.errors import Conflict
from kernel.jobs.actions import enqueue_or_retry
from kernel.jobs.models import Job
from kernel.tenancy.scope import current_tenant
from kernel.workflow.advance import advance, lock
from participants.people.actions import send_message
from services.catalogue.permissions import require, standing
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import Contributor, DesignChallenge
from services.codesign.permissions import can_report_back

REPORT_BACK = "codesign.report_back"


@transaction.atomic
def request_report_back(*, actor: Actor, challenge: DesignChallenge) -> Job:
    """The facilitator starts telling people; the job moves the challenge on when everybody has been told."""
    require(can_report_back(standing(actor, challenge.service_id)), _("The facilitator tells people."))
    fresh = lock(challenge)
    if fresh.state != ChallengeState.DECIDED:
        raise Conflict(_("People are told once the decision is recorded."), code="wrong-state")
    job = enqueue_or_retry(
        actor=actor,
        kind=REPORT_BACK,
        key=str(fresh.pk),
        params={"challenge": fresh.pk, "person": actor.person_id},
    )
    record(actor=actor, verb="codesign.report_back_requested", subject=fresh, job=job.pk)
    return job


@transaction.atomic
def tell_contributors(*, actor: Actor, challenge: DesignChallenge) -> int:
    """Tell each contributor, in their language: the page their receipt opens changes for all; those who left a way to
    reach them get a message. Then move on. Returns how many were told; nobody where it was stopped meanwhile."""
    fresh = lock(challenge)
    if fresh.state not in (ChallengeState.DECIDED, ChallengeState.REPORTED_BACK):
        return 0
    waiting = list(
        Contributor.objects.select_for_update(of=("self",))
        .filter(challenge=fresh, told_at=None)
        .select_related("person")
        .order_by("pk")
    )
    for contributor in waiting:
        if contributor.person_id or contributor.email:
            _message(actor, fresh, contributor)
    Contributor.objects.filter(pk__in=[c.pk for c in waiting]).update(told_at=clock.now())
    if fresh.state == ChallengeState.DECIDED:
        advance(CHALLENGE_WORKFLOW, fresh, "complete_report_back", actor=actor, guards=guards)
    return len(waiting)


def _message(actor: Actor, challenge: DesignChallenge, contributor: Contributor) -> None:
    language = contributor.person.language if contributor.person else contributor.language
    if language not in current_tenant().languages:
        language = current_tenant().languages[0]
    with translation.override(language):
        question = str(challenge.question.localize(language))
        path = reverse("codesign:you_said", args=[challenge.pk])
        body = _(
            "You took part in “%(question)s”. The decision is made. Read what became of your own words, "
            "what was decided and why. To see only your own words, use the reference on your receipt, or sign in."
        )
        send_message(
            actor=actor,
            key=f"report-back:{contributor.pk}",
            subject=_("What became of what you said"),
            body=body % {"question": question},
            language=language,
            link=path,
            person=contributor.person,
            email="" if contributor.person else contributor.email,
        )
