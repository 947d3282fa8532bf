"""What all pages of findings and decisions have in common: who is here, what they may do, the tabs, buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.accounts.actor import Actor
from kernel.errors import Conflict, GuardFailed, Invalid, Reason
from services.catalogue.permissions import Standing, require, standing
from services.codesign import guards, permissions
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.queries import visible_challenges

TABS = (
    ("work", gettext_lazy("Where we are")),
    ("synthesis", gettext_lazy("Summing-up")),
    ("themes", gettext_lazy("Themes")),
    ("insights", gettext_lazy("Findings")),
    ("unused", gettext_lazy("Not used yet")),
    ("sign", gettext_lazy("Signatures")),
    ("options", gettext_lazy("Options")),
    ("answers", gettext_lazy("Answers")),
    ("decision", gettext_lazy("Decision")),
)
REACHED: dict[str, int] = {
    ChallengeState.DRAFT: 1,
    ChallengeState.OPEN: 3,
    ChallengeState.FEEDBACK_CLOSED: 6,
    ChallengeState.SYNTHESISED: 7,
}


@dataclass(frozen=True)
class Work:
    """A challenge, who is looking at it, and what they may do there."""

    challenge: DesignChallenge
    actor: Actor
    held: Standing
    may: dict[str, bool] = field(default_factory=dict)

    def page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """Render a page of this work; a form that was refused answers 422."""
        forms = [value for name, value in context.items() if name.endswith("form") and value is not None]
        faulty = any(form.is_bound and form.errors for form in forms)
        shared = {
            "challenge": self.challenge,
            "held": self.held,
            "may": self.may,
            "tabs": _tabs(self.challenge, request.path, self.may),
            "state": CHALLENGE_WORKFLOW.state(self.challenge.state),
        }
        return render(request, f"codesign/{template}.html", shared | context, status=422 if faulty else 200)

    def blockers(self, name: str, known: Mapping[str, list[Reason]] | None = None) -> list[Reason]:
        """What blocks a move from here. `known`: what some guards say, where the page knows already."""
        asked = CHALLENGE_WORKFLOW.transition(name).guards
        known = {**guards.read_together(self.challenge, asked), **(known or {})}
        reasons: list[Reason] = []
        for guard in asked:
            reasons.extend(known[guard] if guard in known else getattr(guards, guard)(self.challenge))
        return reasons


def work_on(request: HttpRequest, pk: int) -> Work:
    """The challenge of a page for members of the service: 404 out of sight, 403 for those who are no members."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    challenge = get_object_or_404(visible_challenges(actor), pk=pk)
    held = standing(actor, challenge.service_id)
    require(
        permissions.can_see_work(held, challenge, actor),
        _("Members of the service work here. What was found is public as soon as it is agreed."),
    )
    return Work(challenge, actor, held, _may(held, challenge, actor))


def _may(held: Standing, challenge: DesignChallenge, actor: Actor) -> dict[str, bool]:
    return {
        "analyse": permissions.can_analyse(held),
        "teach": permissions.can_teach_themes(held),
        "run": permissions.can_run_synthesis(held),
        "sign": permissions.can_sign(held),
        "complete": permissions.can_complete_synthesis(held),
        "open": permissions.can_open(held),
        "moderate": permissions.can_moderate(held),
        "propose": permissions.can_propose_option(held),
        "view": permissions.can_view_options(held),
        "answer": permissions.can_answer_insights(held, challenge, actor),
        "decide": permissions.can_decide(held, challenge, actor),
        "report": permissions.can_report_back(held),
        "own": permissions.can_name_owners(held, challenge, actor),
        "small_groups": permissions.sees_small_groups(held),
    }


def _tabs(challenge: DesignChallenge, path: str, may: Mapping[str, bool]) -> list[dict[str, Any]]:
    """The pages that make sense in the challenge's state and are for this reader, in the order of the work."""
    count = REACHED.get(challenge.state, len(TABS))
    shown = [(name, title) for name, title in TABS[:count] if name != "themes" or may["teach"]]
    addresses = [(reverse(f"codesign:{name}", args=[challenge.pk]), title) for name, title in shown]
    within = max((url for url, _title in addresses if path.startswith(url)), key=len, default="")
    return [{"url": url, "title": title, "current": url == within, "exact": url == path} for url, title in addresses]


def press(request: HttpRequest, action: Callable[[], Any], done: str) -> bool:
    """Run what a button stands for, and say what came of it on the page that follows."""
    try:
        action()
    except GuardFailed as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return False
    except Conflict as error:
        messages.error(request, str(error.reason))
        return False
    except Invalid as error:
        for texts in error.errors.values():
            messages.error(request, " ".join(str(text) for text in texts))
        return False
    messages.success(request, done)
    return True
