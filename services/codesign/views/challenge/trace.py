"""How a question was handled, for everybody: who did what for others and to what people said."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.web.request import CouncilRequest
from services.codesign.exports.trace import trace_csv
from services.codesign.presenters.challenge import shown
from services.codesign.presenters.trace import trace_of
from services.codesign.views.page import find_challenge


@require_safe
def trace(request: CouncilRequest, pk: int) -> HttpResponse:
    """Made anew each time: entering an answer for somebody shows here, and gives the question no new version."""
    challenge = find_challenge(request, pk)
    context = {"challenge": challenge, "shown": shown(challenge), **trace_of(challenge)}
    return render(request, "codesign/challenge/trace.html", context)


@require_safe
def trace_file(request: CouncilRequest, pk: int) -> HttpResponse:
    """The same as a table."""
    challenge = find_challenge(request, pk)
    answer = HttpResponse(trace_csv(trace_of(challenge)["lines"]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="question-{challenge.pk}-trace.csv"'
    return answer
