"""What members can do at each point, as data: the hub shows those that the reader may do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from services.codesign.enums import ChallengeState


@dataclass(frozen=True)
class Step:
    """Something to do in a state, for those who hold a right; `until` names what makes it no longer needed."""

    state: str
    right: str
    page: str
    title: Any
    why: Any
    until: str = ""


CLOSED, SHOWN, DECIDED = ChallengeState.FEEDBACK_CLOSED, ChallengeState.OPTIONS_OPEN, ChallengeState.DECIDED

STEPS = (
    Step(
        CLOSED,
        "run",
        "synthesis",
        _("Sum up the answers"),
        _("The computer sorts what came in and drafts findings. People check every one."),
        until="run",
    ),
    Step(
        CLOSED,
        "analyse",
        "insights",
        _("Go through the drafted findings"),
        _("Keep, rewrite, merge or drop each one."),
        until="drafts",
    ),
    Step(CLOSED, "analyse", "unused", _("Use every answer"), _("What supports no finding is set aside with a reason.")),
    Step(CLOSED, "sign", "sign", _("Sign the findings"), _("Residents and professionals both sign.")),
    Step(CLOSED, "complete", "sign", _("Agree the findings"), _("Once both sides have signed.")),
    Step(
        ChallengeState.SYNTHESISED,
        "open",
        "options",
        _("Open for options"),
        _("Then everybody in the service can propose."),
    ),
    Step(SHOWN, "propose", "add_option", _("Propose an option"), _("A way to act on what was found.")),
    Step(
        SHOWN,
        "view",
        "options",
        _("Say what you think of the options"),
        _("Your view counts for the side that you speak for."),
    ),
    Step(
        SHOWN,
        "answer",
        "answers",
        _("Answer the findings"),
        _("Act on it, say why not, or name who comes back to it."),
    ),
    Step(SHOWN, "decide", "decision", _("Record the decision"), _("You are the one who decides.")),
    Step(
        DECIDED,
        "report",
        "decision",
        _("Tell everyone who took part"),
        _("Each person learns what became of their own words."),
    ),
    Step(
        DECIDED,
        "own",
        "decision",
        _("Name who carries out each part"),
        _("Every part of the decision needs somebody."),
    ),
    Step(
        ChallengeState.REPORTED_BACK,
        "own",
        "decision",
        _("Name who carries out each part, and hand over"),
        _("Then this work is done."),
    ),
)
