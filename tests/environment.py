"""The environment of a test run, set before Django reads its settings: `pytest -p tests.environment`.

What is set already stays, so that `script/test` and CI choose the servers. No model may be imported here.
"""

import os
from urllib.parse import quote, urlsplit, urlunsplit

LOGINS = {
    "DATABASE_ADMIN_URL": "coprod_test_owner",
    "DATABASE_URL": "coprod_test_app",
    "DATABASE_BACKUP_URL": "coprod_test_backup",
}


def address(server: str, role: str) -> str:
    """The address of a role's database on the server that another address names."""
    parts = urlsplit(server)
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(role)}:{quote(role)}-only-for-tests"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}", path="/test_coprod"))


os.environ["COPROD_ENV"] = "test"
os.environ.setdefault("DATABASE_SUPERUSER_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/9")
for variable, role in LOGINS.items():
    os.environ.setdefault(variable, address(os.environ["DATABASE_SUPERUSER_URL"], role))
