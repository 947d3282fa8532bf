"""A run made while answers still come in: analysts see how it stands, everybody else never does."""

import json

import pytest

from services.codesign import guards
from services.codesign.exports import as_data
from tests.factories import ago
from tests.kernel.api.clients import ApiClient, client_of
from tests.services.codesign.findings.runs import run_with_small_groups
from tests.services.codesign.findings.scene import page, scene

pytestmark = pytest.mark.django_db
PUBLIC = ("results/", "report/")
FILES = ("statements.csv", "themes.csv", "results.json")


def test_analysts_read_that_it_is_how_it_stands_so_far(in_tenant, client_for):
    here = scene("open")
    run_with_small_groups(here.challenge, interim=True, created_at=ago(hours=3))

    for address in (here.url("synthesis/"), here.url("report/")):
        shown = page(client_for(here.cast.citizen), address)
        assert "How it stands so far" in shown
        assert "while answers still come in" in shown
        assert "Nothing is decided by it, and no finding is drafted from it." in shown
    assert "Report on how it stands so far" in shown


def test_other_members_do_not_see_it(in_tenant, client_for):
    here = scene("open")
    run_with_small_groups(here.challenge, interim=True)
    client = client_for(here.cast.partner)

    for address in (here.url("synthesis/"), here.url("report/")):
        shown = page(client, address)
        assert "How it stands so far" not in shown
        assert "Statement number" not in shown
    for name in FILES:
        assert client.get(here.url(name)).status_code == 404
    assert client_of(here.cast.partner).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").status_code == 404


def test_the_public_sees_the_final_one_though_an_interim_one_is_newer(in_tenant, client_in, client_for):
    here = scene("synthesised")
    final = run_with_small_groups(here.challenge, texts=("The final word.",))
    interim = run_with_small_groups(here.challenge, texts=("Not for your eyes.",), interim=True)
    assert interim.number > final.number

    for address in PUBLIC:
        shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/{address}")
        assert "The final word." in shown
        assert "Not for your eyes." not in shown
        assert final.inputs_digest in shown
        assert interim.inputs_digest not in shown
    for name in FILES:
        text = client_in(in_tenant).get(f"/say/{here.challenge.pk}/{name}").content.decode()
        assert "Not for your eyes." not in text
    api = ApiClient(in_tenant).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").json()
    assert (api["number"], api["interim"]) == (final.number, False)
    assert as_data(here.challenge)["synthesis"]["number"] == final.number
    analyst = client_of(here.cast.citizen).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").json()
    assert (analyst["number"], analyst["interim"]) == (interim.number, True)


def test_an_interim_one_alone_is_nothing_for_everybody(in_tenant, client_in):
    here = scene("synthesised")
    run_with_small_groups(here.challenge, texts=("Not for your eyes.",), interim=True)

    for address in PUBLIC:
        assert "Not for your eyes." not in page(client_in(in_tenant), f"/say/{here.challenge.pk}/{address}")
    for name in FILES:
        assert client_in(in_tenant).get(f"/say/{here.challenge.pk}/{name}").status_code == 404
    assert ApiClient(in_tenant).send("GET", f"/challenges/{here.challenge.pk}/synthesis/").status_code == 404
    assert as_data(here.challenge)["synthesis"] is None
    assert "Not for your eyes." not in json.dumps(as_data(here.challenge)["synthesis"])


def test_no_guard_counts_it(in_tenant):
    here = scene()
    late = {"interim": True, "created_at": here.challenge.closes_at}
    run_with_small_groups(here.challenge, **late)

    assert [reason.code for reason in guards.guard_synthesis_run(here.challenge)]
    run_with_small_groups(here.challenge, created_at=here.challenge.closes_at)
    assert guards.guard_synthesis_run(here.challenge) == []
