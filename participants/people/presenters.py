"""What pages say of people's systems, without a request."""

from typing import Any

from kernel.accounts.models import ApiCredential
from kernel.accounts.scopes import scope_choices
from participants.people.models import Person


def maker_of(credential: ApiCredential) -> Person | None:
    """Who made a key; None where an operator did."""
    made = getattr(credential, "maker", None)
    return made.person if made else None


def key_row(credential: ApiCredential, maker: Person | None, stop_url: str) -> dict[str, Any]:
    """A partner system's key for `components/keys.html`: what it is, what it may be used for, who made it."""
    words = dict(scope_choices())
    return {
        "key": credential,
        "scopes": [words[scope] for scope in credential.scopes],
        "maker": maker,
        "stop_url": stop_url,
    }
