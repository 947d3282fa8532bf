"""Robots are kept off by their address, by a trap and by how quick they are; people are not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from kernel import clock
from kernel.tenancy.models import Tenant
from kernel.web.guarded import FASTEST_PERSON, GuardedForm
from kernel.web.limits import client_address, pace_token, shown_for, within_limit


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "192.0.2.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.9, 203.0.113.7", "198.51.100.9"),
        (2, "203.0.113.7", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_an_address_is_what_our_own_proxies_say(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_tries_are_counted_by_council_name_and_person(in_tenant: Tenant) -> None:
    def tried(name: str, who: str) -> bool:
        return within_limit(name, who, limit=2, seconds=60)

    assert [tried("tests-limit", "a") for _ in range(3)] == [True, True, False]
    assert tried("tests-limit", "b")
    assert tried("tests-other", "a")


def test_a_mark_says_how_long_a_form_was_shown_and_cannot_be_made_up() -> None:
    assert shown_for(pace_token(1000.9), 1010) == 10
    assert shown_for("1000", 1010) is None
    assert shown_for("", 1010) is None


def sent(seconds: float, **data: str) -> GuardedForm:
    return GuardedForm({"pace": pace_token(clock.now().timestamp() - seconds), **data})


def test_people_take_their_time() -> None:
    form = sent(FASTEST_PERSON + 1)
    assert form.is_valid()
    assert form.cleaned_data == {}


def test_robots_are_asked_to_send_it_again() -> None:
    forms = {
        "too quick": sent(0),
        "in the trap": sent(60, website="https://example.org"),
        "without a mark": GuardedForm({}),
        "with a mark of their own": GuardedForm({"pace": "made up"}),
    }
    found = {name: [error.code for error in form.non_field_errors().as_data()] for name, form in forms.items()}
    assert found == dict.fromkeys(forms, ["robot"])


def test_a_mark_that_people_had_time_with_stays_with_a_correction() -> None:
    early, late = sent(0), sent(60)
    assert late.fresh_pace == late.data["pace"]
    with clock.travel_to(clock.now() + timedelta(seconds=1)):
        assert early.fresh_pace != early.data["pace"]
    assert GuardedForm().fresh_pace
