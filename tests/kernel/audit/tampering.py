"""What somebody could do to the record who holds the password of the database's owner."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.database import choosing_ids

COUNTS_UP = "audit_auditevent_counts_up"


@contextmanager
def tampering() -> Iterator[psycopg.Connection]:
    """With every trigger and check off, that are then on again for what is added."""
    with choosing_ids() as owner:
        owner.execute(f"ALTER TABLE audit_auditevent DROP CONSTRAINT {COUNTS_UP}")
        try:
            yield owner
        finally:
            owner.execute(f"ALTER TABLE audit_auditevent ADD CONSTRAINT {COUNTS_UP} CHECK (id > 0) NOT VALID")
