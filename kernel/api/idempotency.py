"""Idempotency-Key: the same request sent twice happens once and gets the same answer."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.api.errors import BadParameter, IdempotencyKeyReused
from kernel.api.models import IdempotencyKey
from kernel.api.renderers import JSONRenderer

KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("Location", "ETag")
REPLAYED = "Idempotency-Replayed"


def idempotent(
    request: Request, actor: Actor, call: Callable[[], Response], never_kept: tuple[str, ...] = ()
) -> HttpResponse:
    """Run `call` once per key, or give the first answer again.

    Two at the same time are lined up by the unique row: the second waits until the first's transaction ends, then
    finds its answer (or, where the first failed, does the work itself). Only answers that changed something are kept;
    after a refusal the key is free, so that a corrected request may use it. Members named in `never_kept` (secrets
    that are shown once) are null in the repeated answer. Without the header, `call` just runs.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return call()
    if not (0 < len(key) <= 255 and key.isprintable()):
        raise BadParameter(_("Idempotency-Key has 1 to 255 printable characters."))
    digest = request_digest(request)
    owner = f"{actor.kind}:{actor.id}"
    with transaction.atomic():
        row, first = IdempotencyKey.objects.get_or_create(
            actor=owner, key=key,
            defaults={
                "operation": f"{request.method} {request.path}"[:300], "digest": digest, "created_at": clock.now(),
            },
        )  # fmt: skip
        if not first:
            return _again(row, digest)
        response = call()
        if response.status_code >= 300:
            transaction.set_rollback(True)
            return response
        row.status = response.status_code
        row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        row.body = _without(response.data, never_kept)
        row.save(update_fields=["status", "headers", "body"])
    return response


def _again(row: IdempotencyKey, digest: str) -> HttpResponse:
    if row.digest != digest or row.status is None:
        raise IdempotencyKeyReused
    response = HttpResponse(row.body, status=row.status, content_type="application/json", headers=row.headers)
    response[REPLAYED] = "true"
    return response


def _without(data: Any, never_kept: tuple[str, ...]) -> str:
    if isinstance(data, dict) and never_kept:
        data = {name: None if name in never_kept else value for name, value in data.items()}
    return JSONRenderer().render(data).decode()


def request_digest(request: Request) -> str:
    """SHA-256 over method, path and the parsed body, hex; uploaded files count by their bytes."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
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
