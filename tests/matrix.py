"""Who may do what, as tables of data: what each kind of person is answered by actions, by the API and by pages."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.module_loading import import_string

from kernel.accounts.actor import Actor
from kernel.api.operations import operation_of
from kernel.audit.models import AuditEvent
from kernel.errors import CoprodError, NotPermitted
from kernel.tenancy.scope import current_tenant
from participants.people.models import Person
from tests.factories import Cast
from tests.fixtures import CouncilClient
from tests.kernel.api.clients import ApiClient, client_of
from tests.tables import whom_to_ask

# Those who may most come first.
KINDS = (
    "facilitator", "commissioner", "decision_owner", "professional", "citizen", "partner", "administrator", "officer",
    "stranger", "visitor",
)  # fmt: skip
EVERYBODY = frozenset(KINDS)
SIGNED_IN = EVERYBODY - {"visitor"}
MEMBERS = frozenset(KINDS[:6])
INSIDE = MEMBERS | {"administrator"}
RUNNERS = frozenset({"facilitator", "commissioner"})
NOBODY: frozenset[str] = frozenset()
PART = re.compile("<[^>]+>|{[^}]*}")


def actor_for(people: Mapping[str, Person], who: str) -> Actor:
    """Somebody of a table, who may be nobody in particular or the clock."""
    if who in ("visitor", "system"):
        return Actor.visitor() if who == "visitor" else Actor.system()
    return Actor.for_person(people[who].pk)


class Outcome(NamedTuple):
    """What came of an attempt: what refused it, whether anything was recorded, and what was looked at afterwards."""

    refused: type[Exception] | None
    recorded: bool
    after: Any

    @property
    def allowed(self) -> bool:
        return self.refused is not NotPermitted


def attempt(ask: Callable[[], Any], look: Callable[[], Any] = lambda: None) -> Outcome:
    """Try something, and take it back so that the next one finds everything as it was."""
    before = AuditEvent.objects.count()
    refused: type[Exception] | None = None
    with transaction.atomic():
        try:
            with transaction.atomic():
                ask()
        except CoprodError as error:
            refused = type(error)
        found = Outcome(refused, AuditEvent.objects.count() != before, look())
        transaction.set_rollback(True)
    return found


def who_may_act(ask: Callable[[Actor], Any], people: Mapping[str, Person], may: Collection[str]) -> None:
    """Everybody asks for an action: exactly those who may are not refused, and it is recorded; else nothing is."""
    found = {who: attempt(lambda who=who: ask(actor_for(people, who))) for who in (*sorted(people), "visitor")}
    assert {who for who, outcome in found.items() if outcome.refused is None} == set(may)
    assert {outcome.refused for outcome in found.values()} <= {None, NotPermitted}
    assert {who for who, outcome in found.items() if outcome.recorded} == set(may)


def operations_of(*modules: str) -> set[tuple[str, str]]:
    """Method and address of every operation in modules of the API, as the tables of their tests must name them."""
    return {
        (method.upper(), f"/{PART.sub('{}', str(route.pattern))}")
        for module in modules
        for route in import_string(f"{module}.urlpatterns")
        for method in route.callback.view_class.http_method_names
        if operation_of(route.callback.view_class, method) and method != "head"
    }


def named_in(table: Iterable["Row"]) -> set[tuple[str, str]]:
    """Method and address of a table's rows, with nothing in their parts."""
    return {(row.method, PART.sub("{}", row.path)) for row in table}


@dataclass(frozen=True)
class Row:
    """An operation of the API, or a page: in which state, who may, what they are answered.

    Parts of `path` in braces, and `body`, are filled from the scene, whose `cast` asks. `sees`: who sees the row of the
    address at all; to others it is not there. `public`: a page that leads nobody to the sign-in page to look at it.
    """

    method: str
    path: str
    state: str
    may: frozenset[str]
    status: int
    body: Callable[[Any], Any] | None = None
    sees: frozenset[str] = EVERYBODY
    public: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path} in {self.state}"

    def answer_for(self, who: str, *, is_page: bool) -> int:
        """The status that the table says; 401 also for the way to the sign-in page, to which pages lead first."""
        if who in self.may:
            return self.status
        if who == "visitor" and ((is_page and not self.public) or self.method != "GET" or who in self.sees):
            return 401
        return 403 if who in self.sees else 404


def who_may_call(row: Row, scene: Any) -> None:
    """An operation is asked for by those at the border and by nobody."""

    def call(person: Person | None, path: str, body: Any) -> int:
        client = ApiClient(current_tenant()) if person is None else client_of(person)
        return int(client.send(row.method, path, body).status_code)

    _ask(row, scene, call, is_page=False)


def who_may_open(row: Row, scene: Any) -> None:
    """The same of a page: GET looks at it, POST sends its form."""

    def open_page(person: Person | None, path: str, body: Any) -> int:
        client = CouncilClient(current_tenant())
        if person is not None:
            client.sign_in(person)
        answer = getattr(client, row.method.lower())(path, body or {})
        return 401 if "/account/login/" in answer.headers.get("Location", "") else int(answer.status_code)

    _ask(row, scene, open_page, is_page=True)


def _ask(row: Row, scene: Any, call: Callable[[Person | None, str, Any], int], *, is_page: bool) -> None:
    path, body = row.path.format(**vars(scene)), row.body(scene) if row.body else None
    cast: Cast = scene.cast
    expected = {who: row.answer_for(who, is_page=is_page) for who in KINDS}
    found = {}
    for who in {*whom_to_ask(KINDS[:-1], expected, {row.status}), "visitor"}:
        with transaction.atomic():
            found[who] = call(cast.by_role().get(who), path, body)
            transaction.set_rollback(True)
    assert found == {who: expected[who] for who in found}
