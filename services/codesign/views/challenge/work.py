"""Where a question is, what its reader can do now, and what blocks the next step."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from services.codesign.queries.decision import ends_without_handing_over
from services.codesign.queries.findings.runs import all_themes_named, figures_of
from services.codesign.views.page import work_on


@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Where we are, what I can do now, what blocks the next step, and the figures."""
    found = work_on(request, pk)
    figures = figures_of(found.challenge)
    done = {"run"} if figures["findings"] or figures["drafts"] else set()
    if not figures["drafts"]:
        done.add("drafts")
    if ends_without_handing_over(found.challenge):
        done.add("items")
    if all_themes_named(found.challenge):
        done.add("themes")
    return found.page(request, "challenge/work", figures=figures, **found.next_steps(done))
