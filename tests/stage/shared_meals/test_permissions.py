# ruff: noqa: E501 - a row of a table is a line
"""Who may do what: asked of the actions with all kinds of people, of pages and API with those at the border."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from participants.people.models import Person
from tests.factories import CouncilRoleFactory, MembershipFactory, PersonFactory, both
from tests.matrix import (
    EVERYBODY,
    INSIDE,
    MEMBERS,
    NOBODY,
    PART,
    RUNNERS,
    Row,
    named_in,
    operations_of,
    who_may_act,
    who_may_call,
    who_may_open,
)
from tests.stage.shared_meals import actions, api, urls
from tests.stage.shared_meals.models import SharedMeal
from tests.stage.shared_meals.scene import scene
from tests.tables import each_row

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

FACILITATOR = frozenset({"facilitator"})
Ask = Callable[[Any, Actor], Any]
# Action: in which state, how it is asked for, and who may. Nobody else may.
ACTIONS: dict[str, tuple[str, Ask, frozenset[str]]] = {
    "propose_meal": (
        "open",
        lambda s, a: actions.propose_meal(actor=a, service=s.cast.service, title=both("Soup")),
        MEMBERS,
    ),
    "change_meal": ("open", lambda s, a: actions.change_meal(actor=a, meal=s.meal, version=1, place="Hall"), RUNNERS),
    "add_task": ("open", lambda s, a: actions.add_task(actor=a, meal=s.meal, name="Sing", wanted=3), RUNNERS),
    "open_meal": ("proposed", lambda s, a: actions.open_meal(actor=a, meal=s.meal), RUNNERS),
    "offer_help": ("open", lambda s, a: actions.offer_help(actor=a, meal=s.meal, task=s.spare), MEMBERS),
    "withdraw_help": ("open", lambda s, a: actions.withdraw_help(actor=a, helper=s.helper), frozenset({"citizen"})),
    "call_off_meal": ("open", lambda s, a: actions.call_off_meal(actor=a, meal=s.meal, reason=both("No")), RUNNERS),
    "note_attendance": ("held", lambda s, a: actions.note_attendance(actor=a, meal=s.meal, came=[s.h]), FACILITATOR),
    "close_meal": ("held", lambda s, a: actions.close_meal(actor=a, meal=s.meal), FACILITATOR),
    "hold_meal": ("over", lambda s, a: actions.hold_meal(actor=a, meal=s.meal), RUNNERS),
}


def people_of(made: Any) -> dict[str, Person]:
    """Also those whom one right or another misses: who left, who administers too, who is of another service."""
    service = made.cast.service
    more = {name: PersonFactory() for name in ("left", "administering_facilitator", "other_facilitator")}
    MembershipFactory(service=service, person=more["left"], role="facilitator", ended_at=clock.now())
    MembershipFactory(
        service=service, person=more["administering_facilitator"], role="facilitator", stake="professional"
    )
    CouncilRoleFactory(person=more["administering_facilitator"], role="administrator")
    MembershipFactory(person=more["other_facilitator"], role="facilitator")
    return made.cast.by_role() | more


@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_act(action: str) -> None:
    state, ask, may = ACTIONS[action]
    made = scene("open") if state == "over" else scene(state)
    if state == "over":
        SharedMeal.objects.filter(pk=made.m).update(takes_place_at=clock.now())
    who_may_act(lambda actor: ask(made, actor), people_of(made), may)


def test_whoever_proposed_a_meal_prepares_it_until_it_is_opened() -> None:
    for state, may in (("proposed", RUNNERS | {"citizen"}), ("open", RUNNERS)):
        made = scene(state)
        SharedMeal.objects.filter(pk=made.m).update(proposed_by=made.cast.citizen)
        who_may_act(lambda actor, made=made: ACTIONS["change_meal"][1](made, actor), made.cast.by_role(), may)


def test_the_table_names_every_action() -> None:
    assert set(ACTIONS) == {
        name
        for name, found in vars(actions).items()
        if inspect.isfunction(found) and found.__module__ == actions.__name__ and not name.startswith("_")
    }


M = "/meals/{m}"
OPERATIONS = (
    Row("GET", "/meals/", "open", EVERYBODY, 200),
    Row("POST", "/meals/", "open", MEMBERS, 201, lambda s: {"service": s.s, "title": {"en": "Soup"}}),
    Row("GET", f"{M}/", "open", EVERYBODY, 200),
    Row("GET", f"{M}/", "proposed", INSIDE, 200, sees=INSIDE),
    Row("PATCH", f"{M}/", "open", RUNNERS, 200, lambda s: {"place": "Hall", "version": 1}),
    Row("POST", f"{M}/open/", "proposed", RUNNERS, 200, sees=INSIDE),
    Row("POST", f"{M}/hold/", "open", RUNNERS, 409),
    Row("POST", f"{M}/close/", "held", FACILITATOR, 200),
    Row("POST", f"{M}/call-off/", "open", RUNNERS, 200, lambda s: {"reason": {"en": "No", "cy": "Na"}}),
    Row("GET", f"{M}/history/", "open", EVERYBODY, 200),
    Row("POST", f"{M}/tasks/", "open", RUNNERS, 201, lambda s: {"name": "Sing", "wanted": 2}),
    Row("GET", f"{M}/helpers/", "open", EVERYBODY, 200),
    Row("POST", f"{M}/helpers/", "open", MEMBERS, 201, lambda s: {"task": s.t}),
    Row("DELETE", f"{M}/helpers/{{h}}/", "open", frozenset({"citizen"}), 204, sees=MEMBERS),
    Row("PUT", f"{M}/attendance/", "held", FACILITATOR, 200, lambda s: {"came": [s.h]}),
)  # fmt: skip
STAFF = "/staff/meals/{m}"
PAGES = (
    Row("GET", "/meals/", "open", EVERYBODY, 200),
    Row("GET", f"{M}/", "open", EVERYBODY, 200),
    Row("GET", f"{M}/", "proposed", INSIDE, 200, sees=INSIDE, public=True),
    Row("POST", f"{M}/", "open", MEMBERS, 302, lambda s: {"task": s.t}),
    Row("GET", f"{M}/helpers/{{h}}/withdraw/", "open", frozenset({"citizen"}), 200, sees=NOBODY),
    Row("POST", f"{M}/helpers/{{h}}/withdraw/", "open", frozenset({"citizen"}), 302, sees=NOBODY),
    Row("GET", "/staff/services/{slug}/meals/new/", "open", MEMBERS, 200),
    Row("POST", "/staff/services/{slug}/meals/new/", "open", MEMBERS, 302, lambda s: {"title_0": "Soup"}),
    Row("GET", f"{STAFF}/", "open", INSIDE, 200),
    Row("POST", f"{STAFF}/", "proposed", RUNNERS, 302, sees=INSIDE),
    Row("POST", f"{STAFF}/", "held", FACILITATOR, 302),
    Row("GET", f"{STAFF}/edit/", "open", RUNNERS, 200),
    Row("POST", f"{STAFF}/edit/", "proposed", RUNNERS, 302, lambda s: {"title_0": "Stew", "version": 1}, sees=INSIDE),
    Row("GET", f"{STAFF}/tasks/", "open", INSIDE, 200),
    Row("POST", f"{STAFF}/tasks/", "open", RUNNERS, 302, lambda s: {"name": "Sing", "wanted": "2"}),
    Row("POST", f"{STAFF}/tasks/", "held", FACILITATOR, 302, lambda s: {"came": [s.h]}),
    Row("GET", f"{STAFF}/call-off/", "open", RUNNERS, 200),
    Row("POST", f"{STAFF}/call-off/", "open", RUNNERS, 302, lambda s: {"reason_0": "No", "reason_1": "Na"}),
)  # fmt: skip


@pytest.mark.parametrize("state", ["proposed", "open", "held"])
@pytest.mark.parametrize(("table", "check"), [(OPERATIONS, who_may_call), (PAGES, who_may_open)], ids=["api", "pages"])
def test_who_may_call_and_open(table: tuple[Row, ...], check: Callable[[Row, Any], None], state: str) -> None:
    each_row([row for row in table if row.state == state], check, scene(state))


def test_the_tables_name_every_operation_and_every_page() -> None:
    assert named_in(OPERATIONS) == operations_of(api.__name__)
    pages = {PART.sub("{}", f"/{pattern.pattern}") for pattern in urls.urlpatterns}
    assert {path for _method, path in named_in(PAGES)} == pages
