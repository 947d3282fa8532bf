"""A decision follows what people were answered and said of the options; then it is handed over, and people are told."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.errors import Reason
from kernel.reading import counting
from participants.people.enums import Stake
from services.catalogue.queries import counted_members
from services.codesign.enums import InsightState
from services.codesign.models import (
    DecisionItem,
    DesignChallenge,
    Insight,
    InsightResponse,
    Option,
    OptionView,
)
from services.codesign.queries.decision import promised_responses, to_write_to

SHOWN = 60


def guard_options_shown_long_enough(challenge: DesignChallenge) -> list[Reason]:
    """G-decided: there is an option, shown for the set number of days. Each chosen one is checked when deciding."""
    first = Option.objects.filter(challenge=challenge, withdrawn_at=None).order_by("shown_from").first()
    where = reverse("codesign:options", args=[challenge.pk])
    if first is None:
        return [Reason("no-option", _("No option has been proposed yet."), where)]
    days = challenge.options_shown_days or 0
    ready = first.shown_from + timedelta(days=days)
    if clock.now() >= ready:
        return []
    text = ngettext(
        "Options must be on show for %(n)d day: until %(when)s.",
        "Options must be on show for %(n)d days: until %(when)s.",
        days,
    )
    return [
        Reason(
            "options-shown-too-short",
            text % {"n": days, "when": date_format(localtime(ready), "DATETIME_FORMAT")},
            where,
        )
    ]


def guard_every_insight_has_response(challenge: DesignChallenge) -> list[Reason]:
    """G-decided: each kept insight is addressed by a live option, declined with a reason, or deferred."""
    kept = Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
    open_ones = kept.filter(
        Q(response__isnull=True) | Q(response__kind="addressed", response__option__withdrawn_at__isnull=False)
    ).count()
    if not open_ones:
        return []
    text = ngettext("%(n)d finding has no answer yet.", "%(n)d findings have no answer yet.", open_ones)
    return [Reason("insights-unanswered", text % {"n": open_ones}, reverse("codesign:responses", args=[challenge.pk]))]


def guard_quorum_within_each_stake(challenge: DesignChallenge) -> list[Reason]:
    """Enough members of each stake have said what they think of the options; counted within each stake."""
    return quorum_reasons(challenge, voices_by_stake(challenge))


def quorum_reasons(challenge: DesignChallenge, voices: Mapping[str, int]) -> list[Reason]:
    """Which side is not heard enough, given how many of each gave a view."""
    needed = challenge.decision_quorum or 0
    where = reverse("codesign:options", args=[challenge.pk])
    words = {
        Stake.CITIZEN: _("%(have)d of the %(need)d residents needed have said what they think of the options."),
        Stake.PROFESSIONAL: _(
            "%(have)d of the %(need)d professionals needed have said what they think of the options."
        ),
    }
    return [
        Reason(f"quorum-{stake.value}", text % {"have": voices.get(stake, 0), "need": needed}, where)
        for stake, text in words.items()
        if voices.get(stake, 0) < needed
    ]


def guard_balance(challenge: DesignChallenge) -> list[Reason]:
    """Residents are at least half of those who said what they think of the options."""
    return balance_reasons(challenge, voices_by_stake(challenge))


def balance_reasons(challenge: DesignChallenge, voices: Mapping[str, int]) -> list[Reason]:
    """Whether residents are too few, given how many of each side gave a view."""
    total, citizens = sum(voices.values()), voices.get(Stake.CITIZEN, 0)
    if citizens * 2 >= total:
        return []
    text = _("Residents are fewer than half of those who said what they think of the options (%(have)d of %(all)d).")
    return [
        Reason(
            "balance",
            text % {"have": citizens, "all": total},
            reverse("codesign:options", args=[challenge.pk]),
        )
    ]


def voices_by_stake(challenge: DesignChallenge) -> dict[str, int]:
    """People who gave a view on a live option, by the stake they gave it with; a view stays when its giver leaves.

    Who joined after the question opened counts once somebody of their own side has confirmed them.
    """
    counted = counted_members(challenge.opened_at).filter(
        service_id=challenge.service_id, person_id=OuterRef("person_id"), stake=OuterRef("stake")
    )
    views = OptionView.objects.filter(Exists(counted), option__challenge=challenge, option__withdrawn_at=None)
    rows = views.order_by().values("stake").annotate(n=Count("person_id", distinct=True))
    return {row["stake"]: row["n"] for row in rows}


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


def guard_everyone_told(challenge: DesignChallenge) -> list[Reason]:
    """G-reported_back: whoever left a way to reach them was written to; the page is there for all others."""
    people = to_write_to(challenge)
    waiting = people[: counting.COUNTED_UP_TO + 1].count()
    if not waiting:
        return []
    text = ngettext(
        "%(n)d person who left a way to reach them has not been written to. The facilitator tells people.",
        "%(n)d people who left a way to reach them have not been written to. The facilitator tells people.",
        waiting,
    )
    if waiting > counting.COUNTED_UP_TO:
        text, waiting = (
            _("More than %(n)d people who left a way to reach them have not been written to."),
            counting.COUNTED_UP_TO,
        )
    return [Reason("people-not-told", text % {"n": waiting}, reverse("codesign:decision", args=[challenge.pk]))]
