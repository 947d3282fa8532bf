"""A browser as an outsider has one: cookies, forms that were on a page, the API. Follows no rule but HTTP's."""

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from types import MappingProxyType
from typing import Any

from _attacks.outcomes import need

SECONDS = 60
Typed = Mapping[str, Any]
NOTHING: Typed = MappingProxyType({})


@dataclass(frozen=True)
class Answer:
    """What came back, with the address where it ended."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    url: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def data(self) -> Any:
        """The JSON of it; {} where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def is_refused(self) -> bool:
        """A refusal that is meant as one: neither done nor a failure of ours."""
        return 400 <= self.status < 500

    @property
    def words(self) -> str:
        """What a page says without its tags, for looking for words."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).split())


class Browser:
    """One device. `base` ends with the council: http://localhost:8000/glanmor.

    `claims`: where it says that it comes from. `source`: the address of this machine that it really comes from.
    """

    def __init__(self, base: str, claims: str = "", source: str = "") -> None:
        self.base = base
        self.cookies = CookieJar()
        self._claims = {"X-Forwarded-For": claims} if claims else {}
        self._opener = urllib.request.build_opener(_From(source), urllib.request.HTTPCookieProcessor(self.cookies))

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Typed | None = None, timeout: float = SECONDS
    ) -> Answer:
        """One request; a refusal is an answer like any other."""
        request = urllib.request.Request(
            url_of(self.base, path), data=body, method=method, headers={**self._claims, **(headers or {})}
        )
        try:
            with self._opener.open(request, timeout=timeout) as found:
                return _answer(found)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return _answer(refusal)

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def post(self, path: str, typed: Typed | Sequence[tuple[str, Any]] = (), page: str = "") -> Answer:
        """Send a form as somebody would who opened its page (`page`, else the address itself) before."""
        on_page = hidden_fields(self.get(page or path).text)
        pairs = list(typed.items()) if isinstance(typed, Mapping) else list(typed)
        named = {name for name, _value in pairs}
        fields = [(name, value) for name, value in on_page.items() if name not in named]
        body = urllib.parse.urlencode([*fields, *pairs], doseq=True).encode()
        return self.ask("POST", path, body, {**FORM, "Referer": url_of(self.base, path)})

    def press(self, path: str, typed: Typed = NOTHING, page: str = "") -> Answer:
        """Send a form, and say yes where the page asks once more."""
        first = self.post(path, typed, page)
        mark = re.search(r'name="confirm"[^>]*value="([0-9a-f]{64})"', first.text)
        return self.post(path, {**typed, "confirm": mark[1]}, page) if mark else first

    def upload(self, path: str, files: Sequence[tuple[str, bytes]], typed: Typed = NOTHING, page: str = "") -> Answer:
        """Send files with a form."""
        fields = {**hidden_fields(self.get(page or path).text), **typed}
        body, kind = multipart(fields, files)
        return self.ask("POST", path, body, {"Content-Type": kind, "Referer": self.base + path})

    def api(self, method: str, path: str, data: Any = None, key: str = "", **headers: str) -> Answer:
        """One operation: with a key, else with this device's session."""
        sent = {"Accept": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if key:
            sent["Authorization"] = f"Bearer {key}"
        elif method != "GET":
            sent |= {"X-CSRFToken": self.token, "Referer": self.base + "/"}
        body = None if data is None else json.dumps(data).encode()
        if body is not None:
            sent["Content-Type"] = "application/json"
        found = self.ask(method, f"/api/v1{path}", body, sent)
        need("/api/problems/csrf" not in found.text, "the request was refused as forged")
        return found

    @property
    def token(self) -> str:
        """What a form of this council carries against forged requests."""
        if not self.cookie("csrf"):
            self.get("/account/login/")
        return self.cookie("csrf")

    def cookie(self, name: str) -> str:
        """The value of a cookie of Coprod; "" where there is none."""
        return next((c.value or "" for c in self.cookies if c.name == f"coprod_{name}"), "")

    def rows(self, path: str) -> list[Any]:
        """Every row of a list of the API."""
        found, following = [], f"/api/v1{path}"
        while following:
            page = self.get(following).data
            found += page.get("results", [])
            following = page.get("next") or ""
        return found


class _From(urllib.request.HTTPHandler):
    """Connects from a chosen address of this machine."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = (source, 0) if source else None

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(http.client.HTTPConnection, req, source_address=self._source)  # type: ignore[arg-type]


def url_of(base: str, path: str) -> str:
    return path if path.startswith("http") else base + path


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _answer(found: Any) -> Answer:
    try:
        body = found.read()
    except http.client.IncompleteRead as cut:
        body = cut.partial
    return Answer(found.status, body, dict(found.headers.items()), found.url)


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        if tag == "input" and fields.get("type") == "hidden" and fields.get("name"):
            self.found.setdefault(str(fields["name"]), fields.get("value") or "")


def hidden_fields(html: str) -> dict[str, str]:
    """The first of each hidden field on a page, the secret against forged requests among them."""
    parser = _Hidden()
    parser.feed(html)
    return parser.found


def multipart(fields: Typed, files: Sequence[tuple[str, bytes]]) -> tuple[bytes, str]:
    """A body with files, and its content type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
