"""Write what a file holds into the question: people, statements, answers and reactions, and their counts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection

from kernel import clock
from kernel.tenancy.scope import current_tenant_id
from services.codesign.actions.voices.saying import first_moderation
from services.codesign.enums import Mode, ModerationReason, ModerationState
from services.codesign.models import Contributor, DesignChallenge, Feedback, ImportBatch, Reaction, Statement
from services.codesign.queries.imports import statements_of_batch
from services.codesign.tables.content import FileContent, FileStatement, same_words


def store_content(challenge: DesignChallenge, batch: ImportBatch, content: FileContent) -> None:
    """Everything that a confirmed batch holds. The caller holds the challenge's lock.

    All of it counts as brought in, whatever the file calls it, and is looked through as the question has it.
    """
    people = _store_people(challenge, batch, content)
    _store_answers(challenge, people, content)
    if len(content.votes):
        statements = _store_statements(challenge, batch, content.statements)
        _store_reactions(challenge, _votes(people, statements, content.votes))


def _store_people(challenge: DesignChallenge, batch: ImportBatch, content: FileContent) -> Sequence[Contributor]:
    now = clock.now()
    rows = [
        Contributor(
            challenge=challenge,
            stake=person.stake,
            mode=Mode.IMPORTED,
            said_mode=person.said_mode,
            language=person.language,
            imported_in=batch,
            external_key=f"{batch.pk}:{person.key}",
            created_at=now,
        )
        for person in content.people
    ]
    return Contributor.objects.bulk_create(rows, batch_size=5000)


def _store_answers(challenge: DesignChallenge, people: Sequence[Contributor], content: FileContent) -> None:
    now, state = clock.now(), first_moderation(challenge)
    rows = [
        Feedback(
            challenge=challenge,
            contributor=people[answer.person],
            text=answer.text,
            language=answer.language,
            mode=Mode.IMPORTED,
            may_quote=answer.may_quote,
            moderation=state,
            created_at=now,
        )
        for answer in content.answers
    ]
    Feedback.objects.bulk_create(rows, batch_size=5000)


def _store_statements(
    challenge: DesignChallenge, batch: ImportBatch, statements: Sequence[FileStatement]
) -> Sequence[int]:
    """The id of each statement: a new one, or the one that says the same and is here already."""
    live = Statement.objects.filter(challenge=challenge, withdrawn_at=None)
    known = {same_words(text): pk for pk, text in live.values_list("pk", "text")}
    new = {same_words(one.text): one for one in reversed(statements) if one.here is None}
    rows = [_statement(challenge, batch, one) for words, one in reversed(new.items()) if words not in known]
    for row in Statement.objects.bulk_create(rows, batch_size=2000):
        known[same_words(row.text)] = row.pk
    return [known[same_words(one.text)] if one.here is None else one.here for one in statements]


def _statement(challenge: DesignChallenge, batch: ImportBatch, source: FileStatement) -> Statement:
    """What was not shown where it comes from waits to be looked through, or is not shown here either."""
    state = first_moderation(challenge)
    if source.refused and state == ModerationState.ACCEPTED:
        state = ModerationState.REJECTED
    return Statement(
        challenge=challenge,
        text=source.text,
        language=source.language,
        moderation=state,
        moderation_reason=ModerationReason.IMPORTED if source.refused else "",
        external_key=f"{batch.pk}:{source.key}",
        created_at=datetime.fromtimestamp(source.created / 1000, tz=UTC) if source.created else clock.now(),
    )


def _votes(people: Sequence[Contributor], statements: Sequence[int], votes: np.ndarray) -> np.ndarray:
    """The votes with ids for places. Where somebody voted twice on what says the same, the last one counts."""
    rows = votes.copy()
    rows[:, 0] = np.array([person.pk for person in people], dtype=np.int64)[votes[:, 0]]
    rows[:, 1] = np.array(statements, dtype=np.int64)[votes[:, 1]]
    _cells, last = np.unique(rows[::-1, :2], axis=0, return_index=True)
    kept: np.ndarray = rows[::-1][last]
    return kept


def _store_reactions(challenge: DesignChallenge, votes: np.ndarray) -> None:
    """Write reactions, and the statements' counts.

    PostgreSQL refuses COPY into a table under row-level security, so rows are staged in a temporary table and
    inserted from there, through the policy.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE staged_reaction (contributor_id bigint, statement_id bigint, value smallint) "
            "ON COMMIT DROP"
        )
        with cursor.copy("COPY staged_reaction FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_binary_rows(votes[:, 0], votes[:, 1], votes[:, 2]))
        cursor.execute(
            "INSERT INTO codesign_reaction (tenant_id, challenge_id, contributor_id, statement_id, value, at) "
            "SELECT %s, %s, contributor_id, statement_id, value, %s FROM staged_reaction "
            "ORDER BY contributor_id, statement_id",
            [current_tenant_id(), challenge.pk, clock.now()],
        )
        _count(cursor, "+", "staged_reaction", [])
        cursor.execute("DROP TABLE staged_reaction")


def _count(cursor: Any, sign: str, given: str, parameters: list[Any]) -> None:
    """Add reactions to their statements' counts, or take them off."""
    counted = ", ".join(f"{name} = s.{name} {sign} c.{name}" for name in ("agrees", "disagrees", "passes"))
    cursor.execute(
        f"UPDATE codesign_statement s SET {counted} FROM (SELECT statement_id, "  # noqa: S608 - fixed words only
        "count(*) FILTER (WHERE value = 1) AS agrees, count(*) FILTER (WHERE value = -1) AS disagrees, "
        f"count(*) FILTER (WHERE value = 0) AS passes FROM {given} GROUP BY statement_id) c "
        "WHERE s.id = c.statement_id AND s.tenant_id = %s",
        [*parameters, current_tenant_id()],
    )


def take_content_out(batch: ImportBatch) -> None:
    """Everything that came in with a batch, which nobody has reacted to or used. The caller has made sure of that."""
    people = Contributor.objects.filter(imported_in=batch)
    with connection.cursor() as cursor:
        of_batch = (
            "(SELECT statement_id, value FROM codesign_reaction r JOIN codesign_contributor p "
            "ON p.id = r.contributor_id AND p.tenant_id = r.tenant_id WHERE p.imported_in_id = %s) r"
        )
        _count(cursor, "-", of_batch, [batch.pk])
    Reaction.objects.filter(contributor__in=people).delete()
    Feedback.objects.filter(contributor__in=people).delete()
    statements_of_batch(batch).delete()
    people.delete()


COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
COPY_TRAILER = b"\xff\xff"


def _binary_rows(contributor: np.ndarray, statement: np.ndarray, value: np.ndarray) -> bytes:
    """PostgreSQL's binary COPY format, built as one array: field count, then length and value, big-endian.

    Source: PostgreSQL documentation, "COPY", section "Binary Format".
    """
    row = np.dtype(
        [
            ("fields", ">i2"),
            ("l1", ">i4"),
            ("contributor", ">i8"),
            ("l2", ">i4"),
            ("statement", ">i8"),
            ("l3", ">i4"),
            ("value", ">i2"),
        ]
    )
    rows = np.empty(len(contributor), dtype=row)
    rows["fields"], rows["l1"], rows["l2"], rows["l3"] = 3, 8, 8, 2
    rows["contributor"], rows["statement"], rows["value"] = contributor, statement, value
    return COPY_HEADER + rows.tobytes() + COPY_TRAILER
