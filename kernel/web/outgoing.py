"""Calls to another service whose address somebody typed in: to the public internet only, and never for long.

The host is looked up once. The connection goes to the address that was checked then, so that a name which later leads
elsewhere leads nowhere; the certificate is checked against the name. Redirects are not followed, proxies of the
environment are not used, and what is answered is bounded in size and in time.
"""

import contextlib
import http.client
import json
import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from kernel.web.addresses import is_loopback, is_public

CONNECT_SECONDS = 5
CALL_SECONDS = 20
MOST_BYTES = 64 * 1024
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


class CallFailed(Exception):
    """A call did not work. The class names the reason; trying again later may help where it is `temporary`."""

    temporary = False


class AddressNotAllowed(CallFailed):
    """Not an address that may be called."""


class Unreachable(CallFailed):
    """No such host, or nobody answers there."""

    temporary = True


class NotTrusted(CallFailed):
    """The host could not prove by its certificate that it is the one that was named."""


class TooSlow(CallFailed):
    """No whole answer in time."""

    temporary = True


class TooLarge(CallFailed):
    """The answer is longer than any sensible one."""


class Redirected(CallFailed):
    """The service sends on to another address, which is not followed."""


class KeyRefused(CallFailed):
    """The service does not accept the key."""


class NotThere(CallFailed):
    """The service knows nothing at this address."""


class Busy(CallFailed):
    """The service takes no more calls for now."""

    temporary = True


class ServiceBroken(CallFailed):
    """The service says that it has an error of its own."""

    temporary = True


class Refused(CallFailed):
    """The service refuses the request."""


class NotUnderstood(CallFailed):
    """The answer is not what such a service answers."""


@dataclass(frozen=True)
class Destination:
    """An address that was checked: whom to name, and the one network address to connect to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str = field(default="")

    @property
    def origin(self) -> tuple[str, str, int]:
        """Whose it is: a secret for one origin is not sent to another."""
        return self.scheme, self.host, self.port


def parsed(url: str) -> Destination:
    """The parts of an address, which must be plain https; plain http to this computer where settings allow it.

    Raises AddressNotAllowed. Looks nothing up; an address in digits is checked here already.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressNotAllowed("not an address") from None
    host = (parts.hostname or "").rstrip(".")
    digits = ":" in host
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or parts.query or parts.fragment or port == 0:
        raise AddressNotAllowed("scheme, name or extra parts")
    if not (digits or _HOST.fullmatch(host)) or not _PATH.fullmatch(parts.path):
        raise AddressNotAllowed("host or path")
    if parts.scheme == "http" and not _may_use_loopback():
        raise AddressNotAllowed("not https")
    found = Destination(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/"))
    if digits or re.fullmatch(r"[0-9.]+|0[xX].*", host) or host.lower() == "localhost":
        _check(found, "127.0.0.1" if host.lower() == "localhost" else host)
    return found


def resolved(url: str) -> Destination:
    """The same with the network address, looked up this once. Every address of the host must be allowed."""
    found = parsed(url)
    try:
        rows = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("no such host") from None
    addresses = [str(row[4][0]) for row in rows]
    if not addresses:
        raise Unreachable("no address")
    for address in addresses:
        _check(found, address)
    return Destination(found.scheme, found.host, found.port, found.path, addresses[0])


def _may_use_loopback() -> bool:
    return bool(settings.COPROD_OUTGOING_TO_LOOPBACK)


def _check(destination: Destination, address: str) -> None:
    if is_loopback(address) and _may_use_loopback():
        return
    if destination.scheme != "https" or not is_public(address):
        raise AddressNotAllowed("not on the public internet")


def post_json(destination: Destination, path: str, body: Any, *, bearer: str = "") -> Any:
    """Send JSON and return the JSON that comes back. Raises CallFailed; its text never holds what was sent."""
    headers = {
        "Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity",
        "User-Agent": "Coprod", "Connection": "close",
    }  # fmt: skip
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    with _Call(destination) as call:
        status, content = call.post(destination.path + path, json.dumps(body).encode(), headers)
    _raise_for(status)
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise NotUnderstood("not JSON") from None


class _Call:
    """One connection, cut off when its time is over, whatever it is doing then."""

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self.connection = http.client.HTTPConnection(destination.host, destination.port)
        self.sock: socket.socket | None = None
        self.response: http.client.HTTPResponse | None = None
        self.late = False
        self.timer = threading.Timer(CALL_SECONDS, self._cut)
        self.timer.daemon = True

    def __enter__(self) -> "_Call":
        return self

    def __exit__(self, *error: object) -> None:
        self.timer.cancel()
        for held in (self.response, self.connection, self.sock):
            if held is not None:
                held.close()

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer."""
        try:
            self._connect()
            self.connection.request("POST", path, body, headers)
            self.response = response = self.connection.getresponse()
            content = response.read(MOST_BYTES + 1)
        except ssl.SSLCertVerificationError:
            raise NotTrusted("certificate") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._why(error) from None
        if self.late:
            raise TooSlow("cut off")
        if len(content) > MOST_BYTES:
            raise TooLarge("answer")
        return response.status, content

    def _why(self, error: Exception) -> CallFailed:
        if self.late or isinstance(error, TimeoutError):
            return TooSlow("no answer in time")
        if isinstance(error, http.client.HTTPException) and not isinstance(error, http.client.RemoteDisconnected):
            return NotUnderstood("not HTTP")
        return Unreachable(type(error).__name__)

    def _connect(self) -> None:
        to = self.destination
        plain = socket.create_connection((to.address, to.port), timeout=CONNECT_SECONDS)
        self.sock = self.connection.sock = plain
        plain.settimeout(CALL_SECONDS)
        self.timer.start()
        if to.scheme == "https":
            wrapped = _context().wrap_socket(plain, server_hostname=to.host, do_handshake_on_connect=False)
            self.sock = self.connection.sock = wrapped
            wrapped.do_handshake()

    def _cut(self) -> None:
        self.late = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                # Below TLS: its own way of closing would wait for the other side.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _raise_for(status: int) -> None:
    if status == 200:
        return
    if 300 <= status < 400:
        raise Redirected(str(status))
    if status in (401, 403):
        raise KeyRefused(str(status))
    if status in (404, 405, 410):
        raise NotThere(str(status))
    if status in (408, 425, 429):
        raise Busy(str(status))
    raise ServiceBroken(str(status)) if status >= 500 else Refused(str(status))
