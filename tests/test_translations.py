"""The Welsh catalogue is whole, and pages leave no English in it unmarked."""

import gettext
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from kernel.tenancy.models import Tenant
from kernel.web.management import catalogues
from kernel.web.management.commands.compile_translations import compile_catalogue
from tests.fixtures import CouncilClient

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|%\{\w+\}|\{\{|\}\}|\{[^{}]*\}|`[^`]*`|<[^>]*>")
# How many there are decides which form is taken, in the order of the catalogue's forms.
NUMBERS = (0, 1, 2, 3, 6, 4)
# Names are the same in every language.
NOT_WORDS = {"Coprod", "OpenAPI"}
COOKIES = ["coprod_session", "coprod_receipt_…", "coprod_csrf", "coprod_messages"]
READ_ALOUD = {"alt", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder", "title"}


@pytest.fixture(scope="module")
def found() -> Catalog:
    return catalogues.collected()


@pytest.fixture(scope="module")
def welsh() -> list[Message]:
    messages = [message for message in catalogues.read(catalogues.CATALOGUE) if message.id]
    assert len(messages) > 1500
    return messages


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogue that the commands work on instead."""
    copy = tmp_path / "cy" / "LC_MESSAGES" / "django.po"
    copy.parent.mkdir(parents=True)
    shutil.copyfile(catalogues.CATALOGUE, copy)
    monkeypatch.setattr(catalogues, "CATALOGUE", copy)
    return copy


@pytest.fixture
def compiled() -> None:
    """Django speaks the Welsh of the catalogue as it is now."""
    call_command("compile_translations")
    trans_real._translations.clear()


def originals(message: Message) -> tuple[str, ...]:
    """The English of each form: the singular only for one."""
    if isinstance(message.id, str):
        return (message.id,)
    one, many = message.id
    return (many, one, many, many, many, many)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def fits(message: Message) -> bool:
    """Whether each form has the placeholders of its English; one thing may also be counted where English does not."""
    forms = catalogues.forms(message)
    wanted = [{tuple(placeholders(text))} for text in originals(message)]
    if len(wanted) > 1:
        wanted[1] |= wanted[0]
    return len(forms) == len(wanted) and all(
        tuple(placeholders(form)) in allowed for form, allowed in zip(forms, wanted, strict=True)
    )


def test_every_message_is_translated(welsh: list[Message]) -> None:
    assert [message.id for message in welsh if not all(form.strip() for form in catalogues.forms(message))] == []
    assert [message.id for message in welsh if message.fuzzy] == []


def test_placeholders_are_kept(welsh: list[Message]) -> None:
    assert [message.id for message in welsh if not fits(message)] == []


@pytest.mark.parametrize(
    ("english", "text", "holds"),
    [
        ("%(n)s of {all}", "{all}: %(n)s", True),
        ("%(n)s of {all}", "%(n)s o {pawb}", False),
        ("%(n)s of all", "%(m)s o bawb", False),
        (("%(n)s day", "%(n)s days"), ("%(n)s diwrnod",) * 6, True),
        (("A day", "%(n)s days"), ("%(n)s diwrnod", "Un diwrnod", *("%(n)s diwrnod",) * 4), True),
        (("A day", "%(n)s days"), ("Dim diwrnod", "Un diwrnod", *("%(n)s diwrnod",) * 4), False),
        (("%(n)s day", "%(n)s days"), ("%(n)s diwrnod",) * 4, False),
    ],
)
def test_a_lost_placeholder_is_noticed(english: Any, text: Any, holds: bool) -> None:
    assert fits(Message(english, string=text)) is holds


def test_welsh_keeps_to_one_apostrophe(welsh: list[Message]) -> None:
    """The typographic one: the other ends an attribute in single quotes."""
    outside = re.compile(r"<[^>]*>|`[^`]*`")
    assert [m.id for m in welsh if any("'" in outside.sub("", form) for form in catalogues.forms(m))] == []


def test_the_catalogue_lacks_nothing(found: Catalog) -> None:
    assert catalogues.missing(found, catalogues.read(catalogues.CATALOGUE)) == []


def test_what_is_collected(found: Catalog) -> None:
    """From Python under a changed name, from a trimmed block, with forms, from an e-mail, and from other packages."""
    seen = {message.id: sorted(place for place, _line in message.locations) for message in found if message.id}
    assert seen["Say who they are, or empty the number."] == ["services/codesign/forms/challenge.py"]
    assert (
        "templates/portal/home.html"
        in seen[
            "Say what you think, see what others say, and read what the council does about it. You need no account."
        ]
    )
    assert seen[
        "There is %(n)s statement. Say whether you agree, with one tap.",
        "There are %(n)s statements. Say whether you agree, with one tap each.",
    ] == ["templates/codesign/challenge/question.html"]
    assert seen["Your code to sign in:"] == ["templates/account/email/login_code_message.txt"]
    assert seen["Incorrect code."] == ["allauth/account/adapter.py", "allauth/mfa/adapter.py"]
    assert seen["A valid number is required."] == ["rest_framework/fields.py"]
    # Django says this one in Welsh itself.
    assert "This field is required." not in seen


def test_check_names_what_is_missing(copied: Path) -> None:
    before = copied.read_text(encoding="utf-8")
    lost = re.sub(r'(?m)^(#.*\n)+msgid "Skip to main content"\nmsgstr .*\n\n', "", before)
    assert lost != before
    copied.write_text(lost, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("collect_translations", check=True)
    assert str(refused.value).splitlines()[1:] == ["  Skip to main content"]
    assert copied.read_text(encoding="utf-8") == lost


def test_collecting_keeps_words_and_drops_what_is_gone(copied: Path) -> None:
    before = copied.read_text(encoding="utf-8")
    gone = '#: templates/gone.html\nmsgid "Nothing says this any more"\nmsgstr "Nid oes dim yn dweud hyn"\n'
    copied.write_text(f"{before}\n{gone}", encoding="utf-8")
    call_command("collect_translations", verbosity=0)
    once = copied.read_text(encoding="utf-8")
    call_command("collect_translations", verbosity=0)
    assert copied.read_text(encoding="utf-8") == once
    assert "Nothing says this any more" not in once
    kept = {str(message.id): message.string for message in catalogues.read(copied)}
    assert kept["Skip to main content"] == "Neidio i’r prif gynnwys"
    assert not re.search(r"(?m)^#: .*:\d|Date:", once)


def test_compiling_gives_every_form(copied: Path, welsh: list[Message]) -> None:
    target = compile_catalogue(copied)
    with target.open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    plurals = [message for message in welsh if not isinstance(message.id, str) and not message.context]
    assert len(plurals) > 30
    for message in plurals:
        one, many = message.id
        assert tuple(spoken.ngettext(one, many, n) for n in NUMBERS) == catalogues.forms(message)
    first = target.stat().st_mtime_ns, target.read_bytes()
    compile_catalogue(copied)
    assert (target.stat().st_mtime_ns, target.read_bytes()) == first
    assert sorted(path.name for path in target.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_broken_catalogue_is_refused(copied: Path) -> None:
    copied.write_text('msgid "Help"\nmsgstr "Cymorth"\nnonsense\n', encoding="utf-8")
    with override_settings(LOCALE_PATHS=[copied.parent.parent.parent]), pytest.raises(PoFileError):
        call_command("compile_translations")
    assert not copied.with_suffix(".mo").exists()


@pytest.mark.usefixtures("compiled")
def test_welsh_counts_with_its_mutations() -> None:
    said = ("%(n)d statement is added.", "%(n)d statements are added.")
    drafted = ("%(n)s answer", "%(n)s answers")
    with translation.override("cy"):
        assert [translation.ngettext(*said, n) % {"n": n} for n in (0, 1, 2, 3, 6, 7)] == [
            "Ychwanegwyd 0 datganiad.",
            "Ychwanegwyd 1 datganiad.",
            "Ychwanegwyd 2 ddatganiad.",
            "Ychwanegwyd 3 datganiad.",
            "Ychwanegwyd 6 datganiad.",
            "Ychwanegwyd 7 datganiad.",
        ]
        assert translation.ngettext(*drafted, 3) % {"n": 3} == "3 ateb"
        # Django's own words have other plural forms; both stand side by side.
        assert translation.gettext("Enter a valid email address.") == "Rhowch gyfeiriad ebost dilys."


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/cy/", "Helpwch i redeg y gwasanaethau rydych yn eu defnyddio"),
        ("/cy/help/", "Os byddai’n well gennych beidio â defnyddio gwefan"),
        ("/cy/accessibility/", "Dylai pawb allu defnyddio’r wefan hon. Dylech allu:"),
        ("/cy/privacy/", "Pwy sy’n gweld beth"),
        ("/cy/account/login/", "Mewngofnodi gydag allwedd mynediad"),
        ("/cy/receipt/", "Dod yn ôl gyda’ch derbynneb"),
    ],
)
def test_pages_speak_welsh(
    tenant: Tenant, client_in: Callable[[Tenant], CouncilClient], address: str, heading: str
) -> None:
    response = client_in(tenant).get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('<html lang="cy"') == 1
    assert heading in page
    assert "Neidio i’r prif gynnwys" in page
    assert "Skip to main content" not in page
    assert response.headers["Content-Language"] == "cy"


@pytest.mark.usefixtures("compiled")
def test_errors_of_forms_are_in_welsh(tenant: Tenant, client_in: Callable[[Tenant], CouncilClient]) -> None:
    response = client_in(tenant).post("/cy/account/login/code/", {"email": "nobody"})
    assert "Rhowch gyfeiriad ebost dilys." in response.content.decode()


class VisibleText(HTMLParser):
    """Collects what a page shows or reads aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "code"}
        self.texts += [value or "" for name, value in attrs if name in READ_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def unmarked(template: str) -> list[str]:
    """The English in a template that no translating tag holds."""
    for block in ("comment", "blocktranslate", "blocktrans", "verbatim"):
        template = re.sub(rf"{{%\s*{block}\b.*?{{%\s*end{block}\s*%}}", " ", template, flags=re.DOTALL)
    # The name of an element may be chosen by a tag. Elsewhere a tag stands for text of its own.
    template = re.sub(r"<(/?){%.*?%}", r"<\1x ", template)
    parser = VisibleText()
    parser.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "·", template, flags=re.DOTALL))
    words = [re.sub(r"&\w+;", "", word) for text in parser.texts for word in re.split(r"[·\s]+", text)]
    return [word for word in words if re.search(r"[A-Za-z]{2,}", word) and word.strip(".,:;!?()") not in NOT_WORDS]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %} <b>you</b>{{ name }}</p>', ["you"]),
        ('<a aria-label="Close" class="link" href="/x">×</a>', ["Close"]),
        ("{% blocktranslate trimmed %}Hello{% endblocktranslate %}&nbsp;–", []),
        ("<{% if url %}a href=''{% else %}p{% endif %}>{{ text }}</{% if url %}a{% else %}p{% endif %}>", []),
        ("{% comment %}A note{% endcomment %}<code>GET</code> Coprod", []),
    ],
)
def test_unmarked_english_is_noticed(template: str, words: list[str]) -> None:
    assert unmarked(template) == words


def test_templates_mark_all_their_words() -> None:
    templates = [path for path in catalogues.own_files() if path.suffix in {".html", ".txt"}]
    assert len(templates) > 150
    left = {str(path.relative_to(catalogues.ROOT)): unmarked(path.read_text(encoding="utf-8")) for path in templates}
    assert {path: words for path, words in left.items() if words} == {"templates/pages/cookies.html": COOKIES}
