"""States of a job, and the queues that carry work."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """`dead` jobs failed too often and wait for a person to retry them."""

    QUEUED = "queued", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Stopped after several tries")


class Queue(StrEnum):
    """Each has worker processes of its own, so that nothing long stands before what must be on time."""

    # What comes back by itself: the sweep, windows that close, seals. Nothing here takes long.
    CLOCK = "clock"
    # What waits for a mail server.
    MAIL = "mail"
    # Everything else.
    COMPUTING = "computing"
