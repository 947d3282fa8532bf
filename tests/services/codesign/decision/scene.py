"""A question that can be decided."""

from typing import Any

from services.codesign.models import Option
from services.codesign.queries.findings.insights import findings_digest
from tests.factories import (
    InsightResponseFactory,
    OptionFactory,
    OptionViewFactory,
    SignatureFactory,
    SynthesisRunFactory,
)
from tests.services.codesign.findings.scene import Scene, kept, scene


def ready_to_decide(state: str = "options_open") -> tuple[Scene, Option]:
    """Everything that the guards ask for, and the option that was shown long enough."""
    here = scene(state)
    SynthesisRunFactory(challenge=here.challenge)
    insight = kept(here.challenge)
    for person, stake in ((here.cast.citizen, "citizen"), (here.cast.professional, "professional")):
        SignatureFactory(challenge=here.challenge, person=person, stake=stake, digest=findings_digest(here.challenge))
    option = OptionFactory(challenge=here.challenge, title="Lights")
    for person, stake in zip(
        (*here.cast.citizens, *here.cast.professionals), ("citizen",) * 2 + ("professional",) * 2, strict=True
    ):
        OptionViewFactory(option=option, person=person, stake=stake)
    InsightResponseFactory(insight=insight, kind="addressed", option=option)
    return here, option


DECISION: dict[str, Any] = {
    "text_0": "We put up lights.",
    "text_1": "Goleuadau.",
    "reasons_0": "People asked.",
    "reasons_1": "Gofynnwyd.",
}
