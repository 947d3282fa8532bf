"""Fill a demo council with life, through the same actions that the pages call, on the demo's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from allauth.account.models import EmailAddress
from i18nfield.strings import LazyI18nString

from coprod.demo.content import draw_reactions
from coprod.demo.content.types import Challenge, Council, Service, Text, Voice
from coprod.demo.story import finish
from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.models import User
from participants.people.actions import add_person, ensure_person, set_council_role
from participants.people.enums import CouncilRoleName
from participants.people.models import Person
from services.catalogue.actions import invite_member, propose_outcome, set_exception, start_service
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Service as ServiceRow
from services.codesign import actions
from services.codesign.actions.files.imports import ImportedPerson, import_reactions
from services.codesign.enums import ModerationReason, ModerationState
from services.codesign.models import DesignChallenge, Feedback, Statement

SEED = 20
VALUES = {"agree": 1, "disagree": -1, "pass": 0}
COUNCIL_ROLES = {"administrator": CouncilRoleName.ADMINISTRATOR, "commissioner": CouncilRoleName.OFFICER}


class CouncilSeeder:
    """Seeds one council; keys of the content become rows as they are made. Run inside the council's scope."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.today = clock.now()
        self.people: dict[str, Person] = {}
        self.services: dict[str, ServiceRow] = {}
        self.feedback: dict[str, Feedback] = {}
        self.statements: dict[str, Statement] = {}

    def run(self) -> None:
        """People, services, challenges: each taken to the point where the demo leaves it."""
        self._add_people()
        for service in self.council.services:
            self._add_service(service)
        for challenge in self.council.challenges:
            self._add_challenge(challenge)

    def actor(self, key: str) -> Actor:
        """The actor of a named person."""
        return Actor.for_person(self.people[key].pk)

    def words(self, text: Text | None) -> LazyI18nString:
        """A text in the council's languages."""
        if text is None:
            return LazyI18nString({})
        return LazyI18nString({"en": text.en, "cy": text.cy} if text.cy else {"en": text.en})

    def one_language(self, text: Text, language: str) -> tuple[str, str]:
        """What somebody would write themselves: their language, where the text exists in it."""
        return (text.cy, "cy") if language == "cy" and text.cy else (text.en, "en")

    @contextmanager
    def on(self, moment: datetime) -> Iterator[None]:
        """Act at a moment of the story, never later than now."""
        with clock.travel_to(min(moment, self.today)):
            yield

    def _add_people(self) -> None:
        system = Actor.system("command")
        with self.on(self.today - timedelta(days=120)):
            for person in self.council.people:
                row = add_person(actor=system, display_name=person.name, email=person.email, language=person.language)
                user = User.objects.filter(email=person.email).first() or User.objects.create_user(person.email)
                EmailAddress.objects.get_or_create(
                    user=user, email=person.email, defaults={"verified": True, "primary": True}
                )
                self.people[person.key] = ensure_person(actor=system, user=user)
                if person.council_role:
                    set_council_role(actor=system, person=row, role=COUNCIL_ROLES[person.council_role], held=True)

    def _add_service(self, service: Service) -> None:
        starter = next(member.person for member in service.members if member.role == "commissioner")
        with self.on(self.today - timedelta(days=110)):
            row = start_service(
                actor=self.actor(starter),
                name=self.words(service.name),
                summary=self.words(service.summary),
                area=service.area.en,
                slug=service.slug,
            )
            self.services[service.slug] = row
            for member in service.members:
                if member.person == starter or member.role == "administrator":
                    continue
                person = self.people[member.person]
                invite_member(
                    actor=self.actor(starter),
                    service=row,
                    display_name=person.display_name,
                    email=person.email,
                    role=ServiceRole.MEMBER if member.role == "helper" else member.role,
                    stake=member.stake,
                    joined=True,
                )
                if member.role == "helper":
                    set_exception(
                        actor=self.actor(starter), service=row, person=person, right="enter_feedback", held=True
                    )
        with self.on(self.today - timedelta(days=100)):
            for outcome in service.outcomes:
                propose_outcome(actor=self.actor(outcome.proposed_by), service=row, text=self.words(outcome.text))

    def member_with(self, challenge: Challenge, role: str) -> str:
        """The key of the challenge's facilitator or commissioner."""
        service = next(s for s in self.council.services if s.slug == challenge.service)
        return next(member.person for member in service.members if member.role == role)

    def _add_challenge(self, challenge: Challenge) -> None:
        facilitator = self.actor(self.member_with(challenge, "facilitator"))
        opened = self.today - timedelta(days=challenge.opened_days_ago)
        closes = opened + timedelta(days=challenge.days_open)
        with self.on(opened - timedelta(hours=2)):
            row = self._propose(challenge, facilitator, closes)
            if challenge.stage == "draft":
                return
        with self.on(opened):
            row = actions.open_challenge(actor=facilitator, challenge=row)
        self._voices(challenge, row, facilitator, opened, closes)
        if challenge.stage == "open":
            return
        with self.on(closes):
            row = actions.close_window(actor=Actor.system(), challenge=row)
        if challenge.stage == "reported_back":
            finish(self, challenge, row, closes)

    def _propose(self, challenge: Challenge, facilitator: Actor, closes: datetime) -> DesignChallenge:
        def several(texts: tuple[Text, ...]) -> LazyI18nString:
            languages = self.council.languages
            return LazyI18nString({code: "\n".join(getattr(text, code) or "" for text in texts) for code in languages})

        owner = challenge.decision_owner
        row = actions.propose_challenge(
            actor=facilitator,
            service=self.services[challenge.service],
            question=self.words(challenge.question),
            background=self.words(challenge.background),
            can_change=several(challenge.can_change),
            cannot_change=several(challenge.cannot_change),
            payment_policy=self.words(challenge.payment_policy),
            access_plan=self.words(challenge.access_plan),
            decision_owner=self.people[owner] if owner else None,
            closes_at=None if challenge.stage == "draft" else closes,
        )
        if challenge.seldom_heard:
            targets = [(self.words(group.label), group.wanted) for group in challenge.seldom_heard]
            actions.set_targets(actor=facilitator, challenge=row, targets=targets)
        return row

    def _voices(
        self, challenge: Challenge, row: DesignChallenge, facilitator: Actor, opened: datetime, closes: datetime
    ) -> None:
        last = min(closes, self.today) - timedelta(minutes=10)
        items: list[Any] = [*challenge.statements, *challenge.answers]
        step = (last - opened) / (len(items) + 2)
        for number, item in enumerate(items, start=1):
            with self.on(opened + step * number):
                if item in challenge.statements:
                    self._say_statement(row, item.key, item.voice, item.text)
                else:
                    self._say_answer(row, item.key, item.voice, item.text)
        with self.on(last):
            self._moderate(challenge, row, facilitator)
            self._react(challenge, row, facilitator)

    def _speaker(self, voice: Voice) -> Actor:
        return self.actor(voice.person) if voice.person else Actor.visitor()

    def _say_statement(self, row: DesignChallenge, key: str, voice: Voice, text: str) -> None:
        given = actions.add_statement(
            actor=self._speaker(voice), challenge=row, text=text, language=voice.language, stake=voice.stake
        )
        if given.statement is not None:
            self.statements[key] = given.statement

    def _say_answer(self, row: DesignChallenge, key: str, voice: Voice, text: str) -> None:
        common: dict[str, Any] = {
            "challenge": row,
            "text": text,
            "language": voice.language,
            "stake": voice.stake,
            "email": voice.email or "",
        }
        if voice.mode == "self":
            given = actions.give_answer(actor=self._speaker(voice), **common)
        else:
            given = actions.enter_answer(actor=self.actor(voice.entered_by or ""), mode=voice.mode, **common)
        if given.feedback is not None:
            self.feedback[key] = given.feedback

    def _moderate(self, challenge: Challenge, row: DesignChallenge, facilitator: Actor) -> None:
        answers = {a.key: a.moderation for a in challenge.answers}
        statements = {s.key: s.moderation for s in challenge.statements}
        for state, accept in ((ModerationState.ACCEPTED, True), (ModerationState.REJECTED, False)):
            feedback_ids = [self.feedback[key].pk for key, wanted in answers.items() if wanted == state]
            statement_ids = [self.statements[key].pk for key, wanted in statements.items() if wanted == state]
            if feedback_ids or statement_ids:
                actions.moderate(
                    actor=facilitator,
                    challenge=row,
                    accept=accept,
                    reason="" if accept else ModerationReason.ABUSIVE,
                    feedback_ids=feedback_ids,
                    statement_ids=statement_ids,
                )

    def _react(self, challenge: Challenge, row: DesignChallenge, facilitator: Actor) -> None:
        drawn = draw_reactions(challenge, SEED)
        if not drawn:
            return
        stakes = {reaction.contributor_index: reaction.stake for reaction in drawn}
        order = sorted(stakes)
        import_reactions(
            actor=facilitator,
            challenge=row,
            people=[ImportedPerson(str(index), stakes[index], self.council.languages[0]) for index in order],
            person=np.searchsorted(order, [reaction.contributor_index for reaction in drawn]),
            statement_ids=np.array([self.statements[reaction.statement_key].pk for reaction in drawn]),
            values=np.array([VALUES[reaction.value] for reaction in drawn]),
            source=f"demo:{challenge.key}",
        )
