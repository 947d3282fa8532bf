"""Take somebody's words out of what quotes them, once they have taken them back."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from services.codesign.enums import InsightState
from services.codesign.models import Feedback, Insight, Signature, Statement
from services.codesign.queries.findings.insights import findings_digest

# Words as long as this are a quote also where no quotation marks stand around them.
UNMISTAKABLE = 15
# Where a finding may quote somebody, beside its evidence.
TEXTS = ("text", "drafted_text", "counted_text", "reworded_text")


def take_quotes_out(said: Feedback | Statement, words: str) -> None:
    """Findings that quote what they rest on word for word, as machine drafts do, say instead that it was taken back.

    Whoever signed findings that quoted it has signed the same without the quote: nobody has to decide anew because
    somebody took a sentence back, and the guards ask for another look where one can still be had.
    """
    challenge = said.challenge
    before = None
    resting = {f"sources__{said._meta.model_name}": said}
    for insight in Insight.objects.select_for_update(of=("self",)).filter(**resting).order_by("pk"):
        texts = {name: _translated_without(getattr(insight, name), words) for name in TEXTS}
        evidence = _without(insight.evidence, words, "en")
        if evidence == insight.evidence and all(texts[name].data == getattr(insight, name).data for name in TEXTS):
            continue
        if before is None and insight.state == InsightState.KEPT:
            before = findings_digest(challenge)
        insight.evidence = evidence
        for name, text in texts.items():
            setattr(insight, name, text)
        # Who is writing a finding meanwhile may not bring the quote back; a draft nobody touched stays one.
        insight.version += insight.state != InsightState.DRAFT
        insight.save(update_fields=[*TEXTS, "evidence", "version"])
    if before is not None:
        Signature.objects.filter(challenge=challenge, digest=before).update(digest=findings_digest(challenge))


def _translated_without(text: LazyI18nString, words: str) -> LazyI18nString:
    if not text:
        return text
    parts = text.data if isinstance(text.data, dict) else {"en": str(text.data)}
    return LazyI18nString({code: _without(part, words, code) for code, part in parts.items()})


def _without(value: Any, words: str, language: str) -> Any:
    """The same with the quoted words replaced in every text, however deep."""
    if isinstance(value, str):
        with translation.override(language):
            gone = "[" + _("taken back by its author") + "]"
        value = value.replace(f"“{words}”", gone)
        return value.replace(words, gone) if len(words) >= UNMISTAKABLE else value
    if isinstance(value, dict):
        return {key: _without(item, words, language) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, words, language) for item in value]
    return value
