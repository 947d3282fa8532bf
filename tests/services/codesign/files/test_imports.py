"""Files come in whole or not at all, through the action, the page and the command."""

import io

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from kernel.accounts.actor import Actor
from kernel.errors import Conflict, Invalid, NotPermitted
from services.codesign.actions.files.imports import ImportedPerson, import_answers, import_polis, import_reactions
from services.codesign.enums import ModerationState
from services.codesign.models import Contributor, Feedback, ImportBatch, ImportUpload, Reaction, Statement
from tests.factories import DesignChallengeFactory, StatementFactory, service_with_people

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1658934589213,x,1,0,2,1,1,"More youth clubs, please"
1658934589214,x,2,0,1,1,0,"Officers should walk
the beat"
1658934589215,x,3,1,1,0,-1,Rude words
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1,x,1,0,1
2,x,1,1,1
3,x,1,2,-1
4,x,2,0,-1
5,x,2,1,1
6,x,3,1,1
7,x,2,1,0
8,x,2,1,1
"""
FILES = {"comments.csv": COMMENTS.encode(), "votes.csv": VOTES.encode()}


@pytest.fixture
def people(in_tenant, bait):
    return service_with_people()


@pytest.fixture
def challenge(people):
    return DesignChallengeFactory(service=people.service, state="open")


def actor_of(person):
    return Actor.for_person(person.pk)


def named(cast, who):
    return {"citizen": cast.citizens[0], "professional": cast.professionals[0]}.get(who) or getattr(cast, who)


def nothing_came_in(challenge):
    return (
        Contributor.objects.filter(challenge=challenge).count(),
        Feedback.objects.filter(challenge=challenge).count(),
        Statement.objects.filter(challenge=challenge).count(),
        Reaction.objects.filter(challenge=challenge).count(),
        ImportBatch.objects.filter(challenge=challenge).count(),
    ) == (0, 0, 0, 0, 0)


def test_polis_export_comes_in_with_what_its_moderators_said(people, challenge):
    batch = import_polis(
        actor=actor_of(people.facilitator), challenge=challenge, files=FILES, language="en", attribution="With thanks"
    )
    assert batch.counts == {"statements": 3, "people": 3, "reactions": 6}
    rows = Statement.objects.filter(challenge=challenge).order_by("pk")
    assert [(s.text, s.moderation, s.agrees, s.disagrees, s.passes) for s in rows] == [
        ("More youth clubs, please", ModerationState.ACCEPTED, 2, 1, 0),
        ("Officers should walk\nthe beat", ModerationState.PENDING, 1, 1, 0),
        ("Rude words", ModerationState.REJECTED, 1, 0, 0),
    ]
    challenge.refresh_from_db()
    assert challenge.attribution == "With thanks"
    assert set(Contributor.objects.filter(challenge=challenge).values_list("mode", flat=True)) == {"imported"}


def test_counts_on_statements_match_the_rows(people, challenge):
    import_polis(actor=actor_of(people.facilitator), challenge=challenge, files=FILES, language="en")
    for statement in Statement.objects.filter(challenge=challenge):
        values = list(Reaction.objects.filter(statement=statement).values_list("value", flat=True))
        assert (statement.agrees, statement.disagrees, statement.passes) == (
            values.count(1),
            values.count(-1),
            values.count(0),
        )


def test_the_same_files_come_in_once(people, challenge):
    actor = actor_of(people.facilitator)
    import_polis(actor=actor, challenge=challenge, files=FILES, language="en")
    with pytest.raises(Conflict):
        import_polis(actor=actor, challenge=challenge, files=FILES, language="en")
    assert ImportBatch.objects.filter(challenge=challenge).count() == 1


def test_one_bad_row_keeps_everything_out_and_is_named(people, challenge):
    broken = {**FILES, "votes.csv": VOTES.encode() + b"9,x,2,zwei,1\n"}
    with pytest.raises(Invalid) as refused:
        import_polis(actor=actor_of(people.facilitator), challenge=challenge, files=broken, language="en")
    assert "votes.csv, line 10" in str(refused.value)
    assert nothing_came_in(challenge)


@pytest.mark.parametrize("who", ["citizen", "professional", "partner", "administrator", "officer", "stranger"])
def test_only_facilitator_and_commissioner_bring_in_files(people, challenge, who):
    with pytest.raises(NotPermitted):
        import_polis(actor=actor_of(named(people, who)), challenge=challenge, files=FILES, language="en")
    assert nothing_came_in(challenge)


@pytest.mark.parametrize("state", ["draft", "feedback_closed", "synthesised", "options_open", "decided", "abandoned"])
def test_files_come_in_while_the_window_is_open_only(people, state):
    challenge = DesignChallengeFactory(service=people.service, state=state)
    with pytest.raises(Conflict):
        import_answers(
            actor=actor_of(people.facilitator),
            challenge=challenge,
            name="a.csv",
            content=b"answer\nHello\n",
            language="en",
        )
    assert nothing_came_in(challenge)


def test_reactions_to_a_statement_of_another_challenge_are_refused(people, challenge):
    elsewhere = StatementFactory(challenge=DesignChallengeFactory(service=people.service, state="open"))
    with pytest.raises(Invalid):
        import_reactions(
            actor=actor_of(people.facilitator),
            challenge=challenge,
            people=[ImportedPerson("a")],
            person=np.array([0]),
            statement_ids=np.array([elsewhere.pk]),
            values=np.array([1]),
            source="test",
        )
    assert nothing_came_in(challenge)


TABLE = "Feedback,Stake,Mode,Language\nThe staff were kind,resident,paper,en\nRoedd y staff yn garedig,,online,cy\n"


def test_table_of_answers_comes_in_as_full_contributions(people, challenge):
    import_answers(
        actor=actor_of(people.facilitator), challenge=challenge, name="a.csv", content=TABLE.encode(), language="en"
    )
    rows = Feedback.objects.filter(challenge=challenge).order_by("pk").select_related("contributor")
    assert [(f.text, f.contributor.stake, f.mode, f.language, f.entered_by_id) for f in rows] == [
        ("The staff were kind", "citizen", "paper", "en", people.facilitator.pk),
        ("Roedd y staff yn garedig", "", "imported", "cy", people.facilitator.pk),
    ]


def test_xlsx_is_read_and_its_formulas_are_text(people, challenge):
    book = Workbook()
    book.active.append(["answer"])
    book.active.append(["😀 مرحبا <b>bold</b>"])
    book.active.append([12])
    stored = io.BytesIO()
    book.save(stored)
    import_answers(
        actor=actor_of(people.commissioner),
        challenge=challenge,
        name="a.xlsx",
        content=stored.getvalue(),
        language="en",
    )
    texts = list(Feedback.objects.filter(challenge=challenge).order_by("pk").values_list("text", flat=True))
    assert texts == ["😀 مرحبا <b>bold</b>", "12"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"name,age\nA,1\n", "Which column"),
        (b"answer,stake\nHello,king\n", "Line 2"),
        (b"answer\n" + b"x" * 5001 + b"\n", "Line 2"),
        (b"PK\x03\x04 not a workbook", "cannot be read"),
        (b"\x00\x01\x02", "cannot be read"),
        (b'answer\nFine\n"Two" and more\n', "Line 3: The quotation marks"),
    ],
)
def test_bad_tables_are_refused_whole_with_the_line(people, challenge, content, message):
    with pytest.raises(Invalid) as refused:
        import_answers(
            actor=actor_of(people.facilitator), challenge=challenge, name="a.csv", content=content, language="en"
        )
    assert message in str(refused.value)
    assert nothing_came_in(challenge)


def test_rows_that_say_nothing_are_left_out_and_told(people, challenge, client_for):
    file = io.BytesIO(b"answer,note\nfine,\n,nothing said\n")
    file.name = "answers.csv"
    client = client_for(people.facilitator)
    address = f"/staff/challenges/{challenge.pk}/import/"
    assert "1 row holds no answer" in client.post(address, {"files": [file], "language": "en"}).content.decode()
    client.post(address, {"upload": ImportUpload.objects.get(challenge=challenge).pk, "language": "en"})
    assert list(Feedback.objects.filter(challenge=challenge).values_list("text", flat=True)) == ["fine"]


def test_rows_in_which_nothing_can_be_seen_say_nothing(people, challenge):
    content = "answer\n\u200b\n\ufeff\nA real one\n\u2060\u3164\n".encode()
    import_answers(
        actor=actor_of(people.facilitator), challenge=challenge, name="a.csv", content=content, language="en"
    )
    assert list(Feedback.objects.filter(challenge=challenge).values_list("text", flat=True)) == ["A real one"]


def test_page_shows_what_is_in_the_file_before_it_comes_in(people, challenge, client_for):
    client = client_for(people.facilitator)
    address = f"/staff/challenges/{challenge.pk}/import/"
    file = io.BytesIO(TABLE.encode())
    file.name = "answers.csv"
    shown = client.post(address, {"files": [file], "language": "en"})
    assert shown.status_code == 200
    assert "The staff were kind" in shown.content.decode()
    assert Feedback.objects.filter(challenge=challenge).count() == 0
    upload = ImportUpload.objects.get(challenge=challenge)
    done = client.post(address, {"upload": upload.pk, "language": "en"})
    assert done.status_code == 302
    assert Feedback.objects.filter(challenge=challenge).count() == 2
    assert not ImportUpload.objects.filter(pk=upload.pk).exists()


def test_page_names_bad_rows_and_offers_no_button(people, challenge, client_for):
    file = io.BytesIO(b"answer,stake\nHello,king\n")
    file.name = "answers.csv"
    shown = client_for(people.facilitator).post(
        f"/staff/challenges/{challenge.pk}/import/", {"files": [file], "language": "en"}
    )
    page = shown.content.decode()
    assert "Line 2" in page
    assert "Bring it in" not in page


def test_command_does_the_same_import(people, challenge, tmp_path, tenant):
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    output = io.StringIO()
    arguments = {"council": tenant.slug, "challenge": challenge.pk, "stdout": output}
    call_command("import_polis", tmp_path, email=people.facilitator.email, **arguments)
    assert output.getvalue().strip() == "3 statements, 3 people, 6 reactions"
    with pytest.raises(CommandError):
        call_command("import_polis", tmp_path, email="nobody@example.org", **arguments)


def test_import_is_one_transaction_whatever_breaks(people, challenge, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("services.codesign.actions.files.imports._finish", fail)
    with pytest.raises(RuntimeError):
        import_polis(actor=actor_of(people.facilitator), challenge=challenge, files=FILES, language="en")
    assert nothing_came_in(challenge)
