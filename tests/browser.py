"""A real browser for the tests: pages opened, keys pressed, pictures taken, axe-core asked.

It speaks to Chromium as the benchmark does, over the browser's own debugging pipe, so that no
driver is needed. Nothing is fetched: what the pages ask for comes from the tests' own server.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from benchmarks.tools.browser import Pipe, opened
from benchmarks.tools.chromium import NAMES

AXE = Path(__file__).resolve().parent / "preview" / "axe-core" / "axe.min.js"
_PATIENCE = 30.0
_KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Space": (" ", 32, " "),
    "Left": ("ArrowLeft", 37, ""),
    "End": ("End", 35, ""),
    "PageDown": ("PageDown", 34, ""),
}
_ALT, _SHIFT = 1, 8


class Tab:
    """One tab of the browser."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        target = pipe.call("Target.createTarget", url="about:blank")["targetId"]
        attached = pipe.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.call(f"{domain}.enable")
        self.size(1200, 900)

    def call(self, method: str, **words: Any) -> dict[str, Any]:
        """A command of the browser's protocol, for this tab."""
        return self._pipe.call(method, self._session, **words)

    def open(self, address: str) -> None:
        """Go to a page and wait until it and its fonts are there."""
        loaded = self._pipe.loaded(self._session)
        loaded.clear()
        self.call("Page.navigate", url=address)
        assert loaded.wait(_PATIENCE)
        self.run("document.fonts.ready.then(() => true)")

    def run(self, script: str) -> Any:
        """What a script in the page gives back."""
        done = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait(self, script: str, seconds: float = _PATIENCE) -> Any:
        """Wait until a script gives something back; how long it takes is not what is tested."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(AssertionError, RuntimeError):  # between two pages
                if found := self.run(script):
                    return found
            time.sleep(0.05)
        raise AssertionError(f"it did not come: {script}")

    def press(self, key: str, *, alt: bool = False, shift: bool = False) -> None:
        """One key, as an officer presses it."""
        name, code, text = _KEYS[key]
        whole = {
            "key": name,
            "code": "Space" if key == "Space" else name,
            "windowsVirtualKeyCode": code,
            "modifiers": _ALT * alt | _SHIFT * shift,
        }
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.call("Input.dispatchKeyEvent", **down, **whole)
        self.call("Input.dispatchKeyEvent", type="keyUp", **whole)

    def size(self, width: int, height: int, scale: float = 1) -> None:
        """The size of the window in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )

    def prefer(self, **features: str) -> None:
        """What the reader's system says: `prefer(color_scheme="dark")`."""
        wanted = [
            {"name": f"prefers-{name.replace('_', '-')}", "value": value}
            for name, value in features.items()
        ]
        self.call("Emulation.setEmulatedMedia", features=wanted)

    def picture(self) -> Image.Image:
        """The window as it is drawn."""
        taken = self.call("Page.captureScreenshot", format="png")
        return Image.open(io.BytesIO(base64.b64decode(taken["data"]))).convert("RGB")

    def show(self, page: str) -> None:
        """A page by its text alone, where its own policy would let no tool in."""
        self.open("about:blank")
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.call("Page.setDocumentContent", frameId=frame, html=page)

    def axe(self, *tags: str, frames: bool = True) -> tuple[list[str], int]:
        """What axe-core finds on the page, and how many of its rules the page passes.

        With tags the rules of these standards alone; without `frames` no page inside the page.
        """
        if not self.run("typeof axe !== 'undefined'"):
            self.run(AXE.read_text(encoding="utf-8") + "; true")
        # That a page inside the page was left out is then no finding.
        options: dict[str, Any] = {
            "iframes": frames,
            "rules": {"frame-tested": {"enabled": frames}},
        }
        if tags:
            options["runOnly"] = list(tags)
        found = self.run(f"axe.run({json.dumps(options)})")
        wrong = [
            f"{kind}: {rule['id']}: {rule['help']}: {node['html'][:160]}: {node['failureSummary']}"
            for kind in ("violations", "incomplete")
            for rule in found[kind]
            for node in rule["nodes"]
        ]
        return wrong, len(found["passes"])

    @property
    def complaints(self) -> list[str]:
        """What the browser refused or could not load, by its own log."""
        return [
            str(event["params"]["entry"]["text"])
            for event in self._pipe.events
            if event.get("method") == "Log.entryAdded" and event.get("sessionId") == self._session
        ]

    @property
    def asked_for(self) -> list[str]:
        """Every address that was asked for."""
        return [
            str(event["params"]["request"]["url"])
            for event in self._pipe.events
            if event.get("method") == "Network.requestWillBeSent"
        ]


@contextlib.contextmanager
def tab() -> Iterator[Tab]:
    """A tab of a browser of its own; without Chromium the test is skipped."""
    if not any(map(shutil.which, NAMES)):
        pytest.skip("no Chromium is installed")
    with opened() as pipe:
        yield Tab(pipe)
