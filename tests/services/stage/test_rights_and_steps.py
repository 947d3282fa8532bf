"""What somebody may do, found out when it is asked for; and which steps of a state are theirs."""

import pytest

from kernel.workflow.types import Step
from services.stage.rights import Rights
from services.stage.steps import need_for, steps_for

STEPS = (
    Step("open", "look", "moderation", "Look through answers"),
    Step("open", "see", "work", need="See how it goes"),
    Step("open", "decide", "decision", "Decide", until="decided", need="Decide it"),
    Step("closed", "see", "work", "Read", need="Read it"),
)


def test_a_right_is_found_out_once_and_only_when_it_is_asked_for() -> None:
    asked = []

    def rule() -> bool:
        asked.append("look")
        return True

    def costly() -> bool:
        raise AssertionError("nobody asked for this")

    may = Rights({"look": rule, "costly": costly})
    assert (may["look"], may["look"], asked) == (True, True, ["look"])
    assert (list(may), len(may)) == (["look", "costly"], 2)
    with pytest.raises(KeyError):
        may["misspelt"]


@pytest.mark.parametrize(
    ("may", "done", "titles"),
    [
        ({"look": True, "see": True, "decide": True}, (), ["Look through answers", "Decide"]),
        ({"look": True, "see": True, "decide": True}, ("decided",), ["Look through answers"]),
        ({"see": True}, (), []),
        ({}, (), []),
    ],
)
def test_the_steps_on_a_rows_own_pages(may: dict[str, bool], done: tuple[str, ...], titles: list[str]) -> None:
    assert [step.title for step in steps_for(STEPS, "open", may, done)] == titles


@pytest.mark.parametrize(
    ("state", "may", "need"),
    [
        ("open", {"look": True}, None),
        ("open", {"look": True, "see": True}, "See how it goes"),
        ("open", {"see": True, "decide": True}, "Decide it"),
        ("closed", {"see": True, "decide": True}, "Read it"),
        ("ended", {"see": True, "decide": True}, None),
    ],
)
def test_one_step_of_a_state_needs_somebody(state: str, may: dict[str, bool], need: str | None) -> None:
    found = need_for(STEPS, state, may)
    assert (found.need if found else None) == need
