"""Errors that belong to the API's own manners, not to any rule of a service."""

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions


class BadParameter(exceptions.APIException):
    """A value after the question mark is unknown or outside its limits."""

    status_code = 400
    default_code = "bad-parameter"


class BodyTooLarge(exceptions.APIException):
    """More than `settings.COPROD_MAX_BODY_BYTES`."""

    status_code = 413
    default_detail = _("The request is too large.")


class CsrfRefused(exceptions.APIException):
    """A session's request without the token that proves it came from our own pages."""

    status_code = 403
    default_detail = _("The request did not come from this website.")


class ScopeMissing(exceptions.APIException):
    """A key was not made for what was asked."""

    status_code = 403
    default_detail = _("The key is not made for this.")

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope


class IdempotencyKeyReused(exceptions.APIException):
    """The same Idempotency-Key with another request."""

    status_code = 409
    default_detail = _("This Idempotency-Key was used for another request.")


class ChangedSince(exceptions.APIException):
    """A request is sent again, but what it made is gone or says something else by now."""

    status_code = 409
    default_detail = _("This was done. What it made has changed since.")


class PreconditionFailed(exceptions.APIException):
    """`If-Match` does not fit what is there now."""

    status_code = 412
    default_detail = _("It changed since you fetched it.")


class PreconditionRequired(exceptions.APIException):
    """A change that does not say which version it changes."""

    status_code = 428
    default_detail = _("Send `If-Match` with the ETag you fetched, or `version`.")
