"""Where a finding says that a machine drafted it, it says too that a model worded it; and one can undo that."""

import pytest

from kernel.audit.models import AuditEvent
from kernel.clock import now
from services.codesign.exports import as_data
from services.codesign.models import DesignChallenge, Insight
from tests.factories import both
from tests.kernel.api.clients import client_of, problem_of
from tests.services.codesign.findings.scene import ANALYSTS, MEMBERS, OUTSIDE, Scene, draft, page, scene, sent, words

pytestmark = pytest.mark.django_db

MARK = "Worded by a language model (small &lt;1&gt;), checked against what it rests on."
MODEL = "small <1>"
COUNTED = {"en": "26 of 60 answers speak of: lamp.", "cy": "Mae 26 o 60 ateb yn sôn am: lamp."}
WORDED = {"en": "26 of 60 answers talk about a lamp.", "cy": "Mae 26 o 60 o atebion yn siarad am lamp."}


@pytest.fixture
def here(in_tenant, bait) -> Scene:
    return scene()


@pytest.fixture
def insight(here: Scene) -> Insight:
    made = draft(here.challenge)
    made.text = made.reworded_text = both(WORDED["en"], WORDED["cy"])
    made.counted_text, made.reworded_by = both(COUNTED["en"], COUNTED["cy"]), MODEL
    made.save()
    return made


def test_members_see_who_worded_it_and_what_was_counted(here, insight, client_for):
    client = client_for(here.cast.citizen)
    listed = page(client, here.url("insights/"))
    assert "A machine drafted this; no person has checked it yet." in listed
    assert MARK in listed
    shown = page(client, here.url(f"insights/{insight.pk}/"))
    assert MARK in shown
    assert "26 of 60 answers speak of: lamp." in shown
    assert "Say it as it was counted" in shown
    assert "Mae 26 o 60 ateb yn sôn am: lamp." in page(client, "/cy" + here.url(f"insights/{insight.pk}/"))


def test_the_mark_stays_when_it_is_kept_and_when_everybody_reads_it(here, insight, client_for, client_in, in_tenant):
    client = client_for(here.cast.citizen)
    sent(client, here.url(f"insights/{insight.pk}/keep/"), {"wording": MODEL})
    assert MARK in page(client, here.url("sign/"))
    DesignChallenge.objects.filter(pk=here.challenge.pk).update(state="synthesised", agreed_at=now())
    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/results/")
    assert MARK in shown
    assert "Say it as it was counted" not in page(client, here.url(f"insights/{insight.pk}/"))
    [row] = as_data(here.challenge)["findings"]
    assert row["worded_by_model"] == MODEL


def test_what_no_model_worded_has_no_mark(here, client_for):
    made = draft(here.challenge)
    client = client_for(here.cast.citizen)
    for path in ("insights/", f"insights/{made.pk}/"):
        assert "language model" not in page(client, here.url(path))


def test_a_draft_that_was_worded_while_somebody_read_it_is_not_kept_unread(here, insight, client_for):
    client = client_for(here.cast.citizen)
    answer = client.post(here.url(f"insights/{insight.pk}/keep/"), {"wording": ""}, follow=True)
    assert "This draft was put into other words while you read it. Please read it again." in words(answer)
    insight.refresh_from_db()
    assert insight.state == "draft"
    sent(client, here.url(f"insights/{insight.pk}/keep/"), {"wording": MODEL})
    insight.refresh_from_db()
    assert (insight.state, insight.reworded_by) == ("kept", MODEL)


def test_one_button_says_it_again_as_it_was_counted(here, insight, client_for):
    client = client_for(here.cast.professional)
    sent(client, here.url(f"insights/{insight.pk}/as-counted/"))
    insight.refresh_from_db()
    assert (insight.text.data, insight.reworded_by, insight.version) == (COUNTED, "", 2)
    assert (insight.state, insight.written_by_id) == ("draft", here.cast.professional.pk)
    assert "language model" not in page(client, here.url(f"insights/{insight.pk}/"))
    event = AuditEvent.objects.get(verb="codesign.insight_changed")
    assert event.data == {"insight": insight.pk, "what": "as-counted"}
    again = client.post(here.url(f"insights/{insight.pk}/as-counted/"), follow=True)
    assert "No language model has worded this finding." in words(again)


def test_rewriting_takes_the_mark_away_and_saving_it_unread_does_not(here, insight, client_for):
    client = client_for(here.cast.citizen)
    path = here.url(f"insights/{insight.pk}/")
    sent(client, path, {"text_0": WORDED["en"], "text_1": WORDED["cy"], "version": "1"})
    insight.refresh_from_db()
    assert (insight.state, insight.reworded_by) == ("kept", MODEL)
    sent(client, path, {"text_0": "Lamps are broken.", "text_1": "Mae lampau wedi torri.", "version": "2"})
    insight.refresh_from_db()
    assert (insight.reworded_by, insight.as_counted) == ("", None)
    assert "language model" not in page(client, path)


def test_findings_that_are_agreed_stay_as_they_were_signed(here, insight, client_for):
    DesignChallenge.objects.filter(pk=here.challenge.pk).update(state="synthesised", agreed_at=now())
    sent(client_for(here.cast.citizen), here.url(f"insights/{insight.pk}/as-counted/"))
    insight.refresh_from_db()
    assert insight.reworded_by == MODEL


def test_only_analysts_press_the_button(here, insight, client_for):
    path = here.url(f"insights/{insight.pk}/as-counted/")
    for role in (*MEMBERS, *OUTSIDE):
        if role not in ANALYSTS:
            assert client_for(here.person(role)).post(path).status_code == 403
    assert client_for(here.cast.citizen).get(path).status_code == 405
    insight.refresh_from_db()
    assert insight.reworded_by == MODEL
    shown = page(client_for(here.cast.commissioner), here.url(f"insights/{insight.pk}/"))
    assert MARK in shown
    assert "Say it as it was counted" not in shown


def test_another_councils_draft_is_not_found(here, bait, client_for):
    theirs = bait.row("codesign.insight")
    client = client_for(here.cast.citizen)
    assert client.post(here.url(f"insights/{theirs.pk}/as-counted/")).status_code == 404
    assert client.post(f"/work/{bait.challenge.pk}/insights/{theirs.pk}/as-counted/").status_code == 404


def test_the_api_says_the_same(here, insight):
    client = client_of(here.cast.citizen)
    path = f"/challenges/{here.challenge.pk}/insights/{insight.pk}/"
    found = client.send("GET", path).json()
    assert (found["reworded_by"], found["as_counted"], found["is_machine_draft"]) == (MODEL, COUNTED, True)
    restored = client.send("POST", f"{path}as-counted/").json()
    assert (restored["text"], restored["reworded_by"], restored["as_counted"]) == (COUNTED, "", None)
    assert problem_of(client.send("POST", f"{path}as-counted/")) == (409, "conflict")
