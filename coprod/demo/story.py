"""The demo challenge that is done: from the closed window to the report back, by the people of both sides."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from coprod.demo.content.types import Challenge, Conclusion
from kernel import clock
from kernel.jobs.runner import run_job
from kernel.tenancy.scope import current_tenant_id
from services.codesign import actions
from services.codesign.enums import Feasibility, InsightState
from services.codesign.models import DecisionItem, DesignChallenge, Insight, Option

if TYPE_CHECKING:
    from coprod.demo.seed import CouncilSeeder


def finish(seeder: "CouncilSeeder", challenge: Challenge, row: DesignChallenge, closed: datetime) -> None:
    """Sum up, agree findings, weigh options, decide, tell everybody."""
    story = challenge.conclusion
    if story is None:
        return
    facilitator = seeder.actor(seeder.member_with(challenge, "facilitator"))
    with seeder.on(closed + timedelta(days=1)):
        job = actions.request_synthesis(actor=facilitator, challenge=row)
        run_job(current_tenant_id(), job.pk)
        for draft in Insight.objects.filter(challenge=row, state=InsightState.DRAFT):
            actions.drop_insight(actor=facilitator, insight=draft)
    insights = _findings(seeder, story, row, closed)
    with seeder.on(closed + timedelta(days=7)):
        actions.complete_synthesis(actor=facilitator, challenge=row)
    opened = closed + timedelta(days=8)
    with seeder.on(opened):
        actions.open_options(actor=facilitator, challenge=row)
        options = _options(seeder, story, row, insights)
    _views(seeder, story, options, opened)
    owner = seeder.actor(challenge.decision_owner or "")
    with seeder.on(opened + timedelta(days=12)):
        _decide(seeder, story, row, owner, insights, options)
    with seeder.on(opened + timedelta(days=14)):
        for delivery in story.decision.chosen:
            item = DecisionItem.objects.get(decision__challenge=row, option=options[delivery.option])
            actions.name_item_owner(actor=owner, item=item, owner=seeder.people[delivery.owner])
        job = actions.request_report_back(actor=facilitator, challenge=row)
        run_job(current_tenant_id(), job.pk)


def _findings(seeder: "CouncilSeeder", story: Conclusion, row: DesignChallenge, closed: datetime) -> dict[str, Insight]:
    insights: dict[str, Insight] = {}
    with seeder.on(closed + timedelta(days=3)):
        for insight in story.insights:
            against = {quote.source for quote in insight.dissent}
            insights[insight.key] = actions.add_insight(
                actor=seeder.actor(insight.author),
                challenge=row,
                text=seeder.words(insight.text),
                feedback_ids=[seeder.feedback[key].pk for key in insight.answers],
                statement_ids=[seeder.statements[key].pk for key in insight.statements],
                dissent_feedback_ids=[seeder.feedback[key].pk for key in against if key in seeder.feedback],
                dissent_statement_ids=[seeder.statements[key].pk for key in against if key in seeder.statements],
            )
        for aside in story.set_aside:
            by, answers = seeder.actor(aside.by), [seeder.feedback[k].pk for k in aside.items if k in seeder.feedback]
            if answers:
                actions.move_to_theme(actor=by, challenge=row, feedback_ids=answers, theme="")
            actions.set_aside(
                actor=by,
                challenge=row,
                reason=seeder.words(aside.reason),
                feedback_ids=answers,
                statement_ids=[seeder.statements[key].pk for key in aside.items if key in seeder.statements],
            )
    with seeder.on(closed + timedelta(days=6)):
        for analyst in story.analysts:
            actions.sign_findings(actor=seeder.actor(analyst), challenge=row)
    return insights


def _options(
    seeder: "CouncilSeeder", story: Conclusion, row: DesignChallenge, insights: dict[str, Insight]
) -> dict[str, Option]:
    chosen = {delivery.option for delivery in story.decision.chosen}
    options: dict[str, Option] = {}
    for number, option in enumerate(story.options):
        # Some in the language of whoever proposed it, some in English: readers of either find their own.
        language = seeder.people[option.proposer].language if number % 2 else "en"
        title, code = seeder.one_language(option.title, language)
        text = "\n\n".join(seeder.one_language(part, language)[0] for part in (option.text, option.feasibility))
        options[option.key] = actions.propose_option(
            actor=seeder.actor(option.proposer),
            challenge=row,
            title=title,
            description=text,
            language=code,
            insight_ids=[insights[key].pk for key in option.addresses],
            cost=f"£{option.cost:,}",
            feasibility=Feasibility.WITH_EFFORT if option.key in chosen else Feasibility.HARD,
        )
    return options


def _views(seeder: "CouncilSeeder", story: Conclusion, options: dict[str, Option], opened: datetime) -> None:
    with seeder.on(opened + timedelta(days=4)):
        for view in story.views:
            actions.give_option_view(
                actor=seeder.actor(view.person),
                option=options[view.option],
                value=view.position,
                comment=view.comment or "",
            )


def _decide(
    seeder: "CouncilSeeder",
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
            reason=seeder.words(ruling.reason),
            option=options[ruling.option] if ruling.option else None,
            owner=seeder.people[ruling.owner] if ruling.owner else None,
            due=(clock.now() + timedelta(days=ruling.due_days)).date() if ruling.due_days else None,
        )
    actions.decide(
        actor=owner,
        challenge=row,
        text=seeder.words(story.decision.text),
        reasons=seeder.words(story.decision.reasons),
        option_ids=[options[delivery.option].pk for delivery in story.decision.chosen],
    )
