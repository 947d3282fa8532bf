"""Receipts: how people without an account come back to what they said, on the device on which they said it.

The server keeps a reference only as a hash. The device keeps it in a signed cookie of one challenge, sent to one
council's pages only and out of reach of scripts.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.urls import get_script_prefix

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.tokens import hash_secret
from kernel.tenancy.scope import current_tenant_id
from kernel.web.request import CouncilRequest
from services.codesign.models import Contributor, DesignChallenge

KEPT_AFTER_CLOSING = timedelta(days=90)
KEPT_AT_LEAST = timedelta(days=1)
# Kept in place of a reference where somebody took part signed in: it opens nothing, and says that this browser counts.
SIGNED_IN = "signed-in"


def cookie_name(challenge: DesignChallenge) -> str:
    """The cookie that holds the reference for one challenge."""
    return f"coprod_receipt_{challenge.pk}"


def _salt(challenge: DesignChallenge) -> str:
    return f"coprod.receipt.{current_tenant_id()}.{challenge.pk}"


def reference_from(request: CouncilRequest, challenge: DesignChallenge) -> str:
    """The reference that this device holds for a challenge; "" where it holds none, or one that is not from us."""
    kept = _kept(request, challenge)
    return "" if kept == SIGNED_IN else kept


def _kept(request: CouncilRequest, challenge: DesignChallenge) -> str:
    kept = request.COOKIES.get(cookie_name(challenge), "")
    try:
        return str(signing.loads(kept, salt=_salt(challenge))) if kept else ""
    except signing.BadSignature:
        return ""


def remember(response: HttpResponse, challenge: DesignChallenge, reference: str) -> None:
    """Keep a reference on this device until 90 days after the window closes, and for a day at least."""
    until = (challenge.closes_at or clock.now()) + KEPT_AFTER_CLOSING
    response.set_cookie(
        cookie_name(challenge),
        signing.dumps(reference, salt=_salt(challenge)),
        max_age=max(until - clock.now(), KEPT_AT_LEAST),
        path=get_script_prefix(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_on_device(response: HttpResponse, challenge: DesignChallenge) -> None:
    """Take the reference off this device; what was said stays, and the reference on paper still opens it."""
    response.delete_cookie(cookie_name(challenge), path=get_script_prefix(), samesite="Lax")


def contributor_of_reference(reference: str) -> Contributor | None:
    """Whoever holds a reference (as `normalise_reference` gives it), in whichever challenge of the council."""
    if not reference:
        return None
    return Contributor.objects.filter(receipt_hash=hash_secret(reference)).select_related("challenge__service").first()


def _own_part(request: CouncilRequest, challenge: DesignChallenge) -> Contributor | None:
    person_id = request.actor.person_id
    return Contributor.objects.filter(challenge=challenge, person_id=person_id).first()


def _receipt_part(request: CouncilRequest, challenge: DesignChallenge) -> Contributor | None:
    reference = reference_from(request, challenge)
    if not reference:
        return None
    return Contributor.objects.filter(challenge=challenge, receipt_hash=hash_secret(reference)).first()


def contributor_from(request: CouncilRequest, challenge: DesignChallenge) -> Contributor | None:
    """The part in a challenge to which new words go: the signed-in person's, else the one of this device's receipt.

    A receipt left on a shared computer never takes in what somebody says while signed in. One query at most.
    """
    if request.actor.is_signed_in:
        return _own_part(request, challenge)
    return _receipt_part(request, challenge)


def holder_from(request: CouncilRequest, challenge: DesignChallenge) -> Contributor | None:
    """The part whose words may be read and taken back here: one's own when signed in, else the receipt's."""
    own = _own_part(request, challenge) if request.actor.is_signed_in else None
    return own or _receipt_part(request, challenge)


WAS_IT_YOU, SIGNED_OUT = "was_it_you", "signed_out"


def to_say_first(request: CouncilRequest, challenge: DesignChallenge, contributor: Contributor | None) -> str:
    """What somebody has to say before they go on, so that one browser, signed in and out, counts once; "" for nothing.

    Signed in, on a device where somebody said something without an account: whether that was they. Without an account,
    where somebody took part signed in: whether they are somebody else. One query at most.
    """
    if request.actor.is_signed_in:
        part = _receipt_part(request, challenge)
        nobodys = part is not None and part.person_id is None and part.entered_by_id is None
        return WAS_IT_YOU if nobodys else ""
    return SIGNED_OUT if contributor is None and _kept(request, challenge) == SIGNED_IN else ""


def actor_as(request: CouncilRequest, contributor: Contributor | None) -> Actor:
    """The actor of a request that speaks for a contributor found by one of the functions above."""
    actor: Actor = request.actor
    if contributor is None or (actor.is_signed_in and contributor.person_id == actor.person_id):
        return actor
    return Actor.for_contributor(contributor.pk)
