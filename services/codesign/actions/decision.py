"""Options, views, answers to findings, and the decision that nobody can record too early."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, GuardFailed, Invalid
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.text import clean_line, optional_text, required_text
from kernel.workflow.advance import advance, lock
from participants.people.models import Person
from services.catalogue.models import Membership
from services.catalogue.permissions import require, standing_of
from services.codesign import guards
from services.codesign.enums import (
    CHALLENGE_WORKFLOW,
    ChallengeState,
    Feasibility,
    InsightState,
    OptionViewValue,
    ResponseKind,
)
from services.codesign.models import (
    DecisionItem,
    DesignChallenge,
    DesignDecision,
    Insight,
    InsightResponse,
    Option,
    OptionInsight,
    OptionView,
)
from services.codesign.permissions import (
    can_decide,
    can_name_owners,
    can_open,
    can_propose_option,
    can_respond,
    can_view_options,
    can_withdraw_option,
)

TITLE_LENGTH = 160


DESCRIPTION_LENGTH = 5000


COMMENT_LENGTH = 1000


@act(Manner.IN_PERSON)
def open_options(*, actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """From now on everybody in the service can propose and weigh up options, for the set number of days."""
    require(can_open(standing_of(actor, challenge.service_id)))
    return advance(
        CHALLENGE_WORKFLOW,
        challenge,
        "open_options",
        actor=actor,
        guards=guards,
        options_shown_from=clock.now(),
    )


def _in_options(challenge: DesignChallenge) -> DesignChallenge:
    fresh = lock(challenge)
    if fresh.state != ChallengeState.OPTIONS_OPEN:
        raise Conflict(_("Options are not open now."), code="wrong-state")
    return fresh


@act(Manner.IN_PERSON)
def propose_option(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    title: str,
    description: str,
    language: str,
    insight_ids: Sequence[int],
    cost: str = "",
    feasibility: str = Feasibility.UNKNOWN,
) -> Option:
    """Anyone in the service proposes a way to act on at least one finding."""
    standing = standing_of(actor, challenge.service_id)
    require(can_propose_option(standing), _("Only members of the service may propose options."))
    fresh = _in_options(challenge)
    insights = list(Insight.objects.filter(challenge=fresh, state=InsightState.KEPT, pk__in=insight_ids))
    if not insights or len(insights) != len(set(insight_ids)):
        raise Invalid({"insights": _("Choose at least one finding that this option answers.")})
    if feasibility not in Feasibility.values:
        raise Invalid({"feasibility": _("Choose one of these.")})
    option = Option.objects.create(
        challenge=fresh,
        title=required_text(title, TITLE_LENGTH, "title"),
        description=required_text(description, DESCRIPTION_LENGTH, "description"),
        language=language,
        cost=clean_line(cost)[:160],
        feasibility=feasibility,
        proposed_by_id=actor.person_id,
        proposed_stake=standing.stake,
        shown_from=clock.now(),
    )
    OptionInsight.objects.bulk_create([OptionInsight(option=option, insight=insight) for insight in insights])
    record(actor=actor, verb="codesign.option_proposed", subject=fresh, option=option.pk, stake=standing.stake)
    return option


@act(Manner.IN_PERSON)
def withdraw_option(*, actor: Actor, option: Option) -> Option:
    """Who proposed an option takes it back; a finding that it answered needs another answer."""
    challenge = _in_options(option.challenge)
    fresh = lock(option)
    require(
        can_withdraw_option(standing_of(actor, challenge.service_id), fresh, actor),
        _("Only whoever proposed an option may take it back."),
    )
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at = clock.now()
        fresh.save(update_fields=["withdrawn_at"])
        record(actor=actor, verb="codesign.option_withdrawn", subject=challenge, option=fresh.pk)
    return fresh


@act(Manner.IN_PERSON)
def give_option_view(*, actor: Actor, option: Option, value: str, comment: str = "") -> OptionView:
    """A member says what they think of an option; the last one counts, with the stake they hold."""
    standing = standing_of(actor, option.challenge.service_id)
    require(
        can_view_options(standing),
        _("Members of the service say what they think of options; the facilitator stays neutral."),
    )
    challenge = _in_options(option.challenge)
    fresh = lock(option)
    if fresh.withdrawn_at is not None:
        raise Conflict(_("This option was taken back."), code="withdrawn")
    if value not in OptionViewValue.values:
        raise Invalid({"value": _("Choose support, not sure or against.")})
    view, _created = OptionView.objects.update_or_create(
        option=fresh,
        person_id=actor.person_id,
        defaults={
            "stake": standing.stake,
            "value": value,
            "at": clock.now(),
            "comment": optional_text(comment, COMMENT_LENGTH, "comment"),
        },
    )
    record(actor=actor, verb="codesign.option_view_given", subject=challenge, option=fresh.pk, stake=standing.stake)
    return view


@act(Manner.IN_PERSON)
def respond_to_insight(
    *,
    actor: Actor,
    insight: Insight,
    kind: str,
    reason: Any = "",
    option: Option | None = None,
    owner: Person | None = None,
    due: date | None = None,
) -> InsightResponse:
    """Say what becomes of a finding: acted on by an option, declined with a reason, or put off with owner and date."""
    challenge = lock(insight.challenge)
    require(
        can_respond(standing_of(actor, challenge.service_id), challenge, actor),
        _("The one who decides, or the commissioner, answers findings."),
    )
    if challenge.state != ChallengeState.OPTIONS_OPEN:
        raise Conflict(_("Findings are answered while options are open."), code="wrong-state")
    if insight.state != InsightState.KEPT:
        raise Conflict(_("This finding was merged or dropped."), code="wrong-state")
    _check_answer(challenge, kind, reason, option, owner, due)
    response, _created = InsightResponse.objects.update_or_create(
        insight=insight,
        defaults={
            "kind": kind,
            "reason": reason,
            "option": option if kind == ResponseKind.ADDRESSED else None,
            "owner": owner if kind == ResponseKind.DEFERRED else None,
            "due": due if kind == ResponseKind.DEFERRED else None,
            "by_id": actor.person_id,
            "at": clock.now(),
        },
    )
    record(actor=actor, verb="codesign.response_given", subject=challenge, insight=insight.pk, kind=kind)
    return response


def _check_answer(
    challenge: DesignChallenge,
    kind: str,
    reason: Any,
    option: Option | None,
    owner: Person | None,
    due: date | None,
) -> None:
    errors: dict[str, Any] = {}
    if kind not in ResponseKind.values:
        errors["kind"] = _("Choose what becomes of this finding.")
    if kind == ResponseKind.ADDRESSED and (
        option is None or option.challenge_id != challenge.pk or option.withdrawn_at is not None
    ):
        errors["option"] = _("Choose the option that acts on it.")
    if kind == ResponseKind.DECLINED and has_no_text(reason):
        errors["reason"] = _("Say why it will not be acted on. Everybody can read it.")
    if kind == ResponseKind.DEFERRED:
        if owner is None:
            errors["owner"] = _("Name who will come back to it.")
        if due is None:
            errors["due"] = _("Say by when.")
        elif due <= clock.now().date():
            errors["due"] = _("Choose a day in the future.")
    if current_tenant().is_bilingual and not has_no_text(reason) and missing_languages(reason):
        errors["reason"] = _("Write this in every language of the council.")
    if errors:
        raise Invalid(errors)


@act(Manner.IN_PERSON)
def decide(
    *, actor: Actor, challenge: DesignChallenge, text: Any, reasons: Any, option_ids: Sequence[int]
) -> DesignDecision:
    """The named decision-owner records the decision. Nobody, administrators included, can before the guards hold.

    What findings were answered with "we will act on it" is part of it: no decision goes against its own answers.
    """
    fresh = lock(challenge)
    require(
        can_decide(standing_of(actor, fresh.service_id), fresh, actor),
        _("Only the person named to decide may record the decision."),
    )
    errors = {
        name: _("Write this in every language of the council.") if not has_no_text(value) else words
        for name, value, words in (
            ("text", text, _("Write what was decided.")),
            ("reasons", reasons, _("Write why it was decided so.")),
        )
        if has_no_text(value) or (current_tenant().is_bilingual and missing_languages(value))
    }
    if errors:
        raise Invalid(errors)
    options = list(Option.objects.filter(challenge=fresh, withdrawn_at=None, pk__in=option_ids).order_by("pk"))
    if len(options) != len(set(option_ids)):
        raise Invalid({"options": _("An option you chose was taken back. Choose again.")})
    now = clock.now()
    advanced = advance(CHALLENGE_WORKFLOW, fresh, "decide", actor=actor, guards=guards, decided_at=now)
    refused = guards.refused_choice(advanced, options)
    if refused:
        raise GuardFailed(refused)
    decision = DesignDecision.objects.create(
        challenge=advanced, text=text, reasons=reasons, decided_by_id=actor.person_id, decided_at=now
    )
    DecisionItem.objects.bulk_create([DecisionItem(decision=decision, option=option) for option in options])
    return decision


@act(Manner.IN_PERSON)
def name_item_owner(*, actor: Actor, item: DecisionItem, owner: Person) -> DecisionItem:
    """Name who carries out a part of the decision: a current member of the service."""
    challenge = lock(item.decision.challenge)
    require(can_name_owners(standing_of(actor, challenge.service_id), challenge, actor))
    if challenge.state not in (ChallengeState.DECIDED, ChallengeState.REPORTED_BACK):
        raise Conflict(_("This was handed over already."), code="wrong-state")
    if not Membership.objects.filter(
        service_id=challenge.service_id, person=owner, ended_at=None, joined_at__isnull=False
    ).exists():
        raise Invalid({"owner": _("Choose a member of the service.")})
    item.owner = owner
    item.save(update_fields=["owner"])
    record(actor=actor, verb="codesign.owner_named", subject=challenge, item=item.pk, owner=owner.pk)
    return item


@act(Manner.IN_PERSON)
def hand_over(*, actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """Every part of the decision has somebody who carries it out: co-design is done."""
    require(can_open(standing_of(actor, challenge.service_id)))
    return advance(CHALLENGE_WORKFLOW, challenge, "hand_over", actor=actor, guards=guards)
