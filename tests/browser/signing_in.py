"""What somebody has at hand who signs in: their e-mail, and an app that shows codes."""

import base64
import hashlib
import hmac
import re
import time

from playwright.sync_api import Page

from tests.browser.councils import Demo
from tests.deadlines import wait_until

# Alone on a line, as the e-mails have it.
CODE = re.compile(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", re.MULTILINE)


def one_time_code(secret: str, at: float) -> str:
    """What an authenticator app shows (RFC 6238: SHA-1, 30 seconds, six digits) for a secret in base 32."""
    mac = hmac.new(base64.b32decode(secret), int(at // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def current_code(secret: str) -> str:
    """What the app shows now, with enough time left to type it in."""
    wait_until(lambda: time.time() % 30 < 26, 6, "the next code")
    return one_time_code(secret, time.time())


def mailed_code(demo: Demo, email: str, after: int = 0) -> str:
    """The code in the newest e-mail to an address, once there are more than `after` of them."""

    def mails() -> list[str]:
        folder = demo.site.folder / "mail"
        texts = [path.read_text() for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)]
        found = [text for text in texts if f"To: {email}" in text]
        return found if len(found) > after else []

    newest = wait_until(mails, 20, f"an e-mail to {email}")[-1]
    match = CODE.search(newest)
    assert match is not None, newest
    return match.group(1)


def sign_in_by_code(demo: Demo, page: Page, council: str, email: str) -> None:
    """Ask for a code, read it in the e-mail, type it in."""
    page.goto(demo.address(council, "account_login"))
    page.locator("[name=login]").fill(email)
    page.get_by_role("button", name="Go on", exact=True).click()
    page.locator("[name=code]").fill(mailed_code(demo, email))
    page.get_by_role("button", name="Go on", exact=True).click()
    page.wait_for_load_state()
