"""What every view of the stage shares: the challenge of the address, and what the actor is in its service."""

from functools import cached_property

from django.db.models import QuerySet

from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_see_work
from services.codesign.queries.challenge import visible_challenges
from services.stage.api import OfStageView


class OfChallengeView(OfStageView[DesignChallenge]):
    """Base of everything that belongs to one challenge."""

    workflow, guards = CHALLENGE_WORKFLOW, guards

    def visible(self) -> QuerySet[DesignChallenge]:
        return visible_challenges(self.actor)

    @property
    def challenge(self) -> DesignChallenge:
        """The challenge of the address, if the actor may see it; 404 otherwise."""
        return self.row

    @cached_property
    def is_insider(self) -> bool:
        """Whoever sees the pages where findings and options are made, and there who did what by name."""
        return can_see_work(self.standing, self.challenge, self.actor)
