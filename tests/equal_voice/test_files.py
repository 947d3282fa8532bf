"""What comes from files: asked about first, read within limits, confirmed by a resident, apart in the results."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from kernel.accounts.models import ApiCredential
from kernel.tenancy.scope import current_tenant_id
from services.codesign.actions.imports.batches import confirm_import
from services.codesign.models import ImportUpload
from services.codesign.queries.findings.runs import figures_of
from services.codesign.queries.taking_part import contributor_counts
from services.codesign.queries.voices import came_in
from services.codesign.work import load_input
from tests.factories import DesignChallengeFactory, FeedbackFactory, service_with_people
from tests.kernel.api.clients import system_of
from tests.kernel.files.test_tables import with_sheet, workbook
from tests.services.codesign.imports.bringing import actor_of, as_files, brought_in, read, rows, sent

BOUNDARY = "a-part-of-a-form"


class Body(io.RawIOBase):
    """A body that notes whether anybody read it."""

    was_read = False

    def read(self, size: int = -1) -> bytes:
        self.was_read = True
        return b""


@pytest.fixture
def people(in_tenant: Any, bait: Any) -> Any:
    return service_with_people()


@pytest.fixture
def challenge(people: Any) -> Any:
    return DesignChallengeFactory(service=people.service, state="open", moderation="post")


def send(client: Client, path: str) -> tuple[int, bool]:
    """A form with a file: the answer, and whether anything of it was read. The form's secret is asked for as well."""
    body = Body()
    assert client.get("/receipt/").status_code == 200
    client.handler.enforce_csrf_checks = True
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    more: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": "30000000", "CONTENT_TYPE": kind}
    response = client.generic("POST", path, **more)
    return response.status_code, body.was_read


@pytest.mark.parametrize("who", ["citizen", "professional", "partner", "administrator", "stranger"])
def test_who_may_bring_files_in_is_asked_before_a_byte_is_read(people, challenge, client_for, who):
    person = {"citizen": people.citizens[0], "professional": people.professionals[0]}.get(who) or getattr(people, who)
    path = f"/staff/challenges/{challenge.pk}/import/"
    assert send(client_for(person), path) == (403, False)
    assert send(client_for(people.facilitator), path)[1]


def test_a_form_from_elsewhere_is_still_refused(people, challenge, client_for):
    client = client_for(people.facilitator)
    client.handler.enforce_csrf_checks = True
    address = f"/staff/challenges/{challenge.pk}/import/"
    response = client.post(address, {"files": as_files({"a.csv": b"answer\nOne\n"}), "language": "en"})
    assert response.status_code == 403
    assert not ImportUpload.objects.exists()


def strings_without_end() -> bytes:
    """A text that 60,000 cells refer to."""
    book = workbook(("answer",), *[("x" * 4000,)] * 20_000)
    assert len(book) < 300_000
    return book


def entities() -> bytes:
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_sheet(lambda sheet: sheet.replace(b"<worksheet", laughs + b"<worksheet"))


def second_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a>" * 30_000_000)
    return file.getvalue()


HURTING = {
    "one row with a number beyond all": (
        {"a.xlsx": with_sheet(lambda sheet: sheet.replace(b'<row r="2"', b'<row r="2000000000"'))},
        "Line 2000000000: This row has a number that no table has.",
    ),
    "a cell in the last column": (
        {"a.xlsx": with_sheet(lambda sheet: sheet.replace(b'r="A2"', b'r="XFD2"'))},
        "Line 2, column XFD: Something stands beyond column 1000.",
    ),
    "entities": ({"a.xlsx": entities()}, "The file holds parts that no table needs."),
    "few bytes that become many": ({"a.xlsx": second_archive()}, "The file"),
    "words that stand for words": ({"a.xlsx": strings_without_end()}, "There is too much text in this file."),
    "a row without end": ({"a.csv": b"answer\n" + b"," * 9_000_000}, "Line 2: There is too much text in one row"),
    "a hidden character": ({"a.csv": b"answer\nOne\x00\n"}, "Line 2: There is something here that is no text."),
    "a voter beyond all": (
        {"comments.csv": b"comment-id,comment-body\n1,More\n", "votes.csv": b"voter-id,comment-id,vote\n1e80,1,1\n"},
        "votes.csv, line 2: One of these is no number of a person or statement",
    ),
    "a time beyond all": (
        {
            "comments.csv": b"timestamp,comment-id,comment-body\n1e18,1,More\n",
            "votes.csv": b"timestamp,voter-id,comment-id,vote\n1,1,1,1\n",
        },
        "comments.csv, line 2: “1e18” is no time.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HURTING)
def test_a_file_made_to_hurt_ends_in_plain_words_with_its_place(people, challenge, client_for, monkeypatch, what):
    files, said = HURTING[what]
    client = client_for(people.facilitator)
    sending = client.post(f"/staff/challenges/{challenge.pk}/import/", {"files": as_files(files), "language": "en"})
    assert sending.status_code == 302
    upload = read(ImportUpload.objects.get(challenge=challenge))
    shown = client.get(f"/staff/challenges/{challenge.pk}/import/{upload.pk}/")
    assert shown.status_code == 200
    assert said in shown.content.decode()
    assert client.post(f"/staff/challenges/{challenge.pk}/import/{upload.pk}/bring-in/").status_code == 302
    assert rows(challenge) == (0, 0, 0, 0)


def invented() -> dict[str, dict[str, bytes]]:
    """300 voters in a folder; 40 residents on paper in a table."""
    votes = "\n".join(f"1,{person},{statement},1" for person in range(300) for statement in (1, 2))
    comments = "comment-id,moderated,comment-body\n1,1,Close the youth club at night\n2,1,Fewer buses are better\n"
    table = "\n".join(f"I want it closed and I say so as number {n},resident,paper" for n in range(40))
    return {
        "folder": {
            "comments.csv": comments.encode(),
            "votes.csv": f"timestamp,voter-id,comment-id,vote\n{votes}\n".encode(),
        },
        "table": {"answers.csv": f"answer,stake,mode\n{table}\n".encode()},
    }


@pytest.mark.parametrize("kind", ["folder", "table"])
def test_invented_people_count_for_nothing_before_a_resident_confirms_them(people, challenge, kind):
    FeedbackFactory(challenge=challenge)
    before = (came_in(challenge), contributor_counts(challenge), figures_of(challenge))
    batch = brought_in(people.facilitator, challenge, invented()[kind])
    assert (came_in(challenge), contributor_counts(challenge), figures_of(challenge)) == before
    confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    modes = contributor_counts(challenge)["by_mode"]
    assert modes == {"account": 1, "imported": {"folder": 300, "table": 40}[kind]}


def test_the_residents_who_may_confirm_a_file_are_asked_to(people, challenge, client_for):
    batch = brought_in(people.facilitator, challenge, invented()["table"])
    asked = "Say whether what came from a file belongs here</a> (1)"
    page = client_for(people.citizens[0]).get("/my/").content.decode()
    assert asked in page
    assert f"/work/{challenge.pk}/imports/{batch.pk}/" in page
    for other in (people.facilitator, people.professionals[0]):
        assert asked not in client_for(other).get("/my/").content.decode()
    confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    assert asked not in client_for(people.citizens[1]).get("/my/").content.decode()


def test_the_summing_up_knows_nothing_of_what_nobody_confirmed(people, challenge):
    class Context:
        params = {"challenge": challenge.pk}

    for files in invented().values():
        brought_in(people.facilitator, challenge, files)
    given = load_input(Context())  # type: ignore[arg-type]
    assert (given.people, given.statement_ids, given.feedback_ids, len(given.reactions)) == ([], [], [], 0)


def test_a_system_brings_files_in_under_its_own_name_and_confirms_none(people, challenge, client_in, tenant):
    client = system_of(people.service)
    own = f"/challenges/{challenge.pk}/imports/"
    path = f"/api/v1{own}"
    asked = client.post(f"{path}uploads/", {"files": as_files({"a.csv": b"answer\nOne\n"}), "language": "en"})
    read(ImportUpload.objects.get(pk=asked.json()["id"]))
    brought = client.send("POST", f"{own}uploads/{asked.json()['id']}/bring-in/").json()
    name = ApiCredential.objects.get().name
    assert (brought["brought_by"], brought["state"]) == (name, "waiting")
    assert client.send("POST", f"{own}{brought['id']}/confirm/").status_code == 403
    assert name in client_in(tenant).get(f"/say/{challenge.pk}/journey/").content.decode()
    elsewhere = system_of(service_with_people().service)
    refused = elsewhere.post(f"{path}uploads/", {"files": as_files({"a.csv": b"answer\nTwo\n"}), "language": "en"})
    assert refused.status_code == 403
    assert rows(challenge) == (0, 0, 0, 0)


def test_no_statement_of_a_folder_is_shown_before_it_is_looked_through(people, client_in, tenant):
    challenge = DesignChallengeFactory(service=people.service, state="open", moderation="pre")
    batch = brought_in(people.facilitator, challenge, invented()["folder"])
    confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    shown = client_in(tenant).get(f"/say/{challenge.pk}/react/").content.decode()
    assert "Close the youth club" not in shown


def test_a_reading_is_kept_for_its_own_council_and_question(people, challenge, client_for):
    upload = sent(people.facilitator, challenge, {"a.csv": b"answer\nOne\n"})
    elsewhere = DesignChallengeFactory(service=people.service, state="open")
    client = client_for(people.facilitator)
    assert client.get(f"/staff/challenges/{elsewhere.pk}/import/{upload.pk}/").status_code == 404
    assert upload.tenant_id == current_tenant_id()
