"""Everything that matters, in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kernel.tenancy.scope import tenant_scope
from services.codesign.models import DesignChallenge, Feedback
from tests.browser.councils import CONTENT, SLOWER_THAN_A_ROBOT, Demo
from tests.browser.signing_in import sign_in_by_code
from tests.factories import FeedbackFactory

pytestmark = pytest.mark.browser

WORDS = "Open the quiet room until nine, please."


@pytest.fixture
def plain(demo: Demo) -> BrowserContext:
    """A phone without script."""
    context = demo.site.visitor(390, java_script_enabled=False)
    yield context
    context.close()


def facilitator(demo: Demo, context: BrowserContext) -> Page:
    page = context.new_page()
    sign_in_by_code(demo, page, "brackenford", CONTENT["brackenford"].person("josie").email)
    expect(page.locator("h1")).to_have_text("Overview")
    return page


def test_answer_react_and_come_back_with_the_receipt(demo: Demo, plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto(demo.address("brackenford", "codesign:challenge", pk=demo.rows["library"]))
    page.get_by_role("button", name="Write an answer").click()
    page.locator("[name=text]").fill(WORDS)
    page.wait_for_timeout(SLOWER_THAN_A_ROBOT * 1000)
    page.get_by_role("button", name="Send my answer").click()
    reference = page.locator(".app-receipt").inner_text().strip()
    page.get_by_role("button", name="React to what others say").click()
    first = page.locator(".app-statement").inner_text()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator(".app-statement")).not_to_have_text(first)
    expect(page.locator("#progress")).to_have_text(re.compile(r"^2 of \d+$"))

    other = demo.site.visitor(390, java_script_enabled=False)
    page = other.new_page()
    page.goto(demo.address("brackenford", "codesign:receipt"))
    page.locator("[name=reference]").fill(reference.lower())
    page.get_by_role("button", name="Open").click()
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text(first)
    other.close()


def test_sign_in_and_look_through_what_came_in(demo: Demo, plain: BrowserContext) -> None:
    council, pk = demo.tenants["brackenford"], demo.rows["library"]
    with tenant_scope(council):
        waiting = FeedbackFactory(challenge=DesignChallenge.objects.get(pk=pk), moderation="pending")
    page = facilitator(demo, plain)
    page.goto(demo.address("brackenford", "codesign:moderation", pk=pk) + "?kind=answers&state=waiting")
    page.locator(f"#item-{waiting.pk}").check()
    page.get_by_role("button", name="Accept what I chose").click()
    expect(page.locator("main .govuk-notification-banner, main [role=status], main [role=alert]").first).to_be_visible()
    expect(page.locator(f"#item-{waiting.pk}")).to_have_count(0)
    with tenant_scope(council):
        assert Feedback.objects.get(pk=waiting.pk).moderation == "accepted"


def test_sum_up_and_see_the_page_renew_itself(demo: Demo, plain: BrowserContext) -> None:
    page = facilitator(demo, plain)
    address = demo.address("brackenford", "codesign:synthesis", pk=demo.rows["streets"])
    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Sum up")).click()
    # Whatever comes first: the bar that renews itself, or, on a quick machine, the result.
    assert page.locator("meta[http-equiv=refresh]").count() or page.get_by_text("Who thinks alike").count()
    expect(page.get_by_role("heading", name="Who thinks alike")).to_be_visible(timeout=60_000)
    assert page.url == address
    expect(page.locator("main svg").first).to_be_visible()


def test_statements_on_the_map_and_the_report(demo: Demo, plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto(demo.address("glanmor", "codesign:results", pk=demo.rows["harbour"]))
    page.get_by_role("link", name="Show statements on the map").click()
    mark = page.locator(".app-chart__narrow .app-map-mark").first
    expect(mark).to_be_visible()
    target = mark.get_attribute("href") or ""
    mark.click()
    expect(page.locator(target)).to_be_in_viewport()
    page.get_by_role("link", name="Report to print").click()
    expect(page.locator("h1")).to_contain_text("Report of what was found")
    expect(page.locator("details")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator(".govuk-footer")).to_be_hidden()
