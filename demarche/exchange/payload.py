"""What a finished PDF carries: its attachments, and the request among them as typed data.

The files come from outside, so nothing in them is trusted: an attachment is unpacked up to a limit,
JSON with a doubled key is refused, and the request is read into a record that has no place for the
restricted part, so that whatever is made from it can hold none of that.
"""

from __future__ import annotations

import io
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError, create_model

from demarche.kernel.open_file import open_regular, read_regular
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown
from demarche.model.base import Record
from demarche.model.request import SCHEMA, Request

if TYPE_CHECKING:
    import pikepdf

REQUEST, ACCOUNTS = "request.json", "accounts.csv"
DOSSIER = "demarche-dossier/1"
LIMIT = 100_000_000
"""Bytes of one attachment when unpacked; 5,000 rows take 12 million."""

_FIELDS: dict[str, Any] = {
    name: (field.annotation, field)
    for name, field in Request.model_fields.items()
    if name != "restricted"
}
SentRequest: type[Record] = create_model("Request", __base__=Record, **_FIELDS)
"""The request as it is sent: every field of `Request` but `restricted`."""


class PayloadError(Exception):
    """The data inside are missing or not in our form; the message says why."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a PDF carries: the bytes, and the request as plain data."""

    request_json: bytes
    accounts_csv: bytes
    data: dict[str, Any]

    def request(self) -> Request:
        """The request as a record. Raises PayloadError where it is of another version."""
        return parse_request(self.data)


def read_payload(path: Path) -> Payload:
    """The data inside a PDF, of whatever version.

    Raises InputError where it is none of ours, OSError where unread.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(read_regular(path))) as pdf:
            return payload_of(pdf)
    except pikepdf.PasswordError:
        reason = "is encrypted"
    except pikepdf.PdfError:
        reason = "cannot be read as a PDF"
    except PayloadError as error:
        reason = str(error)
    raise InputError.single(
        Place(shown(path)), "", reason, "give a main document from this program"
    ) from None


def payload_of(pdf: pikepdf.Pdf) -> Payload:
    """The data inside an open PDF. Raises PayloadError."""
    found = attachments(pdf)
    missing = [name for name in (REQUEST, ACCOUNTS) if name not in found]
    if missing:
        raise PayloadError(f"has no {' and no '.join(missing)}")
    data = load_json(found[REQUEST])
    version = data.get("schema_version") if isinstance(data, dict) else None
    if not isinstance(version, str) or version.rpartition("/")[0] != SCHEMA.rpartition("/")[0]:
        raise PayloadError(f"has a {REQUEST} that is not a request")
    return Payload(found[REQUEST], found[ACCOUNTS], data)


def attachments(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """The files attached to a PDF by name. Raises PayloadError."""
    try:
        return {name: _unpacked(name, pdf.attachments[name].obj) for name in pdf.attachments}
    except (AttributeError, KeyError, TypeError, ValueError, zlib.error) as error:
        raise PayloadError(f"has an attachment that cannot be read ({error})") from None


def _unpacked(name: str, filespec: Any) -> bytes:
    """The bytes of an attached file; a small one that unpacks to a huge one is not unpacked."""
    stream = filespec.EF.F
    raw = bytes(stream.read_raw_bytes())
    kind = stream.get("/Filter")
    if kind is not None and str(kind) != "/FlateDecode":
        raise PayloadError(f"has an attachment with unsupported compression: {name}")
    if kind is None:
        return raw
    unpack = zlib.decompressobj()
    data = unpack.decompress(raw, LIMIT)
    if not unpack.eof:
        raise PayloadError(f"has an attachment that is cut off or too large: {name}")
    return data


def load_json(data: bytes) -> Any:
    """JSON with no key twice: programs differ in which of the two they take. PayloadError."""
    try:
        return json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise PayloadError(f"contains data that are not JSON: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def parse_request(data: Any) -> Request:
    """One request as a record without the restricted part. Raises PayloadError."""
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != SCHEMA:
        raise PayloadError(f"{REQUEST} does not follow the schema {SCHEMA}")
    try:
        # A record of `Request` in all but that field, which no reader of it may use.
        return cast(Request, SentRequest.model_validate(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PayloadError(
            f"{REQUEST} does not match its schema: {where}: {first['msg']}"
        ) from None


def read_requests(path: Path) -> list[Request]:
    """The requests of a PDF, of an extracted request.json, or of a dossier's request.json.

    Raises InputError, OSError.
    """
    data: Any
    try:
        with open_regular(path) as file:
            is_pdf = file.read(5) == b"%PDF-"
        data = read_payload(path).data if is_pdf else load_json(read_regular(path))
        if isinstance(data, dict) and data.get("schema_version") == DOSSIER:
            return [parse_request(request) for request in data["requests"]]
        return [parse_request(data)]
    except (PayloadError, KeyError, TypeError) as error:
        remedy = f"give a PDF from this program, or its {REQUEST}"
        raise InputError.single(Place(shown(path)), "", str(error), remedy) from None


def request_bytes(request: Request) -> bytes:
    """The bytes of request.json for a request that was read back."""
    data = cast(Record, request).model_dump(mode="json")
    return json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1).encode("ascii") + b"\n"
