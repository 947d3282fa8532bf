"""What axe finds on a page, asked once for each page and language, and again where something new is to be seen."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK, PHONE, SMALLEST = 1280, 390, 320
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# For whoever wants to look at the pages: a folder that gets a picture of each.
PICTURES = os.environ.get("COPROD_PICTURES")
# The kinds of thing that a page shows: an element that is there on a desk only counts when it is seen there.
SHOWN = """() => [...new Set([...document.querySelectorAll("body, body *")]
  .filter(element => element.checkVisibility())
  .map(shown => [shown.tagName, ...["class", "role", "type"].map(name => shown.getAttribute(name))].join(" ")))]"""


class Looking:
    """Looks at pages on a phone and on a desk; at another person's, or at the other width, where it differs."""

    def __init__(self) -> None:
        self.axe = Axe()
        self.seen: dict[tuple[str, str], set[str]] = defaultdict(set)

    def faults(self, page: Page, name: str, language: str = "en", picture: str = "") -> Iterator[str]:
        """What is wrong with an open page, at each width at which it shows something new."""
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            take_picture(page, f"{picture or name}-{width}.png")
            shown, seen = set(page.evaluate(SHOWN)), self.seen[name, language]
            if shown <= seen:
                continue
            seen |= shown
            for violation in self.axe.run(page, options=RULES).response["violations"]:
                places = [node["html"][:160] for node in violation["nodes"][:3]]
                yield f"{width} px: {violation['id']}: {violation['help']}: {places}"
        yield from self.too_wide(page)

    def too_wide(self, page: Page) -> Iterator[str]:
        """Whether one has to scroll sideways on the smallest screen; the page is as on a desk afterwards."""
        page.set_viewport_size({"width": SMALLEST, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": DESK, "height": 900})
        if wide > SMALLEST:
            yield f"is {wide} px wide on a screen of {SMALLEST} px"


def take_picture(page: Page, name: str) -> None:
    """Of the whole page, where somebody wants pictures."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / name.replace(":", "_").replace(" ", "_"), full_page=True)
