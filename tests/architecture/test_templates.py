"""Templates too go only downwards: the tags they load, the templates they include, the addresses they name.

So do the addresses and templates that Python names in a string, which no import shows.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.template import engines
from django.template.base import Lexer, TokenType
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.floors import goes_up, room
from tests.architecture.sources import PACKAGES, ROOT, sources

# Whose a folder of `templates/` is, where no app has its name. What lies there loose is the shell of every page; shell,
# components and account pages are the ground floor's, as one.
OWNERS = {
    **dict.fromkeys(("account", "allauth", "mfa", "components", "errors"), "kernel"),
    "pages": "coprod.portal",
    "stage": "services.stage",
}
SHELL = "kernel"
TEMPLATE_NAME = re.compile(r"[\w./-]+\.html")
ADDRESS_NAME = re.compile(r"[a-z]+:[a-z_]+")


class Use(NamedTuple):
    """Something that a template or module names: where it stands, its words, who uses it and whose it is."""

    where: str
    name: str
    user: str
    used: str

    @property
    def is_up(self) -> bool:
        """Whether it is of an app above, or beside."""
        user, used = room(self.user), room(self.used)
        return user is not None and used is not None and goes_up(user, used)


@cache
def apps_by_name() -> dict[str, str]:
    """Our apps by the folder that their templates are in."""
    return {app.name.rsplit(".", 1)[1]: app.name for app in apps.get_app_configs() if app.name.startswith(PACKAGES)}


@cache
def templates() -> dict[str, Path]:
    """Every template of ours, by the name it is loaded under."""
    folders = [ROOT / "templates", *ROOT.glob("*/*/templates")]
    return {str(path.relative_to(folder)): path for folder in folders for path in sorted(folder.rglob("*.html"))}


def owner(template: str) -> str:
    """The app that a template is of."""
    folder, slash, _rest = template.partition("/")
    return (OWNERS.get(folder) or apps_by_name()[folder]) if slash else SHELL


@cache
def addresses() -> dict[str, str]:
    """The module of the view behind every named address, with the namespace before the name where it has one."""
    found = {}
    for urlconf in ("coprod.urls", "coprod.platform_urls", "coprod.demo.urls"):
        for name, pattern in named(get_resolver(urlconf)):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            found[name] = view.__module__
    return found


def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield space + pattern.name, pattern


def uses_of(template: str, text: str) -> Iterator[Use]:
    """What a template's tags name in plain words; a variable's value comes from the view, which is Python."""
    libraries = engines["django"].engine.libraries
    for token in Lexer(text).tokenize():
        if token.token_type != TokenType.BLOCK:
            continue
        tag, *words = token.split_contents()
        if tag == "load":
            words = words[words.index("from") + 1 :] if "from" in words else words
            found = {word: libraries[word] for word in words}
        elif tag == "url":
            name = words[0].strip("\"'")
            found = {name: addresses()[name]} if name != words[0] else {}
        elif tag in {"include", "extends"}:
            name = words[0].strip("\"'")
            found = {name: owner(name)} if name in templates() else {}
        else:
            continue
        yield from (Use(template, name, owner(template), used) for name, used in found.items())


def uses_in_python() -> Iterator[Use]:
    for source in sources():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if ADDRESS_NAME.fullmatch(node.value) and node.value in addresses():
                yield Use(source.path, node.value, source.module, addresses()[node.value])
            elif TEMPLATE_NAME.fullmatch(node.value) and node.value in templates():
                yield Use(source.path, node.value, source.module, owner(node.value))


def test_what_a_template_names_is_seen() -> None:
    text = """{% extends "base.html" %}{% load i18n challenge_states %}{% load state_label from challenge_states %}
    {% include 'codesign/challenge/_card.html' with a=b %}{% url "catalogue:service" slug=x as y %}{% url where %}
    {# {% url 'home' %} #}"""
    assert [(use.name, use.is_up) for use in uses_of("catalogue/list.html", text)] == [
        ("base.html", False),
        ("i18n", False),
        ("challenge_states", True),
        ("challenge_states", True),
        ("codesign/challenge/_card.html", True),
        ("catalogue:service", False),
    ]


def test_every_template_is_somebodys() -> None:
    assert len(templates()) > 120
    assert {room(owner(template)) for template in templates()} >= {"services.codesign", "services.catalogue", "kernel"}


def test_templates_and_names_go_down() -> None:
    uses = [use for name, path in templates().items() for use in uses_of(name, path.read_text(encoding="utf-8"))]
    python = list(uses_in_python())
    assert len(uses) > 400
    assert len(python) > 60
    assert sorted({f"{use.where} names {use.name}" for use in uses + python if use.is_up}) == []
