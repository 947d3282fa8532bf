"""What comes out: everything accepted, no names, nothing taken back, no live formulas."""

import csv
import io
import json
import zipfile

import pytest
from django.utils import timezone

from services.codesign.exports import as_csv_archive, as_data, plain_cell
from services.codesign.models import DesignChallenge
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    ReactionFactory,
    StatementFactory,
    service_with_people,
)


@pytest.fixture
def people(in_tenant, bait):
    return service_with_people()


@pytest.fixture
def challenge(people):
    """Said by a named person: one answer to keep, one taken back, one refused, one not to be quoted; two statements."""
    challenge = DesignChallengeFactory(service=people.service, state="synthesised")
    named = ContributorFactory(challenge=challenge, person=people.citizens[0])
    common = {"challenge": challenge, "contributor": named}
    FeedbackFactory(text="=HYPERLINK(1)", moderation="accepted", **common)
    FeedbackFactory(text="", withdrawn_at=timezone.now(), moderation="accepted", **common)
    FeedbackFactory(text="Rude", moderation="rejected", moderation_reason="abusive", **common)
    FeedbackFactory(text="Not yet looked at", moderation="pending", **common)
    FeedbackFactory(text="Keep this to yourselves", moderation="accepted", may_quote=False, **common)
    shown = StatementFactory(challenge=challenge, contributor=named, text="Shown", moderation="accepted")
    hidden = StatementFactory(
        challenge=challenge, contributor=named, text="Hidden", moderation="rejected", moderation_reason="spam"
    )
    for statement in (shown, hidden):
        ReactionFactory(challenge=challenge, contributor=named, statement=statement, value=-1)
    return challenge


def test_only_what_was_accepted_comes_out(challenge):
    data = as_data(challenge)
    answers = sorted((row["text"], row["may_quote"]) for row in data["answers"])
    assert answers == [("", False), ("=HYPERLINK(1)", True)]
    assert [row["text"] for row in data["statements"]] == ["Shown"]
    assert [row["reaction"] for row in data["reactions"]] == [-1]


def test_no_name_no_address_and_no_person_comes_out(challenge, people):
    text = json.dumps(as_data(challenge), default=str)
    for person in (people.citizens[0], people.facilitator):
        assert person.display_name not in text
        assert person.email not in text
    assert "Rude" not in text
    assert "Keep this" not in text


def test_csv_holds_no_live_formula_and_keeps_numbers(challenge):
    with zipfile.ZipFile(io.BytesIO(as_csv_archive(challenge))) as archive:
        answers = list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"))))
        reactions = list(csv.DictReader(io.StringIO(archive.read("reactions.csv").decode("utf-8-sig"))))
    assert "'=HYPERLINK(1)" in {row["text"] for row in answers}
    assert reactions[0]["reaction"] == "-1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_start_like_formulas_become_text(start):
    assert plain_cell(f"{start}1") == f"'{start}1"
    assert plain_cell(-1) == -1


def test_members_take_copies_and_others_do_not(challenge, people, client_for, client_in, tenant):
    address = f"/work/{challenge.pk}/export.json"
    assert client_for(people.citizens[1]).get(address).status_code == 200
    assert client_for(people.stranger).get(address).status_code == 403
    assert client_in(tenant).get(address).status_code == 302


def test_queries_stay_the_same_with_more_rows(challenge, query_count):
    with query_count(9):
        as_data(challenge)
    for number in range(30):
        FeedbackFactory(
            challenge=challenge,
            contributor=ContributorFactory(challenge=challenge),
            text=f"More {number}",
            moderation="accepted",
        )
    again = DesignChallenge.objects.get(pk=challenge.pk)
    with query_count(9):
        as_data(again)
