"""Runs with something to hide: a group of eight and four partners among larger ones."""

from typing import Any

import numpy as np

from services.codesign.engine.opinion.coverage import Contributor, coverage
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.themes.finding import find_themes
from services.codesign.models import DesignChallenge, SynthesisRun
from tests.factories import SynthesisRunFactory
from tests.services.codesign.findings.scene import answer, statement

SMALL_GROUP, PARTNERS, SMALLEST = 8, 4, 10
SIZES = (160, 140, SMALL_GROUP)


def three_camps(statements: int = 12, seed: int = 5) -> np.ndarray:
    """Votes of three camps, each with a third of the statements to itself; some noise and some passes."""
    random = np.random.default_rng(seed)
    camp = np.repeat(np.arange(3), SIZES)
    own = np.arange(statements) % 3
    votes = np.where(camp[:, None] == own[None, :], 1.0, -1.0)
    votes = np.where(random.random(votes.shape) < 0.08, -votes, votes)
    return np.where(random.random(votes.shape) < 0.12, 0.0, votes)


def stakes_of(people: int) -> list[str]:
    """Residents and professionals in turn, and a few partners at the end."""
    return ["citizen" if n % 2 else "professional" for n in range(people - PARTNERS)] + ["partner"] * PARTNERS


def run_with_small_groups(
    challenge: DesignChallenge, *, statements: int = 12, texts: tuple[str, ...] = (), answers: int = 0, **values: Any
) -> SynthesisRun:
    """A stored run of three camps, one of them small. The small camp is the last group."""
    votes = three_camps(statements=statements)
    # Where a question has such a run already, its statements are there: nobody says the same twice.
    there = {row.text: row for row in challenge.statements.all()}
    said = [texts[n] if n < len(texts) else f"Statement number {n + 1}." for n in range(statements)]
    rows = [there.get(text) or statement(challenge, text) for text in said]
    stakes = stakes_of(len(votes))
    found = map_opinions(votes, stakes=stakes)
    assert [group.size for group in found.groups][-1] < SMALLEST
    answered = [answer(challenge, f"The lamp at bus stop number {n} is dark and broken.") for n in range(answers)]
    themes = find_themes([row.text for row in answered], "en").to_dict() if answered else {}
    heard = coverage([Contributor((), stake, "visitor") for stake in stakes], [])
    stored = {
        "statement_ids": [row.pk for row in rows],
        "feedback_ids": [row.pk for row in answered],
        "opinion_map": {"analysts": found.to_dict(), "public": found.to_dict(public=True)},
        "themes": themes,
        "coverage": heard.to_dict(),
        "parameters": found.to_dict()["parameters"],
    }
    run: SynthesisRun = SynthesisRunFactory(challenge=challenge, **{**stored, **values})
    return run
