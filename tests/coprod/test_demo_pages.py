"""The demonstration's own pages, which nothing else has."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Path:
    settings.IS_DEMO = True
    settings.COPROD_DEMO_MAIL_DIR = tmp_path
    settings.COPROD_CLOCK_FILE = str(tmp_path / "clock")
    return tmp_path


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/clock/"])
def test_elsewhere_they_do_not_exist(client: Client, path: str, settings: Any) -> None:
    assert settings.IS_DEMO is False
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in (404, 405)


def test_e_mails_are_shown_newest_first_and_escaped(client: Client, demo: Path) -> None:
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(demo))
    for subject in ("Older", "Newer"):
        EmailMessage(
            subject, "Côd: <b>ABCD</b>\n\nhttp://localhost/x/", "a@example.org", ["b@example.org"], connection=backend
        ).send()
    page = client.get("/demo/mail/").content.decode()
    assert page.index("Newer") < page.index("Older")
    assert page.count("Côd: &lt;b&gt;ABCD&lt;/b&gt;") == 2
    assert page.count('<a href="http://localhost/x/"') == 2
    assert page.count("b@example.org") == 2


def test_without_e_mails_the_page_says_so(client: Client, demo: Path) -> None:
    assert "No e-mail yet." in client.get("/demo/mail/").content.decode()


@pytest.mark.parametrize(("days", "moved"), [("1", 1), ("10", 10)])
def test_the_clock_moves_on(client: Client, demo: Path, days: str, moved: int) -> None:
    before = clock.now()
    answer = client.post("/demo/clock/", {"days": days})
    assert (answer.status_code, answer["Location"]) == (302, "/demo/clock/")
    assert timedelta(0) <= clock.now() - before - timedelta(days=moved) < timedelta(seconds=5)


@pytest.mark.parametrize("days", ["", "-1", "2", "x"])
def test_the_clock_moves_in_no_other_steps(client: Client, demo: Path, days: str) -> None:
    assert client.post("/demo/clock/", {"days": days}).status_code == 422
    assert not (demo / "clock").exists()


def test_where_the_clock_may_not_move_there_is_no_page(client: Client, demo: Path, settings: Any) -> None:
    settings.COPROD_CLOCK_MOVABLE = False
    assert client.get("/demo/clock/").status_code == 404
