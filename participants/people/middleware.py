"""Who is acting: tie the login to its person in this council."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kernel.accounts.actor import Actor
from kernel.accounts.second_factor import lacks_second_factor
from participants.people.actions import ensure_person
from participants.people.models import Person


class ActorMiddleware:
    """Sets `request.actor` and `request.person`. First sign-in in a council makes the person there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = None  # type: ignore[attr-defined]
        request.actor = Actor.visitor()  # type: ignore[attr-defined]
        if getattr(request, "tenant", None) is not None and request.user.is_authenticated:
            person = Person.objects.filter(user_id=request.user.pk).first()
            if person is None:
                person = ensure_person(actor=Actor.system("web"), user=request.user)
            request.person = person  # type: ignore[attr-defined]
            request.actor = Actor.for_person(  # type: ignore[attr-defined]
                person.pk, second_factor=not lacks_second_factor(request)
            )
        return self.get_response(request)
