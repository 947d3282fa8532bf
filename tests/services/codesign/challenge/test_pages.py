"""Who sees which page in which state, and how many queries each page sends."""

import pytest

from kernel.accounts.actor import Actor
from kernel.audit.versions import part
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge
from services.codesign.queries.voices import my_contributions
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    MembershipFactory,
    PartVersionFactory,
    ReactionFactory,
    SetAsideFactory,
    StatementFactory,
    ago,
    ahead,
    service_with_people,
)
from tests.services.codesign.voices.visiting import page

STATES = [state.value for state in CHALLENGE_WORKFLOW.states]
PUBLISHED = [state for state in STATES if state != "draft"]
WITH_DECISION = ("decided", "reported_back", "handed_over")


def question(state, **more):
    """A question that went through a window, in some state; a draft has not."""
    if state == "abandoned":
        more = {
            "opened_at": ago(days=1),
            "options_shown_days": 10,
            "decision_quorum": 2,
            **more,
        }
    challenge = DesignChallengeFactory(state=state, **more)
    PartVersionFactory(name=part(DesignChallenge, challenge.pk))
    if state in WITH_DECISION:
        DesignDecisionFactory(challenge=challenge)
    return challenge


@pytest.mark.parametrize("state", STATES)
def test_what_the_question_shows_in_each_state(state, client_for, in_tenant):
    challenge = question(state)
    member = MembershipFactory(service=challenge.service).person
    text = page(client_for(member).get(f"/say/{challenge.pk}/"))
    own = f"/aberwen/say/{challenge.pk}"
    shows = {
        "answer": f'href="{own}/answer/"' in text,
        "you_said": f'href="{own}/you-said/"' in text,
        "results": f'href="{own}/results/"' in text,
        "stopped": "The grant was taken back." in text,
    }
    assert shows == {
        "answer": state == "open",
        "you_said": state in WITH_DECISION,
        "results": state in ("synthesised", "options_open", *WITH_DECISION),
        "stopped": state == "abandoned",
    }
    for words in (
        str(CHALLENGE_WORKFLOW.state(state).label),
        "The stops",
        "The fares",
        challenge.decision_owner.display_name,
        "We pay £10 an hour for meetings.",
        "Paper forms and a phone line.",
        "Fewer people take the last bus.",
        f'href="{own}/journey/"',
    ):
        assert words in text


@pytest.mark.parametrize("state", PUBLISHED)
@pytest.mark.parametrize("part", ["answer/", "react/", "statement/"])
def test_forms_are_there_only_while_the_window_is_open(state, part, visitor, in_tenant):
    challenge = question(state)
    StatementFactory(challenge=challenge)
    text = page(visitor.get(f"/say/{challenge.pk}/{part}"))
    assert ('name="pace"' in text or 'name="value"' in text) == (state == "open")
    assert ("This is closed for answers." in text) == (state != "open")


# Status by who asks: nobody in particular, a contributor by receipt, a member, a contributor elsewhere.
MATRIX = {
    "say/": (200, 200, 200, 200),
    "changed/": (200, 200, 200, 200),
    "receipt/": (200, 200, 200, 200),
    "say/{pk}/": (200, 200, 200, 200),
    "say/{pk}/answer/": (200, 200, 200, 200),
    "say/{pk}/react/": (200, 200, 200, 200),
    "say/{pk}/statement/": (200, 200, 200, 200),
    "say/{pk}/you-said/": (200, 200, 200, 200),
    "say/{pk}/journey/": (200, 200, 200, 200),
    "say/{pk}/thanks/": (302, 200, 302, 302),
    "say/{pk}/mine/": (302, 200, 302, 302),
    "say/{pk}/mine/withdraw/": (302, 200, 302, 302),
    "say/{pk}/mine/answers/{feedback}/change/": (404, 200, 404, 404),
    "say/{pk}/mine/answers/{feedback}/withdraw/": (404, 200, 404, 404),
    "say/{pk}/mine/statements/{statement}/withdraw/": (404, 200, 404, 404),
}


@pytest.mark.parametrize(("path", "expected"), MATRIX.items())
def test_every_page_for_everybody(path, expected, visitor, guest_of, client_for, challenge):
    guest = guest_of(challenge)
    elsewhere = guest_of(DesignChallengeFactory(state="open"))
    member = client_for(MembershipFactory(service=challenge.service).person)
    keys = {
        "pk": challenge.pk,
        "feedback": FeedbackFactory(contributor=guest.contributor).pk,
        "statement": StatementFactory(contributor=guest.contributor).pk,
    }
    url = "/" + path.format(**keys)
    clients = (visitor, guest.client, member, elsewhere.client)
    assert tuple(client.get(url).status_code for client in clients) == expected


@pytest.mark.parametrize("path", [path for path in MATRIX if "{pk}" in path])
def test_drafts_and_other_councils_are_not_there(path, bait, visitor, client_for, in_tenant):
    draft = DesignChallengeFactory(state="draft")
    nobody = client_for(ContributorFactory().person)
    keys = {"feedback": bait.row("codesign.feedback").pk, "statement": bait.row("codesign.statement").pk}
    for challenge_pk in (draft.pk, bait.challenge.pk, 10**15):
        url = "/" + path.format(pk=challenge_pk, **keys)
        assert [client.get(url).status_code for client in (visitor, nobody)] == [404, 404]
    member = client_for(MembershipFactory(service=draft.service).person)
    assert member.get(f"/say/{draft.pk}/").status_code == 200


def test_the_list_shows_open_ones_first_to_close_first_and_the_others_below(bait, visitor, client_for, in_tenant):
    later, sooner = (DesignChallengeFactory(state="open", closes_at=ahead(days=days)) for days in (9, 2))
    others = [question(state) for state in PUBLISHED if state != "open"]
    draft = DesignChallengeFactory(state="draft")
    context = visitor.get("/say/").context
    assert [row.challenge.pk for row in context["open"]] == [sooner.pk, later.pk]
    assert [row.challenge.pk for row in context["others"]] == sorted((c.pk for c in others), reverse=True)
    member = client_for(MembershipFactory(service=draft.service).person)
    assert draft.pk in {row.challenge.pk for row in member.get("/say/").context["others"]}


def test_an_empty_list_says_so(visitor, in_tenant):
    text = page(visitor.get("/say/"))
    assert ("No question is open at the moment." in text, "Not open for answers" in text) == (True, False)


def test_the_list_goes_on_on_further_pages(visitor, in_tenant):
    made = [question("feedback_closed").pk for _ in range(26)]
    first = visitor.get("/say/")
    second = visitor.get(f"/say/{first.context['next_url']}")
    shown = [[row.challenge.pk for row in response.context["others"]] for response in (first, second)]
    assert [len(rows) for rows in shown] == [25, 1]
    assert shown[0] + shown[1] == made[::-1]


def test_my_contributions_are_mine(in_tenant):
    mine = FeedbackFactory().contributor
    FeedbackFactory(contributor=mine)
    FeedbackFactory(contributor=mine, withdrawn=True)
    for _ in range(3):
        ReactionFactory(contributor=mine)
    ReactionFactory()
    (row,) = my_contributions(Actor.for_person(mine.person_id))
    assert (row.pk, row.answers, row.reactions_given) == (mine.pk, 2, 3)
    assert my_contributions(Actor.visitor()) == []


# queries


def fill(challenge, guest, number):
    """So much of everything that a page lists."""
    for _ in range(number):
        answer = FeedbackFactory(contributor=guest.contributor)
        StatementFactory(contributor=guest.contributor)
        statement = StatementFactory(challenge=challenge)
        ReactionFactory(contributor=guest.contributor, statement=statement)
        insight = InsightFactory(challenge=challenge)
        InsightSourceFactory(insight=insight, feedback=answer)
        InsightSourceFactory(insight=insight, kind="dissents", feedback=None, statement=statement)
        InsightResponseFactory(insight=insight, kind="deferred")
        SetAsideFactory(challenge=challenge, feedback=FeedbackFactory(challenge=challenge))
        question("decided", service=challenge.service)
        DesignChallengeFactory(state="open", service=challenge.service)


QUERIES = [
    ("open", "say/", 3),
    ("open", "changed/", 2),
    ("open", "say/{pk}/", 4),
    ("open", "say/{pk}/answer/", 5),
    ("open", "say/{pk}/react/", 6),
    ("open", "say/{pk}/statement/", 3),
    ("open", "say/{pk}/thanks/", 4),
    ("open", "say/{pk}/mine/", 9),
    ("decided", "say/{pk}/mine/", 11),
    ("decided", "say/{pk}/you-said/", 9),
    ("feedback_closed", "say/{pk}/journey/", 12),
    ("options_open", "say/{pk}/journey/", 11),
]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("state", "path", "expected"), QUERIES)
def test_pages_send_the_same_few_queries_at_any_size(state, path, expected, rows, guest_of, query_count, in_tenant):
    challenge = question(state, service=service_with_people().service)
    guest = guest_of(challenge)
    fill(challenge, guest, rows)
    url = "/" + path.format(pk=challenge.pk)
    guest.client.get(url)
    with query_count(expected):
        assert guest.client.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("state", "path", "expected"),
    [("open", "say/", 7), ("decided", "say/{pk}/you-said/", 13), ("feedback_closed", "say/{pk}/journey/", 16)],
)
def test_members_pages_stay_within_twenty_queries(
    state, path, expected, rows, guest_of, client_for, query_count, in_tenant
):
    cast = service_with_people()
    challenge = question(state, service=cast.service)
    fill(challenge, guest_of(challenge), rows)
    client = client_for(cast.citizen)
    url = "/" + path.format(pk=challenge.pk)
    client.get(url)
    with query_count(expected):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_whoever_comes_first_has_the_figures_counted(rows, guest_of, query_count, in_tenant):
    challenge = question("decided")
    guest = guest_of(challenge)
    fill(challenge, guest, rows)
    with query_count(18):
        assert guest.client.get(f"/say/{challenge.pk}/you-said/").status_code == 200
