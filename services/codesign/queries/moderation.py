"""Second looks: what waits for one, whose turn it is, and how much a refusal weighs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.utils.timezone import localtime

from kernel import clock
from participants.people.enums import Stake
from services.catalogue.queries import counted_members
from services.codesign.enums import LookOutcome, LookPurpose, ModerationReason, ModerationState
from services.codesign.models import DesignChallenge, Feedback, Reaction, SecondLook, Statement

Item = Feedback | Statement
# Refusing more than this part of what one side said needs a second person.
ONE_IN = 10

UP_TO_DATE = Q(feedback__moderation_version=F("moderation_version"), feedback__withdrawn_at=None) | Q(
    statement__moderation_version=F("moderation_version"), statement__withdrawn_at=None
)


def second_looks_waiting(challenge: DesignChallenge) -> QuerySet[SecondLook]:
    """What waits for a second person, the oldest first; without what was changed, shown or taken back meanwhile."""
    rows = SecondLook.objects.filter(UP_TO_DATE, challenge=challenge, outcome=LookOutcome.WAITING)
    return rows.select_related("feedback__contributor", "statement__contributor", "first").order_by("pk")


def second_looks_by_question(stakes: Mapping[int, str], person_id: int | None) -> dict[int, int]:
    """How many second looks wait for somebody, by question, from the stake they hold in each. One query.

    As `can_be_second` has it: never at what they refused, and at a refusal only from the other side.
    """
    as_resident = Q(challenge__in=[pk for pk, stake in stakes.items() if stake == Stake.CITIZEN])
    by_resident = Q(first_stake=Stake.CITIZEN)
    their_turn = Q(purpose=LookPurpose.AGAIN) | as_resident & ~by_resident | ~as_resident & by_resident
    rows = SecondLook.objects.filter(UP_TO_DATE, their_turn, challenge__in=stakes, outcome=LookOutcome.WAITING)
    rows = rows.exclude(first_id=person_id or 0, first__isnull=False)
    return dict(rows.order_by().values_list("challenge_id").annotate(n=Count("pk")))


def looks_at(items: Sequence[Item]) -> dict[tuple[type[Item], int], SecondLook]:
    """The second looks that answers and statements wait for now, by kind and id. One query."""
    of = _of_items(items)
    rows = SecondLook.objects.filter(UP_TO_DATE, of, outcome=LookOutcome.WAITING).select_related("first")
    return {(Feedback, row.feedback_id) if row.feedback_id else (Statement, row.statement_id or 0): row for row in rows}


def _of_items(items: Sequence[Item]) -> Q:
    return Q(feedback__in=[i.pk for i in items if isinstance(i, Feedback)]) | Q(
        statement__in=[i.pk for i in items if isinstance(i, Statement)]
    )


def counts_here(challenge: DesignChallenge, person_id: int | None) -> bool:
    """Whether somebody is a member who counts in a question: there when it opened, or confirmed by their own side."""
    members = counted_members(challenge.opened_at or clock.now())
    return members.filter(service_id=challenge.service_id, person_id=person_id or 0, ended_at=None).exists()


def refused_by(look: SecondLook) -> set[int]:
    """Who has said of an item that it is not to be shown."""
    seconds = SecondLook.objects.filter(_of_items([look.item]), outcome=LookOutcome.REFUSED)
    found = {look.first_id}
    if look.purpose == LookPurpose.AGAIN:
        found |= set(seconds.values_list("second_id", flat=True))
    return {pk for pk in found if pk is not None}


def author_asked_already(item: Item) -> bool:
    """Whether the author of something has asked for another look at this very refusal."""
    asked = SecondLook.objects.filter(_of_items([item]), purpose=LookPurpose.AGAIN)
    return asked.filter(moderation_version=item.moderation_version).exclude(outcome=LookOutcome.VOID).exists()


def last_looks(answers: Collection[int], statements: Collection[int]) -> dict[tuple[str, int], SecondLook]:
    """The newest look that an author asked for, by kind and item. One query."""
    rows = SecondLook.objects.filter(Q(feedback__in=answers) | Q(statement__in=statements), purpose=LookPurpose.AGAIN)
    rows = rows.exclude(outcome=LookOutcome.VOID).order_by("pk")
    return {("f", row.feedback_id) if row.feedback_id else ("s", row.statement_id or 0): row for row in rows}


def reactions_of_others(items: Iterable[Item]) -> dict[int, int]:
    """How many people other than its author reacted to each statement among the items. One query."""
    statements = [item for item in items if isinstance(item, Statement)]
    own = set(
        Reaction.objects.filter(
            statement__in=[s.pk for s in statements], contributor_id=F("statement__contributor_id")
        ).values_list("statement_id", flat=True)
    )
    return {s.pk: s.agrees + s.disagrees + s.passes - (s.pk in own) for s in statements}


def said_and_refused(challenge: DesignChallenge) -> dict[str, tuple[int, int]]:
    """By stake, how much its people said here, and how much of it was refused here. Two queries."""
    found: dict[str, tuple[int, int]] = {}
    refused = Q(moderation=ModerationState.REJECTED) & ~Q(moderation_reason=ModerationReason.IMPORTED)
    for model in (Feedback, Statement):
        said: QuerySet[Any] = model.objects.filter(challenge=challenge, withdrawn_at=None, contributor__isnull=False)
        rows = said.order_by().values_list("contributor__stake")
        rows = rows.annotate(said=Count("pk"), refused=Count("pk", filter=refused))
        for stake, of_all, of_refused in rows:
            before = found.get(stake, (0, 0))
            found[stake] = before[0] + of_all, before[1] + of_refused
    return found


def waiting_since(challenge: DesignChallenge) -> tuple[int, date | None]:
    """How many answers and statements nobody has looked through, and the day of the oldest. Two queries."""
    pending = {"challenge": challenge, "moderation": ModerationState.PENDING, "withdrawn_at": None}
    found = [
        model.objects.filter(**pending).aggregate(n=Count("pk"), since=Min("created_at"))
        for model in (Feedback, Statement)
    ]
    oldest = min((row["since"] for row in found if row["since"]), default=None)
    return sum(row["n"] for row in found), localtime(oldest).date() if oldest else None


def refused_in_numbers(challenge: DesignChallenge) -> dict[str, tuple[int, int, int]]:
    """What is not shown now, by reason: answers, statements, and reactions that went with them. Two queries."""
    found = dict.fromkeys(ModerationReason.values, (0, 0, 0))
    gone = {"challenge": challenge, "moderation": ModerationState.REJECTED, "withdrawn_at": None}
    answers = Feedback.objects.filter(**gone).order_by().values_list("moderation_reason").annotate(n=Count("pk"))
    for reason, n in answers:
        found[reason] = n, 0, 0
    given = Sum(F("agrees") + F("disagrees") + F("passes"))
    statements = Statement.objects.filter(**gone).order_by().values_list("moderation_reason")
    for reason, n, reactions in statements.annotate(n=Count("pk"), reactions=given):
        found[reason] = found[reason][0], n, reactions or 0
    return {reason: counts for reason, counts in found.items() if any(counts)}
