"""Logging, language, and the one place that turns our errors into pages."""

import logging
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix
from django.utils import translation

from kernel.web.errors import answer_for, is_api

logger = logging.getLogger("coprod.request")
LONGEST_SEGMENT = 39


def loggable(path: str) -> str:
    """A path without what opens doors: long segments are one-time tokens."""
    return "/".join(part if len(part) <= LONGEST_SEGMENT else "…" for part in path.split("/"))


class RequestLogMiddleware:
    """One line a request: what was asked, how it went, how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "path": loggable(request.path),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
        return response


class CouncilLanguageMiddleware:
    """The language is in the address: `/cy/…` is Welsh, where the council publishes in it; else English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        if tenant is not None and language != settings.LANGUAGE_CODE and language not in tenant.languages:
            rest = request.path_info.split("/", 2)[2] if request.path_info.count("/") > 1 else ""
            return redirect(get_script_prefix() + rest)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ErrorAnswerMiddleware:
    """Our family of errors becomes a page that says why. The API has its own mapping."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return None if is_api(request) else answer_for(request, exception)
