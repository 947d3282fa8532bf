"""Reads of the themes: the newest summing-up's, with every answer where people have put it since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, QuerySet, Value
from django.db.models.functions import Coalesce

from services.codesign.enums import ModerationState
from services.codesign.models import DesignChallenge, Feedback, SynthesisRun, ThemeLabel
from services.codesign.queries.voices import accepted, feedback_of

NAME_LENGTH = 80
NOWHERE = ""


@dataclass
class Theme:
    """A theme as it stands now. `numbers`: those of the run's themes that go by this name; none where people made it.

    `typical`: ids of the answers most like it, as the run has them; `central` the words of the very first of them that
    are still there. `parts`: the finer themes inside a large one, as the run found them.
    """

    name: str
    size: int
    numbers: list[int] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    typical: list[int] = field(default_factory=list)
    named: bool = True
    parts: list["ThemePart"] = field(default_factory=list)
    central: Feedback | None = None


@dataclass
class ThemePart:
    """A finer theme inside a large one. `key`: the run's numbers of the theme and of the part."""

    key: str
    size: int
    typical: list[int]
    central: Feedback | None = None


@dataclass(frozen=True, eq=False)
class ThemesNow:
    """The newest run's themes as people left them. What was taken back, or is not accepted any more, is in none.

    `place_of`: the theme's name of every answer that the run knows or that people put somewhere, by id; `found_in`: the
    same as the run has it; `part_of`: its finer theme, where it has one and stands where the run has it. `new`: answers
    in neither. `moved`: put elsewhere since the run was asked for.
    """

    run: SynthesisRun
    themes: list[Theme]
    place_of: dict[int, str]
    found_in: dict[int, str]
    part_of: dict[int, str]
    nowhere: int
    new: int
    moved: int

    def theme(self, name: str) -> Theme | None:
        """The theme of that name."""
        return next((theme for theme in self.themes if theme.name == name), None)


@dataclass(frozen=True)
class _Put:
    """Where people put an answer, and when."""

    name: str
    at: datetime


def themes_now(challenge: DesignChallenge) -> ThemesNow | None:
    """The newest run's themes as they stand now; None where nothing was summed up. Five queries."""
    run = (
        SynthesisRun.objects.filter(challenge=challenge)
        .defer("opinion_map", "coverage", "statement_ids", "contributor_ids", "per_person")
        .annotate(asked_at=Coalesce("job__created_at", F("created_at")))
        .order_by("-number")
        .first()
    )
    if run is None:
        return None
    put = _put_by_people(challenge)
    in_use = {where.name for where in put.values()}
    names, given = names_of(run.themes, in_use), given_names(run.themes, in_use)
    gone = _not_accepted(challenge)
    found_in = {
        pk: names[number] if number >= 0 else NOWHERE
        for pk, number in zip(run.feedback_ids, run.per_answer.get("theme_of", []), strict=False)
        if pk not in gone
    }
    place_of = found_in | {pk: where.name for pk, where in put.items()}
    sizes = Counter(place_of.values())
    part_of = _part_of(run, found_in, place_of)
    themes = _themes(run, names, frozenset(given), sizes, Counter(part_of.values()), gone)
    _say_centres(themes, place_of, part_of)
    return ThemesNow(
        run=run,
        themes=themes,
        place_of=place_of,
        found_in=found_in,
        part_of=part_of,
        nowhere=sizes[NOWHERE],
        new=max(accepted(feedback_of(challenge)).order_by().count() - len(place_of), 0),
        moved=sum(1 for pk, where in put.items() if where.at > run.asked_at and found_in.get(pk) != where.name),
    )


def _put_by_people(challenge: DesignChallenge) -> dict[int, _Put]:
    rows = ThemeLabel.objects.filter(
        challenge=challenge, feedback__moderation=ModerationState.ACCEPTED, feedback__withdrawn_at=None
    )
    return {pk: _Put(name, at) for pk, name, at in rows.values_list("feedback_id", "theme", "at")}


def _not_accepted(challenge: DesignChallenge) -> set[int]:
    rows = Feedback.objects.filter(challenge=challenge)
    return set(
        rows.exclude(moderation=ModerationState.ACCEPTED, withdrawn_at=None).order_by().values_list("pk", flat=True)
    )


def names_of(stored: Mapping[str, Any], in_use: Iterable[str]) -> dict[int, str]:
    """What each of a run's themes is known by, by its number: the name that people gave it, else three keywords."""
    given = given_names(stored, in_use)
    return {theme["number"]: given.get(theme["number"]) or by_keywords(theme) for theme in stored.get("themes", [])}


def given_names(stored: Mapping[str, Any], in_use: Iterable[str]) -> dict[int, str]:
    """The names that people gave to a run's themes, by number: since the run, while an answer bears it, or before."""
    called, in_use = stored.get("called", {}), set(in_use) - {NOWHERE}
    found = {}
    for theme in stored.get("themes", []):
        name = called.get(str(theme["number"]), "")
        found[theme["number"]] = name if name in in_use else theme.get("name", "")
    return {number: name for number, name in found.items() if name}


def by_keywords(theme: Mapping[str, Any]) -> str:
    """What a theme is known by that nobody has named; no reader is shown this as its name."""
    return ", ".join(theme["keywords"][:3])[:NAME_LENGTH].strip() or str(theme["number"] + 1)


def part_key(theme: int, part: int) -> str:
    """What a finer theme is known by: the run's numbers of its theme and of itself."""
    return f"{theme}-{part}"


def _part_of(run: SynthesisRun, found_in: Mapping[int, str], place_of: Mapping[int, str]) -> dict[int, str]:
    numbers = zip(run.feedback_ids, run.per_answer.get("theme_of", []), run.per_answer.get("part_of", []), strict=False)
    return {
        pk: part_key(theme, part)
        for pk, theme, part in numbers
        if part >= 0 and pk in found_in and place_of[pk] == found_in[pk]
    }


def _themes(
    run: SynthesisRun,
    names: Mapping[int, str],
    named: frozenset[int],
    sizes: Mapping[str, int],
    parts: Mapping[str, int],
    gone: set[int],
) -> list[Theme]:
    """The run's themes, those of one name together, and those that people made; the largest first."""
    found: dict[str, Theme] = {}
    quoted = run.quoted_ids
    for theme in run.themes.get("themes", []):
        name = names[theme["number"]]
        entry = found.setdefault(
            name, Theme(name, sizes.get(name, 0), keywords=theme["keywords"], named=theme["number"] in named)
        )
        entry.numbers.append(theme["number"])
        typical = (quoted[place] for place in theme["representative"])
        entry.typical.extend(pk for pk in typical if pk not in gone)
        for part in theme.get("parts", []):
            key = part_key(theme["number"], part["number"])
            ids = [pk for place in part["representative"] if (pk := quoted[place]) not in gone]
            entry.parts.append(ThemePart(key, parts.get(key, 0), ids))
    made = [Theme(name, sizes[name]) for name in sorted(sizes) if name and name not in found]
    return sorted([*found.values(), *made], key=lambda theme: -theme.size)


def _say_centres(themes: Iterable[Theme], place_of: Mapping[int, str], part_of: Mapping[int, str]) -> None:
    """Fetch the words that each theme, and each part of one, is shown by: those still in it. One query."""
    shown: list[tuple[Theme | ThemePart, int]] = []
    for theme in themes:
        inside: list[tuple[Theme | ThemePart, str, Mapping[int, str]]] = [(theme, theme.name, place_of)]
        inside += [(part, part.key, part_of) for part in theme.parts]
        for one, known_as, places in inside:
            shown += [(one, pk) for pk in one.typical if places.get(pk) == known_as][:1]
    found = Feedback.objects.only("pk", "text", "language").in_bulk({pk for _one, pk in shown}) if shown else {}
    for one, pk in shown:
        one.central = found.get(pk)


def answers_in(
    challenge: DesignChallenge,
    now: ThemesNow,
    name: str | None,
    wanted: str = "",
    *,
    part: str = "",
    everywhere: bool = False,
) -> QuerySet[Feedback]:
    """Accepted answers of a theme ("" fits nowhere, None new since the run) that contain some words, oldest first.

    `part`: only those of this finer theme; `everywhere`: whatever their theme. With who put them there.
    """
    rows = accepted(Feedback.objects.filter(challenge=challenge)).select_related("theme_label__by")
    if "\x00" in wanted:
        return rows.none()
    if not everywhere:
        members = _members(challenge, now, name)
        rows = rows.filter(pk__in=_one_of(pk for pk in members if not part or now.part_of.get(pk) == part))
    rows = rows.filter(text__icontains=wanted) if wanted else rows
    return rows.order_by("pk")


def _members(challenge: DesignChallenge, now: ThemesNow, name: str | None) -> list[int]:
    if name is not None:
        return [pk for pk, place in now.place_of.items() if place == name]
    if not now.new:
        return []
    everybody = accepted(feedback_of(challenge)).order_by().values_list("pk", flat=True)
    return [pk for pk in everybody if pk not in now.place_of]


def _one_of(ids: Iterable[int]) -> Func:
    """Many ids as one parameter."""
    return Func(
        Value(list(ids), output_field=ArrayField(BigIntegerField())),
        template="(SELECT unnest(%(expressions)s))",
        output_field=BigIntegerField(),
    )


def names_in_use(challenge: DesignChallenge) -> set[str]:
    """The names of themes that people gave."""
    rows = ThemeLabel.objects.filter(challenge=challenge).exclude(theme=NOWHERE)
    return set(rows.order_by().values_list("theme", flat=True).distinct())


def labels_by_people(challenge: DesignChallenge, feedback_ids: Sequence[int]) -> list[str | None]:
    """For each answer the theme that people put it in ("" fits nowhere, None nobody has said); [] where none is put."""
    put = dict(ThemeLabel.objects.filter(challenge=challenge).values_list("feedback_id", "theme"))
    labels = [put.get(pk) for pk in feedback_ids]
    return labels if any(theme is not None for theme in labels) else []
