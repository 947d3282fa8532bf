"""The demo, seeded through the actions: each challenge where its story leaves it; a second start changes nothing."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from kernel.audit.actions import seal_events
from kernel.audit.chain import verify_chain
from kernel.audit.models import AuditEvent
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge, Reaction, Statement
from services.codesign.queries.decision import to_write_to, told_figures
from tests.standing import restore_rows


@pytest.fixture(scope="module")
def _seeded(django_db_setup, django_db_blocker):
    """Seeded once for all tests of this file, which leave each story where they find it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "IS_DEMO", True)
        try:
            call_command("demo", stdout=io.StringIO())
            with django_db_blocker.block():
                yield
        finally:
            restore_rows()


@pytest.fixture
def demo(_seeded, django_db_blocker, monkeypatch):
    monkeypatch.setattr(settings, "IS_DEMO", True)
    with django_db_blocker.unblock():
        yield
        connections.close_all()


def states(slug):
    with tenant_scope(Tenant.objects.get(slug=slug)):
        return {c.service.slug: c.state for c in DesignChallenge.objects.select_related("service")}


def recorded():
    """How much was done in both councils."""
    found = []
    for slug in ("glanmor", "brackenford"):
        with tenant_scope(Tenant.objects.get(slug=slug)):
            found.append(AuditEvent.objects.count())
    return found


def test_each_challenge_is_where_its_story_leaves_it(demo):
    assert sorted(states("glanmor").values()) == ["draft", "open", "reported_back"]
    assert sorted(states("brackenford").values()) == ["feedback_closed", "open"]


def test_the_draft_says_what_is_missing_and_everybody_was_told(demo):
    with tenant_scope(Tenant.objects.get(slug="glanmor")):
        draft = DesignChallenge.objects.get(state="draft")
        codes = {reason.code for reason in guards.guard_question_complete(draft)}
        assert {"payment_policy-missing", "decision-owner-missing"} <= codes
        done = DesignChallenge.objects.get(state="reported_back")
        assert not to_write_to(done).exists()
        assert told_figures(done).told > 0
        assert CHALLENGE_WORKFLOW.next_on_path(done.state).name == "hand_over"
        seal_events()
        assert verify_chain().is_whole


def test_counts_on_statements_match_the_reactions(demo):
    with tenant_scope(Tenant.objects.get(slug="brackenford")):
        for statement in Statement.objects.all():
            values = list(Reaction.objects.filter(statement=statement).values_list("value", flat=True))
            counted = (values.count(1), values.count(-1), values.count(0))
            assert (statement.agrees, statement.disagrees, statement.passes) == counted


def test_a_second_start_keeps_what_was_done_and_does_nothing_again(demo):
    before = states("glanmor") | states("brackenford")
    events = recorded()
    call_command("demo", stdout=io.StringIO())
    assert recorded() == events
    assert states("glanmor") | states("brackenford") == before


def test_links_sign_in_whom_they_say(demo, client):
    output = io.StringIO()
    call_command("demo", links=True, stdout=output)
    lines = [line.split() for line in output.getvalue().splitlines() if "sign-in-link" in line]
    assert len(lines) == 12
    path = lines[0][-1].removeprefix(settings.COPROD_BASE_URL)
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 410


def test_the_demo_is_for_demo_settings_only(monkeypatch):
    monkeypatch.setattr(settings, "IS_DEMO", False)
    with pytest.raises(CommandError):
        call_command("demo")
