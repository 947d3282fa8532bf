"""Larger real input through the same importer and the real worker: patient feedback in a spreadsheet, and the Austrian
citizens' climate conversation.

Polis data: CC BY 4.0, with Attribution to The Computational Democracy Project. Patient feedback: MIT, copyright NHS
England.
"""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.tenancy.scope import tenant_scope
from services.codesign.actions import close_window, request_synthesis
from services.codesign.actions.imports.batches import confirm_import
from services.codesign.models import DesignChallenge, Feedback, ImportBatch, Insight, Reaction, SynthesisRun
from tests.deadlines import wait_until
from tests.factories import DesignChallengeFactory, service_with_people
from tests.live import real_data

pytestmark = [pytest.mark.journey, pytest.mark.browser]


@pytest.fixture
def asked(tenant):
    """A council's cast and a question that is open and shows answers at once."""
    with tenant_scope(tenant):
        cast = service_with_people()
        challenge = DesignChallengeFactory(service=cast.service, state="open", moderation="post")
    return cast, challenge


def close(tenant, challenge):
    """A day after the closing time."""
    clock.move(challenge.closes_at - clock.now() + timedelta(days=1))
    with tenant_scope(tenant):
        if DesignChallenge.objects.get(pk=challenge.pk).state == "open":
            close_window(actor=Actor.system(), challenge=challenge)


def confirm(cast, challenge):
    """A resident says that what came from the file belongs here."""
    batch = ImportBatch.objects.get(challenge=challenge)
    confirm_import(actor=Actor.for_person(cast.citizens[0].pk), batch=batch)


def run_of(tenant, challenge):
    with tenant_scope(tenant):
        return SynthesisRun.objects.filter(challenge=challenge).first()


def test_patient_feedback_comes_in_as_a_table_and_is_summed_up(site, tenant, asked):
    cast, challenge = asked
    path = real_data("text", "nhs_fft_singlelabel_trustA.csv")
    page = site.sign_in(tenant, cast.facilitator.email)
    page.goto(site.url(tenant, f"/staff/challenges/{challenge.pk}/import/"))
    page.locator("[name=files]").set_input_files(path)
    page.locator("[name=attribution]").fill("Patient feedback: MIT licence, copyright NHS England.")
    with page.expect_navigation():
        page.get_by_role("button", name="Look at the file", exact=True).click()
    bring = page.get_by_role("button", name="Bring it in", exact=True)
    expect(bring).to_be_visible(timeout=60_000)
    with page.expect_navigation(timeout=60_000):
        bring.click()
    with tenant_scope(tenant):
        confirm(cast, challenge)
        brought = Feedback.objects.filter(challenge=challenge).count()
    assert brought > 2000
    close(tenant, challenge)
    page.goto(site.url(tenant, f"/work/{challenge.pk}/synthesis/"))
    page.get_by_role("button", name="Sum up the answers", exact=True).click()
    run = wait_until(lambda: run_of(tenant, challenge), 90, "the summing-up")
    assert len(run.feedback_ids) == brought
    assert len(run.themes["themes"]) >= 3
    page.goto(site.url(tenant, f"/work/{challenge.pk}/synthesis/"))
    expect(page.locator("main")).to_contain_text("NHS England")
    with tenant_scope(tenant):
        assert not Insight.objects.filter(challenge=challenge, drafted_in=run), "a draft before people named its theme"


def test_austrian_climate_conversation_comes_in_by_command_and_is_summed_up(site, tenant, asked):
    cast, challenge = asked
    folder = real_data("polis", "austria-climate.5twd2jsnkf.2022-08-08")
    with tenant_scope(tenant):
        email = cast.facilitator.email
    output = io.StringIO()
    call_command(
        "import_polis",
        folder,
        council=tenant.slug,
        challenge=challenge.pk,
        email=email,
        language="de",
        attribution="The Computational Democracy Project, CC BY 4.0",
        stdout=output,
    )
    assert output.getvalue().startswith("522 statements, 1116 people,")
    with tenant_scope(tenant):
        confirm(cast, challenge)
        assert 60_000 < Reaction.objects.filter(challenge=challenge).count() <= 61_936
    close(tenant, challenge)
    with tenant_scope(tenant):
        request_synthesis(actor=Actor.for_person(cast.facilitator.pk), challenge=challenge)
    run = wait_until(lambda: run_of(tenant, challenge), 90, "the summing-up")
    assert run.opinion_map["analysts"]["clear"] is True
    assert [group["size"] >= 10 for group in run.opinion_map["public"]["groups"]] == [True] * len(
        run.opinion_map["public"]["groups"]
    )
    assert run.seconds < 20
    page = site.sign_in(tenant, email)
    answer = page.goto(site.url(tenant, f"/work/{challenge.pk}/synthesis/"))
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("main")).to_contain_text("Computational Democracy Project")
    assert page.locator("main svg").count() >= 1
