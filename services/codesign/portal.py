"""What co-design brings to the pages that read across stages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms import model_to_dict
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.accounts.actor import Actor
from kernel.reading import counting
from kernel.reading.counting import counted_to
from kernel.web.paging import ROWS_A_PAGE, KeyPage, key_page
from kernel.web.panels import Figure, Link, Need, Panel, SettingsPart
from services.catalogue.models import Service
from services.catalogue.permissions import Standing
from services.codesign.actions import change_council_rules
from services.codesign.enums import LIVE_STATES, STEPS, ChallengeState
from services.codesign.forms.challenge import CouncilRulesForm
from services.codesign.models import DesignChallenge, Feedback, Statement
from services.codesign.permissions import can_confirm_imports, can_propose_challenge, rights_in
from services.codesign.queries.challenge import council_rules, next_closing, open_now, visible_challenges
from services.codesign.queries.decision import not_at_their_end
from services.codesign.queries.findings.insights import decided_publicly
from services.codesign.queries.imports import imports_to_confirm
from services.codesign.queries.moderation import second_looks_by_question
from services.codesign.queries.voices import my_contributions, pending
from services.codesign.views.page import ALL_QUESTIONS
from services.stage.steps import needs_in

ON_HOME, CHALLENGES_LOOKED_AT = 6, 200


def navigation() -> list[Link]:
    """The menu for everybody."""
    return [
        Link(_("Have a say"), reverse("codesign:list")),
        Link(_("You said, we did"), reverse("codesign:changed")),
    ]


def home_panels(actor: Actor, now: datetime) -> list[Panel]:
    """The questions that are open, and what came of earlier ones. Two queries."""
    challenges = visible_challenges(actor)
    opened = list(open_now(challenges, now).order_by("closes_at")[:ON_HOME])
    answered = list(decided_publicly(challenges)[:ON_HOME])
    return [
        Panel("codesign/portal/home_open.html", {"challenges": opened}),
        Panel("codesign/portal/home_answered.html", {"challenges": answered}),
    ]


def home_rests_on() -> Sequence[str]:
    """The parts whose change changes the home page."""
    return ALL_QUESTIONS


def home_changes_at(now: datetime) -> list[datetime]:
    """When its words change by the clock."""
    moment = next_closing(now)
    return [] if moment is None else [moment]


def service_panels(request: HttpRequest, service: Service) -> list[Panel]:
    """What a service asks, and how it decides. Two queries."""
    return [
        Panel("codesign/portal/service_questions.html", {"questions": _questions(request, service)}),
        Panel("codesign/portal/service_decisions.html", {"rules": council_rules()}),
    ]


def service_links(service: Service) -> list[Link]:
    """What people in a service can do from its page."""
    return [Link(_("Ask a question"), reverse("codesign:propose", kwargs={"slug": service.slug}))]


def running_panels(request: HttpRequest, service: Service, standing: Standing) -> list[Panel]:
    """The questions of a service, on the page where it is run. One query."""
    shown = {"questions": _questions(request, service), "may_propose": can_propose_challenge(standing)}
    return [Panel("codesign/portal/running_questions.html", shown)]


def _questions(request: HttpRequest, service: Service) -> KeyPage[DesignChallenge]:
    seen = visible_challenges(request.actor).filter(service=service)  # type: ignore[attr-defined]
    return key_page(request, seen, newest_first=True, size=ROWS_A_PAGE, name="q_")


def my_panels(actor: Actor) -> list[Panel]:
    """What somebody said. One query."""
    return [Panel("codesign/portal/my_contributions.html", {"contributions": my_contributions(actor)})]


def needs_of(actor: Actor, standings: Mapping[int, Standing]) -> list[Need]:
    """What waits for the actor in questions of the services they are in. Four queries at most."""
    challenges = list(
        not_at_their_end(DesignChallenge.objects.filter(service_id__in=standings, state__in=LIVE_STATES))
        .select_related("service")
        .order_by("-pk")[:CHALLENGES_LOOKED_AT]
    )
    rights = {c.pk: rights_in(standings[c.service_id], c, actor) for c in challenges}
    waiting = _waiting_counts([c.pk for c in challenges if rights[c.pk]["moderate"]])
    needs = [_to_look_through(c, waiting[c.pk]) for c in challenges if waiting.get(c.pk)]
    stakes = {c.pk: standings[c.service_id].stake for c in challenges if rights[c.pk]["look_again"]}
    looks = second_looks_by_question(stakes, actor.person_id)
    needs += [_to_look_again(c, looks[c.pk]) for c in challenges if looks.get(c.pk)]
    files = imports_to_confirm(
        [c.pk for c in challenges if can_confirm_imports(standings[c.service_id])], actor.person_id
    )
    needs += [_to_confirm(c, *files[c.pk]) for c in challenges if c.pk in files]
    return needs + needs_in("codesign", STEPS, challenges, lambda c: rights[c.pk])


def _to_look_through(challenge: DesignChallenge, waiting: int) -> Need:
    return Need(
        _("Look through new answers and statements"),
        reverse("codesign:moderation", args=[challenge.pk]),
        f"{challenge.service}: {challenge}",
        min(waiting, counting.COUNTED_UP_TO),
        waiting > counting.COUNTED_UP_TO,
    )


def _to_look_again(challenge: DesignChallenge, waiting: int) -> Need:
    return Need(
        _("Take a second look at what somebody does not want shown"),
        reverse("codesign:second_looks", args=[challenge.pk]),
        f"{challenge.service}: {challenge}",
        waiting,
        False,
    )


def _to_confirm(challenge: DesignChallenge, waiting: int, oldest: int) -> Need:
    return Need(
        _("Say whether what came from a file belongs here"),
        reverse("codesign:one_import", args=[challenge.pk, oldest]),
        f"{challenge.service}: {challenge}",
        waiting,
        False,
    )


def _waiting_counts(challenge_ids: list[int]) -> dict[int, int]:
    """Answers and statements nobody has looked through, by challenge; each counted to COUNTED_UP_TO and one more."""
    answers, statements = (
        counted_to(pending(model.objects.filter(challenge=OuterRef("pk"))), counting.COUNTED_UP_TO + 1)
        for model in (Feedback, Statement)
    )
    rows = DesignChallenge.objects.filter(pk__in=challenge_ids).annotate(n=answers + statements)
    return dict(rows.values_list("pk", "n"))


def service_figures() -> list[Figure]:
    """How many questions a service has asked, and how many are open."""
    asked = DesignChallenge.objects.filter(service=OuterRef("pk"))
    return [
        Figure("questions", _("Questions"), _counted(asked)),
        Figure(
            "open_questions",
            _("Open now"),
            _counted(asked.filter(state=ChallengeState.OPEN)),
            ngettext_lazy("question is open", "questions are open"),
        ),
    ]


def _counted(rows: QuerySet[DesignChallenge]) -> Coalesce:
    counted = rows.order_by().values("service_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def settings_parts(data: QueryDict | None) -> list[SettingsPart]:
    """What questions go by that are opened from now on. One query."""
    form = CouncilRulesForm(data, initial=model_to_dict(council_rules()))
    return [
        SettingsPart(
            form,
            "codesign/portal/settings_rules.html",
            lambda actor: change_council_rules(actor=actor, **form.cleaned_data),
        )
    ]
