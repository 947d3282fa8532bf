"""What may stand after the question mark: checked and described from one declaration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kernel.api.errors import BadParameter


@dataclass(frozen=True)
class QueryParameter:
    """A parameter: one of `choices`, or a row's id where there are none."""

    description: str
    choices: Sequence[str] = ()

    def parse(self, name: str, given: str) -> Any:
        """The value, or BadParameter."""
        if self.choices:
            if given not in self.choices:
                raise BadParameter(
                    _("%(name)s is one of: %(choices)s.") % {"name": name, "choices": ", ".join(self.choices)}
                )
            return given
        if not (given.isascii() and given.isdigit() and len(given) <= 18 and int(given) > 0):
            raise BadParameter(_("%(name)s is a row's id.") % {"name": name})
        return int(given)

    def described(self, name: str) -> dict[str, Any]:
        """For OpenAPI."""
        schema: dict[str, Any] = (
            {"type": "string", "enum": list(self.choices)}
            if self.choices
            else {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
        )
        return {"name": name, "in": "query", "required": False, "description": self.description, "schema": schema}
