"""A stored run of two themes, and what people do with it."""

from kernel.accounts.actor import Actor
from services.codesign import actions
from services.codesign.models import SynthesisRun
from services.codesign.queries.themes import themes_now
from tests.factories import SynthesisRunFactory, ago
from tests.services.codesign.findings.scene import Scene, answer

LAMPS = ["The lamp is broken", "A broken lamp again", "Mend the lamp please", "No lamp, no light"]
BUSES = ["The bus is late", "Late bus again", "A late bus at night"]
OTHER = ["Blue is a nice colour"]


def summed_up(here: Scene, lamps: int = len(LAMPS), *, named: bool = True, **values) -> SynthesisRun:
    """A stored run of two themes that people have named, and one answer that fits nowhere, as the job stores it.

    `named`: False where nobody has named them.
    """
    texts = [f"{LAMPS[n % len(LAMPS)]} {n}." for n in range(lamps)] + [f"{text}." for text in BUSES + OTHER]
    rows = [answer(here.challenge, text) for text in texts]

    def theme(number: int, size: int, keywords: list[str], typical: list[int]) -> dict:
        return {
            "number": number, "size": size, "label": keywords[:3], "keywords": keywords, "representative": typical,
            "dissenting": [], "certainty": 0.5, "name": ", ".join(keywords[:3]) if named else "",
        }  # fmt: skip

    first_bus = lamps
    return SynthesisRunFactory(
        challenge=here.challenge,
        feedback_ids=[row.pk for row in rows],
        themes={
            "themes": [
                theme(0, lamps, ["lamp", "broken", "light", "mend"], [0, 1][:lamps]),
                theme(1, 3, ["bus", "late"], [first_bus, first_bus + 1]),
            ],
            "theme_of": [0] * lamps + [1] * 3 + [-1],
            "unassigned": [first_bus + 3],
        },
        **{"created_at": ago(hours=1), **values},
    )


LAMP, BUS = "lamp, broken, light", "bus, late"


def actor_of(here: Scene, role: str = "citizen") -> Actor:
    return Actor.for_person(here.person(role).pk)


def move(here: Scene, rows: list[int], theme: str, role: str = "citizen") -> int:
    return actions.move_to_theme(actor=actor_of(here, role), challenge=here.challenge, feedback_ids=rows, theme=theme)


def sizes(here: Scene) -> dict[str, int]:
    found = themes_now(here.challenge)
    return {theme.name: theme.size for theme in found.themes} | {"": found.nowhere}
