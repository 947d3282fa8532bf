"""Whose words they are: the helper's who typed them, until the person opens their receipt; then theirs alone."""

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Invalid
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.models import Contributor, Feedback
from services.codesign.permissions import can_mend_answer, is_own


def require_own_or_mended(actor: Actor, feedback: Feedback) -> bool:
    """Whether a helper acts, on what they typed themselves. NotPermitted for anybody but them and who said it.

    The contributor's row is locked, so that a receipt is either opened before or after, never meanwhile.
    """
    contributor = lock(feedback.contributor)
    if is_own(actor, contributor):
        return False
    feedback.contributor = contributor
    require(
        can_mend_answer(actor, standing_of(actor, feedback.challenge.service_id), feedback),
        _("Only the person whose words these are may change them or take them back."),
    )
    return True


@act(Manner.IN_PERSON)
def open_receipt(*, actor: Actor, contributor: Contributor) -> Contributor:
    """Somebody opens their receipt. Once they have, nobody who entered something for them changes it any more.

    Refused to who entered it: they have seen the reference, and the words are not theirs.
    """
    fresh = lock(contributor)
    if actor.person_id is not None and actor.person_id == fresh.entered_by_id:
        raise Invalid({"reference": _("You entered this for somebody else. Only they open their receipt.")})
    if fresh.entered_by_id is not None and fresh.receipt_opened_at is None:
        fresh.receipt_opened_at = clock.now()
        fresh.save(update_fields=["receipt_opened_at"])
        record(actor=actor, verb="codesign.receipt_opened", subject=fresh.challenge, contributor=fresh.pk)
    return fresh
