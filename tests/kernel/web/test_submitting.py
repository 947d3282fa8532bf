"""What was sent, what an action said to it, and what people read of that on the page that follows."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kernel.accounts.actor import Actor
from kernel.errors import Conflict, GuardFailed, Invalid, NotPermitted, Reason
from kernel.web.pages import form_page, posted, press, saved, submit

REFUSALS = {
    "of a field": (Invalid({"name": "Too short."}), {"name": ["Too short."]}),
    "of a field with several reasons": (Invalid({"name": ["One.", "Two."]}), {"name": ["One.", "Two."]}),
    "of something the form does not ask for": (Invalid({"rows": "None chosen."}), {"__all__": ["None chosen."]}),
    "by every guard": (GuardFailed([Reason("a", "One."), Reason("b", "Two.")]), {"__all__": ["One.", "Two."]}),
    "because something changed": (Conflict("It changed."), {"__all__": ["It changed."]}),
}  # fmt: skip


class NameForm(forms.Form):
    name = forms.CharField()


class Call:
    """An action that remembers what it was given."""

    def __init__(self, outcome: Any) -> None:
        self.outcome, self.given = outcome, dict[str, Any]()

    def __call__(self, **given: Any) -> Any:
        self.given = given
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def asked(method: str = "post", **data: str) -> HttpRequest:
    request = getattr(RequestFactory(), method)("/", data)
    request.actor = Actor.system()
    request._messages = CookieStorage(request)
    return request


def told(request: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def test_a_form_is_made_of_what_was_sent_and_of_nothing_before() -> None:
    assert posted(asked("get", name="Ann")) is None
    assert posted(asked("head")) is None
    sent = posted(asked(name="Ann"))
    assert sent is not None
    assert sent["name"] == "Ann"
    assert posted(asked()) is not None


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("head", 200), ("post", 200), ("put", 405)])
def test_a_form_page_is_looked_at_and_sent(method: str, status: int) -> None:
    page = form_page(lambda request: HttpResponse())
    assert page(asked(method)).status_code == status


@pytest.mark.parametrize(("refusal", "errors"), REFUSALS.values(), ids=REFUSALS)
def test_what_an_action_refuses_stands_in_the_form(refusal: Exception, errors: dict[str, list[str]]) -> None:
    form = NameForm({"name": "Ann"})
    assert form.is_valid()
    assert submit(form, Call(refusal)) is None
    assert form.errors == errors


def test_what_an_action_gives_is_passed_on() -> None:
    assert submit(NameForm({}), Call(0)) == 0
    with pytest.raises(NotPermitted):
        submit(NameForm({}), Call(NotPermitted()))


def test_a_whole_form_is_saved_by_who_sent_it_and_it_is_said() -> None:
    request, action = asked(name="Ann"), Call("a row")
    assert saved(request, NameForm(posted(request)), action, "Saved.", service="a service") == "a row"
    assert action.given == {"actor": Actor.system(), "service": "a service", "name": "Ann"}
    assert told(request) == [("success", "Saved.")]


def test_the_words_may_be_of_what_was_made() -> None:
    request = asked(name="Ann")
    assert saved(request, NameForm(posted(request)), Call(["a", "b"]), lambda made: f"{len(made)} made.") == ["a", "b"]
    assert told(request) == [("success", "2 made.")]


@pytest.mark.parametrize("request_", [asked("get"), asked()], ids=["not sent", "not whole"])
def test_nothing_is_saved_of_a_form_that_is_not_whole(request_: HttpRequest) -> None:
    action = Call("a row")
    assert saved(request_, NameForm(posted(request_)), action, "Saved.") is None
    assert (action.given, told(request_)) == ({}, [])


def test_what_is_refused_is_not_said_to_be_saved() -> None:
    request = asked(name="Ann")
    form = NameForm(posted(request))
    assert saved(request, form, Call(Conflict("It changed.")), "Saved.") is None
    assert (form.errors, told(request)) == ({"__all__": ["It changed."]}, [])


def test_a_button_says_what_came_of_it() -> None:
    request = asked()
    assert press(request, Call("a row"), "Done.") is True
    assert told(request) == [("success", "Done.")]
    with pytest.raises(NotPermitted):
        press(request, Call(NotPermitted()), "Done.")


@pytest.mark.parametrize(("refusal", "errors"), REFUSALS.values(), ids=REFUSALS)
def test_a_button_that_is_refused_says_why(refusal: Exception, errors: dict[str, list[str]]) -> None:
    request = asked()
    assert press(request, Call(refusal), "Done.") is False
    words = [word for found in errors.values() for word in found]
    assert [level for level, _word in told(request)] == ["error"] * len(told(request))
    assert " ".join(word for _level, word in told(request)) == " ".join(words)
