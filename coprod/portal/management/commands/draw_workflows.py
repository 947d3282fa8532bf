"""`manage.py draw_workflows`: put each workflow's drawing, from its own data, into docs/architecture.md."""

import re
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coprod.stages import STAGES
from kernel.workflow.drawing import as_mermaid

WORKFLOWS = tuple(workflow for stage in STAGES for workflow in stage.workflows)
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "architecture.md"


def with_drawings(text: str) -> str:
    """The document with what stands between each pair of marks drawn anew; ValueError where a mark is missing."""
    for workflow in WORKFLOWS:
        start, end = f"<!-- workflow {workflow.name} -->", f"<!-- end of workflow {workflow.name} -->"
        pattern = re.compile(re.escape(start) + r".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"docs/architecture.md has no place for the workflow {workflow.name}")
        drawing = f"{start}\n{as_mermaid(workflow)}\n{end}"
        # As a function: the drawing's backslashes are not a template.
        text = pattern.sub(partial(_same, drawing), text)
    return text


def _same(drawing: str, match: re.Match[str]) -> str:
    return drawing


class Command(BaseCommand):
    help = "Draw the workflows into docs/architecture.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if a drawing is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        before = DOCUMENT.read_text(encoding="utf-8")
        after = with_drawings(before)
        if options["check"]:
            if before != after:
                raise CommandError("docs/architecture.md is out of date: run manage.py draw_workflows.")
            return
        DOCUMENT.write_text(after, encoding="utf-8")
