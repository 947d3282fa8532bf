"""Clients of the API, for tests."""

import json
from typing import Any

from kernel.accounts.scopes import scope_names
from kernel.accounts.tokens import hash_secret, new_token
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.models import Service
from tests.factories import ApiCredentialFactory, KeyMakerFactory, ServiceKeyFactory
from tests.fixtures import CouncilClient

ALL_SCOPES = tuple(scope_names())
JSON = "application/json"
PROBLEM = "application/problem+json"


def key_for(service: Service | None, *scopes: str, **credential: Any) -> str:
    """A new key of a partner system for a service, or for reading; with every scope unless some are named."""
    secret = f"coprod_{new_token()}"
    made = ApiCredentialFactory(secret_hash=hash_secret(secret), scopes=list(scopes or ALL_SCOPES), **credential)
    KeyMakerFactory(credential=made)
    if service is not None:
        ServiceKeyFactory(credential=made, service=service)
    return secret


class ApiClient(CouncilClient):
    """Speaks JSON. `key`: a partner system's; without one, a visitor, or somebody after `sign_in`."""

    def __init__(self, tenant: Tenant, key: str = "", **kwargs: Any) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        super().__init__(tenant, headers=headers, **kwargs)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A request under /api/v1/ with a JSON body. `If_Match` is the header `If-Match`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = "" if body is None else json.dumps(body)
        return self.generic(method, f"/api/v1{path}", data, content_type=JSON, headers=named)


def client_of(person: Person) -> ApiClient:
    """Somebody's client, in their own signed-in session."""
    client = ApiClient(person.tenant)
    client.sign_in(person)
    return client


def system_of(service: Service, *scopes: str) -> ApiClient:
    """A partner system's client with a key for a service."""
    return ApiClient(service.tenant, key_for(service, *scopes))


def problem_of(response: Any) -> tuple[int, str]:
    """The status and the kind of a problem, whose form is checked."""
    assert response["Content-Type"] == PROBLEM, response.content
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["type"].rsplit("/", 1)[1]
