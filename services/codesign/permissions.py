"""Who may do what in co-design. Rules from the matrix "Who may do what"; the prohibition wins."""

from kernel.accounts.actor import Actor
from participants.people.enums import Stake
from services.catalogue.enums import ServiceRole
from services.catalogue.permissions import Standing
from services.codesign.models import Contributor, DesignChallenge, Option


def can_propose_challenge(held: Standing) -> bool:
    """Members of every stake and the commissioner; administrators keep out of content."""
    return held.has_a_voice


def can_edit_challenge(held: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Facilitator and commissioner, and whoever proposed it while it is being prepared."""
    if held.facilitates or held.commissions:
        return True
    return held.has_a_voice and challenge.state == "draft" and challenge.proposed_by_id == actor.person_id


def can_open(held: Standing) -> bool:
    """Open, go on to options, hand over, stop early: facilitator or commissioner."""
    return held.facilitates or held.commissions


def can_extend_window(held: Standing) -> bool:
    """Only the facilitator gives more time; nobody takes time away."""
    return held.facilitates


def can_moderate(held: Standing) -> bool:
    """The facilitator, and people with the extra right."""
    return held.facilitates or ("moderate_feedback" in held.exceptions and not held.administers)


def can_enter_for_others(held: Standing) -> bool:
    """Facilitator, commissioner, and helpers with the extra right."""
    return held.facilitates or held.commissions or ("enter_feedback" in held.exceptions and not held.administers)


def can_see_work(held: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """The pages where findings and options are made: every member, and the one who decides."""
    return held.is_member or (actor.person_id is not None and challenge.decision_owner_id == actor.person_id)


def can_analyse(held: Standing) -> bool:
    """Write findings: facilitator, citizens and professionals; a commissioner alone may not."""
    if held.administers or held.role == ServiceRole.COMMISSIONER:
        return False
    if held.facilitates:
        return True
    if held.is_member and held.stake in (Stake.CITIZEN, Stake.PROFESSIONAL):
        return True
    return "analyse_feedback" in held.exceptions


def can_teach_themes(held: Standing) -> bool:
    """Whoever may write findings sees the themes, moves answers between them and names them."""
    return can_analyse(held)


def can_sign(held: Standing) -> bool:
    """Citizens and professionals sign jointly; the facilitator does not sign."""
    return held.has_a_voice and held.role == ServiceRole.MEMBER and held.stake in (Stake.CITIZEN, Stake.PROFESSIONAL)


def can_run_synthesis(held: Standing) -> bool:
    """Whoever may write findings may start the summing-up."""
    return can_analyse(held)


def can_complete_synthesis(held: Standing) -> bool:
    """The facilitator moves on once both sides have signed."""
    return held.facilitates


def can_propose_option(held: Standing) -> bool:
    """Anyone in the service."""
    return held.has_a_voice


def can_withdraw_option(held: Standing, option: Option, actor: Actor) -> bool:
    """Only who proposed it."""
    return held.has_a_voice and option.proposed_by_id == actor.person_id


def can_view_options(held: Standing) -> bool:
    """Say what they think of options: every member but the facilitator, who stays neutral."""
    return held.has_a_voice and not held.facilitates


def can_decide(held: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """The named decision-owner; never a facilitator, never an administrator."""
    if held.administers or held.role == ServiceRole.FACILITATOR or actor.person_id is None:
        return False
    return challenge.decision_owner_id == actor.person_id


def can_answer_insights(held: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Say what becomes of a finding: the decision-owner or the commissioner."""
    return can_decide(held, challenge, actor) or held.commissions


def can_report_back(held: Standing) -> bool:
    """The facilitator tells people."""
    return held.facilitates


def can_name_owners(held: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Who carries out a part of the decision: decision-owner, facilitator or commissioner names them."""
    return can_open(held) or can_decide(held, challenge, actor)


def can_import(held: Standing) -> bool:
    """Bring in answers and reactions from files: facilitator or commissioner."""
    return held.facilitates or held.commissions


def can_export(held: Standing) -> bool:
    """Take a copy of everything said (never names): every member, so that anybody can check."""
    return held.is_member


def sees_unmoderated(held: Standing) -> bool:
    """See what is not looked through yet, or was refused."""
    return can_moderate(held)


def sees_small_groups(held: Standing) -> bool:
    """Analysts see opinion groups from 5 people; everybody else from 10."""
    return can_analyse(held)


def is_own(actor: Actor, contributor: Contributor | None) -> bool:
    """Whether the actor is the one who said it."""
    if contributor is None:
        return False
    if actor.kind == "contributor":
        return actor.id == contributor.pk
    return actor.person_id is not None and actor.person_id == contributor.person_id


def can_change_voice(actor: Actor, held: Standing, contributor: Contributor | None) -> bool:
    """Change or take back: who said it, or the helper who entered it for them."""
    if is_own(actor, contributor):
        return True
    return (
        contributor is not None
        and actor.person_id is not None
        and contributor.entered_by_id == actor.person_id
        and can_enter_for_others(held)
    )
