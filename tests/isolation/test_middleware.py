"""The middleware that finds a request's council, and the scope that it opens."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import NestedTenantScope, OutOfTenantScope, current_tenant, has_tenant, tenant_scope
from participants.people.models import Organisation, Person
from tests.database import as_owner
from tests.factories import OrganisationFactory, PersonFactory, UserFactory
from tests.fixtures import CouncilClient
from tests.isolation.urls import after_commit, seen

pytestmark = [pytest.mark.urls("tests.isolation.urls"), pytest.mark.usefixtures("committed")]

OUR_HOST, THEIR_HOST = "aberwen.example", "northmoor.example"


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.PLATFORM_URLCONF = "tests.isolation.platform_urls"
    settings.ALLOWED_HOSTS = ["testserver", OUR_HOST, THEIR_HOST]
    after_commit.clear()


@pytest.fixture
def committed(committed_db: None, tenant: Tenant, other_tenant: Tenant) -> None:
    """One organisation here, two there; a host each. Really committed."""
    with tenant_scope(tenant):
        OrganisationFactory(name="ours")
    with tenant_scope(other_tenant):
        Organisation.objects.all().delete()
        OrganisationFactory(name="theirs")
        OrganisationFactory(name="theirs too")
    with as_owner() as owner:
        for council, host in ((tenant, OUR_HOST), (other_tenant, THEIR_HOST)):
            owner.execute("INSERT INTO tenancy_tenantdomain (tenant_id, host) VALUES (%s, %s)", [council.pk, host])


def look(path: str, **extra: Any) -> dict[str, Any]:
    response = Client().get(path, **extra)
    assert response.status_code == 200, response.content
    return response.json()


def test_found_by_path() -> None:
    answer = look("/aberwen/")
    assert answer == {
        "council": "aberwen",
        "names": ["ours"],
        "seen": 1,
        "reversed": "/aberwen/",
        "path_info": "/",
        "signed_in": False,
    }


def test_found_by_host() -> None:
    answer = look("/", headers={"host": THEIR_HOST})
    assert (answer["council"], answer["names"], answer["reversed"]) == ("northmoor", ["theirs", "theirs too"], "/")


def test_found_by_host_with_port_and_capitals() -> None:
    assert look("/", headers={"host": "Aberwen.Example:8443"})["council"] == "aberwen"


def test_host_goes_before_path() -> None:
    """On a council's own host the first segment is a page's: another council cannot be reached through it."""
    assert Client().get("/northmoor/", headers={"host": OUR_HOST}).status_code == 404


def test_path_without_slash_leads_to_the_council() -> None:
    response = Client().get("/aberwen")
    assert (response.status_code, response.headers["Location"]) == (301, "/aberwen/")


@pytest.mark.parametrize("path", ["/aberwe/", "/aberwenn/", "/Aberwen/", "/nobody/", "/%61berwenx/"])
def test_no_council(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_two_slashes_are_no_council() -> None:
    assert Client().get("/", PATH_INFO="//aberwen/").status_code == 404


def test_no_segment_is_the_platform() -> None:
    assert Client().get("/").content == b"the platform"


def test_platform_pages_have_no_scope(client: Client) -> None:
    client.get("/")
    assert (has_tenant(), seen()) == (False, 0)


def test_scope_ends_with_the_request() -> None:
    look("/aberwen/")
    assert (has_tenant(), seen()) == (False, 0)
    with pytest.raises(OutOfTenantScope):
        Organisation.objects.count()
    with pytest.raises(OutOfTenantScope):
        current_tenant()


def test_requests_one_after_the_other_on_one_connection() -> None:
    """What pooling leans on: the setting dies with its transaction."""
    backend = [connection.connection.info.backend_pid]
    for _ in range(3):
        assert look("/aberwen/")["names"] == ["ours"]
        assert look("/northmoor/")["names"] == ["theirs", "theirs too"]
        assert seen() == 0
        backend.append(connection.connection.info.backend_pid)
    assert len(set(backend[1:])) == 1


def test_commit_hooks_run_outside_the_council() -> None:
    """They see nothing, and know that: work that follows a commit opens the scope anew, as jobs do."""
    assert Client().post("/aberwen/write/200/").status_code == 200
    assert after_commit == [(False, 0)]
    assert look("/aberwen/")["names"] == ["ours", "written before 200"]


@pytest.mark.parametrize("status", [200, 302, 400, 404, 499])
def test_answers_below_500_keep_what_was_written(status: int) -> None:
    Client().post(f"/aberwen/write/{status}/")
    assert look("/aberwen/")["names"] == ["ours", f"written before {status}"]


@pytest.mark.parametrize("status", [500, 503])
def test_answers_of_500_and_above_roll_back(status: int) -> None:
    Client().post(f"/aberwen/write/{status}/")
    assert look("/aberwen/")["names"] == ["ours"]
    assert after_commit == []
    assert (has_tenant(), seen()) == (False, 0)


def test_an_exception_rolls_back() -> None:
    assert Client(raise_request_exception=False).post("/aberwen/break/").status_code == 500
    assert look("/aberwen/")["names"] == ["ours"]
    assert (has_tenant(), seen()) == (False, 0)


def test_one_council_inside_another_is_refused() -> None:
    with pytest.raises(NestedTenantScope):
        Client().get("/aberwen/nest/northmoor/")
    assert Client().get("/aberwen/nest/aberwen/").content == b"inside both"
    assert (has_tenant(), seen()) == (False, 0)


def test_a_lazy_stream_cannot_leak() -> None:
    """What is read after the view returned is read outside the council: asking raises, and SQL shows nothing."""
    with pytest.raises(OutOfTenantScope):
        list(Client().get("/aberwen/stream/asked-late/").streaming_content)
    assert list(Client().get("/aberwen/stream/built-before/").streaming_content) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "aberwen.example.evil.example"},
        {"host": "aberwen.example@evil.example"},
        {"host": "aberwen.example\r\nX: y"},
        {"host": "evil.example", "x-forwarded-host": "aberwen.example"},
    ],
)
def test_forged_host_is_refused(headers: dict[str, str]) -> None:
    assert Client().get("/aberwen/", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": THEIR_HOST},
        {"x-forwarded-host": "evil.example"},
        {"x-forwarded-prefix": "/northmoor"},
        {"x-script-name": "/northmoor"},
        {"forwarded": f"host={THEIR_HOST}"},
    ],
)
def test_forwarding_headers_choose_no_council(headers: dict[str, str]) -> None:
    answer = look("/aberwen/", headers=headers)
    assert (answer["council"], answer["reversed"]) == ("aberwen", "/aberwen/")


# Sessions


def person_in(tenant: Tenant, **values: Any) -> Person:
    with tenant_scope(tenant):
        return PersonFactory(**values)


def test_a_session_is_signed_in_where_it_was_opened(tenant: Tenant) -> None:
    browser = CouncilClient(tenant).sign_in(person_in(tenant))
    assert browser.get("/").json()["signed_in"] is True


def test_a_session_is_signed_out_in_another_council(tenant: Tenant, other_tenant: Tenant) -> None:
    """The same login, known in both councils, with the cookie carried over by hand."""
    user = UserFactory()
    person = person_in(tenant, user=user)
    person_in(other_tenant, user=user)
    browser = CouncilClient(tenant).sign_in(person)
    assert browser.get("/").json()["signed_in"] is True
    assert browser.get("http://testserver/northmoor/").status_code == 200
    elsewhere = CouncilClient(other_tenant)
    elsewhere.cookies = browser.cookies
    assert elsewhere.get("/").json()["signed_in"] is False


def test_a_session_of_no_council_is_signed_out(tenant: Tenant) -> None:
    browser = CouncilClient(tenant)
    browser.force_login(person_in(tenant).user)
    assert browser.get("/").json()["signed_in"] is False


# The scope itself


def test_scope_inside_a_transaction_ends_before_it(tenant: Tenant, other_tenant: Tenant) -> None:
    with transaction.atomic():
        for council, count in ((tenant, 1), (other_tenant, 2)):
            with tenant_scope(council):
                assert seen() == count
            assert seen() == 0


def test_scope_that_fails_inside_a_transaction_ends_before_it(tenant: Tenant) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), tenant_scope(tenant):
            raise ZeroDivisionError
        assert (has_tenant(), seen()) == (False, 0)


def test_scope_ends_when_its_block_raises(tenant: Tenant, other_tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), tenant_scope(tenant):  # noqa: PT012
        assert seen() == 1
        raise ZeroDivisionError
    assert (has_tenant(), seen()) == (False, 0)
    with tenant_scope(other_tenant):
        assert seen() == 2


def test_same_council_again_is_harmless(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        with tenant_scope(tenant):
            OrganisationFactory(name="inner")
        assert seen() == 2
    assert seen() == 0


def test_an_inner_failure_undoes_the_inner_part_only(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        OrganisationFactory(name="outer")
        with pytest.raises(ZeroDivisionError), tenant_scope(tenant):  # noqa: PT012
            OrganisationFactory(name="inner")
            raise ZeroDivisionError
        assert sorted(Organisation.objects.values_list("name", flat=True)) == ["ours", "outer"]


def test_threads_do_not_share_a_scope(tenant: Tenant, in_threads: Callable[..., list[Any]]) -> None:
    with tenant_scope(tenant):
        assert in_threads(lambda: (has_tenant(), seen())) == [(False, 0)]


def test_two_councils_at_once(tenant: Tenant, other_tenant: Tenant, in_threads: Callable[..., list[Any]]) -> None:
    def read(council: Tenant) -> Callable[[], set[int]]:
        def work() -> set[int]:
            found = set()
            for _ in range(20):
                with tenant_scope(council):
                    found.add(seen())
                found.add(seen() + 100)
            return found

        return work

    assert in_threads(read(tenant), read(other_tenant), read(tenant)) == [{1, 100}, {2, 100}, {1, 100}]
