"""Forms that robots find, without puzzles for people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.web.forms import CoprodForm
from kernel.web.limits import pace_token, shown_for

FASTEST_PERSON = 2.0


class GuardedForm(CoprodForm):
    """A form that robots find: a trap that people do not see, and a mark of when it was shown."""

    website = forms.CharField(required=False, max_length=200)
    pace = forms.CharField(required=False, max_length=200)

    @property
    def fresh_pace(self) -> str:
        """The mark to send with the form. One that people had time with stays, so that a correction is not held up."""
        now = clock.now()
        sent = str(self.data.get("pace", "")) if self.is_bound else ""
        seconds = shown_for(sent, now.timestamp())
        return sent if seconds is not None and seconds >= FASTEST_PERSON else pace_token(now.timestamp())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seconds = shown_for(cleaned.pop("pace", ""), clock.now().timestamp())
        too_quick = cleaned.pop("website", "") or seconds is None or seconds < FASTEST_PERSON
        if too_quick and not self.errors:
            words = _("Sorry, that was too quick for us. Your text is still here: please send it again.")
            raise ValidationError(words, code="robot")
        return cleaned
