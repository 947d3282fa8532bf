"""Making an account, signing in, and the second proof that staff pages may ask for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kernel.tenancy.scope import tenant_scope
from participants.people.models import Person
from tests.browser.councils import CONTENT, Demo
from tests.browser.signing_in import current_code, mailed_code, one_time_code, sign_in_by_code
from tests.database import as_owner

pytestmark = pytest.mark.browser

# A key built into the device that knows its owner by a finger.
PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def on_localhost(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """Passkeys belong to a name, never to a number."""
    monkeypatch.setattr(demo.site, "base", demo.site.base.replace("127.0.0.1", "localhost"))
    return demo


@pytest.fixture
def strict(on_localhost: Demo) -> Iterator[Demo]:
    """Brackenford asks for a second proof on staff pages."""
    ask = "UPDATE tenancy_tenant SET staff_need_second_factor = %s WHERE slug = 'brackenford'"
    with as_owner() as owner:
        owner.execute(ask, [True])
    yield on_localhost
    with as_owner() as owner:
        owner.execute(ask, [False])


@pytest.fixture
def browser(demo: Demo) -> Iterator[BrowserContext]:
    context = demo.site.visitor()
    yield context
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_make_an_account_with_a_mailed_code(demo: Demo, browser: BrowserContext) -> None:
    email = "nia.new@glanmor.example"
    page = browser.new_page()
    page.goto(demo.address("glanmor", "home"))
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make an account").click()
    page.locator("[name=email]").fill(email)
    press(page, "Send me a code")
    page.locator("[name=code]").fill("WRONG1")
    press(page, "Go on")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("[name=code]").fill(mailed_code(demo, email))
    press(page, "Go on")
    expect(page.locator("h1")).to_have_text("My part")
    with tenant_scope(demo.tenants["glanmor"]):
        assert Person.objects.filter(user__email=email).count() == 1
    press(page, "Sign out")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_staff_pages_ask_for_a_passkey_which_then_signs_in(strict: Demo, browser: BrowserContext) -> None:
    page = browser.new_page()
    device = browser.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    email = CONTENT["brackenford"].person("marcus").email
    sign_in_by_code(strict, page, "brackenford", email)
    page.goto(strict.address("brackenford", "staff_overview"))
    expect(page.locator("h1")).to_have_text("Signing in safely")
    expect(page.locator("main")).to_contain_text("Your council therefore asks for a second proof")
    page.get_by_role("button", name="Add a passkey").click()
    page.locator("[name=name]").fill("My phone")
    page.locator("[name=passwordless]").check()
    press(page, "Add this passkey")
    expect(page.locator("h1")).not_to_have_text("Add a passkey")
    page.goto(strict.address("brackenford", "staff_overview"))
    expect(page.locator("h1")).to_have_text("Overview")

    press(page, "Sign out")
    page.get_by_role("link", name="Sign in").click()
    press(page, "Sign in with a passkey")
    expect(page.locator("h1")).to_have_text("Overview")


def test_staff_pages_open_after_setting_up_an_app(strict: Demo, browser: BrowserContext) -> None:
    email = CONTENT["brackenford"].person("ruth").email
    page = browser.new_page()
    sign_in_by_code(strict, page, "brackenford", email)
    page.goto(strict.address("brackenford", "mfa_index"))
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator("main code").inner_text()
    page.locator("[name=code]").fill("000000")
    press(page, "Use this app")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("[name=code]").fill(current_code(secret))
    press(page, "Use this app")
    expect(page.locator("h1")).not_to_have_text("Set up an app")
    press(page, "Sign out")

    page.goto(strict.address("brackenford", "account_login"))
    page.locator("[name=login]").fill(email)
    press(page, "Go on")
    page.locator("[name=code]").fill(mailed_code(strict, email, after=1))
    press(page, "Go on")
    expect(page.locator("h1")).to_have_text("Show that it is you")
    page.locator("[name=code]").fill(current_code(secret))
    press(page, "Sign in")
    expect(page.locator("h1")).to_have_text("Overview")


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [one_time_code(secret, at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]
