"""Read the chain of seals again, and say where it no longer fits. Writes nothing."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Max, QuerySet

from kernel.audit.models import AuditCheck, AuditEvent, AuditSeal

ROWS_A_BATCH = 2000
FAULTS_TOLD = 20

Row = TypeVar("Row", AuditEvent, AuditSeal)


class Link:
    """A link of the chain in the making: SHA-256 over the link before and the canonical form of each event."""

    def __init__(self, previous: str) -> None:
        self._digest = hashlib.sha256(previous.encode())
        self.events = 0
        self.last_event_id = 0

    def add(self, event: AuditEvent) -> None:
        """Take in the next event."""
        row = [
            event.pk,
            event.at.isoformat(),
            event.actor_kind,
            event.actor_id,
            event.person_id,
            event.channel,
            event.verb,
            event.subject_type,
            event.subject_id,
            event.data,
        ]
        self._digest.update(json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode())
        self.events += 1
        self.last_event_id = event.pk

    @property
    def digest(self) -> str:
        """The seal's number in hex."""
        return self._digest.hexdigest()


@dataclass(frozen=True)
class Head:
    """The newest seal: its number and digest, or 0 and "" where nothing has been sealed."""

    number: int = 0
    digest: str = ""


# One line of a file of heads: the council, the seal's number and digest; what stands after them is for people.
KEPT_LINE = re.compile(r"(?P<council>[a-z][a-z0-9-]*) (?P<number>[0-9]{1,9}) (?P<digest>[0-9a-f]{64})(?: .*)?")


def kept_heads(text: str, council: str) -> list[Head]:
    """The heads of one council in a file that somebody kept: lines of `/record/heads.txt`, of any number of copies.

    ValueError for a line that is none; empty ones, and those that begin with #, say nothing.
    """
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = KEPT_LINE.fullmatch(line.strip())
        if parts is None:
            raise ValueError(f"line {number} is not a council's name, a seal's number and its digest")
        if parts["council"] == council:
            found.append(Head(int(parts["number"]), parts["digest"]))
    return found


def heads_gone(kept: Iterable[Head]) -> list[Head]:
    """Those of the open council's heads that are not in its chain any more, by their numbers. One query."""
    wanted = set(kept)
    seals = AuditSeal.objects.filter(number__in={head.number for head in wanted})
    return sorted(wanted - {Head(*row) for row in seals.values_list("number", "digest")}, key=lambda head: head.number)


@dataclass(frozen=True)
class Fault:
    """What does not fit at one seal, and between which events."""

    seal: int
    code: str
    after_event: int = 0
    last_event: int = 0
    sealed: int = 0
    found: int = 0

    def __str__(self) -> str:
        where = f"seal {self.seal} (events after {self.after_event} up to {self.last_event})"
        return {
            "missing": f"seal {self.seal} is missing",
            "head": f"seal {self.seal}, the newest one of an earlier check, is gone or was replaced",
            "order": f"{where} ends before it begins",
            "count": f"{where}: {self.sealed} events were sealed, {self.found} are there now",
            "digest": f"{where}: an event or the seal was changed",
        }[self.code]


@dataclass
class Verification:
    """What a walk over the chain found. Of many faults only the first are kept, and all are counted."""

    head: Head
    seals: int = 0
    events: int = 0
    unsealed: int = 0
    known_head_is_there: bool = True
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every event and every seal is where and as it was."""
        return not self.fault_count

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep it if it is one of the first."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_TOLD:
            self.faults += (fault,)


def last_check() -> AuditCheck | None:
    """What the last check of the open council's chain found; None where there was none yet."""
    found: AuditCheck | None = AuditCheck.objects.first()
    return found


def verify_chain(known: Head | None = None) -> Verification:
    """Walk the open council's chain from its first event to its newest seal, holding one batch of each at a time.

    `known` is the head that an earlier check saw: only by it does an end that was cut off show. What is not sealed
    yet is counted, no more: ids are given before commit, so only up to a seal is the record complete.
    """
    newest = AuditSeal.objects.order_by("-number").first()
    found = Verification(Head(newest.number, newest.digest) if newest else Head())
    # Seals that are added meanwhile are left to the next check: their events may have been passed over.
    seals = AuditSeal.objects.filter(number__lte=found.head.number)
    end = seals.aggregate(end=Max("last_event_id"))["end"] or 0
    _walk(found, seals, AuditEvent.objects.filter(id__lte=end), known or Head())
    found.unsealed = AuditEvent.objects.filter(id__gt=end).count()
    return found


def _walk(found: Verification, seals: QuerySet[AuditSeal], events: QuerySet[AuditEvent], known: Head) -> None:
    rows = in_batches(events, "id")
    event = next(rows, None)
    number, digest, after = 0, "", 0
    found.known_head_is_there = not known.number
    for seal in in_batches(seals, "number"):
        for missing in range(number + 1, min(seal.number, number + 1 + FAULTS_TOLD)):
            found.add(Fault(missing, "missing"))
        link = Link(digest)
        while event is not None and event.pk <= seal.last_event_id:
            link.add(event)
            event = next(rows, None)
        code = _what_is_wrong(seal, link, after)
        if code:
            found.add(Fault(seal.number, code, after, seal.last_event_id, seal.events, link.events))
        found.known_head_is_there |= Head(seal.number, seal.digest) == known
        found.seals += 1
        found.events += link.events
        number, digest, after = seal.number, seal.digest, seal.last_event_id
    if not found.known_head_is_there:
        found.add(Fault(known.number, "head"))


def _what_is_wrong(seal: AuditSeal, link: Link, after: int) -> str:
    if seal.last_event_id <= after:
        return "order"
    if link.events != seal.events:
        return "count"
    return "" if link.digest == seal.digest else "digest"


def in_batches(rows: QuerySet[Row], key: str) -> Iterator[Row]:
    """Every row in the order of a unique key, never more than a batch of them in memory."""
    where: dict[str, Any] = {}
    while batch := list(rows.filter(**where).order_by(key)[:ROWS_A_BATCH]):
        yield from batch
        where = {f"{key}__gt": getattr(batch[-1], key)}
