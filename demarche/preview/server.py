"""The preview's server: loopback only, reading only, nothing from elsewhere.

Every user of the computer reaches a port on loopback, so the address begins with a secret that only
the officer's terminal and browser know.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demarche.preview import preview_pages
from demarche.preview.preview_state import State

HOST = "127.0.0.1"
_DIGITS = 9
"""Of the number of a document; Python itself refuses to read one of thousands."""
_OWN = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


_SECRET = 32
"""Bytes of the secret."""


class Server:
    """Serves the state that `current` gives. Use it as a context manager."""

    def __init__(self, name: str, current: Callable[[], State], port: int = 0) -> None:
        self._secret = secrets.token_urlsafe(_SECRET)
        given = {"case_name": name, "current": staticmethod(current), "secret": self._secret}
        handler = type("Handler", (_Handler,), given)
        self._http = ThreadingHTTPServer((HOST, port), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where the browser finds it."""
        return f"http://{HOST}:{self._http.server_port}/{self._secret}/"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    case_name: str
    secret: str
    current: Callable[[], State]
    server_version = "demarche"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer one request."""
        port = self.connection.getsockname()[1]
        # A page of another site that points its name at this computer sends its own name.
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self._send(403, "text/plain", b"only for this computer", "default-src 'none'")
            return
        secret, slash, rest = self.path.partition("?")[0].removeprefix("/").partition("/")
        known = hmac.compare_digest(secret.encode("latin-1", "replace"), self.secret.encode())
        if not (known and slash):
            message = b"open the address that the command printed"
            self._send(403, "text/plain", message, "default-src 'none'")
            return
        state = type(self).current()
        path = f"/{rest}"
        if path == "/":
            self._send(200, "text/html", preview_pages.index(self.case_name, state).encode(), _OWN)
        elif path == "/version":
            data = json.dumps({"version": state.version}).encode()
            self._send(200, "application/json", data, "default-src 'none'")
        elif path == "/look.css":
            self._send(200, "text/css", preview_pages.STYLE.encode(), "default-src 'none'")
        elif path == "/look.js":
            self._send(200, "text/javascript", preview_pages.SCRIPT.encode(), "default-src 'none'")
        else:
            self._document(path, state)

    do_HEAD = do_GET  # noqa: N815

    def _document(self, path: str, state: State) -> None:
        kind, _, number = path.strip("/").partition("/")
        short = number.isascii() and number.isdecimal() and len(number) <= _DIGITS
        if not short or int(number) >= len(state.pages):
            self._send(404, "text/plain", b"no such page", "default-src 'none'")
        elif kind == "view":
            self._send(200, "text/html", preview_pages.frame(state, int(number)).encode(), _OWN)
        elif kind == "document":
            page = state.pages[int(number)]
            styles = " ".join(f"'{style_hash}'" for style_hash in page.style_hashes)
            policy = (
                f"default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; "
                "form-action 'none'; frame-ancestors 'self'; sandbox"
            )
            self._send(200, "text/html", page.html.encode(), policy)
        else:
            self._send(404, "text/plain", b"no such page", "default-src 'none'")

    def _send(self, status: int, kind: str, data: bytes, policy: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the terminal is for the case's problems."""
