"""The demo challenge that is done: from the closed window to the report back, by the people of both sides."""

from datetime import datetime, timedelta
from typing import Any

from coprod.demo.cast import Cast
from coprod.demo.content.types import Challenge, Conclusion
from coprod.demo.seed.codesign.voices import Voices
from kernel import clock
from kernel.accounts.actor import Actor
from kernel.jobs.runner import run_job
from kernel.tenancy.scope import current_tenant_id
from services.codesign import actions
from services.codesign.enums import Feasibility, InsightState
from services.codesign.models import Contributor, DecisionItem, DesignChallenge, Insight, Option


def finish(cast: Cast, challenge: Challenge, row: DesignChallenge, voices: Voices, closed: datetime) -> None:
    """Sum up, agree findings, weigh options, decide, tell everybody."""
    story = challenge.conclusion
    if story is None:
        return
    facilitator = voices.facilitator
    with cast.on(closed + timedelta(days=1)):
        job = actions.request_synthesis(actor=facilitator, challenge=row)
        run_job(current_tenant_id(), job.pk)
        for draft in Insight.objects.filter(challenge=row, state=InsightState.DRAFT):
            actions.drop_insight(actor=facilitator, insight=draft)
    insights = _findings(cast, story, row, voices, closed)
    with cast.on(closed + timedelta(days=7)):
        actions.complete_synthesis(actor=facilitator, challenge=row)
    opened = closed + timedelta(days=8)
    with cast.on(opened):
        actions.open_options(actor=facilitator, challenge=row)
        options = _options(cast, story, row, insights)
    _views(cast, story, options, opened)
    owner = cast.actor(challenge.decision_owner or "")
    with cast.on(opened + timedelta(days=12)):
        _decide(cast, story, row, owner, insights, options)
    with cast.on(opened + timedelta(days=14)):
        for delivery in story.decision.chosen:
            item = DecisionItem.objects.get(decision__challenge=row, option=options[delivery.option])
            actions.name_item_owner(actor=owner, item=item, owner=cast.people[delivery.owner])
        job = actions.request_report_back(actor=facilitator, challenge=row)
        run_job(current_tenant_id(), job.pk)
    with cast.on(opened + timedelta(days=15)):
        # Whoever has an account and took part reads what became of their words.
        for part in Contributor.objects.filter(challenge=row, person__isnull=False).select_related("challenge"):
            actions.note_told(actor=Actor.for_person(part.person_id), contributor=part)


def _findings(
    cast: Cast, story: Conclusion, row: DesignChallenge, voices: Voices, closed: datetime
) -> dict[str, Insight]:
    insights: dict[str, Insight] = {}
    with cast.on(closed + timedelta(days=3)):
        for insight in story.insights:
            against = {quote.source for quote in insight.dissent}
            # Who wrote the story has read them all.
            seen = len({*insight.answers, *insight.statements, *against})
            insights[insight.key] = actions.add_insight(
                actor=cast.actor(insight.author),
                challenge=row,
                text=cast.words(insight.text),
                feedback_ids=[voices.feedback[key].pk for key in insight.answers],
                statement_ids=[voices.statements[key].pk for key in insight.statements],
                dissent_feedback_ids=[voices.feedback[key].pk for key in against if key in voices.feedback],
                dissent_statement_ids=[voices.statements[key].pk for key in against if key in voices.statements],
                confirmed_count=seen,
            )
        for aside in story.set_aside:
            by, answers = cast.actor(aside.by), [voices.feedback[k].pk for k in aside.items if k in voices.feedback]
            if answers:
                actions.move_to_theme(actor=by, challenge=row, feedback_ids=answers, theme="")
            actions.set_aside(
                actor=by,
                challenge=row,
                reason=cast.words(aside.reason),
                feedback_ids=answers,
                statement_ids=[voices.statements[key].pk for key in aside.items if key in voices.statements],
            )
    with cast.on(closed + timedelta(days=6)):
        for analyst in story.analysts:
            actions.sign_findings(actor=cast.actor(analyst), challenge=row)
    return insights


def _options(cast: Cast, story: Conclusion, row: DesignChallenge, insights: dict[str, Insight]) -> dict[str, Option]:
    chosen = {delivery.option for delivery in story.decision.chosen}
    options: dict[str, Option] = {}
    for number, option in enumerate(story.options):
        # Some in the language of whoever proposed it, some in English: readers of either find their own.
        language = cast.people[option.proposer].language if number % 2 else "en"
        title, code = cast.one_language(option.title, language)
        text = "\n\n".join(cast.one_language(part, language)[0] for part in (option.text, option.feasibility))
        options[option.key] = actions.propose_option(
            actor=cast.actor(option.proposer),
            challenge=row,
            title=title,
            description=text,
            language=code,
            insight_ids=[insights[key].pk for key in option.addresses],
            cost=f"£{option.cost:,}",
            feasibility=Feasibility.WITH_EFFORT if option.key in chosen else Feasibility.HARD,
        )
    return options


def _views(cast: Cast, story: Conclusion, options: dict[str, Option], opened: datetime) -> None:
    with cast.on(opened + timedelta(days=4)):
        for view in story.views:
            actions.give_option_view(
                actor=cast.actor(view.person),
                option=options[view.option],
                value=view.position,
                comment=view.comment or "",
            )


def _decide(
    cast: Cast,
    story: Conclusion,
    row: DesignChallenge,
    owner: Any,
    insights: dict[str, Insight],
    options: dict[str, Option],
) -> None:
    for ruling in story.responses:
        actions.respond_to_insight(
            actor=owner,
            insight=insights[ruling.insight],
            kind=ruling.ruling,
            reason=cast.words(ruling.reason),
            option=options[ruling.option] if ruling.option else None,
            owner=cast.people[ruling.owner] if ruling.owner else None,
            due=(clock.now() + timedelta(days=ruling.due_days)).date() if ruling.due_days else None,
        )
    actions.decide(
        actor=owner,
        challenge=row,
        text=cast.words(story.decision.text),
        reasons=cast.words(story.decision.reasons),
        option_ids=[options[delivery.option].pk for delivery in story.decision.chosen],
    )
