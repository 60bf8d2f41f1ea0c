"""Which platform files a few texts need: loading all of them takes longer than resolving."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from demarche.kernel.open_file import read_regular

_HOST = re.compile(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_WEB = (b"http", b"https", b"hxxp", b"hxxps")
_DEFANGED = re.compile(rb"[\[({](\.|dot|:|/|://|@)[\])}]")
_GRAMMAR = re.compile(rb"^grammar:.*?(?=^[a-z_]+:|\Z)", re.MULTILINE | re.DOTALL)
"""The part of a file that names the platform's hosts; elsewhere hosts are those of sources."""
_EVIDENT = re.compile(rb"^\s*(?:-\s*\{.*)?\bevident: *everywhere", re.MULTILINE)


def files_for(
    texts: Iterable[str], files: Mapping[str, Path], platform: str | None
) -> dict[str, Path]:
    """The files that may have a say in reading `texts`: more than needed is harmless.

    A file is picked where it mentions a host of a text, or the text begins with the platform's id;
    for a text without a host, where it has identifiers that speak for themselves. The platform
    named is always picked. What does not resolve with these is to be tried with all files.
    """
    wanted = {platform} if platform in files else set()
    bare = False
    hosts: set[bytes] = set()
    for text in texts:
        plain = _DEFANGED.sub(_refanged, text.lower().encode("utf-8", "replace"))
        found = _HOST.findall(plain)
        hosts.update(part for host in found for part in _parents(host))
        before, colon, _ = plain.partition(b":")
        if colon and before not in _WEB:
            wanted.update(name for name in files if name.encode() == before)
            # An app's own scheme, as `tg:`, stands in the file's list of schemes.
            hosts.add(before.strip())
        bare = bare or not found
    either = b"|".join(map(re.escape, sorted(hosts)))
    pattern = re.compile(rb"(?<![a-z0-9-])(?<![a-z0-9-]\.)(?:%b)(?![a-z0-9-])" % either)
    for name, file in files.items():
        if name in wanted:
            continue
        data = read_regular(file)
        grammar = _GRAMMAR.search(data)
        if (hosts and pattern.search(grammar[0] if grammar else data)) or (
            bare and not platform and _EVIDENT.search(data)
        ):
            wanted.add(name)
    return {name: file for name, file in files.items() if name in wanted}


def _refanged(found: re.Match[bytes]) -> bytes:
    return b"." if found[1] == b"dot" else found[1]


def _parents(host: bytes) -> Iterable[bytes]:
    """The host without `www.` and every parent of it that is a domain: `a.t.me`, `t.me`."""
    host = host.removeprefix(b"www.")
    while b"." in host:
        yield host
        host = host.partition(b".")[2]
