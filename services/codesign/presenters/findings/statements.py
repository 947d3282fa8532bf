"""The table of all statements: a page of it, in an order, with each side's figures in words and as a bar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.web.charts import stacked_bar
from services.codesign.engine.opinion.statement_table import EVERYONE, GROUP, Cell, Side, statement_table
from services.codesign.enums import band_words
from services.codesign.models import Statement
from services.codesign.presenters.findings import terms

ROWS_SHOWN = 50
BY_NUMBER, BY_SHARED, BY_DIVIDES = "number", "shared", "divides"
ORDERS = {
    BY_NUMBER: gettext_lazy("By number"),
    BY_SHARED: gettext_lazy("What people share first"),
    BY_DIVIDES: gettext_lazy("What divides people first"),
}


@dataclass(frozen=True)
class Asked:
    """What a reader asked of the results page: statements on the map, and which part of their table.

    `in_print`: the map has the statements that tell most, wherever they are in the table.
    """

    on_map: bool = False
    order: str = BY_NUMBER
    page: str = "1"
    most: int = ROWS_SHOWN
    in_print: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Asked":
        """Read an address; what makes no sense is as if it had not been asked."""
        order = query.get("order", "")
        return cls(
            on_map=query.get("map") == "statements",
            order=order if order in ORDERS else BY_NUMBER,
            page=query.get("page", "1"),
        )


@dataclass(frozen=True)
class Row:
    """One side's reactions to a statement: shares of `people`. `agree` is None where no number may be given.

    `passed` is None where only those who took a side may be counted; `people` then counts just those. `in_short` says
    what most of them think where there is no number.
    """

    name: str
    people: int
    agree: float | None
    passed: float | None
    disagree: float | None
    bar: SafeString | str
    in_short: str = ""


@dataclass(frozen=True)
class Line:
    """A statement of the table. `text` is "" where it was taken back or is not shown."""

    number: int
    text: str
    language: str
    kinds: list[str]
    cells: list[Row]


@dataclass(frozen=True)
class StatementPage:
    """A page of the table. `page` holds the indexes of its statements; `sides` are the names of the columns.

    A side without a single figure that may be shown has no column; `hidden` names those.
    """

    page: Page[int]
    order: str
    sides: list[str]
    hidden: str
    lines: list[Line]

    @property
    def orders(self) -> list[tuple[str, Any, bool]]:
        """The orders to choose from: key, name, whether it is this one."""
        return [(key, name, key == self.order) for key, name in ORDERS.items()]


def indexes_on(view: Mapping[str, Any], asked: Asked) -> Page[int]:
    """Which statements are on the page that was asked for."""
    return Paginator(statement_table(view).in_order(asked.order), asked.most).get_page(asked.page)


def statement_page(
    view: Mapping[str, Any], asked: Asked, page: Page[int], said: Callable[[int], Statement | None]
) -> StatementPage:
    """The page's lines; `said` gives a statement's words by its index."""
    table = statement_table(view)
    shared = {item["statement"] for item in view.get("shared", [])}
    divides = {item["statement"] for item in view.get("divisive", [])}
    told = [side for side in table.sides if side.kind == EVERYONE or has_figures(side)]
    hidden = ", ".join(side_name(side) for side in table.sides if side not in told)
    lines = []
    for index in page.object_list:
        found = said(index)
        kinds = [_("shared")] if index in shared else []
        kinds += [_("divides")] if index in divides else []
        cells = [row_of(side_name(side), side.cell(index)) for side in told]
        lines.append(Line(index + 1, found.text if found else "", found.language if found else "", kinds, cells))
    return StatementPage(page, asked.order, [side_name(side) for side in told], hidden, lines)


def has_figures(side: Side) -> bool:
    """Whether anything of a side may be shown."""
    return any(count is not None for count in side.counts["agree"])


def hidden_names(rows: Sequence[Row]) -> str:
    """The names of the sides whose figures are too small to show."""
    return ", ".join(row.name for row in rows if row.people < 0 and not row.in_short)


def side_name(side: Side) -> str:
    """A column of the table in words."""
    if side.kind == EVERYONE:
        return _("Everybody")
    return terms.group_name(int(side.name)) if side.kind == GROUP else terms.stake_name(side.name)


def row_of(name: str, cell: Cell) -> Row:
    """A side's figures on one statement, with their bar."""
    if cell.agree is None or cell.disagree is None:
        return Row(name, -1, None, None, None, "", band_words(cell.band))
    people = cell.agree + cell.disagree + (cell.passed or 0)
    if not people:
        return Row(name, 0, None, None, None, "")
    agree, disagree = cell.agree / people, cell.disagree / people
    passed = None if cell.passed is None else cell.passed / people
    bar = stacked_bar([("agree", agree), ("pass", passed or 0), ("disagree", disagree)])
    return Row(name, people, agree, passed, disagree, bar)


def rows_of(counts: Sequence[tuple[str, Mapping[str, Any]]], index: int) -> list[Row]:
    """Several sides' figures on one statement."""
    return [row_of(name, Side("", name, side).cell(index)) for name, side in counts]
