"""Where the work of jobs is found."""

from collections.abc import Collection
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def load_works(labels: Collection[str]) -> None:
    """Load the `work` module of each app of those labels, with all that it calculates with."""
    for config in apps.get_app_configs():
        if config.label in labels and module_has_submodule(config.module, "work"):
            import_module(f"{config.name}.work")
