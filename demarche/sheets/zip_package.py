"""Zip packages and their XML, read within bounds: no bomb, no entity, no part twice."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from demarche.kernel.problems import InputError, Place

MAX_PART = 512 * 2**20
MAX_ALL = 768 * 2**20
MAX_PARTS = 5_000
_RATIO = 400
"""A part that unpacks to more than this many times its size is a bomb (from 1 MB on)."""


class Package:
    """The parts of a zip file in memory. Raises InputError for anything out of bounds."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._fault(f"is not a complete spreadsheet file: {error}") from None
        if len(infos) > MAX_PARTS:
            raise self._fault(f"{len(infos):,} parts (limit {MAX_PARTS:,})")
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            part = _plain(info.filename)
            if part in self._infos:
                raise self._fault(f"duplicate part {info.filename!r}")
            if info.flag_bits & 1:
                raise self._fault("is password-protected", "save it without one")
            packed = max(info.compress_size, 1)
            if info.file_size > MAX_PART or (
                info.file_size > 2**20 and info.file_size / packed > _RATIO
            ):
                raise self._fault(
                    f"the part {info.filename!r} would unpack to {info.file_size:,} bytes",
                    "save the sheet again; a file like this is made to do harm",
                )
            self._infos[part] = info
        if sum(info.file_size for info in infos) > MAX_ALL:
            raise self._fault(f"would unpack to more than {MAX_ALL:,} bytes")

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._infos

    def read(self, part: str) -> bytes:
        """The bytes of a part. InputError where it is absent, broken, or larger than declared."""
        info = self._infos.get(_plain(part))
        if info is None:
            raise self._fault(f"has no part {part!r}", "save the sheet again")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise self._fault(f"the part {part!r} is damaged: {error}") from None
        except Exception as error:  # noqa: BLE001  # zlib, lzma and bz2 have errors of their own
            raise self._fault(f"the part {part!r} is damaged: {error}") from None
        if len(data) > info.file_size:
            raise self._fault(f"the part {part!r} is larger than it says")
        return data

    def elements(self, part: str, *names: str) -> Iterator[Any]:
        """The finished elements of these names, in any namespace; each is emptied after its turn.

        InputError for broken XML and for a document type, which no spreadsheet needs.
        """
        data = self.read(part)
        tags = tuple(f"{{*}}{name}" for name in names)
        try:
            parser = etree.iterparse(
                io.BytesIO(data),
                events=("end",),
                tag=tags,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            first = True
            for _, element in parser:
                if first:
                    self._refuse_doctype(element, part)
                    first = False
                yield element
                element.clear(keep_tail=True)
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
            if first and b"<!DOCTYPE" in data[:4096]:
                raise self._doctype(part)
        except etree.XMLSyntaxError as error:
            if b"<!DOCTYPE" in data[:65536]:
                raise self._doctype(part) from None
            raise self._fault(f"the part {part!r} is not well-formed XML: {error.msg}") from None

    def _refuse_doctype(self, element: Any, part: str) -> None:
        info = element.getroottree().docinfo
        if info.internalDTD is not None or info.doctype:
            raise self._doctype(part)

    def _doctype(self, part: str) -> InputError:
        return self._fault(
            f"the part {part!r} has a document type declaration, which can hold entities",
            "save the sheet again with a spreadsheet program",
        )

    def _fault(self, message: str, remedy: str = "") -> InputError:
        return InputError.single(Place(self.name), "", message, remedy)


def _plain(part: str) -> str:
    """The name of a part as it is compared: other writers use `\\`, or letters of another case."""
    return posixpath.normpath(unquote(part).replace("\\", "/").lstrip("/")).lower()


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its name in any namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None
