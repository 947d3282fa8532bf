"""Other words for drafts that nobody has touched, always marked; and back to what was counted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.models import DesignChallenge, Feedback, Insight, Statement
from services.codesign.permissions import can_analyse
from services.codesign.queries.findings.drafts import UntouchedDraft, untouched_drafts


@act(Manner.SYSTEM)
def reword_drafts(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    run_id: int,
    by: str,
    worded: Mapping[int, Mapping[str, str]],
    read: Mapping[int, UntouchedDraft],
) -> int:
    """Put other words in place of a run's drafts that are still exactly as they were read. Returns how many.

    `by`: the language model that chose them, which the findings name; what was counted is kept beside them. Whatever a
    person did meanwhile wins: a draft changed, kept or dropped, words taken back. For jobs only, which act for nobody.
    """
    require(actor.kind == "system", _("You may not write findings here."))
    fresh = lock(challenge)
    _hold_still([source for pk in worded for source, _text in read[pk].cited])
    now_there = {draft.insight_id: draft for draft in untouched_drafts(fresh, run_id)}
    stored = []
    for pk, texts in sorted(worded.items()):
        insight = Insight.objects.select_for_update(of=("self",)).filter(pk=pk, version=1).first()
        if insight is None or now_there.get(pk) != read[pk]:
            continue
        insight.counted_text = LazyI18nString(dict(read[pk].texts))
        insight.text = insight.reworded_text = LazyI18nString(dict(texts))
        insight.reworded_by = by
        insight.changed_at = clock.now()
        insight.save(update_fields=["counted_text", "text", "reworded_text", "reworded_by", "changed_at"])
        stored.append(pk)
    if stored:
        record(actor=actor, verb="codesign.insight_reworded", subject=fresh, run=run_id, insights=stored)
    return len(stored)


def _hold_still(sources: list[int]) -> None:
    """Nobody takes cited words back until this is stored; or they have, and then it shows."""
    for voices in (Feedback, Statement):
        cited = voices.objects.filter(used_in__in=sources).order_by("pk")
        list(cited.select_for_update(of=("self",)).values_list("pk"))


def unmark_rewritten(insight: Insight) -> None:
    """Take the marks off a finding that in no language reads as a computer or a model worded it. Saves nothing."""
    reworded = bool(insight.reworded_by) and _still_says(insight, insight.reworded_text)
    if insight.reworded_by and not reworded:
        _unmark(insight)
    insight.is_in_machine_words = reworded or (
        insight.is_in_machine_words and _still_says(insight, insight.drafted_text)
    )


def _still_says(insight: Insight, worded: LazyI18nString) -> bool:
    """Whether in some language the same words stand there; another comma is no other wording."""
    before: dict[str, str] = worded.data if isinstance(worded.data, dict) else {"en": str(worded.data)}
    now: Any = insight.text.data if isinstance(insight.text, LazyI18nString) else insight.text
    texts = now if isinstance(now, dict) else dict.fromkeys(before, str(now))
    return any(_letters(str(texts.get(code) or "")) == _letters(text) for code, text in before.items())


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _unmark(insight: Insight) -> None:
    insight.reworded_by = insight.reworded_text = insight.counted_text = ""


@act(Manner.IN_PERSON)
def restore_as_counted(*, actor: Actor, insight: Insight) -> Insight:
    """Take a model's wording out again: the finding says what it said as it was counted. It stays a draft, or kept."""
    require(can_analyse(standing_of(actor, insight.challenge.service_id)), _("You may not write findings here."))
    challenge = lock(insight.challenge)
    fresh = lock(insight)
    if challenge.state != ChallengeState.FEEDBACK_CLOSED or fresh.state not in (InsightState.DRAFT, InsightState.KEPT):
        raise Conflict(
            _("Findings can be changed after the window closes and until they are agreed."), code="wrong-state"
        )
    if not fresh.reworded_by:
        raise Conflict(_("No language model has worded this finding."), code="wrong-state")
    fresh.text = fresh.counted_text
    _unmark(fresh)
    fresh.version += 1
    fresh.changed_at = clock.now()
    if fresh.written_by_id is None:
        fresh.written_by_id = actor.person_id
    fresh.save()
    record(actor=actor, verb="codesign.insight_changed", subject=challenge, insight=fresh.pk, what="as-counted")
    return fresh
