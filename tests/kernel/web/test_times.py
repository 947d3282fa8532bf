"""When answering closes, as people say it."""

from datetime import UTC, datetime

import pytest

from kernel.web.times import closing_words

NOW = datetime(2027, 3, 8, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes_at", "words"),
    [
        (datetime(2027, 3, 8, 12, 0, tzinfo=UTC), "Closed on 8 March 2027"),
        (datetime(2027, 3, 1, 12, 0, tzinfo=UTC), "Closed on 1 March 2027"),
        (datetime(2027, 3, 8, 17, 30, tzinfo=UTC), "Closes today at 5:30 p.m."),
        (datetime(2027, 3, 9, 0, 1, tzinfo=UTC), "Closes tomorrow at 12:01 a.m."),
        (datetime(2027, 3, 10, 0, 0, tzinfo=UTC), "2 days left: closes on Wednesday 10 March at midnight"),
        (datetime(2027, 3, 29, 16, 0, tzinfo=UTC), "21 days left: closes on Monday 29 March at 5 p.m."),
    ],
)
def test_closing_time_in_words(closes_at: datetime, words: str) -> None:
    assert closing_words(closes_at, NOW) == words


def test_the_day_is_the_reader_s_not_that_of_the_machine() -> None:
    evening = datetime(2027, 6, 1, 23, 30, tzinfo=UTC)
    assert closing_words(datetime(2027, 6, 2, 16, 0, tzinfo=UTC), evening) == "Closes today at 5 p.m."
