"""The kinds of job that exist: what everybody knows of each, and what workers do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kernel.accounts.actor import Actor
from kernel.jobs.discovery import load_works
from kernel.jobs.models import Job

Progress = Callable[[int, str], None]


def nobody(actor: Actor, job: Job) -> bool:
    """Work that no page and no API shows."""
    return False


@dataclass(frozen=True)
class JobContext:
    """What a job's work gets: its parameters and a way to say how far it is (0 to 100, and a step's code)."""

    job_id: int
    params: dict[str, Any]
    progress: Progress


@dataclass(frozen=True)
class JobKind:
    """A kind of job as whoever asks for one knows it: plain data, registered beside the action that asks.

    `steps` gives the words for each progress code; `seen_by` says who may read how far a job is.
    """

    name: str
    lease: timedelta = timedelta(seconds=60)
    steps: dict[str, Any] = field(default_factory=dict)
    seen_by: Callable[[Actor, Job], bool] = nobody


@dataclass(frozen=True)
class JobWork:
    """What a worker does for a kind of job, from its app's `work` module, which pages never load.

    `load` reads what is needed inside the council's scope; `compute` may take long and touches no database; `commit`
    writes the effect in the same transaction that marks the job done, so that it happens once however often the job
    ran. `failed` says so where people look, once the job was given up.
    """

    load: Callable[[JobContext], Any]
    compute: Callable[[JobContext, Any], Any]
    commit: Callable[[JobContext, Any], dict[str, Any]]
    failed: Callable[[JobContext], None] | None = None


_kinds: dict[str, JobKind] = {}
_works: dict[str, JobWork] = {}


def register_job(kind: JobKind) -> JobKind:
    """Make a kind of job known."""
    if kind.name in _kinds and _kinds[kind.name] is not kind:
        raise ValueError(f"The job kind {kind.name} is registered twice.")
    _kinds[kind.name] = kind
    return kind


def register_work(name: str, work: JobWork) -> JobWork:
    """Say what is done for the kind of that name."""
    if name in _works and _works[name] is not work:
        raise ValueError(f"The work of {name} is registered twice.")
    _works[name] = work
    return work


def job_kind(name: str) -> JobKind:
    """The kind of that name; KeyError for a misspelling."""
    return _kinds[name]


def job_work(name: str) -> JobWork:
    """What is done for the kind of that name. Loads the apps' `work` modules where that has not happened yet."""
    if name not in _works:
        load_works()
    return _works[name]
