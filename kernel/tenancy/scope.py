"""The tenant scope: the one door to tenant-owned rows.

Only the middleware, the job runner, the management-command base and the test fixtures may open it; a test lists the
callers. Inside it PostgreSQL's row-level security shows one council's rows; outside it a read raises in Python and
returns nothing in SQL.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Protocol, TypeVar

from django.db import connection, transaction

from kernel.tenancy.models import Tenant


class Companion(Protocol):
    """Something that lives as long as a scope; `finish` is the last thing that the scope's transaction does."""

    def finish(self) -> None: ...


C = TypeVar("C", bound=Companion)
_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)
_companions: ContextVar[dict[type, Companion] | None] = ContextVar("companions", default=None)


class OutOfTenantScope(RuntimeError):
    """Tenant-owned data was asked for while no council's scope was open."""


class NestedTenantScope(RuntimeError):
    """A second council's scope was opened inside the first one's."""


def current_tenant() -> Tenant:
    """The council whose scope is open; raises OutOfTenantScope when none is."""
    tenant = _current.get()
    if tenant is None:
        raise OutOfTenantScope("No council's scope is open.")
    return tenant


def current_tenant_id() -> int:
    """The id of the council whose scope is open; the default of every `tenant` column."""
    return current_tenant().pk


def has_tenant() -> bool:
    """Whether a council's scope is open."""
    return _current.get() is not None


def companion(kind: type[C]) -> C:
    """The open scope's one companion of a kind, made when it is first asked for."""
    found = _companions.get()
    if found is None:
        raise OutOfTenantScope("No council's scope is open.")
    if kind not in found:
        found[kind] = kind()
    return found[kind]  # type: ignore[return-value]


@contextlib.contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Open one council's scope: one transaction whose row-level security setting dies with it.

    Opening the same council again inside is harmless; opening another raises NestedTenantScope.
    """
    outer = _current.get()
    if outer is not None:
        if outer.pk != tenant.pk:
            raise NestedTenantScope("One council's scope cannot be opened inside another's.")
        with transaction.atomic():
            yield outer
        return
    inside_transaction = connection.in_atomic_block
    with transaction.atomic():
        _set_row_security(str(tenant.pk))
        token, companions = _current.set(tenant), _companions.set({})
        try:
            yield tenant
            if not connection.needs_rollback:
                _finish()
        finally:
            _current.reset(token)
            _companions.reset(companions)
        # Inside an outer transaction the setting would outlive this scope; at the end of the outermost one it must
        # stay, because deferred constraints are checked during COMMIT.
        if inside_transaction and not connection.needs_rollback:
            _set_row_security("")


def _finish() -> None:
    for each in (_companions.get() or {}).values():
        each.finish()


def _set_row_security(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [value])
