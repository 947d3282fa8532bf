"""What all pages of a question have in common: who is here, what they may do, the tabs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.audit.versions import part
from kernel.errors import Reason
from kernel.web.request import CouncilRequest
from participants.people.models import Person
from services.catalogue.models import Service
from services.catalogue.permissions import require
from services.codesign import guards, permissions
from services.codesign.enums import CHALLENGE_WORKFLOW, STEPS, ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.queries.challenge import next_closing, visible_challenges
from services.stage.pages import StagePage, Tab

TABS: tuple[Tab, ...] = (
    ("work", gettext_lazy("Where we are")),
    ("synthesis", gettext_lazy("Summing-up")),
    ("themes", gettext_lazy("Themes")),
    ("insights", gettext_lazy("Findings")),
    ("unused", gettext_lazy("Not used yet")),
    ("sign", gettext_lazy("Signatures")),
    ("options", gettext_lazy("Options")),
    ("responses", gettext_lazy("Answers")),
    ("decision", gettext_lazy("Decision")),
)
# What public pages rest on: one question, or all of them; both with the names of services and people.
NAMES = (part(Service), part(Person))
ONE_QUESTION = (part(DesignChallenge, "{pk}"), *NAMES)
ALL_QUESTIONS = (part(DesignChallenge), *NAMES)
REACHED: dict[str, int] = {
    ChallengeState.DRAFT: 1,
    ChallengeState.OPEN: 3,
    ChallengeState.FEEDBACK_CLOSED: 6,
    ChallengeState.SYNTHESISED: 7,
}


class ChallengePage(StagePage[DesignChallenge]):
    """A question, who is looking at it, and what they may do there."""

    app, name = "codesign", "challenge"
    workflow, guards, steps = CHALLENGE_WORKFLOW, guards, STEPS

    @property
    def challenge(self) -> DesignChallenge:
        return self.row

    def rights(self) -> Mapping[str, bool]:
        return permissions.rights_in(self.standing, self.row, self.actor)

    def shown_tabs(self) -> Sequence[Tab]:
        """The pages that make sense in the challenge's state and are for this reader."""
        reached = TABS[: REACHED.get(self.row.state, len(TABS))]
        return [tab for tab in reached if tab[0] != "themes" or self.may["teach"]]

    def blockers(self, move: str, known: Mapping[str, list[Reason]] | None = None) -> list[Reason]:
        """As everywhere, with those guards read together that can be."""
        together = guards.read_together(self.row, self.workflow.transition(move).guards)
        return super().blockers(move, {**together, **(known or {})})


def work_on(request: HttpRequest, pk: int) -> ChallengePage:
    """The challenge of a page for members of the service: 404 out of sight, 403 for those who are no members."""
    found = ChallengePage.of(request, _seen(request), pk)
    require(
        permissions.can_see_work(found.standing, found.row, found.actor),
        _("Members of the service work here. What was found is public as soon as it is agreed."),
    )
    return found


def set_up_of(request: HttpRequest, pk: int) -> ChallengePage:
    """The question of a set-up page: 404 out of sight, 403 for people who are nothing in its service."""
    return ChallengePage.inside(request, _seen(request), pk)


def _seen(request: HttpRequest) -> QuerySet[DesignChallenge]:
    return visible_challenges(request.actor)  # type: ignore[attr-defined]


def closing(pk: int | None = None) -> datetime | None:
    """When the words of a public page change because a window closes."""
    return next_closing(clock.now(), pk)


def find_challenge(request: CouncilRequest, pk: int) -> DesignChallenge:
    """The challenge, or 404 where it is out of the actor's sight."""
    return get_object_or_404(visible_challenges(request.actor), pk=pk)
