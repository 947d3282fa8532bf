"""Send job ids to the broker, each into the queue of its kind, without ever making a request wait for it.

The row is the truth and a sweeper sends again what was lost, so a failed or dropped send costs seconds, not work.
"""

import logging
import queue
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from celery import current_app
from django.conf import settings
from django.db import transaction

from kernel.jobs.enums import Queue
from kernel.jobs.models import Job
from kernel.jobs.queries import A_FEW
from kernel.jobs.registry import job_kind

TASK_NAME = "kernel.jobs.run"
# A message that waited longer was sent again by the sweeper meanwhile; it must not pile up behind busy workers.
EXPIRES = 60
# So long after a job was asked to end, having taken too long, its process is killed.
KILL_AFTER_SECONDS = 30

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Address:
    """What a message carries: which job of which council; its kind says where to."""

    tenant_id: int
    job_id: int
    kind: str

    @classmethod
    def of(cls, job: Job) -> "Address":
        return cls(job.tenant_id or 0, job.pk, job.kind)


@dataclass
class Recent:
    """When messages were sent for a council into a queue: whoever asks for thousands of jobs sends for a few only.

    The others follow, since each job that ends sends for the next, and so does the sweeper.
    """

    sent: dict[tuple[int, Queue], deque[float]] = field(default_factory=dict)

    def is_enough(self, address: Address, now: float) -> bool:
        """Whether a few were sent lately; counts this one where not."""
        place = (address.tenant_id, job_kind(address.kind).queue)
        times = self.sent.setdefault(place, deque(maxlen=A_FEW))
        if len(times) == A_FEW and now - times[0] < settings.COPROD_SWEEP_SECONDS:
            return True
        times.append(now)
        return False


_waiting: queue.Queue[Address] = queue.Queue(maxsize=1000)
_sender: threading.Thread | None = None
_sender_lock = threading.Lock()


def queue_name(name: Queue) -> str:
    """What a queue is called at the broker."""
    return f"{settings.COPROD_QUEUE}.{name}"


def send_after_commit(job: Job) -> None:
    """Hand the job's address to the sending thread once the row is committed."""
    message = Address.of(job)
    transaction.on_commit(lambda: _hand_over(message), robust=True)


def publish(address: Address) -> None:
    """Send one to the broker now; may raise when the broker is away. For workers and the sending thread."""
    kind = job_kind(address.kind)
    longest = int(kind.longest.total_seconds())
    current_app.send_task(
        TASK_NAME,
        args=[address.tenant_id, address.job_id],
        queue=queue_name(kind.queue),
        retry=False,
        expires=EXPIRES,
        soft_time_limit=longest,
        time_limit=longest + KILL_AFTER_SECONDS,
    )


def _hand_over(address: Address) -> None:
    if not settings.COPROD_SEND_JOBS:
        return
    _ensure_sender()
    try:
        _waiting.put_nowait(address)
    except queue.Full:
        logger.warning("job_send_dropped", extra={"job": address.job_id})


def _ensure_sender() -> None:
    global _sender
    with _sender_lock:
        # A forked worker inherits the module but not the thread.
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send_forever, name="job-sender", daemon=True)
            _sender.start()


def _send_forever() -> None:
    recent = Recent()
    while True:
        address = _waiting.get()
        if recent.is_enough(address, time.monotonic()):
            continue
        try:
            publish(address)
        except Exception:  # noqa: BLE001 - whatever the broker's client raises, the sweeper will send again
            logger.warning("job_send_failed", extra={"job": address.job_id})
