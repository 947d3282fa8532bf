"""What co-design does by itself: summing up open windows as they stand, closing those whose time has come."""

from datetime import timedelta

from django.conf import settings

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.jobs.periodic import every, for_each
from services.codesign.actions import close_window
from services.codesign.actions.findings.synthesis import request_interim_synthesis
from services.codesign.enums import ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.queries.findings.runs import due_for_interim_run


@every(900, "codesign.see_how_it_stands", expires=600)
def see_how_it_stands() -> int:
    """Sum up, as it stands so far, every open window in which something new was said since the last time.

    Once a day (COPROD_INTERIM_HOURS): analysts see what comes up, and people are shown the statements that tell most.
    """
    if not settings.COPROD_INTERIM_HOURS:
        return 0
    due = due_for_interim_run(clock.now() - timedelta(hours=settings.COPROD_INTERIM_HOURS))
    return for_each(due, lambda challenge: request_interim_synthesis(actor=Actor.system(), challenge=challenge))


@every(3 * settings.COPROD_SWEEP_SECONDS, "codesign.close_due_windows", expires=15)
def close_due_windows() -> int:
    """Close every window whose time has come."""
    due = list(DesignChallenge.objects.filter(state=ChallengeState.OPEN, closes_at__lte=clock.now()).order_by("pk"))
    return for_each(due, lambda challenge: close_window(actor=Actor.system(), challenge=challenge))
