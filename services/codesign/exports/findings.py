"""The results of a summing-up as data and as tables: one code for pages and API.

`analysts` see groups from five people, small cells and what is new since the run before. For everybody else the
run's public form is taken as it is stored, and sizes of themes and of who was heard are hidden where they are small.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.disclosure import hide_small_parts, shown_total
from kernel.files.cells import csv_text
from services.codesign.drafting import group_letter
from services.codesign.engine.opinion.statement_table import (
    EVERYONE,
    GROUP,
    Cell,
    Side,
    StatementTable,
    statement_table,
)
from services.codesign.engine.opinion.ways import shares_without
from services.codesign.enums import band_data, band_words
from services.codesign.models import Feedback, Statement, SynthesisRun
from services.codesign.queries.findings.runs import coverage_for, texts_of

QUOTED, APART, UNASSIGNED_QUOTED = 3, 2, 10
COUNTS = {"agree": "agree", "disagree": "disagree", "pass": "passed", "seen": "seen"}
THEME_COLUMNS = (
    "theme", "name", "answers", "share", "certainty", "keywords",
    *(f"quote_{n}" for n in range(1, QUOTED + 1)),
)  # fmt: skip
MAY_DIFFER_COLUMNS = tuple(f"may_differ_{n}" for n in range(1, APART + 1))


@dataclass(frozen=True)
class ThemeSummary:
    """A theme as the reader may see it. `number` is None for the answers that belong nowhere; `size` where hidden.

    `name` is "" where no person named it. `apart`: what is least like the rest, which a person should read since it may
    say something else; for analysts only, since nobody has said that it does.
    """

    number: int | None
    name: str
    keywords: list[str]
    size: int | None
    certainty: float | None
    typical: list[int]
    apart: list[int]


def view_of(run: SynthesisRun) -> dict[str, Any]:
    """The opinion map that came with the run: the analysts' or the public form."""
    return getattr(run, "view", None) or {}


def theme_summaries(run: SynthesisRun, *, analysts: bool) -> list[ThemeSummary]:
    """The themes, the largest first, and last the answers that belong nowhere. Answers are named by their index."""
    stored, unassigned = run.themes.get("themes", []), run.themes.get("unassigned", [])
    called = run.themes.get("called", {})
    sizes: dict[str, int | None] = {str(theme["number"]): theme["size"] for theme in stored}
    sizes["unassigned"] = run.themes.get("nowhere", 0)
    if not analysts:
        sizes = hide_small_parts({name: size or 0 for name, size in sizes.items() if size})
    found = [
        ThemeSummary(
            number=theme["number"],
            name=called.get(str(theme["number"])) or theme.get("name", ""),
            keywords=theme["keywords"],
            size=sizes[str(theme["number"])],
            certainty=theme["certainty"],
            typical=theme["representative"],
            apart=theme["dissenting"] if analysts else [],
        )
        for theme in stored
    ]
    if unassigned:
        found.append(ThemeSummary(None, "", [], sizes["unassigned"], None, unassigned, []))
    return found


def answers_total(run: SynthesisRun, *, analysts: bool) -> int | None:
    """How many answers went in; None where there are too few to say."""
    return run.answers if analysts or not run.answers else shown_total(run.answers)


# --- statements -----------------------------------------------------------------------------------------------------


def column_name(side: Side) -> str:
    """The side's name in headings of files: `everyone`, `group_a`, `citizen`."""
    if side.kind == EVERYONE:
        return EVERYONE
    return f"group_{group_letter(int(side.name)).lower()}" if side.kind == GROUP else side.name


def statement_cells(run: SynthesisRun, *, texts: Mapping[int, Statement]) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """The columns and rows of the statement table; a cell that may not be shown is None."""
    view = view_of(run)
    table = statement_table(view)
    names = {column_name(side): side for side in table.sides}
    columns = ["number", "statement", "text", "language"]
    columns += [f"{name}_{count}" for name in names for count in COUNTS]
    columns += [f"{EVERYONE}_in_short"]
    columns += ["consensus_agree", "consensus_disagree", "divisiveness", "x", "y"]
    return columns, _statement_rows(run, table, names, view.get("statement_positions", []), texts)


def _statement_rows(
    run: SynthesisRun,
    table: StatementTable,
    names: Mapping[str, Side],
    positions: Sequence[Sequence[float]],
    texts: Mapping[int, Statement],
) -> Iterator[dict[str, Any]]:
    for index in range(table.size):
        pk = run.statement_ids[index]
        said = texts.get(pk)
        row = {
            "number": index + 1,
            "statement": pk,
            "text": said.text if said else "",
            "language": said.language if said else "",
            f"{EVERYONE}_in_short": band_words(table.sides[0].cell(index).band),
            "consensus_agree": table.agree[index],
            "consensus_disagree": table.disagree[index],
            "divisiveness": table.divides[index],
            "x": positions[index][0],
            "y": positions[index][1],
        }
        for name, side in names.items():
            cell = side.cell(index)
            row |= {f"{name}_{count}": getattr(cell, field) for count, field in COUNTS.items()}
        yield row


def statements_csv(run: SynthesisRun) -> str:
    """A row for each statement, with its counts on every side that may be shown. One query."""
    columns, rows = statement_cells(run, texts=texts_of(Statement, run.statement_ids, public=True))
    return csv_text(rows, columns)


# --- themes ---------------------------------------------------------------------------------------------------------


def themes_csv(run: SynthesisRun, *, analysts: bool, public: bool) -> str:
    """A row for each theme, and one for the answers that belong nowhere. One query."""
    summaries = theme_summaries(run, analysts=analysts)
    texts = _theme_texts(run, summaries, public=public)
    columns = THEME_COLUMNS + (MAY_DIFFER_COLUMNS if analysts else ())
    return csv_text([_theme_cells(theme, run, texts) for theme in summaries], columns)


def _theme_cells(theme: ThemeSummary, run: SynthesisRun, texts: Mapping[int, Feedback]) -> dict[str, Any]:
    typical, apart = _quoted(theme.typical, QUOTED, run, texts), _quoted(theme.apart, APART, run, texts)
    return {
        "theme": "" if theme.number is None else theme.number + 1,
        "name": "(none)" if theme.number is None else theme.name,
        "answers": theme.size,
        "share": None if theme.size is None else round(theme.size / max(run.answers, 1), 3),
        "certainty": theme.certainty,
        "keywords": ", ".join(theme.keywords),
        **{f"quote_{n + 1}": typical[n].text if n < len(typical) else None for n in range(QUOTED)},
        **{name: apart[n].text if n < len(apart) else None for n, name in enumerate(MAY_DIFFER_COLUMNS)},
    }


def _theme_texts(run: SynthesisRun, themes: Sequence[ThemeSummary], *, public: bool) -> dict[int, Feedback]:
    cited = [index for theme in themes for index in (*theme.typical[: 2 * UNASSIGNED_QUOTED], *theme.apart)]
    ids = run.quoted_ids
    return texts_of(Feedback, (ids[index] for index in cited), public=public)


def _quoted(indexes: Sequence[int], most: int, run: SynthesisRun, texts: Mapping[int, Feedback]) -> list[Feedback]:
    ids = run.quoted_ids
    found = (texts.get(ids[index]) for index in indexes)
    return [row for row in found if row is not None][:most]


# --- all of it ------------------------------------------------------------------------------------------------------


def results_data(run: SynthesisRun, *, analysts: bool, public: bool) -> dict[str, Any]:
    """Everything that the results pages show, as JSON types. Two queries.

    `public` quotes only answers that may be quoted.
    """
    view = view_of(run)
    themes = theme_summaries(run, analysts=analysts)
    answers = _theme_texts(run, themes, public=public)
    people = view.get("totals", {}).get("size", 0)
    whole = analysts and not run.interim
    return {
        "number": run.number,
        "created_at": run.created_at,
        "engine_version": run.engine_version,
        "inputs_digest": run.inputs_digest,
        "seed": run.parameters.get("seed"),
        "interim": run.interim,
        "clear": bool(view.get("clear")),
        "reason": view.get("reason", "too_few_votes"),
        "stability": view.get("stability"),
        "people": people if whole else shown_total(people),
        "answers": answers_total(run, analysts=analysts),
        "groups": [_group_data(group, people) for group in view.get("groups", [])],
        "shared": _named(view.get("shared", [])),
        "divides": _named(view.get("divisive", [])),
        "statements": _statements_data(run),
        "without_files": _without_files(run, view, analysts=analysts),
        "themes": [_theme_data(theme, run, answers) for theme in themes],
        "coverage": coverage_for(run.coverage, analysts=whole),
        "changes": run.changes if analysts else {},
    }


def _without_files(run: SynthesisRun, view: Mapping[str, Any], *, analysts: bool) -> list[dict[str, Any]]:
    """Shares that agree, of everybody and without what came from files, where both may be shown."""
    if not run.ways or not view:
        return []
    rows = []
    for index in range(len(view["totals"]["agree"])):
        shares = shares_without(view["totals"], run.ways, index, whole=analysts)
        if shares.everybody is not None:
            everybody, here = (None if share is None else round(share, 3) for share in shares)
            rows.append({"number": index + 1, "everybody": everybody, "without_files": here})
    return rows


def _named(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"number": item["statement"] + 1, "direction": item.get("direction", "")} for item in items]


def _group_data(group: Mapping[str, Any], people: int) -> dict[str, Any]:
    return {
        "group": group["label"],
        "letter": group_letter(group["label"]),
        "size": group["size"],
        "share": round(group["size"] / max(people, 1), 3),
        "stability": group["stability"],
        "typical": _named(group["representative"]),
    }


def _statements_data(run: SynthesisRun) -> list[dict[str, Any]]:
    table = statement_table(view_of(run))
    texts = texts_of(Statement, run.statement_ids, public=True)
    return [
        {
            "number": index + 1,
            "id": pk,
            "text": texts[pk].text if pk in texts else "",
            "language": texts[pk].language if pk in texts else "",
            "in_short": band_data(table.sides[0].cell(index).band),
            "sides": {column_name(side): _cell_data(side.cell(index)) for side in table.sides},
            "consensus": {"agree": table.agree[index], "disagree": table.disagree[index]},
            "divisiveness": table.divides[index],
        }
        for index, pk in enumerate(run.statement_ids[: table.size])
    ]


def _cell_data(cell: Cell) -> dict[str, int | None]:
    return {count: getattr(cell, field) for count, field in COUNTS.items()}


def _theme_data(theme: ThemeSummary, run: SynthesisRun, texts: Mapping[int, Feedback]) -> dict[str, Any]:
    def quotes(indexes: Sequence[int], most: int) -> list[dict[str, Any]]:
        return [
            {"id": row.pk, "text": row.text, "language": row.language} for row in _quoted(indexes, most, run, texts)
        ]

    return {
        "number": None if theme.number is None else theme.number + 1,
        "name": theme.name,
        "keywords": theme.keywords,
        "answers": theme.size,
        "certainty": theme.certainty,
        "quotes": quotes(theme.typical, QUOTED if theme.number is not None else UNASSIGNED_QUOTED),
        "may_differ": quotes(theme.apart, APART),
    }
