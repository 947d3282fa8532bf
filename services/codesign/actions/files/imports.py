"""Bring in answers and reactions from files: whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.tenancy.scope import current_tenant_id
from kernel.text import clean_text
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.voices.saying import first_moderation, require_open
from services.codesign.engine.polis import PolisExport, read_polis_export
from services.codesign.enums import ImportKind, Mode, ModerationReason, ModerationState
from services.codesign.models import Contributor, DesignChallenge, Feedback, ImportBatch, Statement
from services.codesign.models.voices import FEEDBACK_LENGTH
from services.codesign.permissions import can_import
from services.codesign.tables import AnswerTable, read_answers

MODERATION = {1: ModerationState.ACCEPTED, 0: ModerationState.PENDING, -1: ModerationState.REJECTED}


@dataclass(frozen=True)
class ImportedPerson:
    """Somebody known only from an import: a key from there, and what they said they are."""

    key: str
    stake: str = ""
    language: str = "en"


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, so that the same export cannot come in twice."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def start_import(
    actor: Actor, challenge: DesignChallenge, kind: str, digest: str
) -> tuple[DesignChallenge, ImportBatch]:
    """Lock the challenge for an import: the right person, an open window, a file that is not in yet."""
    require(can_import(standing_of(actor, challenge.service_id)), _("Facilitator or commissioner bring in files."))
    fresh = lock(challenge)
    require_open(fresh)
    if ImportBatch.objects.filter(challenge=fresh, file_digest=digest).exists():
        raise Conflict(_("Exactly this file is in already."), code="duplicate")
    batch = ImportBatch.objects.create(
        challenge=fresh, kind=kind, file_digest=digest, imported_by_id=actor.person_id, created_at=clock.now()
    )
    return fresh, batch


@act(Manner.ASSISTED)
def import_polis(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    files: Mapping[str, bytes],
    language: str,
    attribution: str = "",
) -> ImportBatch:
    """A Polis export: statements with what their moderators said, people, reactions. All or nothing.

    `language` is the conversation's. Raises Invalid with each bad row by file and line.
    """
    try:
        export = read_polis_export(dict(files))
    except (FileNotFoundError, ValueError):
        raise Invalid(
            {"files": _("Choose comments.csv and votes.csv (or participants-votes.csv) of one export.")}
        ) from None
    refuse_problems(export)
    fresh, batch = start_import(actor, challenge, ImportKind.POLIS, digest_of_files(files))
    statements = _polis_statements(fresh, batch, export, language)
    people = [ImportedPerson(str(participant), "", language) for participant in export.participants]
    known = np.flatnonzero(np.isin(export.votes.statement, np.array(sorted(statements), dtype=np.int64)))
    reactions = store_reactions(
        fresh,
        batch,
        people,
        {index: row.pk for index, row in statements.items()},
        export.votes.participant[known],
        export.votes.statement[known],
        export.votes.value[known],
    )
    if attribution:
        fresh.attribution = attribution
        fresh.is_copied_data = True
        fresh.save(update_fields=["attribution", "is_copied_data"])
    _finish(actor, fresh, batch, statements=len(statements), people=len(people), reactions=reactions)
    return batch


def blocking_problems(export: PolisExport) -> list[str]:
    """Bad rows in words, by file and line. Totals that do not add up are only remarked on: exports are live data."""
    remarks = {"votes_differ", "statement_without_text", "sign_not_certain", "missing_file"}
    return [
        _("%(file)s, line %(line)d: %(what)s")
        % {"file": p.file, "line": p.line, "what": f"{p.code.replace('_', ' ')} {p.detail}".strip()}
        for p in export.problems
        if p.line > 0 and p.code not in remarks
    ]


def refuse_problems(export: PolisExport) -> None:
    """Raise Invalid where a row is bad, or nothing is there."""
    problems = blocking_problems(export)
    if problems:
        raise Invalid({"files": problems[:50]})
    if not export.statements or not len(export.votes.value):
        raise Invalid({"files": _("There are no statements or no votes in these files.")})


def _polis_statements(
    challenge: DesignChallenge, batch: ImportBatch, export: PolisExport, language: str
) -> dict[int, Statement]:
    rows: dict[int, Statement] = {}
    for index, source in enumerate(export.statements):
        text = clean_text(source.text)
        if not text:
            continue
        state = MODERATION[source.moderated]
        rows[index] = Statement(
            challenge=challenge,
            text=text[:2000],
            language=language,
            moderation=state,
            moderation_reason=ModerationReason.IMPORTED if state == ModerationState.REJECTED else "",
            external_key=f"{batch.pk}:{source.id}",
            created_at=datetime.fromtimestamp(source.created / 1000, tz=UTC) if source.created else clock.now(),
        )
    Statement.objects.bulk_create(rows.values(), batch_size=2000)
    return rows


@act(Manner.ASSISTED)
def import_reactions(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    people: Sequence[ImportedPerson],
    person: np.ndarray,
    statement_ids: np.ndarray,
    values: np.ndarray,
    source: str,
) -> ImportBatch:
    """Reactions gathered elsewhere, to statements that are here: `person` counts into `people`. All or nothing.

    `source` names where they come from; the same source comes in once.
    """
    fresh, batch = start_import(actor, challenge, ImportKind.TABLE, hashlib.sha256(source.encode()).hexdigest())
    wanted = np.unique(statement_ids)
    known = set(
        Statement.objects.filter(challenge=fresh, withdrawn_at=None, pk__in=wanted.tolist()).values_list(
            "pk", flat=True
        )
    )
    if len(known) != len(wanted):
        raise Invalid({"statements": _("Some reactions are to statements that are not here.")})
    index = np.searchsorted(wanted, statement_ids)
    reactions = store_reactions(fresh, batch, people, dict(enumerate(wanted.tolist())), person, index, values)
    _finish(actor, fresh, batch, people=len(people), reactions=reactions)
    return batch


def store_reactions(
    challenge: DesignChallenge,
    batch: ImportBatch,
    people: Sequence[ImportedPerson],
    statement_pks: Mapping[int, int],
    person: np.ndarray,
    statement: np.ndarray,
    value: np.ndarray,
) -> int:
    """Write people and reactions, and the statements' counts. Three arrays of one length: positions and values.

    PostgreSQL refuses COPY into a table under row-level security, so rows are staged in a temporary table and
    inserted from there, through the policy.
    """
    now = clock.now()
    contributors = Contributor.objects.bulk_create(
        [
            Contributor(
                challenge=challenge,
                stake=p.stake,
                mode=Mode.IMPORTED,
                language=p.language,
                imported_in=batch,
                external_key=f"{batch.pk}:{p.key}",
                created_at=now,
            )
            for p in people
        ],
        batch_size=5000,
    )
    keys = np.array([c.pk for c in contributors], dtype=np.int64)
    lookup = np.zeros(max(statement_pks, default=0) + 1, dtype=np.int64)
    for index, pk in statement_pks.items():
        lookup[index] = pk
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE staged_reaction (contributor_id bigint, statement_id bigint, value smallint) "
            "ON COMMIT DROP"
        )
        with cursor.copy("COPY staged_reaction FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_binary_rows(keys[person], lookup[statement], value))
        cursor.execute(
            "INSERT INTO codesign_reaction (tenant_id, challenge_id, contributor_id, statement_id, value, at) "
            "SELECT %s, %s, contributor_id, statement_id, value, %s FROM staged_reaction "
            "ORDER BY contributor_id, statement_id",
            [current_tenant_id(), challenge.pk, now],
        )
        count = int(cursor.rowcount)
        cursor.execute(
            "UPDATE codesign_statement s SET agrees = s.agrees + c.agrees, disagrees = s.disagrees + c.disagrees, "
            "passes = s.passes + c.passes FROM (SELECT statement_id, count(*) FILTER (WHERE value = 1) AS agrees, "
            "count(*) FILTER (WHERE value = -1) AS disagrees, count(*) FILTER (WHERE value = 0) AS passes "
            "FROM staged_reaction GROUP BY statement_id) c WHERE s.id = c.statement_id AND s.tenant_id = %s",
            [current_tenant_id()],
        )
        cursor.execute("DROP TABLE staged_reaction")
    return count


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


def _finish(actor: Actor, challenge: DesignChallenge, batch: ImportBatch, **counts: int) -> None:
    batch.counts = counts
    batch.save(update_fields=["counts"])
    record(actor=actor, verb="codesign.imported", subject=challenge, batch=batch.pk, **counts)


def check_answers(
    challenge: DesignChallenge, name: str, content: bytes, *, language: str, text_column: str = ""
) -> AnswerTable:
    """What a table of answers would bring in, with each bad row by its line; writes nothing."""
    return read_answers(name, content, language=language, longest=FEEDBACK_LENGTH, text_column=text_column)


@act(Manner.ASSISTED)
def import_answers(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    name: str,
    content: bytes,
    language: str,
    text_column: str = "",
    attribution: str = "",
) -> ImportBatch:
    """A table of answers in people's own words, one a row. All or nothing; each row is somebody's full contribution."""
    table = check_answers(challenge, name, content, language=language, text_column=text_column)
    if table.problems:
        raise Invalid(
            {"files": [_("Line %(line)d: %(what)s") % {"line": p.line, "what": p.text} for p in table.problems[:50]]}
        )
    if not table.rows:
        raise Invalid({"files": _("There are no answers in this file.")})
    fresh, batch = start_import(actor, challenge, ImportKind.TABLE, digest_of_files({name: content}))
    now = clock.now()
    contributors = Contributor.objects.bulk_create(
        [
            Contributor(
                challenge=fresh,
                stake=row.stake,
                mode=row.mode,
                language=row.language,
                imported_in=batch,
                entered_by_id=actor.person_id,
                external_key=f"{batch.pk}:{row.line}",
                created_at=now,
            )
            for row in table.rows
        ],
        batch_size=5000,
    )
    Feedback.objects.bulk_create(
        [
            Feedback(
                challenge=fresh,
                contributor=contributor,
                text=row.text,
                language=row.language,
                mode=row.mode,
                entered_by_id=actor.person_id,
                may_quote=row.may_quote,
                moderation=first_moderation(fresh),
                created_at=now,
            )
            for row, contributor in zip(table.rows, contributors, strict=True)
        ],
        batch_size=5000,
    )
    if attribution:
        fresh.attribution = attribution
        fresh.is_copied_data = True
        fresh.save(update_fields=["attribution", "is_copied_data"])
    _finish(actor, fresh, batch, people=len(contributors), answers=len(table.rows))
    return batch
