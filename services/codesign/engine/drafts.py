"""Draft insights: what the map and the named themes suggest, with everything it rests on, and what may speak against
it and should be read.

A draft is a suggestion by a machine. People accept, change or drop it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from services.codesign.engine.opinion.results import OpinionMap, ScoredStatement
from services.codesign.engine.opinion.sides import SideCounts
from services.codesign.engine.serialise import json_safe
from services.codesign.engine.themes.results import Theme, ThemeSet

MACHINE = "machine"
SHARED = "shared"
DIVIDES = "divides"
GROUP = "group"
THEME = "theme"
ORDER = (SHARED, DIVIDES, GROUP, THEME)
_COUNTER_SHOWN = 3
# A counter-voice has most of its group behind it, and clearly more of them than of the others.
_VOICE = 0.5
_LEAD = 0.2
_LEAST_SEEN = 5


@dataclass(frozen=True)
class DraftInsight:
    """One suggestion. `template` and `parameters` let a page say it in any language; `text` says it in
    English.

    `statement_indexes` and `feedback_indexes`: what it rests on. `may_differ`: what a person should read, since it
    may see this differently, as ('statement', index) or ('feedback', index). Nobody said that it does: it counts as
    dissent only where a person says so. `agreement`: for 'everyone', each 'group:n'
    and 'stake:name' the shares that agree, disagree and pass on `statement_index`, and how many saw it; empty
    for themes.
    """

    kind: str
    template: str
    parameters: dict[str, Any]
    text: str
    statement_index: int | None = None
    group: int | None = None
    statement_indexes: tuple[int, ...] = ()
    feedback_indexes: tuple[int, ...] = ()
    may_differ: tuple[tuple[str, int], ...] = ()
    agreement: dict[str, dict[str, float]] = field(default_factory=dict)
    score: float = 0.0
    drafted_by: str = MACHINE

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON types."""
        return json_safe(vars(self))


def draft_insights(
    opinion_map: OpinionMap | None,
    themes: ThemeSet | None,
    *,
    statement_texts: Sequence[str],
    feedback_texts: Sequence[str],
    limit: int = 12,
) -> list[DraftInsight]:
    """Draft at most `limit` insights, the kinds taken in turn: shared, divides, group, theme.

    Statements and feedback are named by their index in `statement_texts` and `feedback_texts`; texts are
    quoted as they are and nobody is named. Raises `ValueError` where map or themes do not fit the texts.
    """
    if opinion_map is not None and len(statement_texts) != len(opinion_map.totals.seen):
        raise ValueError("the map and the statements differ in number")
    if themes is not None and len(feedback_texts) != len(themes.theme_of):
        raise ValueError("the themes and the feedback differ in number")
    drafts: dict[str, list[DraftInsight]] = {kind: [] for kind in ORDER}
    if opinion_map is not None:
        drafts[SHARED] = [_shared(opinion_map, item, statement_texts) for item in opinion_map.shared]
        drafts[DIVIDES] = [_divides(opinion_map, item, statement_texts) for item in opinion_map.divisive]
        drafts[GROUP] = [
            _group(opinion_map, number, statement_texts)
            for number, group in enumerate(opinion_map.groups)
            if group.representative
        ]
    if themes is not None:
        # A theme says something once a person has named it; before, it is words that a computer put together.
        drafts[THEME] = [_theme(theme, themes) for theme in themes.themes if theme.name]
    return _in_turn(drafts, limit)


def _in_turn(drafts: dict[str, list[DraftInsight]], limit: int) -> list[DraftInsight]:
    chosen = []
    longest = max(len(found) for found in drafts.values())
    for place in range(longest):
        chosen += [drafts[kind][place] for kind in ORDER if place < len(drafts[kind])]
    kept = chosen[: max(limit, 0)]
    return sorted(kept, key=lambda draft: ORDER.index(draft.kind))


def _shared(opinion_map: OpinionMap, item: ScoredStatement, texts: Sequence[str]) -> DraftInsight:
    against = "disagree" if item.direction == "agree" else "agree"
    share = _share(opinion_map.totals, item.statement, item.direction)
    many = len(opinion_map.groups) > 1
    template = f"shared_{item.direction}" + ("_by_groups" if many else "")
    who = f"All {len(opinion_map.groups)} opinion groups" if many else "Most people"
    verb = "agree" if item.direction == "agree" else "disagree"
    return DraftInsight(
        kind=SHARED,
        template=template,
        parameters={"share": share, "least": item.score, "groups": len(opinion_map.groups)},
        text=f"{who} {verb} that: “{texts[item.statement]}” ({_percent(share)} of the votes).",
        statement_index=item.statement,
        statement_indexes=(item.statement,),
        may_differ=_counter_voice(opinion_map, item.statement, against),
        agreement=_agreement(opinion_map, item.statement),
        score=item.score,
    )


def _divides(opinion_map: OpinionMap, item: ScoredStatement, texts: Sequence[str]) -> DraftInsight:
    agree = _share(opinion_map.totals, item.statement, "agree")
    disagree = _share(opinion_map.totals, item.statement, "disagree")
    minority = "disagree" if disagree <= agree else "agree"
    between = len(opinion_map.groups) > 1
    split = f"{_percent(agree)} of the votes agree and {_percent(disagree)} disagree."
    what = "The opinion groups differ on this" if between else "People are split on this"
    return DraftInsight(
        kind=DIVIDES,
        template="divides_groups" if between else "divides_people",
        parameters={"agree": agree, "disagree": disagree},
        text=f"{what}: “{texts[item.statement]}” {split}",
        statement_index=item.statement,
        statement_indexes=(item.statement,),
        may_differ=_counter_voice(opinion_map, item.statement, minority),
        agreement=_agreement(opinion_map, item.statement),
        score=item.score,
    )


def _group(opinion_map: OpinionMap, number: int, texts: Sequence[str]) -> DraftInsight:
    group = opinion_map.groups[number]
    first = group.representative[0]
    people = opinion_map.totals.size
    verb = "agrees" if first.direction == "agree" else "disagrees"
    against = "disagree" if first.direction == "agree" else "agree"
    return DraftInsight(
        kind=GROUP,
        template=f"group_{first.direction}",
        parameters={"size": group.size, "people": people, "share": first.share, "others": first.other_share},
        text=(
            f"A group of {group.size} out of {people} people {verb} more than others that: "
            f"“{texts[first.statement]}” ({_percent(first.share)} of its votes, "
            f"{_percent(first.other_share)} elsewhere)."
        ),
        statement_index=first.statement,
        group=group.label,
        statement_indexes=tuple(item.statement for item in group.representative),
        may_differ=_counter_voice(opinion_map, first.statement, against),
        agreement=_agreement(opinion_map, first.statement),
        score=group.stability,
    )


def _theme(theme: Theme, themes: ThemeSet) -> DraftInsight:
    members = [index for index, number in enumerate(themes.theme_of.tolist()) if number == theme.number]
    draft = theme_draft(theme.name, len(themes.theme_of), members, theme.certainty)
    return replace(draft, may_differ=tuple(("feedback", index) for index in theme.dissenting[:_COUNTER_SHOWN]))


def theme_draft(name: str, total: int, members: Sequence[int], certainty: float = 1.0) -> DraftInsight:
    """What a theme says that people named. `members`: the answers in it, by index; `total`: of how many."""
    size = len(members)
    return DraftInsight(
        kind=THEME,
        template="theme",
        parameters={"size": size, "total": total, "words": [name], "certainty": certainty},
        text=f"{size} of {total} comments seem to be about: {name}.",
        feedback_indexes=tuple(members),
        score=certainty,
    )


def _counter_voice(opinion_map: OpinionMap, statement: int, against: str) -> tuple[tuple[str, int], ...]:
    """Statements in which the other side speaks for itself.

    That is: what the group most against this statement agrees with far more than everybody else does. Without
    groups nobody knows from counts alone who voted both ways, so there is none.
    """
    if not opinion_map.groups:
        return ()
    rates = [
        (group.counts.agree_rate() if against == "agree" else group.counts.disagree_rate())[statement]
        for group in opinion_map.groups
    ]
    own, everyone = opinion_map.groups[rates.index(max(rates))].counts, opinion_map.totals
    others = (everyone.agree - own.agree + 1) / (everyone.seen - own.seen + 2)
    heard = (own.seen >= _LEAST_SEEN) & (own.agree_rate() >= _VOICE)
    lead = np.where(heard, own.agree_rate() - others, 0.0)
    lead[statement] = 0.0
    best = np.lexsort((np.arange(len(lead)), -np.round(lead, 9)))[:_COUNTER_SHOWN]
    return tuple(("statement", int(index)) for index in best if lead[index] >= _LEAD)


def _agreement(opinion_map: OpinionMap, statement: int) -> dict[str, dict[str, float]]:
    sides = {"everyone": opinion_map.totals}
    sides |= {f"group:{group.label}": group.counts for group in opinion_map.groups}
    sides |= {f"stake:{name}": side for name, side in opinion_map.by_stake.items()}
    return {
        name: {
            "agree": _share(side, statement, "agree"),
            "disagree": _share(side, statement, "disagree"),
            "passed": _share(side, statement, "passed"),
            "seen": int(side.seen[statement]),
        }
        for name, side in sides.items()
    }


def _share(side: SideCounts, statement: int, direction: str) -> float:
    return round(float(getattr(side, direction)[statement]) / max(int(side.seen[statement]), 1), 6)


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"
