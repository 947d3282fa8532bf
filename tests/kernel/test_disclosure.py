"""What may be published: steps of figures that grow, the coarse truth, rows about people."""

from collections import Counter
from datetime import timedelta
from itertools import product
from random import Random

import pytest

from kernel.disclosure import (
    BANDS,
    MIXED,
    OPINION_BANDS,
    SMALLEST_CELL,
    coarsen,
    in_tens,
    may_follow,
    opinion_band,
    people_moved,
    share_band,
)

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "now", "people"),
    [
        ({"agree": 29, "disagree": 10, "passed": 14}, {"agree": 29, "disagree": 11, "passed": 14}, 1),
        ({"agree": 29, "disagree": 10}, {"agree": 24, "disagree": 15}, 5),
        ({"agree": 29, "disagree": 10}, {"agree": 19, "disagree": 10}, 10),
        ({}, {"agree": 3}, 3),
        ({"agree": 5}, {"agree": 5}, 0),
    ],
)
def test_how_many_people_stand_between_two_states(before, now, people):
    assert people_moved(before, now) == people


def test_a_figure_moves_after_ten_people_and_an_hour_only():
    before = {"agree": 29, "disagree": 10}
    assert may_follow(before, {"agree": 39, "disagree": 10}, HOUR)
    assert not may_follow(before, {"agree": 38, "disagree": 10}, HOUR)
    assert not may_follow(before, {"agree": 39, "disagree": 10}, HOUR - timedelta(seconds=1))
    assert [in_tens(n) for n in (0, 9, 10, 29)] == [0, 0, 10, 20]


def test_no_band_tells_a_count_or_its_rest_within_less_than_ten_people():
    for total in range(260):
        counts = {}
        for count in range(total + 1):
            counts.setdefault(share_band(count, total), []).append(count)
        named = {band: found for band, found in counts.items() if band}
        assert all(len(found) >= SMALLEST_CELL for found in named.values()), total
        assert not named or len(counts[""]) >= SMALLEST_CELL


def test_the_narrowest_band_that_is_safe_is_told():
    assert [share_band(n, 400) for n in (390, 370, 310, 201, 200)] == [name for name, _, _ in BANDS] + [""]
    assert share_band(100, 100) == "nine_in_ten"
    assert (share_band(18, 18), share_band(19, 19)) == ("", "half")


def test_no_opinion_band_pins_a_small_cell():
    """Whoever knows how many reacted still has ten counts or more to choose from, of those who agree and who do not."""
    for total in range(19, 60):
        possible = {}
        for agree, disagree in product(range(total + 1), repeat=2):
            if agree + disagree <= total:
                possible.setdefault(opinion_band(agree, disagree, total - agree - disagree), []).append(
                    (agree, disagree)
                )
        assert set(possible) <= {*OPINION_BANDS, ""}
        for band, cells in possible.items():
            assert all(len({cell[place] for cell in cells}) >= SMALLEST_CELL for place in (0, 1)), (total, band)


def test_most_people_are_heard_where_nothing_was_said_of_them_before():
    assert opinion_band(190, 3, 5) == "almost_all_agree"
    assert opinion_band(4, 180, 8) == "nine_in_ten_disagree"
    assert opinion_band(9, 8, 30) == MIXED
    assert opinion_band(9, 0, 0) == ""


def test_what_is_told_of_people_is_always_told_of_ten_or_more():
    random = Random(7)
    stakes, modes, languages = ["citizen"] * 8 + ["professional", ""], ["self"] * 9 + ["phone"], ["en", "en", "cy"]
    for _ in range(200):
        among = range(random.randrange(120))
        people = [(random.choice(stakes), random.choice(modes), random.choice(languages)) for _ in among]
        told = coarsen(people)
        shared = Counter(told)
        assert len(told) == len(people)
        assert all(count >= SMALLEST_CELL for count in shared.values()) or set(told) <= {("", "", "")}
        traits = [pair for row, now in zip(people, told, strict=True) for pair in zip(row, now, strict=True)]
        assert all(after in ("", before) for before, after in traits)


def test_one_helped_person_cannot_be_told_apart_by_what_is_missing():
    people = [("citizen", "self", "en")] * 30 + [("citizen", "phone", "cy")]
    assert set(coarsen(people)) == {("", "", "")}
    assert coarsen([("citizen", "self", "en")] * 30 + [("citizen", "self", "cy")] * 12) == (
        [("citizen", "self", "en")] * 30 + [("citizen", "self", "cy")] * 12
    )
    assert coarsen([]) == []
