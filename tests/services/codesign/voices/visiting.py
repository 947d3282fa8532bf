"""What a browser sends, and what it is shown."""

from typing import Any

from kernel import clock
from kernel.web.limits import pace_token


def answer_form(text: str, seconds: float = 10, **more: Any) -> dict[str, Any]:
    """A form that was shown for some seconds, its trap empty."""
    shown_at = clock.now().timestamp() - seconds
    return {"text": text, "language": "en", "may_quote": "on", "website": "", "pace": pace_token(shown_at), **more}


def page(response: Any) -> str:
    """The text of a page, as it is sent."""
    return response.content.decode()
