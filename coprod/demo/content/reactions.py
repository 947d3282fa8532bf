"""Reactions drawn from a challenge's opinion model: the same seed gives the same reactions."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from coprod.demo.content.types import Challenge, Stake, Statement

Reaction = Literal["agree", "disagree", "pass"]


@dataclass(frozen=True)
class Drawn:
    """One reaction; ``contributor_index`` counts from 0 and keeps one viewpoint and one stake throughout."""

    contributor_index: int
    viewpoint: str
    stake: Stake
    statement_key: str
    value: Reaction


def draw_reactions(challenge: Challenge, seed: int) -> list[Drawn]:
    """Draw every reaction of a challenge, contributor by contributor; empty where it has no opinion model.

    Each contributor holds one viewpoint and reacts, once each, to a share of the accepted statements. Given
    the viewpoint, reactions are independent of one another, so that the only structure in the data is that of
    the viewpoints: with a single viewpoint there are no groups to be found.
    """
    opinions = challenge.opinions
    if opinions is None:
        return []
    random = Random(seed)  # noqa: S311 - repeatable demo data, nothing secret
    statements = [statement for statement in challenge.statements if statement.moderation == "accepted"]
    order = range(len(opinions.viewpoints))
    weights = [viewpoint.weight for viewpoint in opinions.viewpoints]
    drawn: list[Drawn] = []
    for index in range(opinions.contributors):
        place = random.choices(order, weights)[0]
        viewpoint = opinions.viewpoints[place]
        stake = random.choices(list(viewpoint.stakes), list(viewpoint.stakes.values()))[0]
        count = max(1, round(random.uniform(*opinions.share) * len(statements)))
        for statement in random.sample(statements, count):
            value = _react(statement, place, random)
            drawn.append(Drawn(index, viewpoint.key, stake, statement.key, value))
    return drawn


def _react(statement: Statement, place: int, random: Random) -> Reaction:
    agree, disagree = statement.odds[place]
    throw = random.random() * 100
    if throw < agree:
        return "agree"
    return "disagree" if throw < agree + disagree else "pass"
