"""What a file says of itself, in both places where a PDF has it, compared with the data inside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from lxml import etree

from demarche.trust.verify.verify_report import Check, agrees, differs

_INFO = {
    *("/Title", "/Author", "/Subject", "/Creator", "/Producer", "/CreationDate", "/ModDate"),
}
_SPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
    "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
    "http://www.aiim.org/pdfa/ns/extension/": "pdfaExtension",
}
_KNOWN = {
    *("dc:title", "dc:creator", "dc:description", "dc:identifier", "dc:source", "dc:language"),
    *("pdf:Producer", "xmp:CreatorTool", "xmp:CreateDate", "xmp:ModifyDate"),
    *("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "pdfaExtension:schemas"),
}
_BOTH = {
    "/Title": "dc:title",
    "/Author": "dc:creator",
    "/Subject": "dc:description",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ABOUT = f"{_RDF}about"
_LARGEST = 1 << 20


def described(pdf: pikepdf.Pdf) -> dict[str, str]:
    """The metadata (XMP) by their names: `dc:title`. ValueError where they cannot be read."""
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        return {}
    data = stream.read_bytes()
    if len(data) > _LARGEST:
        raise ValueError("the metadata are too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    found: dict[str, str] = {}
    for block in etree.fromstring(data, parser).iter(f"{_RDF}Description"):
        above = block.getparent()
        if above is None or above.tag != f"{_RDF}RDF":
            continue
        for key, value in block.attrib.items():
            if key != _ABOUT:
                found[_short(str(key))] = str(value)
        for child in block:
            if isinstance(child.tag, str):
                found[_short(child.tag)] = "".join(map(str, child.itertext()))
    return found


def _short(tag: str) -> str:
    space, _, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    return f"{_SPACES.get(space, space)}:{name}"


def check_metadata(
    pdf: pikepdf.Pdf, data: Mapping[str, Any] | None, reference: str
) -> Iterator[Check]:
    """The metadata against each other and the data; `data` is None for a file without any."""
    try:
        faults = list(dict.fromkeys(_faults(pdf, data, reference)))
    except (ValueError, etree.XMLSyntaxError):
        faults = ["the metadata cannot be read"]
    if faults:
        yield differs("metadata", "; ".join(faults))
    else:
        source = "the metadata are those of the data" if data else "the metadata agree"
        yield agrees("metadata", source)


def _faults(pdf: pikepdf.Pdf, data: Mapping[str, Any] | None, reference: str) -> Iterator[str]:
    info = {str(key): str(value) for key, value in pdf.docinfo.items()}
    described_ = described(pdf)
    for key in sorted(set(info) - _INFO):
        yield f"the metadata have an entry that no document of ours has: {key[:40]!a}"
    for key in sorted(set(described_) - _KNOWN):
        yield f"the metadata have an entry that no document of ours has: {key[:80]!a}"
    for key, name in _BOTH.items():
        if info.get(key, "").split() != described_.get(name, "").split():
            yield f"{key[1:].lower()} and its copy in the metadata differ"
    if info.get("/CreationDate") != info.get("/ModDate"):
        yield "it was changed after it was made, say its metadata"
    if f"({reference})" not in info.get("/Title", ""):
        yield f"the title does not name {reference}"
    if data is None:
        return
    title, office = data.get("title"), data.get("office")
    if isinstance(title, str) and info.get("/Title") != f"{title} ({reference})":
        yield "the title is not that of the data"
    if (
        isinstance(office, dict)
        and info.get("/Author", "").split() != str(office.get("name")).split()
    ):
        yield "the author is not the office of the data"
    subject = data.get("subject")
    if isinstance(subject, str) and info.get("/Subject", "").split() != subject.split():
        yield "the subject is not that of the data"
    issued = str(data.get("issued_at", ""))
    if issued and _moment(issued) != info.get("/CreationDate"):
        yield "the date is not that of the data"


def _moment(written: str) -> str:
    """A time of the data as a PDF writes it: D:20261123100000+05'00."""
    moment = dt.datetime.fromisoformat(written)
    zone = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}"
