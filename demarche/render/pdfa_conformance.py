"""What WeasyPrint 70 leaves short of PDF/A-3a and PDF/UA-1 in one file, put right.

WeasyPrint writes one of the two standards; this adds the other's claim, the attachments in the
order in which readers look for them, and mends what veraPDF would refuse.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pydyf
from weasyprint import Attachment as PdfAttachment
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import get_hb_object_data

import demarche
from demarche.kernel import fonts
from demarche.render.assets import Shelf
from demarche.render.typesetter_guard import ClosedFetcher, RenderError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MEDIA_TYPES = {
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
    "zip": "application/zip",
}
"""By the ending of the name; what the machine knows of endings would change the bytes."""
_ATTACHMENT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

_XMP_OF_UA = (
    '<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
    "</rdf:Description>"
    '<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" '
    'pdfuaid:part="1"/>'
)
"""PDF/UA's mark in the metadata, and the schema by which PDF/A knows that mark
(ISO 14289-1, 5; ISO 19005-3, 6.6.2.3). WeasyPrint writes one of the two standards only."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself. `language` is a BCP 47 tag; `created` has a zone."""

    title: str
    author: str
    subject: str
    language: str
    created: dt.datetime
    mark: str | None = None
    """`paper_mark`: for a file that carries no request, what it is and what it belongs to."""
    made: str | None = None
    """`Made` as text: by which program, on what machine and with which templates."""
    creator: str = f"Demarche {demarche.__version__}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document. `name` is plain ASCII; its ending tells the media type.

    `relationship` is one of PDF/A-3: Source, Data, Alternative, Supplement, Unspecified.
    """

    name: str
    data: bytes
    description: str
    relationship: str = "Data"


def check(metadata: Metadata, identifier: bytes) -> None:
    if not 16 <= len(identifier) <= 64:
        raise ValueError("the identifier must have 16 to 64 bytes")
    if metadata.created.utcoffset() is None:
        raise ValueError("the time of creation needs a zone")
    for name in ("title", "author", "subject", "language"):
        value = getattr(metadata, name)
        if not value or _CONTROL.search(value):
            raise ValueError(f"the {name} is empty or holds control characters")


class _PdfMetadata(DocumentMetadata):  # type: ignore[misc]
    """Metadata with further descriptions: the claim of PDF/UA-1 beside PDF/A-3a, an identifier."""

    further = ""

    def generate_rdf_metadata(self, *arguments: Any, **named: Any) -> bytes:
        data: bytes = super().generate_rdf_metadata(*arguments, **named)
        return data.replace(b"</rdf:RDF>", self.further.encode() + b"</rdf:RDF>")


def _xmp_of_mark(mark: str) -> str:
    """The mark as `dc:identifier`, which PDF/A knows without a schema of ours."""
    return (
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about="">'
        f"<dc:identifier>{escape(mark)}</dc:identifier></rdf:Description>"
    )


def _xmp_of_made(made: str) -> str:
    """By what it was made, as `dc:source`."""
    return (
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about="">'
        f"<dc:source>{escape(made)}</dc:source></rdf:Description>"
    )


def pdf_metadata(metadata: Metadata, *, archive: bool = True) -> DocumentMetadata:
    """The metadata; of a document that is no archive's, WeasyPrint writes all that is needed."""
    created = metadata.created.replace(microsecond=0).isoformat()
    made = _PdfMetadata(
        title=metadata.title,
        authors=[metadata.author],
        description=metadata.subject,
        generator=metadata.creator,
        created=created,
        modified=created,
        lang=metadata.language,
    )
    made.further = _XMP_OF_UA if archive else ""
    if metadata.mark:
        made.further += _xmp_of_mark(metadata.mark)
    if metadata.made:
        made.further += _xmp_of_made(metadata.made)
    return made


def pdf_attachments(attachments: Iterable[Attachment], created: dt.datetime) -> list[PdfAttachment]:
    """WeasyPrint's attachments, by name: readers search the list as a sorted tree."""
    moment = created.astimezone(dt.UTC)
    ordered = sorted(attachments, key=lambda attachment: attachment.name)
    names = [attachment.name for attachment in ordered]
    if len(set(names)) != len(names):
        raise ValueError("two attachments have the same name")
    contents: dict[bytes, str] = {}
    for attachment in ordered:
        if not _ATTACHMENT_NAME.fullmatch(attachment.name):
            raise ValueError(f"not a plain file name: {attachment.name!r}")
        if _ending(attachment.name) not in _MEDIA_TYPES:
            raise ValueError(f"no media type is known for {attachment.name!r}")
        # WeasyPrint looks the relationship up by the content.
        if contents.setdefault(attachment.data, attachment.relationship) != attachment.relationship:
            raise ValueError("attachments of the same content need the same relationship")
    return [
        PdfAttachment(
            string=attachment.data,
            name=attachment.name,
            description=attachment.description,
            created=moment,
            modified=moment,
            relationship=attachment.relationship,
            url_fetcher=ClosedFetcher(Shelf()),
        )
        for attachment in ordered
    ]


def _digest(font: Any) -> str:
    """The SHA-256 (hexadecimal) of the file from which a font of a document comes."""
    return hashlib.sha256(get_hb_object_data(font.hb_face)).hexdigest()


def finish(document: Any, pdf: Any) -> None:
    """Mend what WeasyPrint 70 leaves short of the standards, and check whose fonts were used."""
    foreign = {
        font.family for font in document.fonts.values() if _digest(font) not in fonts.digests()
    }
    if foreign:
        raise RenderError(f"a font that is not the program's: {name}" for name in sorted(foreign))
    if "AF" in pdf.catalog:  # each file is listed twice
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    rows: dict[bytes, Any] = {}
    heads: set[bytes] = set()
    headers: list[Any] = []
    for item in pdf.objects:
        extra = getattr(item, "extra", None)
        if extra and extra.get("Subtype") == "/Image" and "Interpolate" in extra:
            extra["Interpolate"] = "false"  # ISO 19005-3, 6.2.8
        elif isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Filespec":
            file = pdf.objects[int(item["EF"]["F"].split()[0])]
            media_type = _MEDIA_TYPES[_ending(item["UF"].string)]
            file.extra["Subtype"] = pydyf.name(media_type)
        elif isinstance(item, pydyf.Dictionary):
            match item.get("S"):
                case "/TH":
                    headers.append(item)
                case "/TR":
                    rows[item.reference] = item
                case "/THead":
                    heads.add(item.reference)
    for header in headers:  # ISO 14289-1, 7.5: which way a header heads
        row = rows.get(header["P"])
        if row is not None:
            way = "/Column" if row["P"] in heads else "/Row"
            header["A"].setdefault("Scope", way)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
