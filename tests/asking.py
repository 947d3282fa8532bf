"""Press a button that asks once more: read the question, then say yes to just that."""

import re
from typing import Any

from django.test import Client

MARK = re.compile(r'name="confirm" value="([0-9a-f]{64})"')


def mark_in(response: Any) -> str:
    """What says yes to the question that a page asks."""
    found = MARK.search(response.content.decode())
    assert response.status_code == 200, (response.status_code, response.content[:2000])
    assert found is not None, response.content.decode()[:2000]
    return found[1]


def press_twice(client: Client, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    """The answer to the second press."""
    mark = mark_in(client.post(url, data or {}, **kwargs))
    return client.post(url, {**(data or {}), "confirm": mark}, **kwargs)
