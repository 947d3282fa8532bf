"""One-time links, partner systems' keys, secrets, actors."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.accounts.actions import (
    create_api_credential,
    create_sign_in_link,
    revoke_api_credential,
    use_sign_in_link,
)
from kernel.accounts.actor import Actor
from kernel.accounts.models import ApiCredential, SignInLink, User
from kernel.accounts.tokens import hash_secret, new_reference, new_token, normalise_reference
from kernel.errors import Invalid
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.factories import ApiCredentialFactory, SignInLinkFactory, UserFactory, World

SYSTEM = Actor.system("command")


# One-time links


def test_a_link_signs_in_once(in_tenant: Tenant) -> None:
    user = UserFactory()
    token = create_sign_in_link(actor=SYSTEM, user=user)
    other = create_sign_in_link(actor=SYSTEM, user=UserFactory())
    assert use_sign_in_link(actor=Actor.visitor(), token=token) == user
    assert use_sign_in_link(actor=Actor.visitor(), token=token) is None
    assert use_sign_in_link(actor=Actor.visitor(), token=other) is not None


def test_only_the_hash_is_kept(in_tenant: Tenant) -> None:
    token = create_sign_in_link(actor=SYSTEM, user=UserFactory())
    link = SignInLink.objects.get()
    assert link.token_hash == hash_secret(token)
    assert token not in {str(value) for value in vars(link).values()}


def test_a_link_ends(in_tenant: Tenant) -> None:
    user = UserFactory()
    token = create_sign_in_link(actor=SYSTEM, user=user, valid_for=timedelta(hours=1))
    with clock.travel_to(clock.now() + timedelta(minutes=61)):
        assert use_sign_in_link(actor=Actor.visitor(), token=token) is None
    assert use_sign_in_link(actor=Actor.visitor(), token=token) == user


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 500])
def test_nonsense_signs_nobody_in(in_tenant: Tenant, token: str) -> None:
    SignInLinkFactory()
    assert use_sign_in_link(actor=Actor.visitor(), token=token) is None


def test_a_link_of_a_closed_login_signs_nobody_in(in_tenant: Tenant) -> None:
    token = create_sign_in_link(actor=SYSTEM, user=UserFactory(is_active=False))
    assert use_sign_in_link(actor=Actor.visitor(), token=token) is None


def test_a_link_works_in_its_own_council(tenant: Tenant, other_tenant: Tenant) -> None:
    with tenant_scope(tenant):
        token = create_sign_in_link(actor=SYSTEM, user=UserFactory())
    with tenant_scope(other_tenant):
        assert use_sign_in_link(actor=Actor.visitor(), token=token) is None


def test_of_many_at_once_one_is_signed_in(
    committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]
) -> None:
    with tenant_scope(tenant):
        user = UserFactory()
        token = create_sign_in_link(actor=SYSTEM, user=user)

    def use() -> User | None:
        with tenant_scope(tenant):
            return use_sign_in_link(actor=Actor.visitor(), token=token)

    answers = in_threads(*[use] * 6)
    assert [found for found in answers if found is not None] == [user]


# Keys


def test_a_key_is_shown_once_and_kept_as_a_hash(in_tenant: Tenant) -> None:
    credential, secret = create_api_credential(actor=SYSTEM, name="  Library  ", scopes=["read", "feedback"])
    assert re.fullmatch(r"coprod_[\w-]{43}", secret)
    stored = ApiCredential.objects.get()
    assert (stored.name, stored.scopes, stored.prefix) == ("Library", ["feedback", "read"], secret[:12])
    assert stored.secret_hash == hash_secret(secret)
    assert stored == credential


@pytest.mark.parametrize(
    ("name", "scopes", "field"),
    [("Library", [], "scopes"), ("Library", ["read", "everything"], "scopes"), ("  ", ["read"], "name")],
)
def test_a_key_needs_a_name_and_known_scopes(in_tenant: Tenant, name: str, scopes: list[str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create_api_credential(actor=SYSTEM, name=name, scopes=scopes)
    assert list(refusal.value.errors) == [field]
    assert ApiCredential.objects.count() == 0


def test_a_key_without_a_scope_cannot_be_stored(in_tenant: Tenant) -> None:
    with pytest.raises(IntegrityError, match="api_credential_has_a_scope"), transaction.atomic():
        ApiCredentialFactory(scopes=[])


def test_a_key_is_stopped_for_good(in_tenant: Tenant, bait: World) -> None:
    credential, kept = ApiCredentialFactory(), ApiCredentialFactory()
    revoke_api_credential(actor=SYSTEM, credential=credential)
    stopped = ApiCredential.objects.get(pk=credential.pk).revoked_at
    assert stopped is not None
    revoke_api_credential(actor=SYSTEM, credential=ApiCredential.objects.get(pk=credential.pk))
    assert ApiCredential.objects.get(pk=credential.pk).revoked_at == stopped
    assert ApiCredential.objects.get(pk=kept.pk).revoked_at is None


# Secrets and references


def test_tokens_do_not_repeat() -> None:
    assert len({new_token() for _ in range(1000)}) == 1000
    assert all(len(new_token()) == 43 for _ in range(10))


def test_references_can_be_read_aloud() -> None:
    assert all(re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", new_reference()) for _ in range(200))
    assert len({new_reference() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed", ["7k3m q2xa 9trd hw4c", "7K3M-Q2XA-9TRD-HW4C", " 7k3mq2xa9trdhw4c ", "7K3M–Q2XA.9TRD/HW4C"]
)
def test_references_are_read_however_they_are_typed(typed: str) -> None:
    assert normalise_reference(typed) == "7K3M-Q2XA-9TRD-HW4C"


def test_every_new_reference_is_its_own_normal_form() -> None:
    assert all(normalise_reference(made) == made for made in (new_reference() for _ in range(200)))


# Logins and actors


def test_addresses_of_logins_are_kept_in_small_letters(db: None) -> None:
    user = User.objects.create_user(" Person@Example.ORG ", "a long pass phrase")
    assert user.email == "person@example.org"
    assert User.objects.get_by_natural_key("PERSON@example.org") == user
    assert user.check_password("a long pass phrase")
    with pytest.raises(IntegrityError, match="user_email_in_small_letters"), transaction.atomic():
        User.objects.create(email="Other@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="person@example.org")


def test_actors() -> None:
    assert Actor.for_person(3) == Actor("person", 3, 3, "web")
    assert Actor.for_contributor(3, "api") == Actor("contributor", 3, None, "api")
    assert Actor.visitor() == Actor("visitor", None, None, "web")
    assert Actor.system() == Actor("system", None, None, "job")
    assert [Actor.for_person(3).is_signed_in, Actor.for_contributor(3).is_signed_in, Actor.system().is_signed_in] == [
        True,
        False,
        False,
    ]


def test_keys_are_limited_by_their_scopes_and_people_are_not() -> None:
    client = Actor("api_client", 1, 2, "api", frozenset({"read"}))
    assert (client.has_scope("read"), client.has_scope("manage")) == (True, False)
    assert Actor.for_person(2).has_scope("manage")
    assert not Actor("api_client", 1, 2, "api", frozenset()).has_scope("read")
