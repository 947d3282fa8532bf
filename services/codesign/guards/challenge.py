"""What a question needs before it opens: what must be said, by when, and the people to look after and decide it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.errors import Reason
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from participants.people.enums import CouncilRoleName, Stake
from participants.people.models import CouncilRole
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Outcome
from services.codesign.models import DesignChallenge
from services.codesign.queries.challenge import council_rules, present_members

Present = Sequence[tuple[str, str]]


def present(challenge: DesignChallenge) -> Present:
    """Role and stake of each member who has joined and whose voice counts. One query."""
    return list(present_members(challenge.service_id).values_list("role", "stake"))


def guard_facilitator_joined(challenge: DesignChallenge) -> list[Reason]:
    """G-open: without one nobody can look through answers, give more time or agree the findings."""
    return facilitator_reasons(challenge, present(challenge))


def facilitator_reasons(challenge: DesignChallenge, there: Present) -> list[Reason]:
    """Whether somebody looks after the question, given who is there; and who can mend it."""
    if any(role == ServiceRole.FACILITATOR for role, _stake in there):
        return []
    text = _(
        "No facilitator has joined this service, so nobody could look after the answers. "
        "The commissioner can invite one."
    )
    return [Reason("facilitator-missing", text, _members(challenge))]


def guard_quorum_can_be_met(challenge: DesignChallenge) -> list[Reason]:
    """G-open: enough people of each side have joined to have their say on options; else no decision could follow."""
    return short_of_quorum(challenge, present(challenge))


def short_of_quorum(challenge: DesignChallenge, there: Present) -> list[Reason]:
    """Which side has too few people who may have their say, given who is there; and who can mend it."""
    needed = challenge.decision_quorum or council_rules().decision_quorum
    voices = Counter(stake for role, stake in there if role != ServiceRole.FACILITATOR)
    reasons = []
    for stake in (Stake.CITIZEN, Stake.PROFESSIONAL):
        have = voices[stake.value]
        if have < needed:
            values = {"have": have, "need": needed}
            reasons.append(
                Reason(f"quorum-out-of-reach-{stake.value}", _too_few(stake, needed) % values, _members(challenge))
            )
    return reasons


def _too_few(stake: Stake, needed: int) -> str:
    if stake == Stake.CITIZEN:
        return ngettext(
            "A decision needs %(need)d resident who has joined the service. So far: %(have)d. "
            "The facilitator or the commissioner can invite more.",
            "A decision needs %(need)d residents who have joined the service. So far: %(have)d. "
            "The facilitator or the commissioner can invite more.",
            needed,
        )
    return ngettext(
        "A decision needs %(need)d professional who has joined the service. So far: %(have)d. "
        "The facilitator or the commissioner can invite more.",
        "A decision needs %(need)d professionals who have joined the service. So far: %(have)d. "
        "The facilitator or the commissioner can invite more.",
        needed,
    )


def _members(challenge: DesignChallenge) -> str:
    return reverse("catalogue:members", kwargs={"slug": challenge.service.slug})


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
