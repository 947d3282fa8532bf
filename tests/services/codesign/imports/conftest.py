"""A service with its people, and an open question."""

from typing import Any

import pytest

from services.codesign.models import DesignChallenge
from tests.factories import DesignChallengeFactory, service_with_people


@pytest.fixture
def people(in_tenant: Any, bait: Any) -> Any:
    return service_with_people()


@pytest.fixture
def challenge(people: Any) -> DesignChallenge:
    return DesignChallengeFactory(service=people.service, state="open")
