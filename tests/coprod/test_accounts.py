"""Signing up and in with e-mailed codes, one-time links, and the second factor of staff."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail

from kernel.accounts.actions import create_sign_in_link
from kernel.accounts.actor import Actor
from kernel.accounts.models import SignInLink, User
from kernel.accounts.second_factor import is_staff_path
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from tests.factories import CouncilRoleFactory, PersonFactory, UserFactory, ago

SECOND_FACTOR = "kernel.accounts.second_factor.StaffSecondFactorMiddleware"


def code_in_mail() -> str:
    found = re.search(r"\n\n([A-Z0-9-]{6,})\n\n", mail.outbox[-1].body)
    assert found is not None, mail.outbox[-1].body
    return found.group(1)


def test_sign_up_with_a_code_and_sign_in_again(client_in: Any, tenant: Tenant, scope_of: Any) -> None:
    client = client_in(tenant)
    asked = client.post("/account/signup/", {"email": "New@Example.org"})
    assert (asked.status_code, asked["Location"]) == (302, "/aberwen/account/confirm-email/")
    wrong = client.post("/account/confirm-email/", {"code": "WRONG-CODE"})
    assert "There is a problem" in wrong.content.decode()
    confirmed = client.post("/account/confirm-email/", {"code": code_in_mail()})
    assert (confirmed.status_code, confirmed["Location"]) == (302, "/aberwen/after-sign-in/")
    assert client.get("/after-sign-in/")["Location"] == "/aberwen/my/"
    with scope_of(tenant):
        assert Person.objects.get().email == "new@example.org"
    assert client.post("/account/logout/")["Location"] == "/aberwen/"
    assert client.get("/my/").status_code == 302

    client.post("/account/login/", {"login": "new@example.org"})
    signed_in = client.post("/account/login/code/confirm/", {"code": code_in_mail()})
    assert (signed_in.status_code, client.get("/my/").status_code) == (302, 200)
    assert mail.outbox[-1].to == ["new@example.org"]
    assert mail.outbox[-1].body.endswith("Aberwen Council")


def test_an_unknown_address_gets_the_same_page_and_no_code(client_in: Any, tenant: Tenant) -> None:
    answer = client_in(tenant).post("/account/login/", {"login": "nobody@example.org"})
    assert answer["Location"] == "/aberwen/account/login/code/confirm/"
    assert mail.outbox[-1].subject == "No account with this e-mail address"
    assert "/aberwen/account/signup/" in mail.outbox[-1].body


def test_coming_back_to_the_page_that_asked_to_sign_in(client_in: Any, tenant: Tenant) -> None:
    page = client_in(tenant).get("/account/login/?next=/aberwen/my/details/").content.decode()
    assert '<input type="hidden" name="next" value="/aberwen/my/details/"' in page


@pytest.mark.parametrize("path", ["/account/password/reset/", "/account/password/reset/done/"])
def test_forgotten_passwords_lead_to_the_code(client_in: Any, tenant: Tenant, path: str) -> None:
    assert client_in(tenant).get(path)["Location"] == "/aberwen/account/login/"


def test_a_one_time_link_is_spent_by_its_button_and_not_by_looking(
    client_in: Any, tenant: Tenant, scope_of: Any
) -> None:
    with scope_of(tenant):
        token = create_sign_in_link(actor=Actor.system("command"), user=UserFactory())
    path = f"/sign-in-link/{token}/"
    client = client_in(tenant)
    for _ in range(3):
        looked = client.get(path)
        assert looked.status_code == 200
        assert "no-store" in looked["Cache-Control"]
    assert client.get("/my/").status_code == 302
    assert client.post(path)["Location"] == "/aberwen/after-sign-in/"
    assert client.get("/my/").status_code == 200
    again = client_in(tenant)
    assert again.post(path).status_code == 410
    assert again.get("/my/").status_code == 302


def test_a_link_that_is_too_old_of_nobody_or_of_another_council_signs_nobody_in(
    client_in: Any, tenant: Tenant, other_tenant: Tenant, scope_of: Any
) -> None:
    with scope_of(tenant):
        old = create_sign_in_link(actor=Actor.system("command"), user=UserFactory())
        SignInLink.objects.update(expires_at=ago(minutes=1))
        stopped = create_sign_in_link(actor=Actor.system("command"), user=UserFactory(is_active=False))
    with scope_of(other_tenant):
        elsewhere = create_sign_in_link(actor=Actor.system("command"), user=UserFactory())
    client = client_in(tenant)
    assert [client.post(f"/sign-in-link/{t}/").status_code for t in (old, stopped, elsewhere, "guess")] == [410] * 4
    assert client.get("/my/").status_code == 302


def test_a_link_does_not_stand_in_for_the_second_factor(client_in: Any, tenant: Tenant, scope_of: Any) -> None:
    with scope_of(tenant):
        user = UserFactory()
        token = create_sign_in_link(actor=Actor.system("command"), user=user)
    add_app(user)
    client = client_in(tenant)
    assert client.post(f"/sign-in-link/{token}/")["Location"] == "/aberwen/account/2fa/authenticate/"
    assert client.get("/my/").status_code == 302
    assert client.get("/account/2fa/authenticate/").status_code == 200


def add_app(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


@pytest.fixture
def staff_asked(tenant: Tenant, scope_of: Any, settings: Any) -> Person:
    """An officer of a council that asks its staff for a second factor."""
    if SECOND_FACTOR not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, SECOND_FACTOR]
    with scope_of(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(staff_need_second_factor=True)
        officer = PersonFactory()
        CouncilRoleFactory(person=officer)
    EmailAddress.objects.create(user=officer.user, email=officer.email, verified=True, primary=True)
    return officer


@pytest.mark.parametrize("path", ["/staff/", "/staff/people/", "/cy/staff/", "/staff/nowhere/"])
def test_staff_without_a_second_factor_are_asked_to_set_one_up(client_for: Any, staff_asked: Person, path: str) -> None:
    client = client_for(staff_asked)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].removeprefix("/aberwen").removeprefix("/cy") == "/account/2fa/"
    page = client.get("/account/2fa/").content.decode()
    assert "Your council therefore asks for a second proof that it is you" in page
    assert client.get("/my/").status_code == 200


def test_staff_with_a_second_factor_go_on(client_for: Any, staff_asked: Person) -> None:
    add_app(staff_asked.user)
    client = client_for(staff_asked)
    assert client.get("/staff/").status_code == 200
    assert "Your council therefore asks" not in client.get("/account/2fa/").content.decode()


def test_spare_codes_alone_are_no_second_factor(client_for: Any, staff_asked: Person) -> None:
    Authenticator.objects.create(user=staff_asked.user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client_for(staff_asked).get("/staff/").status_code == 302


def test_a_council_that_does_not_ask_lets_its_staff_in(client_for: Any, in_tenant: Tenant, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SECOND_FACTOR] + [SECOND_FACTOR]
    officer = CouncilRoleFactory().person
    assert client_for(officer).get("/staff/").status_code == 200


@pytest.mark.parametrize(
    ("path", "staff"),
    [("/staff/", True), ("/staff", True), ("/cy/staff/people/", True), ("/staffing/", False), ("/my/staff/", False),
     ("/", False), ("/cy/", False)],
)  # fmt: skip
def test_which_addresses_are_staff_pages(path: str, staff: bool) -> None:
    assert is_staff_path(path) is staff


@pytest.mark.parametrize(
    "path", ["/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/email/",
             "/account/2fa/webauthn/", "/account/logout/"],
)  # fmt: skip
def test_pages_of_one_s_account_open(client_in: Any, tenant: Tenant, path: str) -> None:
    client = client_in(tenant)
    client.post("/account/signup/", {"email": "new@example.org"})
    client.post("/account/confirm-email/", {"code": code_in_mail()})
    assert client.get(path).status_code == 200


def test_a_password_may_be_set_and_signs_in(tenant: Tenant, client_for: Any, client_in: Any, scope_of: Any) -> None:
    with scope_of(tenant):
        person = PersonFactory()
    EmailAddress.objects.get_or_create(
        user=person.user, email=person.user.email, defaults={"verified": True, "primary": True}
    )
    person.user.set_unusable_password()
    person.user.save()
    browser = client_for(person)
    address = f"/{tenant.slug}/account/password/set/"
    assert "New password" in browser.get(address).content.decode()
    chosen = "three quiet lamps"
    assert browser.post(address, {"password1": chosen, "password2": chosen}).status_code == 302
    stranger = client_in(tenant)
    wrong = stranger.post(
        f"/{tenant.slug}/account/login/", {"login": person.user.email, "password": "three loud lamps"}
    )
    assert wrong.status_code == 200
    right = stranger.post(f"/{tenant.slug}/account/login/", {"login": person.user.email, "password": chosen})
    assert right.status_code == 302
    assert stranger.get(f"/{tenant.slug}/my/").status_code == 200
