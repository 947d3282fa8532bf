"""Who may do what with people and the council's settings; the only place that gives council-wide roles."""

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.errors import NotPermitted
from participants.people.enums import CouncilRoleName
from participants.people.models import CouncilRole, FormerCouncilRole, Person
from participants.people.queries import council_roles


def can_configure(actor: Actor) -> bool:
    """Settings, keys and roles: administrators only."""
    return actor.kind != "api_client" and CouncilRoleName.ADMINISTRATOR in council_roles(actor)


def require_configure(actor: Actor) -> None:
    """Raise NotPermitted unless the actor may change settings. The system may (set-up commands)."""
    if actor.kind != "system" and not can_configure(actor):
        raise NotPermitted(_("Only an administrator of the council may do this."))


def can_pass_on(actor: Actor) -> bool:
    """See and pass on messages for people who hear from the council by letter or phone: any council-wide role."""
    return actor.kind != "api_client" and bool(council_roles(actor))


def require_pass_on(actor: Actor) -> None:
    """Raise NotPermitted unless the actor may pass messages on."""
    if not can_pass_on(actor):
        raise NotPermitted(_("Only administrators and officers of the council may do this."))


def give_council_role(person: Person, role: str) -> CouncilRole:
    """The one place that gives a council-wide role."""
    return CouncilRole.objects.get_or_create(person=person, role=role)[0]


def take_council_role(person: Person, role: str) -> bool:
    """The one place that takes it away. Returns whether there was one."""
    taken = CouncilRole.objects.filter(person=person, role=role).delete()[0] > 0
    if taken:
        FormerCouncilRole.objects.create(person=person, role=role, ended_at=clock.now())
    return taken
