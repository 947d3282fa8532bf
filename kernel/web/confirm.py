"""Ask once more before something is public, sent or cannot be undone: first what will come of it, then the button.

Works without script. What was typed travels with the question and comes back where somebody wants to change it. The
answer names exactly what was shown: where that has changed meanwhile, it is shown anew instead of done.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel.web.panels import Link

CONFIRM, BACK = "confirm", "back"
NOT_TYPED = frozenset({CONFIRM, "csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Shown:
    """Words that will be public, or a row that is acted on, under a label. Words of somebody's own may name theirs."""

    label: Any
    text: Any
    language: str = ""


@dataclass(frozen=True)
class Preview:
    """What will come of an act. `public`: word for word what everybody will read. `people`: whom it touches, in
    numbers, a sentence each. `items`: every row that it acts on, where they are many. `warning`: what is for good.
    """

    title: Any
    button: Any
    back: Link
    about: Any = ""
    public: Sequence[Shown] = ()
    people: Sequence[Any] = ()
    items: Sequence[Shown] = ()
    warning: Any = ""
    danger: bool = False

    @property
    def mark(self) -> str:
        """Stands for exactly what is shown."""
        parts = [self.about, self.warning, *self.people]
        parts += [part for shown in (*self.public, *self.items) for part in (shown.label, shown.text)]
        return hashlib.sha256("\x00".join(str(part) for part in parts).encode()).hexdigest()


def wants_change(request: HttpRequest) -> bool:
    """Whether somebody went back from the question to what they typed."""
    return request.POST.get(CONFIRM) == BACK


def ask_once_more(request: HttpRequest, preview: Preview) -> HttpResponse | None:
    """The page that shows what will come of it and asks; None where somebody has said yes to just this.

    Only for what may be done: rights and everything that stands in the way come first.
    """
    said = request.POST.get(CONFIRM, "")
    if said == preview.mark:
        return None
    typed = [(name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values]
    shown = {"preview": preview, "typed": typed, "changed": bool(said), "address": request.get_full_path()}
    return render(request, "components/confirm.html", {**shown, "may_change": bool(typed)})
