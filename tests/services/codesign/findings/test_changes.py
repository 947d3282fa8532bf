"""What is new since the run before: for analysts only, in words, with groups by their own letters."""

import pytest

from services.codesign.presenters.findings.changes import changes_shown
from tests.factories import ago
from tests.services.codesign.findings.runs import run_with_small_groups
from tests.services.codesign.findings.scene import page, scene

pytestmark = pytest.mark.django_db


def changes(**values):
    """The whole shape."""
    told = {
        "since": 3, "people": {"now": 306, "was": 250}, "votes": {"now": 3200, "was": 2900},
        "statements": {"now": 12, "was": 13}, "answers": {"now": 8, "was": 8}, "clear": {"now": True, "was": True},
        "groups": [{"label": 0, "size": 160, "was": 150}, {"label": 2, "size": 6, "was": None}], "gone": [1],
        "moved": 12, "stayed": 188, "shared": {"new": [], "gone": []}, "divisive": {"new": [], "gone": []},
    }  # fmt: skip
    return told | values


def test_a_first_run_has_nothing_before_it() -> None:
    assert changes_shown({}, {}) is None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"clear": {"now": True, "was": False}}, "Clear groups have shown up. There were none before."),
        ({"clear": {"now": False, "was": True}}, "There are no clear groups any more."),
        ({"clear": {"now": False, "was": False}}, "There were no clear groups before, and there are none now."),
        ({}, "New: Group C."),
        ({}, "No longer there: Group B."),
        ({}, "Of 200 people who were in a group both times, 12 changed to another."),
        ({"moved": 0, "stayed": 1}, "The one person who was in a group both times stayed in it."),
        ({"moved": 0, "stayed": 40}, "All 40 people who were in a group both times stayed in theirs."),
    ],
)
def test_in_words(told, sentence) -> None:
    shown = changes_shown(changes(**told), {})
    assert any(found.startswith(sentence) for found in shown.sentences), shown.sentences


def test_analysts_read_it_and_others_do_not(in_tenant, client_for, client_in) -> None:
    here = scene("synthesised")
    run = run_with_small_groups(here.challenge)
    ids = run.statement_ids
    run.changes = changes(shared={"new": ids[:1], "gone": []}, divisive={"new": ids[1:12], "gone": [10**9]})
    run.save()

    for address in (here.url("synthesis/"), here.url("report/")):
        shown = page(client_for(here.cast.citizen), address)
        assert "What is new since the last summing-up" in shown
        assert "Compared with summing-up number 3." in shown
        assert "People now share this" in shown
        assert "and 1 more" in shown
        assert "Statements that were taken back since." in shown
        assert ">+56<" in shown
        assert ">-1<" in shown
    for client, address in (
        (client_for(here.cast.commissioner), here.url("synthesis/")),
        (client_for(here.cast.commissioner), here.url("report/")),
        (client_in(in_tenant), f"/say/{here.challenge.pk}/results/"),
        (client_in(in_tenant), f"/say/{here.challenge.pk}/report/"),
    ):
        shown = page(client, address)
        assert "What is new" not in shown
        assert ">+56<" not in shown


def test_a_statement_taken_back_is_not_quoted(in_tenant, client_for) -> None:
    here = scene()
    run = run_with_small_groups(here.challenge, texts=("Never to be read again.",))
    run.changes = changes(shared={"new": run.statement_ids[:1], "gone": []})
    run.save()
    here.challenge.statements.filter(pk=run.statement_ids[0]).update(text="", withdrawn_at=ago(minutes=1))

    assert "Never to be read again." not in page(client_for(here.cast.citizen), here.url("synthesis/"))
