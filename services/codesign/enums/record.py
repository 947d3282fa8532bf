"""What keys and extra rights are for, and what the record says of what happened."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodesignScope(models.TextChoices):
    """What a partner system's key may be made for besides reading and managing."""

    FEEDBACK = "feedback", _("Bring in answers and reactions from files")
    ANALYSE = "analyse", _("Start the summing-up")


# What somebody may be given in one service besides what their role gives.
EXTRA_RIGHTS = {
    "moderate_feedback": _("Look through answers before or after they are shown"),
    "enter_feedback": _("Enter answers for people who answer on paper, by phone or with help"),
    "analyse_feedback": _("Write findings from what people said"),
}

VERBS = {
    "codesign.proposed": _("proposed the question"),
    "codesign.changed": _("changed the question's details"),
    "codesign.asked_changed": _("changed what people are told"),
    "codesign.rules_changed": _("changed how long options are shown, or how many must have their say"),
    "codesign.opened": _("opened it for answers"),
    "codesign.extended": _("gave people more time to answer"),
    "codesign.window_closed": _("The window closed at its time"),
    "codesign.synthesis_requested": _("started the summing-up"),
    "codesign.synthesis_stored": _("The summing-up was finished"),
    "codesign.interim_synthesis_stored": _("An early summing-up was finished"),
    "codesign.synthesised": _("agreed the findings"),
    "codesign.options_opened": _("opened it for options"),
    "codesign.decided": _("recorded the decision"),
    "codesign.decision_corrected": _("corrected the decision"),
    "codesign.correction_told": _("People were told of the correction"),
    "codesign.reported_back": _("finished telling people"),
    "codesign.handed_over": _("handed it over"),
    "codesign.abandoned": _("stopped it early"),
    "codesign.answer_given": _("gave an answer"),
    "codesign.answer_entered": _("entered an answer for somebody"),
    "codesign.receipt_opened": _("opened a receipt for the first time"),
    "codesign.answer_changed": _("changed an answer"),
    "codesign.answer_withdrawn": _("took an answer back"),
    "codesign.statement_added": _("added a statement"),
    "codesign.statement_withdrawn": _("took a statement back"),
    "codesign.moderated": _("looked through an answer or statement"),
    "codesign.refusal_asked": _("asked for a second person, to keep something from being shown"),
    "codesign.second_look_asked": _("asked for another look at what is not shown"),
    "codesign.second_look_taken": _("took a second look at what is not shown"),
    "codesign.imported": _("brought in answers or reactions from a file"),
    "codesign.import_confirmed": _("confirmed what came from a file"),
    "codesign.import_refused": _("refused what came from a file"),
    "codesign.import_taken_back": _("took back what came from a file"),
    "codesign.workshop_made": _("made a code for a workshop"),
    "codesign.part_taken_over": _("said that an answer without account was theirs"),
    "codesign.exported": _("took a copy of the answers and results"),
    "codesign.insight_added": _("added a finding"),
    "codesign.insight_changed": _("changed a finding"),
    "codesign.insight_kept": _("kept a drafted finding"),
    "codesign.insight_merged": _("merged findings"),
    "codesign.insight_dropped": _("dropped a finding"),
    "codesign.insight_reworded": _("had a language model word the drafts"),
    "codesign.set_aside": _("set answers aside, with a reason"),
    "codesign.set_aside_undone": _("took an answer back in"),
    "codesign.theme_moved": _("moved answers between themes"),
    "codesign.theme_move_undone": _("took back a move between themes"),
    "codesign.theme_named": _("named a theme"),
    "codesign.signed": _("signed the findings"),
    "codesign.option_proposed": _("proposed an option"),
    "codesign.option_withdrawn": _("took an option back"),
    "codesign.option_view_given": _("said what they think of an option"),
    "codesign.response_given": _("answered a finding"),
    "codesign.owner_named": _("named who carries out a part of the decision"),
    "codesign.report_back_requested": _("started telling people"),
}

# After these every public page reads as before: answers are shown only as findings, once a window has closed.
UNSEEN = frozenset(
    {
        "codesign.answer_given",
        "codesign.answer_entered",
        "codesign.answer_changed",
        "codesign.receipt_opened",
        "codesign.part_taken_over",
    }
)

# What a question's history tells.
MOVES = (
    "codesign.proposed",
    "codesign.opened",
    "codesign.asked_changed",
    "codesign.extended",
    "codesign.window_closed",
    "codesign.synthesis_stored",
    "codesign.synthesised",
    "codesign.options_opened",
    "codesign.decided",
    "codesign.decision_corrected",
    "codesign.reported_back",
    "codesign.handed_over",
    "codesign.abandoned",
    "codesign.imported",
    "codesign.import_taken_back",
    "codesign.workshop_made",
)
