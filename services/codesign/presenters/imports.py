"""What pages say of files that come in: what is in them, what is wrong with them, what became of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.disclosure import shown_total
from services.codesign.enums import Mode
from services.codesign.models import ImportBatch, ImportUpload
from services.codesign.tables.content import FileContent
from services.codesign.tables.problems import remark_of, words_of
from services.codesign.tables.reading import PREVIEW_ROWS, problems_of

SHORT = 300


@dataclass(frozen=True)
class ReadingShown:
    """What a reading found, in words. `asks`: what has to be said first."""

    numbers: list[str]
    problems: list[str]
    remarks: list[str]
    asks: list[str]
    first: list[str]
    topic: str

    @property
    def is_ready(self) -> bool:
        return not self.problems and not self.asks


def reading_shown(upload: ImportUpload) -> ReadingShown | None:
    """None while the files are being read."""
    kept = upload.reading
    if kept is None:
        return None
    return ReadingShown(
        numbers=[*numbers_of(kept["counts"]), *_more_numbers(kept)],
        problems=[words_of(problem) for problem in problems_of(kept)],
        remarks=[remark_of(remark) for remark in kept["remarks"]],
        asks=kept["asks"],
        first=kept["first"],
        topic=kept["topic"],
    )


def numbers_of(counts: Mapping[str, int | None]) -> list[str]:
    """ "40 people", "40 answers" and so on; a number that is too small to show says so."""
    few = {
        "people": _("fewer than ten people"),
        "answers": _("fewer than ten answers"),
        "reactions": _("fewer than ten reactions"),
    }
    many: dict[str, Callable[[int], str]] = {
        "people": lambda n: ngettext("%(n)d person", "%(n)d people", n),
        "answers": lambda n: ngettext("%(n)d answer", "%(n)d answers", n),
        "statements": lambda n: ngettext("%(n)d statement", "%(n)d statements", n),
        "reactions": lambda n: ngettext("%(n)d reaction", "%(n)d reactions", n),
    }
    given = [(name, counts[name]) for name in many if name in counts]
    return [few[name] if n is None else many[name](n) % {"n": n} for name, n in given]


def how_many(people: int | None) -> str:
    """ "40 people"; a number that is too small to show says so."""
    return numbers_of({"people": people})[0]


def _more_numbers(kept: Mapping[str, Any]) -> list[str]:
    """Whose words may be shown, what the file says of how people took part, and what is left out."""
    lines = []
    if kept["counts"].get("answers"):
        lines.append(_("Words that may be shown to others: %(n)d") % {"n": kept["quotable"]})
    for mode, n in kept["said"].items():
        lines.append(_("The file says “%(mode)s”: %(n)d") % {"n": n, "mode": dict(Mode.choices).get(mode, mode)})
    if kept["silent"]:
        words = ngettext(
            "%(n)d row holds no answer and is left out", "%(n)d rows hold no answer and are left out", kept["silent"]
        )
        lines.append(words % {"n": kept["silent"]})
    return lines


@dataclass(frozen=True)
class BatchShown:
    """One file that was brought in. Whoever acts for the council is named; residents who confirm are not."""

    pk: int
    brought_at: datetime
    brought_by: str
    kind: Any
    state: str
    status: Any
    at: datetime | None
    reason: str
    attribution: str
    numbers: list[str]
    names: list[str]
    some: list[str]


def batch_shown(batch: ImportBatch, *, whole: bool = False) -> BatchShown:
    """For everybody, with the numbers that may be shown. `whole`: for members, with some of what it holds."""
    counts = batch.counts if whole else public_counts(batch)
    return BatchShown(
        pk=batch.pk,
        brought_at=batch.created_at,
        brought_by=batch.brought_by,
        kind=batch.get_kind_display(),
        state=batch.state,
        status=batch.get_state_display(),
        at=batch.ended_at or batch.confirmed_at,
        reason=batch.reason,
        attribution=batch.attribution,
        numbers=numbers_of(counts),
        names=batch.names,
        some=_spread_over(batch) if whole and batch.is_waiting else [],
    )


def public_counts(batch: ImportBatch) -> dict[str, int | None]:
    """What a file holds, as everybody may read it: how many statements is no number of people."""
    return {name: count if name == "statements" else shown_total(count) for name, count in batch.counts.items()}


def _spread_over(batch: ImportBatch) -> list[str]:
    """Some of what a file says, from its beginning to its end."""
    content = FileContent.unpack(bytes(batch.content or b""))
    texts = [one.text for one in (content.answers or content.statements) if one.text]
    step = max(1, len(texts) // PREVIEW_ROWS)
    return [text[:SHORT] for text in texts[::step][:PREVIEW_ROWS]]
