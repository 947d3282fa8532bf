"""Where the work of jobs is found."""

from django.utils.module_loading import autodiscover_modules


def load_works() -> None:
    """Load every app's `work` module, with all that it calculates with."""
    autodiscover_modules("work")
