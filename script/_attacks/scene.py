"""Where the attacks happen: the demo's councils, and whoever the attacker is signed in as."""

import html
import re
import time
from collections.abc import Mapping
from typing import Any

from _attacks.browser import Answer, Browser
from _attacks.demo import Demo
from _attacks.outcomes import need

BRACKENFORD, GLANMOR = "brackenford", "glanmor"
OFFICER, FACILITATOR, RESIDENT = "Officer", "Facilitator", "Resident"
PROFESSIONAL, DECIDES, ADMINISTRATOR = "Professional", "Who decides", "Administrator"
# Pages take a guess for a robot's that comes quicker.
AS_SLOW_AS_A_PERSON = 2.2
WAIT_SECONDS = 40.0


def address_of(name: str) -> str:
    """The address of somebody in Brackenford: first name, and the first half of the last."""
    return f"{name.lower().replace(' ', '.').split('-')[0]}@brackenford.example"


class Scene:
    """The demo as the attacker knows it."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._known: dict[tuple[str, str], Browser] = {}
        self._questions: dict[tuple[str, str], int] = {}

    def visitor(self, council: str = BRACKENFORD) -> Browser:
        """A device that nobody has used here."""
        return Browser(f"{self.demo.address}/{council}")

    def sign_in(self, title: str, council: str = BRACKENFORD) -> Browser:
        """One of those whose link the server printed; the same device each time."""
        if (council, title) not in self._known:
            link = self.demo.links.get((council, title), "")
            need(bool(link), f"there is no link for {title}")
            browser = self.visitor(council)
            answer = browser.post(link.removeprefix(browser.base))
            need(answer.status == 200, f"{title} could not sign in")
            self._known[council, title] = browser
        return self._known[council, title]

    def sign_in_as(self, email: str, council: str = BRACKENFORD) -> Browser:
        """Anybody of the demo, by a code from its mailbox."""
        if (council, email) not in self._known:
            browser = self.visitor(council)
            browser.post("/account/login/code/", {"email": email})
            browser.post("/account/login/code/confirm/", {"code": self.code_for(email)})
            need(browser.get("/my/").url.endswith("/my/"), f"{email} could not sign in")
            self._known[council, email] = browser
        return self._known[council, email]

    def mail(self) -> str:
        """The demo's mailbox, in words."""
        return self.visitor().get(f"{self.demo.address}/demo/mail/").text

    def ten_days_on(self) -> None:
        """The demo's clock, for every process."""
        moved = self.visitor().post(f"{self.demo.address}/demo/clock/", {"days": "10"})
        need(moved.status == 200, f"the clock stands still ({moved.status})")

    def code_for(self, email: str) -> str:
        """The newest sign-in code that was sent to an address."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            words = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(self.mail())).split())
            found = re.search(
                re.escape(email) + r" [^:]+:\d\d:\d\d [-+]\d{4} [^:]+: ([A-Z0-9]{4}-[A-Z0-9]{4})\b", words
            )
            if found:
                return found[1]
            time.sleep(0.5)
        need(False, f"no code reached {email}")
        return ""

    def question(self, state: str, council: str = BRACKENFORD) -> int:
        """The number of the demo's question in a state."""
        if (council, state) not in self._questions:
            rows = self.visitor(council).rows(f"/challenges/?state={state}")
            need(bool(rows), f"{council} has no question that is {state}")
            self._questions[council, state] = rows[0]["id"]
        return self._questions[council, state]

    def details(self, pk: int, council: str = BRACKENFORD) -> dict[str, Any]:
        """A question as everybody reads it."""
        found: dict[str, Any] = self.visitor(council).api("GET", f"/challenges/{pk}/").data
        return found

    def trace(self, pk: int, council: str = BRACKENFORD) -> str:
        """What anybody reads under “How this was done”."""
        return self.visitor(council).get(f"/say/{pk}/trace/").words

    def journey(self, pk: int, council: str = BRACKENFORD) -> str:
        return self.visitor(council).get(f"/say/{pk}/journey/").words

    def answer(self, browser: Browser, pk: int, text: str, **more: Any) -> Answer:
        """Say something on the page, no quicker than a person."""
        path = f"/say/{pk}/answer/"
        page = browser.get(path)
        fields: Mapping[str, Any] = {"text": text, "language": "en", "stake": "", "may_quote": "on", **more}
        pace = re.search(r'name="pace"[^>]*value="([^"]+)"', page.text)
        time.sleep(AS_SLOW_AS_A_PERSON)
        return browser.post(path, {**fields, "pace": pace[1] if pace else ""})

    def statements(self, pk: int, council: str = BRACKENFORD) -> list[Any]:
        """The statements that everybody sees, with their counts."""
        return self.visitor(council).rows(f"/challenges/{pk}/statements/")

    def react(self, browser: Browser, pk: int, statement: int, value: str = "1") -> Answer:
        """Agree, disagree or pass on the page."""
        return browser.post(f"/say/{pk}/react/", {"statement": statement, "value": value})
