"""What files hold comes in once a resident has confirmed it; it is refused or taken back whole."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.text import required_text
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.imports.storing import store_content, take_content_out
from services.codesign.actions.voices.saying import require_open
from services.codesign.enums import ChallengeState, ImportKind, ImportState
from services.codesign.models import DesignChallenge, ImportBatch, Statement
from services.codesign.permissions import can_confirm_import, can_import, can_take_back_import
from services.codesign.queries.imports import is_used, live_imports
from services.codesign.tables.content import FileContent, share_marks

REASON_LENGTH = 500
# Until the findings are agreed, what is confirmed or refused changes what they rest on.
MOVES_IN = (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED)


def require_may_import(actor: Actor, challenge: DesignChallenge) -> None:
    """Asked before a single byte of a file is looked at."""
    require(
        can_import(standing_of(actor, challenge.service_id)), _("The facilitator or the commissioner brings in files.")
    )


@act(Manner.ASSISTED, Manner.MACHINE)
def import_content(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    kind: str,
    content: FileContent,
    language: str,
    names: Sequence[str] = (),
    attribution: str = "",
) -> ImportBatch:
    """Bring in what files hold. It counts for nothing until a resident of the service has confirmed it.

    Conflict where the same, or most of it, waits or is in already, under whatever name and in whatever order.
    """
    require_may_import(actor, challenge)
    fresh = lock(challenge)
    require_open(fresh)
    digest, marks = content.digest(), content.marks()
    _refuse_known_statements(fresh, content)
    _refuse_same_again(fresh, digest, marks)
    batch = ImportBatch.objects.create(
        challenge=fresh,
        kind=kind,
        names=list(names),
        language=language,
        attribution=attribution,
        digest=digest,
        marks=marks,
        content=content.pack(),
        counts=content.counts,
        imported_by_id=actor.person_id,
        imported_by_system_id=actor.id if actor.kind == "api_client" else None,
        created_at=clock.now(),
    )
    record(actor=actor, verb="codesign.imported", subject=fresh, batch=batch.pk, **content.counts)
    return batch


def _refuse_known_statements(challenge: DesignChallenge, content: FileContent) -> None:
    """Reactions can only be to statements of the question."""
    wanted = {statement.here for statement in content.statements if statement.here is not None}
    known = Statement.objects.filter(challenge=challenge, withdrawn_at=None, pk__in=wanted).count()
    if known != len(wanted):
        raise Invalid({"files": _("Some reactions are to statements that are not here.")})


def _refuse_same_again(challenge: DesignChallenge, digest: str, marks: bytes) -> None:
    for earlier in live_imports(challenge):
        if earlier.digest == digest:
            raise Conflict(_("Exactly this content is in already. Its name makes no difference."), code="duplicate")
        if share_marks(marks, bytes(earlier.marks)):
            words = _(
                "Half of this or more is in already, word for word. If this is a newer copy, take back the earlier "
                "one first. Then bring in this one."
            )
            raise Conflict(words, code="duplicate")


@act(Manner.IN_PERSON)
def confirm_import(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """A resident says that this is what people said: now it comes in, and is looked through like everything else."""
    challenge, fresh = _waiting(actor, batch)
    fresh.state = ImportState.CONFIRMED
    fresh.confirmed_by_id, fresh.confirmed_at = actor.person_id, clock.now()
    content, fresh.content = FileContent.unpack(bytes(fresh.content or b"")), None
    fresh.save(update_fields=["state", "confirmed_by", "confirmed_at", "content"])
    store_content(challenge, fresh, content)
    if fresh.attribution:
        challenge.attribution = fresh.attribution
        challenge.is_copied_data = fresh.kind == ImportKind.POLIS
        challenge.save(update_fields=["attribution", "is_copied_data"])
    record(actor=actor, verb="codesign.import_confirmed", subject=challenge, batch=fresh.pk, **fresh.counts)
    return fresh


@act(Manner.IN_PERSON)
def refuse_import(*, actor: Actor, batch: ImportBatch, reason: str) -> ImportBatch:
    """A resident says that this does not belong here. All of it goes; the reason and the numbers stay."""
    challenge, fresh = _waiting(actor, batch)
    fresh.reason = required_text(reason, REASON_LENGTH, "reason")
    _end(fresh, actor, ImportState.REFUSED)
    record(actor=actor, verb="codesign.import_refused", subject=challenge, batch=fresh.pk, **fresh.counts)
    return fresh


def _waiting(actor: Actor, batch: ImportBatch) -> tuple[DesignChallenge, ImportBatch]:
    """The question and the batch, locked, for somebody who may say whether it belongs here."""
    challenge = lock(batch.challenge)
    fresh = lock(batch)
    require(
        can_confirm_import(standing_of(actor, challenge.service_id), fresh, actor),
        _("A resident of this service who did not bring the file in says whether it belongs here."),
    )
    _require_moves(challenge)
    if not fresh.is_waiting:
        raise Conflict(_("Somebody has confirmed, refused or taken back this file already."), code="wrong-state")
    return challenge, fresh


@act(Manner.IN_PERSON)
def take_back_import(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Who brought it in, or the facilitator, takes it back whole, until somebody reacts to it or works with it."""
    challenge = lock(batch.challenge)
    fresh = lock(batch)
    if not can_take_back_import(standing_of(actor, challenge.service_id), fresh, actor):
        raise NotPermitted(_("Who brought the file in, or the facilitator, can take it back."))
    _require_moves(challenge)
    if fresh.state not in (ImportState.WAITING, ImportState.CONFIRMED):
        raise Conflict(_("This file is not in any more."), code="wrong-state")
    if fresh.state == ImportState.CONFIRMED:
        if is_used(fresh):
            raise Conflict(
                _("People have reacted to this or work with it already. It cannot be taken back any more."),
                code="in-use",
            )
        take_content_out(fresh)
    _end(fresh, actor, ImportState.TAKEN_BACK)
    record(actor=actor, verb="codesign.import_taken_back", subject=challenge, batch=fresh.pk, **fresh.counts)
    return fresh


def _require_moves(challenge: DesignChallenge) -> None:
    if challenge.state not in MOVES_IN:
        raise Conflict(_("The findings are agreed, so this cannot change any more."), code="wrong-state")


def _end(batch: ImportBatch, actor: Actor, state: str) -> None:
    batch.state, batch.content = state, None
    batch.ended_by_id, batch.ended_at = actor.person_id, clock.now()
    batch.save(update_fields=["state", "content", "ended_by", "ended_at", "reason"])
