"""What it would cost to bind the council's scope, so that SQL alone cannot choose another council.

Row-level security compares each row's council with a setting, which any SQL of the runtime role may set. Bound, the
setting would carry a proof made with a secret of the application, and the policies would ask a function of the owner's,
which alone can read the secret. Three ways are compared, in turns on one database: `plain` as it is, `call` with the
function in the policy, `once` with it as a sub-select that is asked once a query. Counted is the processor's time of
one request, of the application and its database process together; wall time is shown beside it. Wanted: under 2% a
request. It is not built: see docs/architecture.md.
"""

import hashlib
import logging
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

from benchmarks.common import database, table
from benchmarks.pages import STAGES, finish, make, sign_in
from kernel.tenancy import scope
from kernel.tenancy.models import Tenant
from kernel.tenancy.operations import TENANT_SETTING
from tests.database import COUNCILS, as_owner

ANSWERS, ROUNDS, REQUESTS, WARMING = 1_000, 14, 30, 6
SECRET = secrets.token_hex(32)
TICK = os.sysconf("SC_CLK_TCK")
WAYS = {"plain": TENANT_SETTING, "call": "coprod_bound_scope()", "once": "(SELECT coprod_bound_scope())"}
BOUND = """
CREATE TABLE bench_secret (secret text NOT NULL);
CREATE FUNCTION coprod_bound_scope() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER AS $body$
DECLARE
  proof text := pg_catalog.current_setting('app.scope', true);
  council text := pg_catalog.split_part(proof, '.', 1);
BEGIN
  IF proof = council || '.' || (SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
       secret || pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(secret || council, 'UTF8')), 'hex'), 'UTF8')
     ), 'hex') FROM public.bench_secret) THEN
    RETURN council::bigint;
  END IF;
  RETURN NULL;
END $body$;
"""


def proof_of(council: str) -> str:
    """The setting of a council's scope with its proof."""
    inner = hashlib.sha256((SECRET + council).encode()).hexdigest()
    return f"{council}.{hashlib.sha256((SECRET + inner).encode()).hexdigest()}" if council else ""


def set_both(value: str) -> None:
    """As the application would: the proof in place of the bare setting; here beside it, for the policies in turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.tenant_id', %s, true), set_config('app.scope', %s, true)", [value, proof_of(value)]
        )


def choose(way: str) -> None:
    """Let every policy compare in one of the ways."""
    with as_owner() as owner:
        for (name,) in owner.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = 'tenant_isolation'"
        ).fetchall():
            check = f"tenant_id = {WAYS[way]}"
            owner.execute(f"ALTER POLICY tenant_isolation ON {name} USING ({check}) WITH CHECK ({check})")


def processor_ms(backend: int) -> float:
    """The processor's milliseconds of this process and of its database process so far."""
    spent = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return time.process_time() * 1000 + (int(spent[11]) + int(spent[12])) * 1000 / TICK


@dataclass
class Cost:
    """Milliseconds of one request, by round."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def measure(ask: Callable[[], Any], cost: Cost) -> None:
    """One round."""
    for _ in range(WARMING):
        ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    before, started = processor_ms(backend), time.perf_counter()
    for _ in range(REQUESTS):
        ask()
    cost.wall.append((time.perf_counter() - started) * 1000 / REQUESTS)
    cost.processor.append((processor_ms(backend) - before) / REQUESTS)


def run() -> int:
    """Print the table; 1 where the cheaper of the bound ways costs 2% or more over all requests together."""
    tenant = Tenant.objects.get(pk=COUNCILS[0]["id"])
    stage = STAGES["decided"]
    with scope.tenant_scope(tenant):
        challenge = make(stage, ANSWERS)
        person = challenge.service.memberships.get(role="facilitator").person
    finish(tenant, challenge, stage, ANSWERS)
    with as_owner() as owner:
        owner.execute("VACUUM ANALYZE")
        owner.execute(BOUND)
        owner.execute("INSERT INTO bench_secret VALUES (%s)", [SECRET])
    scope._set_row_security = set_both
    client, prefix = sign_in(person, tenant), f"/{tenant.slug}"
    details = {"display_name": "Fay", "language": "en", "channel": "none", "phone": ""}
    requests: dict[str, Callable[[], Any]] = {
        page: (lambda page=page: client.get(prefix + page.format(pk=challenge.pk)))  # type: ignore[misc]
        for page in ("/help/", "/say/{pk}/results/", "/work/{pk}/", "/work/{pk}/insights/", "/api/v1/services/")
    }
    requests["saving one's details"] = lambda: client.post(f"{prefix}/my/details/", details)
    assert all(ask().status_code in (200, 302) for ask in requests.values())
    costs = {name: {way: Cost() for way in WAYS} for name in requests}
    for number in range(ROUNDS):
        for way in list(WAYS) if number % 2 else list(reversed(WAYS)):
            choose(way)
            for name, ask in requests.items():
                measure(ask, costs[name][way])
    return told(costs)


def told(costs: dict[str, dict[str, Cost]]) -> int:
    """The table, and whether a way is cheap enough."""
    rows, sums = [], dict.fromkeys(WAYS, 0.0)
    for name, ways in costs.items():
        spent = {way: median(cost.processor) for way, cost in ways.items()}
        for way in WAYS:
            sums[way] += spent[way]
        rows.append([name, *(f"{spent[way]:.2f}" for way in WAYS), *_more(spent), *_walls(ways)])
    rows.append(["all", *(f"{sums[way]:.2f}" for way in WAYS), *_more(sums), "", ""])
    more = [f"{way}, more" for way in WAYS if way != "plain"]
    wall = [f"{way}, more wall" for way in WAYS if way != "plain"]
    table(f"Milliseconds of processor a request, {ROUNDS} rounds of {REQUESTS}", ["request", *WAYS, *more, *wall], rows)
    return int(min(sums[way] for way in WAYS if way != "plain") >= sums["plain"] * 1.02)


def _more(spent: dict[str, float]) -> list[str]:
    return [f"{spent[way] / spent['plain'] - 1:+.1%}" for way in WAYS if way != "plain"]


def _walls(ways: dict[str, Cost]) -> list[str]:
    return _more({way: median(cost.wall) for way, cost in ways.items()})


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    with database():
        sys.exit(run())
