"""The kinds of problem that the API answers with, each with its status and what it means."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem: its status, and what it means for whoever reads the answer."""

    status: int
    title: Any
    meaning: Any


PROBLEM_TYPES: dict[str, ProblemType] = {
    "malformed": ProblemType(
        400,
        _("The request cannot be read"),
        _(
            "The body is not JSON as the standard has it: check commas, quotation marks and "
            "character encoding. NaN, Infinity, NUL characters and names that stand twice are "
            "refused."
        ),
    ),
    "invalid-shape": ProblemType(
        400,
        _("Some values are missing or of the wrong kind"),
        _(
            "`errors` names each field. Fields that the operation does not know are refused, so "
            "that a misspelling is noticed."
        ),
    ),
    "bad-parameter": ProblemType(
        400,
        _("The address has a part that is not understood"),
        _("A value after the question mark is unknown or outside its limits."),
    ),
    "unauthenticated": ProblemType(
        401,
        _("Sign in or send a key"),
        _(
            "Send a partner system's key as `Authorization: Bearer …`, never in the address, or "
            "use a signed-in session. Stopped keys, and other councils' keys, are not accepted."
        ),
    ),
    "not-permitted": ProblemType(
        403,
        _("You may not do this"),
        _("The person does not have the part in this service that it takes, or the key was not given it there."),
    ),
    "in-person": ProblemType(
        403,
        _("Only a person may do this"),
        _(
            "It speaks, signs or decides for somebody, so people do it themselves, in their own signed-in session. "
            "No key may, whatever it was made for."
        ),
    ),
    "second-factor": ProblemType(
        403,
        _("Set up a second step first"),
        _(
            "This council asks people who work with it to sign in with a second step, such as a code from an app. "
            "Set one up under your account, then try again."
        ),
    ),
    "csrf": ProblemType(
        403,
        _("The request did not come from this website"),
        _("With a signed-in session, send the `X-CSRFToken` header, and an `Origin` or `Referer` of this website."),
    ),
    "insufficient-scope": ProblemType(
        403,
        _("The key is not made for this"),
        _(
            "`scope` names what the key would have to be made for. An administrator of the council "
            "can make another key."
        ),
    ),
    "not-found": ProblemType(
        404, _("There is nothing here"), _("It does not exist, or it is not for you: the answer is the same.")
    ),
    "method-not-allowed": ProblemType(
        405, _("This cannot be done at this address"), _("The `Allow` header names what can.")
    ),
    "not-acceptable": ProblemType(406, _("The answer does not come in that form"), _("Ask for `application/json`.")),
    "conflict": ProblemType(
        409, _("It is in another state"), _("`code` says which rule. Fetch it again and decide anew.")
    ),
    "stale": ProblemType(
        409,
        _("Somebody else changed it meanwhile"),
        _("Fetch it again, put your change into the new text, and send that with the new version or ETag."),
    ),
    "guard-failed": ProblemType(
        409,
        _("Not yet"),
        _(
            "`reasons` lists everything that is still missing, each with a code that does not "
            "change and words for people."
        ),
    ),
    "idempotency-key-reused": ProblemType(
        409,
        _("This Idempotency-Key was used for another request"),
        _("Use a new key for each new request; repeat the same key only with the same request."),
    ),
    "changed-since": ProblemType(
        409,
        _("This was done, and has changed since"),
        _(
            "The request was carried out the first time. What it made was changed or taken back meanwhile, so the "
            "first answer does not hold any more. Fetch it again."
        ),
    ),
    "precondition-failed": ProblemType(
        412,
        _("It changed since you fetched it"),
        _("The `If-Match` header does not fit what is there now. Fetch it again."),
    ),
    "too-large": ProblemType(413, _("The request is too large"), _("Send less at once.")),
    "unsupported-media-type": ProblemType(
        415,
        _("The request is in a form that is not understood"),
        _("Send `application/json`, or what the operation's description names."),
    ),
    "invalid": ProblemType(
        422, _("There is a problem with what was sent"), _("`errors` names each field and says what to do.")
    ),
    "precondition-required": ProblemType(
        428,
        _("Say which version you are changing"),
        _("Send `If-Match` with the ETag you fetched, or `version`, so that nobody's change is lost."),
    ),
    "too-many-requests": ProblemType(
        429, _("Too many requests"), _("Wait for the number of seconds in `Retry-After`.")
    ),
    "server-error": ProblemType(
        500, _("Something went wrong on our side"), _("Nothing was changed. It is logged; try again later.")
    ),
    "unavailable": ProblemType(503, _("Not available just now"), _("Nothing was changed. Try again in a moment.")),
    "error": ProblemType(400, _("The request was refused"), _("`status` says how.")),
}
