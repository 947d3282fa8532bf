"""The states of a question, its workflow, and who acts next."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        State(
            "open",
            pgettext_lazy("state", "Open for answers"),
            _("Anybody concerned can answer, until the closing time."),
        ),
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
