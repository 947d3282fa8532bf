"""Made-up votes whose answer is known."""

from __future__ import annotations

import numpy as np


def random_votes(seed: int, people: int, statements: int, unseen: float = 0.0) -> np.ndarray:
    """Votes that each fall on their own: statements differ in how they are received, people do not."""
    rng = np.random.default_rng(seed)
    agree = rng.uniform(0.1, 0.8, statements)
    draw = rng.random((people, statements))
    votes = np.where(draw < agree, 1.0, np.where(draw < agree + (1 - agree) * 0.8, -1.0, 0.0))
    votes[rng.random(votes.shape) < unseen] = np.nan
    return votes


def planted_votes(
    seed: int, sizes: tuple[int, ...], statements: int, noise: float = 0.25, unseen: float = 0.2
) -> tuple[np.ndarray, np.ndarray]:
    """Votes of groups that each hold an opinion on every statement, and the group of each person."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    votes = rng.choice([-1.0, 1.0], (len(sizes), statements))[group]
    astray = rng.random(votes.shape) < noise
    votes = np.where(astray, rng.choice([-1.0, 0.0, 1.0], votes.shape), votes)
    votes[rng.random(votes.shape) < unseen] = np.nan
    return votes, group
