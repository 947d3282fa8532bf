"""Everything of a challenge as data: without names, without what was taken back or not accepted.

Nobody can be put together from it: ballots lie apart from answers and traits, and each person has a number in the one
and none in the others. Numbers are drawn anew and rows shuffled for each copy, so that two copies cannot be laid side
by side, and whatever traits are told together are those of ten people or more.
"""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from secrets import SystemRandom
from typing import Any

from i18nfield.strings import LazyI18nString

from kernel.disclosure import coarsen, hide_small_parts
from kernel.files.cells import csv_text
from services.codesign.enums import InsightState, ModerationState, ReactionValue
from services.codesign.exports.polis_files import polis_files
from services.codesign.models import (
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    Reaction,
    SetAside,
    Statement,
)
from services.codesign.queries.decision import decision_items, options_of
from services.codesign.queries.findings.runs import final_run
from services.codesign.queries.taking_part import people_heard
from services.codesign.queries.voices import accepted, feedback_of, statements_of

FORMAT = "coprod-challenge-2"


def as_data(challenge: DesignChallenge) -> dict[str, Any]:
    """The whole challenge. Answers that their authors do not want quoted have no text."""
    run = final_run(challenge)
    traits = _traits(challenge)
    answers = accepted(feedback_of(challenge)).order_by("pk")
    ballots = _ballots(challenge)
    cast = Counter((row["statement"], row["reaction"]) for row in ballots)
    return {
        "format": FORMAT,
        "attribution": challenge.attribution,
        "challenge": _challenge(challenge),
        "people": shuffled(_person(*told) for told in traits.values()),
        "answers": shuffled(_answer(row, traits[row.contributor_id]) for row in answers),
        "statements": shuffled(_statement(row, cast) for row in accepted(statements_of(challenge))),
        "reactions": ballots,
        "synthesis": {
            "number": run.number,
            "inputs_digest": run.inputs_digest,
            "engine": run.engine_version,
            "map": run.opinion_map.get("public", {}),
            "coverage": {},
        }
        if run
        else None,
        "findings": _findings(challenge),
        "set_aside": _set_aside(challenge),
        "options": [_option(row) for row in options_of(challenge)],
        "decision": _decision(challenge),
    }


def shuffled(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in an order that says nothing and is another one each time."""
    found = list(rows)
    SystemRandom().shuffle(found)
    return found


def as_json(challenge: DesignChallenge) -> bytes:
    """One JSON document, UTF-8."""
    return json.dumps(as_data(challenge), ensure_ascii=False, indent=1, default=str).encode()


def as_csv_archive(challenge: DesignChallenge) -> bytes:
    """A ZIP of CSV files, one a table; cells that a spreadsheet would run as a formula are made plain text.

    `comments.csv` and `votes.csv` hold the statements and reactions once more, in the form that the engine's command
    reads, so that whoever has the copy can repeat the summing-up.
    """
    data = as_data(challenge)
    tables = {
        name: data[name]
        for name in ("people", "answers", "statements", "reactions", "findings", "set_aside", "options")
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", csv_text(rows, list(rows[0]) if rows else ["empty"]))
        for name, text in polis_files(data["statements"], data["reactions"]).items():
            archive.writestr(name, text)
        archive.writestr(
            "challenge.json",
            json.dumps(
                {k: data[k] for k in ("format", "attribution", "challenge", "decision")},
                ensure_ascii=False,
                indent=1,
                default=str,
            ),
        )
    return buffer.getvalue()


def _words(value: Any) -> Any:
    return value.data if isinstance(value, LazyI18nString) else value


def _challenge(challenge: DesignChallenge) -> dict[str, Any]:
    fields = ("question", "background", "can_change", "cannot_change", "payment_policy", "access_plan")
    return {
        "id": challenge.pk,
        **{field: _words(getattr(challenge, field)) for field in fields},
        "state": challenge.state,
        "opened_at": challenge.opened_at,
        "closes_at": challenge.closes_at,
    }


TRAITS = ("stake", "mode", "language")


def _traits(challenge: DesignChallenge) -> dict[int, tuple[str, ...]]:
    """What is told of each person, by their key: together always what ten people or more have in common."""
    rows = list(people_heard(challenge).order_by("pk").values_list("pk", *TRAITS))
    return dict(zip((row[0] for row in rows), coarsen([row[1:] for row in rows]), strict=True))


def _person(stake: str, mode: str, language: str) -> dict[str, str]:
    return {"stake": stake, "mode": mode, "language": language}


def _answer(row: Feedback, traits: tuple[str, ...]) -> dict[str, Any]:
    stake, mode, language = traits
    return {
        "answer": row.pk,
        "text": row.text if row.may_quote else "",
        "may_quote": row.may_quote,
        "stake": stake,
        "mode": mode,
        "language": language,
    }


def _statement(row: Statement, cast: Counter[tuple[int, int]]) -> dict[str, Any]:
    return {
        "statement": row.pk,
        "text": row.text,
        "language": row.language,
        "agrees": cast[row.pk, ReactionValue.AGREE],
        "disagrees": cast[row.pk, ReactionValue.DISAGREE],
        "passes": cast[row.pk, ReactionValue.PASS],
    }


def _ballots(challenge: DesignChallenge) -> list[dict[str, int]]:
    """How each voter reacted, under a number that is drawn for this copy alone."""
    cast = list(
        Reaction.objects.filter(
            challenge=challenge,
            contributor__left_out_of_copies=False,
            statement__moderation=ModerationState.ACCEPTED,
            statement__withdrawn_at=None,
        ).values_list("contributor_id", "statement_id", "value")
    )
    voters = sorted({voter for voter, _statement_id, _value in cast})
    drawn = dict(zip(voters, SystemRandom().sample(range(1, len(voters) + 1), len(voters)), strict=True))
    rows = [{"voter": drawn[voter], "statement": statement, "reaction": value} for voter, statement, value in cast]
    return sorted(rows, key=lambda row: (row["voter"], row["statement"]))


def _cited(source: InsightSource) -> bool:
    item = source.feedback or source.statement
    return item is not None and not item.is_withdrawn and item.moderation == "accepted"


def _ids(sources: Iterable[InsightSource], kind: str, name: str) -> list[int]:
    return [getattr(s, f"{name}_id") for s in sources if s.kind == kind and getattr(s, f"{name}_id") and _cited(s)]


def _findings(challenge: DesignChallenge) -> list[dict[str, Any]]:
    insights = (
        Insight.objects.filter(challenge=challenge, state__in=[InsightState.KEPT, InsightState.MERGED])
        .select_related("response")
        .prefetch_related("sources__feedback", "sources__statement")
        .order_by("pk")
    )
    rows = []
    for insight in insights:
        sources = list(insight.sources.all())
        answer = getattr(insight, "response", None)
        rows.append(
            {
                "finding": insight.pk,
                "text": _words(insight.text),
                "worded_by_model": insight.reworded_by,
                "state": insight.state,
                "merged_into": insight.merged_into_id,
                "supported_by_answers": _ids(sources, "supports", "feedback"),
                "supported_by_statements": _ids(sources, "supports", "statement"),
                "seen_differently_by_answers": _ids(sources, "dissents", "feedback"),
                "seen_differently_by_statements": _ids(sources, "dissents", "statement"),
                "answer": answer.kind if answer else "",
                "answer_reason": _words(answer.reason) if answer else "",
                "option": answer.option_id if answer else None,
                "due": answer.due if answer else None,
            }
        )
    return rows


def _set_aside(challenge: DesignChallenge) -> list[dict[str, Any]]:
    rows = SetAside.objects.filter(challenge=challenge).select_related("feedback", "statement").order_by("pk")
    return [
        {"answer": row.feedback_id, "statement": row.statement_id, "reason": _words(row.reason)}
        for row in rows
        if not (row.feedback or row.statement).is_withdrawn
    ]


def _option(option: Any) -> dict[str, Any]:
    views = Counter(view.value for view in option.views.all())
    return {
        "option": option.pk,
        "title": option.title,
        "description": option.description,
        "language": option.language,
        "cost": option.cost,
        "feasibility": option.feasibility,
        "proposed_by": option.proposed_stake,
        "findings": [link.insight_id for link in option.insight_links.all()],
        "views": hide_small_parts(views),
        "members_who_said": sum(views.values()),
    }


def _decision(challenge: DesignChallenge) -> dict[str, Any] | None:
    decision = getattr(challenge, "decision", None)
    if decision is None:
        return None
    return {
        "text": _words(decision.text),
        "reasons": _words(decision.reasons),
        "decided_at": decision.decided_at,
        "options": [item.option_id for item in decision_items(challenge)],
        "corrections": [
            {"text": _words(row.text), "reasons": _words(row.reasons), "corrected_at": row.corrected_at}
            for row in decision.corrections.all()
        ],
    }
