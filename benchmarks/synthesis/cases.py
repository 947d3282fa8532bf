"""What the engines are measured on: real conversations, real people drawn again and again, and made-up votes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.codesign.engine.__main__ import accepted
from services.codesign.engine.opinion.triplets import Triplets
from services.codesign.engine.polis import read_polis_export


@dataclass(frozen=True, eq=False)
class Case:
    """Votes on the statements that count, all votes, places of rejected statements, published groups (-1: none)."""

    name: str
    people: int
    statements: int
    votes: Triplets
    all_votes: Triplets
    rejected: list[int]
    published: np.ndarray


def conversation(folder: Path) -> Case:
    """A Polis export."""
    export = read_polis_export(folder)
    chosen, votes = accepted(export)
    rejected = sorted(set(range(len(export.statements))) - set(chosen))
    published = np.array([-1 if group is None else group for group in export.published_group], dtype=np.int64)
    name = folder.name.split(".20")[0]
    return Case(name, len(export.participants), len(chosen), votes, export.votes, rejected, published)


def drawn_again(folder: Path, people: int) -> Case:
    """As many people as asked for, drawn with replacement from a conversation, each with their own votes."""
    found = conversation(folder)
    drawn = np.random.default_rng(0).integers(0, found.people, people)
    order = np.argsort(found.votes.participant, kind="stable")
    counts = np.bincount(found.votes.participant, minlength=found.people)
    starts = np.concatenate(([0], np.cumsum(counts)))[drawn]
    lengths = counts[drawn]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    picked = order[np.repeat(starts, lengths) + within]
    votes = Triplets(np.repeat(np.arange(people), lengths), found.votes.statement[picked], found.votes.value[picked])
    return Case(f"{found.name} drawn again", people, found.statements, votes, votes, [], np.full(people, -1))


def made_up(people: int, statements: int, cast: int) -> Case:
    """Votes of three camps, four votes in ten at random."""
    rng = np.random.default_rng(0)
    camp = rng.integers(0, 3, people).astype(np.int8)
    opinions = rng.choice(np.array([-1, 1], dtype=np.int8), (3, statements))
    person = rng.integers(0, people, cast, dtype=np.int32)
    statement = rng.integers(0, statements, cast, dtype=np.int32)
    value = opinions[camp[person], statement]
    astray = rng.integers(0, cast, int(cast * 0.4))
    value[astray] = rng.integers(-1, 2, len(astray), dtype=np.int8)
    votes = Triplets(person, statement, value)
    return Case("made up", people, statements, votes, votes, [], np.full(people, -1))


def random_votes(people: int, statements: int, unseen: float, seed: int) -> np.ndarray:
    """Votes that each fall on their own: statements differ in how they are received, people do not."""
    rng = np.random.default_rng(seed)
    agree = rng.uniform(0.1, 0.8, statements)
    draw = rng.random((people, statements))
    votes = np.where(draw < agree, 1.0, np.where(draw < agree + (1 - agree) * 0.8, -1.0, 0.0))
    votes[rng.random(votes.shape) < unseen] = np.nan
    return votes


def planted_votes(sizes: tuple[int, ...], statements: int, noise: float, unseen: float, seed: int) -> np.ndarray:
    """Votes of groups that each hold an opinion on every statement, some of them astray."""
    rng = np.random.default_rng(seed)
    votes = rng.choice([-1.0, 1.0], (len(sizes), statements))[np.repeat(np.arange(len(sizes)), sizes)]
    votes = np.where(rng.random(votes.shape) < noise, rng.choice([-1.0, 0.0, 1.0], votes.shape), votes)
    votes[rng.random(votes.shape) < unseen] = np.nan
    return votes
