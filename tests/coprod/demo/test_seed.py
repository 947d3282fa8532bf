"""The demo, seeded through the actions: each challenge where its story leaves it; a second start changes nothing."""

import io
import time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kernel.audit.actions import seal_events
from kernel.audit.chain import verify_chain
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import Contributor, DesignChallenge, Reaction, Statement


@pytest.fixture
def demo(committed_db, monkeypatch):
    monkeypatch.setattr(settings, "IS_DEMO", True)
    started = time.monotonic()
    call_command("demo", stdout=io.StringIO())
    return time.monotonic() - started


def states(slug):
    with tenant_scope(Tenant.objects.get(slug=slug)):
        return {c.service.slug: c.state for c in DesignChallenge.objects.select_related("service")}


def test_each_challenge_is_where_its_story_leaves_it(demo):
    assert sorted(states("glanmor").values()) == ["draft", "open", "reported_back"]
    assert sorted(states("brackenford").values()) == ["feedback_closed", "open"]
    assert demo < 60


def test_the_draft_says_what_is_missing_and_everybody_was_told(demo):
    with tenant_scope(Tenant.objects.get(slug="glanmor")):
        draft = DesignChallenge.objects.get(state="draft")
        codes = {reason.code for reason in guards.guard_question_complete(draft)}
        assert {"payment_policy-missing", "decision-owner-missing"} <= codes
        done = DesignChallenge.objects.get(state="reported_back")
        assert Contributor.objects.filter(challenge=done, told_at=None).count() == 0
        assert CHALLENGE_WORKFLOW.next_on_path(done.state).name == "hand_over"
        seal_events()
        assert verify_chain().is_whole


def test_counts_on_statements_match_the_reactions(demo):
    with tenant_scope(Tenant.objects.get(slug="brackenford")):
        for statement in Statement.objects.all():
            values = list(Reaction.objects.filter(statement=statement).values_list("value", flat=True))
            counted = (values.count(1), values.count(-1), values.count(0))
            assert (statement.agrees, statement.disagrees, statement.passes) == counted


def test_a_second_start_keeps_what_was_done_and_is_quick(demo):
    before = states("glanmor") | states("brackenford")
    started = time.monotonic()
    call_command("demo", stdout=io.StringIO())
    assert time.monotonic() - started < 5
    assert states("glanmor") | states("brackenford") == before


def test_links_sign_in_whom_they_say(demo, client):
    output = io.StringIO()
    call_command("demo", links=True, stdout=output)
    lines = [line.split() for line in output.getvalue().splitlines() if "sign-in-link" in line]
    assert len(lines) == 12
    path = lines[0][-1].removeprefix(settings.COPROD_BASE_URL)
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 410


def test_the_demo_is_for_demo_settings_only(committed_db):
    with pytest.raises(CommandError):
        call_command("demo")
