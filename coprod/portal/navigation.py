"""The menu under the header: one for everybody, another on the staff pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coprod.stages import ask
from kernel.web.panels import Link

STAFF = (("staff_overview", _("Overview")), ("catalogue:staff_list", _("Services")))
ADMINISTRATOR = (("staff_people", _("People")), ("staff_keys", _("Keys")), ("staff_settings", _("Settings")))
ABOUT = (
    ("help", _("Help")),
    ("accessibility", _("Accessibility")),
    ("equal_voice", _("Nobody decides for you")),
    ("privacy", _("Privacy")),
    ("cookies", _("Cookies")),
    ("public_record", _("Public record")),
)
# Pages that every part of the site leads to, by the names that templates below know them by.
PLACES = ("home", "my_part", "my_messages", "staff_overview", "staff_settings")


@dataclass(frozen=True)
class NavigationItem:
    """A link of the menu. `current`: we are in its part of the site; `exact`: on its very page."""

    title: Any
    url: str
    current: bool
    exact: bool


def navigation(path: str, *, staff_side: bool, may_configure: bool) -> list[NavigationItem]:
    """The menu for the page at `path` (with script prefix and language)."""
    links = _staff_links(may_configure) if staff_side else _public_links()
    longest = max((link.url for link in links if path.startswith(link.url)), key=len, default="")
    # The first of each menu is the root of its part of the site, and so the beginning of every other address.
    return [
        NavigationItem(
            link.title,
            link.url,
            current=link.url == longest and (link is not links[0] or link.url == path),
            exact=link.url == path,
        )
        for link in links
    ]


def _public_links() -> list[Link]:
    return [Link(_("Home"), reverse("home")), *ask("navigation"), Link(_("My part"), reverse("my_part"))]


def _staff_links(may_configure: bool) -> list[Link]:
    return _links(STAFF + (ADMINISTRATOR if may_configure else ()))


def _links(entries: Sequence[tuple[str, Any]]) -> list[Link]:
    return [Link(title, reverse(name)) for name, title in entries]


def about_links() -> list[Link]:
    """The pages about this website."""
    return _links(ABOUT)


def places() -> dict[str, str]:
    """The addresses that the page shell and pages of lower apps lead back to."""
    return {name: reverse(name) for name in PLACES}
