"""Sign the findings as they stand, and agree them."""

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, GuardFailed
from kernel.workflow.advance import advance, lock
from services.catalogue.permissions import require, standing_of
from services.codesign import guards
from services.codesign.actions.voices.arriving import forget_arrivals
from services.codesign.actions.voices.releasing import release_final_figures
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import DesignChallenge, Signature
from services.codesign.permissions import can_complete_synthesis, can_sign
from services.codesign.queries.findings.insights import findings_digest


@act(Manner.IN_PERSON)
def sign_findings(*, actor: Actor, challenge: DesignChallenge, seen_digest: str | None = None) -> Signature:
    """An analyst signs the findings exactly as they stand; a later change asks for a new signature.

    `seen_digest`: what the analyst had before them. Conflict where the findings were changed since.
    """
    standing = standing_of(actor, challenge.service_id)
    require(
        can_sign(standing),
        _(
            "Residents and professionals who are members sign the findings; "
            "the facilitator and the commissioner do not."
        ),
    )
    fresh = lock(challenge)
    if fresh.state != ChallengeState.FEEDBACK_CLOSED:
        raise Conflict(_("Findings are signed after the window closes and before they are agreed."), code="wrong-state")
    reasons = [*guards.guard_synthesis_run(fresh), *guards.guard_insights_ready(fresh)]
    if reasons:
        raise GuardFailed(reasons)
    digest = findings_digest(fresh)
    if seen_digest is not None and seen_digest != digest:
        raise Conflict(
            _("The findings were changed while you read them. Read them again before you sign."), code="stale"
        )
    signature, created = Signature.objects.get_or_create(
        challenge=fresh,
        person_id=actor.person_id,
        digest=digest,
        defaults={"stake": standing.stake, "signed_at": clock.now()},
    )
    if created:
        record(actor=actor, verb="codesign.signed", subject=fresh, digest=signature.digest, stake=standing.stake)
    return signature


@act(Manner.IN_PERSON)
def complete_synthesis(*, actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """The facilitator moves on; the guards ask for both sides' signatures on exactly these findings."""
    require(can_complete_synthesis(standing_of(actor, challenge.service_id)))
    agreed = advance(
        CHALLENGE_WORKFLOW, challenge, "complete_synthesis", actor=actor, guards=guards, agreed_at=clock.now()
    )
    forget_arrivals(agreed)
    release_final_figures(actor=actor, challenge=agreed)
    return agreed
