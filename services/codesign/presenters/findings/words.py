"""Whose words findings are in, and how what they rest on was put together."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.codesign.queries.reach import WhoseWords


def whose(words: WhoseWords) -> str:
    """ "4 of 7 findings are in people's words", and what of the rest."""
    if words.findings and words.by_people == words.findings:
        text = ngettext(
            "The finding is in people's words.", "All %(all)d findings are in people's words.", words.findings
        )
        return text % {"all": words.findings}
    text = ngettext(
        "%(people)d of %(all)d finding is in people's words.",
        "%(people)d of %(all)d findings are in people's words.",
        words.findings,
    )
    rest = _("A computer worded the others, and people kept them as they were.")
    return f"{text % {'people': words.by_people, 'all': words.findings}} {rest}"


def in_one_go(counts: Sequence[int]) -> str:
    """ "33 tied in one go", for each time that many were."""
    return " ".join(ngettext("%(n)d was tied in one go.", "%(n)d were tied in one go.", n) % {"n": n} for n in counts)
