"""What people said and who they are: what is visible to whom, what waits, one's own part, who took part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    F,
    Q,
    QuerySet,
    Sum,
)

from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.reading import counting
from kernel.reading.counting import Figure, count_up_to
from participants.people.models import Person
from services.codesign.engine.opinion.routing import next_statement
from services.codesign.enums import (
    AFTER_WINDOW,
    ChallengeState,
    ModerationReason,
    ModerationState,
    ReactionValue,
)
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Reaction,
    Statement,
)
from services.codesign.queries.released import turnout_so_far
from services.codesign.queries.taking_part import people_heard


def accepted(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Looked through and not taken back."""
    return queryset.filter(moderation=ModerationState.ACCEPTED, withdrawn_at=None)


def feedback_of(challenge: DesignChallenge) -> QuerySet[Feedback]:
    """All answers, newest first."""
    return Feedback.objects.filter(challenge=challenge).order_by("-pk")


def statements_of(challenge: DesignChallenge) -> QuerySet[Statement]:
    """All statements, oldest first."""
    return Statement.objects.filter(challenge=challenge).order_by("pk")


def visible_feedback(challenge: DesignChallenge, *, unmoderated: bool, member: bool) -> QuerySet[Feedback]:
    """Moderators see everything; members what is accepted, once the window is closed; others nothing but the public
    thread's quotations."""
    if unmoderated:
        return feedback_of(challenge)
    if member and challenge.state in AFTER_WINDOW:
        return accepted(feedback_of(challenge))
    return feedback_of(challenge).none()


def visible_statements(challenge: DesignChallenge, *, unmoderated: bool) -> QuerySet[Statement]:
    """Accepted statements are there for all to react to; moderators see the rest too."""
    statements = statements_of(challenge)
    return statements if unmoderated else accepted(statements)


def pending(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Waiting to be looked at."""
    return queryset.filter(moderation=ModerationState.PENDING, withdrawn_at=None)


def pending_count(challenge: DesignChallenge) -> int:
    """How many answers and statements wait to be looked at, counted to COUNTED_UP_TO and one more of each."""
    return _count_both(pending(feedback_of(challenge)), pending(statements_of(challenge)), counting.COUNTED_UP_TO + 1)


def _count_both(answers: QuerySet[Any], statements: QuerySet[Any], limit: int | None = None) -> int:
    """How many rows two querysets have together, each counted no further than `limit`. One query."""
    both = [rows.order_by().values("pk")[:limit] for rows in (answers, statements)]
    return both[0].union(both[1], all=True).count()


def next_statements(challenge: DesignChallenge) -> QuerySet[Statement]:
    """The statements somebody may be shown, with the counts that choose the next one."""
    return accepted(statements_of(challenge)).only("pk", "agrees", "disagrees", "passes", "extremity")


def reacted_ids(contributor: Contributor) -> set[int]:
    """Ids of the statements a contributor has reacted to."""
    return set(Reaction.objects.filter(contributor=contributor).values_list("statement_id", flat=True))


def reacted_to_but_withheld(challenge: DesignChallenge) -> int:
    """How many statements people reacted to that were refused or taken back since."""
    counted = accepted(statements_of(challenge)).values("pk")
    return (
        Statement.objects.filter(challenge=challenge)
        .exclude(pk__in=counted)
        .filter(Q(agrees__gt=0) | Q(disagrees__gt=0) | Q(passes__gt=0))
        .count()
    )


CONTRIBUTIONS_SHOWN = 50


def my_contributions(actor: Actor) -> list[Contributor]:
    """Where the actor took part, newest first, with counts of `answers` and `reactions_given`. One query."""
    mine = Contributor.objects.filter(person_id=actor.person_id or 0).select_related("challenge__service")
    counted = mine.annotate(
        answers=Count("feedback", filter=Q(feedback__withdrawn_at=None), distinct=True),
        reactions_given=Count("reactions", distinct=True),
    )
    return list(counted.order_by("-pk")[:CONTRIBUTIONS_SHOWN])


@dataclass(frozen=True)
class Turn:
    """Where somebody is among the statements: the next one (None at the end), and how many of `total` are `done`."""

    statement: Statement | None
    done: int
    total: int


def next_turn(challenge: DesignChallenge, contributor: Contributor | None, draw: int) -> Turn:
    """The statement whose reaction tells most, among those the contributor has not reacted to. Three queries.

    `draw` decides between equals: the same draw, the same statement.
    """
    rows = list(next_statements(challenge).values_list("pk", "agrees", "disagrees", "passes", "extremity"))
    done = reacted_ids(contributor) if contributor is not None else set()
    already = [row[0] in done for row in rows]
    agrees, disagrees, passes, extremity = ([row[place] for row in rows] for place in (1, 2, 3, 4))
    seen = [sum(row[1:4]) for row in rows]
    index = next_statement(seen, agrees, disagrees, passes, extremity, already, rng_key=draw)
    statement = None if index is None else Statement.objects.filter(pk=rows[index][0]).first()
    return Turn(statement, sum(already), len(rows))


def reaction_counts(contributor: Contributor) -> dict[str, int]:
    """How often a contributor agreed, disagreed and passed."""
    rows = Reaction.objects.filter(contributor=contributor).values("value").annotate(n=Count("pk")).order_by()
    counts = {row["value"]: row["n"] for row in rows}
    return {value.name.lower(): counts.get(value.value, 0) for value in ReactionValue}


def reactions_of(contributor: Contributor) -> QuerySet[Reaction]:
    """A contributor's reactions with their statements."""
    return Reaction.objects.filter(contributor=contributor).select_related("statement")


def statements_to_react_to(challenge: DesignChallenge) -> int:
    """How many statements people can react to."""
    return accepted(statements_of(challenge)).count()


KINDS: dict[str, type[Feedback] | type[Statement]] = {"answers": Feedback, "statements": Statement}


def came_in(challenge: DesignChallenge) -> dict[str, Figure | None]:
    """What came in so far. Seven queries at most.

    While answers come in, people and reactions are those that were released; None for fewer than ten.
    """
    growing = turnout_so_far(challenge) if challenge.state == ChallengeState.OPEN else None
    given = statements_of(challenge).order_by().aggregate(n=Sum(F("agrees") + F("disagrees") + F("passes")))["n"]
    waiting = [count_up_to(pending(rows)) for rows in (feedback_of(challenge), statements_of(challenge))]
    return {
        "answers": count_up_to(feedback_of(challenge).filter(withdrawn_at=None)),
        "statements": count_up_to(statements_of(challenge).filter(withdrawn_at=None)),
        "reactions": Figure(given or 0) if growing is None else _figure(growing["reactions"]),
        "people": count_up_to(people_heard(challenge)) if growing is None else _figure(growing["people"]),
        "waiting": Figure(sum(figure.value for figure in waiting), any(figure.is_more for figure in waiting)),
    }


def _figure(count: int | None) -> Figure | None:
    return None if count is None else Figure(count)


def moderation_queue(challenge: DesignChallenge, kind: str, state: str) -> QuerySet[Any]:
    """Answers or statements in one state, with who said and who looked through them; without what was taken back."""
    rows = KINDS[kind].objects.filter(challenge=challenge, moderation=state, withdrawn_at=None)
    return rows.select_related("contributor", "moderated_by")


def waiting_by_kind(challenge: DesignChallenge) -> dict[str, Figure]:
    """How many wait to be looked at, by kind. Two queries."""
    return {
        "answers": count_up_to(pending(feedback_of(challenge))),
        "statements": count_up_to(pending(statements_of(challenge))),
    }


@dataclass(frozen=True)
class LookedThrough:
    """One press of a moderator's button: who, when, what, how many, why. Never the words themselves."""

    pk: int
    at: datetime
    person: Person | None
    kind: str
    accepted: bool
    count: int
    reason: Any


def moderation_events(challenge: DesignChallenge) -> QuerySet[AuditEvent]:
    """The record of who looked through what."""
    return AuditEvent.objects.filter(
        subject_type="codesign.designchallenge", subject_id=challenge.pk, verb="codesign.moderated"
    )


def looked_through(events: list[AuditEvent]) -> list[LookedThrough]:
    """Events of the record with their people and the words of their codes. One query."""
    people = Person.objects.in_bulk({event.person_id for event in events if event.person_id})
    reasons = dict(ModerationReason.choices)
    return [
        LookedThrough(
            pk=event.pk,
            at=event.at,
            person=people.get(event.person_id or 0),
            kind=event.data.get("kind", ""),
            accepted=event.data.get("to") == ModerationState.ACCEPTED,
            count=len(event.data.get("ids", [])),
            reason=reasons.get(event.data.get("reason") or "", ""),
        )
        for event in events
    ]


def seeds_of(challenge: DesignChallenge) -> QuerySet[Statement]:
    """The statements that nobody in particular said."""
    return accepted(statements_of(challenge)).filter(contributor=None)
