"""Calls to a service whose address somebody typed in: where they may go, and how they end."""

import datetime
import ipaddress
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kernel.web import outgoing
from kernel.web.addresses import is_public
from kernel.web.outgoing import CallFailed, post_json, resolved
from tests import stand_in
from tests.deadlines import not_kept_waiting

NOBODYS = "models.example.org"

# Attack 14: what looks like an address on the internet, and is none.
INSIDE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "168.63.129.16", "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
    "ff02::1", "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1", "fe80::1%eth0", "2a00:1450::1%eth0",
    "2130706433", "0x7f.1", "017700000001", "127.1", "localhost", "",
)  # fmt: skip
OUTSIDE = ("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2a00:1450:4009::200e", "2606:4700::1111", "2001:4860::8")
ENDS = (
    (stand_in.status(500), "ServiceBroken", True), (stand_in.status(503), "ServiceBroken", True),
    (stand_in.status(429), "Busy", True), (stand_in.status(401), "KeyRefused", False),
    (stand_in.status(403), "KeyRefused", False), (stand_in.status(404), "NotThere", False),
    (stand_in.status(400), "Refused", False), (stand_in.status(204), "Refused", False),
    (stand_in.redirecting, "Redirected", False), (stand_in.broken_json, "NotUnderstood", False),
    (stand_in.deep_json, "NotUnderstood", False), (stand_in.huge, "TooLarge", False),
    (stand_in.hung_up, "Unreachable", True), (stand_in.silent, "TooSlow", True), (stand_in.endless, "TooSlow", True),
)  # fmt: skip


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.COPROD_OUTGOING_TO_LOOPBACK = True


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses; what was looked up is noted."""
    asked: list[str] = []

    def lookup(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [
            (socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses
        ]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lookup)
    return asked


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [a for a in INSIDE if a and "%" not in a])
def test_an_address_inside_is_refused_in_digits(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(outgoing.AddressNotAllowed):
        resolved(f"https://{host}/v1")


@pytest.mark.parametrize("address", [a for a in INSIDE if a.replace(".", "").isdigit() and "." in a or ":" in a])
def test_a_name_that_leads_inside_is_refused_also_beside_a_public_address(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for addresses in ((address,), ("8.8.8.8", address)):
        leads_to(monkeypatch, *addresses)
        with pytest.raises(outgoing.AddressNotAllowed):
            resolved(f"https://{NOBODYS}/v1")


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.org/v1", "ftp://models.example.org/", "file:///etc/passwd", "//models.example.org",
        "models.example.org/v1", "https://", "https:///v1", "https://user:pass@models.example.org/",
        "https://models.example.org@127.0.0.1/", "https://models.example.org/v1?key=1", "https://models.example.org/#x",
        "https://models.example.org:99999/", "https://models.example.org:0/", "https://models.example.org:x/",
        "https://mo dels.example.org/", "https://models.example.org/a b", "https://models.example.org/\r\nX: y",
        "https://[::1/", "https://-models.example.org/", "https://möbel.example.org/", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_only_plain_https_addresses(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    asked = leads_to(monkeypatch, "8.8.8.8")
    with pytest.raises(outgoing.AddressNotAllowed):
        resolved(url)
    assert asked == []


def test_a_public_name_is_looked_up_once_and_its_address_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = leads_to(monkeypatch, "8.8.8.8")
    found = resolved("https://Models.Example.Org./v1/")
    assert (found.host, found.port, found.path, found.address) == (NOBODYS, 443, "/v1", "8.8.8.8")
    assert asked == [NOBODYS]


def test_a_name_that_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lookup)
    with pytest.raises(outgoing.Unreachable):
        resolved(f"https://{NOBODYS}/v1")


def test_this_computer_only_where_settings_allow_it_and_nothing_else_inside(settings: Any) -> None:
    for allowed in (False, True):
        settings.COPROD_OUTGOING_TO_LOOPBACK = allowed
        if not allowed:
            with pytest.raises(outgoing.AddressNotAllowed):
                resolved("http://127.0.0.1:8080/v1")
    assert resolved("http://127.0.0.1:8080/v1").address == "127.0.0.1"
    for url in ("http://8.8.8.8/", "http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest"):
        with pytest.raises(outgoing.AddressNotAllowed):
            resolved(url)


@pytest.mark.usefixtures("loopback")
def test_json_goes_and_comes_with_the_key_in_its_header_only() -> None:
    with stand_in.running() as server:
        body = {"messages": [{}, {"content": '{"draft": "26 of 60 answers speak of: lamp.", "people_said": []}'}]}
        answer = post_json(resolved(server.url), "/chat/completions", body, bearer="sk-secret")
    assert answer["choices"][0]["message"]["content"] == "26 of 60 answers talk about: lamp."
    [request] = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["Authorization"] == "Bearer sk-secret"
    assert request["headers"]["Host"] == f"127.0.0.1:{server.port}"
    assert request["body"] == body


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("answer", "name", "temporary"), ENDS, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_how_a_call_ends(monkeypatch: pytest.MonkeyPatch, answer: stand_in.Answer, name: str, temporary: bool) -> None:
    monkeypatch.setattr(outgoing, "CALL_SECONDS", 0.6)
    with stand_in.running(answer) as server, not_kept_waiting(5), pytest.raises(CallFailed) as failed:
        post_json(resolved(server.url), "/chat/completions", {"secret words": 1}, bearer="sk-secret")
    assert (type(failed.value).__name__, failed.value.temporary) == (name, temporary)
    assert "secret" not in str(failed.value)
    assert len(server.requests) == 1


@pytest.mark.usefixtures("loopback")
def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(outgoing.Unreachable):
        post_json(resolved(f"http://127.0.0.1:{port}"), "/", {})


@pytest.mark.usefixtures("loopback")
def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with stand_in.running(stand_in.another_shape) as server:
        assert post_json(resolved(server.url), "/", {}) == {"choices": []}


@pytest.mark.usefixtures("loopback")
def test_a_name_that_leads_elsewhere_after_the_check_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: only the first look-up counts, and the call goes to what was checked."""
    with stand_in.running(stand_in.another_shape) as server, stand_in.running() as inside:
        asked = leads_to(monkeypatch, "127.0.0.1")
        found = resolved(f"http://{NOBODYS}:{server.port}/v1")
        leads_to(monkeypatch, "10.0.0.1")
        real = outgoing.socket.create_connection
        connected: list[Any] = []

        def connect(to: Any, **kwargs: Any) -> Any:
            connected.append(to)
            monkeypatch.undo()
            return real(to, **kwargs)

        monkeypatch.setattr(outgoing.socket, "create_connection", connect)
        post_json(found, "/", {})
    assert asked == [NOBODYS]
    assert connected == [("127.0.0.1", server.port)]
    assert server.requests[0]["headers"]["Host"] == f"{NOBODYS}:{server.port}"
    assert inside.requests == []


# --- certificates ---------------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS with a certificate of its own for a name, and the file of who vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    try:
        known: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        known = x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / f"{name}.pem"
    pem.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, pem


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("on_certificate", "vouched_for", "works"),
    [(NOBODYS, True, True), (NOBODYS, False, False), ("other.example.org", True, False), ("127.0.0.1", True, False)],
)
def test_the_certificate_must_be_the_named_hosts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on_certificate: str, vouched_for: bool, works: bool
) -> None:
    """Although the connection goes to an address in digits, the name is what the certificate must have."""
    tls, pem = certificate(tmp_path, on_certificate)
    if vouched_for:
        monkeypatch.setattr(outgoing, "_context", lambda: ssl.create_default_context(cafile=str(pem)))
    with stand_in.running(stand_in.another_shape, tls) as server:
        leads_to(monkeypatch, "127.0.0.1")
        found = resolved(f"https://{NOBODYS}:{server.port}/v1")
        if works:
            assert post_json(found, "/", {}) == {"choices": []}
        else:
            with pytest.raises(outgoing.NotTrusted):
                post_json(found, "/", {})
    assert len(server.requests) == works


@pytest.mark.usefixtures("loopback")
def test_plain_http_where_tls_was_named_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with stand_in.running() as server, pytest.raises(outgoing.Unreachable):
        post_json(resolved(f"https://127.0.0.1:{server.port}"), "/", {})
    assert server.requests == []
