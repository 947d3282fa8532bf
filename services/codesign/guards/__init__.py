"""The predicates that the workflow's transitions name. Each returns the plain reasons why not; reads only."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from django.db.models import Count, DateTimeField, Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.disclosure import STEP_PEOPLE, STEP_TIME
from kernel.errors import Reason
from kernel.reading import counting
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from participants.people.enums import CouncilRoleName, Stake
from participants.people.models import CouncilRole
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Outcome
from services.catalogue.queries import counted_members
from services.codesign.enums import InsightState
from services.codesign.guards.challenge import facilitator_reasons, present, short_of_quorum
from services.codesign.guards.challenge import guard_facilitator_joined as guard_facilitator_joined
from services.codesign.guards.challenge import guard_quorum_can_be_met as guard_quorum_can_be_met
from services.codesign.guards.decision import guard_decision_items_owned as guard_decision_items_owned
from services.codesign.guards.decision import refused_choice as refused_choice
from services.codesign.models import (
    DesignChallenge,
    ImportBatch,
    Insight,
    Option,
    OptionView,
    Signature,
    SynthesisRun,
)
from services.codesign.queries.decision import to_write_to
from services.codesign.queries.findings.insights import digest_now, unused_count, waiting_and_unused
from services.codesign.queries.findings.runs import people_since, run_facts
from services.codesign.queries.imports import waiting_imports
from services.codesign.queries.moderation import second_looks_waiting
from services.codesign.queries.voices import pending_count


def guard_question_complete(challenge: DesignChallenge) -> list[Reason]:
    """G-open: limits, decision-owner, payment and access are stated before anyone is asked for time."""
    edit = reverse("codesign:edit", args=[challenge.pk])
    reasons = [
        Reason(f"{field}-missing", words, edit)
        for field, words in must_be_said()
        if has_no_text(getattr(challenge, field))
    ]
    reasons += _decision_owner_reasons(challenge)
    if not challenge.no_seldom_heard and not challenge.targets.exists():
        reasons.append(
            Reason(
                "seldom-heard-missing",
                _("Name the people we seldom hear from, or say that there are none."),
                reverse("codesign:targets", args=[challenge.pk]),
            )
        )
    if not Outcome.objects.filter(service_id=challenge.service_id).exists():
        where = reverse("catalogue:outcomes", args=[challenge.service.slug])
        reasons.append(Reason("outcome-missing", _("Say what the service is meant to change."), where))
    return reasons


def must_be_said() -> Iterable[tuple[str, str]]:
    """The fields without which nobody may be asked, with the words for each that is empty."""
    return (
        ("question", _("The question is missing.")),
        ("can_change", _("Say what people can change.")),
        ("cannot_change", _("Say what cannot be changed.")),
        ("payment_policy", _("Say how people's time is paid, or why it is not.")),
        ("access_plan", _("Say how people with access needs can take part.")),
    )


def _decision_owner_reasons(challenge: DesignChallenge) -> list[Reason]:
    edit = reverse("codesign:edit", args=[challenge.pk])
    if challenge.decision_owner_id is None:
        return [Reason("decision-owner-missing", _("Name who will decide."), edit)]
    membership = Membership.objects.filter(
        service_id=challenge.service_id,
        person_id=challenge.decision_owner_id,
        ended_at=None,
        joined_at__isnull=False,
    ).first()
    if membership is None:
        return [Reason("decision-owner-not-member", _("Whoever decides must be a member of the service."), edit)]
    if membership.role == ServiceRole.FACILITATOR:
        return [
            Reason(
                "decision-owner-facilitates",
                _("A facilitator stays neutral and cannot be the one who decides."),
                edit,
            )
        ]
    if CouncilRole.objects.filter(person_id=challenge.decision_owner_id, role=CouncilRoleName.ADMINISTRATOR).exists():
        return [Reason("decision-owner-administers", _("An administrator cannot be the one who decides."), edit)]
    return []


def guard_window_set(challenge: DesignChallenge) -> list[Reason]:
    """The closing time is set and lies ahead."""
    edit = reverse("codesign:edit", args=[challenge.pk])
    if challenge.closes_at is None:
        return [Reason("closing-time-missing", _("Say when answering closes."), edit)]
    if challenge.closes_at <= clock.now():
        return [Reason("closing-time-past", _("The closing time has passed. Choose a later one."), edit)]
    return []


def guard_both_languages(challenge: DesignChallenge) -> list[Reason]:
    """G-publish: what a bilingual council asks is there in all its languages."""
    if not current_tenant().is_bilingual:
        return []
    edit = reverse("codesign:edit", args=[challenge.pk])
    names = {
        "question": _("The question"),
        "background": _("The background"),
        "can_change": _("What people can change"),
        "cannot_change": _("What cannot be changed"),
        "payment_policy": _("How time is paid"),
        "access_plan": _("How people with access needs can take part"),
    }
    return [
        Reason(
            f"{field}-one-language",
            _("%(what)s must be there in every language of the council.") % {"what": name},
            edit,
        )
        for field, name in names.items()
        if not has_no_text(getattr(challenge, field)) and missing_languages(getattr(challenge, field))
    ]


def guard_closing_time_reached(challenge: DesignChallenge) -> list[Reason]:
    """G-close: only at `closes_at`, never earlier."""
    if challenge.closes_at is not None and clock.now() >= challenge.closes_at:
        return []
    when = date_format(localtime(challenge.closes_at), "DATETIME_FORMAT") if challenge.closes_at else ""
    return [Reason("window-open", _("The window closes on %(when)s, not earlier.") % {"when": when})]


def guard_window_closed(challenge: DesignChallenge) -> list[Reason]:
    """G-decided: no decision while answers can still come in."""
    return guard_closing_time_reached(challenge)


def guard_synthesis_run(challenge: DesignChallenge) -> list[Reason]:
    """The summing-up has run over everything that came in, after the window closed."""
    runs = SynthesisRun.objects.filter(challenge=challenge, interim=False)
    files = ImportBatch.objects.filter(challenge=challenge, confirmed_at__gt=challenge.closes_at, state="confirmed")
    newest = files.order_by().values("challenge").annotate(at=Max("confirmed_at")).values("at")
    since = Coalesce(Subquery(newest), Value(challenge.closes_at, output_field=DateTimeField()))
    if runs.filter(created_at__gte=since).exists():
        return []
    return [
        Reason(
            "synthesis-missing",
            _("The answers have not been summed up yet."),
            reverse("codesign:synthesis", args=[challenge.pk]),
        )
    ]


def guard_files_confirmed(challenge: DesignChallenge) -> list[Reason]:
    """What came from files counts for nothing before a resident has confirmed it, so somebody has to say."""
    return [
        Reason(
            "file-unconfirmed",
            _(
                "The file that %(who)s brought in on %(when)s waits for a resident. Any resident of this service who "
                "did not bring it in can confirm or refuse it."
            )
            % {
                "who": batch.brought_by,
                "when": date_format(localtime(batch.created_at), "j F Y"),
            },
            reverse("codesign:one_import", args=[challenge.pk, batch.pk]),
        )
        for batch in waiting_imports(challenge)[:10]
    ]


def too_soon_to_look_again(challenge: DesignChallenge) -> list[Reason]:
    """An early summing-up follows another an hour and ten people later: two must not tell what one person said."""
    last = run_facts(challenge)
    if last is None:
        return []
    if clock.now() - last.created_at >= STEP_TIME and people_since(challenge, last.created_at) >= STEP_PEOPLE:
        return []
    text = _(
        "You can look again an hour after the last time, once %(n)d more people have said something. "
        "So nobody can tell from two looks what one person said."
    )
    return [Reason("too-soon", text % {"n": STEP_PEOPLE})]


def guard_moderation_done(challenge: DesignChallenge) -> list[Reason]:
    """Nothing waits to be looked at, not by a second person either."""
    return moderation_reasons(challenge, pending_count(challenge), second_looks_waiting(challenge).count())


def moderation_reasons(challenge: DesignChallenge, waiting: int, looks: int) -> list[Reason]:
    """What is wrong with so many answers and statements that wait to be looked at, and so many for a second person."""
    return [*_unseen_reasons(challenge, waiting), *_second_look_reasons(challenge, looks)]


def _second_look_reasons(challenge: DesignChallenge, waiting: int) -> list[Reason]:
    if not waiting:
        return []
    text = ngettext(
        "%(n)d answer or statement waits for a second person to say whether it is shown. A resident or a professional "
        "of the service can do this, but not who refused it.",
        "%(n)d answers or statements wait for a second person to say whether they are shown. A resident or a "
        "professional of the service can do this, but not who refused them.",
        waiting,
    )
    where = reverse("codesign:second_looks", args=[challenge.pk])
    return [Reason("second-look-waiting", text % {"n": waiting}, where)]


def _unseen_reasons(challenge: DesignChallenge, waiting: int) -> list[Reason]:
    if not waiting:
        return []
    text = ngettext(
        "%(n)d answer or statement has not been looked at yet.",
        "%(n)d answers or statements have not been looked at yet.",
        waiting,
    )
    if waiting > counting.COUNTED_UP_TO:
        text, waiting = _("More than %(n)d answers and statements have not been looked at yet."), counting.COUNTED_UP_TO
    return [Reason("moderation-waiting", text % {"n": waiting}, reverse("codesign:moderation", args=[challenge.pk]))]


def guard_all_feedback_used(challenge: DesignChallenge) -> list[Reason]:
    """G-synthesised: each accepted item supports a kept insight or is set aside with a reason."""
    return unused_reasons(challenge, unused_count(challenge))


def unused_reasons(challenge: DesignChallenge, unused: int) -> list[Reason]:
    """What is wrong with so many answers and statements that are neither used nor set aside."""
    if not unused:
        return []
    text = ngettext(
        "%(n)d answer or statement supports no finding and is not set aside with a reason.",
        "%(n)d answers or statements support no finding and are not set aside with a reason.",
        unused,
    )
    if unused > counting.COUNTED_UP_TO:
        text = _("More than %(n)d answers and statements support no finding and are not set aside with a reason.")
        unused = counting.COUNTED_UP_TO
    return [Reason("feedback-unused", text % {"n": unused}, reverse("codesign:unused", args=[challenge.pk]))]


def guard_insights_ready(challenge: DesignChallenge) -> list[Reason]:
    """There are findings, none is left as a draft or waits for another look, and each is there in every language."""
    rows = Insight.objects.filter(challenge=challenge, state__in=[InsightState.KEPT, InsightState.DRAFT])
    found = list(rows.values_list("state", "needs_another_look", "text"))
    kept = [(again, text) for state, again, text in found if state == InsightState.KEPT]
    drafts = len(found) - len(kept)
    again = sum(1 for needs_it, _text in kept if needs_it)
    # G-publish: a bilingual council publishes in all its languages.
    partial = sum(1 for _again, text in kept if missing_languages(text)) if current_tenant().is_bilingual else 0
    where = reverse("codesign:insights", args=[challenge.pk])
    reasons = []
    if not kept:
        reasons.append(Reason("no-insight", _("There is no finding yet."), where))
    if drafts:
        text = ngettext(
            "%(n)d drafted finding is neither kept, merged nor dropped.",
            "%(n)d drafted findings are neither kept, merged nor dropped.",
            drafts,
        )
        reasons.append(Reason("drafts-left", text % {"n": drafts}, where))
    if again:
        text = ngettext(
            "%(n)d finding needs another look, because somebody took back what it rests on.",
            "%(n)d findings need another look, because people took back what they rest on.",
            again,
        )
        reasons.append(Reason("look-again", text % {"n": again}, where))
    if partial:
        text = ngettext(
            "%(n)d finding is not there in every language of the council.",
            "%(n)d findings are not there in every language of the council.",
            partial,
        )
        reasons.append(Reason("finding-one-language", text % {"n": partial}, where))
    return reasons


def guard_signed_by_both_sides(challenge: DesignChallenge) -> list[Reason]:
    """At least one citizen and one professional have signed the findings as they stand now."""
    now = DesignChallenge.objects.filter(pk=challenge.pk).values(now=digest_now())
    signatures = Signature.objects.filter(challenge=challenge, digest=Subquery(now))
    return signature_reasons(challenge, set(signatures.values_list("stake", flat=True)))


def signature_reasons(challenge: DesignChallenge, stakes: Collection[str]) -> list[Reason]:
    """Which side's signature is missing, given the sides that have signed."""
    where = reverse("codesign:insights", args=[challenge.pk])
    reasons = []
    if Stake.CITIZEN not in stakes:
        reasons.append(
            Reason("citizen-signature-missing", _("No resident has signed the findings as they stand."), where)
        )
    if Stake.PROFESSIONAL not in stakes:
        reasons.append(
            Reason(
                "professional-signature-missing",
                _("No professional has signed the findings as they stand."),
                where,
            )
        )
    return reasons


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


def read_together(challenge: DesignChallenge, names: Collection[str]) -> dict[str, list[Reason]]:
    """What those of the named guards say that can be read two at a time."""
    said: dict[str, list[Reason]] = {}
    if {"guard_facilitator_joined", "guard_quorum_can_be_met"} <= set(names):
        there = present(challenge)
        said["guard_facilitator_joined"] = facilitator_reasons(challenge, there)
        said["guard_quorum_can_be_met"] = short_of_quorum(challenge, there)
    if {"guard_moderation_done", "guard_all_feedback_used"} <= set(names):
        waiting, looks, unused = waiting_and_unused(challenge)
        said["guard_moderation_done"] = moderation_reasons(challenge, waiting, looks)
        said["guard_all_feedback_used"] = unused_reasons(challenge, unused)
    if {"guard_quorum_within_each_stake", "guard_balance"} <= set(names):
        voices = voices_by_stake(challenge)
        said["guard_quorum_within_each_stake"] = quorum_reasons(challenge, voices)
        said["guard_balance"] = balance_reasons(challenge, voices)
    return said


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
