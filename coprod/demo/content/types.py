"""The shapes that the demo's words come in: frozen records, no Django, no behaviour beyond look-ups.

Keys are unique within a council and are what records use to point at one another. Two kinds of text are kept
apart: what a council (or its analysts) publishes is a :class:`Text` and exists in every language of that
council; what a person said is a plain string in the one language they said it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Stake = Literal["citizen", "professional", "partner"]
Role = Literal["administrator", "commissioner", "facilitator", "member", "helper"]
Language = Literal["en", "cy"]
Mode = Literal["self", "assisted", "paper", "phone"]
Moderation = Literal["accepted", "pending", "rejected"]
Stage = Literal["draft", "open", "window_over", "reported_back"]
Ruling = Literal["addressed", "declined", "deferred"]
Position = Literal["support", "oppose"]


@dataclass(frozen=True)
class Text:
    """Words that a council publishes; ``cy`` is None where the council works in English only."""

    en: str
    cy: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody with a name; ``council_role`` is set only for roles held across the whole council."""

    key: str
    name: str
    email: str
    handle: str
    stake: Stake
    language: Language
    note: Text
    council_role: Role | None = None


@dataclass(frozen=True)
class Member:
    """One person's place in one service: ``role`` says what they may do, ``stake`` whose voice they are."""

    person: str
    role: Role
    stake: Stake


@dataclass(frozen=True)
class Outcome:
    """What a service is meant to change, in plain words, and who put it forward."""

    key: str
    text: Text
    proposed_by: str


@dataclass(frozen=True)
class Service:
    """A public service, what it is meant to change and who is part of it."""

    slug: str
    name: Text
    summary: Text
    area: Text
    outcomes: tuple[Outcome, ...]
    members: tuple[Member, ...]

    def member(self, role: str) -> str:
        """The key of the first member with this role; raises StopIteration where there is none."""
        return next(member.person for member in self.members if member.role == role)

    @property
    def resident(self) -> str:
        """The key of the first member who is a resident and nothing else; raises StopIteration where there is none."""
        found = (member for member in self.members if member.role == "member" and member.stake == "citizen")
        return next(found).person


@dataclass(frozen=True)
class SeldomHeard:
    """A group that the council seldom hears from, and how many of them it wants to hear."""

    label: Text
    wanted: int


@dataclass(frozen=True)
class Voice:
    """How somebody's words came in.

    ``person`` is set where a named person spoke while signed in, ``entered_by`` where somebody typed it for
    them, ``email`` where somebody without an account left a way to be told what came of it.
    """

    stake: Stake = "citizen"
    language: Language = "en"
    mode: Mode = "self"
    person: str | None = None
    entered_by: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Answer:
    """A free-text answer; answers are listed in the order in which they arrived."""

    key: str
    voice: Voice
    text: str
    moderation: Moderation = "accepted"
    reason: str | None = None


@dataclass(frozen=True)
class Statement:
    """A short statement that people react to.

    ``odds`` holds, per viewpoint of the challenge and in its order, the percentage of those reacting who
    agree and who disagree; the rest pass. It is empty for statements that nobody has been shown.
    """

    key: str
    voice: Voice
    text: str
    odds: tuple[tuple[int, int], ...] = ()
    moderation: Moderation = "accepted"
    reason: str | None = None


@dataclass(frozen=True)
class Viewpoint:
    """A way of seeing the question that some contributors share; never shown, only drawn from.

    ``weight`` is the share of contributors who hold it, ``stakes`` the mix of stakes among those who do.
    """

    key: str
    about: str
    weight: float
    stakes: Mapping[Stake, float]


@dataclass(frozen=True)
class Opinions:
    """The model that reactions are drawn from: ``share`` is the least and the greatest share of the
    statements that one contributor reacts to."""

    contributors: int
    viewpoints: tuple[Viewpoint, ...]
    share: tuple[float, float] = (0.4, 0.95)


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, copied exactly; ``source`` is the key of the answer or statement."""

    source: str
    words: str


@dataclass(frozen=True)
class Insight:
    """What the analysts learned, the answers and statements it rests on, and who disagreed."""

    key: str
    author: str
    text: Text
    answers: tuple[str, ...]
    statements: tuple[str, ...]
    dissent: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """Items that support no insight, with the one reason that they share."""

    items: tuple[str, ...]
    by: str
    reason: Text


@dataclass(frozen=True)
class Option:
    """Something that could be done; ``cost`` is in pounds for the first year."""

    key: str
    proposer: str
    title: Text
    text: Text
    addresses: tuple[str, ...]
    cost: int
    feasibility: Text


@dataclass(frozen=True)
class OptionView:
    """What a member thinks of an option, in their own language; the comment may be missing."""

    option: str
    person: str
    position: Position
    language: Language = "en"
    comment: str | None = None


@dataclass(frozen=True)
class InsightResponse:
    """What became of an insight: addressed by ``option``, declined with a reason, or deferred with a reason,
    an owner and a date given in days after the decision."""

    insight: str
    ruling: Ruling
    reason: Text
    option: str | None = None
    owner: str | None = None
    due_days: int | None = None


@dataclass(frozen=True)
class Delivery:
    """A chosen option, who answers for it now, and the first thing they will do."""

    option: str
    owner: str
    first_step: Text


@dataclass(frozen=True)
class Decision:
    """What was decided, why, and who delivers it; recorded by the challenge's decision-owner."""

    text: Text
    reasons: Text
    chosen: tuple[Delivery, ...]


@dataclass(frozen=True)
class Conclusion:
    """Everything that follows the closing of a window: from the insights to the decision.

    ``analysts`` are the citizen and the professional who sign the synthesis, in that order.
    """

    analysts: tuple[str, str]
    insights: tuple[Insight, ...]
    set_aside: tuple[SetAside, ...]
    options: tuple[Option, ...]
    views: tuple[OptionView, ...]
    responses: tuple[InsightResponse, ...]
    decision: Decision


@dataclass(frozen=True)
class Challenge:
    """A question put to everyone, its limits, what people answered and where the demo leaves it.

    ``opened_days_ago`` counts from the demo's today. A draft may lack its payment policy, access plan,
    decision-owner or statements; ``opinions`` is None where nobody reacts yet.
    """

    key: str
    service: str
    question: Text
    background: Text
    can_change: tuple[Text, ...]
    cannot_change: tuple[Text, ...]
    payment_policy: Text | None
    access_plan: Text | None
    seldom_heard: tuple[SeldomHeard, ...]
    decision_owner: str | None
    days_open: int
    opened_days_ago: int
    stage: Stage
    answers: tuple[Answer, ...] = ()
    statements: tuple[Statement, ...] = ()
    opinions: Opinions | None = None
    conclusion: Conclusion | None = None


@dataclass(frozen=True)
class Council:
    """A council with its people, services and challenges; ``languages`` starts with the main one."""

    slug: str
    name: Text
    brand_colour: str
    languages: tuple[Language, ...]
    people: tuple[Person, ...]
    services: tuple[Service, ...]
    challenges: tuple[Challenge, ...]

    def person(self, key: str) -> Person:
        """The person with this key; raises KeyError where there is none."""
        return {person.key: person for person in self.people}[key]

    def service(self, slug: str) -> Service:
        """The service with this short name; raises KeyError where there is none."""
        return {service.slug: service for service in self.services}[slug]

    def challenge(self, key: str) -> Challenge:
        """The challenge with this key; raises KeyError where there is none."""
        return {challenge.key: challenge for challenge in self.challenges}[key]
