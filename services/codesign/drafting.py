"""Put a machine's draft into plain words, in every language of the council."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from kernel.disclosure import SMALLEST_CELL
from services.codesign.engine.drafts import DraftInsight

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def group_letter(label: int) -> str:
    """Groups carry letters that stay theirs from run to run; after Z come numbers."""
    return LETTERS[label] if label < len(LETTERS) else str(label + 1)


def draft_in_languages(draft: DraftInsight, statements: Sequence[str], languages: Sequence[str]) -> LazyI18nString:
    """The draft's sentence per language. The statement it quotes stays in the language it was said in."""
    texts = {}
    for language in languages:
        with translation.override(language):
            texts[language] = _sentence(draft, statements)
    return LazyI18nString(texts)


def _sentence(draft: DraftInsight, statements: Sequence[str]) -> str:
    values = dict(draft.parameters)
    if draft.statement_index is not None:
        values["statement"] = statements[draft.statement_index]
    if draft.kind == "theme":
        return _theme(values)
    if draft.kind == "shared":
        return _shared(draft, values)
    if draft.kind == "divides":
        return _divides(draft, values)
    return _group(draft, values)


def _theme(values: dict[str, Any]) -> str:
    """Counts are told only where they and the rest are large enough to publish: drafts may be kept word for word."""
    words = ", ".join(values["words"])
    if values["size"] < SMALLEST_CELL or values["total"] - values["size"] < SMALLEST_CELL:
        return _("Some answers speak of: %(words)s.") % {"words": words}
    text = _("%(size)d of %(total)d answers speak of: %(words)s.")
    return text % {"size": values["size"], "total": values["total"], "words": words}


def _shared(draft: DraftInsight, values: dict[str, Any]) -> str:
    by_groups = draft.template.endswith("_by_groups")
    if draft.template.startswith("shared_agree"):
        text = _("All groups agree: “%(statement)s”") if by_groups else _("Most people agree: “%(statement)s”")
    else:
        text = (
            _("All groups disagree with: “%(statement)s”")
            if by_groups
            else _("Most people disagree with: “%(statement)s”")
        )
    return text % values


def _divides(draft: DraftInsight, values: dict[str, Any]) -> str:
    if draft.template == "divides_groups":
        return _("The groups see this differently: “%(statement)s”") % values
    return _("People are split over this: “%(statement)s”") % values


def _group(draft: DraftInsight, values: dict[str, Any]) -> str:
    if draft.template == "group_agree":
        return _("One group, more than others, agrees: “%(statement)s”") % values
    return _("One group, more than others, disagrees with: “%(statement)s”") % values
