"""Queries and time of each page as answers grow.

Wanted: no more queries for more answers, at most 20, and a p95 at 100,000 answers within 1.5 of that at 1,000. Measured
while nothing is used, and when everything is: half supports findings, half is set aside. Figures over everything that
came in are counted once a minute where they are large; `first` is the request that counts them.
"""

import logging
import sys
import time
import uuid
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.common import database, p95, table
from benchmarks.filling import fill, summed_up, tell_everyone, use_up
from kernel.accounts.middleware import SESSION_TENANT_KEY
from kernel.audit.versions import touch
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.models import Person
from services.codesign.models import Contributor, DesignChallenge, Feedback, InsightSource, SetAside
from services.codesign.queries.findings.insights import findings_digest
from tests.database import COUNCILS
from tests.factories import (
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    InsightFactory,
    InsightResponseFactory,
    OptionFactory,
    OptionViewFactory,
    SignatureFactory,
    StatementFactory,
    SynthesisRunFactory,
    service_with_people,
)

SIZES = (10, 1_000, 100_000)
REPEATS = 40
MOST_QUERIES, MOST_SLOWER = 20, 1.5
WORK = (
    "/work/{pk}/",
    "/work/{pk}/synthesis/",
    "/work/{pk}/insights/",
    "/work/{pk}/insights/{insight}/",
    "/work/{pk}/insights/{insight}/?show=find",
    "/work/{pk}/insights/new/",
    "/work/{pk}/unused/",
    "/work/{pk}/unused/?show=aside",
    "/work/{pk}/sign/",
    "/say/{pk}/",
    "/say/{pk}/journey/",
    "/api/v1/challenges/{pk}/journey/",
    "/api/v1/challenges/{pk}/insights/",
    "/api/v1/challenges/{pk}/insights/{insight}/sources/",
    "/api/v1/challenges/{pk}/set-aside/",
    "/api/v1/challenges/{pk}/signatures/",
)
CHOOSE = ("/work/{pk}/options/", "/work/{pk}/options/new/", "/work/{pk}/responses/", "/work/{pk}/decision/")
PUBLIC = ("/say/{pk}/you-said/", "/say/{pk}/results/", "/changed/")


@dataclass(frozen=True)
class Stage:
    """A state that is measured: whether what was said is used up, and on which pages."""

    state: str
    used: bool
    pages: tuple[str, ...]


STAGES = {
    "open": Stage(
        "open",
        False,
        (
            "/say/",
            "/say/{pk}/",
            "/say/{pk}/answer/",
            "/say/{pk}/react/",
            "/say/{pk}/journey/",
            "/staff/",
            "/staff/challenges/{pk}/",
            "/staff/challenges/{pk}/moderation/",
            "/work/{pk}/",
            "/api/v1/challenges/",
            "/api/v1/challenges/{pk}/",
            "/api/v1/challenges/{pk}/feedback/",
        ),
    ),
    "closed, nothing used": Stage("feedback_closed", False, WORK),
    "closed, all used": Stage("feedback_closed", True, WORK),
    "options open": Stage("options_open", True, WORK[:9] + CHOOSE + PUBLIC[1:2]),
    "decided": Stage("decided", True, WORK[:9] + CHOOSE + PUBLIC),
    "told": Stage("reported_back", True, ("/work/{pk}/", "/work/{pk}/decision/", *PUBLIC)),
}


def make(stage: Stage, n: int) -> DesignChallenge:
    """A challenge in a service of its own, with what its state needs, before anybody answers."""
    cast = service_with_people()
    challenge = DesignChallengeFactory(service=cast.service, state=stage.state, decision_owner=cast.decision_owner)
    for number in range(30):
        StatementFactory(challenge=challenge, moderation="accepted", text=f"Statement {number}")
    insights = [InsightFactory(challenge=challenge, state="kept") for _ in range(10)] if stage.state != "open" else []
    if stage.state in ("options_open", "decided", "reported_back"):
        options = [OptionFactory(challenge=challenge, proposed_by=cast.partner) for _ in range(5)]
        for insight in insights:
            InsightResponseFactory(insight=insight, option=options[0])
        for option in options:
            for person, stake in ((cast.citizens[0], "citizen"), (cast.professionals[0], "professional")):
                OptionViewFactory(option=option, person=person, stake=stake)
    if stage.state in ("decided", "reported_back"):
        decision = DesignDecisionFactory(challenge=challenge)
        for option in options[:2]:
            DecisionItemFactory(decision=decision, option=option)
    return challenge


def finish(tenant: Tenant, challenge: DesignChallenge, stage: Stage, n: int) -> None:
    """Answers, the run over them, what became of them, and who signed."""
    fill(tenant.pk, challenge.pk, n, "pending" if stage.state == "open" else "accepted")
    if stage.state == "open":
        return
    if stage.used:
        use_up(tenant.pk, challenge.pk, challenge.decision_owner_id)
    if stage.state == "reported_back":
        tell_everyone(challenge.pk)
    with tenant_scope(tenant):
        touch(challenge)
        ids = [
            list(rows.order_by("pk").values_list("pk", flat=True))
            for rows in (challenge.statements, challenge.feedback)
        ]
        SynthesisRunFactory(challenge=challenge, **summed_up(*ids))
        members = challenge.service.memberships.filter(role="member", stake__in=["citizen", "professional"])
        for member in members:
            SignatureFactory(
                challenge=challenge, person=member.person, stake=member.stake, digest=findings_digest(challenge)
            )


def sign_in(person: Person, tenant: Tenant) -> Client:
    """A browser with a session in the council."""
    client = Client(raise_request_exception=True)
    client.force_login(person.user)
    session = client.session
    session[SESSION_TENANT_KEY] = tenant.pk
    session.save()
    return client


@dataclass
class Measured:
    """Status, queries, seconds of the first request on an empty cache, and p95 of the seconds of those after it."""

    status: int
    queries: int
    first: float
    p95: float


def measure(visits: list[tuple[Client, str]]) -> list[Measured]:
    """The same page of challenges of each size, in turns so that a busy moment hits all of them."""
    cache.key_prefix = f"bench-{uuid.uuid4().hex}"
    found = []
    for client, address in visits:
        first = _seconds(client, address)
        with CaptureQueriesContext(connection) as captured:
            status = client.get(address).status_code
        control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
        queries = sum(not query["sql"].startswith(control) for query in captured)
        found.append(Measured(status, queries, first, 0))
    times: list[list[float]] = [[] for _ in visits]
    for _ in range(REPEATS):
        for taken, (client, address) in zip(times, visits, strict=True):
            taken.append(_seconds(client, address))
    for result, taken in zip(found, times, strict=True):
        result.p95 = p95(taken)
    return found


def _seconds(client: Client, address: str) -> float:
    started = time.perf_counter()
    client.get(address)
    return time.perf_counter() - started


def run(wanted: list[str]) -> int:
    """Print the table; the number of rows that miss a target. `wanted`: parts of the names of stages, none for all."""
    stages = {name: stage for name, stage in STAGES.items() if not wanted or any(word in name for word in wanted)}
    tenant = Tenant.objects.get(pk=COUNCILS[0]["id"])
    made: dict[tuple[str, int], tuple[Client, str, dict[str, int]]] = {}
    for name, stage in stages.items():
        for n in SIZES:
            with tenant_scope(tenant):
                challenge = make(stage, n)
                facilitator = challenge.service.memberships.get(role="facilitator").person
                numbers = {"pk": challenge.pk, "insight": getattr(challenge.insights.first(), "pk", 0)}
            finish(tenant, challenge, stage, n)
            made[name, n] = sign_in(facilitator, tenant), f"/{tenant.slug}", numbers
    with connections["admin"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    rows, missed = [], 0
    for name, stage in stages.items():
        for page in stage.pages:
            visits = [
                (client, prefix + page.format(**numbers)) for client, prefix, numbers in (made[name, n] for n in SIZES)
            ]
            found = measure(visits)
            good = is_good(found)
            missed += not good
            rows.append(
                [
                    name,
                    page,
                    "/".join(sorted({str(result.status) for result in found})),
                    "/".join(str(result.queries) for result in found),
                    *(f"{result.p95 * 1000:.0f}" for result in found),
                    f"{found[-1].p95 / found[-2].p95:.2f}",
                    f"{found[-1].first * 1000:.0f}",
                    "" if good else "misses",
                ]
            )
    with tenant_scope(tenant):
        counts = [model.objects.count() for model in (Feedback, Contributor, InsightSource, SetAside)]
    table(
        "Pages as the facilitator; {:,} answers of {:,} people, {:,} citations, {:,} set aside; p95 in ms".format(
            *counts
        ),
        ["stage", "page", "status", "queries", *(f"{n:,}" for n in SIZES), "ratio", "first", ""],
        rows,
    )
    return missed


def is_good(found: list[Measured]) -> bool:
    """Whether a page meets what the head of this module asks for."""
    queries = [result.queries for result in found]
    return (
        {result.status for result in found} == {200}
        and queries == sorted(queries, reverse=True)
        and max(queries) <= MOST_QUERIES
        and found[-1].p95 / found[-2].p95 <= MOST_SLOWER
    )


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    with database():
        sys.exit(1 if run(sys.argv[1:]) else 0)
