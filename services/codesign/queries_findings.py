"""Reads for the pages of findings and decisions: lists by the page, tallies, jobs, runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, Window
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, RowNumber

from kernel.jobs.models import Job
from services.codesign.enums import InsightState, SourceKind
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    InsightTally,
    Option,
    OptionView,
    SetAside,
    Signature,
    Statement,
    SynthesisRun,
)
from services.codesign.queries import (
    accepted,
    count_seldom,
    feedback_of,
    findings_digest,
    statements_of,
    unused_feedback,
    unused_statements,
)
from services.codesign.synthesis import brief
from services.codesign.synthesis.disclosure import SMALLEST_CELL, hide_small_parts, publishable

QUOTES_EACH = 2
BIG_FIELDS = ("opinion_map", "themes", "coverage", "statement_ids", "feedback_ids", "contributor_ids", "brief")


# --- runs and jobs --------------------------------------------------------------------------------------------------


def latest_job(kind: str, challenge: DesignChallenge) -> Job | None:
    """The newest background job of a kind for a challenge."""
    return Job.objects.filter(kind=kind, key=str(challenge.pk)).order_by("-pk").first()


def run_facts(challenge: DesignChallenge) -> SynthesisRun | None:
    """The newest run of any kind without its results, which can be large."""
    return SynthesisRun.objects.filter(challenge=challenge).defer(*BIG_FIELDS).order_by("-number").first()


def run_with_view(challenge: DesignChallenge, *, analysts: bool) -> SynthesisRun | None:
    """The newest run; its `view` is the opinion map as analysts, or as everybody, may see it.

    Only analysts see a run that was made while answers still came in.
    """
    runs = SynthesisRun.objects.filter(challenge=challenge).defer("opinion_map", "contributor_ids", "brief")
    runs = runs if analysts else runs.filter(interim=False)
    view = KeyTransform("analysts" if analysts else "public", "opinion_map")
    return runs.annotate(view=view).order_by("-number").first()


def run_in_brief(challenge: DesignChallenge, *, analysts: bool) -> SynthesisRun | None:
    """The run of `run_with_view` without what grows with every person and every answer.

    Its `themes` and `feedback_ids` hold the answers that are quoted; `answers` and `nowhere` say how many there are.
    """
    side = "analysts" if analysts else "public"
    runs = SynthesisRun.objects.filter(challenge=challenge)
    runs = runs if analysts else runs.filter(interim=False)
    runs = runs.defer("opinion_map", "themes", "feedback_ids", "contributor_ids", "brief")
    run: Any = (
        runs.annotate(view=KeyTransform(side, "brief"), listed=KeyTransform("listed", "brief"))
        .order_by("-number")
        .first()
    )
    if run is None:
        return None
    if run.listed is None:
        made = brief(run.opinion_map, run.themes, run.feedback_ids)
        run.view, run.listed = made[side], made["listed"]
    run.themes, run.feedback_ids = run.listed["themes"], run.listed["feedback_ids"]
    run.answers, run.nowhere = run.listed["answers"], run.listed["unassigned"]
    return run


def texts_of(model: type[Feedback] | type[Statement], ids: Iterable[int], *, public: bool) -> dict[int, Any]:
    """The words behind a run's indexes that may still be shown, by id."""
    rows = accepted(model.objects.filter(pk__in=set(ids)))
    if public and model is Feedback:
        rows = rows.filter(may_quote=True)
    return {row.pk: row for row in rows.only("pk", "text", "language", "withdrawn_at")}


def coverage_for(stored: dict[str, Any], *, analysts: bool) -> dict[str, Any]:
    """Who was heard, as stored; for everybody else than analysts without small counts and what gives them away."""
    if analysts or not stored:
        return stored
    total = stored.get("total") or 0
    targets = [
        target if publishable(target["heard"] or 0, total) else {**target, "heard": None, "share": None, "met": None}
        for target in stored.get("targets", [])
    ]
    hidden = any(target["heard"] is None for target in targets)
    return {
        **stored,
        "total": total if total >= SMALLEST_CELL else None,
        "targets": targets,
        "targets_met": None if hidden else stored.get("targets_met"),
        "by_stake": hide_small_parts(stored.get("by_stake", {})),
        "by_mode": hide_small_parts(stored.get("by_mode", {})),
    }


# --- the hub --------------------------------------------------------------------------------------------------------


def _counted(queryset: QuerySet[Any], challenge_field: str = "challenge") -> Coalesce:
    """A subquery that counts rows of the outer challenge."""
    rows = queryset.filter(**{challenge_field: OuterRef("pk")}).order_by().values(challenge_field)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def figures_of(challenge: DesignChallenge) -> dict[str, int]:
    """People, answers, statements, reactions, findings and options, in one query.

    What came in, where it is much, is counted once a minute: it hardly changes any more.
    """
    reactions = (
        Statement.objects.filter(challenge=OuterRef("pk"))
        .order_by()
        .values("challenge")
        .annotate(n=Sum(F("agrees") + F("disagrees") + F("passes")))
        .values("n")
    )
    came_in = {
        "people": _counted(Contributor.objects.all()),
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
    return now or known | _counts(challenge, made)


def _counts(challenge: DesignChallenge, counted: Mapping[str, Any]) -> dict[str, int]:
    # Some of these are names of relations as well, which an annotation may not take.
    names = {f"n_{name}": n for name, n in counted.items()}
    row = DesignChallenge.objects.filter(pk=challenge.pk).values(**names).get()
    return {name: row[f"n_{name}"] for name in counted}


# --- findings -------------------------------------------------------------------------------------------------------


def listed_insights(challenge: DesignChallenge, *states: str) -> QuerySet[Insight]:
    """Insights with how many words support them, see them differently, and were taken back; without the words."""
    blocks = InsightTally.objects.filter(insight=OuterRef("pk")).order_by().values("insight")
    counts = {
        name: Coalesce(Subquery(blocks.annotate(n=Sum(name)).values("n"), output_field=IntegerField()), Value(0))
        for name in ("supporting", "dissenting", "gone")
    }
    return (
        Insight.objects.filter(challenge=challenge, state__in=states or [InsightState.DRAFT, InsightState.KEPT])
        .select_related("written_by")
        .defer("evidence")
        .annotate(**counts, counted=KeyTransform("as_counted", "evidence"))
        .order_by("pk")
    )


def first_quotes(insights: Sequence[Insight], each: int = QUOTES_EACH) -> dict[int, list[InsightSource]]:
    """A few sources of each insight and kind, tombstones among them. One query, however many there are."""
    supporting, dissenting = (
        ArraySubquery(
            InsightSource.objects.filter(insight=OuterRef("pk"), kind=kind).order_by("pk").values("pk")[:each]
        )
        for kind in (SourceKind.SUPPORTS, SourceKind.DISSENTS)
    )
    first = Insight.objects.filter(pk__in=[insight.pk for insight in insights]).values(
        first=Func(Func(supporting, dissenting, function="array_cat"), function="unnest")
    )
    rows = (
        InsightSource.objects.filter(pk__in=first)
        .select_related("feedback", "statement")
        .order_by("insight_id", "-kind", "pk")
    )
    found: dict[int, list[InsightSource]] = {}
    for source in rows:
        found.setdefault(source.insight_id, []).append(source)
    return found


def sources_of(insight: Insight) -> QuerySet[InsightSource]:
    """What an insight rests on, with the words."""
    return InsightSource.objects.filter(insight=insight).select_related("feedback", "statement").order_by("pk")


def quotable_support(insights: Sequence[Insight], each: int) -> dict[int, list[tuple[int, str]]]:
    """For each insight the first words that support it and may be quoted, one item for each person: (source, words).

    One query.
    """
    told = Q(feedback__moderation="accepted", feedback__withdrawn_at=None, feedback__may_quote=True)
    told |= Q(statement__moderation="accepted", statement__withdrawn_at=None)
    person = Coalesce("feedback__contributor_id", "statement__contributor_id", -F("statement_id"))
    nth = Window(RowNumber(), partition_by=[F("insight_id"), person], order_by=F("pk").asc())
    rows = (
        InsightSource.objects.filter(told, insight__in=[i.pk for i in insights], kind=SourceKind.SUPPORTS)
        .annotate(nth=nth)
        .filter(nth=1)
        .order_by("insight_id", "pk")
        .values_list("insight_id", "pk", Coalesce("feedback__text", "statement__text"))
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for insight, source, text in rows:
        if len(found.setdefault(insight, [])) < each:
            found[insight].append((source, text))
    return found


def items_of(challenge: DesignChallenge, kind: str, wanted: str, *, only_unused: bool = False) -> QuerySet[Any]:
    """Accepted answers or statements that contain some words."""
    if kind == "statements":
        rows = unused_statements(challenge) if only_unused else accepted(statements_of(challenge))
    else:
        rows = unused_feedback(challenge) if only_unused else accepted(feedback_of(challenge))
    # PostgreSQL holds no NUL, so words with one are nowhere.
    if "\x00" in wanted:
        return rows.none()
    rows = rows.filter(text__icontains=wanted) if wanted else rows
    return rows.order_by("pk")


def insight_choices(challenge: DesignChallenge, limit: int = 200) -> list[Insight]:
    """Insights to choose from in a form: only what names them."""
    live = Insight.objects.filter(challenge=challenge, state__in=[InsightState.DRAFT, InsightState.KEPT])
    return list(live.only("pk", "text", "state").order_by("pk")[:limit])


def signatures_of(challenge: DesignChallenge) -> tuple[str, list[Signature], list[Signature]]:
    """The digest of the findings as they stand, who signed just these, and who signed an earlier form only."""
    digest = findings_digest(challenge)
    rows = list(Signature.objects.filter(challenge=challenge).select_related("person").order_by("pk"))
    now = [row for row in rows if row.digest == digest]
    signed = {row.person_id for row in now}
    earlier = {row.person_id: row for row in rows if row.person_id not in signed}
    return digest, now, list(earlier.values())


def listed_set_aside(challenge: DesignChallenge) -> QuerySet[SetAside]:
    """What was set aside and is still there, with the words, the reason and by whom."""
    gone = Q(feedback__withdrawn_at__isnull=False) | Q(statement__withdrawn_at__isnull=False)
    rows = SetAside.objects.filter(challenge=challenge).exclude(gone)
    return rows.select_related("feedback", "statement", "by").order_by("pk")


# --- options --------------------------------------------------------------------------------------------------------


def listed_options(challenge: DesignChallenge) -> QuerySet[Option]:
    """Live options with who proposed them and the insights they answer; without the views."""
    return (
        Option.objects.filter(challenge=challenge, withdrawn_at=None)
        .select_related("proposed_by")
        .prefetch_related("insight_links__insight")
        .order_by("pk")
    )


def tallies_of(options: Sequence[Option]) -> dict[int, dict[str, dict[str, int]]]:
    """How views stand: by option, stake and value. One query."""
    rows = (
        OptionView.objects.filter(option__in=[option.pk for option in options])
        .order_by()
        .values("option_id", "stake", "value")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, dict[str, int]]] = {}
    for row in rows:
        found.setdefault(row["option_id"], {}).setdefault(row["stake"], {})[row["value"]] = row["n"]
    return found


def own_views(options: Sequence[Option], person_id: int | None) -> dict[int, OptionView]:
    """A person's own views, by option."""
    rows = OptionView.objects.filter(option__in=[option.pk for option in options], person_id=person_id or 0)
    return {row.option_id: row for row in rows}


def option_choices(challenge: DesignChallenge) -> list[Option]:
    """Live options to choose from in a form: only what names them."""
    return list(Option.objects.filter(challenge=challenge, withdrawn_at=None).only("pk", "title").order_by("pk")[:500])


def answered_insights(challenge: DesignChallenge) -> QuerySet[Insight]:
    """The kept insights with what became of each."""
    return (
        Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
        .select_related("disposition__option", "disposition__owner")
        .defer("evidence")
        .order_by("pk")
    )


def signed_stakes(challenge: DesignChallenge) -> list[str]:
    """The sides that have signed."""
    return sorted(set(Signature.objects.filter(challenge=challenge).order_by().values_list("stake", flat=True)))


def kinds_of_sources(insight: Insight, kind: str = "", ids: Sequence[int] = ()) -> dict[Any, str]:
    """What each source does for an insight, tombstones apart: by id for one kind of item, else by (kind, id)."""
    rows = InsightSource.objects.filter(insight=insight, feedback__withdrawn_at=None, statement__withdrawn_at=None)
    if kind:
        name = "statement_id" if kind == "statements" else "feedback_id"
        return dict(rows.filter(**{f"{name}__in": ids}).values_list(name, "kind"))
    return {
        ("answers", feedback_id) if feedback_id else ("statements", statement_id): value
        for feedback_id, statement_id, value in rows.values_list("feedback_id", "statement_id", "kind")
    }


def items_by_key(challenge: DesignChallenge, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Accepted answers and statements by (kind, id), in the order asked for. Two queries at most."""
    found: dict[tuple[str, int], Any] = {}
    for kind, rows in (("answers", feedback_of(challenge)), ("statements", statements_of(challenge))):
        ids = [pk for item_kind, pk in keys if item_kind == kind]
        if ids:
            found |= {(kind, row.pk): row for row in accepted(rows.filter(pk__in=ids))}
    return {key: found[key] for key in keys if key in found}


def told_figures(challenge: DesignChallenge) -> dict[str, int]:
    """How many people took part, were told, and read of it on the public page only (known from an import).

    Everybody is told at once, with the move that ends it, and figures are not remembered across a move.
    """
    return count_seldom(
        challenge,
        "told",
        lambda: Contributor.objects.filter(challenge=challenge).aggregate(
            people=Count("pk"),
            told=Count("pk", filter=Q(told_at__isnull=False)),
            imported=Count("pk", filter=Q(imported_in__isnull=False)),
        ),
    )
