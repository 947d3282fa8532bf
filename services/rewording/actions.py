"""A council's language model that words drafts: named by administrators, never believed, undone with one button."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.accounts.sealing import CannotUnseal, seal, unseal
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.jobs.actions import enqueue
from kernel.jobs.models import Job
from kernel.jobs.registry import JobKind, register_job
from kernel.tenancy.scope import current_tenant
from kernel.text import clean_line
from kernel.web.outgoing import AddressNotAllowed, parsed
from participants.people.permissions import can_configure, require_configure
from services.codesign.actions import reword_drafts
from services.codesign.models import DesignChallenge, SynthesisRun
from services.codesign.permissions import can_see_job
from services.codesign.queries.findings.drafts import UntouchedDraft
from services.rewording.models import HandledRun, RewordingService
from services.rewording.queries import rewording_service

REWORD = "rewording.reword"
TRY = "rewording.try"
STEPS = {"wording": gettext_lazy("Asking the language model")}


def _administers(actor: Actor, job: Job) -> bool:
    return can_configure(actor)


register_job(JobKind(REWORD, longest=timedelta(minutes=12), steps=STEPS, seen_by=can_see_job))
register_job(JobKind(TRY, steps=STEPS, seen_by=_administers))


def _purpose() -> str:
    return f"rewording:{current_tenant().pk}"


def key_of(service: RewordingService) -> str:
    """The service's secret; "" where it has none or it cannot be opened any more."""
    try:
        return unseal(service.sealed_key, purpose=_purpose()) if service.sealed_key else ""
    except CannotUnseal:
        return ""


@act(Manner.IN_PERSON)
def change_rewording_service(
    *, actor: Actor, endpoint: str, model: str, enabled: bool, key: str | None = None
) -> RewordingService:
    """Name the service and switch it on or off. `key`: None leaves the secret as it is, "" forgets it.

    A secret that was given for one service is not sent to another: where the host changes, it must be given again.
    """
    require_configure(actor)
    model = clean_line(model)
    if not model:
        raise Invalid({"model": _("Enter the name of the model.")})
    service = RewordingService.objects.select_for_update(of=("self",)).first() or RewordingService()
    moved = _has_moved(service, endpoint)
    if service.sealed_key and key is None and moved:
        raise Invalid({"key": _("You changed the address. Enter the key for the new one, or forget the old key.")})
    wanted = {"endpoint": endpoint.strip(), "model": model, "enabled": enabled}
    changed = [name for name, value in wanted.items() if getattr(service, name) != value]
    if enabled and not service.enabled:
        service.switched_on_at = clock.now()
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
    record(actor=actor, verb="rewording.service_changed", subject=service, fields=sorted(changed), enabled=enabled)
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


@act(Manner.IN_PERSON)
def try_rewording_service(*, actor: Actor) -> Job:
    """Send a made-up sample, in the background; while one is under way, that one is returned."""
    require_configure(actor)
    service = rewording_service()
    if service is None:
        raise Conflict(_("Save the address of the service first."), code="wrong-state")
    job = enqueue(actor=actor, kind=TRY, key="try")
    record(actor=actor, verb="rewording.service_tried", subject=service, job=job.pk)
    return job


@act(Manner.SYSTEM)
def request_rewording(*, actor: Actor, run: SynthesisRun) -> Job | None:
    """Have a run's drafts worded, once, where the council has switched that on. A job: summing up does not wait."""
    # Whoever asks for the same at this moment waits here, and then finds that it is handled.
    service = RewordingService.objects.select_for_update(of=("self",)).first()
    if service is None or not service.enabled or run.interim or HandledRun.objects.filter(run=run).exists():
        return None
    job = enqueue(actor=actor, kind=REWORD, key=str(run.pk), params={"challenge": run.challenge_id, "run": run.pk})
    HandledRun.objects.create(run=run, job=job)
    return job


@act(Manner.SYSTEM)
def store_rewording(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    run_id: int,
    model: str,
    worded: Mapping[int, Mapping[str, str]],
    read: Mapping[int, UntouchedDraft],
) -> int:
    """Have checked wordings take the place of drafts that are still as they were read. Returns how many.

    None where the service was switched off meanwhile, or another model named.
    """
    service = RewordingService.objects.select_for_update(of=("self",)).first()
    if service is None or not service.enabled or service.model != model:
        return 0
    return reword_drafts(actor=actor, challenge=challenge, run_id=run_id, by=model, worded=worded, read=read)
