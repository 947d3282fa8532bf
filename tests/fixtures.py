"""Fixtures for every test. Loaded by `tests/conftest.py` once Django is set up."""

import contextlib
import contextvars
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from kernel.accounts.middleware import SESSION_TENANT_KEY
from kernel.tenancy.models import Tenant
from kernel.tenancy.roles import DatabaseLogin
from kernel.tenancy.scope import has_tenant, tenant_scope
from participants.people.models import Person
from tests.caches import own_cache
from tests.database import COUNCILS, WORLD_PK
from tests.factories import World, read_world
from tests.faults.workers import Workers, own_redis
from tests.standing import restore_rows
from tests.template import fresh_database

TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
RUNTIME_ROLE = DatabaseLogin.from_url(os.environ["DATABASE_URL"]).role
OWNER_ROLE = DatabaseLogin.from_url(os.environ["DATABASE_ADMIN_URL"]).role


class CouncilClient(Client):
    """A browser in one council: `get("/services/")` asks for `/<council>/services/`. Full paths pass as they are."""

    def __init__(self, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tenant = tenant

    def generic(self, method: str, path: Any, *args: Any, **kwargs: Any) -> Any:
        prefix = f"/{self.tenant.slug}"
        path = str(path)
        full = path if path == prefix or path.startswith((f"{prefix}/", "http:", "https:")) else prefix + path
        return super().generic(method, full, *args, **kwargs)

    def sign_in(self, person: Person) -> "CouncilClient":
        """As the sign-in pages do it: a session bound to the council it was opened in."""
        self.force_login(person.user)
        session = self.session
        session[SESSION_TENANT_KEY] = self.tenant.pk
        session.save()
        return self


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Instead of pytest-django's: roles, migrations and privileges as in production, cloned from a template."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), fresh_database(worker), django_db_blocker.block():
        yield


@pytest.fixture(autouse=True)
def _as_runtime_role_outside_any_council(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test runs as the role that production runs as, and leaves no council's scope open."""
    if {"db", "committed_db"} & set(request.fixturenames):
        request.getfixturevalue("django_db_setup")
        assert connection.settings_dict["USER"] == RUNTIME_ROLE != OWNER_ROLE
    assert not has_tenant()
    yield
    assert not has_tenant()


@pytest.fixture(scope="session", autouse=True)
def _static_directory(tmp_path_factory: pytest.TempPathFactory) -> None:
    """WhiteNoise warns where nothing was collected; the tests take static files from where they are."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _own_cache() -> Iterator[None]:
    with own_cache():
        yield


@pytest.fixture
def tenant(_database: None) -> Tenant:
    """The council of a test: publishes in English and Welsh."""
    return Tenant.objects.get(pk=COUNCILS[0]["id"])


@pytest.fixture
def other_tenant(_database: None) -> Tenant:
    """Another council, in English only, in which the standing world is."""
    return Tenant.objects.get(pk=COUNCILS[1]["id"])


@pytest.fixture
def _database(request: pytest.FixtureRequest) -> None:
    """The test's transaction, or the real thing where it asks for `committed_db`."""
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")


@pytest.fixture
def in_tenant(tenant: Tenant) -> Iterator[Tenant]:
    """Runs the test inside the council's scope. Requests to another council are refused there: see `scope_of`."""
    with tenant_scope(tenant):
        yield tenant


@pytest.fixture
def scope_of() -> Callable[[Tenant], AbstractContextManager[Tenant]]:
    """Opens a council's scope for a few lines: `with scope_of(tenant): …`."""
    return tenant_scope


@pytest.fixture(scope="session")
def _standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> bytes:
    with django_db_blocker.unblock(), tenant_scope(Tenant.objects.get(pk=COUNCILS[1]["id"])):
        return pickle.dumps(read_world(WORLD_PK))


@pytest.fixture
def bait(_standing_world: bytes, _database: None) -> World:
    """The other council, full of rows like the test's own: what a leak would bring up.

    They stand there for every test; who changes the rows or these objects does so for one test only.
    """
    return pickle.loads(_standing_world)


@pytest.fixture
def client_in() -> Callable[[Tenant], CouncilClient]:
    """A visitor's browser in a council: `client_in(tenant).get("/")`."""
    return CouncilClient


@pytest.fixture
def client_for() -> Callable[[Person], CouncilClient]:
    """A browser signed in as a person, in that person's council. The person must have a login."""

    def sign_in(person: Person) -> CouncilClient:
        tenant = Tenant.objects.get(pk=person.tenant_id)
        return CouncilClient(tenant).sign_in(person)

    return sign_in


@pytest.fixture
def query_count() -> Callable[[int], AbstractContextManager[None]]:
    """`with query_count(7): …` holds exactly when 7 statements are sent, transaction control aside."""

    @contextlib.contextmanager
    def count(expected: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        sent = [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION_CONTROL)]
        assert len(sent) == expected, "\n".join([f"{len(sent)} statements, not {expected}:", *sent])

    return count


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real transactions, for tests with threads or processes: afterwards every table is as it was."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            restore_rows()


@pytest.fixture
def own_broker() -> Iterator[str]:
    """A database of the broker that nothing else uses."""
    with own_redis() as address:
        yield address


@pytest.fixture
def workers(committed_db: None, own_broker: str, tmp_path: Path) -> Iterator[Workers]:
    """Workers and their scheduler, not started yet, on committed rows."""
    made = Workers(own_broker, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def in_threads() -> Callable[..., list[Any]]:
    """Runs functions at the same time, each in a thread with a connection of its own; gives what they returned.

    They start together. The first error of any is raised here.
    """

    def run(*functions: Callable[[], Any], timeout: float = 20) -> list[Any]:
        barrier = threading.Barrier(len(functions))
        results: list[Any] = [None] * len(functions)
        errors: list[BaseException] = []

        def work(number: int, function: Callable[[], Any]) -> None:
            try:
                barrier.wait(timeout)
                results[number] = contextvars.Context().run(function)
            except BaseException as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout)
        assert not any(thread.is_alive() for thread in threads), "a thread did not finish"
        if errors:
            raise errors[0]
        return results

    return run
