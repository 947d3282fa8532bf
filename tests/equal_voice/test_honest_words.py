"""Nothing is said in somebody's name that they did not say, and what is promised is kept."""

from typing import Any

import pytest

from kernel.accounts.actor import Actor
from kernel.errors import GuardFailed, Invalid
from services.codesign import actions, guards
from services.codesign.actions.findings.drafts import SummedUp, store_draft
from services.codesign.engine.drafts import DraftInsight
from services.codesign.models import DesignDecision, Insight, InsightResponse, InsightSource, SetAside
from services.codesign.queries.findings.insights import listed_insights
from tests.asking import mark_in
from tests.factories import (
    DecisionItemFactory,
    DesignDecisionFactory,
    InsightResponseFactory,
    MembershipFactory,
    OptionFactory,
    PersonFactory,
    SynthesisRunFactory,
    both,
)
from tests.services.codesign.decision.scene import DECISION, ready_to_decide
from tests.services.codesign.findings.scene import (
    Scene,
    answer,
    kept,
    page,
    scene,
    sent,
    sent_twice,
    statement,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_tenant", "bait")]


@pytest.fixture
def visitor(in_tenant: Any, client_in: Any) -> Any:
    """A browser that was never here."""
    return client_in(in_tenant)


def analyst(here: Scene) -> Actor:
    return Actor.for_person(here.cast.citizen.pk)


def drafted(here: Scene, supporting: int = 1) -> tuple[Insight, Any]:
    """A computer's draft, and a statement that the computer thinks may see it differently."""
    rows = [statement(here.challenge, f"Two boys in hoods picked me up {n}.") for n in range(supporting)]
    other = statement(here.challenge, "Officers should train in ordinary clothes.")
    draft = DraftInsight(
        kind="shared",
        template="shared_agree",
        parameters={},
        text="Most people agree.",
        statement_index=0,
        statement_indexes=tuple(range(supporting)),
        may_differ=(("statement", supporting),),
    )
    texts = [row.text for row in (*rows, other)]
    summed_up = SummedUp([row.pk for row in (*rows, other)], texts, [])
    run = SynthesisRunFactory(challenge=here.challenge)
    return store_draft(here.challenge, run, draft, summed_up), other


# --- dissent ---------------------------------------------------------------------------------------------------------


def test_nobody_dissents_because_a_computer_put_them_there(client_for):
    here = scene()
    insight, other = drafted(here)
    client = client_for(here.cast.citizen)

    assert set(InsightSource.objects.filter(insight=insight).values_list("kind", flat=True)) == {"supports"}
    listed = page(client, here.url("insights/"))
    assert "sees it differently" not in listed
    assert other.text not in listed
    shown = page(client, here.url(f"insights/{insight.pk}/"))
    assert "May see it differently: please read" in shown
    assert other.text in shown
    assert f'id="item-statements-{other.pk}-none" value="none" checked' in shown
    actions.keep_insight(actor=analyst(here), insight=insight)
    assert listed_insights(here.challenge).get(pk=insight.pk).dissenting == 0


def test_what_a_computer_guessed_is_on_no_public_page_and_in_no_file(visitor):
    here = scene("synthesised")
    insight, other = drafted(here)
    Insight.objects.filter(pk=insight.pk).update(state="kept", written_by=here.cast.citizen)

    shown = page(visitor, f"/say/{here.challenge.pk}/results/")
    found = visitor.get(f"/api/v1/challenges/{here.challenge.pk}/insights/{insight.pk}/sources/").content.decode()

    assert "Two boys in hoods picked me up 0." in shown
    assert "Two boys in hoods picked me up 0." in found
    for seen in (shown, found):
        assert other.text not in seen
        assert "Sees it differently" not in seen
        assert "dissents" not in seen
    hidden = visitor.get(f"/api/v1/challenges/{here.challenge.pk}/insights/{insight.pk}/may-differ/")
    assert hidden.status_code in (401, 403)


def test_whose_words_dissent_is_for_a_person_to_say(client_for):
    here = scene()
    insight, other = drafted(here)
    client, url = client_for(here.cast.citizen), here.url(f"insights/{insight.pk}/")

    sent(client, url, {"part": "sources", "version": 1, f"item-statements-{other.pk}": "dissents"})

    assert InsightSource.objects.get(insight=insight, statement=other).kind == "dissents"
    assert "May see it differently: please read" not in page(client, url)


# --- whose words -----------------------------------------------------------------------------------------------------


def test_a_draft_stays_in_the_computers_words_until_a_person_rewords_it(client_for):
    here = scene()
    insight, _other = drafted(here)
    written = kept(here.challenge, here.cast.citizen)
    actions.keep_insight(actor=analyst(here), insight=insight)
    insight.refresh_from_db()

    assert (insight.state, insight.is_in_machine_words, written.is_in_machine_words) == ("kept", True, False)
    signing = page(client_for(here.cast.professional), here.url("sign/"))
    assert "1 of 2 findings are in people&#x27;s words." in signing
    assert signing.count("In the computer's words") == 1
    english = insight.text.localize("en")
    actions.change_insight(actor=analyst(here), insight=insight, version=2, text=both(f"{english} !", "Arall."))
    assert Insight.objects.get(pk=insight.pk).is_in_machine_words
    actions.change_insight(
        actor=analyst(here), insight=insight, version=3, text=both("They were frightened.", "Arall.")
    )
    assert not Insight.objects.get(pk=insight.pk).is_in_machine_words
    assert "All 2 findings are in people&#x27;s words." in page(client_for(here.cast.professional), here.url("sign/"))


def test_the_public_page_says_whose_words_the_findings_are_in(visitor):
    here = scene("synthesised")
    SynthesisRunFactory(challenge=here.challenge)
    kept(here.challenge)
    run = SynthesisRunFactory(challenge=here.challenge)
    kept(here.challenge, text="A machine's words.", drafted_in=run, is_in_machine_words=True)

    shown = page(visitor, f"/say/{here.challenge.pk}/results/")

    assert "1 of 2 findings are in people&#x27;s words." in shown
    assert shown.count("In the computer's words") == 1
    assert "wrote these findings together" not in shown


# --- many at once ----------------------------------------------------------------------------------------------------


def many(here: Scene, count: int = 33) -> list[Any]:
    return [answer(here.challenge, f"Unlike answer {n}.") for n in range(count)]


@pytest.mark.parametrize(("count", "refused"), [(10, False), (11, True)])
def test_more_than_ten_are_tied_or_set_aside_only_with_their_number(count, refused):
    here = scene()
    ids = [row.pk for row in many(here, 2 * count)]
    insight = kept(here.challenge)
    acts = (
        lambda **seen: actions.add_sources(actor=analyst(here), insight=insight, feedback_ids=ids[:count], **seen),
        lambda **seen: actions.add_insight(
            actor=analyst(here), challenge=here.challenge, text=both("New."), feedback_ids=ids[:count], **seen
        ),
        lambda **seen: actions.set_aside(
            actor=analyst(here), challenge=here.challenge, reason=both("Why."), feedback_ids=ids[count:], **seen
        ),
    )
    for act in acts:
        if refused:
            for wrong in ({}, {"confirmed_count": count - 1}):
                with pytest.raises(Invalid) as error:
                    act(**wrong)
                assert set(error.value.errors) == {"confirmed_count"}
            act(confirmed_count=count)
        else:
            act()
    assert SetAside.objects.count() == count
    batches = InsightSource.objects.filter(insight=insight, feedback__in=ids).values_list("batch", flat=True)
    assert (len(set(batches)), set(batches) == {""}) == (1, not refused)


def test_ticking_many_on_a_findings_own_page_is_no_way_around():
    here = scene()
    insight = kept(here.challenge)
    own = list(insight.sources.values_list("feedback_id", flat=True))
    ids = own + [row.pk for row in many(here, 11)]

    def tie(**seen: int) -> Insight:
        return actions.set_sources(
            actor=analyst(here), insight=insight, version=1, feedback_ids=ids, statement_ids=[], **seen
        )

    with pytest.raises(Invalid, match="11 answers and statements"):
        tie()
    tie(confirmed_count=11)
    assert insight.sources.exclude(batch="").count() == 11


def test_a_draft_that_rests_on_much_is_kept_with_all_of_it_seen(client_for):
    here = scene()
    insight, _other = drafted(here, supporting=33)
    client = client_for(here.cast.citizen)

    with pytest.raises(Invalid):
        actions.keep_insight(actor=analyst(here), insight=insight)
    with pytest.raises(Invalid):
        actions.change_insight(actor=analyst(here), insight=insight, version=1, text=both("Mine.", "Fi."))
    asked = words(sent(client, here.url(f"insights/{insight.pk}/keep/"), status=200))
    assert all(f"picked me up {n}." in asked for n in range(33))
    assert Insight.objects.get(pk=insight.pk).state == "draft"
    sent_twice(client, here.url(f"insights/{insight.pk}/keep/"))
    assert Insight.objects.get(pk=insight.pk).state == "kept"
    assert "33 were tied in one go." in page(client_for(here.cast.professional), here.url("sign/"))


def test_a_list_that_has_changed_is_shown_again(client_for):
    here = scene()
    rows = many(here, 12)
    client, url = client_for(here.cast.citizen), here.url("unused/")
    data = {"do": "aside", "items": [row.pk for row in rows], "reason_0": "Why.", "reason_1": "Pam."}
    mark = mark_in(client.post(url, data))
    actions.withdraw_answer(actor=Actor.for_contributor(rows[0].contributor_id), feedback=rows[0])

    again = words(sent(client, url, {**data, "confirm": mark}, status=200))

    assert "Something has changed since you read this." in again
    assert rows[0].text not in again
    assert SetAside.objects.count() == 0


# --- a decision fits its answers -------------------------------------------------------------------------------------


def test_no_decision_against_its_own_answers(client_for):
    here, option = ready_to_decide()
    client, url = client_for(here.cast.decision_owner), here.url("decision/record/")

    before = page(client, here.url("decision/"))
    assert "What the answers to findings say will be done" in before
    assert f'value="{option.pk}" checked' in before.replace(' class="govuk-checkboxes__input"', "").replace(
        ' id="id_options_0"', ""
    )
    refused = words(sent(client, url, DECISION, status=422))
    assert "was answered “We will act on it” with the option “Lights”." in refused
    assert "We put up lights." in refused
    with pytest.raises(GuardFailed) as error:
        actions.decide(
            actor=Actor.for_person(here.cast.decision_owner.pk), challenge=here.challenge, text=both("Nothing."),
            reasons=both("Because."), option_ids=[OptionFactory(challenge=here.challenge).pk],
        )  # fmt: skip
    assert [reason.code for reason in error.value.reasons] == ["choice-breaks-answer"]
    assert error.value.reasons[0].where.endswith(f"/responses/{InsightResponse.objects.get().insight_id}/")
    assert not DesignDecision.objects.exists()
    sent_twice(client, url, {**DECISION, "options": [option.pk]})
    assert DesignDecision.objects.get().items.count() == 1


def test_without_any_option_only_where_no_finding_is_acted_on(client_for):
    here, _option = ready_to_decide()
    InsightResponse.objects.all().delete()
    for kind in ("declined", "deferred"):
        InsightResponseFactory(
            insight=Insight.objects.filter(challenge=here.challenge, response=None).first(), kind=kind
        )
        break

    sent_twice(client_for(here.cast.decision_owner), here.url("decision/record/"), DECISION)

    assert DesignDecision.objects.get().items.count() == 0


def test_what_will_be_public_is_shown_before_it_is_decided(client_for):
    here, option = ready_to_decide()
    client, url = client_for(here.cast.decision_owner), here.url("decision/record/")
    data = {**DECISION, "options": [option.pk]}

    asked = words(sent(client, url, data, status=200))

    for said in ("We put up lights.", "People asked.", "Lights", "How many people it touches", "1 person took part."):
        assert said in asked
    assert not DesignDecision.objects.exists()
    back = words(sent(client, url, {**data, "confirm": "back"}, status=200))
    assert "We put up lights.</textarea>" in back
    assert "There is a problem" not in back
    wrong = words(sent(client, url, {**data, "confirm": "0" * 64}, status=200))
    assert "Something has changed since you read this." in wrong
    assert not DesignDecision.objects.exists()


def test_with_nothing_to_carry_out_nothing_is_handed_over(client_for):
    here = scene("reported_back")
    DesignDecisionFactory(challenge=here.challenge)
    client = client_for(here.cast.facilitator)

    shown = page(client, here.url("decision/"))
    assert "there is nothing to hand over. This is where it ends." in shown
    assert "Hand over</button>" not in shown
    assert "and hand over" not in page(client, here.url())
    assert "and hand over" not in page(client, "/my/")
    with pytest.raises(GuardFailed):
        actions.hand_over(actor=Actor.for_person(here.cast.facilitator.pk), challenge=here.challenge)
    DecisionItemFactory(decision=here.challenge.decision, owner=None)
    assert "and hand over" in page(client, here.url())


# --- opening ---------------------------------------------------------------------------------------------------------


def codes(here: Scene) -> list[str]:
    return [
        reason.code
        for guard in (guards.guard_facilitator_joined, guards.guard_quorum_can_be_met)
        for reason in guard(here.challenge)
    ]


def test_a_question_opens_only_where_somebody_looks_after_it_and_a_decision_is_possible(client_for):
    here = scene("draft")
    assert codes(here) == []
    here.cast.facilitator.memberships.update(joined_at=None)
    assert codes(here) == ["facilitator-missing"]
    here.cast.citizens[1].memberships.update(joined_at=None)
    assert codes(here) == ["facilitator-missing", "quorum-out-of-reach-citizen"]

    shown = page(client_for(here.cast.commissioner), f"/staff/challenges/{here.challenge.pk}/")

    assert "A decision needs 2 residents who have joined the service. So far: 1." in shown
    assert f'/services/{here.cast.service.slug}/members/"' in shown
    MembershipFactory(service=here.cast.service, person=PersonFactory(), role="member", stake="citizen")
    assert codes(here) == ["facilitator-missing"]


def test_each_step_says_through_the_api_what_will_come_of_it(client_for):
    here, _option = ready_to_decide()
    client = client_for(here.cast.decision_owner)

    found = client.get(f"/api/v1/challenges/{here.challenge.pk}/preview/")

    assert found.status_code == 200
    told = {move["move"]: move for move in found.json()["moves"]}
    assert set(told) == {"decide", "abandon"}
    assert told["decide"]["blockers"] == []
    assert "1 person took part." in told["decide"]["people"]
    assert client_for(here.cast.stranger).get(f"/api/v1/challenges/{here.challenge.pk}/preview/").status_code == 403
