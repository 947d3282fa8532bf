"""The audit verbs of the language model that may word drafts."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "rewording.service_changed": _("changed the service that words drafts"),
    "rewording.service_tried": _("tried the service that words drafts"),
}
