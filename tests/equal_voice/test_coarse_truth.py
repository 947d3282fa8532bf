"""Where an exact number would give somebody away, the coarse truth is told on every way out, and why."""

import csv
import io

import numpy as np
import pytest

from kernel.disclosure import SMALLEST_CELL
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.models import SynthesisRun
from tests.factories import SynthesisRunFactory
from tests.kernel.api.clients import ApiClient
from tests.services.codesign.findings.scene import page, scene, statement

pytestmark = pytest.mark.django_db
PEOPLE = 218
# How many of all disagree and pass on each statement; the rest agree.
SAID = ((3, 2), (1, 15), (109, 9), (60, 40))


@pytest.fixture
def here(in_tenant):
    """Agreed results of a question on which nearly everybody is of one mind."""
    here = scene("synthesised")
    votes = np.ones((PEOPLE, len(SAID)))
    for column, (disagree, passed) in enumerate(SAID):
        votes[:disagree, column], votes[disagree : disagree + passed, column] = -1, 0
    found = map_opinions(votes)
    rows = [statement(here.challenge, f"Statement number {n + 1}.") for n in range(len(SAID))]
    views = {"analysts": found.to_dict(), "public": found.to_dict(public=True)}
    SynthesisRunFactory(challenge=here.challenge, statement_ids=[row.pk for row in rows], opinion_map=views)
    return here


EXPECTED = [
    ("almost_all_agree", "Almost everybody who reacted agrees."),
    ("nine_in_ten_agree", "More than 9 in 10 who reacted agree."),
    None,
    None,
]


def test_the_page_says_it_and_why_there_is_no_number(here, in_tenant, client_in):
    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")
    for told in EXPECTED[:2]:
        assert told[1] in shown
    assert "We give no exact number: so few see it otherwise that somebody could tell who they are." in shown
    assert "Too few" not in shown
    assert "oo few people" not in shown


def test_api_and_file_say_the_same(here, in_tenant, client_in):
    rows = (
        ApiClient(in_tenant).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").json()["results"]["statements"]
    )
    text = client_in(in_tenant).get(f"/say/{here.challenge.pk}/statements.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    for row, line, told in zip(rows, lines, EXPECTED, strict=True):
        if told is None:
            assert row["in_short"] is None
            assert line["everyone_in_short"] == ""
            assert min(row["sides"]["everyone"]["agree"], row["sides"]["everyone"]["disagree"]) >= SMALLEST_CELL
        else:
            assert (row["in_short"]["code"], row["in_short"]["words"]) == told
            assert line["everyone_in_short"] == told[1]
            assert set(row["sides"]["everyone"].values()) == {None}


def test_a_band_stands_only_where_no_group_is_told(here):
    """Beside the groups' own figures it could narrow down those who are in none of them."""
    public = SynthesisRun.objects.get().opinion_map["public"]
    for index, band in enumerate(public["totals"]["band"]):
        sides = [public["totals"], *(group["counts"] for group in public["groups"])]
        assert not band or all(side["agree"][index] is None for side in sides)
    assert sum(bool(band) for band in public["totals"]["band"]) == 2


def test_people_who_saw_too_few_statements_are_not_called_few(in_tenant, client_in):
    here = scene("synthesised")
    view = {"clear": False, "reason": "too_few_votes"}
    found = map_opinions(np.full((40, 2), 1.0)).to_dict(public=True) | view
    rows = [statement(here.challenge) for _ in range(2)]
    SynthesisRunFactory(
        challenge=here.challenge, statement_ids=[row.pk for row in rows], opinion_map={"public": found, "analysts": {}}
    )
    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")
    assert "People reacted to too few statements each to say who thinks alike." in shown
    assert "Too few people" not in shown
