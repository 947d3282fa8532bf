"""The challenges of a demo council: voices while the window is open, and one story to its end."""

from coprod.demo.seed.codesign.challenge import seed

__all__ = ["seed"]
