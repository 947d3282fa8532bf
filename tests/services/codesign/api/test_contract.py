"""The API keeps to its own description, whatever is sent: Schemathesis, in process, as a signed-in facilitator."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from kernel.accounts.middleware import SESSION_TENANT_KEY
from kernel.api.schema import CouncilSchemaGenerator
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people import api
from participants.people.models import Person
from tests.factories import (
    ContributorFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    ImportBatchFactory,
    ImportUploadFactory,
    InsightFactory,
    JobFactory,
    MembershipFactory,
    OptionFactory,
    OutcomeFactory,
    SecondLookFactory,
    SetAsideFactory,
    StatementFactory,
    SynthesisRunFactory,
    ThemeLabelFactory,
    service_with_people,
)
from tests.standing import restore_rows

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CASES = 3
SESSION, TOKEN = "session-of-the-contract-test", "x" * 32
WHO_ASKS = {"Cookie": f"coprod_session={SESSION}; coprod_csrf={TOKEN}", "X-CSRFToken": TOKEN}
COUNCIL = "aberwen"
# The rows that addresses name, by the name of the address's part and, for `id`, by what it is an id of.
IDS = {"services": 7001, "challenges": 7002, "jobs": 7003}
ROWS = {
    "feedback": 7011,
    "statement": 7012,
    "insight": 7013,
    "option": 7014,
    "row": 7015,
    "member": 7016,
    "outcome": 7017,
    "item": 7018,
    "batch": 7020,
    "upload": 7021,
    "look": 7019,
}


def description() -> dict[str, Any]:
    """The API's own description, in which addresses name rows that are there."""
    raw: dict[str, Any] = CouncilSchemaGenerator(urlconf="coprod.api_urls").get_schema(public=True)
    raw = json.loads(json.dumps(raw, default=str))
    raw["servers"] = [{"url": f"/{COUNCIL}/api"}]
    for path, operations in raw["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    name = parameter["name"]
                    pk = IDS[path.split("/")[2]] if name == "id" else ROWS[name]
                    parameter["schema"] = {"type": "integer", "enum": [pk]}
    return raw


schema = schemathesis.openapi.from_dict(
    description(),
    config=SchemathesisConfig(
        projects=ProjectsConfig(
            default=ProjectConfig(
                headers=WHO_ASKS,
                phases=PhasesConfig(coverage=CoveragePhaseConfig(unexpected_methods=set())),
                generation=GenerationConfig(deterministic=True, with_security_parameters=False),
            )
        )
    ),
)
schema.app = WSGIHandler()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application keeps the test's connection, as Django's own test client sees to."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The rows, committed once for all operations; what an operation does to them is rolled back."""
    with django_db_blocker.unblock():
        try:
            with tenant_scope(Tenant.objects.get(slug=COUNCIL)):
                add_rows()
            with django_db_blocker.block():
                yield
        finally:
            restore_rows()


def add_rows() -> None:
    """A service whose facilitator asks, and one row of everything that an address can name."""
    cast = service_with_people(pk=IDS["services"])
    challenge = DesignChallengeFactory(
        pk=IDS["challenges"], service=cast.service, state="open", decision_owner=cast.decision_owner
    )
    contributor = ContributorFactory(challenge=challenge, person=cast.facilitator)
    FeedbackFactory(pk=ROWS["feedback"], contributor=contributor)
    StatementFactory(pk=ROWS["statement"], challenge=challenge, contributor=contributor)
    InsightFactory(pk=ROWS["insight"], challenge=challenge)
    option = OptionFactory(pk=ROWS["option"], challenge=challenge)
    SetAsideFactory(pk=ROWS["row"], challenge=challenge)
    SecondLookFactory(pk=ROWS["look"], challenge=challenge)
    SynthesisRunFactory(challenge=challenge)
    ThemeLabelFactory(challenge=challenge, feedback=FeedbackFactory(contributor=contributor))
    MembershipFactory(pk=ROWS["member"], service=cast.service)
    OutcomeFactory(pk=ROWS["outcome"], service=cast.service)
    decision = DesignDecisionFactory(challenge=challenge)
    DecisionItemFactory(pk=ROWS["item"], decision=decision, option=option)
    ImportBatchFactory(pk=ROWS["batch"], challenge=challenge)
    ImportUploadFactory(pk=ROWS["upload"], challenge=challenge)
    SynthesisRunFactory(challenge=challenge)
    JobFactory(pk=IDS["jobs"], kind="codesign.synthesise", params={"challenge": challenge.pk})
    sign_in(cast.facilitator)


def sign_in(person: Person) -> None:
    """A session as the sign-in pages make it, under a key that the requests know beforehand."""
    session = SessionStore(SESSION)
    session[SESSION_KEY] = str(person.user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    session[SESSION_TENANT_KEY] = person.tenant_id
    session.save(must_create=True)


@pytest.fixture
def world(rows: None, db: None, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows, in a transaction of the operation's own, and no limit on how often it is asked for."""
    monkeypatch.setitem(api.REQUESTS_PER_PERIOD, "person", 10**6)


@schema.parametrize()
@hypothesis_settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.usefixtures("world")
def test_the_api_keeps_to_its_description(case) -> None:
    case.call_and_validate(checks=CHECKS)
