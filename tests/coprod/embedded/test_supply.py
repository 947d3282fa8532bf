"""What the checkout is built from: locks with hashes, and assets that keep the rules of the design."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|\bfloat: (?:left|right)\b|text-align: (?:left|right)\b"
)


def pins(name: str) -> dict[str, set[str]]:
    """Each package of a lock and its pinned versions (more than one where Python's version decides)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", lock(name), flags=re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_every_package_is_pinned_with_hashes_and_no_address(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", lock(name).strip())
    packages = [block for block in blocks if not block.startswith("#")]
    assert packages
    assert [
        block for block in packages if not re.search(r"==\S+ .*\n(    # .*\n)*    --hash=sha256:[0-9a-f]{64}", block)
    ] == []
    assert re.findall(r"\w+://\S*|--index-url|--find-links", lock(name)) == []


def test_tests_run_on_the_versions_that_are_served() -> None:
    base, dev = pins("base"), pins("dev")
    assert {package: dev.get(package) for package in base} == base


def test_every_named_requirement_is_locked() -> None:
    for name in ("base", "dev"):
        lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
        named = {re.split(r"[\[~=<>;]", line)[0].strip().lower() for line in lines if re.match(r"\w", line)}
        assert named - set(pins(name)) == set()


def test_the_node_lock_holds_checksums_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert len(packages) > 1
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_our_style_sheet_mirrors_itself_for_languages_written_from_the_right() -> None:
    sheets = sorted((ROOT / "assets").glob("*.scss"))
    assert len(sheets) > 3
    assert {sheet.name: PHYSICAL.findall(sheet.read_text()) for sheet in sheets} == {sheet.name: [] for sheet in sheets}


def test_the_built_assets_ask_for_nothing_from_elsewhere() -> None:
    css = (ROOT / "build" / "static" / "coprod.css").read_text()
    script = (ROOT / "build" / "static" / "app.js").read_text()
    assert re.findall(r"@font-face|GDS Transport|@import", css) == []
    assert [
        address for address in re.findall(r"url\(([^)]*)\)", css) if not address.strip("\"'").startswith("data:")
    ] == []
    assert re.findall(r"https?://", script) == []
