"""What workers do to ask a council's language model: to word a run's drafts, and to word a made-up sample."""

import time
from dataclasses import dataclass, field
from typing import Any

from kernel.accounts.actor import Actor
from kernel.jobs.registry import JobContext, JobWork, register_work
from kernel.web.outgoing import CallFailed, Destination, NotUnderstood, post_json, resolved
from services.codesign.models import DesignChallenge
from services.codesign.queries.findings.drafts import UntouchedDraft, untouched_drafts
from services.rewording.actions import REWORD, TRY, key_of, store_rewording
from services.rewording.engine.asking import SAMPLE, Material, fit_to_send, messages
from services.rewording.engine.checking import can_be_worded, fault_of, tidied
from services.rewording.models import RewordingService
from services.rewording.queries import rewording_service

PATH = "/chat/completions"
LONGEST_ANSWER = 400
# After so many calls in a row that did not work, the rest is not tried.
PATIENCE = 3
BUDGET_SECONDS = 600
CANNOT_BE_CHECKED, NO_TIME = "cannot-be-checked", "no-time"


@dataclass(frozen=True)
class Service:
    """What is needed to call it."""

    endpoint: str
    model: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Loaded:
    """A run's drafts and the service; no service where it is switched off by now."""

    service: Service | None
    drafts: list[UntouchedDraft]


@dataclass
class Outcome:
    """What became of the drafts: new texts by insight and language; why the others stay; what stopped the work."""

    worded: dict[int, dict[str, str]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    same: int = 0
    stopped: str = ""

    def left(self, reason: str) -> None:
        """Count a draft that stays as it was counted."""
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def _service(row: RewordingService) -> Service:
    return Service(row.endpoint, row.model, key_of(row))


def load_drafts(context: JobContext) -> Loaded:
    """The drafts that nobody has touched, if the service is still switched on."""
    row = rewording_service()
    if row is None or not row.enabled:
        return Loaded(None, [])
    challenge = DesignChallenge.objects.get(pk=context.params["challenge"])
    return Loaded(_service(row), untouched_drafts(challenge, context.params["run"]))


def compute_wordings(context: JobContext, loaded: Loaded) -> tuple[Loaded, Outcome]:
    """Ask for each draft and language, and check what is answered; no database.

    Raises where nobody answered at all and it may help to try the whole again; else says what stopped it.
    """
    outcome = Outcome()
    if loaded.service is None or not loaded.drafts:
        return loaded, outcome
    try:
        to = resolved(loaded.service.endpoint)
    except CallFailed as error:
        return loaded, _given_up(outcome, error, len(loaded.drafts))
    started, answered = time.monotonic(), False
    failed: list[CallFailed] = []
    for place, draft in enumerate(loaded.drafts):
        if time.monotonic() - started > BUDGET_SECONDS:
            outcome.left(NO_TIME)
            continue
        context.progress(5 + 90 * place // len(loaded.drafts), "wording")
        try:
            _word(draft, loaded.service, to, outcome)
            failed, answered = [], True
        except CallFailed as error:
            failed.append(error)
            outcome.left(type(error).__name__)
            if len(failed) >= PATIENCE or not (error.temporary or isinstance(error, NotUnderstood)):
                return loaded, _given_up(outcome, error, len(loaded.drafts) - place - 1, answered=answered)
    if failed and not answered:
        _given_up(outcome, failed[-1], 0)
    return loaded, outcome


def _given_up(outcome: Outcome, error: CallFailed, rest: int, *, answered: bool = False) -> Outcome:
    """Stop here. The whole is tried again only where that may help and nothing was gained."""
    if error.temporary and not answered:
        raise error
    outcome.stopped = type(error).__name__
    for _draft in range(rest):
        outcome.left(outcome.stopped)
    return outcome


def _word(draft: UntouchedDraft, service: Service, to: Destination, outcome: Outcome) -> None:
    """One draft in every language; all of them stand, or none."""
    cited = fit_to_send(text for _source, text in draft.cited)
    materials = {code: Material(text, cited, code) for code, text in draft.texts.items()}
    if not all(can_be_worded(material) for material in materials.values()):
        outcome.left(CANNOT_BE_CHECKED)
        return
    texts = {}
    for code, material in materials.items():
        answer = ask(service, to, material)
        fault = fault_of(answer, material)
        if fault:
            outcome.left(fault)
            return
        texts[code] = answer
    if texts == draft.texts:
        outcome.same += 1
    else:
        outcome.worded[draft.insight_id] = texts


def ask(service: Service, to: Destination, material: Material) -> str:
    """One call: the model's words, not yet checked. Raises CallFailed."""
    body = {
        "model": service.model, "messages": messages(material), "temperature": 0, "max_tokens": LONGEST_ANSWER,
    }  # fmt: skip
    answered = post_json(to, PATH, body, bearer=service.key)
    try:
        words = answered["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise NotUnderstood("no words in it") from None
    if not isinstance(words, str):
        raise NotUnderstood("no words in it")
    return tidied(words)


def commit_wordings(context: JobContext, computed: tuple[Loaded, Outcome]) -> dict[str, Any]:
    """Store what may stand, and say in numbers what became of the rest."""
    loaded, outcome = computed
    stored = 0
    if loaded.service is not None and outcome.worded:
        stored = store_rewording(
            actor=Actor.system(),
            challenge=DesignChallenge.objects.get(pk=context.params["challenge"]),
            run_id=context.params["run"],
            model=loaded.service.model,
            worded=outcome.worded,
            read={draft.insight_id: draft for draft in loaded.drafts},
        )
    return {
        "drafts": len(loaded.drafts), "worded": stored, "same": outcome.same,
        "changed_meanwhile": len(outcome.worded) - stored, "reasons": outcome.reasons, "stopped": outcome.stopped,
    }  # fmt: skip


def load_service(context: JobContext) -> Service | None:
    """The service as it is saved, on or off."""
    row = rewording_service()
    return None if row is None else _service(row)


def compute_sample(context: JobContext, service: Service | None) -> dict[str, str]:
    """Send the made-up sample once. Whatever comes of it is told, and never tried again by itself."""
    if service is None:
        return {}
    context.progress(20, "wording")
    try:
        answer = ask(service, resolved(service.endpoint), SAMPLE)
    except CallFailed as error:
        return {"failed": type(error).__name__}
    shown = "".join(c for c in answer[:LONGEST_ANSWER] if c.isprintable())
    return {"answer": shown, "fault": fault_of(answer, SAMPLE)}


def commit_sample(context: JobContext, computed: dict[str, str]) -> dict[str, Any]:
    """What came of it is the job's result."""
    return dict(computed)


register_work(REWORD, JobWork(load=load_drafts, compute=compute_wordings, commit=commit_wordings))
register_work(TRY, JobWork(load=load_service, compute=compute_sample, commit=commit_sample))
