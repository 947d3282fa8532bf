"""The kinds of job that exist: what everybody knows of each, and what workers do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kernel.accounts.actor import Actor
from kernel.jobs.discovery import load_works
from kernel.jobs.enums import Queue

if TYPE_CHECKING:
    # The workers' program reads the kinds before there is any model.
    from kernel.jobs.models import Job

Progress = Callable[[int, str], None]


def nobody(actor: Actor, job: Job) -> bool:
    """Work that no page and no API shows."""
    return False


class GiveUp(Exception):
    """Raised by a work: trying again would not help. `code` says why, for whoever looks after the jobs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pauses:
    """How long a job waits after an attempt that failed: twice as long each time, up to a longest pause."""

    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=30)

    def after(self, attempt: int) -> timedelta:
        """The pause after the attempt of that number."""
        # Beyond 2**30 every pause is the longest one, and the number itself would not fit a timedelta.
        return min(self.first * 2 ** min(attempt - 1, 30), self.longest)

    def attempts_within(self, time: timedelta) -> int:
        """How many attempts it takes until so much time has been waited in all."""
        attempts, waited = 1, timedelta(0)
        while waited < time:
            waited += self.after(attempts)
            attempts += 1
        return attempts


@dataclass(frozen=True)
class JobContext:
    """What a job's work gets: its parameters and a way to say how far it is (0 to 100, and a step's code)."""

    job_id: int
    params: dict[str, Any]
    progress: Progress


@dataclass(frozen=True)
class JobKind:
    """A kind of job as whoever asks for one knows it: plain data, registered beside the action that asks.

    Its name begins with the label of the app whose `work` module does it. `steps` gives the words for each progress
    code; `seen_by` says who may read how far a job is. The budget: `attempts` and the `pauses` between them, and the
    `longest` that one attempt may take before it is broken off.
    """

    name: str
    queue: Queue = Queue.COMPUTING
    attempts: int = 5
    pauses: Pauses = Pauses()
    longest: timedelta = timedelta(minutes=5)
    # Renewed while the process lives, so it is as long as a dead worker may hold a job up, not as long as the work.
    lease: timedelta = timedelta(seconds=12)
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


def kinds_in(queue: Queue) -> list[JobKind]:
    """The kinds of job that a queue carries."""
    return [kind for kind in _kinds.values() if kind.queue == queue]


def load_works_of(queues: Sequence[Queue]) -> None:
    """Load what the jobs of some queues calculate with, and no more: a mail worker needs no statistics."""
    load_works({_label(kind.name) for queue in queues for kind in kinds_in(queue)})


def job_work(name: str) -> JobWork:
    """What is done for the kind of that name. Loads its app's `work` module where that has not happened yet."""
    if name not in _works:
        load_works({_label(name)})
    return _works[name]


def _label(name: str) -> str:
    return name.partition(".")[0]
