"""What people are asked under: kept in versions once it is open, and the window, which only grows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from i18nfield.strings import LazyI18nString

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.enums import ASKED_UNDER, MAY_BE_ADDED_TO, MAY_BE_SAID_ANEW, ChallengeState
from services.codesign.models import AskedUnder, DesignChallenge
from services.codesign.permissions import can_extend_window
from services.codesign.queries.asked import told_now


def note_asked(actor: Actor, challenge: DesignChallenge, reason: Any = "") -> AskedUnder:
    """Keep what people are told from now on as the version that the challenge is at."""
    return AskedUnder.objects.create(
        challenge=challenge,
        number=challenge.asked_version,
        told=told_now(challenge),
        reason=reason,
        by_id=actor.person_id,
        at=clock.now(),
    )


def refuse_what_is_fixed(challenge: DesignChallenge, changes: Mapping[str, Any]) -> None:
    """Refuse changes that would let people have answered under something else than they were told."""
    versioned = MAY_BE_SAID_ANEW | MAY_BE_ADDED_TO if takes_answers(challenge) else frozenset()
    errors = {
        name: _("This cannot change once people have been asked.")
        for name in changes
        if name in ASKED_UNDER and name not in versioned
    }
    errors |= {
        name: _("What was promised stays. You can only add words after it.")
        for name in MAY_BE_ADDED_TO & set(changes) & versioned
        if not _only_adds(getattr(challenge, name), changes[name])
    }
    errors |= {
        name: _("Write this in every language of the council.")
        for name in versioned & set(changes) - set(errors)
        if isinstance(changes[name], LazyI18nString)
        and current_tenant().is_bilingual
        and not has_no_text(changes[name])
        and missing_languages(changes[name])
    }
    if errors:
        raise Invalid(errors)


def takes_answers(challenge: DesignChallenge) -> bool:
    """Whether answers can be given at this moment, whatever the stored state says."""
    return (
        challenge.state == ChallengeState.OPEN and challenge.closes_at is not None and clock.now() < challenge.closes_at
    )


def _only_adds(before: Any, after: Any) -> bool:
    was, will_be = _by_language(before), _by_language(after)
    return all(will_be.get(code, "").startswith(words) for code, words in was.items())


def _by_language(text: Any) -> dict[str, str]:
    data = getattr(text, "data", text) or {}
    parts = data if isinstance(data, dict) else {current_tenant().languages[0]: str(data)}
    return {code: "\n".join(str(words or "").split("\r\n")).rstrip() for code, words in parts.items()}


def tell_anew(actor: Actor, challenge: DesignChallenge, reason: Any, changed: Sequence[str]) -> DesignChallenge:
    """Save a locked challenge, of which `changed` says what is new, as the next version of what people are told."""
    require_reason(reason)
    challenge.asked_version += 1
    challenge.save()
    note_asked(actor, challenge, reason)
    record(
        actor=actor,
        verb="codesign.asked_changed",
        subject=challenge,
        fields=sorted(changed),
        asked=challenge.asked_version,
    )
    return challenge


def require_reason(reason: Any) -> None:
    """Everybody reads why, in their language."""
    if has_no_text(reason):
        raise Invalid({"reason": _("Say why. Everybody can read it.")})
    if missing_languages(reason):
        raise Invalid({"reason": _("Write this in every language of the council.")})


@act(Manner.IN_PERSON)
def extend_window(*, actor: Actor, challenge: DesignChallenge, closes_at: datetime, reason: Any) -> DesignChallenge:
    """The facilitator gives people more time, as often and as much as was set on opening. Nobody takes time away."""
    require(
        can_extend_window(standing_of(actor, challenge.service_id)),
        _("Only the facilitator may give people more time."),
    )
    fresh = lock(challenge)
    if not takes_answers(fresh):
        raise Conflict(_("The window is not open, so it cannot be made longer."), code="wrong-state")
    _refuse_other_than_longer(fresh, closes_at)
    require_reason(reason)
    fresh.closes_at = closes_at
    fresh.extensions += 1
    fresh.asked_version += 1
    fresh.version += 1
    fresh.save()
    note_asked(actor, fresh, reason)
    record(actor=actor, verb="codesign.extended", subject=fresh, closes_at=closes_at.isoformat())
    return fresh


def _refuse_other_than_longer(challenge: DesignChallenge, closes_at: datetime) -> None:
    at_most, longest = challenge.extensions_at_most or 0, challenge.longest_until
    if challenge.extensions >= at_most:
        text = ngettext(
            "More time can be given %(n)d time at most, and it was. The window now closes as announced.",
            "More time can be given %(n)d times at most, and it was. The window now closes as announced.",
            at_most,
        )
        raise Conflict(text % {"n": at_most}, code="extended-enough")
    if challenge.closes_at is None or closes_at <= challenge.closes_at:
        raise Invalid({"closes_at": _("Choose a time later than the one that was announced.")})
    if longest is None or closes_at > longest:
        when = date_format(localtime(longest), "j F Y, H:i") if longest else ""
        raise Invalid(
            {"closes_at": _("Choose a time no later than %(when)s: that was set on opening.") % {"when": when}}
        )
