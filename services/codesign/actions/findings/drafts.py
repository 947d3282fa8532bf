"""Drafts of findings: what a summing-up suggests, and what a theme says once people have named it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel import clock
from kernel.tenancy.scope import current_tenant
from services.codesign.actions.findings.bulk import one_go
from services.codesign.drafting import draft_in_languages
from services.codesign.engine.drafts import DraftInsight, theme_draft
from services.codesign.enums import InsightState, SourceKind
from services.codesign.models import DesignChallenge, Insight, InsightSource, SynthesisRun
from services.codesign.queries.findings.drafts import untouched_insights


@dataclass(frozen=True)
class SummedUp:
    """What a draft's indexes count into."""

    statement_ids: Sequence[int]
    statement_texts: Sequence[str]
    feedback_ids: Sequence[int]

    def item(self, kind: str, index: int) -> tuple[str, int]:
        """A statement or an answer by its id, as pages name it."""
        if kind == "statement":
            return "statements", self.statement_ids[index]
        return "answers", self.feedback_ids[index]


def store_draft(challenge: DesignChallenge, run: SynthesisRun, draft: DraftInsight, summed_up: SummedUp) -> Insight:
    """Keep a draft with what supports it. What may see it differently is only named, for analysts to read: whose words
    dissent is for a person to say.
    """
    now = clock.now()
    text = draft_in_languages(draft, summed_up.statement_texts, current_tenant().languages)
    insight = Insight.objects.create(
        challenge=challenge,
        text=text,
        drafted_text=text,
        is_in_machine_words=True,
        drafted_in=run,
        draft_key=":".join(
            "" if part is None else str(part) for part in (draft.kind, draft.statement_index, draft.group)
        ),
        evidence=draft.to_dict() | {"may_differ": [summed_up.item(kind, index) for kind, index in draft.may_differ]},
        created_at=now,
        changed_at=now,
    )
    statements, answers = sorted(set(draft.statement_indexes)), sorted(set(draft.feedback_indexes))
    count = len(statements) + len(answers)
    # Nobody has read these yet: whoever keeps the draft is asked to, and signers see how many were tied in one go.
    supports = {"insight": insight, "kind": SourceKind.SUPPORTS, "batch": one_go(count, count)}
    sources = [InsightSource(statement_id=summed_up.statement_ids[index], **supports) for index in statements]
    sources += [InsightSource(feedback_id=summed_up.feedback_ids[index], **supports) for index in answers]
    InsightSource.objects.bulk_create(sources)
    return insight


def draft_theme(
    challenge: DesignChallenge, run: SynthesisRun, before: str, name: str, members: Sequence[int]
) -> Insight | None:
    """A draft of what a theme says, now that people have named it; None where they have made something of it already.

    `members`: ids of the answers in it. A draft that nobody has touched makes way, under its name `before` too.
    """
    of_theme = Insight.objects.filter(challenge=challenge, draft_key__startswith="theme:")
    known = of_theme.filter(evidence__parameters__words__0__in=[before, name]).exclude(state=InsightState.MERGED)
    untouched_insights().filter(pk__in=known.values("pk")).delete()
    if not members or known.exists():
        return None
    place = {pk: index for index, pk in enumerate(members)}
    draft = theme_draft(name, len(run.feedback_ids), sorted(place.values()))
    return store_draft(challenge, run, draft, SummedUp((), (), list(members)))
