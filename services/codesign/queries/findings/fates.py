"""What became of each thing that one person said."""

from dataclasses import dataclass

from services.codesign.enums import ChallengeState, ModerationState
from services.codesign.models import Contributor, DesignChallenge, Feedback, Insight, SecondLook, SetAside, Statement
from services.codesign.queries.findings.insights import Fate, fates_of
from services.codesign.queries.moderation import last_looks

BEFORE_FINDINGS = (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED)


@dataclass(frozen=True)
class Said:
    """One thing somebody said and where it stands: `waiting`, `shown`, `refused` or `withdrawn`.

    `look`: the last other look at it that its author asked for. `may_ask_again`: they can ask for one now.
    """

    item: Feedback | Statement
    is_statement: bool
    status: str
    insights: tuple[Insight, ...]
    set_aside: SetAside | None
    look: SecondLook | None
    may_ask_again: bool


def said_by(contributor: Contributor, challenge: DesignChallenge) -> list[Said]:
    """Everything a contributor said. What became of it shows once the findings are agreed. Four queries, five where
    something is refused."""
    traces = fates_of(contributor)
    answers = [trace.item.pk for trace in traces if isinstance(trace.item, Feedback)]
    statements = [trace.item.pk for trace in traces if isinstance(trace.item, Statement)]
    refused = any(trace.item.moderation == ModerationState.REJECTED for trace in traces)
    looks = last_looks(answers, statements) if refused else {}
    return [_said(trace, challenge, looks.get(_key(trace.item))) for trace in traces]


def _key(item: Feedback | Statement) -> tuple[str, int]:
    return "s" if isinstance(item, Statement) else "f", item.pk


def _said(trace: Fate, challenge: DesignChallenge, look: SecondLook | None) -> Said:
    item, status = trace.item, _status(trace.item)
    asked = look is not None and look.moderation_version == item.moderation_version
    return Said(
        item,
        isinstance(item, Statement),
        status,
        trace.insights if challenge.has_findings else (),
        trace.set_aside if challenge.has_findings else None,
        look if asked else None,
        status == "refused" and not asked and challenge.state in BEFORE_FINDINGS,
    )


def _status(item: Feedback | Statement) -> str:
    if item.is_withdrawn:
        return "withdrawn"
    names = {ModerationState.PENDING: "waiting", ModerationState.ACCEPTED: "shown", ModerationState.REJECTED: "refused"}
    return names[ModerationState(item.moderation)]
