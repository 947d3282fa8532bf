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
    "clock": "import coprod.celery as of; of.app.loader.import_default_modules(); of.prepare_worker({'queues': 'a.clock'})",
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


def test_workers_load_it_when_they_start(django_db_setup: None) -> None:
    loaded = loaded_after("import coprod.celery; import django; django.setup(); coprod.celery.prepare_worker()")
    assert {*HEAVY, *OF_WORKERS} - loaded == set()
