"""By keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from kernel.tenancy.scope import tenant_scope
from services.codesign.models import Feedback
from tests.browser.councils import SLOWER_THAN_A_ROBOT, Demo

pytestmark = pytest.mark.browser

WORDS = "Somebody at the door who says good evening."
# The ring or the colour by which one sees where one is.
SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
}"""
INSIDE = "selector => document.activeElement.matches(selector)"


@pytest.fixture
def page(demo: Demo) -> Page:
    context = demo.site.visitor()
    yield context.new_page()
    context.close()


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until the focus is on a control that fits; each stop on the way must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) or page.evaluate("document.activeElement === document.body"), page.evaluate(
            "document.activeElement.outerHTML"
        )
        if page.evaluate(INSIDE, selector):
            return
    raise AssertionError(f"no {selector} within {most} stops")


def test_skip_link_leads_to_the_words(demo: Demo, page: Page) -> None:
    page.goto(demo.address("brackenford", "home"))
    page.keyboard.press("Tab")
    skip = page.locator(".govuk-skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_react_to_two_statements(demo: Demo, page: Page) -> None:
    page.goto(demo.address("brackenford", "codesign:react", pk=demo.rows["library"]))
    first = page.locator(".app-statement").inner_text()
    tab_to(page, ".app-vote__button")
    page.keyboard.press("Enter")
    expect(page.locator(".app-statement")).not_to_have_text(first)
    # The next statement has the focus, so that it is read out; its first button is one stop away.
    expect(page.locator(".app-statement")).to_be_focused()
    second = page.locator(".app-statement").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Disagree", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".app-statement")).not_to_have_text(second)
    expect(page.locator("#progress")).to_contain_text("3 of")


def test_answer_after_a_mistake(demo: Demo, page: Page) -> None:
    page.goto(demo.address("brackenford", "codesign:answer", pk=demo.rows["library"]))
    tab_to(page, "main form button")
    page.wait_for_timeout(SLOWER_THAN_A_ROBOT * 1000)
    page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link", name="Write something first.")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.keyboard.type(WORDS)
    tab_to(page, "[name=language]")
    tab_to(page, "main form button")
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_contain_text("Thank you")
    with tenant_scope(demo.tenants["brackenford"]):
        assert Feedback.objects.filter(challenge_id=demo.rows["library"], text=WORDS).count() == 1


def test_statements_on_the_map_and_from_one_to_its_figures(demo: Demo, page: Page) -> None:
    page.goto(demo.address("glanmor", "codesign:results", pk=demo.rows["harbour"]))
    tab_to(page, "#map-statements")
    page.keyboard.press("Enter")
    expect(page.locator(".app-chart__wide .app-map-mark").first).to_be_visible()
    # The link is where it was, and says the opposite; the focus has stayed on it.
    expect(page.locator("#map-statements")).to_have_text("Hide the statements on the map")
    expect(page.locator("#map-statements")).to_be_focused()
    assert "map=statements" in page.url
    tab_to(page, ".app-chart__wide .app-map-mark", most=2)
    target = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_in_viewport()
