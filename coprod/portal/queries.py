"""What the pages across wings read: each function a fixed number of queries, whatever the number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.accounts.actor import Actor
from kernel.reading import counting
from kernel.reading.counting import counted_to
from participants.people.enums import CouncilRoleName
from participants.people.models import CouncilRole, Message, Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Service
from services.catalogue.queries import services, working_people
from services.codesign.enums import ChallengeState
from services.codesign.models import DesignChallenge, Feedback, Statement
from services.codesign.queries.challenge import open_now, visible_challenges
from services.codesign.queries.findings.insights import decided_publicly
from services.codesign.queries.voices import pending

ON_HOME, CHALLENGES_LOOKED_AT = 6, 200
FACILITATOR, COMMISSIONER, MEMBER = ServiceRole.FACILITATOR, ServiceRole.COMMISSIONER, ServiceRole.MEMBER

# What each state waits for: which roles in the service, on which page, in which words.
WAITS_FOR: dict[str, tuple[frozenset[str], str, Any]] = {
    ChallengeState.DRAFT: (
        frozenset({FACILITATOR, COMMISSIONER}), "codesign:manage", _("Finish the question and open it for answers")
    ),
    ChallengeState.FEEDBACK_CLOSED: (
        frozenset({FACILITATOR, MEMBER}), "codesign:work", _("Sum up what people said and agree the findings")
    ),
    ChallengeState.SYNTHESISED: (
        frozenset({FACILITATOR, COMMISSIONER}), "codesign:options", _("Open it for options")
    ),
    ChallengeState.OPTIONS_OPEN: (
        frozenset({COMMISSIONER, MEMBER}), "codesign:options", _("Propose options and say what you think of them")
    ),
    ChallengeState.DECIDED: (
        frozenset({FACILITATOR}), "codesign:decision", _("Tell people what became of their words")
    ),
    ChallengeState.REPORTED_BACK: (
        frozenset({FACILITATOR, COMMISSIONER}), "codesign:decision", _("Name who carries out each part, and hand over")
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Something on a challenge that waits for the reader: the words, and the address where it is done.

    `count`: how many wait, counted no further than `COUNTED_UP_TO`; `more` where there are more.
    """

    challenge: DesignChallenge
    url: str
    what: Any
    count: int = 0
    more: bool = False


@dataclass(frozen=True)
class Visitor:
    """What somebody is in the council as a whole, and how many messages they have not read."""

    roles: frozenset[str] = frozenset()
    works_here: bool = False
    unread: int = 0

    @property
    def administers(self) -> bool:
        return CouncilRoleName.ADMINISTRATOR in self.roles


def about_visitor(person_id: int) -> Visitor:
    """What every page shows or asks about the person who is signed in. One query."""
    unread = Message.objects.filter(person_id=OuterRef("pk"), read_at=None).order_by().values("person_id")
    row = (
        Person.objects.filter(pk=person_id)
        .annotate(works_here=working_people())
        .values_list(
            ArraySubquery(CouncilRole.objects.filter(person_id=OuterRef("pk")).values("role")),
            "works_here",
            Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0)),
        )
        .first()
    )
    return Visitor() if row is None else Visitor(frozenset(row[0]), row[1], row[2])


def home(actor: Actor, now: datetime) -> dict[str, Any]:
    """What the front page shows: open questions, newest answers of the council, services. Three queries."""
    challenges = visible_challenges(actor)
    return {
        "open_challenges": list(open_now(challenges, now).order_by("closes_at")[:ON_HOME]),
        "answered": list(decided_publicly(challenges)[:ON_HOME]),
        "services": list(services()[:ON_HOME]),
    }


def memberships_of(actor: Actor) -> list[Membership]:
    """The actor's memberships, invitations among them (`joined_at` is None). One query."""
    mine = Membership.objects.filter(person_id=actor.person_id or 0, ended_at=None)
    return list(mine.select_related("service").order_by("-pk"))


def staff_services(actor: Actor, council_roles: frozenset[str]) -> list[Any]:
    """The services on the overview: all for people with a council-wide role, else those one works in. One query.

    Each with its number of `members`, `questions` and `open_questions`.
    """
    rows: QuerySet[Service] = services()
    if not council_roles:
        mine = Membership.objects.filter(person_id=actor.person_id or 0, ended_at=None)
        rows = rows.filter(pk__in=mine.values("service_id"))
    current = Q(memberships__ended_at=None, memberships__joined_at__isnull=False)
    return list(
        rows.annotate(
            members=Count("memberships", filter=current, distinct=True),
            open_questions=Count("challenges", filter=Q(challenges__state=ChallengeState.OPEN), distinct=True),
            questions=Count("challenges", distinct=True),
        )
    )


def needs_of(actor: Actor, council_roles: frozenset[str], memberships: Sequence[Membership]) -> list[Need]:
    """What waits for the actor, by their role in each service; nothing for administrators. Two queries at most."""
    if CouncilRoleName.ADMINISTRATOR in council_roles:
        return []
    roles = {m.service_id: m.role for m in memberships if m.joined_at is not None}
    challenges = list(
        DesignChallenge.objects.filter(service_id__in=roles, state__in=[*WAITS_FOR, ChallengeState.OPEN])
        .select_related("service")
        .order_by("-pk")[:CHALLENGES_LOOKED_AT]
    )
    waiting = _waiting_counts([c.pk for c in challenges if roles[c.service_id] == FACILITATOR])
    needs = [
        Need(
            c,
            _place("codesign:moderation", c),
            _("Look through new answers and statements"),
            min(waiting[c.pk], counting.COUNTED_UP_TO),
            waiting[c.pk] > counting.COUNTED_UP_TO,
        )
        for c in challenges
        if waiting.get(c.pk)
    ]
    for challenge in challenges:
        wanted, page, words = WAITS_FOR.get(challenge.state, (frozenset(), "", ""))
        if challenge.state == ChallengeState.OPTIONS_OPEN and challenge.decision_owner_id == actor.person_id:
            needs.append(Need(challenge, _place("codesign:decision", challenge), _("Answer the findings and decide")))
        elif roles[challenge.service_id] in wanted:
            needs.append(Need(challenge, _place(page, challenge), words))
    return needs


def _place(page: str, challenge: DesignChallenge) -> str:
    return reverse(page, args=[challenge.pk])


def _waiting_counts(challenge_ids: list[int]) -> dict[int, int]:
    """Answers and statements nobody has looked through, by challenge; each counted to COUNTED_UP_TO and one more."""
    answers, statements = (
        counted_to(pending(model.objects.filter(challenge=OuterRef("pk"))), counting.COUNTED_UP_TO + 1)
        for model in (Feedback, Statement)
    )
    rows = DesignChallenge.objects.filter(pk__in=challenge_ids).annotate(n=answers + statements)
    return dict(rows.values_list("pk", "n"))
