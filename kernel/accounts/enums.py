"""Choices of accounts."""

from enum import StrEnum


class Scope(StrEnum):
    """What every part of the API asks a key for. What lies between reading and managing is named by who has it."""

    READ = "read"
    MANAGE = "manage"
