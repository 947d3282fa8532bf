"""Keys and sessions: who gets in, as whom, for what."""

import importlib
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.middleware.csrf import _get_new_csrf_string
from django.urls.resolvers import URLPattern, URLResolver

from kernel import clock
from kernel.accounts.enums import Scope
from kernel.accounts.models import ApiCredential
from kernel.api.views import ApiView, NotFoundView
from kernel.audit.models import AuditEvent
from participants.people import api
from services.catalogue.models import Outcome
from services.codesign.enums import CodesignScope
from services.codesign.models import DesignChallenge
from tests.factories import service_with_people
from tests.kernel.api.clients import ALL_SCOPES, ApiClient, key_for, problem_of, system_of

QUESTION = {"en": "When should buses run?", "cy": "Pryd dylai bysiau redeg?"}
BODY = {"text": {"en": "People get home.", "cy": "Mae pobl yn cyrraedd adref."}}


@pytest.fixture
def cast(in_tenant):
    return service_with_people()


def test_a_key_is_an_actor_of_its_own_and_the_record_says_so(cast) -> None:
    response = system_of(cast.service).send("POST", "/challenges/", {"service": cast.service.pk, "question": QUESTION})

    assert response.status_code == 201
    assert DesignChallenge.objects.get().proposed_by is None
    event = AuditEvent.objects.get(verb="codesign.proposed")
    credential = ApiCredential.objects.get()
    assert (event.actor_kind, event.actor_id, event.person_id, event.channel) == (
        "api_client", credential.pk, None, "api",
    )  # fmt: skip


def test_what_speaks_for_somebody_has_no_way_in_for_a_key(cast) -> None:
    response = system_of(cast.service).send("POST", f"/services/{cast.service.pk}/outcomes/", BODY)

    assert problem_of(response) == (403, "in-person")
    assert not Outcome.objects.exists()


def test_a_key_of_one_service_is_nothing_in_another(cast) -> None:
    other = service_with_people()
    asked = {"service": other.service.pk, "question": QUESTION}

    assert system_of(cast.service).send("POST", "/challenges/", asked).status_code == 403
    assert system_of(other.service).send("POST", "/challenges/", asked).status_code == 201


def test_a_stopped_key_is_not_known(cast) -> None:
    key = key_for(cast.service, revoked_at=clock.now())

    response = ApiClient(cast.service.tenant, key).send("GET", "/services/")

    assert problem_of(response) == (401, "unauthenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="Coprod API"'


@pytest.mark.parametrize("given", ["Bearer coprod_x", "Bearer", "Bearer ", "bearer \x00", "Bearer " + "x" * 5000])
def test_something_else_than_a_key_is_not_known(cast, given) -> None:
    response = ApiClient(cast.service.tenant).send("GET", "/services/", Authorization=given)

    assert problem_of(response) == (401, "unauthenticated")


def test_another_councils_key_is_not_known(tenant, other_tenant, scope_of) -> None:
    with scope_of(other_tenant):
        key = key_for(service_with_people().service)

    assert ApiClient(other_tenant, key).send("GET", "/services/").status_code == 200
    assert problem_of(ApiClient(tenant, key).send("GET", "/services/")) == (401, "unauthenticated")


def test_a_key_in_the_address_is_refused(cast) -> None:
    key = key_for(cast.service)

    for name in ("api_key", "access_token", "page_size"):
        response = ApiClient(cast.service.tenant).get(f"/api/v1/services/?{name}={key}")
        assert problem_of(response) == (401, "unauthenticated")


@pytest.mark.parametrize("held", ALL_SCOPES)
def test_a_key_does_only_what_it_was_made_for(cast, held) -> None:
    client = system_of(cast.service, held)

    read = client.send("GET", "/services/")
    write = client.send("POST", "/challenges/", {"service": cast.service.pk, "question": QUESTION})

    assert read.status_code == (200 if held == Scope.READ else 403)
    assert write.status_code == (201 if held == Scope.MANAGE else 403)
    if held != Scope.READ:
        assert problem_of(read) == (403, "insufficient-scope")
        assert read.json()["scope"] == Scope.READ


def views() -> list[tuple[str, type[ApiView]]]:
    """Every API view that is routed, by its path."""

    def walk(patterns, prefix):
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, path)
            elif isinstance(pattern, URLPattern):
                view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
                if view is not None and issubclass(view, ApiView) and view is not NotFoundView:
                    yield path, view

    return list(walk(importlib.import_module("coprod.api_urls").urlpatterns, ""))


# What a key may do besides reading: it sets up, brings in files and starts computing, and speaks for nobody.
FOR_KEYS = {
    ("PATCH", "v1/services/<int:pk>/"): Scope.MANAGE,
    ("POST", "v1/challenges/"): Scope.MANAGE,
    ("PATCH", "v1/challenges/<int:pk>/"): Scope.MANAGE,
    ("PUT", "v1/challenges/<int:pk>/targets/"): Scope.MANAGE,
    ("POST", "v1/challenges/<int:pk>/statements/seeds/"): Scope.MANAGE,
    ("POST", "v1/challenges/<int:pk>/imports/uploads/"): CodesignScope.FEEDBACK,
    ("DELETE", "v1/challenges/<int:pk>/imports/uploads/<int:upload>/"): CodesignScope.FEEDBACK,
    ("POST", "v1/challenges/<int:pk>/imports/uploads/<int:upload>/columns/"): CodesignScope.FEEDBACK,
    ("POST", "v1/challenges/<int:pk>/imports/uploads/<int:upload>/bring-in/"): CodesignScope.FEEDBACK,
    ("POST", "v1/challenges/<int:pk>/synthesis/"): CodesignScope.ANALYSE,
}


def test_what_a_key_may_change_is_listed_here() -> None:
    found = views()
    assert len(found) > 40
    given = {(method, path): scope for path, view in found for method, scope in view.scopes.items()}
    assert {place: scope for place, scope in given.items() if place[0] != "GET"} == FOR_KEYS
    assert {scope for place, scope in given.items() if place[0] == "GET"} == {Scope.READ, CodesignScope.FEEDBACK}


def test_when_a_key_was_used_is_noted_to_the_minute(cast) -> None:
    client = system_of(cast.service)
    start = clock.now()

    def used_at(seconds: float):
        with clock.travel_to(start + timedelta(seconds=seconds)):
            client.send("GET", "/services/")
        return ApiCredential.objects.get().last_used_at

    first = used_at(0)
    assert used_at(30) == first
    assert used_at(90) > first + timedelta(seconds=80)


def signed_in(person) -> ApiClient:
    client = ApiClient(person.tenant, enforce_csrf_checks=True)
    client.sign_in(person)
    return client


def test_a_session_reads_and_with_its_token_writes(cast) -> None:
    client = signed_in(cast.citizen)
    path = f"/services/{cast.service.pk}/outcomes/"
    token = _get_new_csrf_string()
    client.cookies["coprod_csrf"] = token

    assert client.send("GET", path).status_code == 200
    assert problem_of(client.send("POST", path, BODY)) == (403, "csrf")
    assert Outcome.objects.count() == 0
    assert client.send("POST", path, BODY, X_CSRFToken=token).status_code == 201
    event = AuditEvent.objects.get(verb="catalogue.outcome_added")
    assert (event.actor_kind, event.person_id, event.channel) == ("person", cast.citizen.pk, "api")


def test_a_session_is_not_asked_for_scopes(cast) -> None:
    assert signed_in(cast.citizen).send("GET", f"/services/{cast.service.pk}/members/").status_code == 200


def test_a_visitor_reads_what_is_public_and_writes_nothing(cast) -> None:
    client = ApiClient(cast.service.tenant)

    assert client.send("GET", "/services/").status_code == 200
    assert problem_of(client.send("GET", f"/services/{cast.service.pk}/members/")) == (401, "unauthenticated")
    assert problem_of(client.send("POST", "/services/", {})) == (401, "unauthenticated")


def test_too_many_requests_are_refused_for_a_while(cast, monkeypatch) -> None:
    monkeypatch.setitem(api.REQUESTS_PER_PERIOD, "api_client", 2)
    client = system_of(cast.service)

    answers = [client.send("GET", "/services/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problem_of(answers[2]) == (429, "too-many-requests")
    assert answers[2]["Retry-After"] == "60"
    assert system_of(cast.service).send("GET", "/services/").status_code == 200


def make_key(*args: str) -> str:
    output = StringIO()
    call_command("create_api_key", "--council", "aberwen", "--name", "Library", *args, stdout=output, stderr=StringIO())
    return output.getvalue().strip()


def test_the_command_makes_a_key_that_reads_and_keeps_only_its_hash(tenant, scope_of) -> None:
    with scope_of(tenant):
        cast = service_with_people()

    secret = make_key()

    with scope_of(tenant):
        credential = ApiCredential.objects.get()
        assert (credential.name, credential.scopes, credential.maker.person) == ("Library", ["read"], None)
        assert secret not in str(ApiCredential.objects.values())
        assert AuditEvent.objects.filter(verb="people.key_made", actor_kind="system").count() == 1
    client = ApiClient(tenant, secret)
    assert client.send("GET", "/services/").status_code == 200
    assert problem_of(client.send("PATCH", f"/services/{cast.service.pk}/", {})) == (403, "insufficient-scope")


def test_the_command_says_what_is_wrong(tenant) -> None:
    with pytest.raises(CommandError, match="Give the key a name"):
        make_key("--name", " ")
