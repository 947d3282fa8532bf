"""Two councils full of rows, really committed, for a whole module."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pytest_django.plugin import DjangoDbBlocker

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.database import COUNCILS, WORLD_PK, choosing_ids
from tests.factories import World, make_world, read_world
from tests.standing import restore_rows

OURS, THEIRS, NOBODYS = 5_550_001, WORLD_PK, 9_990_001


class Councils(NamedTuple):
    """Our council, theirs, and what is in each."""

    ours: Tenant
    theirs: Tenant
    our_world: World
    their_world: World


@pytest.fixture(scope="module")
def councils(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Councils]:
    """A row of every model in both; the one in ours has the id OURS, the one in theirs THEIRS, whatever the model."""
    with django_db_blocker.unblock():
        ours, theirs = (Tenant.objects.get(pk=council["id"]) for council in COUNCILS)
        try:
            with choosing_ids(), tenant_scope(ours):
                our_world = make_world(OURS)
            with tenant_scope(theirs):
                their_world = read_world(THEIRS)
            with django_db_blocker.block():
                yield Councils(ours, theirs, our_world, their_world)
        finally:
            restore_rows()
