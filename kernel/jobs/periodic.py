"""Work that comes back by itself, done in every council: what fails in one, or for one row, stops nothing else.

What failed is counted and kept where people look (`PeriodicFailure`), until the same work gets through.
"""

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from celery import shared_task
from django.db import models, transaction

from kernel.jobs.actions import note_failures
from kernel.jobs.schedule import Planned, plan
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import companion, current_tenant, tenant_scope

Work = Callable[[], int]
Row = TypeVar("Row", bound=models.Model)

# The work of a whole council, where it is not one row that fails.
EVERYTHING = ""

logger = logging.getLogger(__name__)


class Failures:
    """What failed while one council's work was done: the row, and the kind of error."""

    def __init__(self) -> None:
        self.noted: dict[str, str] = {}

    def finish(self) -> None:
        """They are written down by whoever went through the councils."""


def every(seconds: float, name: str, *, expires: float) -> Callable[[Work], Any]:
    """Declare work in one council, from its app's `tasks` module: a Celery task that does it in each, every so often.

    The work runs inside the council's scope and one transaction, and returns how much it did; what it does to several
    rows it does by `for_each`. It takes seconds: what takes longer is a job, which it asks for. `expires`: after so
    many seconds in the queue a message is dropped, because the next one is on its way.
    """

    def declare(work: Work) -> Any:
        @wraps(work)
        def everywhere() -> int:
            return in_every_council(name, work)

        plan(Planned(name, seconds, expires))
        return shared_task(name=name, ignore_result=True)(everywhere)

    return declare


def for_each(rows: Iterable[Row], do: Callable[[Row], object]) -> int:
    """Do something to each row, in a savepoint of its own, and note and log what fails.

    Returns to how many something was done: `do` answers None where there was nothing to do.
    """
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                done += do(row) is not None
        except Exception as error:
            logger.exception("periodic_row_failed", extra={"council": current_tenant().slug, "row": _label(row)})
            companion(Failures).noted[_label(row)] = type(error).__name__
    return done


def in_every_council(name: str, work: Work) -> int:
    """Do some work inside each council's scope; how much was done in all. Failures are logged under the work's name."""
    return sum(_in_one(tenant, name, work) for tenant in Tenant.objects.order_by("slug"))


def _in_one(tenant: Tenant, name: str, work: Work) -> int:
    try:
        with tenant_scope(tenant):
            done = work()
            note_failures(name, companion(Failures).noted)
    except Exception as error:
        logger.exception("periodic_work_failed", extra={"council": tenant.slug, "work": name})
        _note(tenant, name, error)
        return 0
    return done


def _note(tenant: Tenant, name: str, error: Exception) -> None:
    try:
        with tenant_scope(tenant):
            note_failures(name, {EVERYTHING: type(error).__name__})
    except Exception:
        # Where not even this can be written there is the log.
        logger.exception("periodic_failure_not_noted", extra={"council": tenant.slug, "work": name})


def _label(row: models.Model) -> str:
    return f"{row._meta.verbose_name} {row.pk}"
