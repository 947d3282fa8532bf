"""The settings of a council: its own and its stages', on one page and saved together."""

from typing import Any

import pytest

from kernel.audit.models import AuditEvent
from kernel.errors import Conflict
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.codesign import portal
from services.codesign.models import CouncilRules
from services.codesign.queries.challenge import council_rules
from tests.factories import CouncilRoleFactory, CouncilRulesFactory, PersonFactory

SETTINGS = {
    "name": "Aberwen Council", "name_cy": "Cyngor Aberwen", "brand_colour": "#1F4E79", "contact_email": "",
    "contact_phone": "", "options_shown_days": "14", "decision_quorum": "3", "extensions_at_most": "1",
    "longer_by_percent": "50", "staff_need_second_factor": "",
}  # fmt: skip


@pytest.fixture
def administrator(in_tenant: Tenant) -> Person:
    made = PersonFactory()
    CouncilRoleFactory(person=made, role="administrator")
    return made


def test_what_is_set_stands_in_one_form_in_the_order_of_the_page(client_for: Any, administrator: Person) -> None:
    CouncilRulesFactory(options_shown_days=21)
    answer = client_for(administrator).get("/staff/settings/")
    page = answer.content.decode()
    names = [*SETTINGS]
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)
    assert 'name="options_shown_days" value="21"' in page
    assert page.count('<form method="post" novalidate>') == 1
    assert 'href="/aberwen/staff/settings/wording/"' in page


def test_settings_are_saved(client_for: Any, administrator: Person, tenant: Tenant) -> None:
    answer = client_for(administrator).post("/staff/settings/", SETTINGS)
    assert answer.status_code == 302
    rules = council_rules()
    assert Tenant.objects.get(pk=tenant.pk).brand_colour == "#1f4e79"
    assert (rules.options_shown_days, rules.decision_quorum, rules.extensions_at_most, rules.longer_by_percent) == (
        14,
        3,
        1,
        50,
    )
    events = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(events) == ["people.settings_changed", "codesign.rules_changed"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            {"brand_colour": "#00a3e0"},
            "Words in #00a3e0 are hard to read on white. The nearest colour that works is #0077a4.",
        ),
        ({"brand_colour": "blue"}, "Write the colour as # and six letters or numbers, for example #1f4e79."),
        ({"options_shown_days": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"decision_quorum": ""}, "Enter a number."),
        ({"name": ""}, "Enter the council’s name."),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(
    client_for: Any, administrator: Person, tenant: Tenant, change: dict[str, str], error: str
) -> None:
    page = client_for(administrator).post("/staff/settings/", SETTINGS | change).content.decode()
    assert page.count(error) == 2
    assert "<title>Error: Settings" in page
    assert Tenant.objects.get(pk=tenant.pk).brand_colour == "#1d70b8"
    assert CouncilRules.objects.count() == 0


def test_a_council_of_one_language_is_not_asked_for_a_welsh_name(
    client_for: Any, other_tenant: Tenant, scope_of: Any
) -> None:
    with scope_of(other_tenant):
        administrator = CouncilRoleFactory(role="administrator").person
        client = client_for(administrator)
    assert "Name of the council in Welsh" not in client.get("/staff/settings/").content.decode()


def test_everything_that_is_wrong_is_said_at_once(client_for: Any, administrator: Person) -> None:
    answer = client_for(administrator).post("/staff/settings/", SETTINGS | {"name": "", "decision_quorum": "0"})
    assert set(answer.context["form"].errors) == {"name", "decision_quorum"}


def test_nothing_is_saved_where_a_stage_refuses(
    client_for: Any, administrator: Person, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_given: Any) -> None:
        raise Conflict("This is being worked on already.")

    monkeypatch.setattr(portal, "change_council_rules", refuse)
    page = client_for(administrator).post("/staff/settings/", SETTINGS).content.decode()
    assert "This is being worked on already." in page
    assert Tenant.objects.get(pk=tenant.pk).brand_colour == "#1d70b8"
    assert AuditEvent.objects.count() == 0
