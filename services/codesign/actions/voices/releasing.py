"""What everybody may read of how people react: released in steps while answers come in, and whole in the end."""

from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.releases.actions import release, release_whole
from services.codesign.models import DesignChallenge
from services.codesign.queries.findings.runs import final_run
from services.codesign.queries.released import (
    TOOK_PART,
    final_reactions,
    reactions_now,
    turnout_figure,
    turnout_now,
)
from services.codesign.queries.taking_part import people_by_stake_and_mode


@act(Manner.SYSTEM)
def release_figures(*, actor: Actor) -> int:
    """Release anew what has moved far enough in the council's open questions: how many."""
    return len(release(actor=actor, figures={**reactions_now(), **turnout_now()}))


@act(Manner.IN_PERSON, Manner.SYSTEM)
def release_final_figures(*, actor: Actor, challenge: DesignChallenge) -> None:
    """With the findings everybody reads how people reacted: the figures of the summing-up, which change no more."""
    run = final_run(challenge)
    if run is not None:
        release_whole(actor=actor, figures=final_reactions(run))
    release_who_took_part(challenge)


def release_who_took_part(challenge: DesignChallenge) -> None:
    """Say anew who took part in a question whose findings are agreed, once ten people have gone since the last time."""
    if challenge.has_findings:
        parts = people_by_stake_and_mode(challenge)
        release(actor=Actor.system(), figures={turnout_figure(challenge.pk, TOOK_PART): parts})
