"""Runs of the summing-up and what pages read of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from kernel.disclosure import STEP_PEOPLE
from services.codesign.engine.opinion.coverage import published
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Insight,
    Option,
    Reaction,
    Statement,
    SynthesisRun,
)
from services.codesign.queries.findings.insights import _counted
from services.codesign.queries.released import turnout_so_far
from services.codesign.queries.remembered import count_seldom
from services.codesign.queries.taking_part import people_heard
from services.codesign.queries.voices import accepted


def latest_run(challenge: DesignChallenge) -> SynthesisRun | None:
    """The newest finished run, one made while answers still come in among them."""
    return SynthesisRun.objects.filter(challenge=challenge).order_by("-number").first()


def final_run(challenge: DesignChallenge) -> SynthesisRun | None:
    """The newest run over everything, made after answering closed; without its long lists."""
    runs = SynthesisRun.objects.filter(challenge=challenge, interim=False).defer(*LISTS)
    return runs.order_by("-number").first()


def due_for_interim_run(before: datetime) -> list[DesignChallenge]:
    """Open challenges whose last run was made at `before` or earlier, or never, and where something came in since."""
    newest = SynthesisRun.objects.filter(challenge=OuterRef("pk")).order_by("-number").values("created_at")[:1]
    since = Coalesce(OuterRef("last_run"), OuterRef("opened_at"))
    news = (
        Exists(Reaction.objects.filter(challenge=OuterRef("pk"), at__gt=since))
        | Exists(Feedback.objects.filter(challenge=OuterRef("pk"), created_at__gt=since))
        | Exists(Statement.objects.filter(challenge=OuterRef("pk"), created_at__gt=since))
    )
    open_ones = DesignChallenge.objects.filter(state=ChallengeState.OPEN).annotate(last_run=Subquery(newest))
    return list(open_ones.filter(Q(last_run=None) | Q(last_run__lte=before)).filter(news).order_by("pk"))


def people_since(challenge: DesignChallenge, moment: datetime) -> int:
    """How many people said, changed or chose something since a moment, counted no further than one step. One query."""
    spoke = Exists(
        Feedback.objects.filter(Q(created_at__gt=moment) | Q(changed_at__gt=moment), contributor=OuterRef("pk"))
    )
    added = Exists(Statement.objects.filter(contributor=OuterRef("pk"), created_at__gt=moment))
    reacted = Exists(Reaction.objects.filter(contributor=OuterRef("pk"), at__gt=moment))
    return people_heard(challenge).filter(spoke | added | reacted)[:STEP_PEOPLE].count()


# What grows with every person and every answer; pages leave it where it is.
LISTS = ("contributor_ids", "per_person", "feedback_ids", "per_answer")
RESULTS = ("opinion_map", "themes", "coverage", "statement_ids", *LISTS)


def run_facts(challenge: DesignChallenge) -> SynthesisRun | None:
    """The newest run of any kind without its results, which can be large."""
    return SynthesisRun.objects.filter(challenge=challenge).defer(*RESULTS).order_by("-number").first()


def run_shown(challenge: DesignChallenge, *, analysts: bool, lists: bool = False) -> SynthesisRun | None:
    """The newest run; its `view` is the opinion map as analysts, or as everybody, may see it.

    Only analysts see a run that was made while answers still came in, and no more of it than everybody might: two of
    them, or one and the final one, must not tell how a single person voted in between. `lists`: also what grows with
    every person and every answer.
    """
    runs = SynthesisRun.objects.filter(challenge=challenge)
    runs = runs if analysts else runs.filter(interim=False)
    runs = runs.defer("opinion_map", *(() if lists else LISTS))
    public, whole = KeyTransform("public", "opinion_map"), KeyTransform("analysts", "opinion_map")
    view = Case(When(interim=True, then=public), default=whole if analysts else public)
    return runs.annotate(view=view).order_by("-number").first()


def all_themes_named(challenge: DesignChallenge) -> bool:
    """Whether people have named every theme of the newest final run; where there is none, nothing waits. One query."""
    runs = SynthesisRun.objects.filter(challenge=challenge, interim=False).order_by("-number")
    stored = runs.values_list("themes", flat=True).first() or {}
    called = stored.get("called", {})
    return all(theme.get("name") or called.get(str(theme["number"])) for theme in stored.get("themes", []))


def texts_of(model: type[Feedback] | type[Statement], ids: Iterable[int], *, public: bool) -> dict[int, Any]:
    """The words behind a run's indexes that may still be shown, by id."""
    rows = accepted(model.objects.filter(pk__in=set(ids)))
    if public and model is Feedback:
        rows = rows.filter(may_quote=True)
    return {row.pk: row for row in rows.only("pk", "text", "language", "withdrawn_at")}


def coverage_for(stored: dict[str, Any], *, analysts: bool) -> dict[str, Any]:
    """Who was heard, as stored; for everybody else than analysts without small counts and what gives them away."""
    return stored if analysts or not stored else published(stored)


def figures_of(challenge: DesignChallenge) -> dict[str, int | None]:
    """People, answers, statements, reactions, findings and options, in one query; one more while answers come in.

    What came in, where it is much, is counted once a minute: it hardly changes any more. People and reactions of an
    open window are those that were released, None for fewer than ten.
    """
    reactions = (
        Statement.objects.filter(challenge=OuterRef("pk"))
        .order_by()
        .values("challenge")
        .annotate(n=Sum(F("agrees") + F("disagrees") + F("passes")))
        .values("n")
    )
    came_in = {
        "people": _counted(Contributor.objects.filter(taken_back_at=None)),
        "answers": _counted(accepted(Feedback.objects.all())),
        "statements": _counted(accepted(Statement.objects.all())),
        "reactions": Coalesce(Subquery(reactions, output_field=IntegerField()), Value(0)),
    }
    made = {
        "findings": _counted(Insight.objects.filter(state=InsightState.KEPT)),
        "drafts": _counted(Insight.objects.filter(state=InsightState.DRAFT)),
        "options": _counted(Option.objects.filter(withdrawn_at=None)),
    }
    now: dict[str, int] = {}

    def count() -> dict[str, int]:
        now.update(_counts(challenge, came_in | made))
        return {name: now[name] for name in came_in}

    known = count_seldom(challenge, "came-in", count)
    figures: dict[str, int | None] = {**(now or known | _counts(challenge, made))}
    return figures | turnout_so_far(challenge) if challenge.state == ChallengeState.OPEN else figures


def _counts(challenge: DesignChallenge, counted: Mapping[str, Any]) -> dict[str, int]:
    # Some of these are names of relations as well, which an annotation may not take.
    names = {f"n_{name}": n for name, n in counted.items()}
    row = DesignChallenge.objects.filter(pk=challenge.pk).values(**names).get()
    return {name: row[f"n_{name}"] for name in counted}
