"""Find what there is to translate, in our own sources and in those packages whose words people meet.

Works without GNU gettext: Babel reads Python, and Django turns templates into Python that Babel reads.
"""

import ast
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import allauth
import django
import rest_framework
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
LOCALE = "cy"
CATALOGUE = ROOT / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
# The six plural forms of the Unicode CLDR (none, one, two, three, six, many): Welsh mutates after 1, 2, 3 and 6.
PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"
HEADER = f"""\
# Welsh for Coprod, and for what Django, django-allauth and Django REST framework say to people.
# Made by `manage.py collect_translations`, translated by hand: see docs/translations.md.
msgid ""
msgstr ""
"Project-Id-Version: coprod\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {LOCALE}\\n"
"Plural-Forms: {PLURALS}\\n"

"""
# The places of the texts among a function's arguments; "c" marks the context.
Places = tuple[int | tuple[int, str], ...]
KEYWORDS: dict[str, Places] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_OURS = {"tests", "migrations"}

# What people can meet of other packages. Left out: telephone sign-in, single sign-on, trusted browsers,
# accounts made with a passkey, and what only administrators of a database read.
PACKAGES: tuple[tuple[Path, tuple[str, ...]], ...] = (
    (
        Path(django.__file__).parent,
        (
            "contrib/auth/password_validation.py",
            "core/paginator.py",
            "core/validators.py",
            "db/models/base.py",
            "db/models/constraints.py",
            "forms/*.py",
            "template/defaultfilters.py",
            "utils/dateformat.py",
            "utils/dates.py",
            "utils/text.py",
            "utils/timesince.py",
        ),
    ),
    (
        Path(allauth.__file__).parent,
        (
            "account/adapter.py",
            "account/fields.py",
            "account/forms.py",
            "mfa/adapter.py",
            "mfa/*/forms.py",
            "templates/account/*.html",
            "templates/account/email/*.txt",
            "templates/account/messages/*.txt",
            "templates/account/snippets/*",
            "templates/mfa/*.html",
            "templates/mfa/*/*",
        ),
    ),
    (
        Path(rest_framework.__file__).parent,
        ("exceptions.py", "fields.py", "relations.py", "serializers.py", "validators.py"),
    ),
)
LEFT_OUT = (
    "base_manage_phone",
    "confirm_phone",
    "email_change.html",
    "phone_",
    "signup_",
    "trust.html",
    "unverified_",
)

Key = tuple[str, str | tuple[str, ...]]


def collected() -> Catalog:
    """Every message that people can meet and that Django's own Welsh does not have. No translations in it."""
    catalogue = _empty()
    for path in own_files():
        _add_file(catalogue, path, str(path.relative_to(ROOT)))
    theirs = _empty()
    for path, name in package_files():
        _add_file(theirs, path, name)
    known = djangos_own()
    for message in theirs:
        if message.id and _key(message.id, message.context) not in known:
            catalogue.add(message.id, context=message.context, locations=message.locations)
    return catalogue


def merged(found: Catalog, translated: Catalog) -> Catalog:
    """What was found, with the translations there are. What is no longer found is dropped."""
    for message in found:
        if message.id:
            before = translated.get(_singular(message.id), message.context)
            if before is not None and before.id == message.id:
                message.string = before.string
                message.user_comments = before.user_comments
                message.flags |= before.flags & {"fuzzy"}
    return found


def missing(found: Catalog, translated: Catalog) -> list[str]:
    """The messages found that a catalogue does not hold, in order."""
    held = {_key(message.id, message.context) for message in translated}
    return sorted(
        str(_singular(message.id)) for message in found if message.id and _key(message.id, message.context) not in held
    )


def forms(message: Message) -> tuple[str, ...]:
    """A message's translations: one, or one for each plural form. Empty where there is none."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def read(path: Path) -> Catalog:
    """A catalogue file; an empty catalogue where there is none."""
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def written(catalogue: Catalog) -> str:
    """The text of a catalogue file: sorted, without dates and line numbers, so that it changes only where words do."""
    file = io.BytesIO()
    write_po(file, catalogue, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False, width=110)
    return HEADER + file.getvalue().decode().strip() + "\n"


def own_files() -> Iterator[Path]:
    """Our Python files and templates, in order."""
    packages = sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in NOT_OURS)
    for package in packages:
        for path in sorted(package.rglob("*.py")):
            if not NOT_OURS & set(path.relative_to(ROOT).parts):
                yield path
    for folder in [
        ROOT / "templates",
        *(found for package in packages for found in sorted(package.rglob("templates"))),
    ]:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})


def package_files() -> Iterator[tuple[Path, str]]:
    """The files of other packages whose words people can meet, with a name that is the same on every machine.

    A template that we have replaced by one of ours says nothing.
    """
    for package, patterns in PACKAGES:
        for path in sorted({path for pattern in patterns for path in package.glob(pattern)}):
            inside = path.relative_to(package)
            replaced = inside.parts[0] == "templates" and (ROOT / inside).exists()
            if path.is_file() and not replaced and not path.name.startswith(LEFT_OUT):
                yield path, f"{package.name}/{inside.as_posix()}"


def djangos_own() -> set[Key]:
    """What Django itself says in Welsh."""
    folder = Path(django.__file__).parent
    known = set()
    for path in [
        *folder.glob(f"conf/locale/{LOCALE}/**/django.po"),
        *folder.glob(f"contrib/*/locale/{LOCALE}/**/django.po"),
    ]:
        for message in read(path):
            if message.id and all(forms(message)) and not message.fuzzy:
                known.add(_key(message.id, message.context))
    return known


def _empty() -> Catalog:
    catalogue = Catalog(locale=LOCALE, fuzzy=False)
    # Babel's own rule for Welsh has five forms and counts 0 with the many.
    catalogue.mime_headers = [("Plural-Forms", PLURALS)]
    return catalogue


def _add_file(catalogue: Catalog, path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    keywords = KEYWORDS
    if path.suffix == ".py":
        keywords = {**KEYWORDS, **_renamed(ast.parse(text))}
    else:
        # Layout is blanked out to letters; without its indentation what is left is Python.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    names = dict.fromkeys(keywords)
    for _line, function, messages, _comments in extract_python(io.BytesIO(text.encode()), names, (), {}):
        _add_call(catalogue, keywords[str(function)], messages, name)


def _renamed(tree: ast.Module) -> dict[str, Places]:
    """The names under which a module imports Django's functions."""
    return {
        alias.asname: KEYWORDS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname and alias.name in KEYWORDS
    }


def _add_call(catalogue: Catalog, places: Places, messages: str | Iterable[str | None] | None, name: str) -> None:
    """Add what one call of a translating function says. Calls with a variable say nothing here."""
    arguments = [messages] if isinstance(messages, str) or messages is None else list(messages)
    context: str | None = None
    texts: list[str] = []
    for place in places:
        index, is_context = (place[0], True) if isinstance(place, tuple) else (place, False)
        argument = arguments[index - 1] if len(arguments) >= index else None
        if not argument:
            return
        if is_context:
            context = argument
        else:
            texts.append(argument)
    catalogue.add(texts[0] if len(texts) == 1 else tuple(texts), context=context, locations=[(name, 1)])


def _singular(identity: str | Iterable[str]) -> str:
    return identity if isinstance(identity, str) else next(iter(identity))


def _key(identity: str | Iterable[str], context: str | None) -> Key:
    return context or "", identity if isinstance(identity, str) else tuple(identity)
