"""Every write of services, members and keys."""

from services.catalogue.actions.keys import make_service_key, stop_service_key
from services.catalogue.actions.members import (
    confirm_member,
    end_membership,
    invite_member,
    join_service,
    set_exception,
)
from services.catalogue.actions.service import change_service, propose_outcome, remove_outcome, start_service

__all__ = [
    "confirm_member",
    "change_service",
    "end_membership",
    "invite_member",
    "join_service",
    "make_service_key",
    "propose_outcome",
    "remove_outcome",
    "set_exception",
    "start_service",
    "stop_service_key",
]
