"""What one app shows on another's page: plain data, which the app above both of them puts together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.template.response import TemplateResponse

from kernel.accounts.actor import Actor
from kernel.web.forms import CoprodForm


@dataclass(frozen=True)
class Panel:
    """A part of a page: its template, and what is there as `panel.data`."""

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    title: Any
    url: str


@dataclass(frozen=True)
class Need:
    """Something that waits for the reader: what to do, the address where it is done, and what it is about.

    `count`: how many wait; `more` where they were not counted to their end.
    """

    what: Any
    url: str
    about: str
    count: int = 0
    more: bool = False


@dataclass(frozen=True)
class Figure:
    """A number of each row in a table of many: the heading, and the expression that counts it in the table's query.

    `total`: words for the sum of them all ("3 questions are open"); "" where nobody asks for it.
    """

    name: str
    title: Any
    count: Combinable
    total: Any = ""


@dataclass(frozen=True)
class SettingsPart:
    """Some of the settings on the council's page: their form, the template of its fields, and how they are saved."""

    form: CoprodForm
    template: str
    save: Callable[[Actor], Any]


class OpenPage(TemplateResponse):
    """A page with room for panels, which the apps above fill before it is rendered. `place` says which page it is."""

    def __init__(self, request: HttpRequest, template: str, context: dict[str, Any], *, place: str) -> None:
        super().__init__(request, template, context)
        self.place, self.shown = place, context

    def fill(self, more: Mapping[str, Any]) -> None:
        """Show more on it than its view does."""
        self.context_data = {**self.shown, **more}
