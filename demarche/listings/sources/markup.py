"""XML and HTML from outside, read so that it can do nothing.

lxml with entities, DTDs and the network off, and any document type refused before parsing, which
is what defusedxml would add (its lxml wrapper is deprecated).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml import etree, html

from demarche.kernel.problems import InputError
from demarche.listings.sources.list_reader import InputFile
from demarche.listings.sources.source_columns import refuse_unknown

_ROOT = re.compile(rb"<[A-Za-z_]")
_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[^>]*>", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
_BLANK = re.compile(r"\s+")
_DOCTYPE = "a document type declaration, which official lists never have"


def root_tag(head: bytes) -> str:
    """The local name of the first element; empty where the text is not XML."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ""
    found = _TAG.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def elements(file: InputFile, *tags: str, frame: Sequence[str] = ()) -> Iterator[Any]:
    """The elements of these names, each complete, in order; memory is freed behind them.

    InputError at the line where the document is malformed, cut off, or has a document type; with
    `frame`, the names of what holds them, also where anything else stands beside them.
    """
    _refuse_doctype(file)
    wanted = [f"{{*}}{tag}" for tag in tags]
    root: Any = None
    parsed = etree.iterparse(
        file.open(),
        events=("end",),
        tag=wanted,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parsed:
            if root is None:
                if _doctype(element):
                    raise file.refuse(_DOCTYPE, 1, "do not use this file")
                root = element.getroottree().getroot()
            yield element
            element.clear(keep_tail=False)
            while (before := element.getprevious()) is not None:
                _beside(file, before, tags, frame)
                del element.getparent()[0]
        for outer in root if frame and root is not None else ():
            for element in (outer, *(() if local(outer) in tags else outer)):
                _beside(file, element, tags, frame)
    except etree.XMLSyntaxError as error:
        raise malformed(file, error, parsed.error_log) from None


def document(file: InputFile) -> Any:
    """The root of a small XML document; InputError as for `elements`."""
    _refuse_doctype(file)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(file.data, parser)
    except etree.XMLSyntaxError as error:
        raise malformed(file, error) from None
    if _doctype(root):
        raise file.refuse(_DOCTYPE, 1, "do not use this file")
    return root


def page(file: InputFile) -> Any:
    """The root of an HTML page; a page whose tables or lists do not close is refused as cut off."""
    text = file.text()
    if "\0" in text:
        raise file.refuse("a NUL character: not an HTML page")
    low = text.casefold()
    for tag in ("table", "ul", "html"):
        opened = len(re.findall(rf"<{tag}[\s>]", low))
        closed = low.count(f"</{tag}>")
        if opened != closed:
            raise file.refuse(
                f"<{tag}> is opened {opened} times and closed {closed} times",
                low.count("\n") + 1,
                "the page was cut off; save the whole page again",
            )
    parser = html.HTMLParser(no_network=True, remove_comments=True, encoding="utf-8")
    root = html.document_fromstring(text.encode(), parser=parser)
    for junk in root.iter("script", "style"):
        junk.clear()
    return root


def malformed(file: InputFile, error: etree.XMLSyntaxError, log: Iterable[Any] = ()) -> InputError:
    """The refusal of a document that is not well-formed.

    `log` is the parser's own, which has the place where the exception of `iterparse` has none.
    """
    line, column = error.position
    message = str(error.msg).rsplit(", line", 1)[0]
    first = next(iter(log), None)
    if not line and first is not None:
        line, column, message = first.line, first.column, first.message
    return file.refuse(
        f"not well-formed XML: {message}",
        line,
        "the file is damaged or cut off; download it again",
        column,
    )


def _line(element: Any) -> int:
    return int(element.sourceline or 0)


def _beside(file: InputFile, element: Any, tags: Sequence[str], frame: Sequence[str]) -> None:
    """Refuse what stands beside the entries and is neither one nor holds them."""
    if frame and local(element) not in tags:  # in other letters it was not read as an entry
        refuse_unknown(file, [local(element)], frame, "the list", _line(element))


def known_children(file: InputFile, element: Any, known: Iterable[str], within: str) -> None:
    """Refuse an element that has a child of another name than these."""
    refuse_unknown(file, map(local, element), known, within, _line(element))


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Any, tag: str) -> str:
    """The text of the first child of this name, ends trimmed, line breaks as spaces."""
    for inner in element:
        if _named(inner, tag):
            return tidy(inner.text or "")
    return ""


def children(element: Any, tag: str) -> list[Any]:
    """The children of this name."""
    return [inner for inner in element if _named(inner, tag)]


def _named(element: Any, tag: str) -> bool:
    name = local(element)
    return name == tag or name.casefold() == tag.casefold()


def values(element: Any, tag: str) -> list[str]:
    """The texts of `<tag><VALUE>…</VALUE></tag>`, without empty ones."""
    texts = (tidy(v.text or "") for inner in children(element, tag) for v in inner)
    return [text for text in texts if text]


def tidy(text: str) -> str:
    """Ends trimmed and line breaks made spaces; inner spaces stay as printed."""
    return re.sub(r"[ \t]*[\r\n\t][ \t\r\n]*", " ", text.replace("\xa0", " ")).strip()


def squeezed(element: Any) -> str:
    """The whole text of an HTML element with its white space collapsed."""
    return _BLANK.sub(" ", "".join(element.itertext()).replace("\xa0", " ")).strip()


def _doctype(element: Any) -> str:
    return str(element.getroottree().docinfo.doctype)


def _refuse_doctype(file: InputFile) -> None:
    """Refuse a DTD and encodings in which one could hide; look at all that precedes the root."""
    head = file.data[:4]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        raise file.refuse("not UTF-8", 1, "official lists are published as UTF-8")
    declared = _ENCODING.match(file.data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise file.refuse(
            f"declares {declared[1].decode('ascii', 'replace')}, not UTF-8",
            1,
            "official lists are in UTF-8: download it again; an editor may have changed it",
        )
    found = _ROOT.search(file.data)
    prolog = file.data[: found.start()] if found else file.data
    doctype = re.search(
        rb"<!(DOCTYPE|ENTITY)", file.data if found is None else prolog, re.IGNORECASE
    )
    if doctype:
        raise file.refuse(
            _DOCTYPE,
            file.data.count(b"\n", 0, doctype.start()) + 1,
            "do not use this file",
        )
