"""Copies of everything said: who took one is on record, and no two of them differ by one person's ballot."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.disclosure import SMALLEST_CELL
from kernel.errors import Conflict
from services.catalogue.permissions import require, standing_of
from services.codesign.enums import CopyForm
from services.codesign.models import Contributor, DesignChallenge, Reaction
from services.codesign.permissions import can_export
from services.codesign.queries.copies import copies_of


@act(Manner.IN_PERSON)
def take_copy(*, actor: Actor, challenge: DesignChallenge, form: CopyForm) -> None:
    """Note for everybody to read that somebody takes a copy. Nobody does before the findings are agreed."""
    standing = standing_of(actor, challenge.service_id)
    require(can_export(standing), _("Members of the service may take a copy."))
    refuse_before_agreement(challenge)
    record(actor=actor, verb="codesign.exported", subject=challenge, form=form.value, stake=standing.stake)


def refuse_before_agreement(challenge: DesignChallenge) -> None:
    """Until residents and professionals have agreed the findings, nobody holds what single people said and chose."""
    if not challenge.has_findings:
        text = _("A copy can be taken once residents and professionals have signed the findings and they are agreed.")
        raise Conflict(text, code="not-agreed")


def leave_others_out(contributor: Contributor) -> None:
    """Before somebody's reactions go: where copies are about, take nine other ballots, by lot, out of the next ones.

    Else whoever has two copies, from before and after, would read from them the ballot of the one who left.
    """
    votes = Reaction.objects.filter(contributor=OuterRef("pk"))
    others = Contributor.objects.filter(Exists(votes), challenge=contributor.challenge, left_out_of_copies=False)
    if not others.filter(pk=contributor.pk).exists() or not copies_of(contributor.challenge).exists():
        return
    chosen = others.exclude(pk=contributor.pk).order_by("?").values_list("pk", flat=True)[: SMALLEST_CELL - 1]
    Contributor.objects.filter(pk__in=list(chosen)).update(left_out_of_copies=True)
