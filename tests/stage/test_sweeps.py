"""The sweeps over every address take in the small stage too: other councils' rows, and nonsense in every form."""

import pytest

from tests.isolation.addresses import Address, Visitors, parts_of, routes_of
from tests.isolation.conftest import councils  # noqa: F401 - a fixture
from tests.isolation.test_addresses import Walk, sessions, visitors  # noqa: F401 - fixtures
from tests.isolation.test_bad_input import faults_of

pytestmark = pytest.mark.django_db

ADDRESSES = [Address(route, parts_of(route)) for route in routes_of("tests.stage.urls") if "meals/" in route]
# Whose offer it is; ours is nobody's of the visitors.
NOT_FOR_VISITORS = "meals/<int:pk>/helpers/<int:helper_pk>/withdraw/"


def test_theirs_looks_like_nobodys_and_ours_is_found(visitors: Visitors) -> None:  # noqa: F811
    faults = []
    for address in ADDRESSES:
        if address.parts:
            walk = Walk(visitors, address)
            walk.is_hard_to_find = address.route == NOT_FOR_VISITORS
            faults += walk.faults()
    assert len(ADDRESSES) == 8 + 11
    assert not faults, "\n".join(faults)


def test_nonsense_is_answered_and_never_fails(visitors: Visitors) -> None:  # noqa: F811
    faults = [fault for page in ADDRESSES if not page.is_api for fault in faults_of(visitors, page)]
    assert not faults, "\n".join(faults)
