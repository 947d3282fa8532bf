"""What people were told when they were asked stays, or changes as a version that stands beside the one before."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.clock import travel_to
from kernel.errors import Conflict, Invalid
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.codesign import actions
from services.codesign.enums import ASKED_UNDER, MAY_BE_ADDED_TO, MAY_BE_SAID_ANEW
from services.codesign.models import AskedUnder, DesignChallenge
from tests.factories import (
    Cast,
    CouncilRulesFactory,
    DesignChallengeFactory,
    OutcomeFactory,
    both,
    service_with_people,
)
from tests.fixtures import CouncilClient
from tests.kernel.api.clients import ApiClient

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

Sign = Callable[[Person], CouncilClient]


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    made = service_with_people()
    OutcomeFactory(service=made.service)
    return made


@pytest.fixture
def question(cast: Cast) -> DesignChallenge:
    """Opened as people open it, for 14 days."""
    draft = DesignChallengeFactory(
        service=cast.service, decision_owner=cast.decision_owner, closes_at=clock.now() + timedelta(days=14)
    )
    return actions.open_challenge(actor=actor(cast.facilitator), challenge=draft)


def actor(person: Person) -> Actor:
    return Actor.for_person(person.pk)


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def change(cast: Cast, asked: DesignChallenge, reason: Any = "", /, **changes: Any) -> DesignChallenge:
    fresh = DesignChallenge.objects.get(pk=asked.pk)
    return actions.change_challenge(
        actor=actor(cast.facilitator), challenge=fresh, version=fresh.version, reason=reason, **changes
    )


def extend(cast: Cast, question: DesignChallenge, **more: float) -> DesignChallenge:
    fresh = DesignChallenge.objects.get(pk=question.pk)
    assert fresh.closes_at is not None
    return actions.extend_window(
        actor=actor(cast.facilitator),
        challenge=fresh,
        closes_at=fresh.closes_at + timedelta(**more),
        reason=both("Many were away."),
    )


NEW = {
    "question": both("What else?"),
    "background": both("We have money now."),
    "can_change": both("The colour of the bus"),
    "cannot_change": both("Everything"),
    "payment_policy": both("We pay nothing."),
    "access_plan": both("Come to the town hall."),
    "account_required": True,
    "statements_welcome": False,
    "moderation": "post",
    "no_seldom_heard": False,
}


def test_all_that_people_are_told_is_tried_here() -> None:
    assert set(NEW) | {"decision_owner", "closes_at"} == set(ASKED_UNDER)


@pytest.mark.parametrize("name", sorted(set(NEW) - MAY_BE_SAID_ANEW))
def test_what_is_fixed_stays_also_in_the_database(name: str, cast: Cast, question: DesignChallenge) -> None:
    with pytest.raises(Invalid) as refused:
        change(cast, question, both("Because."), **{name: NEW[name]})
    assert set(refused.value.errors) == {name}
    with pytest.raises(IntegrityError), transaction.atomic():
        DesignChallenge.objects.filter(pk=question.pk).update(**{name: NEW[name]})
    assert AskedUnder.objects.filter(challenge=question).count() == 1


def test_whoever_decides_stays_whoever_asks(cast: Cast, question: DesignChallenge) -> None:
    with pytest.raises(Invalid):
        change(cast, question, both("Because."), decision_owner=cast.professional)
    with pytest.raises(IntegrityError), transaction.atomic():
        DesignChallenge.objects.filter(pk=question.pk).update(decision_owner=cast.professional)


@pytest.mark.parametrize("name", sorted(MAY_BE_SAID_ANEW))
def test_what_may_change_needs_a_reason_and_keeps_both_texts(
    name: str, cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    before = getattr(question, name)
    for reason in ("", both("")):
        with pytest.raises(Invalid) as refused:
            change(cast, question, reason, **{name: NEW[name]})
        assert set(refused.value.errors) == {"reason"}
    change(cast, question, both("It was not safe."), **{name: NEW[name]})
    first, second = AskedUnder.objects.filter(challenge=question).order_by("number")
    kept = [getattr(value, "data", value) for value in (before, NEW[name])]
    assert [first.told[name], second.told[name]] == kept
    page = words(visitor.get(f"/say/{question.pk}/journey/"))
    assert "It was not safe." in page
    assert "Changed by Fay Facilitator." in page
    for text in (before, NEW[name]):
        assert {"True": "Yes", "False": "No"}.get(str(text), str(text)) in page
    assert "What people are told was changed on" in words(visitor.get(f"/say/{question.pk}/"))


def test_a_change_past_the_version_is_refused_by_the_database(question: DesignChallenge) -> None:
    rows = DesignChallenge.objects.filter(pk=question.pk)
    for changes in ({"background": "New"}, {"background": "New", "asked_version": 3}, {"asked_version": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)


def test_pay_that_was_promised_can_only_be_added_to(cast: Cast, question: DesignChallenge) -> None:
    assert {"payment_policy"} == MAY_BE_ADDED_TO
    promised = question.payment_policy.data
    more = {code: f"{text}\nFares are paid back too." for code, text in promised.items()}
    changed = change(cast, question, both("We found money."), payment_policy=both(more["en"], more["cy"]))
    assert changed.payment_policy.data == more


def test_the_page_shows_a_change_and_keeps_what_was_typed(
    cast: Cast, question: DesignChallenge, client_for: Sign
) -> None:
    client = client_for(cast.facilitator)
    typed = {"version": str(question.version), "statements_welcome": "on"}
    for name in ("background", "payment_policy", "access_plan"):
        typed |= {f"{name}_{n}": getattr(question, name).data[code] for n, code in enumerate(("en", "cy"))}
    typed["background_0"] = "Three people were hurt."
    answer = client.post(reverse("codesign:edit", args=[question.pk]), typed)
    assert (answer.status_code, "Say why. Everybody can read it." in words(answer)) == (422, True)
    assert "Three people were hurt." in words(answer)
    typed |= {"reason_0": "It happened yesterday.", "reason_1": "Digwyddodd ddoe."}
    assert client.post(reverse("codesign:edit", args=[question.pk]), typed).status_code == 302


def test_once_answering_is_over_nothing_of_it_changes(cast: Cast, question: DesignChallenge, client_for: Sign) -> None:
    with travel_to(question.closes_at):
        with pytest.raises(Invalid):
            change(cast, question, both("Because."), background=both("New"))
        form = client_for(cast.facilitator).get(reverse("codesign:edit", args=[question.pk])).context["form"]
    assert list(form.fields) == ["version", "attribution"]


def test_versions_are_never_changed_or_removed(question: DesignChallenge) -> None:
    row = AskedUnder.objects.get(challenge=question)
    for attempt in (lambda: AskedUnder.objects.filter(pk=row.pk).update(told={}), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_an_answer_knows_what_it_was_given_under(cast: Cast, question: DesignChallenge, client_for: Sign) -> None:
    def say(text: str) -> Any:
        given = actions.give_answer(actor=actor(cast.citizen), challenge=question, text=text, language="en")
        return given.feedback

    early = say("It is dark")
    change(cast, question, both("It was not clear."), background=both("New"))
    late = say("It is cold")
    assert [early.asked_version, late.asked_version] == [1, 2]
    page = words(client_for(cast.citizen).get(f"/say/{question.pk}/mine/"))
    assert page.count("What people are told has changed since you said this.") == 1


def test_every_version_is_there_for_everybody_through_the_api(cast: Cast, question: DesignChallenge) -> None:
    change(cast, question, both("It was not clear."), background=both("New"))
    rows = (
        ApiClient(Tenant.objects.get(pk=question.tenant_id))
        .send("GET", f"/challenges/{question.pk}/asked-under/")
        .json()
    )
    assert [row["number"] for row in rows["results"]] == [1, 2]
    assert rows["results"][1]["told"]["background"]["en"] == "New"
    assert rows["results"][1]["reason"]["en"] == "It was not clear."


# --- the window ------------------------------------------------------------------------------------------------------


def test_a_window_grows_twice_at_most_and_says_why(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    for _ in range(2):
        extend(cast, question, days=3)
    with pytest.raises(Conflict, match="2 times at most"):
        extend(cast, question, days=1)
    page = words(visitor.get(f"/say/{question.pk}/journey/"))
    assert page.count("Many were away.") == 2
    assert page.count("Closing time") == 2


def test_a_window_becomes_at_most_twice_as_long_as_announced(cast: Cast, question: DesignChallenge) -> None:
    with pytest.raises(Invalid, match="that was set on opening"):
        extend(cast, question, days=15)
    assert extend(cast, question, days=13).extensions == 1
    with pytest.raises(Invalid):
        extend(cast, question, days=2)


def test_the_councils_own_limits_hold_for_what_is_opened_from_then_on(cast: Cast, question: DesignChallenge) -> None:
    CouncilRulesFactory(extensions_at_most=0)
    assert extend(cast, question, days=1).extensions == 1
    draft = DesignChallengeFactory(service=cast.service, decision_owner=cast.decision_owner)
    later = actions.open_challenge(actor=actor(cast.facilitator), challenge=draft)
    with pytest.raises(Conflict, match="0 times at most"):
        extend(cast, later, days=1)


def test_the_database_lets_no_window_shrink_or_grow_past_its_limits(question: DesignChallenge) -> None:
    assert question.closes_at is not None
    rows = DesignChallenge.objects.filter(pk=question.pk)
    for changes in (
        {"closes_at": question.closes_at - timedelta(seconds=1), "asked_version": 2},
        {"closes_at": question.closes_at + timedelta(days=15), "asked_version": 2},
        {"extensions": 3},
        {"longest_until": question.closes_at + timedelta(days=99)},
        {"extensions_at_most": 9},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)
