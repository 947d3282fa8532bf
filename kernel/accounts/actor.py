"""Who is acting: the value that every action takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "contributor", "api_client", "system", "visitor"]
Channel = Literal["web", "api", "command", "job"]


@dataclass(frozen=True)
class Actor:
    """An actor inside the open council.

    `id` is the person's, contributor's or API credential's id (None for the system and for visitors). An API client
    is an actor of its own: no person stands behind it, and it does only what its `scopes` name, where the people
    entitled there gave it. `second_factor` is False for a session that lacks the one which the council asks of staff.
    """

    kind: ActorKind
    id: int | None = None
    person_id: int | None = None
    channel: Channel = "web"
    scopes: frozenset[str] | None = None
    second_factor: bool = True

    @classmethod
    def for_person(cls, person_id: int, channel: Channel = "web", *, second_factor: bool = True) -> "Actor":
        return cls("person", person_id, person_id, channel, second_factor=second_factor)

    @classmethod
    def for_key(cls, credential_id: int, scopes: Iterable[str]) -> "Actor":
        return cls("api_client", credential_id, None, "api", frozenset(scopes))

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

    @property
    def is_known(self) -> bool:
        """Whether it is somebody in particular: a person who signed in, or a system with a key."""
        return self.is_signed_in or self.kind == "api_client"

    def has_scope(self, scope: str) -> bool:
        """Whether a scope is held; people at the keyboard are not limited by scopes."""
        return self.scopes is None or scope in self.scopes
