"""Look through what people said, before or after it is shown; alone or in bulk, with reasons, logged."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.enums import ChallengeState, ModerationReason, ModerationState
from services.codesign.models import DesignChallenge, Feedback, Statement
from services.codesign.permissions import can_moderate


@act(Manner.IN_PERSON)
def moderate(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    accept: bool,
    reason: str = "",
    feedback_ids: Sequence[int] = (),
    statement_ids: Sequence[int] = (),
) -> int:
    """Accept, or refuse with one shared reason. Returns how many changed. Disagreeing is never a reason.

    Only until the findings are agreed: later the record of what was heard stands.
    """
    require(can_moderate(standing_of(actor, challenge.service_id)), _("You may not look through answers here."))
    fresh = lock(challenge)
    if fresh.state not in (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED, ChallengeState.DRAFT):
        raise Conflict(_("The findings are agreed, so this cannot change any more."), code="wrong-state")
    if not accept and reason not in ModerationReason.values:
        raise Invalid({"reason": _("Say why it is not shown.")})
    if not feedback_ids and not statement_ids:
        raise Invalid({"items": _("Choose at least one.")})
    changed = _set(Feedback, fresh, feedback_ids, accept, reason, actor) + _set(
        Statement, fresh, statement_ids, accept, reason, actor
    )
    return len(changed)


def _set(
    model: Any, challenge: DesignChallenge, ids: Sequence[int], accept: bool, reason: str, actor: Actor
) -> list[int]:
    target = ModerationState.ACCEPTED if accept else ModerationState.REJECTED
    rows = list(
        model.objects.select_for_update(of=("self",))
        .filter(challenge=challenge, pk__in=list(ids), withdrawn_at=None)
        .exclude(moderation=target)
        .order_by("pk")
    )
    changed = [row.pk for row in rows]
    model.objects.filter(pk__in=changed).update(
        moderation=target,
        moderation_reason="" if accept else reason,
        moderated_by_id=actor.person_id,
        moderated_at=clock.now(),
    )
    if changed:
        record(
            actor=actor,
            verb="codesign.moderated",
            subject=challenge,
            kind=model._meta.model_name,
            ids=changed,
            to=target.value,
            reason="" if accept else reason,
        )
    return changed
