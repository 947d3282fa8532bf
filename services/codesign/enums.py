"""Choices of co-design, its workflow as data, and its audit verbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.workflow.types import State, Step, Transition, Workflow


class ChallengeState(models.TextChoices):
    """Where a design challenge is; words for people are in the workflow below."""

    DRAFT = "draft"
    OPEN = "open"
    FEEDBACK_CLOSED = "feedback_closed"
    SYNTHESISED = "synthesised"
    OPTIONS_OPEN = "options_open"
    DECIDED = "decided"
    REPORTED_BACK = "reported_back"
    HANDED_OVER = "handed_over"
    ABANDONED = "abandoned"


LIVE_STATES = ("draft", "open", "feedback_closed", "synthesised", "options_open", "decided", "reported_back")
# After a decision nothing is stopped: what was decided is corrected in public, or carried out.
STOPPABLE = ("draft", "open", "feedback_closed", "synthesised", "options_open")
# While answers come in, an early summing-up may be there already.
THEMES_MOVE_IN = ("open", "feedback_closed")
AFTER_WINDOW = (
    "feedback_closed", "synthesised", "options_open", "decided", "reported_back", "handed_over", "abandoned",
)  # fmt: skip
# What people are told before they are asked. All of it is kept in versions once it is open.
ASKED_UNDER = (
    "question", "background", "can_change", "cannot_change", "decision_owner", "closes_at", "payment_policy",
    "access_plan", "account_required", "statements_welcome", "moderation", "no_seldom_heard",
)  # fmt: skip
# What may become another version, with a reason, while people can answer. Of the second, words may only be added.
MAY_BE_SAID_ANEW = frozenset({"background", "access_plan", "statements_welcome"})
MAY_BE_ADDED_TO = frozenset({"payment_policy"})

_F_OR_M = _("The facilitator or the commissioner")

CHALLENGE_WORKFLOW = Workflow(
    name="challenge",
    states=(
        State("draft", _("Being prepared"), _("The question is being written. Nobody has been asked yet.")),
        State("open", _("Open for answers"), _("Anybody concerned can answer, until the closing time.")),
        State(
            "feedback_closed",
            _("Answers are in"),
            _("The window is closed. Everything said is being summed up."),
        ),
        State("synthesised", _("Findings agreed"), _("Residents and professionals have signed what was found.")),
        State(
            "options_open",
            _("Options on show"),
            _("Everybody in the service can propose and weigh up options."),
        ),
        State("decided", _("Decided"), _("The decision is made, with its reasons.")),
        State(
            "reported_back",
            _("People told"),
            _("Whoever left a way to reach them was written to. Everybody can read what became of their words."),
        ),
        State("handed_over", _("Handed over"), _("Each part of the decision has somebody who carries it out.")),
        State("abandoned", _("Stopped early"), _("This was stopped before a decision. The reason is public.")),
    ),
    transitions=(
        Transition(
            "open",
            ("draft",),
            "open",
            _("Open for answers"),
            _F_OR_M,
            (
                "guard_question_complete",
                "guard_window_set",
                "guard_both_languages",
                "guard_facilitator_joined",
                "guard_quorum_can_be_met",
            ),
            "codesign.opened",
        ),
        Transition(
            "close_window",
            ("open",),
            "feedback_closed",
            _("Close the window"),
            _("The clock, at the closing time"),
            ("guard_closing_time_reached",),
            "codesign.window_closed",
            by_clock=True,
        ),
        Transition(
            "complete_synthesis",
            ("feedback_closed",),
            "synthesised",
            _("Agree the findings"),
            _("The facilitator"),
            (
                "guard_synthesis_run",
                "guard_files_confirmed",
                "guard_moderation_done",
                "guard_all_feedback_used",
                "guard_insights_ready",
                "guard_signed_by_both_sides",
            ),
            "codesign.synthesised",
        ),
        Transition(
            "open_options",
            ("synthesised",),
            "options_open",
            _("Open for options"),
            _F_OR_M,
            (),
            "codesign.options_opened",
        ),
        Transition(
            "decide",
            ("options_open",),
            "decided",
            _("Record the decision"),
            _("The named decision-owner"),
            (
                "guard_window_closed",
                "guard_synthesis_run",
                "guard_signed_by_both_sides",
                "guard_options_shown_long_enough",
                "guard_every_insight_has_response",
                "guard_quorum_within_each_stake",
                "guard_balance",
            ),
            "codesign.decided",
        ),
        Transition(
            "complete_report_back",
            ("decided",),
            "reported_back",
            _("Report back done"),
            _("The facilitator"),
            ("guard_everyone_told",),
            "codesign.reported_back",
        ),
        Transition(
            "hand_over",
            ("reported_back",),
            "handed_over",
            _("Hand over"),
            _F_OR_M,
            ("guard_decision_items_owned",),
            "codesign.handed_over",
        ),
        Transition(
            "abandon",
            STOPPABLE,
            "abandoned",
            _("Stop early"),
            _F_OR_M,
            (),
            "codesign.abandoned",
        ),
    ),
    path=(
        "draft",
        "open",
        "feedback_closed",
        "synthesised",
        "options_open",
        "decided",
        "reported_back",
        "handed_over",
    ),
)


# Who acts next, in the order in which things are done.
STEPS = (
    Step("draft", "open", "manage", need=_("Finish the question and open it for answers")),
    Step(
        "feedback_closed",
        "run",
        "synthesis",
        _("Sum up the answers"),
        _("The computer sorts what came in and drafts findings. People check every one."),
        until="run",
    ),
    Step(
        "feedback_closed",
        "teach",
        "themes",
        _("Give the themes names"),
        _("What answers are about is for people to say. A theme without a name drafts no finding."),
        until="themes",
    ),
    Step(
        "feedback_closed",
        "analyse",
        "insights",
        _("Go through the drafted findings"),
        _("Keep, rewrite, merge or drop each one."),
        until="drafts",
    ),
    Step(
        "feedback_closed",
        "analyse",
        "unused",
        _("Use every answer"),
        _("What supports no finding is set aside with a reason."),
    ),
    Step("feedback_closed", "sign", "sign", _("Sign the findings"), _("Residents and professionals both sign.")),
    Step("feedback_closed", "complete", "sign", _("Agree the findings"), _("Once both sides have signed.")),
    Step("feedback_closed", "follow", "work", need=_("Sum up what people said and agree the findings")),
    Step(
        "synthesised",
        "open",
        "options",
        _("Open for options"),
        _("Then everybody in the service can propose."),
        need=_("Open it for options"),
    ),
    Step("options_open", "propose", "add_option", _("Propose an option"), _("A way to act on what was found.")),
    Step(
        "options_open",
        "view",
        "options",
        _("Say what you think of the options"),
        _("Your view counts for the side that you speak for."),
        need=_("Propose options and say what you think of them"),
    ),
    Step(
        "options_open",
        "respond",
        "responses",
        _("Answer the findings"),
        _("Act on it, say why not, or name who comes back to it."),
    ),
    Step(
        "options_open",
        "decide",
        "decision",
        _("Record the decision"),
        _("You are the one who decides."),
        need=_("Answer the findings and decide"),
    ),
    Step(
        "decided",
        "report",
        "decision",
        _("Tell everyone who took part"),
        _("Each person learns what became of their own words."),
        need=_("Tell people what became of their words"),
    ),
    Step(
        "decided",
        "own",
        "decision",
        _("Name who carries out each part"),
        _("Every part of the decision needs somebody."),
    ),
    Step(
        "reported_back",
        "own",
        "decision",
        _("Name who carries out each part, and hand over"),
        _("Then this work is done."),
        until="items",
    ),
    Step("reported_back", "open", "decision", need=_("Name who carries out each part, and hand over")),
)


class Mode(models.TextChoices):
    """How somebody took part. Every way counts in full."""

    SELF = "self", _("On this website")
    ASSISTED = "assisted", _("With somebody's help")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    IMPORTED = "imported", _("Brought in from another system")


class WayIn(models.TextChoices):
    """How somebody took part, as it is shown: who signed in, who came without an account, and files stand apart."""

    ACCOUNT = "account", _("On this website, signed in")
    VISITOR = "visitor", _("On this website, without an account")
    ASSISTED = "assisted", _("With somebody's help")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    IMPORTED = "imported", _("From a file")

    @classmethod
    def of(cls, mode: str, person_id: int | None) -> str:
        """The way in of somebody who took part in a mode, with or without an account."""
        if mode != Mode.SELF:
            return mode
        return cls.VISITOR.value if person_id is None else cls.ACCOUNT.value


class ModerationTiming(models.TextChoices):
    """When answers are looked through."""

    PRE = "pre", _("Before they are shown")
    POST = "post", _("After they are shown")


class ModerationState(models.TextChoices):
    """What the look through said."""

    PENDING = "pending", _("Waiting to be looked at")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not shown")


class ModerationReason(models.TextChoices):
    """Why something is not shown. Disagreeing is never a reason."""

    PERSONAL = "personal", _("It names or describes a private person")
    ABUSIVE = "abusive", _("It insults or threatens somebody")
    OFF_TOPIC = "off_topic", _("It is about something else")
    DUPLICATE = "duplicate", _("It was sent twice")
    SPAM = "spam", _("It is advertising or was sent by a machine")
    UNLAWFUL = "unlawful", _("It may break the law")
    IMPORTED = "imported", _("It was not shown where it came from")


class LookPurpose(models.TextChoices):
    """Why somebody else looks at something that is not to be shown."""

    REFUSAL = "refusal", _("Somebody does not want it shown")
    AGAIN = "again", _("Its author asks for another look")


class LookOutcome(models.TextChoices):
    """What the second look said. A void one was overtaken: the item was changed, shown or taken back meanwhile."""

    WAITING = "waiting", _("Waits for a second person")
    REFUSED = "refused", _("Not shown")
    SHOWN = "shown", _("Shown")
    VOID = "void", _("No longer needed")


class ReactionValue(models.IntegerChoices):
    """What somebody thinks of a statement."""

    AGREE = 1, _("Agree")
    PASS = 0, _("Pass or not sure")
    DISAGREE = -1, _("Disagree")


class InsightState(models.TextChoices):
    """A merged finding lives on in the one it went into."""

    DRAFT = "draft", _("Draft")
    KEPT = "kept", _("Kept")
    MERGED = "merged", _("Merged into another")
    DROPPED = "dropped", _("Dropped")


class SourceKind(models.TextChoices):
    """What a person's words do for a finding."""

    SUPPORTS = "supports", _("Supports it")
    DISSENTS = "dissents", _("Sees it differently")


class ResponseKind(models.TextChoices):
    """What became of a finding."""

    ADDRESSED = "addressed", _("We will act on it")
    DECLINED = "declined", _("We will not act on it")
    DEFERRED = "deferred", _("We will come back to it")


class OptionViewValue(models.TextChoices):
    """What a member of the service thinks of an option."""

    SUPPORT = "support", _("Support")
    UNSURE = "unsure", _("Not sure")
    OPPOSE = "oppose", _("Against")


class Feasibility(models.TextChoices):
    """How hard an option is to carry out."""

    NOW = "now", _("Can be done now")
    WITH_EFFORT = "with_effort", _("Can be done with some effort")
    HARD = "hard", _("Hard to do")
    UNKNOWN = "unknown", _("Not known yet")


class ImportKind(models.TextChoices):
    """What came in."""

    POLIS = "polis", _("Polis export")
    TABLE = "table", _("Table of answers (CSV or XLSX)")


class ImportState(models.TextChoices):
    """What is known of a file's people counts for nothing before a resident has confirmed it."""

    WAITING = "waiting", _("Waits for a resident to confirm it")
    CONFIRMED = "confirmed", _("Confirmed by a resident")
    REFUSED = "refused", _("Refused by a resident")
    TAKEN_BACK = "taken_back", _("Taken back")


class OpinionBand(models.TextChoices):
    """What most people think of a statement, where an exact number would tell too much (`kernel.disclosure`)."""

    ALMOST_ALL_AGREE = "almost_all_agree", _("Almost everybody who reacted agrees.")
    NINE_IN_TEN_AGREE = "nine_in_ten_agree", _("More than 9 in 10 who reacted agree.")
    THREE_IN_FOUR_AGREE = "three_in_four_agree", _("More than 3 in 4 who reacted agree.")
    HALF_AGREE = "half_agree", _("More than half of those who reacted agree.")
    ALMOST_ALL_DISAGREE = "almost_all_disagree", _("Almost everybody who reacted disagrees.")
    NINE_IN_TEN_DISAGREE = "nine_in_ten_disagree", _("More than 9 in 10 who reacted disagree.")
    THREE_IN_FOUR_DISAGREE = "three_in_four_disagree", _("More than 3 in 4 who reacted disagree.")
    HALF_DISAGREE = "half_disagree", _("More than half of those who reacted disagree.")
    MIXED = "mixed", _("Neither those who agree nor those who disagree are more than half of those who reacted.")


class ShareBand(models.TextChoices):
    """How much of a whole something is, where an exact number would tell too much."""

    ALMOST_ALL = "almost_all", _("almost all")
    NINE_IN_TEN = "nine_in_ten", _("more than 9 in 10")
    THREE_IN_FOUR = "three_in_four", _("more than 3 in 4")
    HALF = "half", _("more than half")


def band_words(band: str) -> str:
    """An opinion band as people read it; "" for none."""
    return str(OpinionBand(band).label) if band else ""


def band_data(band: str) -> dict[str, str] | None:
    """An opinion band as data: its code and its words."""
    return {"code": band, "words": band_words(band)} if band else None


class CopyForm(models.TextChoices):
    """In what form somebody took a copy."""

    CSV = "csv", _("Tables (CSV files in a ZIP)")
    JSON = "json", _("One JSON file")


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
