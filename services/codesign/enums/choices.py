"""What people choose from, and what is said of what they chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How somebody took part. Every way counts in full."""

    SELF = "self", _("On this website")
    ASSISTED = "assisted", _("With somebody's help")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    IMPORTED = "imported", _("Brought in from another system")


class WayIn(models.TextChoices):
    """How somebody took part, as it is shown: who signed in, who came without an account, and files stand apart."""

    ACCOUNT = "account", _("On this website, signed in")
    VISITOR = "visitor", _("On this website, without an account")
    ASSISTED = "assisted", _("With somebody's help")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    IMPORTED = "imported", _("From a file")

    @classmethod
    def of(cls, mode: str, person_id: int | None) -> str:
        """The way in of somebody who took part in a mode, with or without an account."""
        if mode != Mode.SELF:
            return mode
        return cls.VISITOR.value if person_id is None else cls.ACCOUNT.value


class ModerationTiming(models.TextChoices):
    """When answers are looked through."""

    PRE = "pre", _("Before they are shown")
    POST = "post", _("After they are shown")


class ModerationState(models.TextChoices):
    """What the look through said."""

    PENDING = "pending", _("Waiting to be looked at")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not shown")


class ModerationReason(models.TextChoices):
    """Why something is not shown. Disagreeing is never a reason."""

    PERSONAL = "personal", _("It names or describes a private person")
    ABUSIVE = "abusive", _("It insults or threatens somebody")
    OFF_TOPIC = "off_topic", _("It is about something else")
    DUPLICATE = "duplicate", _("It was sent twice")
    SPAM = "spam", _("It is advertising or was sent by a machine")
    UNLAWFUL = "unlawful", _("It may break the law")
    IMPORTED = "imported", _("It was not shown where it came from")


class LookPurpose(models.TextChoices):
    """Why somebody else looks at something that is not to be shown."""

    REFUSAL = "refusal", _("Somebody does not want it shown")
    AGAIN = "again", _("Its author asks for another look")


class LookOutcome(models.TextChoices):
    """What the second look said. A void one was overtaken: the item was changed, shown or taken back meanwhile."""

    WAITING = "waiting", _("Waits for a second person")
    REFUSED = "refused", _("Not shown")
    SHOWN = "shown", _("Shown")
    VOID = "void", _("No longer needed")


class ReactionValue(models.IntegerChoices):
    """What somebody thinks of a statement."""

    AGREE = 1, _("Agree")
    PASS = 0, _("Pass or not sure")
    DISAGREE = -1, _("Disagree")


class InsightState(models.TextChoices):
    """A merged finding lives on in the one it went into."""

    DRAFT = "draft", _("Draft")
    KEPT = "kept", _("Kept")
    MERGED = "merged", _("Merged into another")
    DROPPED = "dropped", _("Dropped")


class SourceKind(models.TextChoices):
    """What a person's words do for a finding."""

    SUPPORTS = "supports", _("Supports it")
    DISSENTS = "dissents", _("Sees it differently")


class ResponseKind(models.TextChoices):
    """What became of a finding."""

    ADDRESSED = "addressed", _("We will act on it")
    DECLINED = "declined", _("We will not act on it")
    DEFERRED = "deferred", _("We will come back to it")


class OptionViewValue(models.TextChoices):
    """What a member of the service thinks of an option."""

    SUPPORT = "support", _("Support")
    UNSURE = "unsure", _("Not sure")
    OPPOSE = "oppose", _("Against")


class Feasibility(models.TextChoices):
    """How hard an option is to carry out."""

    NOW = "now", _("Can be done now")
    WITH_EFFORT = "with_effort", _("Can be done with some effort")
    HARD = "hard", _("Hard to do")
    UNKNOWN = "unknown", _("Not known yet")


class ImportKind(models.TextChoices):
    """What came in."""

    POLIS = "polis", _("Polis export")
    TABLE = "table", _("Table of answers (CSV or XLSX)")


class ImportState(models.TextChoices):
    """What is known of a file's people counts for nothing before a resident has confirmed it."""

    WAITING = "waiting", _("Waits for a resident to confirm it")
    CONFIRMED = "confirmed", _("Confirmed by a resident")
    REFUSED = "refused", _("Refused by a resident")
    TAKEN_BACK = "taken_back", _("Taken back")


class OpinionBand(models.TextChoices):
    """What most people think of a statement, where an exact number would tell too much (`kernel.disclosure`)."""

    ALMOST_ALL_AGREE = "almost_all_agree", _("Almost everybody who reacted agrees.")
    NINE_IN_TEN_AGREE = "nine_in_ten_agree", _("More than 9 in 10 who reacted agree.")
    THREE_IN_FOUR_AGREE = "three_in_four_agree", _("More than 3 in 4 who reacted agree.")
    HALF_AGREE = "half_agree", _("More than half of those who reacted agree.")
    ALMOST_ALL_DISAGREE = "almost_all_disagree", _("Almost everybody who reacted disagrees.")
    NINE_IN_TEN_DISAGREE = "nine_in_ten_disagree", _("More than 9 in 10 who reacted disagree.")
    THREE_IN_FOUR_DISAGREE = "three_in_four_disagree", _("More than 3 in 4 who reacted disagree.")
    HALF_DISAGREE = "half_disagree", _("More than half of those who reacted disagree.")
    MIXED = "mixed", _("Neither those who agree nor those who disagree are more than half of those who reacted.")


class ShareBand(models.TextChoices):
    """How much of a whole something is, where an exact number would tell too much."""

    ALMOST_ALL = "almost_all", _("almost all")
    NINE_IN_TEN = "nine_in_ten", _("more than 9 in 10")
    THREE_IN_FOUR = "three_in_four", _("more than 3 in 4")
    HALF = "half", _("more than half")


def band_words(band: str) -> str:
    """An opinion band as people read it; "" for none."""
    return str(OpinionBand(band).label) if band else ""


def band_data(band: str) -> dict[str, str] | None:
    """An opinion band as data: its code and its words."""
    return {"code": band, "words": band_words(band)} if band else None


class CopyForm(models.TextChoices):
    """In what form somebody took a copy."""

    CSV = "csv", _("Tables (CSV files in a ZIP)")
    JSON = "json", _("One JSON file")
