"""Exports of Polis conversations, well formed and not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from services.codesign.engine.__main__ import accepted, agreement_with_published, main
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.polis import read_polis_export

COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\r\n"
    '1403067224363,x,4,7,2,0,1,"With, commas and ""quotes""\r\nand two lines"\r\n'
    "1403067224,x,2,8,0,1,-1,Plain\r\n"
)
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n3,x,4,10,-1\n1,x,4,11,1\n2,x,4,11,-1\n2,x,2,10,1\n"
TABLE = "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,2,4\n11,,,0,1,1,0,,1\n10,a,1,0,2,1,1,-1,1\n"


def cells(export: object) -> set[tuple[int, int, int]]:
    votes = export.votes
    return {
        (export.participants[row], export.statements[column].id, int(value))
        for row, column, value in zip(votes.participant, votes.statement, votes.value, strict=True)
    }


def test_texts_times_signs_and_last_votes() -> None:
    export = read_polis_export(
        {"comments.csv": "\ufeff" + COMMENTS, "votes.csv": VOTES.encode(), "participants-votes.csv": TABLE}
    )
    assert [(one.id, one.author, one.moderated, one.created) for one in export.statements] == [
        (2, 8, -1, 1403067224000),
        (4, 7, 1, 1403067224363),
    ]
    assert export.statements[1].text == 'With, commas and "quotes"\r\nand two lines'
    assert cells(export) == {(10, 4, 1), (11, 4, 1), (10, 2, -1)}
    assert (export.participants, export.published_group, export.problems) == ([10, 11], [1, None], [])


def test_both_signs_give_the_same_votes() -> None:
    turned = VOTES.replace(",-1\n", ",x\n").replace(",1\n", ",-1\n").replace(",x\n", ",1\n")
    assert turned != VOTES
    one, other = (read_polis_export({"comments.csv": COMMENTS, "votes.csv": votes}) for votes in (VOTES, turned))
    assert cells(one) == cells(other)
    assert one.problems == other.problems == []


def test_the_table_of_participants_stands_in_for_missing_votes() -> None:
    export = read_polis_export({"comments.csv": COMMENTS, "participants-votes.csv": TABLE, "notes.txt": b"\xff"})
    assert cells(export) == {(10, 4, 1), (11, 4, 1), (10, 2, -1)}


def test_bad_rows_are_named_by_line_and_the_rest_is_read() -> None:
    votes = VOTES + "9,x,4,12\nsoon,x,4,13,-1\n9,x,four,14,1\n9,x,4,15,3\n\n9,x,99,16,-1\n"
    comments = COMMENTS + "1,x,4,9,0,0,1,Again\n1,x,,9,0,0,1,Nameless\n1,x,5,9,0,0,9,Odd\n"
    export = read_polis_export({"comments.csv": comments, "votes.csv": votes})
    assert [(problem.file, problem.line, problem.code) for problem in export.problems] == [
        ("comments.csv", 5, "statement_twice"),
        ("comments.csv", 6, "bad_statement_number"),
        ("comments.csv", 7, "bad_moderation"),
        ("votes.csv", 6, "wrong_number_of_cells"),
        ("votes.csv", 7, "bad_time"),
        ("votes.csv", 8, "bad_number"),
        ("votes.csv", 9, "bad_vote"),
        ("comments.csv", 0, "statement_without_text"),
    ]
    assert (13, 4, 1) in cells(export)
    assert (16, 99, 1) in cells(export)


def test_a_table_that_differs_is_reported() -> None:
    table = TABLE.replace("11,,,0,1,1,0,,1", "11,,,0,1,1,0,1,1")
    export = read_polis_export({"comments.csv": COMMENTS, "votes.csv": VOTES, "participants-votes.csv": table})
    assert [(problem.code, problem.detail) for problem in export.problems] == [
        ("votes_differ", "0 votes differ, 1 only here, 0 only in votes.csv")
    ]


def test_uncertain_signs_missing_and_empty_files() -> None:
    alone = read_polis_export({"votes.csv": VOTES})
    assert [problem.code for problem in alone.problems] == [
        "missing_file", "sign_not_certain", "statement_without_text", "statement_without_text",
    ]  # fmt: skip
    empty = read_polis_export({"votes.csv": b"", "comments.csv": ""})
    assert (empty.participants, empty.statements, empty.problems) == ([], [], [])
    assert map_opinions(empty.votes).reason == "too_few_votes"
    with pytest.raises(FileNotFoundError):
        read_polis_export({"comments.csv": COMMENTS})


def test_the_command_prints_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "comments.csv").write_text(COMMENTS, newline="")
    (tmp_path / "votes.csv").write_text(VOTES, newline="")
    (tmp_path / "summary.csv").write_text('topic,"Roads, and paths"\nurl,https://example.org\n')
    assert main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Roads, and paths", "2 people, 1 statements, 2 votes"]
    assert lines[2].startswith("No clear groups: too few people gave enough votes.")
    assert main([str(tmp_path), "--json"]) == 0
    assert '"statement_ids"' in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize(
    ("name", "people", "statements", "votes", "clear"),
    [
        ("london.youth.policing", 26, 39, 638, False),
        ("brexit-consensus", 204, 50, 5303, True),
        ("austria-climate.5twd2jsnkf.2022-08-08", 1116, 522, 61384, True),
    ],
)
def test_real_conversations(real_data: Path, name: str, people: int, statements: int, votes: int, clear: bool) -> None:
    export = read_polis_export(real_data / "polis" / name)
    assert (len(export.participants), len(export.statements), len(export.votes.value)) == (
        people,
        statements,
        votes,
    )
    chosen, kept = accepted(export)
    found = map_opinions(kept, participants=export.participants, statements=chosen)
    assert found.clear is clear
    assert np.isfinite(found.positions).all()
    if clear:
        assert agreement_with_published(export, found.group_of) > 0.7
