"""What files hold comes in once a resident has confirmed it, whole or not at all; it is refused or taken back whole."""

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from kernel.errors import Conflict, Invalid, NotPermitted
from services.codesign import guards
from services.codesign.actions import add_statement, give_answer, moderate, react
from services.codesign.actions.imports.batches import (
    confirm_import,
    import_content,
    refuse_import,
    take_back_import,
)
from services.codesign.enums import ImportState, ModerationState
from services.codesign.models import Contributor, Feedback, ImportBatch, Reaction, Statement
from services.codesign.tables.content import FilePerson, reactions_to
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    ImportBatchFactory,
    StatementFactory,
    SynthesisRunFactory,
)
from tests.services.codesign.imports.bringing import POLIS, TABLE, actor_of, brought_in, confirmed, rows


def named(cast, who):
    return {"professional": cast.professionals[0]}.get(who) or getattr(cast, who)


def test_nothing_of_a_file_is_there_before_a_resident_confirms_it(people, challenge):
    batch = brought_in(people.facilitator, challenge, POLIS)
    assert (batch.state, batch.counts) == (ImportState.WAITING, {"statements": 3, "people": 3, "reactions": 6})
    assert rows(challenge) == (0, 0, 0, 0)
    confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    assert rows(challenge) == (3, 0, 3, 6)
    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by, batch.content) == (ImportState.CONFIRMED, people.citizens[0], None)


@pytest.mark.parametrize("who", ["facilitator", "commissioner", "professional", "partner", "administrator", "stranger"])
def test_only_a_resident_member_confirms_or_refuses(people, challenge, who):
    batch = brought_in(people.commissioner, challenge, TABLE)
    for act in (lambda **k: confirm_import(**k), lambda **k: refuse_import(reason="No", **k)):
        with pytest.raises(NotPermitted):
            act(actor=actor_of(named(people, who)), batch=batch)
    assert rows(challenge) == (0, 0, 0, 0)


def test_who_brought_it_in_cannot_confirm_it_whatever_they_are_by_then(people, challenge):
    batch = brought_in(people.commissioner, challenge, TABLE)
    ImportBatch.objects.filter(pk=batch.pk).update(imported_by=people.citizens[0])
    with pytest.raises(NotPermitted):
        confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    with pytest.raises(IntegrityError, match="import_confirmed_by_another"), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(confirmed_by=people.citizens[0])


def test_the_database_takes_people_from_confirmed_files_only(people, challenge):
    for state in ("waiting", "refused", "taken_back"):
        batch = ImportBatchFactory(challenge=challenge, state=state)
        with pytest.raises(IntegrityError, match="once it is confirmed"), transaction.atomic():
            ContributorFactory(challenge=challenge, person=None, mode="imported", imported_in=batch)
    batch = ImportBatchFactory(challenge=challenge)
    with pytest.raises(IntegrityError, match="contributor_imported_names_import"), transaction.atomic():
        ContributorFactory(challenge=challenge, person=None, mode="paper", imported_in=batch)


def test_a_refused_file_cannot_be_confirmed_by_any_sql(people, challenge):
    batch = ImportBatchFactory(challenge=challenge, state="refused")
    with pytest.raises(IntegrityError, match="cannot become"), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(
            state="confirmed", confirmed_by=people.citizens[0], confirmed_at=challenge.opened_at, ended_at=None
        )


def test_a_table_counts_as_brought_in_whatever_it_calls_itself(people, challenge):
    confirmed(people, challenge, TABLE)
    found = Feedback.objects.filter(challenge=challenge).order_by("pk").select_related("contributor")
    assert [(f.text, f.mode, f.contributor.mode, f.contributor.said_mode, f.entered_by) for f in found] == [
        ("The staff were kind", "imported", "imported", "paper", None),
        ("Roedd y staff yn garedig", "imported", "imported", "self", None),
    ]
    assert [f.may_quote for f in found] == [True, False]


@pytest.mark.parametrize(
    ("setting", "states"),
    [
        ("pre", [("pending", ""), ("pending", ""), ("pending", "imported")]),
        ("post", [("accepted", ""), ("accepted", ""), ("rejected", "imported")]),
    ],
)
def test_statements_wait_to_be_looked_through_as_the_question_has_it(people, setting, states):
    challenge = DesignChallengeFactory(service=people.service, state="open", moderation=setting)
    confirmed(people, challenge, POLIS)
    found = Statement.objects.filter(challenge=challenge).order_by("pk")
    assert [(one.moderation, one.moderation_reason) for one in found] == states


def test_counts_on_statements_match_the_rows(people, challenge):
    confirmed(people, challenge, POLIS)
    for statement in Statement.objects.filter(challenge=challenge):
        values = list(Reaction.objects.filter(statement=statement).values_list("value", flat=True))
        assert (statement.agrees, statement.disagrees, statement.passes) == tuple(map(values.count, (1, -1, 0)))
        assert values


def test_a_statement_that_is_here_already_is_not_there_twice(people, challenge):
    here = StatementFactory(challenge=challenge, contributor=None, text="MORE youth  clubs, please")
    confirmed(people, challenge, POLIS)
    here.refresh_from_db()
    assert (here.agrees, here.disagrees) == (2, 1)
    assert Statement.objects.filter(challenge=challenge).count() == 3


@pytest.mark.parametrize(
    "again",
    [
        {"other name.csv": TABLE["answers.csv"]},
        {"a.csv": TABLE["answers.csv"].replace(b"\n", b"\r\n")},
        {"a.csv": TABLE["answers.csv"].replace(b",", b";")},
        {
            "a.csv": (
                "Language,Note,Consent,Stake,Feedback,Mode\ncy,x,no,,Roedd y staff  yn garedig,online\n"
                "en,,Yes,Resident,the staff were kind,Paper\n"
            ).encode("utf-16")
        },
    ],
)
def test_the_same_content_is_recognised_under_another_name_order_or_format(people, challenge, again):
    batch = brought_in(people.facilitator, challenge, TABLE)
    with pytest.raises(Conflict, match="in already"):
        brought_in(people.commissioner, challenge, again)
    confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    with pytest.raises(Conflict, match="in already"):
        brought_in(people.commissioner, challenge, again)
    assert rows(challenge) == (2, 2, 0, 0)


def test_a_newer_copy_of_the_same_is_refused_until_the_earlier_one_is_taken_back(people, challenge):
    lines = [f"Answer number {n} says a little more than others" for n in range(12)]
    first, second = (
        {"a.csv": ("answer\n" + "\n".join(part) + "\n").encode()}
        for part in (lines[:8], [*lines[2:], "And more still"])
    )
    batch = brought_in(people.facilitator, challenge, first)
    with pytest.raises(Conflict, match="word for word"):
        brought_in(people.facilitator, challenge, second)
    take_back_import(actor=actor_of(people.facilitator), batch=batch)
    assert brought_in(people.facilitator, challenge, second).counts == {"people": 11, "answers": 11}


def test_refusing_takes_all_of_it_out_and_keeps_reason_and_numbers(people, challenge):
    batch = brought_in(people.facilitator, challenge, TABLE)
    with pytest.raises(Invalid):
        refuse_import(actor=actor_of(people.citizens[0]), batch=batch, reason="  ")
    refuse_import(actor=actor_of(people.citizens[0]), batch=batch, reason="Nobody here knows of this survey.")
    batch.refresh_from_db()
    assert (batch.state, batch.content, batch.counts) == ("refused", None, {"people": 2, "answers": 2})
    with pytest.raises(Conflict):
        confirm_import(actor=actor_of(people.citizens[1]), batch=batch)
    assert rows(challenge) == (0, 0, 0, 0)


def test_it_is_taken_back_whole_with_its_votes_on_what_others_said(people, challenge):
    here = StatementFactory(challenge=challenge, contributor=None, text="More youth clubs, please")
    batch = confirmed(people, challenge, POLIS)
    take_back_import(actor=actor_of(people.facilitator), batch=batch)
    here.refresh_from_db()
    assert rows(challenge) == (0, 0, 1, 0)
    assert (here.agrees, here.disagrees, here.passes) == (0, 0, 0)


@pytest.mark.parametrize("who", ["commissioner", "professional", "administrator", "stranger"])
def test_others_than_who_brought_it_and_the_facilitator_do_not_take_it_back(people, challenge, who):
    batch = confirmed(people, challenge, TABLE)
    with pytest.raises(NotPermitted):
        take_back_import(actor=actor_of(named(people, who)), batch=batch)
    assert rows(challenge) == (2, 2, 0, 0)


def test_it_cannot_be_taken_back_once_somebody_has_reacted(people):
    challenge = DesignChallengeFactory(service=people.service, state="open", moderation="post")
    batch = confirmed(people, challenge, POLIS)
    statement = Statement.objects.filter(challenge=challenge).earliest("pk")
    react(actor=actor_of(people.professionals[0]), challenge=challenge, statement=statement, value=1)
    with pytest.raises(Conflict, match="reacted"):
        take_back_import(actor=actor_of(people.facilitator), batch=batch)
    assert rows(challenge) == (4, 0, 3, 7)


def test_nothing_moves_once_the_findings_are_agreed(people):
    challenge = DesignChallengeFactory(service=people.service, state="synthesised")
    waiting, here = ImportBatchFactory(challenge=challenge, state="waiting"), ImportBatchFactory(challenge=challenge)
    with pytest.raises(Conflict):
        confirm_import(actor=actor_of(people.citizens[0]), batch=waiting)
    with pytest.raises(Conflict):
        take_back_import(actor=actor_of(people.facilitator), batch=here)


def test_the_findings_wait_for_files_that_nobody_confirmed(people):
    challenge = DesignChallengeFactory(service=people.service, state="feedback_closed")
    assert guards.guard_files_confirmed(challenge) == []
    batch = ImportBatchFactory(challenge=challenge, state="waiting", imported_by=people.facilitator)
    ImportBatchFactory(challenge=challenge)
    ImportBatchFactory(state="waiting")
    (reason,) = guards.guard_files_confirmed(challenge)
    assert str(people.facilitator) in str(reason)
    assert "Any resident of this service" in str(reason)
    assert reason.where == f"/work/{challenge.pk}/imports/{batch.pk}/"


def test_a_file_confirmed_after_the_summing_up_asks_for_another_one(people):
    challenge = DesignChallengeFactory(service=people.service, state="feedback_closed")
    SynthesisRunFactory(challenge=challenge)
    assert guards.guard_synthesis_run(challenge) == []
    confirm_import(actor=actor_of(people.citizens[0]), batch=ImportBatchFactory(challenge=challenge, state="waiting"))
    assert [reason.code for reason in guards.guard_synthesis_run(challenge)] == ["synthesis-missing"]


@pytest.mark.parametrize("state", ["draft", "feedback_closed", "synthesised", "options_open", "decided", "abandoned"])
def test_files_come_in_while_the_window_is_open_only(people, state):
    challenge = DesignChallengeFactory(service=people.service, state=state)
    with pytest.raises(Conflict):
        import_content(
            actor=actor_of(people.facilitator),
            challenge=challenge,
            kind="table",
            content=reactions_to([], np.array([]), np.array([]), np.array([])),
            language="en",
        )
    assert not ImportBatch.objects.filter(challenge=challenge).exists()


def test_reactions_to_a_statement_of_another_question_are_refused(people, challenge):
    elsewhere = StatementFactory(challenge=DesignChallengeFactory(service=people.service, state="open"))
    one = np.array([1])
    content = reactions_to([FilePerson("a")], one - 1, np.array([elsewhere.pk]), one)
    with pytest.raises(Invalid):
        import_content(
            actor=actor_of(people.facilitator), challenge=challenge, kind="table", content=content, language="en"
        )
    assert not ImportBatch.objects.filter(challenge=challenge).exists()


def test_coming_in_is_one_transaction_whatever_breaks(people, challenge, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    batch = brought_in(people.facilitator, challenge, POLIS)
    monkeypatch.setattr("services.codesign.actions.imports.storing._store_reactions", fail)
    with pytest.raises(RuntimeError):
        confirm_import(actor=actor_of(people.citizens[0]), batch=batch)
    batch.refresh_from_db()
    assert (rows(challenge), batch.state) == ((0, 0, 0, 0), "waiting")


def test_what_people_said_here_stays_when_a_file_goes(people, challenge):
    given = give_answer(actor=actor_of(people.citizens[1]), challenge=challenge, text="Mine", language="en")
    own = add_statement(actor=actor_of(people.citizens[1]), challenge=challenge, text="Ours", language="en")
    moderate(
        actor=actor_of(people.facilitator),
        challenge=challenge,
        accept=True,
        statements={own.statement.pk: own.statement.moderation_version},
    )
    batch = confirmed(people, challenge, TABLE)
    take_back_import(actor=actor_of(people.facilitator), batch=batch)
    assert list(Contributor.objects.filter(challenge=challenge)) == [given.contributor]
    own.statement.refresh_from_db()
    assert (own.statement.agrees, own.statement.moderation) == (1, ModerationState.ACCEPTED)
