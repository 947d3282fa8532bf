"""`create_council`: a council, its first administrator, and a link that works once."""

import io

import pytest
from django.core.management import CommandError, call_command

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.models import CouncilRole


def make(slug="havenport", **options):
    output = io.StringIO()
    call_command(
        "create_council", slug, "Havenport Council", admin_name="Asha Patel", admin_email="Asha@example.org",
        languages="en,cy", stdout=output, **options,
    )  # fmt: skip
    return output.getvalue()


def test_a_council_with_its_administrator_who_signs_in_once(committed_db, client):
    printed = make()
    tenant = Tenant.objects.get(slug="havenport")
    assert tenant.languages == ["en", "cy"]
    with tenant_scope(tenant):
        role = CouncilRole.objects.get()
        assert (role.role, role.person.email) == ("administrator", "asha@example.org")
    path = "/havenport/" + printed.strip().rsplit("/havenport/", 1)[1]
    assert client.post(path).status_code == 302
    assert client.get("/havenport/staff/settings/").status_code == 200


def test_twice_is_once(committed_db):
    make()
    make()
    assert Tenant.objects.filter(slug="havenport").count() == 1
    with tenant_scope(Tenant.objects.get(slug="havenport")):
        assert CouncilRole.objects.count() == 1


@pytest.mark.parametrize("slug", ["api", "Haven Port", "x", "static"])
def test_a_short_name_that_cannot_be_an_address_is_refused(committed_db, slug):
    with pytest.raises(CommandError):
        make(slug)
    assert not Tenant.objects.filter(slug=slug).exists()
