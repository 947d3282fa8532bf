"""Send job ids to the broker without ever making a request wait for it.

The row is the truth and a sweeper sends again what was lost, so a failed or dropped send costs seconds, not work.
"""

import logging
import queue
import threading

from celery import current_app
from django.conf import settings
from django.db import transaction

from kernel.jobs.models import Job

TASK_NAME = "kernel.jobs.run"
# A message that waited longer was sent again by the sweeper meanwhile; it must not pile up behind busy workers.
EXPIRES = 60

logger = logging.getLogger(__name__)
_waiting: queue.Queue[tuple[int, int]] = queue.Queue(maxsize=1000)
_sender: threading.Thread | None = None
_sender_lock = threading.Lock()


def send_after_commit(job: Job) -> None:
    """Hand (tenant, job) to the sending thread once the row is committed."""
    message = (job.tenant_id or 0, job.pk)
    transaction.on_commit(lambda: _hand_over(message), robust=True)


def publish(tenant_id: int, job_id: int) -> None:
    """Send one id to the broker now; may raise when the broker is away. For workers and the sending thread."""
    current_app.send_task(TASK_NAME, args=[tenant_id, job_id], retry=False, expires=EXPIRES)


def _hand_over(message: tuple[int, int]) -> None:
    if not settings.COPROD_SEND_JOBS:
        return
    _ensure_sender()
    try:
        _waiting.put_nowait(message)
    except queue.Full:
        logger.warning("job_send_dropped", extra={"job": message[1]})


def _ensure_sender() -> None:
    global _sender
    with _sender_lock:
        # A forked worker inherits the module but not the thread.
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send_forever, name="job-sender", daemon=True)
            _sender.start()


def _send_forever() -> None:
    while True:
        tenant_id, job_id = _waiting.get()
        try:
            publish(tenant_id, job_id)
        except Exception:  # noqa: BLE001 - whatever the broker's client raises, the sweeper will send again
            logger.warning("job_send_failed", extra={"job": job_id})
