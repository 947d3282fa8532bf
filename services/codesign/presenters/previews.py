"""What will come of a step: what everybody will read, how many people it touches, what cannot be undone."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.web.confirm import Preview, Shown
from kernel.web.panels import Link
from services.codesign.enums import ResponseKind
from services.codesign.models import Contributor, DesignChallenge, Option
from services.codesign.presenters.findings.words import in_one_go, whose
from services.codesign.queries.challenge import council_rules
from services.codesign.queries.decision import decision_items, measures_of, people_behind
from services.codesign.queries.reach import (
    Reach,
    bulk_ties,
    findings_to_publish,
    reach_of,
    said_so_far,
    whose_words,
)


def opening(challenge: DesignChallenge) -> Preview:
    """Asking people."""
    reach, rules = reach_of(challenge), council_rules()
    closes = date_format(localtime(challenge.closes_at), "DATETIME_FORMAT") if challenge.closes_at else ""
    told = (
        (_("The question"), challenge.question),
        (_("The background"), challenge.background),
        (_("What people can change"), challenge.can_change),
        (_("What cannot be changed"), challenge.cannot_change),
        (_("Who decides"), challenge.decision_owner or ""),
        (_("Answers until"), closes),
        (_("How time is paid"), challenge.payment_policy),
        (_("How people with access needs can take part"), challenge.access_plan),
    )
    return Preview(
        title=_("Open it for answers?"),
        button=_("Yes, open it for answers"),
        back=_to(challenge, "manage"),
        public=[Shown(label, text) for label, text in told if str(text).strip()],
        people=[
            _("Everybody can read it and answer until %(when)s.") % {"when": closes},
            _members(reach),
            _("For a decision, %(n)d residents and %(n)d professionals must say what they think of the options.")
            % {"n": rules.decision_quorum},
        ],
        warning=_("What people are told cannot be taken back once they have been asked."),
    )


def agreeing(challenge: DesignChallenge) -> Preview:
    """Agreeing the findings."""
    insights = findings_to_publish(challenge)
    ties = bulk_ties(insights)
    return Preview(
        title=_("Agree the findings?"),
        button=_("Yes, agree the findings"),
        back=_to(challenge, "sign"),
        about=challenge.question,
        public=[Shown(_("Finding %(n)d") % {"n": row.pk}, row.text) for row in insights],
        people=[
            _took_part(reach_of(challenge)),
            whose(whose_words(challenge)),
            *(f"{_('Finding %(n)d') % {'n': pk}}: {in_one_go(counts)}" for pk, counts in ties.items()),
        ],
        warning=_("Findings cannot be changed once they are agreed."),
    )


def opening_options(challenge: DesignChallenge) -> Preview:
    """Opening for options."""
    text = ngettext(
        "Each option stays on show for %(n)d day before anything can be decided.",
        "Each option stays on show for %(n)d days before anything can be decided.",
        challenge.options_shown_days or 0,
    )
    return Preview(
        title=_("Open for options?"),
        button=_("Yes, open for options"),
        back=_to(challenge, "options"),
        about=challenge.question,
        people=[_members(reach_of(challenge)), text % {"n": challenge.options_shown_days or 0}],
        warning=_("This cannot be taken back."),
    )


def deciding(challenge: DesignChallenge, text: Any = "", reasons: Any = "", options: Sequence[Option] = ()) -> Preview:
    """Recording the decision, word for word as it was typed."""
    typed = [Shown(_("What is decided"), text), Shown(_("Why it is decided so"), reasons)]
    chosen = [Shown(_("Will be carried out"), option.title, option.language) for option in options]
    nothing = [Shown(_("Will be carried out"), _("No option. Nothing is carried out."))]
    return Preview(
        title=_("Record this decision?"),
        button=_("Yes, record the decision"),
        back=_to(challenge, "decision"),
        about=challenge.question,
        public=[*[shown for shown in typed if str(shown.text).strip()], *(chosen or nothing)],
        people=[*_took_part_and_answers(challenge)],
        warning=_("It is recorded once, for everybody to read, and cannot be changed."),
    )


def correcting(challenge: DesignChallenge, text: Any, reasons: Any) -> Preview:
    """Publishing a correction, word for word as it was typed."""
    told = people_behind(challenge).count()
    words = ngettext(
        "%(n)d person whose words led to the decision gets a message.",
        "%(n)d people whose words led to the decision get a message.",
        told,
    )
    return Preview(
        title=_("Publish this correction?"),
        button=_("Yes, publish it"),
        back=_to(challenge, "decision"),
        about=challenge.question,
        public=[Shown(_("What is corrected"), text), Shown(_("Why it is corrected"), reasons)],
        people=[words % {"n": told}],
        warning=_("It stands beside the decision for good. Messages that were sent cannot be called back."),
    )


def _took_part_and_answers(challenge: DesignChallenge) -> list[str]:
    answers = measures_of(challenge).responses
    text = _("Of the findings, %(acted)d will be acted on, %(declined)d will not, and %(later)d come back later.")
    values = {
        "acted": answers[ResponseKind.ADDRESSED],
        "declined": answers[ResponseKind.DECLINED],
        "later": answers[ResponseKind.DEFERRED],
    }
    return [_took_part(reach_of(challenge)), text % values]


def telling(challenge: DesignChallenge) -> Preview:
    """Telling everybody who took part."""
    reach = reach_of(challenge)
    lines = [
        ngettext(
            "%(n)d person gets a message.",
            "%(n)d people get a message.",
            reach.by_message,
        )
        % {"n": reach.by_message},
        ngettext(
            "%(n)d person left no way to reach them and can read it on the page that their receipt opens.",
            "%(n)d people left no way to reach them and can read it on the page that their receipt opens.",
            reach.by_page,
        )
        % {"n": reach.by_page},
    ]
    if reach.from_file:
        text = ngettext(
            "%(n)d person is known from a file only. Nobody can tell them.",
            "%(n)d people are known from a file only. Nobody can tell them.",
            reach.from_file,
        )
        lines.append(text % {"n": reach.from_file})
    return Preview(
        title=_("Tell everyone who took part?"),
        button=_("Yes, tell them"),
        back=_to(challenge, "decision"),
        about=challenge.question,
        people=lines,
        warning=_("Messages that were sent cannot be called back."),
    )


def handing_over(challenge: DesignChallenge) -> Preview:
    """Handing over what was decided."""
    items = list(decision_items(challenge))
    owners = len({item.owner_id for item in items})
    text = ngettext("%(n)d person carries it out.", "%(n)d people carry it out.", owners)
    return Preview(
        title=_("Hand it over?"),
        button=_("Yes, hand it over"),
        back=_to(challenge, "decision"),
        about=challenge.question,
        public=[Shown(str(item.owner or ""), item.option.title, item.option.language) for item in items],
        people=[text % {"n": owners}, _took_part(reach_of(challenge))],
        warning=_("This work is complete then. Who carries out each part cannot be changed here any more."),
    )


def stopping(challenge: DesignChallenge, reason: Any = "") -> Preview:
    """Stopping early."""
    return Preview(
        title=_("Stop this question?"),
        button=_("Yes, stop it"),
        back=_to(challenge, "manage"),
        about=challenge.question,
        public=[Shown(_("Why it is stopped"), reason)] if str(reason).strip() else [],
        people=[_took_part(reach_of(challenge))],
        warning=_("This cannot be undone. Nobody can answer any more, and there will be no decision."),
        danger=True,
    )


def taking_back(contributor: Contributor) -> Preview:
    """Taking back everything that one said."""
    said = said_so_far(contributor)
    counted = (
        (said.answers, ngettext("%(n)d answer is deleted.", "%(n)d answers are deleted.", said.answers)),
        (said.statements, ngettext("%(n)d statement is deleted.", "%(n)d statements are deleted.", said.statements)),
        (
            said.reactions,
            ngettext(
                "%(n)d reaction does not count any more.", "%(n)d reactions do not count any more.", said.reactions
            ),
        ),
        (
            said.findings,
            ngettext(
                "%(n)d finding that rests on your words is looked at again.",
                "%(n)d findings that rest on your words are looked at again.",
                said.findings,
            ),
        ),
    )
    return Preview(
        title=_("Take back everything you said here?"),
        button=_("Yes, take it back"),
        back=Link(_("Back to what I said"), reverse("codesign:mine", args=[contributor.challenge_id])),
        about=contributor.challenge.question,
        people=[text % {"n": n} for n, text in counted if n],
        warning=_(
            "All your answers and statements here are deleted for good, and your reactions do not count any more."
        ),
        danger=True,
    )


PREVIEWS: dict[str, Callable[[DesignChallenge], Preview]] = {
    "open": opening,
    "complete_synthesis": agreeing,
    "open_options": opening_options,
    "decide": deciding,
    "complete_report_back": telling,
    "hand_over": handing_over,
    "abandon": stopping,
}


def _to(challenge: DesignChallenge, page: str) -> Link:
    return Link(_("Back"), reverse(f"codesign:{page}", args=[challenge.pk]))


def _members(reach: Reach) -> str:
    text = ngettext(
        "%(n)d member of the service takes part in what follows.",
        "%(n)d members of the service take part in what follows.",
        reach.members,
    )
    return text % {"n": reach.members}


def _took_part(reach: Reach) -> str:
    text = ngettext("%(n)d person took part.", "%(n)d people took part.", reach.people) % {"n": reach.people}
    if not reach.from_file:
        return text
    more = ngettext(
        "%(n)d of them is known from a file only.", "%(n)d of them are known from a file only.", reach.from_file
    )
    return f"{text} {more % {'n': reach.from_file}}"
