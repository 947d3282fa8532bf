"""What every page with a form or a button has in common: what was sent, what came of it, what is said afterwards."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kernel.accounts.actor import Actor
from kernel.errors import Conflict, GuardFailed, Invalid
from kernel.web.panels import Link

form_page = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is made of: what was sent; nothing while it is only looked at."""
    return request.POST if request.method == "POST" else None


def submit(form: BaseForm, action: Callable[[], Any]) -> Any:
    """Run an action for a valid form. What the action refuses stands beside its field, and what was typed stays.

    Returns the action's result, or None after adding errors to the form. NotPermitted passes through.
    """
    try:
        return action()
    except Invalid as error:
        for field, words in error.errors.items():
            form.add_error(field if field in form.fields else None, [ValidationError(str(word)) for word in words])
    except GuardFailed as error:
        form.add_error(None, [ValidationError(str(reason)) for reason in error.reasons])
    except Conflict as error:
        form.add_error(None, ValidationError(str(error.reason)))
    return None


def saved(
    request: HttpRequest, form: BaseForm, action: Callable[..., Any], done: str | Callable[[Any], str], **rows: Any
) -> Any:
    """Run a page's action with its actor, its rows and what the form holds, and say on the next page that it is done.

    `done`: the words, or what makes them of the action's result. Returns that result; None where the form was not sent
    or not accepted, and is to be shown.
    """
    if not form.is_valid():
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    made = submit(form, lambda: action(actor=actor, **rows, **form.cleaned_data))
    if made is not None:
        messages.success(request, done(made) if callable(done) else done)
    return made


def show_form(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: Any,
    button: Any,
    back: Link,
    about: Any = "",
    intro: Any = "",
    warning: Any = "",
    cancel: Link | None = None,
    template: str = "components/form_page.html",
) -> HttpResponse:
    """A page that is nothing but a form: its fields in their order, and a button. A form that was refused answers 422.

    `about`: which row it is about. `warning`: what cannot be undone; the button warns too then, `cancel` leads away.
    A template that extends the usual one may draw the fields otherwise (block `fields`).
    """
    shown = {"form": form, "title": title, "button": button, "back": back, "about": about, "intro": intro}
    status = 422 if form.errors else 200
    return render(request, template, {**shown, "warning": warning, "cancel": cancel}, status=status)


def press(request: HttpRequest, action: Callable[[], Any], done: str) -> bool:
    """Run what a button stands for, and say what came of it on the page that follows."""
    try:
        action()
    except GuardFailed as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return False
    except Conflict as error:
        messages.error(request, str(error.reason))
        return False
    except Invalid as error:
        for texts in error.errors.values():
            messages.error(request, " ".join(str(text) for text in texts))
        return False
    messages.success(request, done)
    return True
