"""Who took a copy, in words that name nobody who does not act for the council."""

from django.utils.translation import gettext as _

from services.codesign.enums import CopyForm
from services.codesign.presenters.findings.terms import one_of_stake
from services.codesign.queries.copies import Copy


def copy_words(copy: Copy) -> str:
    """ "A resident took tables (CSV files in a ZIP)"."""
    who = copy.person.display_name if copy.person is not None else one_of_stake(copy.stake)
    if copy.actor_kind == "api_client":
        who = _("A partner system")
    form = CopyForm(copy.form).label if copy.form in CopyForm.values else copy.form
    return _("%(who)s: %(form)s") % {"who": who, "form": form}
