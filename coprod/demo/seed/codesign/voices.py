"""What people say in a demo challenge: answers, statements and reactions, moderated by its facilitator."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from coprod.demo.cast import Cast
from coprod.demo.content import draw_reactions
from coprod.demo.content.types import Challenge, Voice
from kernel.accounts.actor import Actor
from services.codesign import actions
from services.codesign.actions.imports.batches import confirm_import, import_content
from services.codesign.enums import ImportKind, ModerationReason, ModerationState
from services.codesign.models import DesignChallenge, Feedback, Statement
from services.codesign.tables.content import FilePerson, reactions_to

SEED = 20
VALUES = {"agree": 1, "disagree": -1, "pass": 0}


class Voices:
    """What was said about one challenge; keys of the content become rows as people say it."""

    def __init__(self, cast: Cast, challenge: Challenge, row: DesignChallenge) -> None:
        self.cast = cast
        self.challenge = challenge
        self.row = row
        self.facilitator = cast.member(challenge.service, "facilitator")
        self.resident = cast.actor(cast.council.service(challenge.service).resident)
        self.feedback: dict[str, Feedback] = {}
        self.statements: dict[str, Statement] = {}

    def come_in(self, opened: datetime, closes: datetime) -> None:
        """Spread over the window (up to today, where it is still open), then moderated and reacted to."""
        last = min(closes, self.cast.today) - timedelta(minutes=10)
        items: list[Any] = [*self.challenge.statements, *self.challenge.answers]
        step = (last - opened) / (len(items) + 2)
        for number, item in enumerate(items, start=1):
            with self.cast.on(opened + step * number):
                if item in self.challenge.statements:
                    self._say_statement(item.key, item.voice, item.text)
                else:
                    self._say_answer(item.key, item.voice, item.text)
        with self.cast.on(last):
            self._moderate()
            self._react()
            actions.release_figures(actor=Actor.system())

    def _speaker(self, voice: Voice) -> Actor:
        return self.cast.actor(voice.person) if voice.person else Actor.visitor()

    def _say_statement(self, key: str, voice: Voice, text: str) -> None:
        given = actions.add_statement(
            actor=self._speaker(voice), challenge=self.row, text=text, language=voice.language, stake=voice.stake
        )
        if given.statement is not None:
            self.statements[key] = given.statement

    def _say_answer(self, key: str, voice: Voice, text: str) -> None:
        common: dict[str, Any] = {
            "challenge": self.row,
            "text": text,
            "language": voice.language,
            "stake": voice.stake,
            "email": voice.email or "",
        }
        if voice.mode == "self":
            given = actions.give_answer(actor=self._speaker(voice), **common)
        else:
            given = actions.enter_answer(actor=self.cast.actor(voice.entered_by or ""), mode=voice.mode, **common)
        if given.feedback is not None:
            self.feedback[key] = given.feedback

    def _moderate(self) -> None:
        answers = {a.key: a.moderation for a in self.challenge.answers}
        statements = {s.key: s.moderation for s in self.challenge.statements}
        for state, accept in ((ModerationState.ACCEPTED, True), (ModerationState.REJECTED, False)):
            said = [self.feedback[key] for key, wanted in answers.items() if wanted == state]
            sentences = [self.statements[key] for key, wanted in statements.items() if wanted == state]
            if said or sentences:
                actions.moderate(
                    actor=self.facilitator,
                    challenge=self.row,
                    accept=accept,
                    reason="" if accept else ModerationReason.ABUSIVE,
                    feedback={row.pk: row.moderation_version for row in said},
                    statements={row.pk: row.moderation_version for row in sentences},
                )

    def _react(self) -> None:
        drawn = draw_reactions(self.challenge, SEED)
        if not drawn:
            return
        stakes = {reaction.contributor_index: reaction.stake for reaction in drawn}
        order = sorted(stakes)
        content = reactions_to(
            [FilePerson(str(index), stakes[index], self.cast.council.languages[0]) for index in order],
            np.searchsorted(order, [reaction.contributor_index for reaction in drawn]),
            np.array([self.statements[reaction.statement_key].pk for reaction in drawn]),
            np.array([VALUES[reaction.value] for reaction in drawn]),
        )
        batch = import_content(
            actor=self.facilitator,
            challenge=self.row,
            kind=ImportKind.TABLE,
            content=content,
            language=self.cast.council.languages[0],
        )
        confirm_import(actor=self.resident, batch=batch)
