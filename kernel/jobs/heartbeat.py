"""A running job's sign of life: its lease is renewed from a thread for as long as the process lives.

Whatever the work does, and however long it calculates without saying how far it is, nobody else begins it; and a
worker that was killed holds it up no longer than one lease.
"""

import logging
import threading
import time
from types import TracebackType

from django.db import connection

from kernel.jobs.actions import renew_lease
from kernel.jobs.models import Job
from kernel.jobs.registry import JobKind
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope

# Two signs may come late, or find the database away, before the lease is over.
SIGNS_A_LEASE = 4
# Work that did not let itself be broken off in time loses its job all the same.
GRACE_SECONDS = 60

logger = logging.getLogger(__name__)


class Heartbeat:
    """Renews a job's lease on a connection of its own, from entering to leaving."""

    def __init__(self, tenant: Tenant, job: Job, kind: JobKind) -> None:
        self._tenant, self._job, self._kind = tenant, job, kind
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join(self._kind.lease.total_seconds())

    @property
    def lives(self) -> bool:
        """Whether it still renews."""
        return self._thread.is_alive()

    def _beat(self) -> None:
        pause = self._kind.lease.total_seconds() / SIGNS_A_LEASE
        end = time.monotonic() + self._kind.longest.total_seconds() + GRACE_SECONDS
        try:
            while not self._stopped.wait(pause) and time.monotonic() < end and self._renew():
                pass
        finally:
            connection.close()

    def _renew(self) -> bool:
        """Whether to go on: not once the job has ended or is somebody else's."""
        try:
            with tenant_scope(self._tenant):
                return renew_lease(self._job.pk, self._job.attempts, self._kind.lease)
        except Exception:
            # The database may be back for the next sign.
            logger.warning("job_lease_not_renewed", extra={"job": self._job.pk}, exc_info=True)
            connection.close()
            return True
