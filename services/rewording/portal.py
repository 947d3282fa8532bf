"""What pages that read across stages show of the language model."""

from kernel.web.panels import Panel


def settings_panels() -> list[Panel]:
    """What an administrator sets up on pages of its own."""
    return [Panel("rewording/portal/settings.html")]
