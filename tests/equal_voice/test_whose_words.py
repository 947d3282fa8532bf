"""A helper types; the words stay the person's."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.tokens import hash_secret
from kernel.clock import travel_to
from kernel.errors import Conflict, Invalid, NotPermitted
from services.codesign import actions
from services.codesign.models import Contributor, DesignChallenge, Feedback
from tests.factories import Cast, DesignChallengeFactory, StatementFactory, service_with_people

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


@pytest.fixture
def cast() -> Cast:
    return service_with_people()


@pytest.fixture
def challenge(cast: Cast) -> DesignChallenge:
    return DesignChallengeFactory(service=cast.service, state="open", decision_owner=cast.decision_owner)


@pytest.fixture
def typed(cast: Cast, challenge: DesignChallenge) -> Any:
    """What the facilitator typed for somebody, with their receipt."""
    return actions.enter_answer(
        actor=Actor.for_person(cast.facilitator.pk),
        challenge=challenge,
        text="It is dark at the stop.",
        mode="paper",
        language="en",
    )


def helper(cast: Cast) -> Actor:
    return Actor.for_person(cast.facilitator.pk)


def owner(contributor: Contributor) -> Actor:
    """The person with their own receipt."""
    return Actor.for_contributor(contributor.pk)


def rewrites(cast: Cast, feedback: Feedback) -> Any:
    fresh = Feedback.objects.get(pk=feedback.pk)
    return actions.change_answer(
        actor=helper(cast), feedback=fresh, text="All is well at the stop.", version=fresh.version
    )


def withdraws(cast: Cast, feedback: Feedback) -> Any:
    return actions.withdraw_answer(actor=helper(cast), feedback=Feedback.objects.get(pk=feedback.pk))


EITHER = pytest.mark.parametrize("does", [rewrites, withdraws])


@EITHER
def test_a_helper_mends_what_they_typed_and_the_person_sees_it(
    cast: Cast, typed: Any, does: Callable[[Cast, Feedback], Any]
) -> None:
    assert does(cast, typed.feedback).changed_by == cast.facilitator


@EITHER
def test_a_helper_never_touches_what_the_person_says_themself(
    cast: Cast, challenge: DesignChallenge, typed: Any, does: Callable[[Cast, Feedback], Any]
) -> None:
    own = actions.give_answer(
        actor=owner(typed.contributor), challenge=challenge, text="And nobody comes by.", language="en"
    )
    with pytest.raises(NotPermitted):
        does(cast, own.feedback)


@EITHER
def test_nobody_mends_after_the_person_opened_their_receipt(
    cast: Cast, typed: Any, does: Callable[[Cast, Feedback], Any]
) -> None:
    actions.open_receipt(actor=Actor.visitor(), contributor=typed.contributor)
    with pytest.raises(NotPermitted):
        does(cast, typed.feedback)
    assert Feedback.objects.get(pk=typed.feedback.pk).text == "It is dark at the stop."


@EITHER
def test_nobody_mends_after_the_window_closed(
    cast: Cast, challenge: DesignChallenge, typed: Any, does: Callable[[Cast, Feedback], Any]
) -> None:
    with travel_to(challenge.closes_at), pytest.raises(Conflict):
        does(cast, typed.feedback)


@EITHER
def test_another_helper_mends_nothing(cast: Cast, typed: Any, does: Callable[[Cast, Feedback], Any]) -> None:
    other = service_with_people()
    with pytest.raises(NotPermitted):
        does(other, typed.feedback)


def test_a_helper_takes_back_no_statement_and_not_everything(cast: Cast, typed: Any) -> None:
    statement = StatementFactory(contributor=typed.contributor, challenge=typed.contributor.challenge)
    with pytest.raises(NotPermitted):
        actions.withdraw_statement(actor=helper(cast), statement=statement)
    with pytest.raises(NotPermitted):
        actions.take_back_everything(actor=helper(cast), contributor=typed.contributor)


def test_whoever_typed_it_does_not_open_the_receipt(cast: Cast, typed: Any, client_for: Any) -> None:
    with pytest.raises(Invalid, match="Only they open"):
        actions.open_receipt(actor=helper(cast), contributor=typed.contributor)
    page = client_for(cast.facilitator).post("/receipt/", {"reference": typed.reference})
    assert "Only they open their receipt." in page.content.decode()
    assert Contributor.objects.get(pk=typed.contributor.pk).receipt_opened_at is None


def test_their_page_says_who_typed_and_who_changed(cast: Cast, typed: Any, client_in: Any, in_tenant: Any) -> None:
    rewrites(cast, typed.feedback)
    client = client_in(in_tenant)
    page = client.post("/receipt/", {"reference": typed.reference}, follow=True).content.decode()
    name = cast.facilitator.display_name
    assert f"{name} typed this in for you." in page
    assert f"{name} changed it last." in page
    opened = Contributor.objects.get(receipt_hash=hash_secret(typed.reference)).receipt_opened_at
    assert opened is not None
    assert opened <= clock.now()
