"""The pages of files that come in: choose, look, name the columns, bring in, confirm, refuse, take back."""

import html
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from services.codesign.models import Feedback, ImportBatch, ImportUpload
from tests.factories import ImportBatchFactory
from tests.services.codesign.imports.bringing import POLIS, TABLE, as_files, brought_in, read, rows


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def send(client: Any, challenge: Any, files: dict[str, bytes]) -> ImportUpload:
    """Send files as a browser does, and have a worker read them."""
    response = client.post(f"/staff/challenges/{challenge.pk}/import/", {"files": as_files(files), "language": "en"})
    upload = ImportUpload.objects.filter(challenge=challenge).latest("pk")
    assert response.status_code == 302
    assert response.url.endswith(f"/staff/challenges/{challenge.pk}/import/{upload.pk}/")
    return upload


def test_from_the_file_to_the_question(people, challenge, client_for):
    client = client_for(people.facilitator)
    upload = send(client, challenge, TABLE)
    address = f"/staff/challenges/{challenge.pk}/import/{upload.pk}/"
    assert "Waiting to start" in text(client.get(address))
    read(upload)
    shown = text(client.get(address))
    assert "The staff were kind" in shown
    assert "2 people" in shown
    assert "Words that may be shown to others: 1" in shown
    assert "Bring it in" in shown
    assert client.post(f"{address}bring-in/").status_code == 302
    batch = ImportBatch.objects.get(challenge=challenge)
    assert (rows(challenge), batch.state, ImportUpload.objects.count()) == ((0, 0, 0, 0), "waiting", 0)
    page = f"/work/{challenge.pk}/imports/{batch.pk}/"
    assert "Yes, it belongs here" not in text(client.get(page))
    resident = client_for(people.citizens[0])
    seen = text(resident.get(page))
    assert "The staff were kind" in seen
    assert "Yes, it belongs here" in seen
    assert resident.post(f"{page}confirm/").status_code == 302
    assert rows(challenge) == (2, 2, 0, 0)
    assert "Yes, it belongs here" not in text(resident.get(page))


def test_bad_rows_are_named_and_no_button_is_offered(people, challenge, client_for):
    client = client_for(people.facilitator)
    upload = read(send(client, challenge, {"a.csv": b"answer,stake\nHello,king\n"}))
    address = f"/staff/challenges/{challenge.pk}/import/{upload.pk}/"
    shown = text(client.get(address))
    assert "Line 2, column B" in shown
    assert "Bring it in" not in shown
    client.post(f"{address}bring-in/")
    assert "Line 2, column B" in text(client.get(address))
    assert not ImportBatch.objects.exists()


def test_which_column_holds_what_is_chosen_on_the_page(people, challenge, client_for):
    client = client_for(people.facilitator)
    file = {"a.csv": b"What do you say?,May we publish it?\nIt is dark,Yes\nIt is cold,No\n"}
    upload = read(send(client, challenge, file))
    address = f"/staff/challenges/{challenge.pk}/import/{upload.pk}/"
    assert "Which column holds the answers?" in text(client.get(address))
    wrong = client.post(address, {"text_column": "", "consent_column": "-"})
    assert wrong.status_code == 422
    assert "Which column holds the answers?" in text(wrong)
    client.post(address, {"text_column": "What do you say?", "consent_column": "May we publish it?"})
    read(upload)
    client.post(f"{address}bring-in/")
    resident = client_for(people.citizens[0])
    resident.post(f"/work/{challenge.pk}/imports/{ImportBatch.objects.get(challenge=challenge).pk}/confirm/")
    found = Feedback.objects.filter(challenge=challenge).order_by("pk")
    assert list(found.values_list("text", "may_quote")) == [("It is dark", True), ("It is cold", False)]


def test_a_file_can_be_forgotten(people, challenge, client_for):
    client = client_for(people.facilitator)
    upload = read(send(client, challenge, TABLE))
    client.post(f"/staff/challenges/{challenge.pk}/import/{upload.pk}/drop/")
    assert not ImportUpload.objects.exists()


def test_refusing_asks_for_a_reason_that_everybody_reads(people, challenge, client_for):
    batch = brought_in(people.facilitator, challenge, TABLE)
    client, page = client_for(people.citizens[0]), f"/work/{challenge.pk}/imports/{batch.pk}/"
    nothing = client.post(f"{page}refuse/", {"reason": ""})
    assert nothing.status_code == 422
    assert "Say why." in text(nothing)
    assert client.post(f"{page}refuse/", {"reason": "Nobody here knows of this."}).status_code == 302
    journey = text(client_for(people.stranger).get(f"/say/{challenge.pk}/journey/"))
    assert "Nobody here knows of this." in journey
    assert str(people.facilitator) in journey
    assert str(people.citizens[0]) not in journey


def test_taking_back_stands_on_the_page_of_who_may(people, challenge, client_for):
    batch = brought_in(people.commissioner, challenge, TABLE)
    page = f"/work/{challenge.pk}/imports/{batch.pk}/"
    assert "Take all of it back" not in text(client_for(people.citizens[0]).get(page))
    client = client_for(people.commissioner)
    assert "Take all of it back" in text(client.get(page))
    client.post(f"{page}take-back/")
    batch.refresh_from_db()
    assert batch.state == "taken_back"
    assert "Take all of it back" not in text(client.get(page))


def test_the_journey_tells_each_file_with_its_numbers_and_hides_small_ones(people, challenge, client_in, tenant):
    ImportBatchFactory(
        challenge=challenge, imported_by=people.facilitator, kind="polis",
        counts={"people": 40, "statements": 3, "reactions": 1200},
    )  # fmt: skip
    ImportBatchFactory(challenge=challenge, state="waiting", counts={"people": 4, "answers": 4})
    ImportBatchFactory(counts={"people": 77})
    shown = text(client_in(tenant).get(f"/say/{challenge.pk}/journey/"))
    assert "40 people, 3 statements, 1200 reactions" in shown
    assert "fewer than ten people, fewer than ten answers" in shown
    assert "Confirmed by a resident" in shown
    assert "77 people" not in shown


def test_the_pages_ask_a_number_of_queries_that_does_not_grow(people, challenge, client_for, query_count):
    client = client_for(people.citizens[0])
    address = f"/say/{challenge.pk}/journey/"
    for _size in range(2):
        for _number in range(3):
            ImportBatchFactory(challenge=challenge)
        with query_count(9):
            client.get(address)


@pytest.mark.parametrize("who", ["citizen", "professional", "partner", "administrator", "stranger"])
def test_uploads_are_for_those_who_bring_files_in(people, challenge, client_for, who):
    upload = send(client_for(people.facilitator), challenge, TABLE)
    person = {"citizen": people.citizens[0], "professional": people.professionals[0]}.get(who) or getattr(people, who)
    client, base = client_for(person), f"/staff/challenges/{challenge.pk}/import/"
    assert [client.get(base).status_code, client.get(f"{base}{upload.pk}/").status_code] == [403, 403]
    assert [client.post(f"{base}{upload.pk}/{act}/").status_code for act in ("bring-in", "drop")] == [403, 403]
    assert ImportUpload.objects.filter(pk=upload.pk).exists()


def test_the_command_does_the_same(people, challenge, tmp_path, tenant, capsys):
    for name, content in POLIS.items():
        (tmp_path / f"2026-01-31-x-{name}").write_bytes(content)
    arguments = {"council": tenant.slug, "challenge": challenge.pk}
    call_command("import_polis", tmp_path, email=people.facilitator.email, **arguments)
    assert capsys.readouterr().out.splitlines()[0] == "3 statements, 3 people, 6 reactions"
    assert (rows(challenge), ImportBatch.objects.get(challenge=challenge).state) == ((0, 0, 0, 0), "waiting")
    with pytest.raises(CommandError):
        call_command("import_polis", tmp_path, email="nobody@example.org", **arguments)
    with pytest.raises(CommandError, match="brings in files"):
        call_command("import_polis", tmp_path, email=people.citizens[0].email, **arguments)
