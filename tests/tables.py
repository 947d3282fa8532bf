"""Tables of what must hold, as data: all rows are tried in one test on one scene, and every row that fails is named."""

import copy
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from tests.caches import own_cache

Row = TypeVar("Row")
Scene = TypeVar("Scene")


def each_row(rows: Iterable[Row], check: Callable[[Row, Scene], Any], scene: Scene) -> None:
    """Check every row as if it were the first.

    Each gets a copy of the scene's objects and an empty cache, what it wrote must satisfy the constraints that wait for
    the commit, and is then taken back.
    """
    tried: list[str] = []
    failed: dict[str, BaseException] = {}
    for row in rows:
        tried.append(str(row))
        try:
            with own_cache(), transaction.atomic():
                check(row, copy.deepcopy(scene))
                connection.check_constraints()
                transaction.set_rollback(True)
        except (Exception, pytest.fail.Exception) as error:
            error.add_note(f"In the row: {row}")
            failed[str(row)] = error
    assert tried, "the table has no rows"
    if failed:
        names = "\n".join(f"  {name}: {str(error).partition(chr(10))[0]}" for name, error in failed.items())
        raise BaseExceptionGroup(f"{len(failed)} of {len(tried)} rows fail:\n{names}", list(failed.values()))


def whom_to_ask(order: Sequence[str], expected: Mapping[str, Any], good: Collection[Any]) -> list[str]:
    """One of the people for each answer that a table expects: who only just may, and who only just may not.

    `order` begins with those who may most, and leaves out nobody, who is always asked. That every single one is
    answered rightly is for the tables of the actions, which pages and API both call; here it is whether they ask.
    """
    asked: dict[Any, str] = {}
    for who in order:
        answer = expected[who]
        if answer in good or answer not in asked:
            asked[answer] = who
    return list(asked.values())
