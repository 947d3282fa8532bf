"""Who is acting: the value that every action takes."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "contributor", "api_client", "system", "visitor"]
Channel = Literal["web", "api", "command", "job"]


@dataclass(frozen=True)
class Actor:
    """An actor inside the open council.

    `id` is the person's, contributor's or API credential's id (None for the system and for visitors). An API client
    acts for a person, never beyond that person's rights, and only within its scopes; `person_id` names that person.
    """

    kind: ActorKind
    id: int | None = None
    person_id: int | None = None
    channel: Channel = "web"
    scopes: frozenset[str] | None = None

    @classmethod
    def for_person(cls, person_id: int, channel: Channel = "web") -> "Actor":
        return cls("person", person_id, person_id, channel)

    @classmethod
    def for_contributor(cls, contributor_id: int, channel: Channel = "web") -> "Actor":
        return cls("contributor", contributor_id, None, channel)

    @classmethod
    def visitor(cls, channel: Channel = "web") -> "Actor":
        return cls("visitor", None, None, channel)

    @classmethod
    def system(cls, channel: Channel = "job") -> "Actor":
        return cls("system", None, None, channel)

    @property
    def is_signed_in(self) -> bool:
        """Whether a person stands behind the actor."""
        return self.person_id is not None

    def has_scope(self, scope: str) -> bool:
        """Whether a scope is held; people at the keyboard are not limited by scopes."""
        return self.scopes is None or scope in self.scopes
