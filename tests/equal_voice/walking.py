"""Visits that tests of equal voice share: the pages that have no row in their address, and signing up."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail

from tests.isolation.addresses import ALL_ROUTES, Address, parts_of


def public_and_own_pages() -> list[str]:
    """Every address of the URLconf without a row in it, as a path; regular expressions aside."""
    plain = [Address(route, ()) for route in ALL_ROUTES if not parts_of(route) and "^" not in route]
    return [address.path({}) for address in plain if "logout" not in address.route]


def code_in_mail() -> str:
    """The code of the newest mail."""
    found = re.search(r"\n\n([A-Z0-9-]{6,})\n\n", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return found.group(1)


def sign_up(client: Any, email: str, take: Callable[[Any], Any] = lambda response: response) -> None:
    """Make an account, by the code that is e-mailed."""
    take(client.post("/account/signup/", {"email": email}))
    confirmed = take(client.post("/account/confirm-email/", {"code": code_in_mail()}))
    assert confirmed.status_code == 302
