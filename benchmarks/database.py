"""What row-level security costs, and how fast reactions come in against a bare COPY."""

import os
import time

import numpy as np
import psycopg
from django.db import connections

from benchmarks.common import database, interleaved, table
from benchmarks.filling import fill
from kernel.accounts.actor import Actor
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from services.codesign.actions.imports.batches import confirm_import, import_content
from services.codesign.models import Reaction
from services.codesign.tables.content import FilePerson, reactions_to
from tests.database import COUNCILS
from tests.factories import DesignChallengeFactory, StatementFactory, service_with_people

ROWS = 100_000
QUERIES = {
    "one by key": "SELECT * FROM codesign_feedback WHERE tenant_id = {t} AND id = {one}",
    "newest 25": "SELECT * FROM codesign_feedback WHERE tenant_id = {t} AND challenge_id = {c} "
    "ORDER BY id DESC LIMIT 25",
    "count by moderation": "SELECT moderation, count(*) FROM codesign_feedback WHERE tenant_id = {t} "
    "AND challenge_id = {c} GROUP BY 1",
    "join to people": "SELECT f.id, c.stake FROM codesign_feedback f JOIN codesign_contributor c "
    "ON c.id = f.contributor_id AND c.tenant_id = f.tenant_id WHERE f.tenant_id = {t} AND f.challenge_id = {c} "
    "ORDER BY f.id DESC LIMIT 200",
}


def row_security() -> None:
    """The same queries as the runtime role (policy in force) and as the backup role (no policy)."""
    tenants = list(Tenant.objects.filter(pk__in=[c["id"] for c in COUNCILS]).order_by("pk"))
    challenges = []
    for tenant in tenants:
        with tenant_scope(tenant):
            challenges.append(DesignChallengeFactory(state="open"))
        fill(tenant.pk, challenges[-1].pk, ROWS)
    rows = []
    with (
        psycopg.connect(os.environ["DATABASE_URL"]) as bound,
        psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as free,
    ):
        bound.execute("SELECT set_config('app.tenant_id', %s, false)", [str(tenants[0].pk)])
        one = free.execute(
            "SELECT max(id) FROM codesign_feedback WHERE challenge_id = %s", [challenges[0].pk]
        ).fetchone()
        for name, query in QUERIES.items():
            text = query.format(t=tenants[0].pk, c=challenges[0].pk, one=one[0] if one else 0)
            repeats = 20 if name == "count by moderation" else 300
            with_policy, without = interleaved(
                lambda text=text: bound.execute(text).fetchall(),
                lambda text=text: free.execute(text).fetchall(),
                repeats,
            )
            rows.append(
                [name, f"{without * 1000:.2f} ms", f"{with_policy * 1000:.2f} ms", f"{with_policy / without:.2f}"]
            )
    table(
        f"Row-level security, {2 * ROWS:,} answers in 2 councils (limit 1.10)",
        ["query", "without", "with", "ratio"],
        rows,
    )


def imports() -> None:
    """100,000 reactions by the import action, against the owner's COPY into a table with the same constraints."""
    tenant = Tenant.objects.get(pk=COUNCILS[0]["id"])
    with tenant_scope(tenant):
        cast = service_with_people()
        challenge = DesignChallengeFactory(service=cast.service, state="open")
        statements = [StatementFactory(challenge=challenge, moderation="accepted").pk for _ in range(50)]
    people = ROWS // len(statements)
    person = np.repeat(np.arange(people), len(statements))
    statement = np.tile(np.array(statements), people)
    ours, bare = [], []
    for number in range(3):
        value = np.random.default_rng(number).integers(-1, 2, ROWS)
        started = time.perf_counter()
        with tenant_scope(tenant):
            content = reactions_to([FilePerson(f"{number}-{n}") for n in range(people)], person, statement, value)
            batch = import_content(
                actor=Actor.for_person(cast.facilitator.pk),
                challenge=challenge,
                kind="table",
                content=content,
                language="en",
            )
            confirm_import(actor=Actor.for_person(cast.citizens[0].pk), batch=batch)
        ours.append(time.perf_counter() - started)
        bare.append(_bare_copy(tenant.pk, challenge.pk, person, statement, value))
    a, b = min(ours), min(bare)
    table(
        f"Import of {ROWS:,} reactions (limit 3.0 times the bare COPY)",
        ["", "seconds", "rows/s", "ratio"],
        [
            ["bare COPY", f"{b:.2f}", f"{ROWS / b:,.0f}", "1.00"],
            ["import action", f"{a:.2f}", f"{ROWS / a:,.0f}", f"{a / b:.2f}"],
        ],
    )


def _bare_copy(tenant: int, challenge: int, person: np.ndarray, statement: np.ndarray, value: np.ndarray) -> float:
    columns = "tenant_id, challenge_id, contributor_id, statement_id, value, at"
    with tenant_scope(Tenant.objects.get(pk=tenant)):
        known = np.array(sorted(set(Reaction.objects.values_list("contributor_id", flat=True)))[: person.max() + 1])
    with connections["admin"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_reaction")
        cursor.execute("CREATE TABLE bench_reaction (LIKE codesign_reaction INCLUDING ALL)")
        for column, target in (
            ("challenge_id", "designchallenge"),
            ("contributor_id", "contributor"),
            ("statement_id", "statement"),
        ):
            cursor.execute(
                f"ALTER TABLE bench_reaction ADD FOREIGN KEY (tenant_id, {column}) "
                f"REFERENCES codesign_{target} (tenant_id, id)"
            )
        lines = "".join(
            f"{tenant}\t{challenge}\t{c}\t{s}\t{v}\t2026-01-01\n"
            for c, s, v in zip(known[person].tolist(), statement.tolist(), value.tolist(), strict=True)
        ).encode()
        started = time.perf_counter()
        with cursor.copy(f"COPY bench_reaction ({columns}) FROM STDIN") as copy:
            copy.write(lines)
        return time.perf_counter() - started


if __name__ == "__main__":
    with database():
        row_security()
        imports()
