"""`manage.py show_schedule`: what comes back by itself, a line of JSON each; the scheduler reads it when it starts."""

import json
from dataclasses import asdict
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand

from kernel.jobs.dispatch import queue_name
from kernel.jobs.enums import Queue
from kernel.jobs.schedule import schedule
from kernel.tenancy.roles import refuse_privileged_role


class Command(BaseCommand):
    help = "Say which tasks come back by themselves, how often, and into which queue they are sent."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_privileged_role()
        current_app.loader.import_default_modules()
        for planned in schedule():
            self.stdout.write(json.dumps({**asdict(planned), "queue": queue_name(Queue.CLOCK)}))
