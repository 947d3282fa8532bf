"""No two figures that anybody ever read differ by fewer than ten people, whoever read them and on whichever way."""

from datetime import timedelta
from random import Random

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from services.codesign import actions, tasks
from services.codesign.models import Reaction, Statement, SynthesisRun
from services.codesign.queries.findings.runs import figures_of
from services.codesign.queries.released import reacted_to
from tests.factories import ContributorFactory, ReactionFactory, SynthesisRunFactory, ahead
from tests.kernel.api.clients import ApiClient, client_of
from tests.services.codesign.findings.scene import page, scene, statement

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NAMES = ("agrees", "disagrees", "passes")


def release():
    return actions.release_figures(actor=Actor.system())


def outlets(here):
    """Everybody who can ask for the statements."""
    return {
        "visitor": ApiClient(here.challenge.tenant),
        "member": client_of(here.cast.partner),
        "analyst": client_of(here.cast.citizen),
        "facilitator": client_of(here.cast.facilitator),
    }


def read(client, here):
    [row] = client.send("GET", f"/challenges/{here.challenge.pk}/statements/").json()["results"]
    return tuple(row[name] for name in (*NAMES, "in_short", "counted_at"))


@pytest.fixture
def here(in_tenant):
    """An open question with one statement, and bait: another that nobody may mistake for it."""
    statement(scene("open").challenge, agrees=500, disagrees=500)
    return scene("open", closes_at=ahead(days=400))


@pytest.mark.parametrize("seed", range(3))
def test_any_two_releases_and_any_two_outlets_differ_by_ten_people_or_not_at_all(here, seed):
    """Random comings, goings and changes of mind; every outlet is read after each."""
    random, moment = Random(seed), clock.now()
    row = statement(here.challenge, agrees=29, disagrees=10, passes=14)
    clients, truth, seen = outlets(here), [29, 10, 14], []
    for _ in range(60):
        for _person in range(random.randrange(5)):
            truth[random.randrange(3)] += 1
            if random.random() < 0.3:
                place = random.randrange(3)
                truth[place] -= truth[place] > 0
        Statement.objects.filter(pk=row.pk).update(**dict(zip(NAMES, truth, strict=True)))
        moment += timedelta(minutes=random.randrange(40))
        with clock.travel_to(moment):
            release()
            read_now = {read(client, here) for client in (clients["visitor"], clients["analyst"])}
        assert len(read_now) == 1
        if not seen or seen[-1][1] != min(read_now):
            seen.append((moment, min(read_now), tuple(truth)))
    assert len(seen) > 2
    for (then, before, was), (now, after, is_now) in zip(seen, seen[1:], strict=False):
        assert now - then >= HOUR or before[4] is None
        gone_and_come = [new - old for old, new in zip(was, is_now, strict=True)]
        assert max(sum(d for d in gone_and_come if d > 0), -sum(d for d in gone_and_come if d < 0)) >= 10
        told = [(old, new) for old, new in zip(before[:3], after[:3], strict=True) if None not in (old, new)]
        assert all((new - old) % 10 == 0 for old, new in told)


def test_one_vote_shows_nowhere(here):
    row = statement(here.challenge, agrees=29, disagrees=10, passes=14)
    release()
    before = {name: read(client, here) for name, client in outlets(here).items()}
    assert set(before.values()) == {(20, 10, 10, None, before["visitor"][4])}
    with clock.travel_to(clock.now() + 2 * HOUR):
        actions.react(actor=Actor.for_person(here.cast.partner.pk), challenge=here.challenge, statement=row, value=-1)
        tasks.release()
        assert {name: read(client, here) for name, client in outlets(here).items()} == before
        assert Statement.objects.get(pk=row.pk).disagrees == 11


def test_ten_votes_and_an_hour_later_the_figure_moves(here):
    row = statement(here.challenge, agrees=29, disagrees=10, passes=14)
    release()
    Statement.objects.filter(pk=row.pk).update(agrees=39)
    assert release() == 0
    with clock.travel_to(clock.now() + HOUR):
        release()
        assert read(ApiClient(here.challenge.tenant), here)[:3] == (30, 10, 10)


def test_taking_back_shows_nowhere(here):
    row = statement(here.challenge)
    people = [ContributorFactory(challenge=here.challenge, person=None) for _ in range(40)]
    for number, person in enumerate(people):
        ReactionFactory(challenge=here.challenge, contributor=person, statement=row, value=1 if number % 4 else -1)
    Statement.objects.filter(pk=row.pk).update(agrees=30, disagrees=10)
    release()
    before, figures = read(ApiClient(here.challenge.tenant), here), figures_of(here.challenge)
    with clock.travel_to(clock.now() + 2 * HOUR):
        actions.take_back_everything(actor=Actor.for_contributor(people[0].pk), contributor=people[0])
        release()
        assert Statement.objects.get(pk=row.pk).disagrees == 9
        assert read(ApiClient(here.challenge.tenant), here) == before
        assert figures_of(here.challenge) == figures
        assert (figures["people"], figures["reactions"]) == (40, 40)


def test_where_no_number_may_be_given_the_coarse_truth_is(here):
    statement(here.challenge, agrees=230, disagrees=3, passes=2)
    release()
    shown = read(ApiClient(here.challenge.tenant), here)
    assert shown[:4] == (
        None, None, None, {"code": "almost_all_agree", "words": "Almost everybody who reacted agrees."},
    )  # fmt: skip


def test_with_the_agreement_the_figures_are_those_of_the_results_for_good(in_tenant):
    here = scene("feedback_closed")
    row = statement(here.challenge, agrees=31, disagrees=11, passes=4)
    run = SynthesisRunFactory(challenge=here.challenge, statement_ids=[row.pk])
    totals = {"size": 46, "agree": [31], "disagree": [11], "passed": [None], "seen": [None], "band": [""]}
    SynthesisRun.objects.filter(pk=run.pk).update(opinion_map={"public": {"totals": totals}, "analysts": {}})
    assert read(ApiClient(in_tenant), here) == (None, None, None, None, None)
    actions.voices.releasing.release_final_figures(actor=Actor.system(), challenge=here.challenge)
    Statement.objects.filter(pk=row.pk).update(agrees=30)
    found = reacted_to([row.pk])[row.pk]
    assert (found.agrees, found.disagrees, found.passes, found.is_final) == (31, 11, None, True)
    with clock.travel_to(clock.now() + 50 * HOUR):
        release()
        assert {read(client, here)[:3] for client in outlets(here).values()} == {(31, 11, None)}


def test_the_pages_of_an_open_question_tell_whole_tens(here, client_for):
    for _ in range(23):
        ContributorFactory(challenge=here.challenge, person=None)
    release()
    ContributorFactory(challenge=here.challenge, person=None)
    hub = page(client_for(here.cast.facilitator), f"/staff/challenges/{here.challenge.pk}/")
    work = page(client_for(here.cast.citizen), here.url())
    for shown in (hub, work):
        assert ">20<" in shown
        assert ">24<" not in shown
        assert "told in whole tens" in shown
    assert Reaction.objects.count() == 0
    assert "under 10" in work


def test_queries_stay_the_same_with_more_statements(here, query_count):
    client = ApiClient(here.challenge.tenant)
    address = f"/challenges/{here.challenge.pk}/statements/"
    statement(here.challenge, agrees=40, disagrees=20)
    release()
    client.send("GET", address)
    with query_count(4):
        client.send("GET", address)
    for _ in range(20):
        statement(here.challenge, agrees=40, disagrees=20)
    release()
    with query_count(4):
        assert len(client.send("GET", address).json()["results"]) == 21
