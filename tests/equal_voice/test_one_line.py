"""A name, a title or a label stands on one line whichever way it came in: it ends no mail's header and no heading."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from i18nfield.forms import I18nFormField
from i18nfield.strings import LazyI18nString
from rest_framework import serializers

from kernel.accounts.actor import Actor
from kernel.api.serializers import CouncilTextField, StrictSerializer
from kernel.jobs.models import Job
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from kernel.text import LINE_LENGTH
from kernel.web.forms import CoprodForm
from participants.people.actions import send_message
from participants.people.models import Message
from tests.factories import PersonFactory, service_with_people
from tests.isolation.addresses import ALL_ROUTES
from tests.kernel.api.clients import ApiClient

BROKEN, ON_ONE_LINE = "Night\r\nBcc: everybody@example.org", "Night Bcc: everybody@example.org"
# What only robots fill in, a mark of ours that is checked as a whole, and what must be found as it stands in a file.
NOT_KEPT = {"website", "pace", "text_column"}


def below(base: Any) -> Iterator[Any]:
    """Every class below one. All forms and serializers are loaded with the addresses."""
    assert get_resolver("coprod.urls") is not None
    assert ALL_ROUTES
    for sub in base.__subclasses__():
        yield sub
        yield from below(sub)


def limit_of(field: Any) -> int | None:
    """How many characters a field takes."""
    parts = getattr(field, "fields", None)
    found: int | None = parts[0].max_length if parts else field.max_length
    return found


def is_short(field: Any) -> bool:
    limit = limit_of(field)
    return limit is not None and limit <= LINE_LENGTH


FORM_FIELDS = {
    f"{form.__name__}.{name}": field
    for form in below(CoprodForm)
    for name, field in form.base_fields.items()
    if isinstance(field, forms.CharField | I18nFormField) and name not in NOT_KEPT and is_short(field)
}
API_FIELDS = {
    f"{made.__name__}.{name}": field
    for made in below(StrictSerializer)
    for name, field in made._declared_fields.items()
    if isinstance(field, serializers.CharField | CouncilTextField)
    if not field.read_only and getattr(field, "trim_whitespace", True) and is_short(field)
}


@pytest.mark.parametrize("name", sorted(FORM_FIELDS))
def test_of_every_short_text_of_a_form(in_tenant: Tenant, name: str) -> None:
    field = FORM_FIELDS[name]
    parts = getattr(field, "fields", None)
    try:
        found = field.clean([BROKEN for _part in parts] if parts else BROKEN)
    except ValidationError:
        return
    said = found.data.values() if isinstance(found, LazyI18nString) else [str(found)]
    assert {text for text in said if text} == {ON_ONE_LINE}


@pytest.mark.parametrize("name", sorted(API_FIELDS))
def test_of_every_short_text_of_the_api(in_tenant: Tenant, name: str) -> None:
    field = API_FIELDS[name]
    try:
        found = field.run_validation({"en": BROKEN} if isinstance(field, CouncilTextField) else BROKEN)
    except serializers.ValidationError:
        return
    said = found.data.values() if isinstance(found, LazyI18nString) else [str(found)]
    assert {text for text in said if text} == {ON_ONE_LINE}


def test_there_are_such_fields() -> None:
    assert {"ServiceForm.name", "InvitationForm.display_name", "DetailsForm.phone"} <= set(FORM_FIELDS)
    assert {"NewServiceSerializer.name", "InvitationSerializer.display_name"} <= set(API_FIELDS)


def test_a_line_break_in_a_services_name_does_not_kill_its_invitations(in_tenant: Tenant, bait: Any) -> None:
    cast = service_with_people()
    client = ApiClient(in_tenant).sign_in(cast.commissioner)
    name = {"name": {"en": BROKEN, "cy": BROKEN}, "version": cast.service.version}
    assert client.send("PATCH", f"/services/{cast.service.pk}/", name).json()["name"]["en"] == ON_ONE_LINE


def test_no_subject_ends_a_mails_header(in_tenant: Tenant) -> None:
    """Also where it was written past every field, for example in a restored database."""
    person = PersonFactory()
    message = send_message(actor=Actor.system(), key="k", subject=BROKEN, body="Words.", language="en", person=person)
    assert message.subject == ON_ONE_LINE
    Message.objects.filter(pk=message.pk).update(subject=BROKEN)
    assert run_job(in_tenant.pk, Job.objects.get(kind="people.deliver_message").pk) == "done"
    assert [(m.subject, m.to, m.bcc) for m in mail.outbox] == [(ON_ONE_LINE, [person.email], [])]
