"""What workers do for co-design: summing up, telling people."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings

from kernel.accounts.actor import Actor
from kernel.jobs.models import Job
from kernel.jobs.registry import JobContext, JobWork, register_work
from services.codesign.actions import store_synthesis, tell_contributors, tell_of_correction
from services.codesign.actions.correction import CORRECTION_TOLD
from services.codesign.actions.findings.synthesis import SYNTHESISE, Computed
from services.codesign.actions.imports.uploads import READ_FILES, store_reading
from services.codesign.actions.report import REPORT_BACK
from services.codesign.engine.digest import digest_inputs
from services.codesign.engine.drafts import draft_insights
from services.codesign.engine.growth import put_together
from services.codesign.engine.opinion.alignment import PreviousMap
from services.codesign.engine.opinion.changes import compare_runs, told_changes
from services.codesign.engine.opinion.coverage import Contributor as TookPart
from services.codesign.engine.opinion.coverage import coverage
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.opinion.publication import still_growing
from services.codesign.engine.opinion.results import OpinionMap
from services.codesign.engine.opinion.stored import previous_map, run_facts
from services.codesign.engine.opinion.triplets import Triplets
from services.codesign.engine.opinion.ways import without_files
from services.codesign.engine.themes.embeddings import load_embed
from services.codesign.engine.themes.finding import find_themes
from services.codesign.engine.version import ENGINE_VERSION
from services.codesign.enums import ChallengeState, Mode, WayIn
from services.codesign.models import (
    ContributorTarget,
    DecisionCorrection,
    DesignChallenge,
    ImportUpload,
    Reaction,
    SynthesisRun,
)
from services.codesign.models.voices import FEEDBACK_LENGTH
from services.codesign.queries.findings.runs import latest_run
from services.codesign.queries.taking_part import people_heard
from services.codesign.queries.themes import labels_by_people
from services.codesign.queries.voices import accepted, feedback_of, reacted_to_but_withheld, statements_of
from services.codesign.tables.answers import Columns
from services.codesign.tables.reading import Reading, read_files


@dataclass(frozen=True)
class SynthesisInput:
    """Everything a run works on, in id order."""

    statement_ids: list[int]
    statement_texts: list[str]
    feedback_ids: list[int]
    feedback_texts: list[str]
    feedback_languages: list[str]
    contributor_ids: list[int]
    stakes: list[str]
    reactions: np.ndarray
    people: list[tuple[tuple[int, ...], str, str]]
    targets: list[tuple[int, int]]
    # Where people put each answer; empty where they moved none.
    labels: list[str | None]
    from_files: frozenset[int] = frozenset()
    withheld: int = 0
    interim: bool = False
    before: SynthesisRun | None = None

    def previous(self) -> PreviousMap | None:
        """The map of the run before, to align to."""
        run = self.before
        if run is None:
            return None
        return previous_map(_whole_map(run), run.contributor_ids, run.statement_ids)


def load_input(context: JobContext) -> SynthesisInput:
    """Accepted answers, accepted statements and the reactions to them."""
    challenge = DesignChallenge.objects.get(pk=context.params["challenge"])
    statements = list(accepted(statements_of(challenge)).order_by("pk").values_list("pk", "text"))
    feedback = list(accepted(feedback_of(challenge)).order_by("pk").values_list("pk", "text", "language"))
    reactions = Reaction.objects.filter(
        challenge=challenge, statement__moderation="accepted", statement__withdrawn_at=None
    )
    table = np.array(list(reactions.values_list("contributor_id", "statement_id", "value")), dtype=np.int64).reshape(
        -1, 3
    )
    contributors = list(people_heard(challenge).order_by("pk").values_list("pk", "stake", "mode", "person_id"))
    ticked: dict[int, list[int]] = {}
    for who, target in ContributorTarget.objects.filter(contributor__challenge=challenge).values_list(
        "contributor_id", "target_id"
    ):
        ticked.setdefault(who, []).append(target)
    reacted = set(table[:, 0].tolist())
    return SynthesisInput(
        statement_ids=[pk for pk, _text in statements],
        statement_texts=[text for _pk, text in statements],
        feedback_ids=[row[0] for row in feedback],
        feedback_texts=[row[1] for row in feedback],
        feedback_languages=[row[2] for row in feedback],
        contributor_ids=[pk for pk, _stake, _mode, _person in contributors if pk in reacted],
        stakes=[stake for pk, stake, _mode, _person in contributors if pk in reacted],
        reactions=table,
        people=[(tuple(ticked.get(pk, ())), stake, WayIn.of(mode, person)) for pk, stake, mode, person in contributors],
        from_files=frozenset(pk for pk, _stake, mode, _person in contributors if mode == Mode.IMPORTED),
        targets=list(challenge.targets.values_list("pk", "wanted")),
        withheld=reacted_to_but_withheld(challenge),
        # What is loaded while answers come in is no final word, however long the run takes.
        interim=challenge.state == ChallengeState.OPEN,
        before=latest_run(challenge),
        labels=labels_by_people(challenge, [row[0] for row in feedback]),
    )


class Throttle:
    """Pass progress on at most a few times a second: each report is a write."""

    def __init__(self, context: JobContext, start: int, end: int) -> None:
        self.context, self.start, self.end = context, start, end
        self.last = 0.0

    def __call__(self, share: float, step: str) -> None:
        if time.monotonic() - self.last > 0.25:
            self.last = time.monotonic()
            self.context.progress(int(self.start + (self.end - self.start) * share), step.replace(" ", "-")[:60])


def compute_synthesis(context: JobContext, given: SynthesisInput) -> Computed:
    """Run the engine; no database."""
    started = time.monotonic()
    context.progress(5, "map")
    opinion_map = _map(context, given)
    context.progress(60, "themes")
    themes = None
    if given.feedback_texts:
        themes = find_themes(
            given.feedback_texts,
            given.feedback_languages,
            embed=load_embed(settings.COPROD_EMBEDDINGS),
            labels=given.labels or None,
            progress=Throttle(context, 60, 90),
        )
    context.progress(92, "drafts")
    drafts = draft_insights(
        opinion_map, themes, statement_texts=given.statement_texts, feedback_texts=given.feedback_texts
    )
    digest = digest_inputs(
        None if opinion_map is None else _triplets(given),
        participants=given.contributor_ids,
        statements=given.statement_ids,
        stakes=given.stakes,
        texts=given.feedback_texts,
        languages=given.feedback_languages,
        parameters={"withheld": given.withheld, "labels": given.labels},
    )
    heard = coverage([TookPart(*person) for person in given.people], given.targets)
    return Computed(
        statement_ids=given.statement_ids,
        statement_texts=given.statement_texts,
        feedback_ids=given.feedback_ids,
        contributor_ids=given.contributor_ids if opinion_map else [],
        interim=given.interim,
        changes=_changes(given, opinion_map),
        extremity=[] if opinion_map is None else opinion_map.extremity.tolist(),
        inputs_digest=digest,
        engine_version=ENGINE_VERSION,
        parameters=opinion_map.to_dict()["parameters"] if opinion_map else {},
        opinion_map=_map_as_stored(opinion_map, interim=given.interim),
        themes=themes.to_dict() if themes else {},
        coverage=heard.to_dict(),
        ways=without_files(given.reactions, given.statement_ids, given.from_files),
        drafts=drafts,
        seconds=round(time.monotonic() - started, 3),
    )


def _triplets(given: SynthesisInput) -> Triplets:
    return Triplets(
        np.searchsorted(given.contributor_ids, given.reactions[:, 0]),
        np.searchsorted(given.statement_ids, given.reactions[:, 1]),
        given.reactions[:, 2],
    )


def _map(context: JobContext, given: SynthesisInput) -> OpinionMap | None:
    if not given.statement_ids or not len(given.reactions):
        return None
    return map_opinions(
        _triplets(given),
        participants=given.contributor_ids,
        statements=given.statement_ids,
        stakes=given.stakes,
        withheld=given.withheld,
        previous=given.previous(),
        progress=Throttle(context, 5, 60),
    )


def _whole_map(run: SynthesisRun) -> dict[str, Any]:
    return put_together(run.opinion_map.get("analysts", {}), run.per_person)


def _changes(given: SynthesisInput, opinion_map: OpinionMap | None) -> dict[str, Any]:
    """What is new since the run before; empty for the first."""
    run = given.before
    if run is None:
        return {}
    before = run_facts(run.number, _whole_map(run), run.contributor_ids, run.statement_ids, run.answers)
    now = run_facts(
        run.number + 1,
        opinion_map.to_dict() if opinion_map else {},
        given.contributor_ids,
        given.statement_ids,
        len(given.feedback_ids),
    )
    return told_changes(compare_runs(before, now))


def _map_as_stored(opinion_map: OpinionMap | None, *, interim: bool) -> dict[str, Any]:
    """Both views: what analysts see, and what everybody may see. Of an interim run nobody sees more than the second."""
    if opinion_map is None:
        return {}
    public = opinion_map.to_dict(public=True)
    return {"analysts": opinion_map.to_dict(), "public": still_growing(public) if interim else public}


def commit_synthesis(context: JobContext, computed: Computed) -> dict[str, Any]:
    """Store the run and its drafts, in the transaction that marks the job done."""
    job = Job.objects.get(pk=context.job_id)
    run = store_synthesis(
        actor=Actor.system(),
        challenge=DesignChallenge.objects.get(pk=context.params["challenge"]),
        job=job,
        computed=computed,
    )
    return {"run": run.pk, "number": run.number, "drafts": len(computed.drafts)}


register_work(SYNTHESISE, JobWork(load=load_input, compute=compute_synthesis, commit=commit_synthesis))


def load_nothing(context: JobContext) -> None:
    """What the report back needs is read where it is written."""


def compute_nothing(context: JobContext, loaded: None) -> None:
    """Nothing to compute."""


def commit_report(context: JobContext, computed: None) -> dict[str, Any]:
    """Tell everybody and move the challenge on."""
    actor = Actor("system", None, context.params.get("person"), "job")
    challenge = DesignChallenge.objects.get(pk=context.params["challenge"])
    return {"written_to": tell_contributors(actor=actor, challenge=challenge)}


@dataclass(frozen=True)
class FilesInput:
    """The files of an upload, and what was said about them."""

    kind: str
    files: dict[str, bytes]
    language: str
    columns: Columns


def load_files(context: JobContext) -> FilesInput | None:
    """None where the upload was dropped meanwhile."""
    upload = ImportUpload.objects.filter(pk=context.params["upload"]).first()
    if upload is None:
        return None
    files = {file.name: bytes(file.content) for file in upload.files.order_by("pk")}
    return FilesInput(upload.kind, files, upload.language, Columns(upload.text_column, upload.consent_column))


def compute_reading(context: JobContext, given: FilesInput | None) -> Reading | None:
    """Read the files, within their limits; no database."""
    if given is None:
        return None
    context.progress(10, "read")
    found = read_files(given.kind, given.files, language=given.language, columns=given.columns, longest=FEEDBACK_LENGTH)
    context.progress(90, "check")
    return found


def commit_reading(context: JobContext, reading: Reading | None) -> dict[str, Any]:
    """Keep what was found, for the page that shows it."""
    upload = ImportUpload.objects.filter(pk=context.params["upload"]).first()
    if upload is None or reading is None:
        return {}
    store_reading(actor=Actor.system(), upload=upload, reading=reading)
    return {"upload": upload.pk, "problems": len(reading.problems), **reading.content.counts}


register_work(READ_FILES, JobWork(load=load_files, compute=compute_reading, commit=commit_reading))


register_work(REPORT_BACK, JobWork(load=load_nothing, compute=compute_nothing, commit=commit_report))


def commit_correction(context: JobContext, computed: None) -> dict[str, Any]:
    """Tell the people whose words led to a decision that it was corrected."""
    correction = DecisionCorrection.objects.select_related("decision__challenge").get(pk=context.params["correction"])
    return {"told": tell_of_correction(actor=Actor.system(), correction=correction)}


register_work(CORRECTION_TOLD, JobWork(load=load_nothing, compute=compute_nothing, commit=commit_correction))
