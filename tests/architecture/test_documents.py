"""The documents say what the code does: settings, drawings, the map, links."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_variable_that_the_code_reads_is_in_the_table():
    read = set()
    for folder in ("coprod", "kernel", "participants", "services"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            read |= set(re.findall(r'env\.(?:text|flag|number|words)\("([A-Z_]+)"', text))
            read |= set(re.findall(r'os\.environ(?:\.get|\.setdefault)?[\[(]"([A-Z_]+)"', text))
    told = set(re.findall(r"`([A-Z_]{4,})`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert read - told - {"DJANGO_SETTINGS_MODULE"} == set()


def test_drawings_of_workflows_are_current():
    call_command("draw_workflows", check=True)


def test_map_names_every_app_that_there_is():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    apps = {
        app.rsplit(".", 1)[1]
        for app in settings.INSTALLED_APPS
        if app.startswith(("kernel.", "participants.", "services."))
    }
    assert {app for app in apps if f"{app}/" not in text} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


HOSTS_TOLD = {"localhost", "coprod.example.org"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_no_machine_and_no_other_host(document):
    text = document.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([A-Za-z0-9.-]+)", text)) - HOSTS_TOLD == set()
    assert re.search(r"(?<![\w.])/(?:root|home|Users)/", text) is None
