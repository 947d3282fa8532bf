"""The menu under the header: one for everybody, another on the staff pages."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PUBLIC = (
    ("home", _("Home")),
    ("codesign:list", _("Have a say")),
    ("codesign:changed", _("You said, we did")),
    ("my_part", _("My part")),
)
STAFF = (("staff_overview", _("Overview")), ("catalogue:staff_list", _("Services")))
ADMINISTRATOR = (("staff_people", _("People")), ("staff_keys", _("Keys")), ("staff_settings", _("Settings")))


@dataclass(frozen=True)
class NavigationItem:
    """A link of the menu. `current`: we are in its part of the site; `exact`: on its very page."""

    title: Any
    url: str
    current: bool
    exact: bool


def navigation(path: str, *, staff_side: bool, may_configure: bool) -> list[NavigationItem]:
    """The menu for the page at `path` (with script prefix and language)."""
    entries = (STAFF + (ADMINISTRATOR if may_configure else ())) if staff_side else PUBLIC
    known = [(title, reverse(name)) for name, title in entries]
    longest = max((url for _title, url in known if path.startswith(url)), key=len, default="")
    roots = {reverse("home"), reverse("staff_overview")}
    return [
        NavigationItem(title, url, current=url == longest and (url not in roots or url == path), exact=url == path)
        for title, url in known
    ]
