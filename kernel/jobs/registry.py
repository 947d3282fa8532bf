"""The kinds of job that exist, and the two halves of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kernel.accounts.actor import Actor
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
    """A kind of job.

    `load` reads what is needed inside the council's scope; `compute` may take long and touches no database; `commit`
    writes the effect in the same transaction that marks the job done, so that it happens once however often the job
    ran. `steps` gives the words for each progress code; `seen_by` says who may read how far a job is.
    """

    name: str
    load: Callable[[JobContext], Any]
    compute: Callable[[JobContext, Any], Any]
    commit: Callable[[JobContext, Any], dict[str, Any]]
    lease: timedelta = timedelta(seconds=60)
    steps: dict[str, Any] = field(default_factory=dict)
    failed: Callable[[JobContext], None] | None = None
    seen_by: Callable[[Actor, Job], bool] = nobody


_kinds: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> JobKind:
    """Make a kind of job known, from its app's `tasks` module."""
    if kind.name in _kinds and _kinds[kind.name] is not kind:
        raise ValueError(f"The job kind {kind.name} is registered twice.")
    _kinds[kind.name] = kind
    return kind


def job_kind(name: str) -> JobKind:
    """The kind of that name; KeyError for a misspelling."""
    return _kinds[name]
