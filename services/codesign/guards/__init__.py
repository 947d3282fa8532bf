"""The predicates that the workflow's transitions name. Each returns the plain reasons why not; reads only."""

from collections.abc import Collection

from kernel.errors import Reason
from services.codesign.guards.challenge import facilitator_reasons, present, short_of_quorum
from services.codesign.guards.challenge import guard_both_languages as guard_both_languages
from services.codesign.guards.challenge import guard_closing_time_reached as guard_closing_time_reached
from services.codesign.guards.challenge import guard_facilitator_joined as guard_facilitator_joined
from services.codesign.guards.challenge import guard_question_complete as guard_question_complete
from services.codesign.guards.challenge import guard_quorum_can_be_met as guard_quorum_can_be_met
from services.codesign.guards.challenge import guard_window_closed as guard_window_closed
from services.codesign.guards.challenge import guard_window_set as guard_window_set
from services.codesign.guards.decision import balance_reasons, quorum_reasons, voices_by_stake
from services.codesign.guards.decision import guard_balance as guard_balance
from services.codesign.guards.decision import guard_decision_items_owned as guard_decision_items_owned
from services.codesign.guards.decision import guard_every_insight_has_response as guard_every_insight_has_response
from services.codesign.guards.decision import guard_everyone_told as guard_everyone_told
from services.codesign.guards.decision import guard_options_shown_long_enough as guard_options_shown_long_enough
from services.codesign.guards.decision import guard_quorum_within_each_stake as guard_quorum_within_each_stake
from services.codesign.guards.decision import refused_choice as refused_choice
from services.codesign.guards.findings import guard_all_feedback_used as guard_all_feedback_used
from services.codesign.guards.findings import guard_insights_ready as guard_insights_ready
from services.codesign.guards.findings import guard_signed_by_both_sides as guard_signed_by_both_sides
from services.codesign.guards.findings import guard_synthesis_run as guard_synthesis_run
from services.codesign.guards.findings import signature_reasons as signature_reasons
from services.codesign.guards.findings import too_soon_to_look_again as too_soon_to_look_again
from services.codesign.guards.findings import unused_reasons
from services.codesign.guards.voices import guard_files_confirmed as guard_files_confirmed
from services.codesign.guards.voices import guard_moderation_done as guard_moderation_done
from services.codesign.guards.voices import moderation_reasons
from services.codesign.models import DesignChallenge
from services.codesign.queries.findings.insights import waiting_and_unused


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
