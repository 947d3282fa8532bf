"""A local stand-in for a language model's server, in a thread: good, bad and hostile, and what it was asked."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["StandIn", BaseHTTPRequestHandler, dict[str, Any]], None]
SMOOTHER = (
    ("answers speak of:", "answers talk about:"),
    ("Most people agree:", "A majority of people agree:"),
    ("All groups agree:", "Every group agrees:"),
    ("yn sôn am:", "yn siarad am:"),
    ("yn cytuno:", "o blaid hyn:"),
)


def smoother(asked: dict[str, Any]) -> str:
    """What a good model makes of the draft it was sent: the same in other words."""
    draft: str = asked["draft"]
    for before, after in SMOOTHER:
        draft = draft.replace(before, after)
    return draft


def asked_of(body: dict[str, Any]) -> dict[str, Any]:
    """The draft and the cited words in a request."""
    found: dict[str, Any] = json.loads(body["messages"][1]["content"])
    return found


@dataclass
class StandIn:
    """The running server. `words` makes a model's answer; `answer` writes the whole response."""

    port: int = 0
    words: Callable[[dict[str, Any]], Any] = smoother
    answer: Answer | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [request["body"] for request in self.requests]


def respond(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    """Write a whole answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def completion(words: Any) -> bytes:
    """An answer as OpenAI's chat completions have it."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode()


def good(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    respond(handler, completion(server.words(asked_of(body))))


def broken_json(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    respond(handler, b'{"choices": [{"message": ')


def another_shape(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    respond(handler, b'{"choices": []}')


def deep_json(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    respond(handler, b"[" * 60_000)


def huge(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    respond(handler, completion("lamp " * 100_000))


def endless(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """A byte now and then, for ever: no single read is slow."""
    handler.send_response(200)
    handler.end_headers()
    while not server.stopping.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def silent(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    server.stopping.wait(30)


def hung_up(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.connection.close()


def redirecting(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    respond(handler, b"", 307, Location=f"http://127.0.0.1:{server.port}/elsewhere")


def status(code: int) -> Answer:
    """A server that answers everything with one status."""

    def answer(server: StandIn, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        respond(handler, b'{"error": "no"}', code)

    return answer


@contextmanager
def running(answer: Answer = good, tls: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """The server while the block runs."""
    server = StandIn(answer=answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
            assert server.answer is not None
            try:
                server.answer(server, self, body)
            except OSError:
                # Whoever asked has hung up, which some tests are about.
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            pass

    http = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        http.shutdown()
        http.server_close()
        thread.join(5)
        time.sleep(0)
