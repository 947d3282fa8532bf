"""Idempotency-Key: the same request sent twice happens once and gets the same answer.

No answer is kept, only which rows it showed: it is made anew when it is asked for again. So nothing that somebody says
stands here beside where it belongs, and what was taken back does not come back. Key and request are kept as keyed
hashes, because a short answer can be guessed from a plain one.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.api.errors import BadParameter, IdempotencyKeyReused
from kernel.api.models import IdempotencyKey
from kernel.api.without_words import Shape, found_again, without_words

KEPT_FOR = timedelta(hours=24)
REPLAYED = "Idempotency-Replayed"
SALT = "coprod.idempotency"


class Answering(Protocol):
    """A view that shows what its handler found, now or again."""

    found: Any

    @property
    def actor(self) -> Actor: ...

    @property
    def shape(self) -> Shape: ...

    def again(self, row: Any) -> Any: ...

    def answered(self, found: Any) -> HttpResponse: ...


def idempotent(view: Answering, request: Request, call: Callable[[], Response]) -> HttpResponse:
    """Run `call` once per key, or give the first answer again.

    Two at the same time are lined up by the unique row: the second waits until the first's transaction ends, then
    finds its answer (or, where the first failed, does the work itself). Only answers that changed something are kept;
    after a refusal the key is free, so that a corrected request may use it. Without the header, `call` just runs.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return call()
    if not (0 < len(key) <= 255 and key.isprintable()):
        raise BadParameter(_("Idempotency-Key has 1 to 255 printable characters."))
    digest = request_digest(request)
    with transaction.atomic():
        row, first = IdempotencyKey.objects.get_or_create(
            actor=f"{view.actor.kind}:{view.actor.id}", key=_hashed(key.encode()),
            defaults={
                "operation": f"{request.method} {request.path}"[:300], "digest": digest, "created_at": clock.now(),
            },
        )  # fmt: skip
        if not first:
            return _again(view, row, digest)
        response = call()
        if response.status_code >= 300:
            transaction.set_rollback(True)
            return response
        row.location = response.get("Location", "")
        row.shows = without_words(view.found, view.shape)
        row.is_answered = True
        row.save(update_fields=["location", "shows", "is_answered"])
    return response


def _again(view: Answering, row: IdempotencyKey, digest: str) -> HttpResponse:
    if row.digest != digest or not row.is_answered:
        raise IdempotencyKeyReused
    response = view.answered(found_again(row.shows, view.again))
    if row.location:
        response["Location"] = row.location
    response[REPLAYED] = "true"
    return response


def _hashed(value: bytes) -> str:
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()


def request_digest(request: Request) -> str:
    """A keyed hash of method, path and the parsed body, hex; uploaded files count by their bytes."""
    digest = salted_hmac(SALT, f"{request.method} {request.path}\n", algorithm="sha256")
    data = request.data
    plain = dict(data.lists()) if isinstance(data, QueryDict) else data
    files: list[UploadedFile] = []

    def named(value: Any) -> str:
        files.append(value)
        return f"file {value.name}"

    digest.update(json.dumps(plain, sort_keys=True, default=named).encode())
    for file in files:
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


def forget_old_answers() -> int:
    """Delete answers older than a day in the open council; for the periodic task. Returns how many."""
    return int(IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()[0])
