"""Set aside what no finding rests on, with a reason; take it in again."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Invalid
from kernel.tenancy.texts import has_no_text
from services.codesign.actions.findings.bulk import one_go
from services.codesign.actions.findings.sources import may_analyse
from services.codesign.enums import InsightState
from services.codesign.models import DesignChallenge, Feedback, InsightSource, SetAside, Statement
from services.codesign.queries.voices import accepted


@act(Manner.IN_PERSON)
def set_aside(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    reason: Any,
    feedback_ids: Sequence[int] = (),
    statement_ids: Sequence[int] = (),
    confirmed_count: int | None = None,
) -> int:
    """Set items aside, in bulk only with one shared reason. Returns how many. Those that support a finding stay.

    `confirmed_count`: how many, where these are many; see `bulk`.
    """
    fresh = may_analyse(actor, challenge)
    if has_no_text(reason):
        raise Invalid({"reason": _("Say why these are set aside. Whoever said them can read it.")})
    if not feedback_ids and not statement_ids:
        raise Invalid({"items": _("Choose at least one.")})
    answers = _free(Feedback.objects.filter(challenge=fresh, pk__in=feedback_ids), "feedback")
    statements = _free(Statement.objects.filter(challenge=fresh, pk__in=statement_ids), "statement")
    batch = one_go(len(answers) + len(statements), confirmed_count) or uuid.uuid4().hex
    common = {
        "challenge": fresh,
        "reason": reason,
        "batch": batch,
        "by_id": actor.person_id,
        "created_at": clock.now(),
    }
    rows = [SetAside(feedback=item, **common) for item in answers]
    rows += [SetAside(statement=item, **common) for item in statements]
    SetAside.objects.bulk_create(rows)
    record(actor=actor, verb="codesign.set_aside", subject=fresh, items=len(rows))
    return len(rows)


def _free(rows: QuerySet[Any], name: str) -> list[Any]:
    """Those that are accepted, support no kept finding and are not set aside yet."""
    sources = InsightSource.objects.filter(**{f"{name}__isnull": False}, insight__state=InsightState.KEPT)
    return list(accepted(rows).exclude(pk__in=sources.values(f"{name}_id")).filter(set_aside=None))


@act(Manner.IN_PERSON)
def undo_set_aside(*, actor: Actor, row: SetAside) -> None:
    """Take an item back in."""
    fresh = may_analyse(actor, row.challenge)
    record(
        actor=actor,
        verb="codesign.set_aside_undone",
        subject=fresh,
        feedback=row.feedback_id,
        statement=row.statement_id,
    )
    row.delete()
