"""Who came how: accounts, visitors, files and workshops apart, and bursts that analysts should look at."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services.catalogue.permissions import require
from services.codesign.enums import WayIn
from services.codesign.queries.arrivals import WORKSHOPS_SHOWN, bursts_of, workshops_of
from services.codesign.queries.taking_part import contributor_counts, in_order
from services.codesign.views.page import work_on


@require_safe
def arrivals(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who write findings, on both sides."""
    found = work_on(request, pk)
    require(found.may["see_arrivals"], _("Those who write the findings see who came how."))
    counts = contributor_counts(found.challenge)
    return found.page(
        request,
        "voices/arrivals",
        ways=in_order(counts["by_mode"], WayIn.choices, ""),
        bursts=bursts_of(found.challenge),
        workshops=workshops_of(found.challenge)[:WORKSHOPS_SHOWN],
        forgotten=found.challenge.has_findings,
    )
