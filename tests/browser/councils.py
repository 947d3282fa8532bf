"""The demo's two councils on a running site, with what their stories leave out: work that is half way."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import BrowserContext, Page

from coprod.demo.content import COUNCILS
from coprod.demo.content.types import Council
from coprod.demo.management.commands.demo import provision
from coprod.demo.management.commands.demo import seed as fill
from kernel.accounts.actor import Actor
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.models import Person
from services.catalogue.models import Membership, Outcome, Service
from services.codesign.actions import request_synthesis
from services.codesign.models import DesignChallenge, Insight, Statement, SynthesisRun
from tests.deadlines import wait_until
from tests.factories import (
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    MembershipFactory,
    MessageFactory,
    OptionFactory,
    OptionInsightFactory,
    OptionViewFactory,
    SetAsideFactory,
)
from tests.live import Site

CONTENT = {council.slug: council for council in COUNCILS}
QUESTIONS = {
    "harbour": ("glanmor", "harbour-lights"),
    "about": ("glanmor", "getting-about"),
    "warm": ("glanmor", "warm-rooms"),
    "streets": ("brackenford", "safer-streets"),
    "library": ("brackenford", "library-after-dark"),
}
SLOWER_THAN_A_ROBOT = 2.2


@dataclass
class Demo:
    """A running site with both councils. `rows`: the ids of rows that pages are asked for, by a short name."""

    site: Site
    tenants: dict[str, Tenant]
    rows: dict[str, int] = field(default_factory=dict)

    def address(self, council: str, name: str, language: str = "en", **parts: int | str) -> str:
        """The full address of a named page in a council."""
        with translation.override(language):
            return self.site.url(self.tenants[council], reverse(name, urlconf="coprod.urls", kwargs=parts))

    def sign_in(self, council: str, key: str, width: int = 1280) -> Page:
        """A page of a person of the demo's content, signed in."""
        return self.site.sign_in(self.tenants[council], CONTENT[council].person(key).email, width)

    def summed_up(self) -> None:
        """Have "Safer streets" summed up, unless it is already."""
        council = self.tenants["brackenford"]
        pk = self.rows["streets"]
        with tenant_scope(council):
            facilitator = person(CONTENT["brackenford"], "josie")
            if SynthesisRun.objects.filter(challenge_id=pk).exists():
                return
            challenge = DesignChallenge.objects.get(pk=pk)
            request_synthesis(actor=Actor.for_person(facilitator.pk), challenge=challenge)

        def drafts() -> list[int]:
            with tenant_scope(council):
                return list(Insight.objects.filter(challenge_id=pk, state="draft").values_list("pk", flat=True))

        wait_until(drafts, 60, "the summing-up")


def seed() -> dict[str, Tenant]:
    """Both councils as the demo leaves them, and one service whose work is half way."""
    tenants = {}
    for council in COUNCILS:
        tenants[council.slug] = tenant = provision(council)
        with tenant_scope(tenant):
            fill(council)
    return tenants


def rows_of(tenants: dict[str, Tenant]) -> dict[str, int]:
    """The ids of what pages are asked for; adds the work that is half way."""
    rows = {}
    for name, (slug, service) in QUESTIONS.items():
        with tenant_scope(tenants[slug]):
            rows[name] = DesignChallenge.objects.get(service__slug=service).pk
    with tenant_scope(tenants["glanmor"]):
        rows |= _half_way()
    with tenant_scope(tenants["brackenford"]):
        streets = DesignChallenge.objects.get(pk=rows["streets"])
        facilitator = person(CONTENT["brackenford"], "josie")
        said = Statement.objects.filter(challenge=streets, moderation="accepted").order_by("pk").last()
        rows["aside"] = SetAsideFactory(challenge=streets, feedback=None, statement=said, by=facilitator).pk
        rows["finding"] = InsightFactory(challenge=streets, written_by=facilitator).pk
    return rows


def person(council: Council, key: str) -> Person:
    """The row of a person of the content; a council's scope must be open."""
    return Person.objects.get(email=council.person(key).email)


def _half_way() -> dict[str, int]:
    """In Harbour Lights: options on show, and a decision that nobody was told about; an invitation and a message."""
    glanmor = CONTENT["glanmor"]
    service = Service.objects.get(slug="harbour-lights")
    decider, resident, nurse = (person(glanmor, key) for key in ("huw", "mair", "lowri"))
    weighing = DesignChallengeFactory(service=service, state="options_open", decision_owner=decider)
    finding, answered = (InsightFactory(challenge=weighing, written_by=nurse) for _ in range(2))
    InsightSourceFactory(insight=finding)
    option = OptionFactory(challenge=weighing, proposed_by=resident)
    OptionInsightFactory(option=option, insight=finding)
    OptionViewFactory(option=option, person=nurse, stake="professional", value="oppose", comment="Who pays for it?")
    InsightResponseFactory(insight=answered, by=decider)
    decided = DesignChallengeFactory(service=service, state="decided", decision_owner=decider)
    decision = DesignDecisionFactory(challenge=decided)
    chosen = OptionFactory(challenge=decided, proposed_by=resident)
    item = DecisionItemFactory(decision=decision, option=chosen, owner=None)
    message = MessageFactory(person=resident)
    waiting = MessageFactory(person=resident, state="by_hand")
    invitation = MembershipFactory(service=Service.objects.get(slug="getting-about"), person=resident, joined_at=None)
    return {
        "weighing": weighing.pk,
        "weighed": finding.pk,
        "option": option.pk,
        "decided": decided.pk,
        "item": item.pk,
        "message": message.pk,
        "waiting": waiting.pk,
        "invitation": invitation.pk,
        "person": resident.pk,
        "membership": Membership.objects.get(service=service, person=resident).pk,
        "outcome": Outcome.objects.filter(service=service).first().pk,
    }


def take_part(demo: Demo, context: BrowserContext) -> Page:
    """Answer and add a statement without an account; the page shows the statements."""
    page = context.new_page()
    for name, words in (("answer", "A bus at ten, please."), ("statement", "A bus at ten would help most of us.")):
        page.goto(demo.address("glanmor", f"codesign:{name}", pk=demo.rows["about"]))
        page.locator("[name=text]").fill(words)
        page.wait_for_timeout(SLOWER_THAN_A_ROBOT * 1000)
        page.locator("main form button").last.click()
        page.wait_for_load_state()
    return page
