"""What co-design does by itself: summing up open windows as they stand, telling how many react, closing in time."""

from datetime import timedelta

from django.conf import settings

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.jobs.periodic import every, for_each
from services.codesign import guards
from services.codesign.actions import close_window, release_figures
from services.codesign.actions.findings.synthesis import request_interim_synthesis
from services.codesign.enums import ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.queries.findings.runs import due_for_interim_run


@every(900, "codesign.see_how_it_stands", expires=600)
def see_how_it_stands() -> int:
    """Sum up, as it stands so far, every open window in which ten more people have said something since the last time.

    Once a day (COPROD_INTERIM_HOURS): analysts see what comes up, and people are shown the statements that tell most.
    """
    if not settings.COPROD_INTERIM_HOURS:
        return 0
    long_ago = clock.now() - timedelta(hours=settings.COPROD_INTERIM_HOURS)
    due = [row for row in due_for_interim_run(long_ago) if not guards.too_soon_to_look_again(row)]
    return for_each(due, lambda challenge: request_interim_synthesis(actor=Actor.system(), challenge=challenge))


@every(60, "codesign.release_figures", expires=50)
def release() -> int:
    """Tell anew how many took part in open questions and how they react, where enough has changed since."""
    return release_figures(actor=Actor.system())


@every(3 * settings.COPROD_SWEEP_SECONDS, "codesign.close_due_windows", expires=15)
def close_due_windows() -> int:
    """Close every window whose time has come."""
    due = list(DesignChallenge.objects.filter(state=ChallengeState.OPEN, closes_at__lte=clock.now()).order_by("pk"))
    return for_each(due, lambda challenge: close_window(actor=Actor.system(), challenge=challenge))
