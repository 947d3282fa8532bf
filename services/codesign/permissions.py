"""Who may do what in co-design. Rules from the matrix "Who may do what"; the prohibition wins."""

from functools import partial

from kernel.accounts.actor import Actor
from kernel.accounts.enums import Scope
from kernel.jobs.models import Job
from participants.people.enums import Stake
from services.catalogue.enums import ServiceRole
from services.catalogue.permissions import Standing, standing_of
from services.codesign.enums import CodesignScope, LookPurpose
from services.codesign.models import Contributor, DesignChallenge, Feedback, ImportBatch, Option, SecondLook
from services.codesign.queries.challenge import visible_challenges
from services.stage.rights import Rights


def can_propose_challenge(standing: Standing) -> bool:
    """Members of every stake, the commissioner, and a system with a key for it; administrators keep out of content."""
    return standing.has_a_voice or standing.is_key_for(Scope.MANAGE)


def can_edit_challenge(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Facilitator and commissioner; while it is being prepared also who proposed it, and a system with a key for it."""
    if standing.runs:
        return True
    if standing.is_key_for(Scope.MANAGE):
        return challenge.state == "draft"
    return standing.has_a_voice and challenge.state == "draft" and challenge.proposed_by_id == actor.person_id


def can_open(standing: Standing) -> bool:
    """Open, go on to options, hand over, stop early: facilitator or commissioner."""
    return standing.runs


def can_extend_window(standing: Standing) -> bool:
    """Only the facilitator gives more time; nobody takes time away."""
    return standing.facilitates


def can_moderate(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """The facilitator, and people with the extra right; never whoever commissions or decides, whatever they hold."""
    if standing.administers or _answers_for_it(standing, challenge, actor):
        return False
    return standing.facilitates or "moderate_feedback" in standing.exceptions


def _answers_for_it(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    return standing.role == ServiceRole.COMMISSIONER or (
        actor.person_id is not None and challenge.decision_owner_id == actor.person_id
    )


def can_take_second_look(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Look at what somebody else does not want shown: residents and professionals, and whoever may look through."""
    takes_part = standing.has_a_voice and standing.stake in (Stake.CITIZEN, Stake.PROFESSIONAL)
    if takes_part and not _answers_for_it(standing, challenge, actor):
        return True
    return can_moderate(standing, challenge, actor)


def can_be_second(standing: Standing, actor: Actor, look: SecondLook) -> bool:
    """Never who refused. A refusal takes one resident and one who is none; another look takes anybody else."""
    if actor.person_id is None or actor.person_id == look.first_id:
        return False
    is_resident = standing.stake == Stake.CITIZEN
    return look.purpose == LookPurpose.AGAIN or is_resident != (look.first_stake == Stake.CITIZEN)


def can_make_workshop(standing: Standing) -> bool:
    """A code lets many start from one address, so the one who stays neutral makes it."""
    return standing.facilitates


def can_see_arrivals(standing: Standing) -> bool:
    """Who came how, and in which bursts: those who write findings, on both sides."""
    return can_analyse(standing)


def can_enter_for_others(standing: Standing) -> bool:
    """Facilitator, commissioner, and helpers with the extra right."""
    return standing.runs or ("enter_feedback" in standing.exceptions and not standing.administers)


def can_see_work(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """The pages where findings and options are made: every member, and the one who decides."""
    if standing.held_back or actor.person_id is None:
        return False
    return standing.is_member or challenge.decision_owner_id == actor.person_id


def can_analyse(standing: Standing) -> bool:
    """Write findings: facilitator, citizens and professionals; a commissioner alone may not."""
    if standing.administers or standing.role == ServiceRole.COMMISSIONER:
        return False
    if standing.facilitates:
        return True
    if standing.is_member and standing.stake in (Stake.CITIZEN, Stake.PROFESSIONAL):
        return True
    return "analyse_feedback" in standing.exceptions


def can_follow_findings(standing: Standing) -> bool:
    """Whose turn it is while findings are made: everybody in the service but the commissioner."""
    return standing.has_a_voice and not standing.commissions


def can_teach_themes(standing: Standing) -> bool:
    """Whoever may write findings sees the themes, moves answers between them and names them."""
    return can_analyse(standing)


def can_sign(standing: Standing) -> bool:
    """Citizens and professionals sign jointly; the facilitator does not sign."""
    return (
        standing.has_a_voice
        and standing.role == ServiceRole.MEMBER
        and standing.stake in (Stake.CITIZEN, Stake.PROFESSIONAL)
    )


def can_run_synthesis(standing: Standing) -> bool:
    """Whoever may write findings may start the summing-up, and a system with a key for it."""
    return can_analyse(standing) or standing.is_key_for(CodesignScope.ANALYSE)


def can_complete_synthesis(standing: Standing) -> bool:
    """The facilitator moves on once both sides have signed."""
    return standing.facilitates


def can_propose_option(standing: Standing) -> bool:
    """Anyone in the service."""
    return standing.has_a_voice


def can_withdraw_option(standing: Standing, option: Option, actor: Actor) -> bool:
    """Only who proposed it."""
    return standing.has_a_voice and option.proposed_by_id == actor.person_id


def can_view_options(standing: Standing) -> bool:
    """Say what they think of options: every member but the facilitator, who stays neutral."""
    return standing.has_a_voice and not standing.facilitates


def can_decide(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """The named decision-owner; never a facilitator, never an administrator."""
    if standing.administers or standing.held_back or standing.role == ServiceRole.FACILITATOR:
        return False
    return actor.person_id is not None and challenge.decision_owner_id == actor.person_id


def can_respond(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Say what becomes of a finding: the decision-owner or the commissioner."""
    return can_decide(standing, challenge, actor) or standing.commissions


def can_report_back(standing: Standing) -> bool:
    """The facilitator tells people."""
    return standing.facilitates


def can_name_owners(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """Who carries out a part of the decision: decision-owner, facilitator or commissioner names them."""
    return can_open(standing) or can_decide(standing, challenge, actor)


def can_import(standing: Standing) -> bool:
    """Bring in answers and reactions from files: facilitator or commissioner, and a system with a key for it."""
    return standing.runs or standing.is_key_for(CodesignScope.FEEDBACK)


def can_confirm_imports(standing: Standing) -> bool:
    """Be asked about files at all: a resident who runs nothing here."""
    return standing.has_a_voice and standing.role == ServiceRole.MEMBER and standing.stake == Stake.CITIZEN


def can_confirm_import(standing: Standing, batch: ImportBatch, actor: Actor) -> bool:
    """A resident who runs nothing here and did not bring the file in says whether it belongs here."""
    return can_confirm_imports(standing) and actor.person_id is not None and batch.imported_by_id != actor.person_id


def can_take_back_import(standing: Standing, batch: ImportBatch, actor: Actor) -> bool:
    """Who brought a file in, or the facilitator."""
    brought_it = can_import(standing) and batch.imported_by_id == actor.person_id
    return standing.facilitates or brought_it


def can_see_upload_job(actor: Actor, job: Job) -> bool:
    """How far the reading of a file is: whoever may bring files in there."""
    challenge = visible_challenges(actor).filter(pk=job.params["challenge"]).first()
    return challenge is not None and can_import(standing_of(actor, challenge.service_id))


def can_export(standing: Standing) -> bool:
    """Take a copy of everything said (never names): every member, so that anybody can check."""
    return standing.is_member


def sees_unmoderated(standing: Standing, challenge: DesignChallenge, actor: Actor) -> bool:
    """See what is not looked through yet, or was refused."""
    return can_moderate(standing, challenge, actor)


def sees_small_groups(standing: Standing) -> bool:
    """Analysts see opinion groups from 5 people; everybody else from 10."""
    return can_analyse(standing)


def is_own(actor: Actor, contributor: Contributor | None) -> bool:
    """Whether the actor is the one who said it."""
    if contributor is None:
        return False
    if actor.kind == "contributor":
        return actor.id == contributor.pk
    return actor.person_id is not None and actor.person_id == contributor.person_id


def can_mend_answer(actor: Actor, standing: Standing, feedback: Feedback) -> bool:
    """Mend what one typed oneself for somebody, until they first open their receipt; never what they say themselves.

    Files are no typing: what came in by one is taken back whole or not at all. The window is the action's matter.
    """
    contributor = feedback.contributor
    return (
        actor.person_id is not None
        and feedback.entered_by_id == actor.person_id
        and contributor.imported_in_id is None
        and contributor.receipt_opened_at is None
        and can_enter_for_others(standing)
    )


def can_see_job(actor: Actor, job: Job) -> bool:
    """How far work for a challenge is: whoever sees the pages that it is for, and a system with a key there."""
    challenge = visible_challenges(actor).filter(pk=job.params["challenge"]).first()
    if challenge is None:
        return False
    standing = standing_of(actor, challenge.service_id)
    return bool(standing.key_scopes) or can_see_work(standing, challenge, actor)


def rights_in(standing: Standing, challenge: DesignChallenge, actor: Actor) -> Rights:
    """All of the above by the names that pages, templates and steps use."""
    everything = (standing, challenge, actor)
    return Rights(
        {
            "edit": partial(can_edit_challenge, *everything),
            "open": partial(can_open, standing),
            "extend": partial(can_extend_window, standing),
            "moderate": partial(can_moderate, *everything),
            "look_again": partial(can_take_second_look, *everything),
            "enter": partial(can_enter_for_others, standing),
            "import": partial(can_import, standing),
            "make_workshop": partial(can_make_workshop, standing),
            "see_arrivals": partial(can_see_arrivals, standing),
            "analyse": partial(can_analyse, standing),
            "follow": partial(can_follow_findings, standing),
            "teach": partial(can_teach_themes, standing),
            "run": partial(can_run_synthesis, standing),
            "sign": partial(can_sign, standing),
            "complete": partial(can_complete_synthesis, standing),
            "propose": partial(can_propose_option, standing),
            "view": partial(can_view_options, standing),
            "respond": partial(can_respond, *everything),
            "decide": partial(can_decide, *everything),
            "report": partial(can_report_back, standing),
            "own": partial(can_name_owners, *everything),
            "small_groups": partial(sees_small_groups, standing),
        }
    )
