from django.apps import AppConfig

from kernel.accounts.scopes import register_scopes
from kernel.audit.verbs import register_verbs
from services.catalogue.rights import register_rights
from services.codesign.enums import EXTRA_RIGHTS, UNSEEN, VERBS, CodesignScope


class CodesignConfig(AppConfig):
    name = "services.codesign"
    label = "codesign"

    def ready(self) -> None:
        register_scopes(dict(CodesignScope.choices))
        register_rights(EXTRA_RIGHTS)
        register_verbs(VERBS, UNSEEN)
