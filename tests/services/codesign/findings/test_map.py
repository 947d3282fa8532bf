"""The map of opinions: people drawn as thick as they stand, statements on demand, and both told in words."""

import re
from collections import Counter

import numpy as np
import pytest

from kernel.web.charts import MARK, Cloud, Mark, Picture, scatter
from services.codesign.engine.opinion.density import POINTS, density_true
from services.codesign.presenters.findings.meaning import in_ten, marks_stand_for, of_statement
from services.codesign.presenters.findings.opinion_map import map_of


def crowd(people: int, seed: int = 1) -> list[tuple[int, tuple[float, float]]]:
    """Two clouds, one three times as thick as the other."""
    random = np.random.default_rng(seed)
    first, second = random.normal(-2, 0.5, (people * 3 // 4, 2)), random.normal(2, 0.5, (people // 4, 2))
    return [(0, (x, y)) for x, y in first.tolist()] + [(1, (x, y)) for x, y in second.tolist()]


def test_few_people_are_all_drawn() -> None:
    placed = crowd(400)
    assert density_true(placed, POINTS) == placed


def test_a_sample_is_as_thick_as_the_crowd() -> None:
    placed = crowd(12_000)

    drawn = density_true(placed, POINTS)

    assert len(drawn) == len(set(drawn)) == POINTS
    assert set(drawn) <= set(placed)
    groups = Counter(label for label, _point in drawn)
    assert groups[0] == pytest.approx(POINTS * 0.75, abs=1)
    for edge in (-2.5, -2.0, -1.5):
        everybody = sum(label == 0 and point[0] < edge for label, point in placed) / 9000
        sample = sum(label == 0 and point[0] < edge for label, point in drawn) / groups[0]
        assert sample == pytest.approx(everybody, abs=0.03)
    assert density_true(placed, POINTS) == drawn


def test_a_sample_is_said() -> None:
    assert marks_stand_for(1500, 1500) == ""
    assert "Each mark stands for about 1.3 people." in marks_stand_for(2000, 1500)
    told = marks_stand_for(30_000, 1500)
    assert told.startswith("30,000 people are too many to draw. The map shows 1,500 marks")
    assert told.endswith("Each mark stands for about 20 people.")


def view(people: int = 20, statements: int = 5, *, public: bool = False) -> dict:
    random = np.random.default_rng(2)
    points = random.normal(0, 1, (people, 2)).tolist()
    found = {
        "groups": [{"label": label, "size": people // 2, "centre": points[label], "hull": []} for label in (0, 2)],
        "group_of": [0 if n % 2 else 2 for n in range(people)],
        "positions": points,
        "statement_positions": random.normal(0, 9, (statements, 2)).tolist(),
    }
    if public:
        del found["positions"], found["group_of"]
    return found


@pytest.mark.parametrize("public", [True, False])
def test_statements_are_numbered_links_with_words(public) -> None:
    shown = map_of(view(public=public), [(0, "Lamps <b>"), (3, ""), (4, "x" * 300)])

    assert (shown.shows_people, shown.shows_statements, len(shown.pictures)) == (not public, True, 2)
    wide, narrow = shown.pictures
    for svg in (wide, narrow):
        assert re.findall(r'href="(#statement-\d+)"', svg) == ["#statement-1", "#statement-4", "#statement-5"]
        assert 'aria-label="Statement 1: Lamps &lt;b&gt;"' in svg
        assert "Statement 4: taken back, or not shown" in svg
        assert "x" * 141 not in svg
        assert 'role="group"' in svg
        assert "3 numbered marks are statements; the table below holds their words and figures." in svg
    assert "Group A with 10 people, Group C with 10 people" in wide


def test_without_statements_it_is_an_image() -> None:
    shown = map_of(view(), None)
    assert 'role="img"' in shown.pictures[0]
    assert "<a " not in shown.pictures[0]
    assert not shown.wanted


def test_nothing_to_draw() -> None:
    nobody = {"groups": [], "statement_positions": [[1.0, 2.0], [0.0, 0.0]]}
    assert map_of({}, None).pictures == []
    assert map_of(nobody, None).pictures == []
    alone = map_of(nobody, [(0, "a"), (1, "b")])
    assert len(alone.pictures) == 2
    assert "nan" not in alone.pictures[0]


@pytest.mark.parametrize("size", [(760, 440), (340, 400)])
def test_numbered_marks_do_not_cover_one_another_nor_leave_the_picture(size) -> None:
    marks = [Mark(n + 1, (n % 3 * 0.01, 0.0), f"Statement {n + 1}", f"#statement-{n + 1}") for n in range(50)]
    marks.append(Mark(51, (1.0, 1.0), "far", "#statement-51"))
    svg = scatter(
        Picture("m", "T", "D", [Cloud(1, [(0, 0)], centre=(0, 0), label="A")], marks),
        width=size[0], height=size[1], css_class="w",
    )  # fmt: skip

    boxes = [tuple(map(float, box)) for box in re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)"', svg)]
    middles = [(x + width / 2, y + MARK / 2) for x, y, width in boxes]
    assert len(middles) == 51
    for n, one in enumerate(middles):
        assert MARK / 2 <= one[0] <= size[0] - MARK / 2
        assert MARK / 2 <= one[1] <= size[1] - MARK / 2
        assert all(abs(one[0] - two[0]) + abs(one[1] - two[1]) > MARK * 0.9 for two in middles[:n])
    assert "app-map-line" in svg


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "Nearly everybody who reacted."), (0.58, "About 6 in every 10 who reacted."),
     (0.11, "About 1 in every 10 who reacted."), (0.01, "Fewer than 1 in every 20 who reacted.")],
)  # fmt: skip
def test_shares_in_words(share, words) -> None:
    assert in_ten(share) == words


def test_what_a_statement_says() -> None:
    apart = of_statement(0.5, [("Group A", 0.8), ("Group C", 0.2)])
    assert apart == "Most of Group A agree, and few of Group C do: about 80 and 20 of every 100 people."
    near = of_statement(0.5, [("Group A", 0.8), ("Group C", 0.5), ("Group B", None)])
    assert near == "Of every 100 people in Group A about 80 agree, in Group C about 50."
    assert of_statement(0.52, []) == "Of every 100 people, about 52 agree."
    assert of_statement(None, [("Group A", None)]).startswith("We give no number here")
    assert of_statement(None, [("A", 0.9), ("B", 0.8)], "agree", "Almost everybody who reacted agrees.").startswith(
        "Almost everybody who reacted agrees. Most people in every group agree with this. We give no exact number"
    )
    assert of_statement(None, [("A", None), ("B", None)], "agree") == "Most people in every group agree with this."
