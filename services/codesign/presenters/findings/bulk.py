"""What many things done at once come to: every one of them, to be read before the second press."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.web.confirm import Preview, Shown
from kernel.web.panels import Link
from services.codesign.models import DesignChallenge, Feedback, Insight, Statement


def listed(items: Sequence[Feedback | Statement]) -> list[Shown]:
    """Words as a question lists them, each in its language."""
    return [Shown(item.pk, item.text, item.language) for item in items]


def keeping(insight: Insight, items: Sequence[Shown]) -> Preview:
    """Keeping a draft that a computer tied to many words."""
    return Preview(
        title=_("Keep this finding with all that it rests on?"),
        button=_("I have read them. Keep it"),
        back=Link(_("Back to all findings"), reverse("codesign:insights", args=[insight.challenge_id])),
        about=insight.text,
        items=items,
        warning=_("A computer put these together. Whoever keeps the finding says that all of them support it."),
    )


def tying(challenge: DesignChallenge, insight: Insight, items: Sequence[Shown]) -> Preview:
    """Tying many words to a finding in one go."""
    return Preview(
        title=_("Tie all of these to the finding?"),
        button=_("I have read them. Tie them to it"),
        back=_to(challenge, "unused"),
        about=insight.text,
        items=items,
        warning=_("Whoever signs the findings sees how many were tied in one go."),
    )


def writing(challenge: DesignChallenge, text: Any, items: Sequence[Shown]) -> Preview:
    """Resting a finding on many words in one go."""
    return Preview(
        title=_("Rest this finding on all of these?"),
        button=_("I have read them. Save it"),
        back=_to(challenge, "insights"),
        about=text,
        items=items,
        warning=_("Whoever signs the findings sees how many were tied in one go."),
    )


def setting_aside(challenge: DesignChallenge, reason: Any, items: Sequence[Shown]) -> Preview:
    """Setting many things aside with one reason."""
    return Preview(
        title=_("Set all of these aside?"),
        button=_("I have read them. Set them aside"),
        back=_to(challenge, "unused"),
        public=[Shown(_("Why they are set aside"), reason)],
        items=items,
        warning=_("Each person who said one of these reads the reason. Everybody sees how much was set aside."),
    )


def _to(challenge: DesignChallenge, page: str) -> Link:
    return Link(_("Back"), reverse(f"codesign:{page}", args=[challenge.pk]))
