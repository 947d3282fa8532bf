"""Start and describe a service, and say what it is meant to change."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.text import clean_line
from kernel.workflow.advance import lock
from participants.people.enums import Stake
from participants.people.models import Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Outcome, Service
from services.catalogue.permissions import (
    can_describe_service,
    can_edit_service,
    can_propose_outcome,
    can_start_service,
    grant_membership,
    require,
    standing_of,
)

# What stands in a service's place in the addresses of the staff pages.
RESERVED_SLUGS = frozenset({"new"})


@act(Manner.IN_PERSON)
def start_service(*, actor: Actor, name: Any, summary: Any = "", area: str = "", slug: str = "") -> Service:
    """An officer starts a service, and becomes its commissioner with a professional's stake."""
    require(can_start_service(actor), _("Only an officer of the council may start a service."))
    _check_description(name, summary)
    short = slugify(slug or str(LazyI18nString(getattr(name, "data", name)).localize("en")))[:50] or "service"
    service = _create_with_free_slug(short, name=name, summary=summary, area=clean_line(area), created_at=clock.now())
    person = Person.objects.get(pk=actor.person_id)
    grant_membership(
        service,
        person,
        role=ServiceRole.COMMISSIONER,
        stake=Stake.PROFESSIONAL,
        pole="government",
        invited_by=None,
        at=clock.now(),
        joined=True,
    )
    record(actor=actor, verb="catalogue.service_started", subject=service)
    return service


def _check_description(name: Any, summary: Any) -> None:
    """What the public reads is there in every language of the council at once."""
    errors = {}
    if has_no_text(name):
        errors["name"] = _("Enter the service's name.")
    for field, text in (("name", name), ("summary", summary)):
        if not has_no_text(text) and missing_languages(text):
            errors[field] = _("Write this in every language of the council.")
    if errors:
        raise Invalid(errors)


def _create_with_free_slug(short: str, **values: Any) -> Service:
    for number in range(1, 100):
        slug = short if number == 1 else f"{short}-{number}"
        if slug in RESERVED_SLUGS or Service.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return Service.objects.create(slug=slug, **values)
        except IntegrityError:
            continue
    raise Conflict(_("There are too many services of this name. Choose another."))


@act(Manner.IN_PERSON, Manner.MACHINE)
def change_service(*, actor: Actor, service: Service, version: int, name: Any, summary: Any, area: str) -> Service:
    """Describe the service anew. Conflict where somebody else changed it meanwhile."""
    require(can_describe_service(standing_of(actor, service.pk)))
    fresh = lock(service, version=version)
    _check_description(name, summary)
    fresh.name, fresh.summary, fresh.area = name, summary, clean_line(area)
    fresh.version += 1
    fresh.save()
    record(actor=actor, verb="catalogue.service_changed", subject=fresh)
    return fresh


@act(Manner.IN_PERSON)
def propose_outcome(*, actor: Actor, service: Service, text: Any) -> Outcome:
    """A member names something the service is meant to change; whose idea it was is kept."""
    standing = standing_of(actor, service.pk)
    require(can_propose_outcome(standing))
    if has_no_text(text):
        raise Invalid({"text": _("Write what should change.")})
    outcome = Outcome.objects.create(
        service=service,
        text=text,
        proposed_by_id=actor.person_id,
        proposed_stake=standing.stake,
        created_at=clock.now(),
    )
    record(actor=actor, verb="catalogue.outcome_added", subject=service, outcome=outcome.pk, stake=standing.stake)
    return outcome


@act(Manner.IN_PERSON)
def remove_outcome(*, actor: Actor, outcome: Outcome) -> None:
    """Take an outcome back: who proposed it, the facilitator or the commissioner."""
    standing = standing_of(actor, outcome.service_id)
    require(can_edit_service(standing) or (standing.has_a_voice and outcome.proposed_by_id == actor.person_id))
    record(actor=actor, verb="catalogue.outcome_removed", subject=outcome.service, outcome=outcome.pk)
    outcome.delete()
