"""What answers where no council is meant."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("the platform"))]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without a template, so that the tests rest on the middleware alone."""
    return HttpResponse("nothing here", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """As above."""
    return HttpResponse("broken", status=500)


handler404 = "tests.isolation.platform_urls.not_found"
handler500 = "tests.isolation.platform_urls.server_error"
