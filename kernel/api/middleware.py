"""What goes wrong under /api/ outside the API's own views is a problem too, not a web page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kernel.api.problems import MEDIA_TYPE, problem_for_status

OWN_PAGES = ("/api/docs/", "/api/problems/")


class ProblemMiddleware:
    """Turns HTML error answers of middleware and of Django itself into problem+json. Outermost but for the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The tenant's middleware has moved a council's path segment out of `path_info` by now.
        path = request.path_info
        if response.status_code < 400 or not path.startswith("/api/") or path.startswith(OWN_PAGES):
            return response
        if response.headers.get("Content-Type", "").split(";")[0] in (MEDIA_TYPE, "application/json"):
            return response
        return problem_for_status(request, response.status_code)
