"""A run's results as a page shows them: words, bars, the map, themes, who was heard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.web.charts import Cloud, Picture, key, scatter, stacked_bar
from services.codesign.models import DesignChallenge, Feedback, Statement, SynthesisRun
from services.codesign.queries_findings import coverage_for, run_with_view, texts_of
from services.codesign.synthesis.disclosure import SMALLEST_CELL, hide_small_parts
from services.codesign.views import findings_words as words

LISTED, QUOTES, UNASSIGNED, MOST_POINTS = 15, 2, 10, 1500
WIDE, NARROW = (760, 440), (340, 340)


@dataclass(frozen=True)
class Row:
    """One side's reactions to a statement: shares of `people`. `agree` is None where too few people stand behind them.

    `passed` is None where only those who took a side may be counted; `people` then counts just those.
    """

    name: str
    people: int
    agree: float | None
    passed: float | None
    disagree: float | None
    bar: SafeString | str


@dataclass(frozen=True)
class Shown:
    """A statement with its bars: everybody and the groups, then the sides. `text` is "" where it was taken back."""

    text: str
    language: str
    direction: str
    rows: list[Row]
    stakes: list[Row]

    @property
    def all_rows(self) -> list[Row]:
        return [*self.rows, *self.stakes]


@dataclass(frozen=True)
class Group:
    """An opinion group in words."""

    name: str
    size: int
    share: float
    sure: str
    key: SafeString
    own: list[Shown]


@dataclass(frozen=True)
class ThemeCard:
    """What some answers are about; `size` is None where it is too small to show."""

    title: str
    size: int | None
    keywords: list[str]
    typical: list[Feedback]
    apart: list[Feedback]
    sure: str


@dataclass(frozen=True)
class Bars:
    """People by something, with how many (None: too few to show)."""

    rows: list[tuple[str, int | None, SafeString | str]] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """Everything that the results pages show of a run."""

    run: SynthesisRun
    headline: str
    why: str
    clear: bool
    has_map: bool
    people: int | None
    groups: list[Group]
    pictures: list[SafeString]
    shared: list[Shown]
    divides: list[Shown]
    themes: list[ThemeCard]
    answers: int
    unassigned_count: int | None
    unassigned: list[Feedback]
    duplicates: list[list[Feedback]]
    heard: dict[str, Any]


class _Words:
    """The words behind the run's indexes, fetched at once. Two queries."""

    def __init__(self, run: SynthesisRun, view: Mapping[str, Any], *, public: bool) -> None:
        themes = run.themes.get("themes", [])
        self.duplicates = [group[:5] for group in run.themes.get("near_duplicates", [])[:LISTED]]
        self.unassigned = run.themes.get("unassigned", [])[:UNASSIGNED]
        told = [*view.get("shared", [])[:LISTED], *view.get("divisive", [])[:LISTED]]
        told += [item for group in view.get("groups", []) for item in group["representative"]]
        cited = [index for theme in themes for index in (*theme["representative"], *theme["dissenting"])]
        cited += [*self.unassigned, *(index for group in self.duplicates for index in group)]
        self.statement_ids, self.feedback_ids = run.statement_ids, run.feedback_ids
        self._statements = texts_of(Statement, (self.statement_ids[item["statement"]] for item in told), public=public)
        self._feedback = texts_of(Feedback, (self.feedback_ids[index] for index in cited), public=public)

    def statement(self, index: int) -> Statement | None:
        return self._statements.get(self.statement_ids[index])

    def answers(self, indexes: Iterable[int], most: int = QUOTES) -> list[Feedback]:
        found = (self._feedback.get(self.feedback_ids[index]) for index in indexes)
        return [row for row in found if row is not None][:most]


def results_of(challenge: DesignChallenge, *, analysts: bool, public: bool) -> Results | None:
    """The newest run's results; None where nothing was summed up. Up to four queries.

    `analysts` see groups from five people; `public` quotes only answers that may be quoted.
    """
    run = run_with_view(challenge, analysts=analysts)
    if run is None:
        return None
    view: dict[str, Any] = run.view or {}  # type: ignore[attr-defined]
    said = _Words(run, view, public=public)
    groups = view.get("groups", [])
    people = view.get("totals", {}).get("size", 0)
    reason = view.get("reason", "too_few_votes")
    return Results(
        run=run,
        headline=words.headline(bool(view.get("clear")), reason, len(groups)),
        why=words.why(reason),
        clear=bool(view.get("clear")),
        has_map=bool(view),
        people=people if analysts or people >= SMALLEST_CELL else None,
        groups=[_group(group, view, said, people) for group in groups],
        pictures=_pictures(view, groups) if view else [],
        shared=_shown(view["shared"][:LISTED], view, said) if view else [],
        divides=_shown(view["divisive"][:LISTED], view, said) if view else [],
        heard=_heard(challenge, coverage_for(run.coverage, analysts=analysts)),
        **_themes(run, said, analysts=analysts),
    )


def _sides(view: Mapping[str, Any], only_group: int | None = None) -> list[tuple[str, Mapping[str, Any]]]:
    groups = [group for group in view["groups"] if only_group in (None, group["label"])]
    own = [(words.group_name(group["label"]), group["counts"]) for group in groups]
    everybody = [(_("Everybody"), view["totals"])]
    return everybody + own if only_group is None else own + everybody


def _shown(
    items: Sequence[Mapping[str, Any]], view: Mapping[str, Any], said: _Words, only_group: int | None = None
) -> list[Shown]:
    stakes = (
        [(words.stake_name(name), counts) for name, counts in view["by_stake"].items()] if only_group is None else []
    )
    found = []
    for item in items:
        statement, index = said.statement(item["statement"]), item["statement"]
        found.append(
            Shown(
                statement.text if statement else "",
                statement.language if statement else "",
                item.get("direction", ""),
                [_row(name, counts, index) for name, counts in _sides(view, only_group)],
                [_row(name, counts, index) for name, counts in stakes],
            )
        )
    return found


def _row(name: str, counts: Mapping[str, Any], index: int) -> Row:
    agree, passed, disagree = (counts[kind][index] for kind in ("agree", "passed", "disagree"))
    if agree is None or disagree is None:
        return Row(name, -1, None, None, None, "")
    people = agree + disagree + (passed or 0)
    if not people:
        return Row(name, 0, None, None, None, "")
    bar = stacked_bar([("agree", agree / people), ("pass", (passed or 0) / people), ("disagree", disagree / people)])
    return Row(name, people, agree / people, None if passed is None else passed / people, disagree / people, bar)


def _group(group: Mapping[str, Any], view: Mapping[str, Any], said: _Words, people: int) -> Group:
    return Group(
        name=words.group_name(group["label"]),
        size=group["size"],
        share=group["size"] / max(people, 1),
        sure=words.how_sure_of_group(group["stability"]),
        key=key(group["label"] + 1),
        own=_shown(group["representative"], view, said, group["label"]),
    )


def _pictures(view: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> list[SafeString]:
    """The map twice, for wide and for narrow screens; empty where there is nothing to draw."""
    clouds = _people_clouds(view, groups) if "positions" in view else _bubbles(groups)
    if not clouds:
        return []
    if groups:
        text = ngettext("%(n)d group:", "%(n)d groups:", len(groups)) % {"n": len(groups)}
        description = " ".join(
            [
                text,
                ", ".join(
                    _("%(name)s with %(size)d people") % {"name": words.group_name(g["label"]), "size": g["size"]}
                    for g in groups
                ),
            ]
        )
    else:
        description = _("Every mark is a person. There are no clear groups.")
    picture = Picture("opinion-map", _("Map of opinions"), description, clouds)
    return [
        scatter(picture, width=WIDE[0], height=WIDE[1], css_class="app-chart__wide"),
        scatter(picture, width=NARROW[0], height=NARROW[1], css_class="app-chart__narrow"),
    ]


def _people_clouds(view: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> list[Cloud]:
    placed = [
        (label, tuple(point)) for label, point in zip(view["group_of"], view["positions"], strict=True) if label >= 0
    ]
    step = -(-len(placed) // MOST_POINTS) or 1
    by_label: dict[int, list[Any]] = {}
    for label, point in placed[::step]:
        by_label.setdefault(label, []).append(point)
    if not groups:
        return [Cloud(0, points) for points in by_label.values()]
    return [
        Cloud(
            group["label"] + 1,
            by_label.get(group["label"], []),
            [tuple(corner) for corner in group["hull"]],
            tuple(group["centre"]),
            words.LETTERS[group["label"] % len(words.LETTERS)],
        )
        for group in groups
    ]


def _bubbles(groups: Sequence[Mapping[str, Any]]) -> list[Cloud]:
    """For everybody: no single people, one mark for a group, its area as large as the group."""
    largest = max((group["size"] for group in groups), default=1)
    return [
        Cloud(
            group["label"] + 1,
            [tuple(group["centre"])],
            (),
            tuple(group["centre"]),
            words.LETTERS[group["label"] % len(words.LETTERS)],
            [14 + 26 * (group["size"] / largest) ** 0.5],
        )
        for group in groups
    ]


def _themes(run: SynthesisRun, said: _Words, *, analysts: bool) -> dict[str, Any]:
    stored, unassigned = run.themes.get("themes", []), run.themes.get("unassigned", [])
    sizes: dict[str, int | None] = {str(theme["number"]): theme["size"] for theme in stored}
    sizes["unassigned"] = len(unassigned)
    if not analysts:
        sizes = hide_small_parts({name: size or 0 for name, size in sizes.items() if size})
    cards = [
        ThemeCard(
            title=", ".join(theme["label"]),
            size=sizes[str(theme["number"])],
            keywords=theme["keywords"],
            typical=said.answers(theme["representative"]),
            apart=said.answers(theme["dissenting"], 1),
            sure=words.how_sure_of_theme(theme["certainty"]),
        )
        for theme in stored
    ]
    return {
        "themes": cards,
        "answers": len(run.feedback_ids),
        "unassigned_count": sizes.get("unassigned", 0),
        "unassigned": said.answers(said.unassigned, UNASSIGNED),
        "duplicates": [found for group in said.duplicates if len(found := said.answers(group, 5)) > 1],
    }


def _heard(challenge: DesignChallenge, coverage: Mapping[str, Any]) -> dict[str, Any]:
    """Who took part, against whom we wanted to hear. One query."""
    labels = {target.pk: target.label for target in challenge.targets.all()}
    targets = [
        {
            **target,
            "label": labels[target["key"]],
            "bar": stacked_bar([("brand", target["share"] or 0)]) if target["heard"] is not None else "",
        }
        for target in coverage.get("targets", [])
        if target["key"] in labels
    ]
    total = coverage.get("total")
    return {
        "total": total,
        "smallest": SMALLEST_CELL,
        "targets": targets,
        "by_stake": _bars(coverage.get("by_stake", {}), total, words.stake_name),
        "by_mode": _bars(coverage.get("by_mode", {}), total, words.mode_name),
    }


def _bars(parts: Mapping[str, int | None], total: int | None, name: Any) -> Bars:
    return Bars(
        [
            (str(name(part)), count, "" if count is None or not total else stacked_bar([("brand", count / total)]))
            for part, count in parts.items()
        ]
    )
