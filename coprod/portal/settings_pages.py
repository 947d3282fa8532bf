"""Settings that have a page of their own, which the council's settings page leads to."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SettingsPage:
    """What it is about, in a heading and a sentence, and the link there by the name of its address."""

    title: Any
    told: Any
    link: Any
    address: str


SETTINGS_PAGES = (
    SettingsPage(
        _("A language model for drafts"),
        _("A language model can put drafted findings into smoother words. It is off until you switch it on."),
        _("Read what that means, and set it up"),
        "rewording:service",
    ),
)
