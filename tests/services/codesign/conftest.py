"""What tests of citizens' pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kernel.accounts.tokens import hash_secret, new_reference
from services.codesign.models import Contributor, DesignChallenge
from tests.factories import ContributorFactory, DesignChallengeFactory


@dataclass(frozen=True)
class Guest:
    """Somebody without an account, at a device that holds their receipt."""

    contributor: Contributor
    reference: str
    client: Any


@pytest.fixture
def challenge(in_tenant: Any) -> DesignChallenge:
    """An open question."""
    return DesignChallengeFactory(state="open")


@pytest.fixture
def guest_of(in_tenant: Any, client_in: Any) -> Callable[..., Guest]:
    """Makes a guest of a challenge: a contributor known only by their receipt, which they entered at this device."""

    def make(challenge: DesignChallenge, **values: Any) -> Guest:
        reference = new_reference()
        contributor = ContributorFactory(
            challenge=challenge, person=None, receipt_hash=hash_secret(reference), **values
        )
        client = client_in(in_tenant)
        assert client.post("/receipt/", {"reference": reference}).status_code == 302
        return Guest(contributor, reference, client)

    return make


@pytest.fixture
def visitor(in_tenant: Any, client_in: Any) -> Any:
    """A browser that was never here."""
    return client_in(in_tenant)
