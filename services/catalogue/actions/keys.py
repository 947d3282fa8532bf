"""Keys with which partners' systems work in one service."""

from collections.abc import Sequence

from kernel.accounts.actions import revoke_api_credential
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.accounts.models import ApiCredential
from kernel.audit.actions import record
from participants.people.actions import make_key
from services.catalogue.models import Service, ServiceKey
from services.catalogue.permissions import (
    can_give_keys,
    give_key,
    require,
    standing_of,
)


@act(Manner.IN_PERSON)
def make_service_key(*, actor: Actor, service: Service, name: str, scopes: Sequence[str]) -> tuple[ApiCredential, str]:
    """A partner system's key for this service alone, and its secret, which is shown once.

    The system is an actor of its own and nobody's stand-in: it sets up, brings in files and starts computing, and
    everything that speaks or decides for somebody is closed to it.
    """
    require(can_give_keys(standing_of(actor, service.pk)))
    credential, secret = make_key(actor=actor, name=name, scopes=scopes)
    give_key(service, credential)
    record(actor=actor, verb="catalogue.key_given", subject=service, key=credential.pk, scopes=sorted(scopes))
    return credential, secret


@act(Manner.IN_PERSON)
def stop_service_key(*, actor: Actor, key: ServiceKey) -> None:
    """Stop a key of this service at once and for good."""
    require(can_give_keys(standing_of(actor, key.service_id)))
    revoke_api_credential(actor=actor, credential=key.credential)
    record(actor=actor, verb="catalogue.key_stopped", subject=key.service, key=key.credential_id)
