"""A council's language model that words drafts: named by administrators, never believed, undone with one button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.sealing import CannotUnseal, seal, unseal
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.jobs.actions import enqueue
from kernel.jobs.models import Job
from kernel.tenancy.scope import current_tenant
from kernel.web.outgoing import AddressNotAllowed, parsed
from kernel.workflow.advance import lock
from participants.people.permissions import require_configure
from services.catalogue.permissions import require, standing_of
from services.codesign.engine.rewording import MOST_CITED
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.models import DesignChallenge, Feedback, Insight, RewordingService, Statement, SynthesisRun
from services.codesign.permissions import can_analyse
from services.codesign.queries.findings.insights import quotable_support
from services.codesign.queries.findings.runs import rewording_service

REWORD = "codesign.reword"
TRY = "codesign.try_rewording"
# How many of an insight's sources are read for words to send; some are then too long or speak to machines.
READ_EACH = 3 * MOST_CITED


@dataclass(frozen=True)
class Draft:
    """A draft as it was read for wording: its text by language, and the words it rests on by source."""

    insight_id: int
    texts: Mapping[str, str]
    cited: tuple[tuple[int, str], ...]


def _purpose() -> str:
    return f"codesign.rewording:{current_tenant().pk}"


def key_of(service: RewordingService) -> str:
    """The service's secret; "" where it has none or it cannot be opened any more."""
    try:
        return unseal(service.sealed_key, purpose=_purpose()) if service.sealed_key else ""
    except CannotUnseal:
        return ""


@transaction.atomic
def change_rewording_service(
    *, actor: Actor, endpoint: str, model: str, enabled: bool, key: str | None = None
) -> RewordingService:
    """Name the service and switch it on or off. `key`: None leaves the secret as it is, "" forgets it.

    A secret that was given for one service is not sent to another: where the host changes, it must be given again.
    """
    require_configure(actor)
    model = model.strip()
    if not model:
        raise Invalid({"model": _("Enter the name of the model.")})
    service = RewordingService.objects.select_for_update(of=("self",)).first() or RewordingService()
    moved = _has_moved(service, endpoint)
    if service.sealed_key and key is None and moved:
        raise Invalid({"key": _("You changed the address. Enter the key for the new one, or forget the old key.")})
    wanted = {"endpoint": endpoint.strip(), "model": model, "enabled": enabled}
    changed = [name for name, value in wanted.items() if getattr(service, name) != value]
    service.endpoint, service.model, service.enabled = endpoint.strip(), model, enabled
    if key is not None:
        service.sealed_key = seal(key.strip(), purpose=_purpose()) if key.strip() else ""
        changed.append("key")
    service.changed_by_id, service.changed_at = actor.person_id, clock.now()
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError:
        # Another administrator named the first one at the same moment.
        raise Conflict(_("This is being worked on already. Please try again."), code="busy") from None
    record(actor=actor, verb="codesign.rewording_changed", subject=service, fields=sorted(changed), enabled=enabled)
    return service


def _has_moved(service: RewordingService, endpoint: str) -> bool:
    try:
        new = parsed(endpoint.strip())
    except AddressNotAllowed:
        raise Invalid({"endpoint": _("Enter an address on the internet that starts with https://.")}) from None
    try:
        return parsed(service.endpoint).origin != new.origin
    except AddressNotAllowed:
        return True


@transaction.atomic
def try_rewording_service(*, actor: Actor) -> Job:
    """Send a made-up sample, in the background; while one is under way, that one is returned."""
    require_configure(actor)
    service = rewording_service()
    if service is None:
        raise Conflict(_("Save the address of the service first."), code="wrong-state")
    job = enqueue(actor=actor, kind=TRY, key="try")
    record(actor=actor, verb="codesign.rewording_tried", subject=service, job=job.pk)
    return job


@transaction.atomic
def request_rewording(*, actor: Actor, run: SynthesisRun) -> Job | None:
    """Have a run's drafts worded, where the council has switched that on. In its own job: summing up does not wait."""
    service = rewording_service()
    if service is None or not service.enabled or run.interim:
        return None
    return enqueue(actor=actor, kind=REWORD, key=str(run.pk), params={"challenge": run.challenge_id, "run": run.pk})


def drafts_to_word(challenge: DesignChallenge, run_id: int) -> list[Draft]:
    """A run's drafts that nobody has touched, with the words that may be sent for each."""
    if challenge.state != ChallengeState.FEEDBACK_CLOSED:
        return []
    languages = current_tenant().languages
    rows = list(
        Insight.objects.filter(
            challenge=challenge, drafted_in=run_id, state=InsightState.DRAFT, version=1, reworded_by=""
        ).order_by("pk")
    )
    cited = quotable_support(rows, READ_EACH)
    return [
        Draft(row.pk, {code: row.text.localize(code) for code in languages}, tuple(cited.get(row.pk, ())))
        for row in rows
    ]


@transaction.atomic
def store_rewording(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    run_id: int,
    model: str,
    worded: Mapping[int, Mapping[str, str]],
    read: Mapping[int, Draft],
) -> int:
    """Put checked wordings in place of drafts that are still exactly as they were read. Returns how many.

    Whatever a person did meanwhile wins: a draft changed, kept or dropped, words taken back, the service switched off.
    """
    fresh = lock(challenge)
    service = RewordingService.objects.select_for_update(of=("self",)).first()
    if service is None or not service.enabled or service.model != model:
        return 0
    _hold_still([source for pk in worded for source, _text in read[pk].cited])
    now_there = {draft.insight_id: draft for draft in drafts_to_word(fresh, run_id)}
    stored = []
    for pk, texts in sorted(worded.items()):
        insight = Insight.objects.select_for_update(of=("self",)).filter(pk=pk, version=1).first()
        if insight is None or now_there.get(pk) != read[pk]:
            continue
        insight.evidence = {**insight.evidence, "as_counted": dict(read[pk].texts), "reworded": dict(texts)}
        insight.text = LazyI18nString(dict(texts))
        insight.reworded_by = model
        insight.changed_at = clock.now()
        insight.save(update_fields=["evidence", "text", "reworded_by", "changed_at"])
        stored.append(pk)
    if stored:
        record(actor=actor, verb="codesign.insight_reworded", subject=fresh, run=run_id, insights=stored)
    return len(stored)


def _hold_still(sources: list[int]) -> None:
    """Nobody takes cited words back until this is stored; or they have, and then it shows."""
    for voices in (Feedback, Statement):
        cited = voices.objects.filter(used_in__in=sources).order_by("pk")
        list(cited.select_for_update(of=("self",)).values_list("pk"))


def still_reworded(insight: Insight) -> bool:
    """Whether any language still reads as the model worded it."""
    worded = insight.evidence.get("reworded", {}) if insight.reworded_by else {}
    now: Any = insight.text.data if isinstance(insight.text, LazyI18nString) else insight.text
    texts = now if isinstance(now, dict) else dict.fromkeys(worded, str(now))
    return any(str(texts.get(code) or "").strip() == text for code, text in worded.items())


@transaction.atomic
def restore_as_counted(*, actor: Actor, insight: Insight) -> Insight:
    """Take a model's wording out again: the finding says what it said as it was counted. It stays a draft, or kept."""
    require(can_analyse(standing_of(actor, insight.challenge.service_id)), _("You may not write findings here."))
    challenge = lock(insight.challenge)
    fresh = lock(insight)
    if challenge.state != ChallengeState.FEEDBACK_CLOSED or fresh.state not in (InsightState.DRAFT, InsightState.KEPT):
        raise Conflict(
            _("Findings can be changed after the window closes and until they are agreed."), code="wrong-state"
        )
    if not fresh.reworded_by:
        raise Conflict(_("No language model has worded this finding."), code="wrong-state")
    fresh.text = LazyI18nString(dict(fresh.evidence["as_counted"]))
    fresh.reworded_by = ""
    fresh.version += 1
    fresh.changed_at = clock.now()
    if fresh.written_by_id is None:
        fresh.written_by_id = actor.person_id
    fresh.save()
    record(actor=actor, verb="codesign.insight_changed", subject=challenge, insight=fresh.pk, what="as-counted")
    return fresh
