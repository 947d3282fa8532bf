"""What takes long to make and rests on parts of the council that seldom change is remembered until one of them does.

The versions are in the database and part of each action's transaction (`kernel.audit.versions`), so nobody is ever
given something older than the last action, even where the cache was emptied or away meanwhile. What is remembered
also ends at a moment, for what changes by the clock alone; that is the rules' clock, which demo and tests move.

It is sealed with a key made of those versions. An action that changes one of them therefore takes away the only key:
what somebody took back cannot be read from the cache by anybody, however long its bytes lie there.
"""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache as once
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.cache import cache

from kernel import clock
from kernel.audit.versions import versions_of
from kernel.tenancy.scope import current_tenant_id

T = TypeVar("T")
A_DAY = 24 * 3600


NONCE = 12


@dataclass(frozen=True)
class Kept:
    """A value as it lies in the cache: sealed, with what it rests on, and from when to when it holds."""

    sealed: bytes
    parts: tuple[str, ...]
    since: datetime
    until: datetime

    def holds(self) -> bool:
        """Whether its time is not over."""
        return self.since <= clock.now() < self.until


@dataclass(frozen=True)
class Recalled:
    """A value that is still what would be made now."""

    value: Any


def recall(name: str) -> Recalled | None:
    """What was kept under a name in this council, if it still holds. One query at most."""
    kept: Kept | None = cache.get(_key(name))
    if kept is None or not kept.holds():
        return None
    try:
        opened = _box(versions_of(kept.parts)).decrypt(kept.sealed[:NONCE], kept.sealed[NONCE:], None)
    except InvalidTag:
        return None
    return Recalled(pickle.loads(opened))  # noqa: S301 - only what was sealed here opens


def _box(versions: Mapping[str, str]) -> AESGCM:
    return AESGCM(hashlib.sha256(repr((settings.SECRET_KEY, sorted(versions.items()))).encode()).digest())


def keep(name: str, value: Any, versions: Mapping[str, str], until: datetime) -> None:
    """Keep a value that was made after its `versions` were read; not where none of its parts was ever touched."""
    now = clock.now()
    if any(versions.values()) and now < until:
        seconds = min(A_DAY, (until - now).total_seconds())
        nonce = os.urandom(NONCE)
        sealed = nonce + _box(versions).encrypt(nonce, pickle.dumps(value), None)
        cache.set(_key(name), Kept(sealed, tuple(versions), now, until), timeout=max(1, round(seconds)))


def remembered(
    name: str,
    parts: Sequence[str],
    make: Callable[[], T],
    *,
    seconds: int = A_DAY,
    worth: Callable[[T], bool] = lambda value: True,
) -> T:
    """The value under a name, made if none that holds is kept. `worth`: whether a value is worth keeping."""
    kept = recall(name)
    if kept is not None:
        value: T = kept.value
        return value
    versions = versions_of(parts)
    made = make()
    if worth(made):
        keep(name, made, versions, clock.now() + timedelta(seconds=seconds))
    return made


def _key(name: str) -> str:
    return f"kept:{release()}:{current_tenant_id()}:{name}"


@once
def release() -> str:
    """Another word for every state of code, templates, words and styles: what an older one made is not used."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for found in Path(settings.BASE_DIR).glob("*"):
        if found.name in {"templates", "locale"} or (found / "__init__.py").is_file():
            yield from (path for path in found.rglob("*.*") if path.suffix in {".py", ".html", ".mo", ".txt"})
    yield from Path(settings.STATIC_ROOT).glob("staticfiles.json")
