"""Print every action with the manner in which it may be done."""

import importlib
import pkgutil
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from kernel.accounts.manner import acts


def load_actions() -> None:
    """Import every actions module of every app of ours, so that no action goes unseen."""
    for config in apps.get_app_configs():
        path = getattr(config.module, "__path__", None)
        if path is None or "site-packages" in str(config.path):
            continue
        for found in pkgutil.walk_packages(path, f"{config.name}."):
            if ".actions" in found.name:
                importlib.import_module(found.name)


class Command(BaseCommand):
    """A line each: the app, the action, its manners."""

    help = "List every action with who may do it at all: in person, assisted, by a machine, by the system."

    def handle(self, *args: Any, **options: Any) -> None:
        load_actions()
        for declared in acts():
            module, _dot, name = declared.name.rpartition(".")
            app = module.partition(".actions")[0]
            self.stdout.write(f"{app:<24} {name:<28} {', '.join(declared.manners)}")
