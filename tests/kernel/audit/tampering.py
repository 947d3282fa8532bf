"""What somebody could do to the record who holds the password of the database's owner."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.database import as_owner


@contextmanager
def tampering() -> Iterator[psycopg.Connection]:
    """With the trigger off, that is then on again."""
    tables = ("audit_auditevent", "audit_auditseal")
    with as_owner() as owner:
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        try:
            yield owner
        finally:
            for table in tables:
                owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
