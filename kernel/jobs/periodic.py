"""Work that comes back by itself, done in every council: what fails in one does not stop the others."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import shared_task

from kernel.jobs.schedule import plan
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope

Work = Callable[[], int]

logger = logging.getLogger(__name__)


def every(seconds: float, name: str, *, expires: float, **options: Any) -> Callable[[Work], Any]:
    """Declare work in one council, from its app's `tasks` module: a Celery task that does it in each, every so often.

    The work runs inside the council's scope and one transaction, and returns how much it did. `expires`: after so many
    seconds in the queue a message is dropped, because the next one is on its way. `options` are the Celery task's.
    """

    def declare(work: Work) -> Any:
        @wraps(work)
        def everywhere() -> int:
            return in_every_council(name, work)

        plan(name, seconds)
        return shared_task(name=name, ignore_result=True, expires=expires, **options)(everywhere)

    return declare


def in_every_council(name: str, work: Work) -> int:
    """Do some work inside each council's scope; how much was done in all. Failures are logged under the work's name."""
    done = 0
    for tenant in Tenant.objects.order_by("slug"):
        try:
            with tenant_scope(tenant):
                done += work()
        except Exception:
            logger.exception("periodic_work_failed", extra={"council": tenant.slug, "work": name})
    return done
