"""Counts and tests on statements: what sides share, what divides them, what marks a group.

Formulas after Small et al. 2021: smoothed shares, one- and two-proportion tests with one vote added, group-
informed consensus as a product over groups.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from services.codesign.engine.opinion.results import Consensus, RepresentativeStatement, ScoredStatement
from services.codesign.engine.opinion.sides import SideCounts
from services.codesign.engine.opinion.votes import VoteTable

# One-sided 90%: the bar for naming a statement at all; the corrected p is shown beside it.
Z_BAR = 1.2816
PER_GROUP = 5
SHARED_SHARE = 0.6
SHARED_SEEN = 5
DIVISIVE_GAP = 0.3
MOST_LISTED = 20


def side_counts(table: VoteTable, side_of: np.ndarray, names: Sequence[str]) -> list[SideCounts]:
    """Counts of each side in the caller's order of statements. `side_of` (caller's order) is -1 for nobody's
    side.
    """
    width = table.matrix.shape[1]
    cells = len(names) * width * 3
    # One row more than there are sides takes in whoever is on none.
    side_in_order = np.where(side_of < 0, len(names), side_of)[table.rows] * (3 * width)
    cell = np.repeat(side_in_order, table.seen_per_row)
    cell += (3 * table.columns)[table.matrix.indices]
    cell += table.matrix.data * np.int8(table.orientation) + np.int8(1)
    disagree, passed, agree = (
        np.bincount(cell, minlength=cells)[:cells].reshape(len(names), width, 3).transpose(2, 0, 1)
    )
    sizes = np.bincount(side_of[side_of >= 0], minlength=len(names))
    seen = agree + disagree + passed
    return [SideCounts(name, int(sizes[i]), agree[i], disagree[i], passed[i], seen[i]) for i, name in enumerate(names)]


def consensus(sides: Sequence[SideCounts], width: int) -> Consensus:
    """Group-informed consensus: every side counts the same, whatever its size."""
    agree, disagree = np.ones(width), np.ones(width)
    for side in sides:
        agree, disagree = agree * side.agree_rate(), disagree * side.disagree_rate()
    return Consensus(agree, disagree)


def representative(groups: Sequence[SideCounts], everyone: SideCounts) -> list[tuple[RepresentativeStatement, ...]]:
    """Up to five statements for each group, ranked by share x its z x ratio to the others x its z."""
    tests = [_tests(group, everyone, direction) for group in groups for direction in ("agree", "disagree")]
    corrected = benjamini_hochberg(np.concatenate([test["p"] for test in tests])) if tests else np.zeros(0)
    corrected = corrected.reshape(len(tests), -1)
    chosen = []
    for number, group in enumerate(groups):
        found = []
        for row, direction in ((2 * number, "agree"), (2 * number + 1, "disagree")):
            test = tests[row]
            for statement in np.flatnonzero((test["z_own"] > Z_BAR) & (test["z"] > Z_BAR)).tolist():
                item = RepresentativeStatement(
                    statement, direction, float(test["share"][statement]),
                    float(test["other"][statement]),
                    int(group.seen[statement]), float(test["z"][statement]), float(corrected[row, statement]),
                )  # fmt: skip
                found.append((-round(float(test["rank"][statement]), 9), statement, direction, item))
        distinct: dict[int, RepresentativeStatement] = {}
        for _, statement, _, item in sorted(found, key=lambda entry: entry[:3]):
            distinct.setdefault(statement, item)
        chosen.append(tuple(distinct.values())[:PER_GROUP])
    return chosen


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Corrected p values: the expected share of false findings among those at least as strong."""
    order = np.argsort(p, kind="stable")
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return corrected


def shared(sides: Sequence[SideCounts]) -> tuple[ScoredStatement, ...]:
    """Statements on which every side leans the same way: smoothed share of 60% or more, five or more votes a
    side.
    """
    if not sides:
        return ()
    enough = np.min([side.seen for side in sides], axis=0) >= SHARED_SEEN
    found = []
    for direction, rates in (
        ("agree", [side.agree_rate() for side in sides]),
        ("disagree", [side.disagree_rate() for side in sides]),
    ):
        least = np.min(rates, axis=0)
        hits = np.flatnonzero(enough & (least >= SHARED_SHARE))
        found += [ScoredStatement(int(place), float(least[place]), direction) for place in hits]
    return tuple(sorted(found, key=_by_score)[:MOST_LISTED])


def divisive(groups: Sequence[SideCounts], everyone: SideCounts) -> tuple[ScoredStatement, ...]:
    """Statements that divide. Between groups: the widest gap in smoothed agreement; without groups: the
    smaller camp.

    Without groups the score is twice the smaller of the smoothed shares that agree and disagree: 1 is an even
    split.
    """
    if len(groups) > 1:
        rates = np.array([side.agree_rate() - side.disagree_rate() for side in groups]) / 2
        score = rates.max(axis=0) - rates.min(axis=0)
        enough = np.min([side.seen for side in groups], axis=0) >= SHARED_SEEN
    else:
        score = 2 * np.minimum(everyone.agree_rate(), everyone.disagree_rate())
        enough = everyone.seen >= 2 * SHARED_SEEN
    hits = np.flatnonzero(enough & (score >= DIVISIVE_GAP))
    found = [ScoredStatement(int(place), float(score[place])) for place in hits]
    return tuple(sorted(found, key=_by_score)[:MOST_LISTED])


def _by_score(item: ScoredStatement) -> tuple[float, int, str]:
    return (-round(item.score, 9), item.statement, item.direction)


def _tests(group: SideCounts, everyone: SideCounts, direction: str) -> dict[str, np.ndarray]:
    own, seen = getattr(group, direction), group.seen
    other, other_seen = getattr(everyone, direction) - own, everyone.seen - seen
    share, other_share = (own + 1) / (seen + 2), (other + 1) / (other_seen + 2)
    z_own = np.sqrt(seen + 1) * 2 * ((own + 1) / (seen + 1) - 0.5)
    first, second = (own + 1) / (seen + 1), (other + 1) / (other_seen + 1)
    pooled = (own + other + 2) / (seen + other_seen + 2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / (seen + 1) + 1 / (other_seen + 1)))
    z = np.where(spread > 0, (first - second) / np.where(spread > 0, spread, 1), 0.0)
    return {
        "share": own / np.maximum(seen, 1),
        "other": other / np.maximum(other_seen, 1),
        "z_own": z_own,
        "z": z,
        "p": norm.sf(z),
        "rank": share / other_share * z * share * z_own,
    }
