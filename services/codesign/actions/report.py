"""Report back: everybody who left a way to reach them is written to, and whoever opens the page has been told."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.accounts.tokens import hash_secret
from kernel.audit.actions import record
from kernel.audit.versions import touch
from kernel.errors import Conflict
from kernel.jobs.actions import enqueue_or_retry
from kernel.jobs.models import Job
from kernel.jobs.registry import JobKind, register_job
from kernel.tenancy.scope import current_tenant
from kernel.workflow.advance import advance, lock
from participants.people.actions import send_message
from participants.people.models import Message
from services.catalogue.permissions import require, standing_of
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import Contributor, DesignChallenge
from services.codesign.permissions import can_report_back, can_see_job, is_own
from services.codesign.queries.decision import to_write_to

REPORT_BACK = "codesign.report_back"
register_job(JobKind(REPORT_BACK, seen_by=can_see_job))


@act(Manner.IN_PERSON)
def request_report_back(*, actor: Actor, challenge: DesignChallenge) -> Job:
    """The facilitator starts telling people; the job moves the challenge on when everybody has been written to."""
    require(can_report_back(standing_of(actor, challenge.service_id)), _("The facilitator tells people."))
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


@act(Manner.SYSTEM)
def tell_contributors(*, actor: Actor, challenge: DesignChallenge) -> int:
    """Write to everybody who left a way to reach them, in their language, once an address; then move on.

    Returns how many people were written to; nobody where it was stopped meanwhile. Whether they have been told shows
    later: when the message reached them, or when they open the page, which is there for all others too.
    """
    fresh = lock(challenge)
    if fresh.state not in (ChallengeState.DECIDED, ChallengeState.REPORTED_BACK):
        return 0
    waiting = list(to_write_to(fresh).select_for_update(of=("self",)).select_related("person").order_by("pk"))
    for people in _by_address(waiting):
        message = _message(actor, fresh, people[0])
        Contributor.objects.filter(pk__in=[one.pk for one in people]).update(report=message)
    touch(fresh)
    if fresh.state == ChallengeState.DECIDED:
        advance(CHALLENGE_WORKFLOW, fresh, "complete_report_back", actor=actor, guards=guards)
    return len(waiting)


@act(Manner.IN_PERSON)
def note_told(*, actor: Actor, contributor: Contributor) -> None:
    """Somebody opens the page that says what became of their own words: from now on they have been told."""
    require(is_own(actor, contributor))
    if contributor.told_at is None:
        rows = Contributor.objects.filter(pk=contributor.pk, told_at=None, challenge__decided_at__isnull=False)
        rows.update(told_at=clock.now())


def _by_address(contributors: Sequence[Contributor]) -> list[list[Contributor]]:
    """Those who are reached at the same place together: one person, one message, however often they were entered."""
    found: dict[str, list[Contributor]] = {}
    for contributor in contributors:
        found.setdefault(_address(contributor), []).append(contributor)
    return list(found.values())


def _address(contributor: Contributor) -> str:
    if contributor.person_id:
        return f"person:{contributor.person_id}"
    return f"email:{hash_secret(contributor.email.strip().casefold())}"


def _message(actor: Actor, challenge: DesignChallenge, contributor: Contributor) -> Message:
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
        return send_message(
            actor=actor,
            key=f"report-back:{challenge.pk}:{_address(contributor)}",
            subject=_("What became of what you said"),
            body=body % {"question": question},
            language=language,
            link=path,
            person=contributor.person,
            email="" if contributor.person else contributor.email,
        )
