"""What the language model's app does by itself: it finds drafts to word."""

from django.conf import settings

from kernel.accounts.actor import Actor
from kernel.jobs.periodic import every, for_each
from services.rewording.actions import request_rewording
from services.rewording.queries import runs_to_word


@every(settings.COPROD_SWEEP_SECONDS, "rewording.word_new_drafts", expires=10)
def word_new_drafts() -> int:
    """Start the wording of every run that is finished, where the council has switched it on.

    Asked every few seconds (COPROD_SWEEP_SECONDS), so that summing up need not know that there is a model.
    """
    return for_each(list(runs_to_word()), lambda run: request_rewording(actor=Actor.system(), run=run))
