"""The table of all statements on the pages of results: in parts, in an order, and never more than may be seen."""

import re

import pytest

from kernel.audit.versions import Versions
from kernel.tenancy.scope import companion
from services.codesign.engine.opinion.publication import SMALLEST_CELL
from tests.factories import SynthesisRunFactory
from tests.services.codesign.findings.runs import run_with_small_groups
from tests.services.codesign.findings.scene import page, scene

pytestmark = pytest.mark.django_db

LARGE, LARGE_RESULTS_QUERIES = 10_000, 11


def numbers(shown: str) -> list[int]:
    """The statements that have a row."""
    return [int(n) for n in re.findall(r'<tr class="govuk-table__row" id="statement-(\d+)">', shown)]


def results(here) -> str:
    return f"/say/{here.challenge.pk}/results/"


def test_fifty_at_a_time_in_an_order(in_tenant, client_in):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, statements=60)
    client = client_in(in_tenant)

    first = page(client, results(here))
    assert numbers(first) == list(range(1, 51))
    assert 'href="?page=2#statements"' in first
    second = page(client, results(here) + "?page=2")
    assert numbers(second) == list(range(51, 61))
    everything = numbers(page(client, results(here) + "?order=shared")) + numbers(
        page(client, results(here) + "?order=shared&page=2")
    )
    assert sorted(everything) == list(range(1, 61))
    assert everything != sorted(everything)


@pytest.mark.parametrize(
    "query", ["page=0", "page=-3", "page=x", "page=", "order=no", "order=", "map=x", "map=", f"page={'9' * 40}"]
)
def test_what_makes_no_sense_is_as_if_not_asked(query, in_tenant, client_in):
    here = scene("synthesised")
    run_with_small_groups(here.challenge)
    shown = page(client_in(in_tenant), f"{results(here)}?{query}")
    assert numbers(shown) == list(range(1, 13))
    assert "app-map-mark" not in shown


def test_statements_are_put_on_the_map_by_a_link(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, statements=60)

    for client, address in (
        (client_in(in_tenant), results(here)),
        (client_for(here.cast.citizen), here.url("synthesis/")),
    ):
        plain = page(client, address)
        assert "Show statements on the map" in plain
        assert 'href="?map=statements#map"' in plain
        assert "app-map-mark" not in plain
        shown = page(client, f"{address}?map=statements&page=2")
        assert "Hide the statements on the map" in shown
        assert 'href="?page=2#map"' in shown
        # Two drawings of the part of the table that is shown.
        marks = [int(n) for n in re.findall(r'class="app-map-mark" href="#statement-(\d+)"', shown)]
        assert marks == list(range(51, 61)) * 2
        assert set(marks) == set(numbers(shown))


def test_everybody_sees_no_small_number_in_it(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run_with_small_groups(here.challenge)

    public = page(client_in(in_tenant), results(here))
    table = public[public.index('class="govuk-table app-statements"') :]
    table = table[: table.index("</table>")]

    heads = re.findall(r'<th scope="col"[^>]*>(Everybody|Group \w|[A-Z][a-z ]+)<', table)
    assert "Group A" in heads
    assert not {"Group B", "Group C", "Partner organisations"} & set(heads)
    people = [int(n.replace(",", "")) for n in re.findall(r"\(([\d,]+)\)", table)]
    assert people
    assert min(people) >= 2 * SMALLEST_CELL
    assert ">not shown<" in table
    whole = page(client_for(here.cast.citizen), here.url("synthesis/"))
    assert re.findall(r'<th scope="col"[^>]*>(Group \w)<', whole) == ["Group A", "Group B", "Group C"]


def test_no_clear_groups_is_no_failure(in_tenant, client_in):
    here = scene("synthesised")
    run = run_with_small_groups(here.challenge)
    for view in run.opinion_map.values():
        view.update(clear=False, reason="like_chance", groups=[])
    run.save()

    shown = page(client_in(in_tenant), results(here))

    assert "That there are no clear groups is not a failure." in shown
    assert "Single people are never shown on a public map" in shown
    on_map = page(client_in(in_tenant), results(here) + "?map=statements")
    assert len(re.findall('class="app-map-mark"', on_map)) == 24
    assert "Each mark is a person" not in on_map


def large_run(challenge, size: int):
    """Statements without rows of their own: the page must not need them all."""
    counts = {kind: [20 + n % 70 for n in range(size)] for kind in ("agree", "disagree", "passed")}
    counts["seen"] = [sum(cell) for cell in zip(*counts.values(), strict=True)]
    groups = [
        {"label": label, "size": 4000, "stability": 0.9, "centre": [label, 1.0],
         "counts": {"name": str(label), **counts}, "representative": [{"statement": label, "direction": "agree"}]}
        for label in (0, 2, 5)
    ]  # fmt: skip
    view = {
        "clear": True, "reason": "clear", "stability": 0.8, "groups": groups, "by_stake": {},
        "totals": {"name": "everyone", "size": 12_000, **counts},
        "consensus": {"agree": [0.5] * size, "disagree": [0.1] * size},
        "shared": [{"statement": n, "direction": "agree"} for n in range(20)],
        "divisive": [{"statement": n, "direction": ""} for n in range(20, 40)],
        "statement_positions": [[(n % 100) / 50 - 1, n / size - 0.5] for n in range(size)],
    }  # fmt: skip
    return SynthesisRunFactory(
        challenge=challenge, statement_ids=list(range(1, size + 1)), opinion_map={"public": view, "analysts": view}
    )


@pytest.mark.parametrize("size", [60, LARGE])
def test_ten_thousand_cost_as_many_queries_as_sixty(size, in_tenant, client_in, query_count):
    here = scene("synthesised")
    large_run(here.challenge, size)

    for query in ("", "?map=statements", "?order=divides&page=2"):
        # As in a scope of its own: the test's remembers what an earlier request read.
        companion(Versions).read.clear()
        with query_count(LARGE_RESULTS_QUERIES):
            shown = page(client_in(in_tenant), results(here) + query)
        assert len(numbers(shown)) == (10 if size == 60 and "page=2" in query else 50)
        assert len(shown) < 500_000
    assert "Group A" in shown
    assert "Group F" in shown
    assert "Group B" not in shown


def test_the_report_holds_the_first_of_very_many(in_tenant, client_in):
    here = scene("synthesised")
    large_run(here.challenge, LARGE)

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/report/")

    assert numbers(shown) == list(range(1, 501))
    assert "The first 500 are printed here; the file of statements holds all." in shown
