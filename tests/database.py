"""The test's database: how it is reached, and the two councils in it."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from coprod.environment import database

# The tests' own council is empty; in the other one a whole world stands, whose rows all have this id.
COUNCILS = (
    {
        "id": 101,
        "slug": "aberwen",
        "name": "Aberwen Council",
        "name_cy": "Cyngor Aberwen",
        "languages": ["en", "cy"],
    },
    {"id": 202, "slug": "northmoor", "name": "Northmoor Council", "name_cy": "", "languages": ["en"]},
)
WORLD_PK = 7_770_001


def use(name: str) -> None:
    """Point Django's connections, and the environment of processes that tests start, at a database."""
    for variable in ("DATABASE_URL", "DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL"):
        os.environ[variable] = with_database(os.environ[variable], name)
    connections.close_all()
    chosen = {
        "default": database(os.environ["DATABASE_URL"]),
        "admin": database(os.environ["DATABASE_ADMIN_URL"]),
    }
    for alias, values in connections.configure_settings(chosen).items():
        settings.DATABASES[alias] = connections.settings[alias] = values
        connections[alias] = connections.create_connection(alias)


def with_database(url: str, name: str) -> str:
    """The same address with another database's name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def as_owner() -> psycopg.Connection:
    """A connection of the owner's, to do what the application cannot. Use it in a `with`."""
    return psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True)


def add_councils() -> None:
    """The two councils of every test, which only the owner may add."""
    with as_owner() as owner:
        for council in COUNCILS:
            add_council(owner, **council)


def add_council(
    owner: psycopg.Connection, *, id: int, slug: str, name: str, name_cy: str, languages: list[str]
) -> None:
    """Add one council, as the operators' command does."""
    owner.execute(
        "INSERT INTO tenancy_tenant (id, slug, name, name_cy, languages, brand_colour, contact_email, contact_phone, "
        "staff_need_second_factor, created_at) "
        "VALUES (%s, %s, %s, %s, %s, '#1d70b8', '', '', false, now())",
        [id, slug, name, name_cy, languages],
    )


def drop(server: psycopg.Connection, name: str) -> None:
    """As superuser: drop a database, whoever is still connected."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
