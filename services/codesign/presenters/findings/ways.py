"""Results with and without what came from files, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from services.codesign.engine.opinion.ways import Without, shares_without
from services.codesign.models import Statement, SynthesisRun


@dataclass(frozen=True)
class WithoutFiles:
    """One statement. `everybody` and `here` are words; `differs` where the larger side is another one."""

    number: int
    text: str
    language: str
    everybody: str
    here: str
    differs: bool


def without_files(
    run: SynthesisRun, view: Mapping[str, Any], items: Sequence[tuple[int, Statement | None]], *, analysts: bool
) -> list[WithoutFiles]:
    """Some statements by their index, as far as they may be shown; nothing where nothing came from files."""
    if not run.ways or not view:
        return []
    found = []
    for index, statement in items:
        shares = shares_without(view["totals"], run.ways, index, whole=analysts)
        if shares.everybody is not None:
            text, language = (statement.text, statement.language) if statement else ("", "")
            differs = shares.here is not None and (shares.everybody > 0.5) != (shares.here > 0.5)
            found.append(WithoutFiles(index + 1, text, language, _words(shares.everybody), _here(shares), differs))
    return found


def _here(shares: Without) -> str:
    return _("Nobody reacted here.") if shares.here is None else _words(shares.here)


def _words(share: float) -> str:
    return _("About %(n)d in every 100 agree.") % {"n": round(share * 100)}
