"""The hub and the page of the summing-up: before, while it runs, where it stopped, and what it found."""

import re

import numpy as np
import pytest

from kernel.jobs.models import Job
from services.codesign.actions.findings.synthesis import SYNTHESISE
from services.codesign.engine.opinion.coverage import Contributor, coverage
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.themes.finding import find_themes
from services.codesign.models import DesignChallenge, SynthesisRun
from tests.factories import SeldomHeardTargetFactory, SynthesisRunFactory, ago, ahead
from tests.services.codesign.findings.scene import answer, job, kept, page, scene, sent, statement, words

pytestmark = pytest.mark.django_db


def two_camps(people: int = 40, statements: int = 10, seed: int = 3):
    """Votes of two camps who disagree on everything but the last two statements."""
    random = np.random.default_rng(seed)
    side = np.repeat([1, -1], people // 2)
    votes = side[:, None] * np.ones((people, statements))
    votes[:, -2:] = 1
    flipped = random.random(votes.shape) < 0.08
    return np.where(flipped, -votes, votes)


def summed_up(challenge: DesignChallenge, *, people: int = 40, answers: int = 0):
    """A stored run of two camps, as the job stores it."""
    rows = [statement(challenge, f"Statement number {n}.") for n in range(10)]
    words = [answer(challenge, f"The lamp at the bus stop number {n} is dark and broken.") for n in range(answers)]
    stakes = ["citizen" if n % 2 else "professional" for n in range(people)]
    found = map_opinions(two_camps(people), stakes=stakes)
    themes = find_themes([row.text for row in words], ["en"] * answers) if answers else None
    heard = coverage([Contributor((), stake, "self") for stake in stakes], [])
    return SynthesisRunFactory(
        challenge=challenge,
        statement_ids=[row.pk for row in rows],
        feedback_ids=[row.pk for row in words],
        opinion_map={"analysts": found.to_dict(), "public": found.to_dict(public=True)},
        themes=themes.to_dict() if themes else {},
        coverage=heard.to_dict(),
        engine_version="engine 7",
        seconds=1.25,
    )


def test_before_it_says_what_happens_and_who_may_start(in_tenant, client_for):
    here = scene()

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))
    assert "Sum up the answers" in shown
    shown = page(client_for(here.cast.partner), here.url("synthesis/"))
    assert "Sum up the answers" not in shown
    assert "Residents, professionals and the facilitator of this service can start it." in shown


def test_while_the_window_is_open_it_says_until_when(in_tenant, client_for):
    here = scene("open")

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))

    assert "The summing-up cannot start yet:" in shown
    assert "not earlier" in shown
    assert "Sum up the answers" not in shown
    over = scene("open", opened_at=ago(days=3), closes_at=ago(minutes=1))
    assert "The window has not been closed yet." in page(client_for(over.cast.citizen), over.url("synthesis/"))


def test_waiting_moderation_is_named_but_does_not_stop(in_tenant, client_for):
    here = scene()
    answer(here.challenge, moderation="pending")

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))

    assert "1 answer or statement has not been looked at yet." in shown
    assert "Sum up the answers" in shown


def test_starting_makes_one_job_and_shows_its_progress(in_tenant, client_for):
    here = scene()
    client = client_for(here.cast.citizen)

    sent(client, here.url("synthesis/run/"))
    sent(client, here.url("synthesis/run/"))

    [found] = Job.objects.all()
    assert (found.kind, found.key, found.state) == (SYNTHESISE, str(here.challenge.pk), "queued")
    Job.objects.update(state="running", progress=42, step="halves", attempts=1, lease_until=ahead(minutes=1))
    shown = page(client, here.url("synthesis/"))
    assert '<progress id="progress-bar" max="100" value="42">' in shown
    assert "Checking that the groups hold when others are asked" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    assert "Sum up the answers" not in shown


def test_the_part_that_is_polled(in_tenant, client_for):
    here, other = scene(), scene()
    running = job(here.challenge, state="running", progress=7, step="read", attempts=1, lease_until=ahead(minutes=1))
    url = here.url(f"synthesis/progress/{running.pk}/")
    client = client_for(here.cast.citizen)

    shown = page(client, url, headers={"HX-Request": "true"})
    assert "<html" not in shown
    assert "Reading the reactions" in shown
    plain = client.get(url)
    assert (plain.status_code, plain.headers["Location"]) == (302, f"/aberwen{here.url('synthesis/')}")
    assert client_for(other.cast.citizen).get(other.url(f"synthesis/progress/{running.pk}/")).status_code == 404

    Job.objects.update(state="done", progress=100, finished_at=ago(seconds=1), lease_until=None)
    over = client.get(url, headers={"HX-Request": "true"})
    assert (over.status_code, over.headers["HX-Refresh"], over.content) == (200, "true", b"")


def test_a_job_that_was_given_up_says_why_and_starts_again(in_tenant, client_for):
    here = scene()
    dead = job(here.challenge, state="dead", attempts=5, error_code="worker-died", finished_at=ago(minutes=1))
    client = client_for(here.cast.citizen)

    shown = page(client, here.url("synthesis/"))
    assert "The computer that did the work stopped several times." in shown
    assert "Start it again" in shown
    sent(client, here.url("synthesis/run/"))
    [again] = Job.objects.all()
    assert (again.pk, again.state, again.attempts, again.error_code) == (dead.pk, "queued", 0, "")


def test_it_does_not_start_in_another_state(in_tenant, client_for):
    here = scene("synthesised")
    client = client_for(here.cast.citizen)

    shown = words_after(client, here.url("synthesis/run/"))
    assert "before the findings are agreed" in shown
    assert Job.objects.count() == 0


def words_after(client, url):
    return " ".join(client.post(url, follow=True).content.decode().split())


def test_what_it_found_in_words_picture_and_table(in_tenant, client_for):
    here = scene()
    summed_up(here.challenge, answers=8)

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))

    assert "We found 2 groups of people who think alike." in shown
    assert "Group A (20 people)" in shown
    assert "Group B (20 people)" in shown
    assert shown.count('role="img"') == 2
    assert '<title id="opinion-map-app-chart__wide-title">Map of opinions</title>' in shown
    assert "2 groups: Group A with 20 people, Group B with 20 people" in shown
    assert "The groups as a table" in shown
    assert "“Statement number 9.”" in shown
    assert "What divides people" in shown
    assert "engine 7" in shown
    assert "1.2 seconds" in shown or "1.3 seconds" in shown
    assert "Groups and numbers of fewer than ten people are not shown" not in shown


def test_analysts_see_small_groups_and_others_do_not(in_tenant, client_for):
    here = scene()
    summed_up(here.challenge, people=16)

    analysts = page(client_for(here.cast.citizen), here.url("synthesis/"))
    assert "We found 2 groups of people who think alike." in analysts
    assert "Group A (8 people)" in analysts
    commissioner = page(client_for(here.cast.commissioner), here.url("synthesis/"))
    assert "People fall into groups, but the groups are too small to show." in commissioner
    assert "(8 people)" not in commissioner
    assert ">not shown<" in commissioner
    assert "Groups and numbers of fewer than ten people are not shown" in commissioner


def test_no_clear_groups_is_said_plainly(in_tenant, client_for):
    here = scene()
    rows = [statement(here.challenge) for _ in range(10)]
    votes = np.random.default_rng(5).choice([-1.0, 1.0], size=(60, 10))
    found = map_opinions(votes)
    assert not found.clear
    SynthesisRunFactory(
        challenge=here.challenge,
        statement_ids=[row.pk for row in rows],
        opinion_map={"analysts": found.to_dict(), "public": found.to_dict(public=True)},
    )

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))

    assert "People do not fall into clear groups." in shown
    assert "no more than it would by chance" in shown
    assert "Every mark is a person. There are no clear groups." in shown


def test_a_statement_taken_back_leaves_only_its_figures(in_tenant, client_for):
    here = scene()
    run = summed_up(here.challenge)
    row = here.challenge.statements.get(pk=run.statement_ids[9])
    row.text, row.withdrawn_at = "", ago(minutes=1)
    row.save()

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))

    assert "Statement number 9." not in shown
    assert "A statement that was taken back, or is not shown" in shown


def test_a_run_of_nothing(in_tenant, client_for):
    here = scene()
    SynthesisRunFactory(challenge=here.challenge, opinion_map={})

    shown = page(client_for(here.cast.citizen), here.url("synthesis/"))

    assert "People reacted to too few statements each to say who thinks alike." in shown
    assert "Nobody answered in their own words." in shown


def test_who_we_heard_against_whom_we_wanted(in_tenant, client_for):
    here = scene(no_seldom_heard=False)
    target = SeldomHeardTargetFactory(challenge=here.challenge, wanted=12)
    people = [Contributor((target.pk,) if n < 3 else (), "citizen", "self") for n in range(30)]
    SynthesisRunFactory(challenge=here.challenge, coverage=coverage(people, [(target.pk, 12)]).to_dict())

    analyst = page(client_for(here.cast.citizen), here.url("synthesis/"))
    assert "We wanted to hear 12 people and heard 3. 9 are missing." in analyst
    assert "We met 0 of 1 aim that we set before we asked." in analyst
    other = page(client_for(here.cast.commissioner), here.url("synthesis/"))
    assert "heard 3" not in other
    assert "aim that we set" not in other
    assert "We wanted to hear 12 people. The number we heard is too small to show, or gives one away." in other


def test_the_hub_names_what_waits_and_what_blocks(in_tenant, client_for):
    here = scene()
    kept(here.challenge)
    answer(here.challenge)

    citizen = page(client_for(here.cast.citizen), here.url())
    assert "Answers are in" in citizen
    assert "Sign the findings" in citizen
    assert "1 answer or statement supports no finding and is not set aside with a reason." in citizen
    assert "No resident has signed the findings as they stand." in citizen
    partner = page(client_for(here.cast.partner), here.url())
    assert "Nothing waits for you at this point." in partner


def read(client, here):
    """The page without what is different on each."""
    return re.sub(r'value="\w{64}"', "", words(client.get(here.url("synthesis/"))))


def test_pages_of_a_run_do_not_read_what_grows_with_it(in_tenant, client_for):
    """All of it may be gone."""
    here = scene()
    run = summed_up(here.challenge, answers=12)
    client = client_for(here.cast.citizen)
    shown = read(client, here)
    assert "lamp" in shown
    SynthesisRun.objects.filter(pk=run.pk).update(per_person={}, per_answer={}, feedback_ids=[], contributor_ids=[])
    assert read(client, here) == shown


def test_query_counts(in_tenant, client_for, query_count):
    small, large = scene(), scene()
    for here, size in ((small, 1), (large, 30)):
        for _ in range(size):
            kept(here.challenge)
        summed_up(here.challenge, answers=5 * size)

    for here in (small, large):
        client = client_for(here.cast.citizen)
        with query_count(HUB_QUERIES):
            page(client, here.url())
        with query_count(SYNTHESIS_QUERIES):
            page(client, here.url("synthesis/"))


HUB_QUERIES = 15
SYNTHESIS_QUERIES = 14
