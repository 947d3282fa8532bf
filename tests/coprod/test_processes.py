"""What each process loads: pages only read what was calculated, so the web server does not load what calculates."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Heavy libraries of the engines, and the modules that only workers need.
HEAVY = ("scipy", "sklearn", "py3langid", "snowballstemmer", "threadpoolctl")
OF_WORKERS = ("services.codesign.work", "services.rewording.work", "participants.people.work")
LOADED = "import sys; print(*sorted(name for name in sys.modules if '.' not in name or name.endswith('.work')))"
PROCESSES = {
    "web": "import coprod.wsgi; from django.urls import get_resolver; get_resolver().reverse_dict",
    "clock": "from coprod.celery import *; app.loader.import_default_modules(); prepare_worker({'queues': 'c.clock'})",
}


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after some code."""
    command = [sys.executable, "-c", f"{code}; {LOADED}"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ.copy(), capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("process", PROCESSES)
def test_only_workers_load_what_calculates(django_db_setup: None, process: str) -> None:
    loaded = loaded_after(PROCESSES[process])
    assert {"django", "celery", "services"} <= loaded
    assert loaded & {*HEAVY, *OF_WORKERS} == set()


def test_workers_load_what_their_queue_needs_when_they_start(django_db_setup: None) -> None:
    start = "import coprod.celery; import django; django.setup(); coprod.celery.prepare_worker({options})"
    everything = loaded_after(start.format(options=""))
    assert {*HEAVY, *OF_WORKERS} - everything == set()
    mail = loaded_after(start.format(options="options={'queues': 'coprod.mail'}"))
    assert mail & {*HEAVY, *OF_WORKERS} == {"participants.people.work"}


def test_the_scheduler_holds_nothing_of_the_product(django_db_setup: None) -> None:
    loaded = loaded_after("import coprod.beat")
    assert "celery" in loaded
    assert loaded & {"kernel", "participants", "services", "psycopg", "rest_framework", *HEAVY} == set()
