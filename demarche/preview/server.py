"""The preview's server: loopback only, reading only, nothing from elsewhere.

Every user of the computer reaches a port on loopback, so the address begins with a secret that only
the officer's terminal and browser know.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demarche.preview import preview_pages
from demarche.preview.preview_state import State
from demarche.preview.screen_document import FONTS, Page
from demarche.preview.screen_fonts import font_files

HOST = "127.0.0.1"
_DIGITS = 9
"""Of the number of a document; Python itself refuses to read one of thousands."""
_OWN = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NOTHING = "default-src 'none'"


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
            self._send(403, "text/plain", b"only for this computer", _NOTHING)
            return
        secret, slash, rest = self.path.partition("?")[0].removeprefix("/").partition("/")
        known = hmac.compare_digest(secret.encode("latin-1", "replace"), self.secret.encode())
        if not (known and slash):
            message = b"open the address that the command printed"
            self._send(403, "text/plain", message, _NOTHING)
            return
        state = type(self).current()
        path = f"/{rest}"
        if path == "/":
            page = preview_pages.case_page(self.case_name, state)
            self._send(200, "text/html", page.encode(), _OWN)
        elif path == "/version":
            data = json.dumps({"version": state.version}).encode()
            self._send(200, "application/json", data, _NOTHING)
        elif rest in preview_pages.STATIC:
            data = preview_pages.static_file(rest)
            self._send(200, preview_pages.STATIC[rest], data, _NOTHING)
        elif rest.startswith(FONTS):
            self._font(rest.removeprefix(FONTS))
        else:
            self._document(path, state)

    do_HEAD = do_GET  # noqa: N815

    def _font(self, name: str) -> None:
        """A font of the package, and no other file."""
        file = font_files().get(name)
        if file is None:
            self._send(404, "text/plain", b"no such font", _NOTHING)
        else:
            kept = {"Cache-Control": "private, max-age=86400"}
            self._send(200, "font/ttf", file.read_bytes(), _NOTHING, kept)

    def _document(self, path: str, state: State) -> None:
        kind, _, name = path.strip("/").partition("/")
        page = _page_named(state, name)
        if page is None or kind not in ("view", "document"):
            self._send(404, "text/plain", b"no such page", _NOTHING)
        elif kind == "view":
            self._send(200, "text/html", preview_pages.paper_page(state, page).encode(), _OWN)
        else:
            styles = " ".join(f"'{style_hash}'" for style_hash in page.style_hashes)
            # Of our origin, so that the page around it can keep its place; no script runs in it.
            policy = (
                f"default-src 'none'; style-src {styles}; img-src data:; font-src 'self'; "
                "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
                "sandbox allow-same-origin"
            )
            self._send(200, "text/html", page.html.encode(), policy)

    def _send(
        self,
        status: int,
        kind: str,
        data: bytes,
        policy: str,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        head = {
            "Content-Type": kind if kind.startswith("font/") else f"{kind}; charset=utf-8",
            "Content-Length": str(len(data)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            **(more or {}),
        }
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the terminal is for the case's problems."""


def _page_named(state: State, name: str) -> Page | None:
    """The page of that name, or of that number; None where there is none."""
    found = next((page for page in state.pages if page.id == name), None)
    if found is None and name.isascii() and name.isdecimal() and len(name) <= _DIGITS:
        number = int(name)
        return state.pages[number] if number < len(state.pages) else None
    return found
