"""Near duplicates: found among letters that a campaign wrote, with work that grows as the number of texts does."""

import random
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from services.codesign.engine.themes import duplicates
from services.codesign.engine.themes.duplicates import BANDS, LATEST, NEAR_DUPLICATE, near_duplicates

LETTER = [
    "please", "keep", "our", "library", "open", "on", "saturdays", "because", "children", "of", "this", "town", "need",
    "a", "warm", "quiet", "place", "to", "read", "and", "meet", "their", "friends", "after", "school", "since", "few",
    "others", "offer", "one", "near", "the", "harbour", "street",
]  # fmt: skip


def letters(count: int) -> list[frozenset[str]]:
    """One letter with a word changed and a word added in each."""
    chance = random.Random(5)
    own = [(chance.randrange(len(LETTER)), number) for number in range(count)]
    return [frozenset([*LETTER[:place], f"name{n}", *LETTER[place + 1 :], f"street{n}"]) for place, n in own]


def single_words(count: int) -> list[frozenset[str]]:
    """A word each; every tenth is one that others wrote too, in a row of its own (a full stop more, say)."""
    return [frozenset([f"word{number // 10 if number % 10 == 0 else number}"]) for number in range(count)]


def alike(count: int) -> list[frozenset[str]]:
    """Half the words are everybody's, half are one's own: alike, and not alike enough."""
    return [frozenset([*LETTER[:12], *(f"own{n}-{k}" for k in range(6))]) for n in range(count)]


def groups(words: list[frozenset[str]]) -> tuple[tuple[int, ...], ...]:
    return near_duplicates(words, np.arange(len(words)))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often it was asked where a text belongs: the step of which there would be n² in the worst case."""
    counted, root = [0], duplicates._root

    def count(parent: list[int], row: int) -> int:
        counted[0] += 1
        return root(parent, row)

    monkeypatch.setattr(duplicates, "_root", count)
    return counted


@pytest.mark.parametrize("made", [letters, single_words, alike])
def test_work_grows_as_the_texts_do(made: Callable[[int], list[frozenset[str]]], steps: list[int]) -> None:
    done = []
    for count in (400, 1600):
        steps[0] = 0
        groups(made(count))
        done.append(steps[0])
        assert steps[0] <= count * (1 + 2 * BANDS * LATEST)
    assert done[1] <= 5 * done[0]


def test_the_letters_of_a_campaign_are_one_group() -> None:
    words = [*letters(300), *alike(50)]
    (found,) = groups(words)
    assert set(found) == set(range(300))


def test_the_same_words_in_another_text_are_near_and_other_words_are_not() -> None:
    words = single_words(40)
    expected = [pair for pair in combinations(range(40), 2) if words[pair[0]] == words[pair[1]]]
    assert {pair for group in groups(words) for pair in combinations(group, 2)} == set(expected)
    assert expected


def test_it_finds_what_comparing_each_with_each_finds() -> None:
    """Nothing that is not there, and of what is there next to nothing is missed."""
    chance = random.Random(11)
    vocabulary = [f"w{number}" for number in range(60)]
    base = [chance.sample(vocabulary, 14) for _ in range(60)]
    words = [frozenset([*chance.choice(base)[: chance.randint(12, 14)], chance.choice(vocabulary)]) for _ in range(600)]
    near = {
        (one, other)
        for one, other in combinations(range(len(words)), 2)
        if len(words[one] & words[other]) >= NEAR_DUPLICATE * len(words[one] | words[other])
    }
    found = {pair for group in groups(words) for pair in combinations(group, 2)}
    assert len(near) > 500
    assert len(near - found) <= len(near) / 200
    linked = {row for pair in near for row in pair}
    assert {row for pair in found for row in pair} <= linked


def test_texts_without_words_are_nobodys_duplicates() -> None:
    assert groups([frozenset(), frozenset(), frozenset(["one"])]) == ()
    assert groups([]) == ()
