"""A service with people and a challenge in some state, for the tests of findings and decisions."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from kernel.jobs.models import Job
from participants.people.models import Person
from services.codesign.models import DesignChallenge, Feedback, Insight, Statement, SynthesisRun
from tests.asking import press_twice
from tests.factories import (
    Cast,
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    JobFactory,
    PersonFactory,
    StatementFactory,
    SynthesisRunFactory,
    both,
    service_with_people,
)

MEMBERS = ("facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner")
OUTSIDE = ("administrator", "officer", "stranger")
ANALYSTS = ("facilitator", "citizen", "professional", "decision_owner")


@dataclass(frozen=True)
class Scene:
    """A challenge and the people around it."""

    cast: Cast
    challenge: DesignChallenge

    def url(self, rest: str = "") -> str:
        return f"/work/{self.challenge.pk}/{rest}"

    def person(self, role: str) -> Person:
        return self.cast.by_role()[role]


def scene(state: str = "feedback_closed", **values: Any) -> Scene:
    """A challenge whose decision-owner is a professional member of the service."""
    cast = service_with_people()
    return Scene(
        cast, DesignChallengeFactory(service=cast.service, decision_owner=cast.decision_owner, state=state, **values)
    )


def answer(challenge: DesignChallenge, text: str = "", **values: Any) -> Feedback:
    """An accepted answer from somebody without an account."""
    contributor = ContributorFactory(challenge=challenge, person=None)
    return FeedbackFactory(challenge=challenge, contributor=contributor, **({"text": text} if text else {}), **values)


def statement(challenge: DesignChallenge, text: str = "", **values: Any) -> Statement:
    """An accepted statement that the council seeded."""
    return StatementFactory(challenge=challenge, contributor=None, **({"text": text} if text else {}), **values)


def kept(
    challenge: DesignChallenge, author: Person | None = None, text: str = "Dark stops frighten people.", **values: Any
) -> Insight:
    """A kept finding that rests on an answer."""
    insight = InsightFactory(
        challenge=challenge, text=both(text), written_by=author or PersonFactory(login=False), **values
    )
    InsightSourceFactory(insight=insight, feedback=answer(challenge))
    return insight


def draft(challenge: DesignChallenge, run: SynthesisRun | None = None, text: str = "A machine's guess.") -> Insight:
    """A machine's draft that rests on a statement."""
    insight = InsightFactory(
        challenge=challenge,
        text=both(text),
        state="draft",
        written_by=None,
        drafted_in=run or SynthesisRunFactory(challenge=challenge),
        draft_key="shared:0:",
    )
    InsightSourceFactory(insight=insight, feedback=None, statement=statement(challenge))
    return insight


def job(challenge: DesignChallenge, kind: str = "codesign.synthesise", **values: Any) -> Job:
    """A background job of the challenge."""
    return JobFactory(kind=kind, key=str(challenge.pk), params={"challenge": challenge.pk}, **values)


def page(client: Client, url: str, status: int = 200, **kwargs: Any) -> str:
    """The page's HTML, with white space squeezed."""
    response = client.get(url, **kwargs)
    assert response.status_code == status, response.content[:2000]
    return " ".join(response.content.decode().split())


def sent(client: Client, url: str, data: dict[str, Any] | None = None, status: int = 302, **kwargs: Any) -> Any:
    """The answer to a POST."""
    response = client.post(url, data or {}, **kwargs)
    assert response.status_code == status, (response.status_code, response.content[:3000])
    return response


def sent_twice(client: Client, url: str, data: dict[str, Any] | None = None, status: int = 302) -> Any:
    """The answer to a button that asks once more, said yes to."""
    response = press_twice(client, url, data)
    assert response.status_code == status, (response.status_code, response.content[:3000])
    return response


def words(response: Any) -> str:
    """A response's HTML, with white space squeezed."""
    return " ".join(response.content.decode().split())
