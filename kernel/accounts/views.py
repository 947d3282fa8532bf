"""One-time sign-in links."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from kernel.accounts.actions import use_sign_in_link
from kernel.accounts.actor import Actor


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_variables("token")
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and spends nothing, since mail scanners open every link; POST signs in, once.

    The link stands in for the e-mailed code, not for the second factor: who has one is asked for it.
    """
    if request.method != "POST":
        return render(request, "account/sign_in_link.html", {"spent": False})
    user = use_sign_in_link(actor=Actor.visitor(), token=token)
    if user is None:
        return render(request, "account/sign_in_link.html", {"spent": True}, status=410)
    return perform_login(request, user, email_verification="none")
