"""Idempotency-Key: sent twice, happens once."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.api.idempotency import forget_old_answers
from kernel.api.models import IdempotencyKey
from kernel.audit.models import AuditEvent
from services.catalogue.models import Outcome, Service
from services.codesign.models import Contributor, Feedback
from tests.factories import CouncilRoleFactory, DesignChallengeFactory, PersonFactory, service_with_people
from tests.kernel.api.clients import client_of, problem_of

NAME = {"en": "Night buses", "cy": "Bysiau nos"}
BODY = {"text": {"en": "People get home.", "cy": "Mae pobl yn cyrraedd adref."}}


def outcomes(cast) -> str:
    return f"/services/{cast.service.pk}/outcomes/"


@pytest.fixture
def cast(in_tenant, bait):
    return service_with_people()


def test_the_same_request_happens_once_and_is_answered_the_same(cast) -> None:
    client = client_of(cast.citizen)

    first = client.send("POST", outcomes(cast), BODY, Idempotency_Key="one")
    again = client.send("POST", outcomes(cast), BODY, Idempotency_Key="one")

    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, again.json())
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Outcome.objects.count() == 1


def test_headers_are_repeated_too(in_tenant) -> None:
    officer = PersonFactory()
    CouncilRoleFactory(person=officer, role="officer")
    client = client_of(officer)

    first = client.send("POST", "/services/", {"name": NAME}, Idempotency_Key="one")
    again = client.send("POST", "/services/", {"name": NAME}, Idempotency_Key="one")

    assert first["Location"] == again["Location"]
    assert Service.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(cast) -> None:
    client = client_of(cast.citizen)
    client.send("POST", outcomes(cast), BODY, Idempotency_Key="one")

    other_body = client.send("POST", outcomes(cast), {"text": {"en": "Other"}}, Idempotency_Key="one")
    other_path = client.send("POST", "/services/", BODY, Idempotency_Key="one")

    assert problem_of(other_body) == problem_of(other_path) == (409, "idempotency-key-reused")
    assert Outcome.objects.count() == 1


def test_keys_of_different_clients_never_meet(cast) -> None:
    first = client_of(cast.citizen).send("POST", outcomes(cast), BODY, Idempotency_Key="one")
    second = client_of(cast.professional).send("POST", outcomes(cast), BODY, Idempotency_Key="one")

    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotency-Replayed" not in second


def test_after_a_refusal_the_key_is_free_for_the_corrected_request(cast) -> None:
    client = client_of(cast.citizen)

    refused = client.send("POST", outcomes(cast), {"text": {"en": " "}}, Idempotency_Key="one")
    corrected = client.send("POST", outcomes(cast), BODY, Idempotency_Key="one")

    assert (refused.status_code, corrected.status_code) == (422, 201)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_is_short_and_printable(cast, key) -> None:
    response = client_of(cast.citizen).send("POST", outcomes(cast), BODY, Idempotency_Key=key)

    assert problem_of(response) == (400, "bad-parameter")
    assert Outcome.objects.count() == 0


def test_a_secret_that_is_shown_once_is_not_kept(cast) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    client = client_of(cast.citizen)
    path, body = f"/challenges/{challenge.pk}/feedback/", {"text": "It is dark.", "language": "en"}

    first = client.send("POST", path, body, Idempotency_Key="one").json()
    again = client.send("POST", path, body, Idempotency_Key="one").json()

    assert len(first["reference"]) == 19
    assert again == {**first, "reference": None}
    kept = str(IdempotencyKey.objects.values().get())
    assert first["reference"] not in kept
    assert "It is dark." not in kept


@pytest.mark.parametrize("later", ["changed", "taken back"])
def test_an_answer_that_does_not_hold_any_more_is_not_given_again(cast, later) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    client = client_of(cast.citizen)
    path, body = f"/challenges/{challenge.pk}/feedback/", {"text": "It is dark.", "language": "en"}
    given = client.send("POST", path, body, Idempotency_Key="one").json()["feedback"]
    where = f"{path}{given['id']}/"
    if later == "changed":
        client.send("PATCH", where, {"text": "It is bright.", "version": given["version"]})
    else:
        client.send("DELETE", where)

    again = client.send("POST", path, body, Idempotency_Key="one")

    assert problem_of(again) == (409, "changed-since")
    assert "bright" not in again.content.decode()
    assert Feedback.objects.count() == 1


def test_what_a_client_calls_its_request_is_not_kept_either(cast) -> None:
    client_of(cast.citizen).send("POST", outcomes(cast), BODY, Idempotency_Key="dark stop")

    kept = str(IdempotencyKey.objects.values().get())
    assert not any(words in kept for words in ("dark", "People", "Mae"))


def test_answers_are_kept_for_a_day(cast) -> None:
    client = client_of(cast.citizen)
    client.send("POST", outcomes(cast), BODY, Idempotency_Key="old")
    with clock.travel_to(clock.now() + timedelta(hours=25)):
        client.send("POST", outcomes(cast), BODY, Idempotency_Key="new")

        assert forget_old_answers() == 1
        again = client.send("POST", outcomes(cast), BODY, Idempotency_Key="new")
        assert again["Idempotency-Replayed"] == "true"


def test_the_same_request_at_the_same_time_happens_once(committed_db, tenant, scope_of, in_threads) -> None:
    with scope_of(tenant):
        cast = service_with_people()
        challenge = DesignChallengeFactory(service=cast.service, state="open", moderation="post")
        clients = iter([client_of(cast.citizen) for _ in range(6)])

    def post():
        body = {"text": "It is dark at the stop.", "language": "en"}
        path = f"/challenges/{challenge.pk}/feedback/"
        response = next(clients).send("POST", path, body, Idempotency_Key="one")
        return response.status_code, response.json()["feedback"]["id"], "Idempotency-Replayed" in response

    answers = in_threads(*[post] * 6)

    assert len({(status, made) for status, made, _again in answers}) == 1
    assert answers[0][0] == 201
    assert sorted(again for _status, _made, again in answers) == [False, True, True, True, True, True]
    with scope_of(tenant):
        assert (Feedback.objects.count(), Contributor.objects.count(), IdempotencyKey.objects.count()) == (1, 1, 1)
        assert AuditEvent.objects.filter(verb="codesign.answer_given").count() == 1
