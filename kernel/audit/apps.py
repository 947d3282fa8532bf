from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kernel.audit.verbs import register_verbs


class AuditConfig(AppConfig):
    name = "kernel.audit"
    label = "audit"

    def ready(self) -> None:
        register_verbs({"audit.cut_off_acknowledged": _("said that a missing end of the record was looked into")})
