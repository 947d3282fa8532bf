"""What became of each thing that one person said."""

from dataclasses import dataclass

from services.codesign.enums import ModerationState
from services.codesign.models import Contributor, Feedback, Insight, SetAside, Statement
from services.codesign.queries.challenge import FINDINGS_AGREED
from services.codesign.queries.findings.insights import traces_of


@dataclass(frozen=True)
class Said:
    """One thing somebody said and where it stands: `waiting`, `shown`, `refused` or `withdrawn`."""

    item: Feedback | Statement
    is_statement: bool
    status: str
    insights: tuple[Insight, ...]
    set_aside: SetAside | None


def said_by(contributor: Contributor, state: str) -> list[Said]:
    """Everything a contributor said. What became of it shows once the findings are agreed. Four queries."""
    agreed = state in FINDINGS_AGREED
    return [
        Said(
            trace.item,
            isinstance(trace.item, Statement),
            _status(trace.item),
            trace.insights if agreed else (),
            trace.set_aside if agreed else None,
        )
        for trace in traces_of(contributor)
    ]


def _status(item: Feedback | Statement) -> str:
    if item.is_withdrawn:
        return "withdrawn"
    names = {ModerationState.PENDING: "waiting", ModerationState.ACCEPTED: "shown", ModerationState.REJECTED: "refused"}
    return names[ModerationState(item.moderation)]
