"""Nobody locks another's account, learns whether an address is known, or tries for ever."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail

from kernel.tenancy.models import Tenant
from kernel.web.trying import AS_ONE_ACCOUNT, FREE, FROM_ONE_ADDRESS, is_entrance
from tests.factories import PersonFactory, UserFactory
from tests.factories.base import PASSWORD
from tests.isolation.addresses import ALL_ROUTES

KNOWN, UNKNOWN = "known@example.org", "unknown@example.org"
STRANGER, OWNER = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def known(tenant: Tenant, scope_of: Any) -> Any:
    with scope_of(tenant):
        person = PersonFactory(user=UserFactory(email=KNOWN), email=KNOWN)
    EmailAddress.objects.create(user=person.user, email=KNOWN, verified=True, primary=True)
    return person


def try_as(browser: Any, email: str, password: str = "wrong pass phrase", address: str = STRANGER) -> Any:  # noqa: S107
    data = {"login": email, "password": password}
    return browser.post("/account/login/", data, headers={}, REMOTE_ADDR=address)


def test_tries_are_counted_by_account_and_address(tenant: Tenant, client_in: Any, known: Any) -> None:
    stranger = client_in(tenant)
    for _ in range(AS_ONE_ACCOUNT):
        assert try_as(stranger, KNOWN).status_code == 200
    refused = try_as(stranger, KNOWN)
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "Your account is not locked" in refused.content.decode()
    # From there another account may still be tried, and a new browser does not help.
    assert try_as(stranger, "third@example.org").status_code == 200
    assert try_as(client_in(tenant), KNOWN).status_code == 429


def test_the_owner_signs_in_meanwhile(tenant: Tenant, client_in: Any, known: Any) -> None:
    for _ in range(AS_ONE_ACCOUNT + 3):
        try_as(client_in(tenant), KNOWN)
    owner = client_in(tenant)
    assert try_as(owner, KNOWN, PASSWORD, OWNER).status_code == 302
    assert owner.get("/my/").status_code == 200


def test_codes_are_sent_to_the_owner_meanwhile(tenant: Tenant, client_in: Any, known: Any) -> None:
    for _ in range(AS_ONE_ACCOUNT + 3):
        client_in(tenant).post("/account/login/", {"login": KNOWN}, REMOTE_ADDR=STRANGER)
    mail.outbox.clear()
    asked = client_in(tenant).post("/account/login/", {"login": KNOWN}, REMOTE_ADDR=OWNER)
    assert (asked.status_code, [m.to for m in mail.outbox]) == (302, [[KNOWN]])


def test_an_address_is_counted_over_all_accounts(tenant: Tenant, client_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("kernel.web.trying.FROM_ONE_ADDRESS", 5)
    browser = client_in(tenant)
    answers = [try_as(browser, f"person{n}@example.org").status_code for n in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert try_as(browser, "person9@example.org", address=OWNER).status_code == 200
    assert FROM_ONE_ADDRESS > 30 * 4


@pytest.mark.parametrize("times", [1, AS_ONE_ACCOUNT + 1])
def test_an_address_that_is_known_and_one_that_is_not_look_the_same(
    tenant: Tenant, client_in: Any, known: Any, times: int
) -> None:
    def told(path: str, data: dict[str, str]) -> tuple[int, str, str]:
        for _ in range(times):
            answer = client_in(tenant).post(path, data)
        words = answer.content.decode().replace(next(iter(data.values())), "")
        return answer.status_code, str(answer.get("Location", "")), without_tokens(words)

    for path, data in (
        ("/account/login/", {"login": "{}"}),
        ("/account/login/", {"login": "{}", "password": "wrong pass phrase"}),
        ("/account/signup/", {"email": "{}"}),
    ):
        both = [told(path, {k: v.format(email) for k, v in data.items()}) for email in (KNOWN, UNKNOWN)]
        assert both[0] == both[1], path


def without_tokens(page: str) -> str:
    return "".join(line for line in page.splitlines(keepends=True) if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("step", ["/sign-in-link/guess/", "/account/login/code/confirm/", "/account/2fa/authenticate/"])
def test_links_codes_and_second_factors_are_counted(tenant: Tenant, client_in: Any, step: str) -> None:
    browser = client_in(tenant)
    answers = [browser.post(step, {"code": "000000"}).status_code for _ in range(AS_ONE_ACCOUNT + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


def test_every_entrance_of_the_login_pages_is_counted() -> None:
    """Read from the URLconf: a page of allauth's that comes with an update is counted, too."""
    found = [route for route in ALL_ROUTES if route.startswith(("account/", "sign-in-link/"))]
    assert len(found) > 20
    assert all(is_entrance(f"{language}/{route}") for route in found for language in ("", "/cy"))
    assert not any(is_entrance(path) for path in ("/", "/my/", "/staff/account/", "/say/1/answer/", "/cy/"))
    assert {"account_logout"} == FREE


# What second factors are made from


def test_what_second_factors_are_made_from_cannot_be_read(db: None) -> None:
    user, secret = UserFactory(), generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert RecoveryCodes.activate(user).get_unused_codes() == codes
    seed = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).data["seed"]
    assert get_adapter().decrypt(seed) not in stored


def test_a_new_secret_key_opens_what_the_old_one_sealed(settings: Any) -> None:
    sealed = get_adapter().encrypt("the secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert get_adapter().decrypt(sealed) == "the secret"


def test_where_no_key_opens_it_no_code_fits(settings: Any) -> None:
    sealed = get_adapter().encrypt("the secret")
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert len({get_adapter().decrypt(sealed) for _ in range(3)}) == 3
    assert get_adapter().decrypt("") != ""
