"""What a theme is called where people have not named it: by an answer that stands for the rest, not by stray words."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from services.codesign.queries.themes import Theme

LONGEST = 120


def theme_words(theme: Theme) -> str:
    """The name that people gave a theme, else its most central answer as a quote."""
    if theme.named or theme.central is None:
        return theme.name if theme.named else _("Not named yet")
    return as_quote(theme.central.text)


def as_quote(text: str) -> str:
    """An answer on one line, cut short where it is long."""
    return f"“{Truncator(' '.join(text.split())).chars(LONGEST)}”"
