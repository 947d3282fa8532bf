"""What tests of citizens' pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kernel import clock
from kernel.accounts.tokens import hash_secret, new_reference
from kernel.tenancy.models import Tenant
from kernel.web.limits import pace_token
from services.codesign.models import Contributor, DesignChallenge
from tests.factories import ContributorFactory, DesignChallengeFactory
from tests.fixtures import CouncilClient


def answer_form(text: str, seconds: float = 10, **more: Any) -> dict[str, Any]:
    """What a browser sends: a form that was shown for some seconds, its trap empty."""
    shown_at = clock.now().timestamp() - seconds
    return {"text": text, "language": "en", "may_quote": "on", "website": "", "pace": pace_token(shown_at), **more}


def page(response: Any) -> str:
    """The text of a page."""
    return response.content.decode()


@dataclass(frozen=True)
class Guest:
    """Somebody without an account, at a device that holds their receipt."""

    contributor: Contributor
    reference: str
    client: CouncilClient


@pytest.fixture
def challenge(in_tenant: Tenant) -> DesignChallenge:
    """An open question."""
    return DesignChallengeFactory(state="open")


@pytest.fixture
def guest_of(in_tenant: Tenant) -> Callable[..., Guest]:
    """Makes a guest of a challenge: a contributor known only by their receipt, which they entered at this device."""

    def make(challenge: DesignChallenge, **values: Any) -> Guest:
        reference = new_reference()
        contributor = ContributorFactory(
            challenge=challenge, person=None, receipt_hash=hash_secret(reference), **values
        )
        client = CouncilClient(in_tenant)
        assert client.post("/receipt/", {"reference": reference}).status_code == 302
        return Guest(contributor, reference, client)

    return make


@pytest.fixture
def visitor(in_tenant: Tenant) -> CouncilClient:
    """A browser that was never here."""
    return CouncilClient(in_tenant)
