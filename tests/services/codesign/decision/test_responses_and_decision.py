"""Answers to findings, the decision that nobody can record too early, and what follows from it."""

import pytest

from kernel.jobs.models import Job
from services.codesign.models import DesignChallenge, DesignDecision, InsightResponse
from tests.factories import (
    ContributorFactory,
    DecisionItemFactory,
    DesignDecisionFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    MembershipFactory,
    OptionFactory,
    PersonFactory,
    ago,
    ahead,
)
from tests.services.codesign.decision.scene import DECISION, ready_to_decide
from tests.services.codesign.findings.scene import answer, job, kept, page, scene, sent, sent_twice, words

pytestmark = pytest.mark.django_db

ANSWERS_QUERIES = 9
DECIDE_QUERIES = 14
DECIDED_QUERIES = 14
SOON = "2099-01-31"


def test_the_three_answers(in_tenant, client_for):
    here = scene("options_open")
    first, second, third = (kept(here.challenge, text=f"Finding {n}.") for n in range(3))
    option = OptionFactory(challenge=here.challenge, title="Lights")
    client = client_for(here.cast.decision_owner)

    def say(insight, **data):
        sent(client, here.url(f"responses/{insight.pk}/"), data)

    say(first, kind="addressed", option=option.pk)
    say(second, kind="declined", reason_0="No money.", reason_1="Dim arian.")
    say(third, kind="deferred", owner=here.cast.professional.pk, due=SOON)

    rows = {row.insight_id: row for row in InsightResponse.objects.all()}
    assert [rows[i.pk].kind for i in (first, second, third)] == ["addressed", "declined", "deferred"]
    assert rows[second.pk].reason.data == {"en": "No money.", "cy": "Dim arian."}
    shown = page(client, here.url("responses/"))
    assert "Every finding has an answer." in shown
    assert "Lights" in shown
    assert "No money." in shown
    assert "Pia Professional, by 31 January 2099" in shown


def test_the_words_stand_beside_the_question(in_tenant, client_for):
    here = scene("options_open")
    insight = kept(here.challenge)
    InsightSourceFactory(insight=insight, kind="dissents", feedback=answer(here.challenge, "I like it dark."))

    shown = page(client_for(here.cast.decision_owner), here.url(f"responses/{insight.pk}/"))

    assert 'I like it dark.<span class="app-quote__source" lang="en">Sees it differently</span>' in shown
    assert shown.count("app-quote__source") == 2


def test_an_answer_can_be_changed(in_tenant, client_for):
    here = scene("options_open")
    insight = kept(here.challenge)
    InsightResponseFactory(insight=insight, kind="declined")
    client, url = client_for(here.cast.commissioner), here.url(f"responses/{insight.pk}/")

    assert "It would cost more than the whole service." in page(client, url)
    sent(client, url, {"kind": "deferred", "owner": here.cast.citizen.pk, "due": SOON})
    assert InsightResponse.objects.get().kind == "deferred"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reason_0": "Kept words."}, "Choose what becomes of this finding."),
        ({"kind": "maybe", "reason_0": "Kept words."}, "Select a valid choice."),
        (
            {"kind": "addressed", "reason_0": "Kept words.", "reason_1": "Geiriau."},
            "Choose the option that acts on it.",
        ),
        ({"kind": "addressed", "option": "withdrawn"}, "Select a valid choice."),
        ({"kind": "addressed", "option": "foreign"}, "Select a valid choice."),
        ({"kind": "declined"}, "Say why it will not be acted on. Everybody can read it."),
        ({"kind": "declined", "reason_0": "Kept words."}, "Write this in every language of the council."),
        ({"kind": "deferred", "due": SOON}, "Name who will come back to it."),
        ({"kind": "deferred", "owner": "member"}, "Say by when."),
        ({"kind": "deferred", "owner": "member", "due": "2020-01-01"}, "Choose a day in the future."),
        ({"kind": "deferred", "owner": "member", "due": "soon"}, "Write a date, for example 2027-03-31."),
        ({"kind": "deferred", "owner": "stranger", "due": SOON}, "Select a valid choice."),
    ],
)
def test_incomplete_answers_are_refused_and_stay(data, message, in_tenant, client_for):
    here, other = scene("options_open"), scene("options_open")
    insight = kept(here.challenge)
    OptionFactory(challenge=here.challenge)
    ids = {
        "withdrawn": OptionFactory(challenge=here.challenge, withdrawn_at=ago(days=1)).pk,
        "foreign": OptionFactory(challenge=other.challenge).pk,
        "member": here.cast.citizen.pk,
        "stranger": here.cast.stranger.pk,
    }
    data = {name: ids.get(value, value) for name, value in data.items()}

    shown = words(sent(client_for(here.cast.decision_owner), here.url(f"responses/{insight.pk}/"), data, status=422))

    assert message in shown
    assert data.get("reason_0", "") in shown
    assert InsightResponse.objects.count() == 0


def test_findings_are_answered_only_while_options_are_open(in_tenant, client_for):
    here = scene("synthesised")
    insight = kept(here.challenge)
    data = {"kind": "declined", "reason_0": "Kept words.", "reason_1": "Geiriau."}

    shown = words(sent(client_for(here.cast.decision_owner), here.url(f"responses/{insight.pk}/"), data, status=422))

    assert "Findings are answered while options are open." in shown
    assert "Kept words." in shown
    assert InsightResponse.objects.count() == 0


def test_every_blocker_is_there_in_plain_words(in_tenant, client_for):
    here = scene("options_open")
    kept(here.challenge)
    OptionFactory(challenge=here.challenge, shown_from=ago(days=1))
    blockers = (
        "The answers have not been summed up yet.",
        "No resident has signed the findings as they stand.",
        "No professional has signed the findings as they stand.",
        "Options must be on show for 10 days",
        "1 finding has no answer yet.",
        "0 of the 2 residents needed have said what they think of the options.",
        "0 of the 2 professionals needed have said what they think of the options.",
    )

    shown = page(client_for(here.cast.decision_owner), here.url("decision/"))
    for blocker in blockers:
        assert blocker in shown
    refused = words(sent(client_for(here.cast.decision_owner), here.url("decision/record/"), DECISION, status=422))
    for blocker in blockers:
        assert refused.count(blocker) == 2
    assert "We put up lights." in refused
    assert DesignDecision.objects.count() == 0
    assert DesignChallenge.objects.get(pk=here.challenge.pk).state == "options_open"


def test_only_the_decision_owner_sees_the_form_others_read_who_it_is(in_tenant, client_for):
    here, _option = ready_to_decide()

    owner = page(client_for(here.cast.decision_owner), here.url("decision/"))
    assert "Nothing blocks the decision." in owner
    assert "See what everybody will read" in owner
    for role in ("facilitator", "commissioner", "citizen"):
        shown = page(client_for(here.person(role)), here.url("decision/"))
        assert "Dilys Decision decides. Nobody else can record the decision." in shown
        assert "See what everybody will read" not in shown


def test_recording_the_decision(in_tenant, client_for):
    here, option = ready_to_decide()
    client = client_for(here.cast.decision_owner)

    sent_twice(client, here.url("decision/record/"), {**DECISION, "options": [option.pk]})

    decision = DesignDecision.objects.get()
    assert (decision.text.data["cy"], decision.decided_by_id) == ("Goleuadau.", here.cast.decision_owner.pk)
    assert [item.option_id for item in decision.items.all()] == [option.pk]
    shown = page(client, here.url("decision/"))
    assert "We put up lights." in shown
    assert "Nobody yet" in shown
    again = words(sent(client, here.url("decision/record/"), DECISION, status=200))
    assert "We put up lights." in again
    assert DesignDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text_0": "", "text_1": ""}, "Write something here."),
        ({"text_1": ""}, "Write this in every language of the council."),
        ({"reasons_0": "", "reasons_1": ""}, "Write something here."),
        ({"text_0": "d" * 5001}, "at most 5000 characters"),
        ({"options": ["withdrawn"]}, "Select a valid choice."),
        ({"options": ["new"]}, "has not been on show for the set number of days"),
    ],
)
def test_a_faulty_decision_is_refused_and_stays(changes, message, in_tenant, client_for):
    here, _option = ready_to_decide()
    ids = {
        "withdrawn": OptionFactory(challenge=here.challenge, withdrawn_at=ago(days=1)).pk,
        "new": OptionFactory(challenge=here.challenge, shown_from=ago(days=1)).pk,
    }
    data = {**DECISION, **changes}
    data["options"] = [ids[name] for name in changes.get("options", [])]

    shown = words(sent(client_for(here.cast.decision_owner), here.url("decision/record/"), data, status=422))

    assert message in shown
    assert (data["text_0"] or data["reasons_0"])[:60] in shown
    assert DesignDecision.objects.count() == 0
    assert DesignChallenge.objects.get(pk=here.challenge.pk).state == "options_open"


def test_naming_who_carries_out_each_part(in_tenant, bait, client_for):
    here = scene("decided")
    decision = DesignDecisionFactory(challenge=here.challenge)
    item = DecisionItemFactory(decision=decision, owner=None)
    client, url = client_for(here.cast.commissioner), here.url(f"decision/items/{item.pk}/owner/")

    for wrong in ("", here.cast.stranger.pk, "x"):
        shown = words(sent(client, url, {"owner": wrong}, status=422))
        assert "There is a problem" in shown
    sent(
        client,
        here.url(f"decision/items/{bait.row('codesign.decisionitem').pk}/owner/"),
        {"owner": here.cast.citizen.pk},
        status=404,
    )
    sent(client_for(here.cast.citizen), url, {"owner": here.cast.citizen.pk}, status=403)
    item.refresh_from_db()
    assert item.owner_id is None
    sent(client, url, {"owner": here.cast.citizen.pk})
    item.refresh_from_db()
    assert item.owner_id == here.cast.citizen.pk


def test_telling_everyone_shows_how_far_it_is(in_tenant, client_for):
    here = scene("decided")
    DesignDecisionFactory(challenge=here.challenge)
    ContributorFactory(challenge=here.challenge)
    client = client_for(here.cast.facilitator)

    shown = page(client, here.url("decision/"))
    assert "0 of 1 people have been told what became of their words: a message" in shown
    assert "Tell everyone who took part</button>" in shown
    assert "Tell everyone who took part</button>" not in page(client_for(here.cast.citizen), here.url("decision/"))
    sent_twice(client, here.url("decision/tell/"))
    assert Job.objects.get().kind == "codesign.report_back"
    shown = page(client, here.url("decision/"))
    assert "Waiting to start" in shown
    assert "<progress" in page(client, here.url("decision/tell/"), headers={"HX-Request": "true"})


def test_telling_that_was_given_up_starts_again(in_tenant, client_for):
    here = scene("decided")
    DesignDecisionFactory(challenge=here.challenge)
    dead = job(
        here.challenge,
        "codesign.report_back",
        state="dead",
        attempts=5,
        error_code="OSError",
        finished_at=ago(minutes=1),
    )
    client = client_for(here.cast.facilitator)

    assert "OSError" in page(client, here.url("decision/"))
    sent_twice(client, here.url("decision/tell/"))
    assert [(row.pk, row.state) for row in Job.objects.all()] == [(dead.pk, "queued")]


def test_handing_over_waits_for_owners(in_tenant, client_for):
    here = scene("reported_back")
    item = DecisionItemFactory(decision=DesignDecisionFactory(challenge=here.challenge), owner=None)
    client = client_for(here.cast.facilitator)

    assert "1 part of the decision has nobody who carries it out." in page(client, here.url("decision/"))
    refused = words(client.post(here.url("decision/hand-over/"), follow=True))
    assert refused.count("1 part of the decision has nobody who carries it out.") == 2
    item.owner = here.cast.citizen
    item.save()
    sent_twice(client, here.url("decision/hand-over/"))
    here.challenge.refresh_from_db()
    assert here.challenge.state == "handed_over"
    assert "It is handed over" in page(client, here.url("decision/"))


def test_query_counts(in_tenant, client_for, query_count):
    small, large = scene("options_open"), scene("options_open")
    for here, size in ((small, 1), (large, 30)):
        for _ in range(size):
            InsightResponseFactory(insight=kept(here.challenge), kind="deferred", due=ahead(days=9).date())
            OptionFactory(challenge=here.challenge)
            MembershipFactory(service=here.cast.service)
        client = client_for(here.cast.decision_owner)
        with query_count(ANSWERS_QUERIES):
            page(client, here.url("responses/"))
        with query_count(DECIDE_QUERIES):
            page(client, here.url("decision/"))
    small, large = scene("decided"), scene("decided")
    for here, size in ((small, 1), (large, 30)):
        decision = DesignDecisionFactory(challenge=here.challenge)
        for _ in range(size):
            DecisionItemFactory(decision=decision, owner=PersonFactory())
            MembershipFactory(service=here.cast.service)
        client = client_for(here.cast.facilitator)
        with query_count(DECIDED_QUERIES):
            page(client, here.url("decision/"))
