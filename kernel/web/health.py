"""Is the process alive, and can it serve? For load balancers; answers in JSON."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel.tenancy.roles import PrivilegedRole, refuse_privileged_role

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else, so that a database that is away does not restart every server."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where pages can be served, else 503: database there, migrated, role without privileges.

    Redis is reported too, but its absence makes nobody unready: pages work without it and jobs wait in the database.
    """
    checks = {
        "database": _passes(_database_answers),
        "migrations": _passes(_is_migrated),
        "database_role": _passes(refuse_privileged_role),
    }
    ready = all(checks.values())
    checks["redis"] = _passes(_redis_answers)
    return JsonResponse({"status": "ok" if ready else "unavailable", "checks": checks}, status=200 if ready else 503)


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except (DatabaseError, PrivilegedRole, redis.RedisError, OSError) as error:
        logger.warning("not_ready", extra={"check": check.__name__, "error": type(error).__name__})
        return False
    return True


def _database_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _is_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DatabaseError("There are migrations that were not run.")


def _redis_answers() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5) as client:
        client.ping()
