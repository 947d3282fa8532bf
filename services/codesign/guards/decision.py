"""A decision fits what people were answered, and what it leaves to do can be handed over."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.errors import Reason
from services.codesign.models import DecisionItem, DesignChallenge, InsightResponse, Option
from services.codesign.queries.decision import promised_responses

SHOWN = 60


def refused_choice(challenge: DesignChallenge, chosen: Sequence[Option]) -> list[Reason]:
    """Why these options, or none, cannot be the decision; for the page before it asks, and for the action.

    Findings that are answered "we will act on it" by an option that is not chosen, one by one, since each was an answer
    to people: the option is chosen too, or that answer changes first. And options that were on show too short.
    """
    ids = {option.pk for option in chosen}
    broken = [_broken_promise(challenge, row) for row in promised_responses(challenge) if row.option_id not in ids]
    days = timedelta(days=challenge.options_shown_days or 0)
    late = [option for option in chosen if option.shown_from + days > clock.now()]
    text = _("“%(title)s” has not been on show for the set number of days.")
    return broken + [Reason("option-shown-too-short", text % {"title": option.title}) for option in late]


def _broken_promise(challenge: DesignChallenge, row: InsightResponse) -> Reason:
    text = _(
        "Finding %(n)d (“%(finding)s”) was answered “We will act on it” with the option “%(option)s”. "
        "Choose that option too, or change the answer first."
    )
    values = {
        "n": row.insight_id,
        "finding": Truncator(str(row.insight.text)).chars(SHOWN),
        "option": row.option.title if row.option else "",
    }
    return Reason(
        "choice-breaks-answer", text % values, reverse("codesign:respond", args=[challenge.pk, row.insight_id])
    )


def guard_decision_items_owned(challenge: DesignChallenge) -> list[Reason]:
    """G-handed_over: there is something to carry out, and each part of it has somebody who does."""
    owners = list(DecisionItem.objects.filter(decision__challenge=challenge).values_list("owner_id", flat=True))
    if not owners:
        text = _("The decision carries out no option, so there is nothing to hand over. This is where it ends.")
        return [Reason("nothing-to-hand-over", text)]
    unowned = owners.count(None)
    if not unowned:
        return []
    text = ngettext(
        "%(n)d part of the decision has nobody who carries it out.",
        "%(n)d parts of the decision have nobody who carries them out.",
        unowned,
    )
    return [Reason("items-unowned", text % {"n": unowned}, reverse("codesign:decision", args=[challenge.pk]))]
