"""What may stand after the question mark: checked and described from one declaration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kernel.api.errors import BadParameter


@dataclass(frozen=True)
class QueryParameter:
    """A parameter: one of `choices`, a text where it says how long one may be, else a row's id."""

    description: str
    choices: Sequence[str] = ()
    longest: int = 0

    def parse(self, name: str, given: str) -> Any:
        """The value, or BadParameter."""
        if self.choices:
            if given not in self.choices:
                raise BadParameter(
                    _("%(name)s is one of: %(choices)s.") % {"name": name, "choices": ", ".join(self.choices)}
                )
            return given
        if self.longest:
            if len(given) > self.longest:
                raise BadParameter(
                    _("%(name)s has at most %(most)s characters.") % {"name": name, "most": self.longest}
                )
            return given
        if not (given.isascii() and given.isdigit() and len(given) <= 18 and int(given) > 0):
            raise BadParameter(_("%(name)s is a row's id.") % {"name": name})
        return int(given)

    def described(self, name: str) -> dict[str, Any]:
        """For OpenAPI."""
        schema: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
        if self.choices:
            schema = {"type": "string", "enum": list(self.choices)}
        elif self.longest:
            schema = {"type": "string", "maxLength": self.longest}
        return {"name": name, "in": "query", "required": False, "description": self.description, "schema": schema}
