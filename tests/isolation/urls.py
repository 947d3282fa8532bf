"""Small views that look at, and lean on, the scope that the middleware opens."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path, reverse

from kernel.tenancy.scope import current_tenant, has_tenant, tenant_scope
from participants.people.models import Organisation
from tests.factories import OrganisationFactory

after_commit: list[tuple[bool, int]] = []


def seen() -> int:
    """Organisations that plain SQL shows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_organisation")
        return int(cursor.fetchone()[0])


def look(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "council": current_tenant().slug,
            "names": sorted(Organisation.objects.values_list("name", flat=True)),
            "seen": seen(),
            "reversed": reverse("look"),
            "path_info": request.path_info,
            "signed_in": request.user.is_authenticated,
        }
    )


def write(request: HttpRequest, status: int) -> HttpResponse:
    OrganisationFactory(name=f"written before {status}")
    transaction.on_commit(lambda: after_commit.append((has_tenant(), seen())))
    return HttpResponse("written", status=status)


def break_down(request: HttpRequest) -> HttpResponse:
    OrganisationFactory(name="written before breaking down")
    raise RuntimeError("broken")


def nest(request: HttpRequest, slug: str) -> HttpResponse:
    tenant = current_tenant()
    with tenant_scope(type(tenant).objects.get(slug=slug)):
        return HttpResponse("inside both")


def stream(request: HttpRequest, how: str) -> StreamingHttpResponse:
    rows = Organisation.objects.values_list("name", flat=True)

    def late() -> Iterator[str]:
        yield from rows if how == "built-before" else Organisation.objects.values_list("name", flat=True)

    return StreamingHttpResponse(late())


urlpatterns = [
    path("", look, name="look"),
    path("write/<int:status>/", write),
    path("break/", break_down),
    path("nest/<slug:slug>/", nest),
    path("stream/<slug:how>/", stream),
]
handler404 = "tests.isolation.platform_urls.not_found"
handler500 = "tests.isolation.platform_urls.server_error"
