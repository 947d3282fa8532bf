"""Who may see and press what on the pages of findings and decisions."""

import pytest

from kernel.jobs.models import Job
from services.codesign.models import DesignChallenge, Insight, Signature
from tests.factories import DesignDecisionFactory, OptionFactory
from tests.services.codesign.findings.scene import ANALYSTS, MEMBERS, OUTSIDE, draft, kept, scene
from tests.tables import each_row, whom_to_ask

pytestmark = pytest.mark.django_db

# Those who may most come first.
ALL = ("facilitator", "commissioner", "decision_owner", "professional", "citizen", "partner", *OUTSIDE)
PAGES = {
    "": MEMBERS,
    "synthesis/": MEMBERS,
    "insights/": MEMBERS,
    "insights/{insight}/": MEMBERS,
    "insights/{insight}/drop/": ANALYSTS,
    "insights/new/": ANALYSTS,
    "unused/": MEMBERS,
    "unused/?show=aside": MEMBERS,
    "sign/": MEMBERS,
    "options/": MEMBERS,
    "options/new/": MEMBERS,
    "options/{option}/view/": MEMBERS,
    "options/{option}/withdraw/": ("citizen",),
    "responses/": MEMBERS,
    "responses/{insight}/": ("commissioner", "decision_owner"),
    "decision/": MEMBERS,
}


def test_pages_by_role(in_tenant, bait, client_for, client_in):
    here = scene("options_open")
    insight = kept(here.challenge)
    option = OptionFactory(challenge=here.challenge, proposed_by=here.cast.citizen)

    def look(path, here):
        url = here.url(path.format(insight=insight.pk, option=option.pk))
        expected = {role: 200 if role in PAGES[path] else 403 for role in ALL}
        asked = whom_to_ask(ALL, expected, {200})
        assert {role: client_for(here.person(role)).get(url).status_code for role in asked} == {
            role: expected[role] for role in asked
        }
        visitor = client_in(in_tenant).get(url)
        assert visitor.status_code == 302
        assert "/account/login/" in visitor.headers["Location"]

    each_row(PAGES, look, here)


def test_another_councils_rows_are_not_found(in_tenant, bait, client_for):
    rows = {"insight": bait.row("codesign.insight").pk, "option": bait.row("codesign.option").pk}

    def look(path, here):
        client = client_for(here.cast.decision_owner)
        assert client.get(f"/work/{bait.challenge.pk}/{path.format(**rows)}").status_code == 404
        if "{" in path and "withdraw" not in path:
            assert client.get(here.url(path.format(**rows))).status_code == 404

    each_row(PAGES, look, scene("options_open"))


def test_a_draft_challenge_is_out_of_sight_for_strangers(in_tenant, client_for):
    here = scene("draft")

    statuses = {role: client_for(here.person(role)).get(here.url()).status_code for role in ("citizen", "stranger")}

    assert statuses == {"citizen": 200, "stranger": 404}


def test_who_may_start_the_summing_up(in_tenant, client_for):
    here = scene()

    statuses = {role: client_for(here.person(role)).post(here.url("synthesis/run/")).status_code for role in OUTSIDE}
    assert statuses == dict.fromkeys(OUTSIDE, 403)
    for role in ("commissioner", "partner"):
        assert client_for(here.person(role)).post(here.url("synthesis/run/")).status_code == 403
    assert Job.objects.count() == 0
    for role in ANALYSTS:
        assert client_for(here.person(role)).post(here.url("synthesis/run/")).status_code == 302
    assert Job.objects.count() == 1


@pytest.mark.parametrize("button", ["keep/", "drop/", "look-again/"])
def test_only_analysts_change_findings(button, in_tenant, client_for):
    here = scene()
    insight = draft(here.challenge)

    for role in ("commissioner", "partner", *OUTSIDE):
        assert client_for(here.person(role)).post(here.url(f"insights/{insight.pk}/{button}")).status_code == 403
    insight.refresh_from_db()
    assert (insight.state, insight.version) == ("draft", 1)


def test_only_residents_and_professionals_sign(in_tenant, client_for):
    here = scene()
    kept(here.challenge)

    statuses = {
        role: client_for(here.person(role)).post(here.url("sign/"), {"digest": "x"}).status_code for role in ALL
    }

    assert statuses == {role: 422 if role in ("citizen", "professional", "decision_owner") else 403 for role in ALL}
    assert Signature.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "path", "allowed"),
    [
        ("feedback_closed", "complete-synthesis/", ("facilitator",)),
        ("synthesised", "options/open/", ("facilitator", "commissioner")),
        ("options_open", "decision/record/", ("decision_owner",)),
        ("decided", "decision/tell/", ("facilitator",)),
        ("reported_back", "decision/hand-over/", ("facilitator", "commissioner")),
    ],
)
def test_who_may_move_on(state, path, allowed, in_tenant, client_for):
    here = scene(state)
    if state in ("decided", "reported_back"):
        DesignDecisionFactory(challenge=here.challenge)

    for role in ALL:
        status = client_for(here.person(role)).post(here.url(path)).status_code
        assert (role, status == 403) == (role, role not in allowed)
        DesignChallenge.objects.filter(pk=here.challenge.pk).update(state=state)


def test_buttons_answer_only_to_post(in_tenant, client_for):
    here = scene()
    client = client_for(here.cast.citizen)

    for path in ("synthesis/run/", "insights/merge/", "complete-synthesis/", "options/open/", "decision/hand-over/"):
        assert client.get(here.url(path)).status_code == 405
    assert Insight.objects.count() == 0
