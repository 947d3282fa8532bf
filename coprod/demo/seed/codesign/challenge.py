"""The challenges of a demo council, each taken to the point where the demo leaves it."""

from datetime import datetime, timedelta

from i18nfield.strings import LazyI18nString

from coprod.demo.cast import Cast
from coprod.demo.content.types import Challenge, Text
from coprod.demo.seed.codesign.conclusion import finish
from coprod.demo.seed.codesign.voices import Voices
from kernel.accounts.actor import Actor
from services.catalogue.models import Service
from services.codesign import actions
from services.codesign.models import DesignChallenge


def seed(cast: Cast) -> None:
    """Ask, hear, sum up and decide, as far as each story goes."""
    for challenge in cast.council.challenges:
        _add(cast, challenge)


def _add(cast: Cast, challenge: Challenge) -> None:
    facilitator = cast.member(challenge.service, "facilitator")
    opened = cast.today - timedelta(days=challenge.opened_days_ago)
    closes = opened + timedelta(days=challenge.days_open)
    with cast.on(opened - timedelta(hours=2)):
        row = _propose(cast, challenge, facilitator, closes)
        if challenge.stage == "draft":
            return
    with cast.on(opened):
        row = actions.open_challenge(actor=facilitator, challenge=row)
    voices = Voices(cast, challenge, row)
    voices.come_in(opened, closes)
    if challenge.stage == "open":
        return
    with cast.on(closes):
        row = actions.close_window(actor=Actor.system(), challenge=row)
    if challenge.stage == "reported_back":
        finish(cast, challenge, row, voices, closes)


def _propose(cast: Cast, challenge: Challenge, facilitator: Actor, closes: datetime) -> DesignChallenge:
    def several(texts: tuple[Text, ...]) -> LazyI18nString:
        languages = cast.council.languages
        return LazyI18nString({code: "\n".join(getattr(text, code) or "" for text in texts) for code in languages})

    owner = challenge.decision_owner
    row = actions.propose_challenge(
        actor=facilitator,
        service=Service.objects.get(slug=challenge.service),
        question=cast.words(challenge.question),
        background=cast.words(challenge.background),
        can_change=several(challenge.can_change),
        cannot_change=several(challenge.cannot_change),
        payment_policy=cast.words(challenge.payment_policy),
        access_plan=cast.words(challenge.access_plan),
        decision_owner=cast.people[owner] if owner else None,
        closes_at=None if challenge.stage == "draft" else closes,
    )
    if challenge.seldom_heard:
        targets = [(cast.words(group.label), group.wanted) for group in challenge.seldom_heard]
        actions.set_targets(actor=facilitator, challenge=row, targets=targets)
    return row
