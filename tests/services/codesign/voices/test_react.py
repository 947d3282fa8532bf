"""Reacting to statements, one at a time."""

import re

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from services.codesign.models import Contributor, Reaction, Statement
from services.codesign.views.voices.receipts import cookie_name
from tests.factories import (
    DesignChallengeFactory,
    PersonFactory,
    ReactionFactory,
    StatementFactory,
    ahead,
)
from tests.services.codesign.voices.visiting import page


def statement_on(text: str) -> int | None:
    """The key of the statement that the card asks about."""
    found = re.search(r'name="statement" value="(\d+)"', text)
    return int(found.group(1)) if found else None


def send(client, challenge, statement, value="1", **headers):
    return client.post(f"/say/{challenge.pk}/react/", {"statement": statement.pk, "value": value}, **headers)


def test_each_statement_comes_once_until_the_end_and_the_summary_is_true(visitor, challenge):
    made = {StatementFactory(challenge=challenge).pk for _ in range(3)}
    StatementFactory()
    StatementFactory(challenge=challenge, moderation="pending")
    StatementFactory(challenge=challenge, moderation="rejected")
    StatementFactory(challenge=challenge, withdrawn=True)
    met = []
    for number, value in enumerate(("1", "-1", "0")):
        text = page(visitor.get(f"/say/{challenge.pk}/react/"))
        assert f"{number + 1} of 3" in text
        met.append(statement_on(text))
        response = visitor.post(f"/say/{challenge.pk}/react/", {"statement": met[-1], "value": value})
        assert response.url == f"/aberwen/say/{challenge.pk}/react/"
    assert set(met) == made
    end = page(visitor.get(f"/say/{challenge.pk}/react/"))
    assert statement_on(end) is None
    for words in ("You agreed with 1 statement.", "You disagreed with 1 statement.", "You passed on 1 statement."):
        assert words in end
    assert f'href="/aberwen/say/{challenge.pk}/answer/"' in end
    assert Contributor.objects.filter(challenge=challenge, person=None).count() == 1


def test_the_least_seen_statement_comes_first(visitor, challenge):
    StatementFactory(challenge=challenge, agrees=3, disagrees=2, passes=4)
    seldom = StatementFactory(challenge=challenge, agrees=8)
    assert statement_on(page(visitor.get(f"/say/{challenge.pk}/react/"))) == seldom.pk


def test_the_counts_stay_those_of_the_rows_and_the_last_reaction_counts(visitor, challenge):
    statement = StatementFactory(challenge=challenge)
    for value in ("1", "-1", "-1", "0"):
        send(visitor, challenge, statement, value)
    statement.refresh_from_db()
    assert (statement.agrees, statement.disagrees, statement.passes) == (0, 0, 1)
    assert list(Reaction.objects.values_list("value", flat=True)) == [0]


def test_with_script_only_the_card_comes_back_with_the_next_statement(visitor, challenge):
    first, second = StatementFactory(challenge=challenge), StatementFactory(challenge=challenge)
    response = send(visitor, challenge, first, HTTP_HX_REQUEST="true")
    text = page(response)
    assert (response.status_code, text.lstrip().startswith('<div id="card">'), "<html" in text) == (200, True, False)
    assert statement_on(text) == second.pk
    assert cookie_name(challenge) in response.cookies
    assert "autofocus" in text


def test_a_statement_that_went_meanwhile_gives_the_next_one(visitor, challenge):
    gone, other = StatementFactory(challenge=challenge, withdrawn=True), StatementFactory(challenge=challenge)
    text = page(send(visitor, challenge, gone))
    assert "This statement is no longer shown." in text
    assert statement_on(text) == other.pk
    assert Reaction.objects.count() == 0


@pytest.mark.parametrize("value", ["2", "", "agree", "1.5"])
def test_a_wrong_value_is_explained(visitor, challenge, value):
    statement = StatementFactory(challenge=challenge)
    text = page(send(visitor, challenge, statement, value))
    assert "Choose agree, disagree or pass." in text
    assert (statement_on(text), Reaction.objects.count()) == (statement.pk, 0)


@pytest.mark.parametrize("key", ["", "x", "-4", "9" * 30])
def test_a_wrong_statement_changes_nothing(visitor, challenge, key):
    response = visitor.post(f"/say/{challenge.pk}/react/", {"statement": key, "value": "1"})
    assert (response.status_code, Contributor.objects.count()) == (200, 0)


def test_a_statement_of_another_question_is_not_found(visitor, challenge):
    elsewhere = StatementFactory()
    assert send(visitor, challenge, elsewhere).status_code == 404
    assert Reaction.objects.count() == 0


def test_once_the_window_is_closed_nothing_is_taken(visitor, challenge):
    statement = StatementFactory(challenge=challenge)
    with clock.travel_to(challenge.closes_at):
        text = page(send(visitor, challenge, statement))
        shown = page(visitor.get(f"/say/{challenge.pk}/react/"))
    assert "This is not open for answers." in text
    assert ("This is closed for answers." in shown, "app-vote" in shown) == (True, False)
    assert Reaction.objects.count() == 0


def test_after_six_hundred_reactions_in_an_hour_a_browser_has_to_wait(visitor, challenge, monkeypatch):
    monkeypatch.setattr("services.codesign.views.voices.saying.REACTIONS_AN_HOUR", 2)
    made = [StatementFactory(challenge=challenge) for _ in range(3)]
    answers = [send(visitor, challenge, statement).status_code for statement in made]
    assert answers == [302, 302, 429]
    # htmx swaps in nothing but answers of 200.
    with_script = send(visitor, challenge, made[2], HTTP_HX_REQUEST="true")
    assert (with_script.status_code, "has to wait a little" in page(with_script)) == (200, True)
    assert Reaction.objects.count() == 2


def test_without_an_account_where_one_is_needed_the_page_says_so(visitor, client_for, in_tenant):
    challenge = DesignChallengeFactory(state="open", account_required=True)
    statement = StatementFactory(challenge=challenge)
    assert "Please sign in for this one" in page(visitor.get(f"/say/{challenge.pk}/react/"))
    assert "/account/login/" in send(visitor, challenge, statement).url
    person = PersonFactory()
    send(client_for(person), challenge, statement)
    assert [r.contributor.person_id for r in Reaction.objects.all()] == [person.pk]


def test_what_others_chose_changes_nothing_for_me(visitor, challenge):
    statement = StatementFactory(challenge=challenge)
    ReactionFactory(statement=statement)
    assert statement_on(page(visitor.get(f"/say/{challenge.pk}/react/"))) == statement.pk


def test_an_empty_question_offers_to_add_the_first_statement(visitor, in_tenant):
    challenge = DesignChallengeFactory(state="open", closes_at=ahead(days=2))
    text = page(visitor.get(f"/say/{challenge.pk}/react/"))
    assert "There are no statements yet." in text
    assert f'href="/aberwen/say/{challenge.pk}/statement/"' in text


def test_statements_are_shown_as_text_in_their_language(visitor, challenge):
    StatementFactory(challenge=challenge, text="<i>שלום</i> 🚌", language="he")
    text = page(visitor.get(f"/say/{challenge.pk}/react/"))
    assert 'dir="auto" lang="he">&lt;i&gt;שלום&lt;/i&gt; 🚌</blockquote>' in text
    assert Statement.objects.get().text == "<i>שלום</i> 🚌"


def test_the_database_takes_one_reaction_a_person_and_statement_and_only_known_ones(challenge):
    first = ReactionFactory(challenge=challenge)
    again = {"statement": first.statement, "contributor": first.contributor, "challenge": challenge}
    for values, constraint in ((again, "reaction_once"), ({"value": 2}, "reaction_value_is_known")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ReactionFactory(**values)
