"""Times as people say them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def closing_words(closes_at: datetime, now: datetime) -> str:
    """When answering closes, as people say it."""
    here, today = localtime(closes_at), localtime(now).date()
    values = {"day": date_format(here, "l j F"), "date": date_format(here, "j F Y"), "time": date_format(here, "P")}
    if closes_at <= now:
        return _("Closed on %(date)s") % values
    days = (here.date() - today).days
    if days == 0:
        return _("Closes today at %(time)s") % values
    if days == 1:
        return _("Closes tomorrow at %(time)s") % values
    left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return _("%(left)s: closes on %(day)s at %(time)s") % {"left": left, **values}
