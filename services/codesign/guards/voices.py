"""What people said is all in, and somebody has looked through it."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Reason
from kernel.reading import counting
from services.codesign.models import (
    DesignChallenge,
)
from services.codesign.queries.imports import waiting_imports
from services.codesign.queries.moderation import second_looks_waiting
from services.codesign.queries.voices import pending_count


def guard_files_confirmed(challenge: DesignChallenge) -> list[Reason]:
    """What came from files counts for nothing before a resident has confirmed it, so somebody has to say."""
    return [
        Reason(
            "file-unconfirmed",
            _(
                "The file that %(who)s brought in on %(when)s waits for a resident. Any resident of this service who "
                "did not bring it in can confirm or refuse it."
            )
            % {
                "who": batch.brought_by,
                "when": date_format(localtime(batch.created_at), "j F Y"),
            },
            reverse("codesign:one_import", args=[challenge.pk, batch.pk]),
        )
        for batch in waiting_imports(challenge)[:10]
    ]


def guard_moderation_done(challenge: DesignChallenge) -> list[Reason]:
    """Nothing waits to be looked at, not by a second person either."""
    return moderation_reasons(challenge, pending_count(challenge), second_looks_waiting(challenge).count())


def moderation_reasons(challenge: DesignChallenge, waiting: int, looks: int) -> list[Reason]:
    """What is wrong with so many answers and statements that wait to be looked at, and so many for a second person."""
    return [*_unseen_reasons(challenge, waiting), *_second_look_reasons(challenge, looks)]


def _second_look_reasons(challenge: DesignChallenge, waiting: int) -> list[Reason]:
    if not waiting:
        return []
    text = ngettext(
        "%(n)d answer or statement waits for a second person to say whether it is shown. A resident or a professional "
        "of the service can do this, but not who refused it.",
        "%(n)d answers or statements wait for a second person to say whether they are shown. A resident or a "
        "professional of the service can do this, but not who refused them.",
        waiting,
    )
    where = reverse("codesign:second_looks", args=[challenge.pk])
    return [Reason("second-look-waiting", text % {"n": waiting}, where)]


def _unseen_reasons(challenge: DesignChallenge, waiting: int) -> list[Reason]:
    if not waiting:
        return []
    text = ngettext(
        "%(n)d answer or statement has not been looked at yet.",
        "%(n)d answers or statements have not been looked at yet.",
        waiting,
    )
    if waiting > counting.COUNTED_UP_TO:
        text, waiting = _("More than %(n)d answers and statements have not been looked at yet."), counting.COUNTED_UP_TO
    return [Reason("moderation-waiting", text % {"n": waiting}, reverse("codesign:moderation", args=[challenge.pk]))]
