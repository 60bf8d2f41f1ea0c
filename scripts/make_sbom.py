"""Write a bill of materials (CycloneDX 1.6, JSON) of what the lock file has a program run with."""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from make_lock import RUNS, entries

import demarche

_PINNED = re.compile(r"([\w.-]+)==(\S+?)(?: *;([^\\\n]*))?[ \\]*$", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ELSEWHERE = "not installed on this platform"


def licence(name: str) -> str:
    """The licence that an installed package states: as an expression, in words, or by a class."""
    try:
        about = importlib.metadata.metadata(name).json
    except importlib.metadata.PackageNotFoundError:
        return _ELSEWHERE
    stated = str(about.get("license_expression") or about.get("license") or "").strip()
    classes = [
        classifier.rpartition("::")[2].strip()
        for classifier in about.get("classifier") or ()
        if classifier.startswith("License ::")
    ]
    if stated and "\n" not in stated and len(stated) < 80:
        return stated
    return "; ".join(classes) or stated.partition("\n")[0] or "not stated"


def component(entry: str) -> dict[str, Any]:
    """One package of the lock file."""
    found = _PINNED.match(entry)
    if found is None:
        raise SystemExit(f"not an entry of a lock file: {entry[:80]!r}")
    name, version, _ = found.groups()
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"name": licence(name)}}],
        "hashes": [{"alg": "SHA-256", "content": match} for match in _HASH.findall(entry)],
    }


def bill(text: str) -> dict[str, Any]:
    """The bill of materials of a lock file's text."""
    program = {"type": "application", "bom-ref": "demarche", "name": "demarche"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                **program,
                "version": demarche.__version__,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [component(entry) for _, entry in sorted(entries(text).items())],
    }


def main() -> None:
    """Write the bill to the file that is named."""
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    whole = bill(RUNS.read_text("utf-8"))
    out.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{out}: {len(whole['components'])} packages")


if __name__ == "__main__":
    main()
