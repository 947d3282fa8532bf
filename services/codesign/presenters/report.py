"""How many were told what became of their words, as everybody may read it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kernel.disclosure import SMALLEST_CELL, publishable, share_band
from services.codesign.enums import ShareBand
from services.codesign.queries.decision import Told


@dataclass(frozen=True)
class ToldWords:
    """The share in short, and what else has to be said of those who were not reached."""

    share: str
    notes: list[str]


def told_words(told: Told) -> ToldWords:
    """The share of those whom we could tell, in numbers where they are large enough on both sides, else in words."""
    return ToldWords(_share(told), list(_notes(told)))


def _share(told: Told) -> str:
    if publishable(told.told, told.people):
        return f"{round(100 * told.told / told.people)}%"
    band = share_band(told.told, told.people)
    if band:
        return str(ShareBand(band).label)
    return _("half or fewer") if told.people >= 2 * SMALLEST_CELL else _("not shown")


def _notes(told: Told) -> list[str]:
    said = [_("Told means: a message reached them, or they opened the page that says what became of their own words.")]
    if publishable(told.not_reached, told.people):
        text = _("%(n)d people were not reached: they left no way to reach them, and have not opened their page.")
        said.append(text % {"n": told.not_reached})
    elif told.people < 2 * SMALLEST_CELL:
        said.append(_("So few people took part that we do not say how many of them were told."))
    if told.from_file >= SMALLEST_CELL:
        text = _("%(n)d people are known from a file only. Nobody can write to them, so they are not counted here.")
        said.append(text % {"n": told.from_file})
    elif told.from_file:
        said.append(
            _("A few people are known from a file only. Nobody can write to them, so they are not counted here.")
        )
    return said
