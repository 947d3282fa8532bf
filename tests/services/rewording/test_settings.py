"""The page and the API about the language model: who may, what is kept, and that the key never comes out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kernel.api.models import IdempotencyKey
from kernel.audit.models import AuditEvent
from kernel.jobs.models import Job
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from kernel.web import outgoing
from services.rewording.actions import key_of
from services.rewording.engine.asking import SAMPLE
from services.rewording.models import RewordingService
from tests import stand_in
from tests.factories import Cast, JobFactory, RewordingServiceFactory, World, service_with_people
from tests.kernel.api.clients import ApiClient, problem_of, system_of
from tests.services.codesign.findings.scene import page, sent, words
from tests.services.rewording.scene import KEY, MODEL

pytestmark = pytest.mark.django_db

PAGE, TRY, PROGRESS = "/staff/settings/wording/", "/staff/settings/wording/try/", "/staff/settings/wording/progress/"
API, TRY_API = "/rewording-service/", "/rewording-service/try/"
FORM = {"endpoint": "https://models.example.org/v1", "model": MODEL, "key": KEY, "enabled": "on"}
BODY = {"endpoint": "https://models.example.org/v1", "model": MODEL, "key": KEY, "enabled": True}
ROLES = (
    "facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner", "administrator", "officer",
    "stranger",
)  # fmt: skip


@pytest.fixture
def cast(in_tenant: Tenant, bait: World) -> Cast:
    """Beside another council that has a service, with a key, switched on."""
    return service_with_people()


@pytest.fixture
def administrator(cast: Cast, client_for: Any) -> Any:
    return client_for(cast.administrator)


@pytest.fixture
def api(cast: Cast, in_tenant: Tenant) -> ApiClient:
    """The administrator's session, speaking JSON."""
    client = ApiClient(in_tenant)
    client.sign_in(cast.administrator)
    return client


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[stand_in.StandIn]:
    settings.COPROD_OUTGOING_TO_LOOPBACK = True
    monkeypatch.setattr(outgoing, "CALL_SECONDS", 0.5)
    with stand_in.running() as running:
        yield running


def only_for(statuses: dict[str, int], allowed: int) -> dict[str, int]:
    return {role: allowed if role == "administrator" else 403 for role in statuses}


# --- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", PAGE, 200), ("post", PAGE, 302), ("post", TRY, 302), ("get", PROGRESS, 302)]
)
def test_the_pages_are_for_administrators(cast, client_for, client_in, in_tenant, method, path, status):
    RewordingServiceFactory(endpoint=FORM["endpoint"])
    found = {
        role: getattr(client_for(person), method)(path, FORM).status_code for role, person in cast.by_role().items()
    }
    assert tuple(found) == ROLES
    assert found == only_for(found, status)
    visitor = getattr(client_in(in_tenant), method)(path, FORM)
    assert (visitor.status_code, "/account/login/" in visitor["Location"]) == (302, True)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", API, 200), ("PUT", API, 200), ("POST", TRY_API, 202)])
def test_the_api_is_for_administrators_at_the_keyboard(cast, in_tenant, method, path, status):
    RewordingServiceFactory(endpoint=BODY["endpoint"])
    body = BODY if method == "PUT" else None
    found = {}
    for role, person in cast.by_role().items():
        client = ApiClient(in_tenant)
        client.sign_in(person)
        found[role] = client.send(method, path, body).status_code
    assert found == only_for(found, status)
    assert ApiClient(in_tenant).send(method, path, body).status_code == 401
    assert problem_of(system_of(cast.service).send(method, path, body)) == (403, "in-person")


def test_whoever_is_refused_changes_nothing(cast, client_for):
    for role in set(ROLES) - {"administrator"}:
        client_for(cast.by_role()[role]).post(PAGE, FORM)
        client_for(cast.by_role()[role]).post(TRY)
    assert RewordingService.objects.count() == Job.objects.count() == 0
    assert not AuditEvent.objects.filter(verb__startswith="rewording.").exists()


def test_trying_is_a_press_of_a_button(administrator):
    assert administrator.get(TRY).status_code == 405
    assert administrator.post(PROGRESS).status_code == 405


# --- the page -------------------------------------------------------------------------------------------------------


def test_at_first_there_is_none_and_it_is_off(administrator, server):
    shown = page(administrator, PAGE)
    assert ">Off</strong>" in shown
    assert "it is off until you switch it on" in shown
    for told in ("What leaves the council", "Never who said them.", "only from people who said that we may quote them"):
        assert told in shown
    assert "models.example.org" not in shown  # the other council's
    assert ">Try it</button>" not in shown
    assert RewordingService.objects.count() == 0
    assert server.requests == []
    assert PAGE in page(administrator, "/staff/settings/")


def test_it_is_saved_and_the_key_is_sealed(administrator, cast, in_tenant):
    sent(administrator, PAGE, FORM)
    service = RewordingService.objects.get()
    assert (service.endpoint, service.model, service.enabled) == (FORM["endpoint"], MODEL, True)
    assert service.changed_by_id == cast.administrator.pk
    assert KEY not in service.sealed_key
    assert key_of(service) == KEY
    shown = page(administrator, PAGE)
    assert ">On</strong>" in shown
    assert "There is a key." in shown
    assert "Last changed by Ada Administrator" in shown
    event = AuditEvent.objects.get(verb="rewording.service_changed")
    assert event.data == {"fields": ["enabled", "endpoint", "key", "model"], "enabled": True}


def test_the_key_never_comes_out(administrator, api):
    sent(administrator, PAGE, FORM)
    sealed = RewordingService.objects.get().sealed_key
    again = administrator.post(PAGE, {**FORM, "endpoint": "nonsense"})
    answers = [
        administrator.get(PAGE).content.decode(),
        again.content.decode(),
        administrator.get("/cy" + PAGE).content.decode(),
        json.dumps(api.send("GET", API).json()),
        json.dumps(api.send("PUT", API, BODY).json()),
        api.send("POST", TRY_API, Idempotency_Key="one").content.decode(),
        json.dumps(list(AuditEvent.objects.values_list("verb", "data"))),
        json.dumps(list(IdempotencyKey.objects.values_list("shows", "location"))),
        json.dumps(list(Job.objects.values_list("params", "result"))),
    ]
    assert again.status_code == 422
    for answer in answers:
        assert KEY not in answer
        assert sealed not in answer
    assert "no-store" in administrator.get(PAGE)["Cache-Control"]


def test_an_empty_key_leaves_the_old_one_and_it_can_be_forgotten(administrator):
    sent(administrator, PAGE, FORM)
    sent(administrator, PAGE, {**FORM, "key": "", "model": "other"})
    service = RewordingService.objects.get()
    assert (service.model, key_of(service)) == ("other", KEY)
    sent(administrator, PAGE, {**FORM, "key": "sk-new"})
    assert key_of(RewordingService.objects.get()) == "sk-new"
    sent(administrator, PAGE, {**FORM, "key": "", "forget_key": "on", "enabled": ""})
    service = RewordingService.objects.get()
    assert (service.sealed_key, service.enabled) == ("", False)
    assert "Forget the key" not in page(administrator, PAGE)


@pytest.mark.parametrize("endpoint", ["https://elsewhere.example/v1", "https://models.example.org:8443/v1"])
def test_a_key_is_not_sent_to_another_host_than_it_was_given_for(administrator, endpoint):
    sent(administrator, PAGE, FORM)
    answer = sent(administrator, PAGE, {**FORM, "endpoint": endpoint, "key": ""}, status=422)
    assert "You changed the address. Enter the key for the new one, or forget the old key." in words(answer)
    assert RewordingService.objects.get().endpoint == FORM["endpoint"]
    sent(administrator, PAGE, {**FORM, "endpoint": FORM["endpoint"] + "/other", "key": ""})
    assert key_of(RewordingService.objects.get()) == KEY
    sent(administrator, PAGE, {**FORM, "endpoint": endpoint, "key": "", "forget_key": "on"})
    assert key_of(RewordingService.objects.get()) == ""


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://models.example.org/v1", "https://127.0.0.1/v1", "http://127.0.0.1:8080/v1", "https://localhost/",
        "https://[::1]/", "https://169.254.169.254/latest", "https://2130706433/", "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "ftp://models.example.org", "models.example.org",
        "https://key@models.example.org/v1", "https://models.example.org/v1?key=1", "nonsense",
    ],
)  # fmt: skip
def test_other_addresses_are_refused_when_they_are_saved(administrator, api, endpoint):
    answer = sent(administrator, PAGE, {**FORM, "endpoint": endpoint}, status=422)
    said = words(answer)
    assert said.count("Enter an address on the internet that starts with https://.") == 2
    assert problem_of(api.send("PUT", API, {**BODY, "endpoint": endpoint})) == (422, "invalid")
    assert RewordingService.objects.count() == 0


@pytest.mark.parametrize("missing", ["endpoint", "model"])
def test_what_is_missing_is_said(administrator, missing):
    answer = sent(administrator, PAGE, {**FORM, missing: " "}, status=422)
    assert "Enter the" in words(answer)
    assert KEY not in words(answer)
    assert RewordingService.objects.count() == 0


def test_a_council_has_one_and_another_councils_is_not_touched(administrator, bait, other_tenant):
    sent(administrator, PAGE, FORM)
    sent(administrator, PAGE, {**FORM, "model": "second"})
    assert RewordingService.objects.count() == 1
    theirs = bait.row("rewording.rewordingservice")
    assert not RewordingService.objects.filter(pk=theirs.pk).exists()


def test_the_page_speaks_welsh(administrator):
    sent(administrator, PAGE, FORM)
    shown = page(administrator, "/cy" + PAGE)
    assert "Model iaith ar gyfer drafftiau" in shown
    assert "A language model for drafts" not in shown


def test_the_page_takes_as_many_queries_whatever_happened(administrator, query_count):
    sent(administrator, PAGE, FORM)
    page(administrator, PAGE)
    with query_count(9):
        page(administrator, PAGE)
    for number in range(20):
        JobFactory(
            kind="rewording.reword",
            key=str(number),
            state="done",
            finished_at=RewordingService.objects.get().changed_at,
        )
    with query_count(9):
        page(administrator, PAGE)


# --- trying it ------------------------------------------------------------------------------------------------------


def tried(tenant: Tenant) -> Job:
    job = Job.objects.get(kind="rewording.try")
    assert run_job(tenant.pk, job.pk) == "done"
    job.refresh_from_db()
    return job


def test_a_made_up_sample_is_sent_and_what_comes_back_is_shown(administrator, server, in_tenant):
    sent(administrator, PAGE, {**FORM, "endpoint": server.url, "enabled": ""})
    assert server.requests == []
    sent(administrator, TRY)
    sent(administrator, TRY)
    waiting = page(administrator, PAGE)
    assert "You can leave this page; the work goes on." in waiting
    assert "Load this page again" in waiting
    assert server.requests == []
    job = tried(in_tenant)
    assert job.result == {"answer": "26 of 60 answers talk about: lamp, stop, broken.", "fault": ""}
    shown = page(administrator, PAGE)
    assert "26 of 60 answers talk about: lamp, stop, broken." in shown
    assert "We would take this." in shown
    assert stand_in.asked_of(server.bodies[0]) == {"draft": SAMPLE.draft, "people_said": list(SAMPLE.cited)}
    assert len(server.requests) == 1
    assert AuditEvent.objects.filter(verb="rewording.service_tried").count() == 2


def test_an_answer_that_we_would_not_take_is_shown_as_text_with_the_reason(administrator, server, in_tenant):
    server.words = lambda asked: "<script>alert(1)</script> 27 of 60\x00\u202e"
    sent(administrator, PAGE, {**FORM, "endpoint": server.url})
    sent(administrator, TRY)
    tried(in_tenant)
    shown = page(administrator, PAGE)
    assert "We would not take this." in shown
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (stand_in.status(401), "The service does not accept the key."),
        (stand_in.status(404), "There is no such service at this address."),
        (stand_in.status(400), "The service did not accept what we asked."),
        (stand_in.status(429), "The service is too busy now."),
        (stand_in.status(500), "The service has an error of its own."),
        (stand_in.silent, "The service did not answer in time."),
        (stand_in.hung_up, "Nobody answered at this address."),
        (stand_in.redirecting, "The service sends us on to another address"),
        (stand_in.huge, "The answer was far too long."),
        (stand_in.broken_json, "The answer was not what such a service answers."),
    ],
)
def test_why_it_failed_is_said_plainly_and_not_tried_again(administrator, server, in_tenant, answer, reason):
    server.answer = answer
    sent(administrator, PAGE, {**FORM, "endpoint": server.url})
    sent(administrator, TRY)
    tried(in_tenant)
    shown = page(administrator, PAGE)
    assert "It did not work." in shown
    assert reason in shown
    assert len(server.requests) == 1


def test_there_is_nothing_to_try_before_it_is_saved(administrator, api):
    sent(administrator, TRY)
    assert "Save the address of the service first." in page(administrator, PAGE)
    assert problem_of(api.send("POST", TRY_API)) == (409, "conflict")
    assert Job.objects.count() == 0


def test_the_progress_is_a_part_of_the_page_for_the_script(administrator):
    RewordingServiceFactory()
    assert administrator.get(PROGRESS, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    sent(administrator, TRY)
    shown = page(administrator, PROGRESS, headers={"HX-Request": "true"})
    assert f'hx-get="/aberwen{PROGRESS}"' in shown


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"drafts": 9, "worded": 7, "reasons": {"numbers": 1, "names": 1}}, "7 of 9 drafts have its words."),
        ({"drafts": 9, "worded": 7, "reasons": {"numbers": 1, "names": 1}}, "It changed a number."),
        ({"drafts": 9, "worded": 0, "stopped": "KeyRefused", "reasons": {"KeyRefused": 9}}, "does not accept the key"),
    ],
)
def test_what_it_did_last_is_told_in_numbers(administrator, result, told):
    service = RewordingServiceFactory()
    JobFactory(kind="rewording.reword", state="done", finished_at=service.changed_at, result=result)
    assert told in page(administrator, PAGE)


@pytest.mark.parametrize(
    ("code", "told"),
    [("TooSlow", "The service did not answer in time."), ("worker-died", "The computer that did the work stopped")],
)
def test_a_job_that_was_given_up_says_why(administrator, code, told):
    service = RewordingServiceFactory()
    JobFactory(kind="rewording.reword", state="dead", error_code=code, finished_at=service.changed_at)
    shown = page(administrator, PAGE)
    assert "The drafts stayed as they were counted." in shown
    assert told in shown


# --- the API --------------------------------------------------------------------------------------------------------


def test_the_api_says_what_the_page_says(api, server, in_tenant):
    assert api.send("GET", API).json() == {
        "endpoint": "", "model": "", "has_key": False, "enabled": False, "changed_at": None, "last_try": None,
        "last_run": None,
    }  # fmt: skip
    answer = api.send("PUT", API, {**BODY, "endpoint": server.url}).json()
    assert (answer["endpoint"], answer["model"], answer["has_key"], answer["enabled"]) == (
        server.url,
        MODEL,
        True,
        True,
    )
    assert "key" not in answer
    started = api.send("POST", TRY_API)
    assert started.status_code == 202
    tried(in_tenant)
    job = api.generic("GET", started["Location"]).json()
    assert job["result"]["fault"] == ""
    assert api.send("GET", API).json()["last_try"] == job


def test_the_api_keeps_forgets_and_refuses_a_key_like_the_page(api):
    api.send("PUT", API, BODY)
    without = {name: value for name, value in BODY.items() if name != "key"}
    assert api.send("PUT", API, {**without, "enabled": False}).json()["has_key"] is True
    moved = api.send("PUT", API, {**without, "endpoint": "https://elsewhere.example"})
    assert problem_of(moved) == (422, "invalid")
    assert api.send("PUT", API, {**BODY, "key": ""}).json()["has_key"] is False
    assert problem_of(api.send("PUT", API, {**BODY, "sealed_key": "x"})) == (400, "invalid-shape")


def test_how_it_was_tried_is_for_administrators(cast, api, client_for):
    job = JobFactory(kind="rewording.try")
    found = {}
    for role, person in cast.by_role().items():
        client = ApiClient(person.tenant)
        client.sign_in(person)
        found[role] = client.send("GET", f"/jobs/{job.pk}/").status_code
    assert found == {role: 200 if role == "administrator" else 404 for role in found}
