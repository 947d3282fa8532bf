"""Every write of co-design. Keyword-only, an actor required, one transaction: permit, lock, check, change, record."""

from services.codesign.actions.asked import extend_window
from services.codesign.actions.challenge import (
    abandon_challenge,
    change_challenge,
    change_council_rules,
    close_window,
    open_challenge,
    propose_challenge,
    set_targets,
)
from services.codesign.actions.correction import correct_decision, tell_of_correction
from services.codesign.actions.decision import (
    decide,
    give_option_view,
    hand_over,
    name_item_owner,
    open_options,
    propose_option,
    respond_to_insight,
    withdraw_option,
)
from services.codesign.actions.files.copies import take_copy
from services.codesign.actions.findings.insights import (
    add_insight,
    change_insight,
    drop_insight,
    keep_insight,
    looked_again,
    merge_insights,
)
from services.codesign.actions.findings.signing import complete_synthesis, sign_findings
from services.codesign.actions.findings.sources import add_sources, set_sources
from services.codesign.actions.findings.synthesis import request_synthesis, store_synthesis
from services.codesign.actions.findings.unused import set_aside, undo_set_aside
from services.codesign.actions.findings.wording import restore_as_counted, reword_drafts
from services.codesign.actions.report import note_told, request_report_back, tell_contributors
from services.codesign.actions.themes import move_to_theme, name_theme, undo_move
from services.codesign.actions.voices.arriving import make_workshop, take_over_part
from services.codesign.actions.voices.belonging import open_receipt
from services.codesign.actions.voices.moderation import Moderated, moderate
from services.codesign.actions.voices.releasing import release_figures
from services.codesign.actions.voices.saying import (
    Given,
    add_statement,
    change_answer,
    enter_answer,
    give_answer,
    react,
    seed_statements,
    start_contribution,
)
from services.codesign.actions.voices.second_looks import ask_for_another_look, take_second_look
from services.codesign.actions.voices.taking_back import take_back_everything, withdraw_answer, withdraw_statement

__all__ = [
    "Given",
    "Moderated",
    "abandon_challenge",
    "add_insight",
    "add_sources",
    "add_statement",
    "ask_for_another_look",
    "respond_to_insight",
    "change_answer",
    "change_challenge",
    "change_council_rules",
    "change_insight",
    "close_window",
    "complete_synthesis",
    "correct_decision",
    "decide",
    "drop_insight",
    "enter_answer",
    "extend_window",
    "give_answer",
    "give_option_view",
    "hand_over",
    "keep_insight",
    "looked_again",
    "make_workshop",
    "merge_insights",
    "moderate",
    "move_to_theme",
    "name_theme",
    "name_item_owner",
    "note_told",
    "open_challenge",
    "open_options",
    "open_receipt",
    "propose_challenge",
    "propose_option",
    "react",
    "release_figures",
    "request_report_back",
    "request_synthesis",
    "restore_as_counted",
    "reword_drafts",
    "seed_statements",
    "set_aside",
    "set_sources",
    "set_targets",
    "sign_findings",
    "start_contribution",
    "store_synthesis",
    "take_back_everything",
    "take_copy",
    "take_over_part",
    "take_second_look",
    "tell_contributors",
    "tell_of_correction",
    "undo_move",
    "undo_set_aside",
    "withdraw_answer",
    "withdraw_option",
    "withdraw_statement",
]
