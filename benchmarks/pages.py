"""Queries and time of each page as answers grow: constant queries, at most 20; p95 at 100,000 within 1.5 of 1,000."""

import sys
import time
from typing import Any

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.common import database, p95, table
from benchmarks.filling import fill
from kernel.accounts.middleware import SESSION_TENANT_KEY
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.models import Person
from services.codesign.models import Contributor, DesignChallenge, Feedback
from tests.database import COUNCILS
from tests.factories import (
    DesignChallengeFactory,
    DesignDecisionFactory,
    InsightFactory,
    OptionFactory,
    StatementFactory,
    SynthesisRunFactory,
    service_with_people,
)

SIZES = (10, 1_000, 100_000)
REPEATS = 25
PAGES = {
    "open": (
        "/say/",
        "/say/{pk}/",
        "/say/{pk}/answer/",
        "/say/{pk}/react/",
        "/say/{pk}/journey/",
        "/staff/",
        "/staff/challenges/{pk}/",
        "/staff/challenges/{pk}/moderation/",
        "/api/v1/challenges/",
        "/api/v1/challenges/{pk}/",
        "/api/v1/challenges/{pk}/feedback/",
    ),
    "feedback_closed": ("/work/{pk}/", "/work/{pk}/synthesis/", "/work/{pk}/insights/", "/work/{pk}/unused/"),
    "options_open": ("/work/{pk}/options/", "/work/{pk}/answers/", "/work/{pk}/decision/"),
    "decided": ("/say/{pk}/you-said/", "/say/{pk}/results/", "/work/{pk}/decision/", "/changed/"),
}


def make(tenant: Tenant, cast: Any, state: str, n: int) -> DesignChallenge:
    """A challenge with `n` answers and what its state needs."""
    challenge = DesignChallengeFactory(service=cast.service, state=state)
    for number in range(30):
        StatementFactory(challenge=challenge, moderation="accepted", text=f"Statement {number}")
    if state != "open":
        SynthesisRunFactory(challenge=challenge)
        for _ in range(10):
            InsightFactory(challenge=challenge, state="kept")
        if state != "feedback_closed":
            for _ in range(5):
                OptionFactory(challenge=challenge)
        if state == "decided":
            DesignDecisionFactory(challenge=challenge)
    return challenge


def sign_in(person: Person, tenant: Tenant) -> Client:
    """A browser with a session in the council."""
    client = Client(raise_request_exception=True)
    client.force_login(person.user)
    session = client.session
    session[SESSION_TENANT_KEY] = tenant.pk
    session.save()
    return client


def measure(client: Client, address: str) -> tuple[int, int, float]:
    """Status, queries, and p95 of the seconds."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(address).status_code
    queries = len(
        [q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"))]
    )
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - started)
    return status, queries, p95(times)


def run() -> int:
    """Print the table; the number of rows that miss a target."""
    tenant = Tenant.objects.get(pk=COUNCILS[0]["id"])
    made: dict[tuple[str, int], int] = {}
    with tenant_scope(tenant):
        cast = service_with_people()
        for state in PAGES:
            for n in SIZES:
                made[state, n] = make(tenant, cast, state, n).pk
    for (state, n), pk in made.items():
        fill(tenant.pk, pk, n, "pending" if state == "open" else "accepted")
    with connections["admin"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    rows, missed = [], 0
    browser = sign_in(cast.facilitator, tenant)
    for state, addresses in PAGES.items():
        for address in addresses:
            found = [measure(browser, f"/{tenant.slug}" + address.format(pk=made[state, n])) for n in SIZES]
            ratio = found[2][2] / found[1][2]
            good = (
                {f[0] for f in found} == {200}
                and len({f[1] for f in found}) == 1
                and found[0][1] <= 20
                and ratio <= 1.5
            )
            missed += not good
            rows.append(
                [
                    state,
                    address,
                    "/".join(str(f[0]) for f in found[:1]),
                    "/".join(str(f[1]) for f in found),
                    *(f"{f[2] * 1000:.0f}" for f in found),
                    f"{ratio:.2f}",
                    "" if good else "misses",
                ]
            )
    with tenant_scope(tenant):
        answers, people = Feedback.objects.count(), Contributor.objects.count()
    table(
        f"Pages as the facilitator, {answers:,} answers of {people:,} people in all; p95 in ms",
        ["state", "page", "status", "queries", *(f"{n:,}" for n in SIZES), "ratio", ""],
        rows,
    )
    return missed


if __name__ == "__main__":
    with database():
        sys.exit(1 if run() else 0)
