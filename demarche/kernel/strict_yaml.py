"""Reading YAML so that every scalar arrives as the text that was written, with its line.

Built on PyYAML's events: no tag, alias, anchor, merge key, second document or duplicate key is
accepted, and nothing is retyped (`0123`, `1e5`, `no` and a 20-digit number stay text). The schema
makes numbers and dates out of text, never YAML.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from demarche.kernel.problems import Collector, InputError, Place, Problem

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 20
MAX_VALUES = 3_000_000
MAX_FIELDS = 10_000
"""Of one mapping: no record has a hundredth of them."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_COMMENT_AFTER = re.compile(r"\s+#")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar as written, with the place of its first character (from 1)."""

    __slots__ = ("column", "line")
    line: int
    column: int

    def __new__(cls, value: str, line: int = 0, column: int = 0) -> Text:
        text = super().__new__(cls, value)
        text.line, text.column = line, column
        return text


class Mapping(dict[str, "Node"]):
    """Fields in file order; `keys_at` has each key's line and column, `blank` the empty ones."""

    __slots__ = ("blank", "column", "file", "keys_at", "line")

    def __init__(self, line: int = 0, column: int = 0, file: str = "") -> None:
        super().__init__()
        self.line, self.column, self.file = line, column, file
        self.keys_at: dict[str, tuple[int, int]] = {}
        self.blank: set[str] = set()

    def at(self, name: str) -> Node | None:
        """A field with its place; a table's row keeps plain text, and knows the place from this."""
        return self.get(name)


class Sequence(list["Node"]):
    """A list with its place; `file` is set where it comes from another file than its parent."""

    __slots__ = ("column", "file", "line")

    def __init__(self, line: int = 0, column: int = 0, file: str = "") -> None:
        super().__init__()
        self.line, self.column, self.file = line, column, file


Node = Text | Mapping | Sequence


def decode(data: bytes, name: str) -> str:
    """UTF-8 bytes to text, a leading byte order mark dropped; InputError names the bad byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise InputError.single(
            Place(name, line, column),
            "",
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        ) from None


def read(data: bytes, name: str) -> Mapping:
    """Read one YAML document whose top level is a mapping.

    Raises InputError with every problem found; `name` is the file name that the problems show.
    """
    if len(data) > MAX_BYTES:
        raise InputError.single(
            Place(name), "", f"file has {len(data):,} bytes (limit {MAX_BYTES:,})"
        )
    text = decode(data, name).replace("\r\n", "\n")
    _refuse_controls(text, name)
    return _Reader(text, name).document()


def _refuse_controls(text: str, name: str) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    start = found.start()
    point = ord(found[0])
    raise InputError.single(
        Place(name, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)),
        "",
        f"a raw control or line-separator character, U+{point:04X}",
        f'write it inside double quotes as "\\u{point:04x}" if it is intended',
    )


class _Reader:
    """One pass over the events of one document."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.found = Collector()
        self.values = 0
        self.events = _Loader(text)

    def document(self) -> Mapping:
        try:
            return self._document()
        except yaml.YAMLError as error:
            self.found.add(self._syntax(error))
            raise InputError(self.found.problems) from None
        finally:
            self.events.dispose()

    def _document(self) -> Mapping:
        self.events.get_event()
        if isinstance(self.events.get_event(), yaml.StreamEndEvent):
            raise InputError.single(
                Place(self.name, 1, 1), "", "the file is empty", "`demarche new` writes an example"
            )
        first = self.events.get_event()
        root = self._node(first, "", 0)
        self.events.get_event()
        after = self.events.get_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault(after, "", "a second document (---) is not allowed", "keep one per file")
        if not isinstance(root, Mapping):
            kind = "a list" if isinstance(root, Sequence) else "text"
            self._fault(
                first,
                "",
                f"expected fields (`name: value`), found {kind}",
                "start with `reference:`",
            )
        self.found.stop_if_any()
        assert isinstance(root, Mapping)  # noqa: S101  (the fault above has stopped all else)
        root.file = self.name
        return root

    def _syntax(self, error: yaml.YAMLError) -> Problem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = str(getattr(error, "problem", None) or error).split("\n")[0]
        place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
        line = self.lines[mark.line] if mark and mark.line < len(self.lines) else ""
        remedy = ""
        if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in what:
            what, remedy = "a tab in the indentation", "YAML indents with spaces"
        elif "cannot start any token" in what:
            # libyaml does not name the sign, PyYAML's own scanner does.
            sign = line[mark.column : mark.column + 1] if mark else ""
            what = f"value cannot start with {sign!r}" if sign else what
            remedy = "quote the whole value"
        elif "mapping values are not allowed" in what:
            what = "a second `: ` in one value"
            remedy = "quote the whole value"
        elif "could not find expected ':'" in what:
            remedy = "write `name: value`, with a space after the colon"
        elif re.search("expected key|'-' indicator|<block end>", what):
            what = "indentation does not match any level above"
            remedy = "indent it like the lines around it"
        elif re.search("end of stream|node content|',' or '", what):
            what = "a bracket, brace or quote above is not closed"
            remedy = "close it"
        return Problem(place, "", what, remedy)

    def _fault(self, event: Any, path: str, message: str, remedy: str = "") -> None:
        mark = event.start_mark
        place = Place(self.name, mark.line + 1, mark.column + 1)
        self.found.add(Problem(place, path, message, remedy))

    def _stop(self, event: Any, path: str, message: str, remedy: str = "") -> None:
        self._fault(event, path, message, remedy)
        raise InputError(self.found.problems)

    def _check(self, event: Any, path: str) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            self._stop(event, path, f"more than {MAX_VALUES:,} values", "split the case")
        if getattr(event, "anchor", None):
            self._stop(event, path, f"an anchor (&{event.anchor}) is not allowed", "write it out")
        if getattr(event, "tag", None):
            self._fault(event, path, f"a tag ({event.tag}) is not allowed", "remove it")

    def _node(self, event: Any, path: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._stop(event, path, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            self._stop(event, path, f"an alias (*{event.anchor}) is not allowed", "write it out")
        self._check(event, path)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_loss(event, path)
            return Text(event.value, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            items = Sequence(line, column)
            while not isinstance(inner := self.events.get_event(), yaml.SequenceEndEvent):
                items.append(self._node(inner, f"{path}[{len(items) + 1}]", depth + 1))
            return items
        return self._mapping(Mapping(line, column), path, depth)

    def _mapping(self, fields: Mapping, path: str, depth: int) -> Mapping:
        while not isinstance(event := self.events.get_event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, path, "a field name must be plain text")
            self._check(event, path)
            if len(fields.keys_at) >= MAX_FIELDS:
                self._stop(event, path, f"more than {MAX_FIELDS:,} fields in one place")
            key = str(event.value)
            inside = f"{path}.{key}" if path else key
            if key == "<<":
                self._stop(event, path, "a merge key (<<) is not allowed", "write the fields out")
            if key in fields.keys_at:
                first = fields.keys_at[key][0]
                self._fault(event, inside, f"duplicate field (first on line {first})", "keep one")
            else:
                fields.keys_at[key] = (event.start_mark.line + 1, event.start_mark.column + 1)
            value = self._node(self.events.get_event(), inside, depth + 1)
            if isinstance(value, Text) and value == "" and self._is_blank(value):
                fields.blank.add(key)
            else:
                fields[key] = value
        return fields

    def _is_blank(self, value: Text) -> bool:
        """True where nothing stands after the colon (as against "" in quotes)."""
        line = self.lines[value.line - 1] if value.line <= len(self.lines) else ""
        return line[value.column - 1 : value.column] not in ("'", '"')

    def _refuse_loss(self, event: Any, path: str) -> None:
        """Refuse the forms in which YAML silently changes or cuts what was typed."""
        style = event.style or ""
        runs_over = event.end_mark.line != event.start_mark.line
        if style == ">":
            self._fault(
                event,
                path,
                "folded text (>) is not allowed: it changes line breaks",
                "use a literal block (|)",
            )
        elif runs_over and style != "|" and event.value:
            self._fault(
                event,
                path,
                "text runs over several lines, which would be joined",
                "use a literal block (|)",
            )
        elif style == "":
            self._refuse_plain_loss(event, path)
        if _NO_CHARACTER.search(event.value):
            self._fault(event, path, "NUL or half a surrogate pair is not a character")

    def _refuse_plain_loss(self, event: Any, path: str) -> None:
        end = event.end_mark
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        # Looked at in place: a line may hold millions of values.
        if event.value and _COMMENT_AFTER.match(line, end.column):
            rest = line[end.column :]
            self._fault(
                event,
                path,
                f"everything after ` #` would be dropped as a comment ({rest.strip()[:30]!r})",
                "quote the whole value, or the comment on a line of its own",
            )
        if event.value == "~" or event.value.lower() == "null":
            self._fault(
                event,
                path,
                f"{event.value!r} is ambiguous",
                "quote it if it is text, or leave the value empty if there is none",
            )
