"""A language model for drafts, from the settings page to the finding, with a stand-in for the model."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kernel.accounts.actor import Actor
from kernel.tenancy.scope import tenant_scope
from services.codesign.actions import request_synthesis
from services.codesign.models import DesignChallenge, Insight
from tests import stand_in
from tests.browser.councils import CONTENT, Demo, person
from tests.browser.looking import Looking
from tests.deadlines import wait_until

pytestmark = pytest.mark.browser

KEY = "sk-in-a-browser"


@pytest.fixture
def model() -> Iterator[stand_in.StandIn]:
    with stand_in.running() as running:
        yield running


@pytest.fixture
def looking() -> Looking:
    return Looking()


def test_an_administrator_tries_it_and_people_undo_it(demo: Demo, model: stand_in.StandIn, looking: Looking) -> None:
    settings = demo.sign_in("brackenford", "priti")
    settings.goto(demo.address("brackenford", "staff_settings"))
    settings.get_by_role("link", name="Read what that means, and set it up").click()
    assert list(looking.faults(settings, "wording-off")) == []
    settings.get_by_label("Address of the service").fill("http://10.0.0.1/v1")
    settings.get_by_label("Name of the model").fill("small-model")
    settings.get_by_label("Secret key").fill(KEY)
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.locator(".govuk-error-summary")).to_contain_text("starts with https://")
    assert list(looking.faults(settings, "wording-refused")) == []
    assert KEY not in settings.content()
    settings.get_by_label("Address of the service").fill(model.url)
    settings.get_by_label("Secret key").fill(KEY)
    settings.get_by_role("button", name="Save", exact=True).click()
    settings.get_by_role("button", name="Try it").click()
    expect(settings.get_by_text("We would take this.")).to_be_visible(timeout=20_000)
    assert list(looking.faults(settings, "wording-tried")) == []
    settings.get_by_label("Let this service word the drafts").check()
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.locator(".govuk-tag").first).to_have_text("On")
    assert len(model.requests) == 1

    drafts = summed_up_again(demo)
    analyst = demo.sign_in("brackenford", "josie")
    analyst.goto(demo.address("brackenford", "codesign:insights", pk=demo.rows["streets"]) + "?state=draft")
    expect(analyst.get_by_text("Worded by a language model (small-model)").first).to_be_visible()
    assert list(looking.faults(analyst, "wording-findings")) == []
    analyst.goto(demo.address("brackenford", "codesign:insight", pk=demo.rows["streets"], insight_pk=drafts[0]))
    assert list(looking.faults(analyst, "wording-finding")) == []
    analyst.get_by_role("button", name="Say it as it was counted").click()
    expect(analyst.get_by_text("The finding says again what it said as it was counted.")).to_be_visible()
    expect(analyst.get_by_text("Worded by a language model")).to_have_count(0)

    settings.reload()
    expect(settings.get_by_text("have its words.")).to_be_visible()
    assert list(looking.faults(settings, "wording-on")) == []
    settings.get_by_label("Let this service word the drafts").uncheck()
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.locator(".govuk-tag").first).to_have_text("Off")
    settings.context.close()
    analyst.context.close()


def summed_up_again(demo: Demo) -> list[int]:
    """The ids of drafts that the model has worded."""
    with tenant_scope(demo.tenants["brackenford"]):
        request_synthesis(
            actor=Actor.for_person(person(CONTENT["brackenford"], "josie").pk),
            challenge=DesignChallenge.objects.get(pk=demo.rows["streets"]),
        )

    def worded() -> list[int]:
        with tenant_scope(demo.tenants["brackenford"]):
            return list(Insight.objects.filter(reworded_by="small-model").order_by("pk").values_list("pk", flat=True))

    return wait_until(worded, 90, "the wording")
