"""A council whose language model is a stand-in, and a run's drafts for it to word."""

from dataclasses import dataclass
from typing import Any

from kernel.accounts.actor import Actor
from kernel.clock import now
from kernel.jobs.models import Job
from services.codesign.drafting import draft_in_languages
from services.codesign.engine.drafts import DraftInsight
from services.codesign.models import Insight, SynthesisRun
from services.rewording import actions
from services.rewording.models import HandledRun, RewordingService
from tests.factories import (
    ContributorFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    RewordingServiceFactory,
    StatementFactory,
    SynthesisRunFactory,
)
from tests.services.codesign.findings.scene import Scene, scene

KEY = "sk-stand-in-9f8e7d6c5b"
MODEL = "small-model-1"
ANSWERS = ("The lamp at the stop is broken.", "A broken lamp at the stop again.", "Please mend the lamp at the stop.")
SECRET_WORDS = "The lamp at my stop is broken, and I am Blodwen of 3 Mill Lane."
STATEMENT = "The night bus should run on Sundays."
AGAINST = "Sunday should stay quiet."


@dataclass(frozen=True)
class Drafted:
    """A challenge with a finished run, its two drafts, and who said what they rest on."""

    here: Scene
    run: SynthesisRun
    theme: Insight
    shared: Insight

    @property
    def analyst(self) -> Actor:
        return Actor.for_person(self.here.cast.citizen.pk)


def name_service(here: Scene, endpoint: str, *, enabled: bool = True, key: str = KEY) -> RewordingService:
    """As the administrator does it."""
    administrator = Actor.for_person(here.cast.administrator.pk)
    return actions.change_rewording_service(
        actor=administrator, endpoint=endpoint, model=MODEL, enabled=enabled, key=key
    )


def bare_service(here: Scene, endpoint: str) -> RewordingService:
    """A service as somebody might have smuggled it in, past the check of its address."""
    return RewordingServiceFactory(
        endpoint=endpoint,
        model=MODEL,
        enabled=True,
        switched_on_at=now(),
        changed_by=here.cast.administrator,
        sealed_key="",
    )


def drafted(languages: tuple[str, ...] = ("en", "cy")) -> Drafted:
    """Two drafts as the engine makes them: a theme of answers, and a statement that all groups agree with."""
    here = scene()
    run = SynthesisRunFactory(challenge=here.challenge)
    statement = StatementFactory(challenge=here.challenge, contributor=None, text=STATEMENT)
    counter = StatementFactory(challenge=here.challenge, contributor=None, text=AGAINST)
    theme = DraftInsight(
        kind="theme", template="theme", parameters={"size": 26, "total": 60, "words": ["lamp", "stop"]}, text=""
    )
    shared = DraftInsight(kind="shared", template="shared_agree_by_groups", parameters={}, text="", statement_index=0)

    def insight(draft: DraftInsight) -> Insight:
        return InsightFactory(
            challenge=here.challenge,
            text=draft_in_languages(draft, [STATEMENT], languages),
            state="draft",
            written_by=None,
            drafted_in=run,
            evidence=draft.to_dict(),
        )

    rows = insight(theme), insight(shared)
    for text in ANSWERS:
        InsightSourceFactory(insight=rows[0], feedback=_answer(here, text))
    InsightSourceFactory(insight=rows[0], feedback=_answer(here, SECRET_WORDS, may_quote=False))
    InsightSourceFactory(insight=rows[1], feedback=None, statement=statement)
    InsightSourceFactory(insight=rows[1], feedback=None, statement=counter, kind="dissents")
    return Drafted(here, run, *rows)


def _answer(here: Scene, text: str, **values: Any) -> Any:
    contributor = ContributorFactory(challenge=here.challenge, person=None, email="blodwen@example.org")
    return FeedbackFactory(challenge=here.challenge, contributor=contributor, text=text, **values)


def ask(made: Drafted) -> Job:
    """The job of wording this run's drafts, also where it was asked for before."""
    HandledRun.objects.filter(run=made.run).delete()
    job = actions.request_rewording(actor=Actor.system(), run=made.run)
    assert job is not None
    return job
