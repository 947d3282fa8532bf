"""Put a machine's draft into plain words, in every language of the council."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from services.codesign.synthesis import DraftInsight
from services.codesign.synthesis.disclosure import SMALLEST_CELL

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


# Why a council's language model could not be asked, by the name of the error.
WHY_NOT_ASKED = {
    "AddressNotAllowed": gettext_lazy(
        "This address may not be called. It must start with https:// and lead to the public internet."
    ),
    "Unreachable": gettext_lazy("Nobody answered at this address. Check that it is spelt right."),
    "NotTrusted": gettext_lazy("The service could not prove who it is: its certificate does not fit its name."),
    "TooSlow": gettext_lazy("The service did not answer in time."),
    "TooLarge": gettext_lazy("The answer was far too long."),
    "Redirected": gettext_lazy("The service sends us on to another address, and we do not follow. Enter that address."),
    "KeyRefused": gettext_lazy("The service does not accept the key. Enter the key again."),
    "NotThere": gettext_lazy("There is no such service at this address. Check the last part of the address."),
    "Busy": gettext_lazy("The service is too busy now. Try again later."),
    "ServiceBroken": gettext_lazy("The service has an error of its own. Try again later."),
    "Refused": gettext_lazy("The service did not accept what we asked. Check the name of the model."),
    "NotUnderstood": gettext_lazy("The answer was not what such a service answers. Check the address."),
}
# Why a model's words were not taken, by the code of the check.
WHY_NOT_TAKEN = {
    "empty": gettext_lazy("It said nothing."),
    "long": gettext_lazy("It was much longer than the draft."),
    "link": gettext_lazy("It held a link."),
    "characters": gettext_lazy("It held signs that do not belong in a sentence."),
    "orders": gettext_lazy("It spoke to a machine, not to people."),
    "quotes": gettext_lazy("It quoted words that the draft does not quote."),
    "numbers": gettext_lazy("It changed a number."),
    "language": gettext_lazy("It was in another language."),
    "weight": gettext_lazy("It changed how many, how often or how sure."),
    "negation": gettext_lazy("It added or left out a “not”."),
    "stance": gettext_lazy("It changed who agrees and who does not."),
    "names": gettext_lazy("It added a name."),
    "words": gettext_lazy("It added something that people did not say."),
    "left-out": gettext_lazy("It left out something that people said."),
    "order": gettext_lazy("It turned words round."),
    "cannot-be-checked": gettext_lazy("The draft holds something that we cannot check, so it was not sent."),
    "no-time": gettext_lazy("The time was up."),
}
