"""What the questions of a council go by: who says it, from when it counts, and for whom."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import Invalid, NotPermitted
from kernel.tenancy.models import Tenant
from services.codesign import actions
from services.codesign.models import CouncilRules
from services.codesign.queries.challenge import council_rules
from tests.factories import (
    Cast,
    CouncilRulesFactory,
    DesignChallengeFactory,
    World,
    service_with_people,
)

pytestmark = pytest.mark.usefixtures("bait")


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    return service_with_people()


def as_they_are() -> tuple[int, int]:
    rules = council_rules()
    return rules.options_shown_days, rules.decision_quorum


def test_without_a_word_of_the_council_the_defaults_hold(cast: Cast, bait: World) -> None:
    assert bait.row("codesign.councilrules").options_shown_days == 14
    assert as_they_are() == (10, 2)


def test_only_administrators_change_them_and_never_a_key(cast: Cast) -> None:
    administrator = cast.administrator
    actors = {who: Actor.for_person(person.pk) for who, person in cast.by_role().items()}
    actors["visitor"] = Actor.visitor()
    actors["key"] = Actor("api_client", 1, administrator.pk, "api", frozenset({"read", "manage"}))
    for who, actor in actors.items():
        if who == "administrator":
            continue
        with pytest.raises(NotPermitted):
            actions.change_council_rules(actor=actor, options_shown_days=20, decision_quorum=3)
    assert as_they_are() == (10, 2)
    actions.change_council_rules(actor=actors["administrator"], options_shown_days=20, decision_quorum=3)
    assert as_they_are() == (20, 3)


def test_a_change_is_recorded_and_no_change_is_none(cast: Cast, bait: World) -> None:
    actor = Actor.for_person(cast.administrator.pk)
    for days in (10, 20, 20, 30):
        actions.change_council_rules(actor=actor, options_shown_days=days, decision_quorum=2)
    recorded = AuditEvent.objects.filter(verb="codesign.rules_changed").order_by("pk")
    assert [(e.person_id, e.data["options_shown_days"]) for e in recorded] == [
        (cast.administrator.pk, 20),
        (cast.administrator.pk, 30),
    ]
    assert CouncilRules.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"options_shown_days": 0}, {"decision_quorum": -1}])
def test_they_ask_for_something(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change_council_rules(
            actor=Actor.for_person(cast.administrator.pk), **{"options_shown_days": 10, "decision_quorum": 2, **wrong}
        )
    assert set(refused.value.errors) == set(wrong)
    with pytest.raises(IntegrityError, match="council_rules_ask_something"), transaction.atomic():
        CouncilRulesFactory(**dict.fromkeys(wrong, 0))


def test_a_council_has_one_set_of_them(cast: Cast) -> None:
    CouncilRulesFactory()
    with pytest.raises(IntegrityError, match="council_rules_once"), transaction.atomic():
        CouncilRulesFactory()


def test_they_count_for_questions_that_are_opened_from_then_on(cast: Cast) -> None:
    opened = DesignChallengeFactory(service=cast.service, state="open")
    CouncilRulesFactory(options_shown_days=30, decision_quorum=4)
    opened.refresh_from_db()
    assert (opened.options_shown_days, opened.decision_quorum) == (10, 2)


def test_the_page_of_a_service_tells_them(cast: Cast, tenant: Tenant, client_in: Any) -> None:
    CouncilRulesFactory(options_shown_days=30, decision_quorum=4)
    page = " ".join(client_in(tenant).get(f"/services/{cast.service.slug}/").content.decode().split())
    assert "on show for at least 30 days." in page
    assert "At least 4 residents and as many professionals" in page
