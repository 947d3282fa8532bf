"""The report to print: everything of a run for its readers, and nothing for others."""

import re

import pytest

from tests.factories import SynthesisRunFactory
from tests.services.codesign.findings.runs import run_with_small_groups
from tests.services.codesign.findings.scene import draft, kept, page, scene

pytestmark = pytest.mark.django_db

REPORT_QUERIES = 13


def test_public_from_the_agreement_on(in_tenant, bait, client_in):
    for state in ("open", "feedback_closed", "synthesised", "handed_over"):
        here = scene(state)
        kept(here.challenge, text="Lamps are wanted.")
        run_with_small_groups(here.challenge)
        agreed = state in ("synthesised", "handed_over")
        shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/report/")
        assert ("Lamps are wanted." in shown) is agreed
        assert ("Statement number 1." in shown) is agreed
        assert ("The findings are not agreed yet." in shown) is not agreed
    page(client_in(in_tenant), f"/say/{scene('draft').challenge.pk}/report/", status=404)
    page(client_in(in_tenant), f"/say/{bait.challenge.pk}/report/", status=404)


def test_everything_is_in_it_and_nothing_is_folded_away(in_tenant, client_in):
    here = scene("synthesised")
    kept(here.challenge, text="Lamps are wanted.")
    draft(here.challenge, text="Never agreed.")
    run = run_with_small_groups(here.challenge, answers=14)

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/report/")

    for part in (
        "The findings", "In short", "Who thinks alike", "What people share", "What divides people",
        "What marks each group", "All statements", "What the answers are about", "Who we heard",
        "About this summing-up", "Check it yourself",
    ):  # fmt: skip
        assert f">{part}<" in shown, part
    for fact in (run.inputs_digest, "20260101", "python -m services.codesign.engine", run.engine_version):
        assert fact in shown
    assert all(f"Statement number {n}." in shown for n in range(1, 13))
    assert "<details" not in shown
    assert "Never agreed." not in shown
    assert " app-report" in re.search(r"<body class=\"([^\"]*)\"", shown).group(1)
    assert "data-print" in shown


def test_the_public_one_holds_no_small_group(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, answers=14)

    whole = page(client_for(here.cast.citizen), here.url("report/"))
    assert "Group C (8 people)" in whole
    assert "Each mark is a person." in whole
    assert "it holds small groups and small numbers. Do not pass it on." in whole
    for client, address in (
        (client_in(in_tenant), f"/say/{here.challenge.pk}/report/"),
        (client_for(here.cast.partner), here.url("report/")),
        (client_for(here.cast.commissioner), here.url("report/")),
    ):
        shown = page(client, address)
        assert "Group A (" in shown
        for secret in ("Group B", "Group C", "(8 people)", "app-hull", "Each mark is a person"):
            assert secret not in shown, secret
        assert re.findall(r"of (\d) (?:people|person)", shown) == []
        assert re.findall(r"\((\d)\)", shown) == []


def test_only_members_have_the_one_for_work(in_tenant, client_in, client_for):
    here = scene()
    assert client_in(in_tenant).get(here.url("report/")).status_code == 302
    page(client_for(here.cast.stranger), here.url("report/"), status=403)
    assert "Nothing has been summed up yet." in page(client_for(here.cast.citizen), here.url("report/"))


def test_results_lead_to_it(in_tenant, client_in, client_for):
    here = scene("synthesised")
    run_with_small_groups(here.challenge)

    public = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")
    work = page(client_for(here.cast.citizen), here.url("synthesis/"))

    for rest in ("report/", "statements.csv", "themes.csv", "results.json"):
        assert f'href="/aberwen/say/{here.challenge.pk}/{rest}"' in public
        assert f'href="/aberwen/work/{here.challenge.pk}/{rest}"' in work


def test_a_run_of_nothing(in_tenant, client_in):
    here = scene("synthesised")
    SynthesisRunFactory(challenge=here.challenge, opinion_map={})

    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/report/")

    assert "People reacted to too few statements each to say who thinks alike." in shown
    assert "No finding was kept." in shown
    assert "Nobody answered in their own words." in shown


def test_query_counts(in_tenant, client_in, query_count):
    for findings, statements, answers in ((1, 12, 14), (30, 60, 90)):
        here = scene("synthesised")
        for _ in range(findings):
            kept(here.challenge)
        run_with_small_groups(here.challenge, statements=statements, answers=answers)
        with query_count(REPORT_QUERIES):
            page(client_in(in_tenant), f"/say/{here.challenge.pk}/report/")
