"""Details that the table and the story do not tell: other councils' rows, one's own words, files, costs."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from services.codesign.models import Contributor, DesignChallenge, Feedback, ImportBatch, ImportUpload, Statement
from tests.factories import (
    DesignChallengeFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    OptionFactory,
    OptionInsightFactory,
    OptionViewFactory,
    StatementFactory,
    ago,
    service_with_people,
)
from tests.kernel.api.clients import ApiClient, client_of, problem_of
from tests.services.codesign.imports.bringing import read


@pytest.fixture
def cast(in_tenant):
    return service_with_people()


@pytest.fixture
def challenge(cast):
    return DesignChallengeFactory(service=cast.service, state="open", decision_owner=cast.decision_owner)


@pytest.mark.parametrize("whose", ["another council's", "nobody's"])
def test_another_councils_row_in_a_body_is_as_if_it_were_not_there(in_tenant, bait, cast, whose) -> None:
    service, person = (bait.cast.service.pk, bait.cast.partner.pk) if whose != "nobody's" else (10**9, 10**9)
    client = client_of(cast.facilitator)
    question = {"en": "What?", "cy": "Beth?"}

    in_service = client.send("POST", "/challenges/", {"service": service, "question": question})
    by_person = client.send(
        "POST", "/challenges/", {"service": cast.service.pk, "question": question, "decision_owner": person}
    )

    assert problem_of(in_service) == problem_of(by_person) == (400, "invalid-shape")
    assert in_service.json()["errors"] == [
        {"pointer": "/service", "detail": "There is nothing with this id.", "code": "does_not_exist"}
    ]
    assert [error["pointer"] for error in by_person.json()["errors"]] == ["/decision_owner"]
    assert DesignChallenge.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/services/{s}/", "/challenges/{c}/", "/challenges/{c}/feedback/", "/challenges/{c}/statements/",
        "/challenges/{c}/insights/", "/challenges/{c}/options/", "/challenges/{c}/decision/",
        "/challenges/{c}/journey/",
        "/challenges/{c}/synthesis/", "/challenges/{c}/synthesis/statements/csv/",
        "/challenges/{c}/synthesis/themes/csv/",
        "/challenges/{c}/export/", "/jobs/{j}/",
    ],
)  # fmt: skip
def test_another_councils_row_in_an_address_is_as_if_it_were_not_there(in_tenant, bait, cast, path) -> None:
    client = client_of(cast.facilitator)
    theirs = path.format(s=bait.cast.service.pk, c=bait.challenge.pk, j=bait.row("jobs.job").pk)
    nobodys = path.format(s=10**9, c=10**9, j=10**9)

    answers = [client.send("GET", address) for address in (theirs, nobodys)]

    assert [problem_of(answer) for answer in answers] == [(404, "not-found")] * 2
    assert {answer.json()["detail"] for answer in answers} == {answers[0].json()["detail"]}


def test_lists_hold_this_councils_rows_only(in_tenant, bait, challenge) -> None:
    rows = ApiClient(in_tenant).send("GET", "/challenges/").json()["results"]

    assert [row["id"] for row in rows] == [challenge.pk]


def test_challenges_are_listed_by_service_and_state(in_tenant, challenge) -> None:
    other = DesignChallengeFactory(state="decided")
    client = ApiClient(in_tenant)

    def listed(query: str) -> list[int]:
        return [row["id"] for row in client.send("GET", f"/challenges/?{query}").json()["results"]]

    assert listed(f"service={challenge.service_id}") == [challenge.pk]
    assert listed("state=decided") == [other.pk]
    assert listed(f"service={challenge.service_id}&state=decided") == []
    for wrong in ("state=closed", "service=x", "service=0", "service=-1", "service=1&service=2"):
        assert problem_of(client.send("GET", f"/challenges/?{wrong}")) == (400, "bad-parameter")


def test_text_that_shows_nothing_is_no_answer_no_seed_and_no_name(challenge, cast) -> None:
    feedback, seeds = (f"/challenges/{challenge.pk}/{path}/" for path in ("feedback", "statements/seeds"))
    nothing = {"text": " \u200b\u2060", "language": "en"}

    answer = client_of(cast.stranger).send("POST", feedback, nothing)
    seeded = client_of(cast.facilitator).send("POST", seeds, {"statements": [nothing]})
    invited = client_of(cast.facilitator).send(
        "POST", f"/services/{challenge.service_id}/members/",
        {"display_name": "\u202e\u3164", "role": "member", "stake": "citizen"},
    )  # fmt: skip

    assert [problem_of(refused) for refused in (answer, seeded, invited)] == [(400, "invalid-shape")] * 3
    assert seeded.json()["errors"][0]["pointer"] == "/statements/0/text"
    assert (Feedback.objects.count(), Statement.objects.count()) == (0, 0)


def test_one_changes_and_takes_back_ones_own_words(challenge, cast) -> None:
    client = client_of(cast.stranger)
    path = f"/challenges/{challenge.pk}/feedback/"
    made = client.send("POST", path, {"text": "Dark.", "language": "en"}).json()["feedback"]
    own = f"{path}{made['id']}/"

    tag = client.send("GET", own)["ETag"]
    changed = client.send("PATCH", own, {"text": "Too dark."}, If_Match=tag)
    stale = client.send("PATCH", own, {"text": "Lost."}, If_Match=tag)
    gone = client.send("DELETE", own)

    assert (changed.status_code, changed.json()["text"], changed.json()["version"]) == (200, "Too dark.", 2)
    assert problem_of(stale) == (412, "precondition-failed")
    assert gone.status_code == 204
    assert (client.send("GET", own).json()["text"], Feedback.objects.get().text) == ("", "")
    assert problem_of(client_of(cast.citizen).send("GET", own)) == (404, "not-found")


def test_the_reference_of_an_answer_is_given_once_and_kept_as_a_hash(challenge, cast) -> None:
    client = client_of(cast.stranger)
    path = f"/challenges/{challenge.pk}/feedback/"

    first = client.send("POST", path, {"text": "Dark.", "language": "en"}).json()
    second = client.send("POST", path, {"text": "And cold.", "language": "en"}).json()

    assert len(first["reference"]) == 19
    assert second["reference"] is None
    assert first["reference"] not in str(Contributor.objects.values())


def test_an_answer_never_comes_with_a_name(challenge, cast) -> None:
    FeedbackFactory(challenge=challenge)

    (row,) = client_of(cast.facilitator).send("GET", f"/challenges/{challenge.pk}/feedback/").json()["results"]

    assert set(row) == {
        "id", "text", "language", "moderation", "moderation_reason", "withdrawn_at", "created_at", "changed_at",
        "version", "moderation_version", "asked_version", "mode", "may_quote",
    }  # fmt: skip


def test_where_to_put_a_reason_right_is_for_members(challenge, cast, in_tenant) -> None:
    DesignChallenge.objects.filter(pk=challenge.pk).update(state="feedback_closed")
    path = f"/challenges/{challenge.pk}/"

    def places(client: ApiClient) -> set[bool]:
        reasons = client.send("GET", path).json()["blockers"]["complete_synthesis"]
        assert reasons
        return {bool(reason["where"]) for reason in reasons}

    assert places(client_of(cast.citizen)) == {True}
    assert places(ApiClient(in_tenant)) == {False}


def send_table(client: ApiClient, challenge: DesignChallenge, content: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("answers.csv", content, content_type="text/csv")
    path = f"/api/v1/challenges/{challenge.pk}/imports/uploads/"
    return client.post(path, {"files": [file], "language": "en", **fields})


def test_a_table_of_answers_is_read_by_a_worker_and_comes_in_whole_or_not_at_all(challenge, cast) -> None:
    client, content = client_of(cast.facilitator), b"text,stake\nIt is dark.,citizen\nIt is cold.,professional\n"

    asked = send_table(client, challenge, content)
    assert (asked.status_code, asked.json()["is_read"], asked.json()["job"]["state"]) == (202, False, "queued")
    upload = read(ImportUpload.objects.get(pk=asked.json()["id"]))
    found = client.send("GET", asked["Location"].partition("/api/v1")[2]).json()
    assert (found["is_read"], found["counts"], found["problems"]) == (True, {"people": 2, "answers": 2}, [])
    path = f"/challenges/{challenge.pk}/imports/"
    brought = client.send("POST", f"{path}uploads/{upload.pk}/bring-in/")
    assert (brought.status_code, brought.json()["state"], Feedback.objects.count()) == (201, "waiting", 0)

    again = ImportUpload.objects.get(pk=send_table(client, challenge, content).json()["id"])
    assert problem_of(client.send("POST", f"{path}uploads/{read(again).pk}/bring-in/")) == (409, "conflict")
    bad = ImportUpload.objects.get(pk=send_table(client, challenge, b"text\n" + b"x" * 6000 + b"\n").json()["id"])
    assert problem_of(client.send("POST", f"{path}uploads/{read(bad).pk}/bring-in/")) == (422, "invalid")
    assert (Feedback.objects.count(), ImportBatch.objects.count()) == (0, 1)


def test_files_are_sent_by_those_who_may_and_in_the_right_shape(challenge, cast) -> None:
    assert problem_of(send_table(client_of(cast.citizen), challenge, b"text\nx\n")) == (403, "not-permitted")
    wrong = send_table(client_of(cast.facilitator), challenge, b"text\nx\n", tenant_id="202")
    assert problem_of(wrong) == (400, "invalid-shape")
    assert not ImportUpload.objects.exists()


def test_files_that_are_too_large_are_refused(challenge, cast, settings) -> None:
    settings.COPROD_MAX_UPLOAD_BYTES = 10
    assert problem_of(send_table(client_of(cast.facilitator), challenge, b"text\n123456\n")) == (413, "too-large")


def test_a_copy_as_csv_is_safe_for_spreadsheets(challenge, cast) -> None:
    FeedbackFactory(challenge=challenge, text="=HYPERLINK(1)")
    DesignChallenge.objects.filter(pk=challenge.pk).update(state="synthesised", agreed_at=ago(days=1))

    response = client_of(cast.citizen).send("GET", f"/challenges/{challenge.pk}/export/csv/")

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/zip", f'attachment; filename="challenge-{challenge.pk}.zip"',
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert "'=HYPERLINK(1)" in archive.read("answers.csv").decode("utf-8-sig")


def fill(challenge: DesignChallenge, cast, rows: int) -> None:
    for _number in range(rows):
        feedback = FeedbackFactory(challenge=challenge)
        StatementFactory(challenge=challenge)
        insight = InsightFactory(challenge=challenge, state="kept")
        InsightSourceFactory(insight=insight, feedback=feedback)
        option = OptionFactory(challenge=challenge)
        OptionInsightFactory(option=option, insight=insight)
        OptionViewFactory(option=option)


# What it takes to know who is signed in, beside what an address costs.
SIGNED_IN = 2
COSTS = {
    "": 11,
    "feedback/": 5,
    "statements/": 6,
    "statements/next/": 7,
    "insights/": 5,
    "options/": 8,
    "journey/": 11,
    "set-aside/": 5,
}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("path", COSTS)
def test_an_address_costs_the_same_however_many_rows(cast, query_count, path, rows) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="options_open", decision_owner=cast.decision_owner)
    fill(challenge, cast, rows)
    client = client_of(cast.facilitator)
    client.send("GET", "/services/")

    with query_count(COSTS[path] + SIGNED_IN):
        assert client.send("GET", f"/challenges/{challenge.pk}/{path}").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_challenges_costs_the_same_however_many(cast, query_count, rows) -> None:
    DesignChallengeFactory.create_batch(rows, state="open")
    client = client_of(cast.facilitator)
    client.send("GET", "/services/")

    with query_count(3 + SIGNED_IN):
        assert client.send("GET", "/challenges/").status_code == 200
