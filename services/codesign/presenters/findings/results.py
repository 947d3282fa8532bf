"""A run's results as a page shows them: words, bars, the map, themes, who was heard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.disclosure import SMALLEST_CELL, shown_total
from kernel.web.charts import key, stacked_bar
from services.codesign.exports.findings import ThemeSummary, answers_total, theme_summaries
from services.codesign.models import DesignChallenge, Feedback, Statement, SynthesisRun
from services.codesign.presenters.findings import meaning as meaning
from services.codesign.presenters.findings import terms
from services.codesign.presenters.findings.changes import ChangesShown, changes_shown, statement_ids_in
from services.codesign.presenters.findings.opinion_map import MapShown, map_of
from services.codesign.presenters.findings.statements import (
    Asked,
    Row,
    StatementPage,
    hidden_names,
    indexes_on,
    rows_of,
    statement_page,
)
from services.codesign.presenters.findings.ways import WithoutFiles, without_files
from services.codesign.presenters.themes import as_quote
from services.codesign.queries.findings.runs import coverage_for, run_shown, texts_of

LISTED, QUOTES, UNASSIGNED, TYPICAL, MOST_MARKS = 20, 3, 10, 3, 40
AS_EVERYBODY = Asked()


@dataclass(frozen=True)
class Shown:
    """A statement with its bars: everybody and the groups, then the sides. `text` is "" where it was taken back."""

    number: int
    text: str
    language: str
    direction: str
    meaning: str
    rows: list[Row]
    stakes: list[Row]

    @property
    def all_rows(self) -> list[Row]:
        return [*self.rows, *self.stakes]

    @property
    def hidden_rows(self) -> str:
        return hidden_names(self.rows)

    @property
    def has_stakes(self) -> bool:
        return any(row.people >= 0 for row in self.stakes)

    @property
    def hidden_stakes(self) -> str:
        return hidden_names(self.stakes)


@dataclass(frozen=True)
class Group:
    """An opinion group in words."""

    name: str
    size: int
    share: float
    in_ten: str
    sure: str
    key: SafeString
    own: list[Shown]

    @property
    def typical(self) -> list[Shown]:
        return self.own[:TYPICAL]


@dataclass(frozen=True)
class ThemeCard:
    """What some answers are about; `size` is None where it is too small to show.

    `named` by people; else the title is an answer that stands for the rest, in its `language`, for analysts only.
    """

    title: str
    named: bool
    language: str
    size: int | None
    bar: SafeString | str
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
    stable: str
    has_map: bool
    people: int | None
    groups: list[Group]
    map: MapShown
    table: StatementPage | None
    shared: list[Shown]
    divides: list[Shown]
    themes: list[ThemeCard]
    unnamed: int
    answers: int | None
    unassigned_count: int | None
    unassigned: list[Feedback]
    duplicates: list[list[Feedback]]
    without_files: list[WithoutFiles]
    coverage: dict[str, Any]
    changes: ChangesShown | None


class _Words:
    """The words behind the run's indexes, fetched at once. Two queries."""

    def __init__(
        self, run: SynthesisRun, view: Mapping[str, Any], indexes: Iterable[int], *, public: bool, also: Sequence[int]
    ) -> None:
        themes = run.themes.get("themes", [])
        self.duplicates = [group[:5] for group in run.themes.get("near_duplicates", [])[:LISTED]]
        self.unassigned = run.themes.get("unassigned", [])[: 2 * UNASSIGNED]
        cited = [index for theme in themes for index in (*theme["representative"], *theme["dissenting"])]
        cited += [*self.unassigned, *(index for group in self.duplicates for index in group)]
        self.statement_ids, self.feedback_ids = run.statement_ids, run.quoted_ids
        told = {self.statement_ids[index] for index in (*telling(view), *indexes)}
        self.statements = texts_of(Statement, {*told, *also}, public=public)
        self._feedback = texts_of(Feedback, (self.feedback_ids[index] for index in cited), public=public)

    def statement(self, index: int) -> Statement | None:
        found: Statement | None = self.statements.get(self.statement_ids[index])
        return found

    def answers(self, indexes: Iterable[int], most: int = QUOTES) -> list[Feedback]:
        found = (self._feedback.get(self.feedback_ids[index]) for index in indexes)
        return [row for row in found if row is not None][:most]


def telling(view: Mapping[str, Any]) -> list[int]:
    """The statements that the results speak of: shared, dividing, and each group's own."""
    told = [*view.get("shared", [])[:LISTED], *view.get("divisive", [])[:LISTED]]
    told += [item for group in view.get("groups", []) for item in group["representative"]]
    return list(dict.fromkeys(item["statement"] for item in told))


def results_of(
    challenge: DesignChallenge, *, analysts: bool, public: bool, asked: Asked = AS_EVERYBODY
) -> Results | None:
    """The newest run's results; None where nothing was summed up. Up to four queries.

    `analysts` see groups from five people, runs made while answers still come in, and what is new since the run
    before; `public` quotes only answers that may be quoted.
    """
    run = run_shown(challenge, analysts=analysts)
    if run is None:
        return None
    view: dict[str, Any] = run.view or {}  # type: ignore[attr-defined]
    changes = run.changes if analysts else {}
    page = indexes_on(view, asked)
    said = _Words(run, view, page.object_list, public=public, also=statement_ids_in(changes))
    groups = view.get("groups", [])
    people = view.get("totals", {}).get("size", 0)
    reason = view.get("reason", "too_few_votes")
    clear = bool(view.get("clear"))
    whole = analysts and not run.interim
    return Results(
        run=run,
        headline=terms.headline(clear, reason, len(groups)),
        why=terms.why(reason),
        clear=clear,
        stable=meaning.how_stable(view["stability"]) if clear and groups else "",
        has_map=bool(view),
        people=people if whole else shown_total(people),
        groups=[_group(group, view, said, people) for group in groups],
        map=map_of(view, _marks(view, said, list(page.object_list), asked)),
        table=statement_page(view, asked, page, said.statement) if view else None,
        shared=_shown(view["shared"][:LISTED], view, said) if view else [],
        divides=_shown(view["divisive"][:LISTED], view, said) if view else [],
        without_files=_without_files(run, view, said, analysts=analysts),
        coverage=_coverage(challenge, coverage_for(run.coverage, analysts=whole)),
        changes=changes_shown(changes, said.statements),
        **_themes(run, said, analysts=analysts),
    )


def _without_files(run: SynthesisRun, view: Mapping[str, Any], said: _Words, *, analysts: bool) -> list[WithoutFiles]:
    """What people share and what divides them, with and without what came from files."""
    told = [item["statement"] for name in ("shared", "divisive") for item in view.get(name, [])[:LISTED]]
    return without_files(
        run, view, [(index, said.statement(index)) for index in dict.fromkeys(told)], analysts=analysts
    )


def _marks(view: Mapping[str, Any], said: _Words, on_page: Sequence[int], asked: Asked) -> list[tuple[int, str]] | None:
    if not asked.on_map:
        return None
    chosen = telling(view)[:MOST_MARKS] if asked.in_print else on_page
    return [(index, row.text if (row := said.statement(index)) else "") for index in chosen]


def _sides(view: Mapping[str, Any], only_group: int | None = None) -> list[tuple[str, Mapping[str, Any]]]:
    groups = [group for group in view["groups"] if only_group in (None, group["label"])]
    own = [(terms.group_name(group["label"]), group["counts"]) for group in groups]
    everybody = [(_("Everybody"), view["totals"])]
    return everybody + own if only_group is None else own + everybody


def _shown(
    items: Sequence[Mapping[str, Any]], view: Mapping[str, Any], said: _Words, only_group: int | None = None
) -> list[Shown]:
    stakes = (
        [(terms.stake_name(name), counts) for name, counts in view["by_stake"].items()] if only_group is None else []
    )
    found = []
    for item in items:
        index = item["statement"]
        statement = said.statement(index)
        rows, direction = rows_of(_sides(view, only_group), index), item.get("direction", "")
        found.append(
            Shown(
                index + 1,
                statement.text if statement else "",
                statement.language if statement else "",
                direction,
                _meaning(rows, direction) if only_group is None else "",
                rows,
                rows_of(stakes, index),
            )
        )
    return found


def _meaning(rows: Sequence[Row], direction: str) -> str:
    everybody, *groups = rows
    shares = [(row.name, row.agree) for row in groups]
    return meaning.of_statement(everybody.agree, shares, direction, everybody.in_short)


def _group(group: Mapping[str, Any], view: Mapping[str, Any], said: _Words, people: int) -> Group:
    share = group["size"] / max(people, 1)
    return Group(
        name=terms.group_name(group["label"]),
        size=group["size"],
        share=share,
        in_ten=meaning.in_ten(share),
        sure=terms.how_sure_of_group(group["stability"]),
        key=key(group["label"] + 1),
        own=_shown(group["representative"], view, said, group["label"]),
    )


def _themes(run: SynthesisRun, said: _Words, *, analysts: bool) -> dict[str, Any]:
    summaries = theme_summaries(run, analysts=analysts)
    apart = next((theme for theme in summaries if theme.number is None), None)
    total = answers_total(run, analysts=analysts)
    numbered = [theme for theme in summaries if theme.number is not None]
    # What people have not named is no heading for everybody.
    shown = [theme for theme in numbered if theme.name or analysts]
    return {
        "themes": [_theme_card(theme, total, said) for theme in shown],
        "unnamed": len(numbered) - len(shown),
        "answers": total,
        "unassigned_count": apart.size if apart else 0,
        "unassigned": said.answers(said.unassigned, UNASSIGNED),
        "duplicates": [found for group in said.duplicates if len(found := said.answers(group, 5)) > 1],
    }


def _theme_card(theme: ThemeSummary, total: int | None, said: _Words) -> ThemeCard:
    typical = said.answers(theme.typical)
    central = typical[0] if typical else None
    return ThemeCard(
        title=theme.name or (as_quote(central.text) if central else _("Not named yet")),
        named=bool(theme.name),
        language=central.language if central else "",
        size=theme.size,
        bar=stacked_bar([("brand", theme.size / total)]) if theme.size and total else "",
        typical=typical,
        apart=said.answers(theme.apart, 1),
        sure=terms.how_sure_of_theme(theme.certainty or 0.0),
    )


def _coverage(challenge: DesignChallenge, coverage: Mapping[str, Any]) -> dict[str, Any]:
    """Who took part, against whom we wanted to hear. One query."""
    labels = {target.pk: target.label for target in challenge.targets.all()}
    targets = [
        {
            **target,
            "label": labels[target["key"]],
            "bar": stacked_bar([("brand", target["share"] or 0)]) if target["heard"] is not None else "",
            "meaning": meaning.of_target(target["heard"], target["wanted"], target.get("band", "")),
        }
        for target in coverage.get("targets", [])
        if target["key"] in labels
    ]
    total = coverage.get("total")
    return {
        "total": total,
        "smallest": SMALLEST_CELL,
        "targets": targets,
        "met": meaning.targets_met([target["met"] for target in targets]),
        "by_stake": _bars(coverage.get("by_stake", {}), total, terms.stake_name),
        "by_mode": _bars(coverage.get("by_mode", {}), total, terms.mode_name),
    }


def _bars(parts: Mapping[str, int | None], total: int | None, name: Any) -> Bars:
    return Bars(
        [
            (str(name(part)), count, "" if count is None or not total else stacked_bar([("brand", count / total)]))
            for part, count in parts.items()
        ]
    )
