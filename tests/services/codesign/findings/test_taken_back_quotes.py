"""A statement that its author took back is quoted nowhere any more; the tombstone stands in its place."""

import pytest

from kernel.accounts.actor import Actor
from services.codesign import actions, guards
from services.codesign.models import Insight, Signature, Statement
from services.codesign.queries.findings.insights import findings_digest
from tests.factories import (
    ContributorFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    SignatureFactory,
    StatementFactory,
    both,
)
from tests.services.codesign.findings.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_tenant")]

WORDS = "My landlord reads my letters"


def said_by_somebody(here: Scene, text: str) -> Statement:
    """An accepted statement whose author may take it back."""
    author = ContributorFactory(challenge=here.challenge, person=None)
    return StatementFactory(challenge=here.challenge, contributor=author, text=text)


def quoting(here: Scene, state: str) -> tuple[Insight, Insight]:
    """A finding that quotes somebody, and one that quotes somebody else in the same words but for one."""
    said = said_by_somebody(here, WORDS)
    other = said_by_somebody(here, f"{WORDS} too")
    made = []
    for row in (said, other):
        author = {"written_by": here.cast.citizen} if state == "kept" else {}
        insight = InsightFactory(
            challenge=here.challenge,
            state=state,
            text=both(f"Most people agree: “{row.text}”", f"Mae’r rhan fwyaf o bobl yn cytuno: “{row.text}”"),
            evidence={"text": f"Most agree: “{row.text}” (80%).", "parameters": {"share": 0.8}, "as": [row.text]},
            **author,
        )
        InsightSourceFactory(insight=insight, feedback=None, statement=row)
        made.append(insight)
    actions.withdraw_statement(actor=Actor.for_contributor(said.contributor.pk), statement=said)
    for insight in made:
        insight.refresh_from_db()
    return made[0], made[1]


@pytest.mark.parametrize("state", ["draft", "kept"])
def test_the_quote_goes_from_every_language_and_from_the_evidence(state):
    gone, other = quoting(scene(), state)
    assert gone.text.data["en"] == "Most people agree: [taken back by its author]"
    assert gone.text.data["cy"].startswith("Mae’r rhan fwyaf o bobl yn cytuno: [")
    assert WORDS not in str(gone.text.data) + str(gone.evidence)
    assert gone.evidence["parameters"] == {"share": 0.8}
    assert gone.needs_another_look is True
    # Somebody else said nearly the same and has not taken it back.
    assert other.text.data["en"] == f"Most people agree: “{WORDS} too”"
    assert other.needs_another_look is False
    assert gone.version == (1 if state == "draft" else 2)


def test_an_answer_is_quoted_nowhere_either():
    here = scene("feedback_closed")
    author = ContributorFactory(challenge=here.challenge, person=None)
    said = FeedbackFactory(challenge=here.challenge, contributor=author, text=WORDS)
    insight = InsightFactory(
        challenge=here.challenge, text=both(f"Somebody says: “{WORDS}”"), written_by=here.cast.citizen
    )
    InsightSourceFactory(insight=insight, feedback=said, statement=None)

    actions.withdraw_answer(actor=Actor.for_contributor(author.pk), feedback=said)

    insight.refresh_from_db()
    assert insight.text.data["en"] == "Somebody says: [taken back by its author]"


def test_signatures_hold_for_the_same_findings_without_the_quote():
    here = scene("options_open")
    said = said_by_somebody(here, WORDS)
    insight = InsightFactory(
        challenge=here.challenge, text=both(f"People say: “{WORDS}”"), written_by=here.cast.citizen
    )
    InsightSourceFactory(insight=insight, feedback=None, statement=said)
    signed = findings_digest(here.challenge)
    for person, stake in ((here.cast.citizen, "citizen"), (here.cast.professional, "professional")):
        SignatureFactory(challenge=here.challenge, person=person, stake=stake, digest=signed)
    stale = SignatureFactory(challenge=here.challenge, person=here.cast.facilitator, stake="citizen", digest="0" * 64)

    actions.withdraw_statement(actor=Actor.for_contributor(said.contributor.pk), statement=said)

    assert findings_digest(here.challenge) != signed
    assert guards.guard_signed_by_both_sides(here.challenge) == []
    stale.refresh_from_db()
    assert stale.digest == "0" * 64
    assert Signature.objects.filter(digest=signed).count() == 0
