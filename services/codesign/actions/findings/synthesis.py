"""Start the summing-up, and store what it found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict
from kernel.jobs.actions import enqueue_or_retry, enqueue_unless_given_up
from kernel.jobs.models import Job
from kernel.jobs.queries import latest_job
from kernel.jobs.registry import JobKind, register_job
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign import guards
from services.codesign.actions.findings.drafts import SummedUp, store_draft
from services.codesign.engine.drafts import DraftInsight
from services.codesign.engine.growth import split_by_growth
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.models import DesignChallenge, Insight, Statement, SynthesisRun
from services.codesign.permissions import can_run_synthesis, can_see_job
from services.codesign.queries.findings.runs import run_facts

SYNTHESISE = "codesign.synthesise"
register_job(
    JobKind(
        SYNTHESISE,
        attempts=3,
        longest=timedelta(minutes=15),
        seen_by=can_see_job,
        steps={
            "read": gettext_lazy("Reading the reactions"),
            "map": gettext_lazy("Finding out who thinks alike"),
            "chance": gettext_lazy("Checking that this is more than chance"),
            "halves": gettext_lazy("Checking that the groups hold when others are asked"),
            "describe": gettext_lazy("Finding what people share and what divides them"),
            "done": gettext_lazy("Almost there"),
            "words": gettext_lazy("Reading the answers"),
            "themes": gettext_lazy("Finding what the answers are about"),
            "drafts": gettext_lazy("Drafting findings"),
        },
    )
)


@dataclass(frozen=True)
class Computed:
    """What a run found, ready to store; indexes in results count into the two id lists."""

    statement_ids: list[int]
    statement_texts: list[str]
    feedback_ids: list[int]
    contributor_ids: list[int]
    interim: bool
    changes: dict[str, Any]
    extremity: list[float]
    inputs_digest: str
    engine_version: str
    parameters: dict[str, Any]
    opinion_map: dict[str, Any]
    themes: dict[str, Any]
    coverage: dict[str, Any]
    ways: dict[str, list[int]]
    drafts: list[DraftInsight]
    seconds: float


@act(Manner.IN_PERSON, Manner.MACHINE)
def request_synthesis(*, actor: Actor, challenge: DesignChallenge) -> Job:
    """Start the summing-up: of everything once the window is closed, before that of how it stands so far.

    While one is under way, that one is returned; one that was given up is started again.
    """
    require(can_run_synthesis(standing_of(actor, challenge.service_id)), _("You may not start the summing-up here."))
    fresh = lock(challenge)
    _refuse_outside(fresh, (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED))
    _refuse_too_soon(fresh)
    job = enqueue_or_retry(actor=actor, kind=SYNTHESISE, key=str(fresh.pk), params={"challenge": fresh.pk})
    record(actor=actor, verb="codesign.synthesis_requested", subject=fresh, job=job.pk)
    return job


@act(Manner.IN_PERSON, Manner.MACHINE, Manner.SYSTEM)
def request_interim_synthesis(*, actor: Actor, challenge: DesignChallenge) -> Job | None:
    """Start the daily summing-up of an open window; for the schedule, which acts for nobody.

    None where the last one was given up: that waits until a person starts it again.
    """
    require(actor.kind == "system", _("You may not start the summing-up here."))
    fresh = lock(challenge)
    _refuse_outside(fresh, (ChallengeState.OPEN,))
    _refuse_too_soon(fresh)
    params = {"challenge": fresh.pk}
    job = enqueue_unless_given_up(actor=actor, kind=SYNTHESISE, key=str(fresh.pk), params=params)
    if job is not None:
        record(actor=actor, verb="codesign.synthesis_requested", subject=fresh, job=job.pk)
    return job


def _refuse_too_soon(fresh: DesignChallenge) -> None:
    """While answers come in two looks must not tell what one person said; a look that is under way is shared."""
    under_way = latest_job(SYNTHESISE, fresh)
    if fresh.state == ChallengeState.OPEN and not (under_way is not None and under_way.is_unfinished):
        for reason in guards.too_soon_to_look_again(fresh):
            raise Conflict(reason.text, code=reason.code)


def _refuse_outside(fresh: DesignChallenge, states: Sequence[str]) -> None:
    if fresh.state not in states:
        raise Conflict(
            _("The summing-up starts when answering has opened and before the findings are agreed."),
            code="wrong-state",
        )


@act(Manner.SYSTEM)
def store_synthesis(*, actor: Actor, challenge: DesignChallenge, job: Job | None, computed: Computed) -> SynthesisRun:
    """Keep a run. Drafts of earlier runs that nobody touched make way; what people kept or wrote stays.

    From an interim run nothing is drafted, and only the newest one before it is kept: they are a view, not a record.
    """
    fresh = lock(challenge)
    if fresh.state not in (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED):
        raise Conflict(_("The findings are agreed already."), code="wrong-state")
    previous = run_facts(fresh)
    run = SynthesisRun.objects.create(
        challenge=fresh,
        job=job,
        number=previous.number + 1 if previous else 1,
        inputs_digest=computed.inputs_digest,
        engine_version=computed.engine_version,
        parameters=computed.parameters,
        statement_ids=computed.statement_ids,
        feedback_ids=computed.feedback_ids,
        contributor_ids=computed.contributor_ids,
        interim=computed.interim,
        changes=computed.changes,
        answers=len(computed.feedback_ids),
        coverage=computed.coverage,
        ways=computed.ways,
        **split_by_growth(computed.opinion_map, computed.themes, computed.feedback_ids),
        seconds=computed.seconds,
        created_at=clock.now(),
    )
    _keep_extremity(computed)
    drafts = [] if computed.interim else computed.drafts
    if computed.interim:
        outdated = SynthesisRun.objects.filter(challenge=fresh, interim=True, number__lt=run.number - 1)
        outdated.delete()
    else:
        Insight.objects.filter(challenge=fresh, state=InsightState.DRAFT, drafted_in__isnull=False, version=1).delete()
    summed_up = SummedUp(computed.statement_ids, computed.statement_texts, computed.feedback_ids)
    for draft in drafts:
        store_draft(fresh, run, draft, summed_up)
    record(
        actor=actor,
        verb="codesign.interim_synthesis_stored" if run.interim else "codesign.synthesis_stored",
        subject=fresh,
        run=run.number,
        drafts=len(drafts),
    )
    return run


def _keep_extremity(computed: Computed) -> None:
    """How far out each statement lies on the map: the next statement that people see is chosen by it."""
    rows = [
        Statement(pk=pk, extremity=value)
        for pk, value in zip(computed.statement_ids, computed.extremity, strict=bool(computed.extremity))
    ]
    Statement.objects.bulk_update(rows, ["extremity"], batch_size=1000)
