"""The same words sent six times at once are one answer, one statement, and never two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.accounts.actor import Actor
from kernel.errors import Conflict, Invalid
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from services.codesign import actions
from services.codesign.models import DesignChallenge, Feedback, Statement
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    PersonFactory,
    StatementFactory,
    service_with_people,
)

WORDS = "The stop is dark"


def told(action: Callable[..., Any], **values: Any) -> str:
    """What came of saying something."""
    try:
        action(language="en", **values)
    except Conflict as error:
        return error.code
    except Invalid as error:
        return str(error.errors["text"][0])
    return "said"


def at_once(tenant: Tenant, in_threads: Any, action: Callable[..., Any], actor: Actor, challenge: Any) -> list[str]:
    def say() -> str:
        with tenant_scope(tenant):
            return told(action, actor=actor, challenge=DesignChallenge.objects.get(pk=challenge.pk), text=WORDS)

    return sorted(in_threads(*[say] * 6))


def test_six_equal_answers_at_once_are_one(committed_db: None, tenant: Tenant, in_threads: Any) -> None:
    with tenant_scope(tenant):
        challenge = DesignChallengeFactory(service=service_with_people().service, state="open")
        actor = Actor.for_contributor(ContributorFactory(challenge=challenge, person=None).pk)
    answers = at_once(tenant, in_threads, actions.give_answer, actor, challenge)
    assert answers == ["duplicate"] * 5 + ["said"]
    with tenant_scope(tenant):
        assert Feedback.objects.filter(text=WORDS).count() == 1


def test_six_equal_statements_at_once_are_one(committed_db: None, tenant: Tenant, in_threads: Any) -> None:
    with tenant_scope(tenant):
        challenge = DesignChallengeFactory(service=service_with_people().service, state="open")
        actor = Actor.for_person(PersonFactory().pk)
    answers = at_once(tenant, in_threads, actions.add_statement, actor, challenge)
    assert answers == ["Somebody has said exactly this already. You can agree with theirs."] * 5 + ["said"]
    with tenant_scope(tenant):
        assert Statement.objects.filter(text=WORDS).count() == 1


@pytest.fixture
def challenge(in_tenant: Tenant, bait: Any) -> DesignChallenge:
    return DesignChallengeFactory(service=service_with_people().service, state="open")


SAME = ["the STOP is dark", "The stop\n is  dark", "\u0054he stop is da\uff52k", "THE STOP IS DARK"]


@pytest.mark.parametrize("text", SAME)
def test_spelling_that_nobody_hears_makes_no_difference(challenge: DesignChallenge, text: str) -> None:
    author = ContributorFactory(challenge=challenge, person=None)
    me = Actor.for_contributor(author.pk)
    FeedbackFactory(challenge=challenge, contributor=author, text=WORDS)
    StatementFactory(challenge=challenge, text=WORDS)
    assert told(actions.give_answer, actor=me, challenge=challenge, text=text) == "duplicate"
    assert told(actions.add_statement, actor=me, challenge=challenge, text=text).startswith("Somebody has said")


def test_what_differs_what_is_elsewhere_and_what_was_taken_back_is_not_the_same(challenge: DesignChallenge) -> None:
    author = ContributorFactory(challenge=challenge, person=None)
    me = Actor.for_contributor(author.pk)
    mine = FeedbackFactory(challenge=challenge, contributor=author, text=WORDS)
    FeedbackFactory(challenge=challenge, text="The stop is bright")
    assert told(actions.give_answer, actor=me, challenge=challenge, text="The stop is dark!") == "said"
    assert told(actions.give_answer, actor=me, challenge=challenge, text="The stop is bright") == "said"
    actions.withdraw_answer(actor=me, feedback=mine)
    assert Feedback.objects.get(pk=mine.pk).words_digest == ""
    assert told(actions.give_answer, actor=me, challenge=challenge, text=WORDS) == "said"


def test_changing_an_answer_into_another_of_ones_own_is_refused(challenge: DesignChallenge) -> None:
    author = ContributorFactory(challenge=challenge, person=None)
    first, second = (FeedbackFactory(challenge=challenge, contributor=author, text=text) for text in (WORDS, "Else"))
    with pytest.raises(Conflict) as refused:
        actions.change_answer(
            actor=Actor.for_contributor(author.pk), feedback=second, text=f"{WORDS} ", version=second.version
        )
    assert refused.value.code == "duplicate"
    assert first.text == WORDS


def test_a_statement_that_came_from_a_file_is_known_too(challenge: DesignChallenge) -> None:
    StatementFactory(challenge=challenge, text=WORDS, external_key="7")
    me = Actor.for_contributor(ContributorFactory(challenge=challenge, person=None).pk)
    assert told(actions.add_statement, actor=me, challenge=challenge, text=WORDS.lower()).startswith("Somebody")


def test_the_database_refuses_it_whoever_writes(challenge: DesignChallenge) -> None:
    author = ContributorFactory(challenge=challenge, person=None)
    for made_by, constraint in ((FeedbackFactory, "feedback_said_once"), (StatementFactory, "statement_said_once")):
        made_by(challenge=challenge, contributor=author, text=WORDS)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            made_by(challenge=challenge, contributor=author, text=f" {WORDS.upper()}")
