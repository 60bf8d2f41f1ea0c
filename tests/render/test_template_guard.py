"""A template is handed data: no object, no method of a record and no other file can be reached."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit import DATA
from pydantic import BaseModel

from demarche.build.prepare import prepare
from demarche.kernel.workspace import builtin
from demarche.model.request import Request
from demarche.render.html import TemplateFaultError, Templates


@pytest.fixture(scope="module")
def request_() -> Request:
    """A request of the minimal case."""
    return prepare(DATA / "cases" / "minimal" / "case.yaml").requests[0]


Print = Callable[[str], str]


@pytest.fixture
def printed(tmp_path: Path, request_: Request) -> Print:
    """What a workspace's template of one line prints inside the page."""
    (tmp_path / "templates").mkdir()

    def made(code: str) -> str:
        parts = '{% import "parts.html.j2" as parts %}' if "parts." in code else ""
        text = f"{parts}<body>[[{code}]]</body>"
        (tmp_path / "templates" / "own.html.j2").write_text(text, encoding="utf-8")
        templates = Templates([tmp_path / "templates", builtin("templates")])
        page = templates.html("own", request_, {"pictures": {}})
        return page.partition("[[")[2].partition("]]")[0]

    return made


PICKLE = "cos\\nsystem\\n(S'id > PWNED'\\ntR0}."

OF_THE_REVIEW = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ request.__class__.__init__.__globals__ }}",
    "{{ request['__class__'] }}",
    "{{ request|attr('__class__') }}",
    "{{ [request]|map('attr', '__class__')|first }}",
    "{{ [request]|map(attribute='__class__')|first }}",
    "{{ [request]|map(attribute='__class__.__mro__')|list|length }}",
    "{{ '{0.__class__}'.format(request) }}",
    "{{ '{x.__class__}'.format_map({'x': request}) }}",
    "{{ ('{0.__class__}'|attr('format'))(request) }}",  # CVE-2025-27516
    "{{ ['{0.__class__}']|map('format', request)|first }}",
    "{% set f = '{0.__class__}'.format %}{{ f(request) }}",  # CVE-2024-56326
    "{{ '%s'|format(request) }}",
    "{% include '/etc/passwd' %}",
    "{% include '../data/cases/one/case.yaml' %}",
    f'{{% set x = request.letter.parse_raw("{PICKLE}", content_type="pickle", allow_pickle=True) '
    "%}{{ x }}",
    "{{ request.parse_file('/etc/hostname') }}",
    "{{ request.model_copy() and 'x' }}",
    "{{ request.model_dump_json() }}",
    "{% if request.model_rebuild() %}x{% endif %}",
    "{{ request.from_orm(request) and 'x' }}",
]

OWN = [
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__ }}",
    "{{ self['__init__'] }}",
    "{% macro m() %}{{ caller.__init__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "{% for one in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for one in [1] %}{{ loop._iterator }}{% endfor %}",
    "{% for one in [1] %}{{ loop._undefined }}{% endfor %}",
    "{% for one in [1] %}{{ loop.cycle.__func__ }}{% endfor %}",
    "{% for one in [1] %}{{ loop.cycle.__self__._iterator }}{% endfor %}",
    "{{ joiner('x') }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ cycler(1, 2) }}",
    "{{ namespace(a=1).a }}",
    "{{ lipsum.__globals__ }}",
    "{{ range(9)|length }}",
    "{{ dict(a=1)|length }}",
    "{{ [request, request]|groupby('__class__')|length }}",
    "{{ [request, request]|sort(attribute='__class__')|length }}",
    "{{ [request]|selectattr('model_dump')|list|length }}",
    "{{ [request]|sum(attribute='__class__') }}",
    "{{ [request]|join(attribute='__class__') }}",
    "{{ [request]|unique(attribute='__class__')|list|length }}",
    "{{ [1]|batch(100000000, 'x')|list|length }}",
    "{{ [1]|slice(100000000)|list|length }}",
    "{{ ('ab'|map('upper')).gi_frame }}",
    "{{ ('ab'|map('upper')).gi_code }}",
    "{{ ('ab'|map('upper')).send }}",
    "{{ nothing.__class__ }}",
    "{{ nothing._undefined_exception }}",
    "{{ request.nothing._fail_with_undefined_error }}",
    "{{ super().__class__ }}",
    "{{ parts._body_stream }}",
    "{{ parts.__dict__ }}",
    "{{ parts.paragraphs._func }}",
    "{{ parts.paragraphs.name }}",
    "{{ _('x') }}",
    "{{ gettext('x') }}",
    "{% do request.title %}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{{ request.issued_at.__reduce__() }}",
    "{{ request.issued_at.strftime('%Y' ) }}",
    "{{ request.issued_at.tzinfo.key }}",
    "{{ request.issued_at.max }}",
    "{{ request.purpose.__add__ }}",
    "{{ request.title.encode() }}",
    "{{ request.title.translate({}) }}",
    "{{ request.title.ljust(300000000)|length }}",
    "{{ request.title.zfill(300000000)|length }}",
    "{{ request.title.expandtabs(300000000)|length }}",
    "{{ request.title|center(300000000)|length }}",
    "{{ request.title|indent(300000000)|length }}",
    "{{ '%300000000d' % 1 }}",
    "{{ '%s' % request }}",
    "{{ 'a' * 300000000 }}",
    "{{ 2 ** 99 }}",
    "{{ 9223372036854775807 * 9223372036854775807 }}",
    "{{ request.title|random }}",
    "{{ request.title|tojson }}",
    "{{ request.title|pprint }}",
    "{% if request is callable %}x{% endif %}",
    "{{ request.model_fields|length }}",
    "{{ request.model_config|length }}",
    "{{ request['model_dump']()|length }}",
    "{{ request.office['model_copy']() and 'x' }}",
    "{{ request.kind.__objclass__ }}",
    "{{ request.kind._member_map_ }}",
    "{{ request.kind.REMOVAL }}",
    "{{ request(1) }}",
    "{{ request.title() }}",
    "{{ request.accounts.append(1) }}",
    "{{ {}.update({1: 2}) }}",
    "{{ {}.fromkeys([1]) }}",
    "{{ {}.setdefault(1, 2) }}",
    "{{ [].__class__ }}",
    "{{ (1).to_bytes(3, 'big') }}",
    "{{ (1).real.__class__ }}",
    "{{ (1.5).fromhex('0x1') }}",
    "{{ true.__class__ }}",
    "{{ none.__class__ }}",
    "{{ request.title|shown|attr('unescape') }}",
    "{{ (request.title|shown).unescape() }}",
    "{{ (request.title|shown).striptags() }}",
    "{{ (request.title|shown).format(request) }}",
    "{% include 'sub/../own.html.j2' %}",
    "{% include './own.html.j2' %}",
    "{% include '.own.html.j2' %}",
    "{% include 'C:/own.html.j2' %}",
    "{% include '..' %}",
    "{% include '' %}",
    "{% include 'style.css' %}",
    "{% include request.title %}",
    "{% set n = 'own.html.j2' %}{% include n %}",
    "{% import '/etc/passwd' as x %}",
    "{% from '../x.j2' import y %}",
    "{% from 'parts.html.j2' import __class__ %}",
]


@pytest.mark.parametrize("code", [*OF_THE_REVIEW, *OWN])
def test_what_is_no_data_stops_the_template(
    printed: Print, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TemplateFaultError):
        printed(code)
    assert not (tmp_path / "PWNED").exists()


@dataclasses.dataclass(frozen=True)
class _Plain:
    """For what every class of the standard library's dataclasses has."""


def attributes() -> list[str]:
    """Every attribute of pydantic's records, lean ones and named tuples that is not a field."""
    kinds = (BaseModel, Request, _Plain, tuple)
    return sorted({name for kind in kinds for name in dir(kind)} - set(Request.model_fields))


@pytest.mark.parametrize("name", attributes())
def test_nothing_but_fields_of_a_record_can_be_read_or_called(printed: Print, name: str) -> None:
    own = {"count", "index"}  # of tuples
    for value in ("request", "request.office", "request.accounts[0]", "request.recipient.notice"):
        for code in (
            f"{{{{ {value}.{name} and 'x' }}}}",
            f"{{{{ {value}['{name}'] and 'x' }}}}",
            f"{{{{ {value}.{name}() and 'x' }}}}",
            f"{{{{ [{value}]|map(attribute='{name}')|first and 'x' }}}}",
            f"{{% for one in [{value}]|selectattr('{name}') %}}x{{% endfor %}}",
        ):
            with pytest.raises(TemplateFaultError):
                printed(code)
    assert name not in own or printed(f"{{{{ request.accounts.{name} and 'x' }}}}") == "x"


ADMITTED: dict[str, Any] = {
    "{{ request.title.startswith(request.title[:1]) and 'yes' }}": "yes",
    "{{ ' Ab '.strip().lower() }}": "ab",
    "{{ request['title'] == request.title and 'same' }}": "same",
    "{{ request.accounts[0].number }}": "1",
    "{{ request.accounts|map(attribute='number')|join(',') }}": "1",
    "{{ request.accounts|selectattr('number', 'equalto', 1)|list|length }}": "1",
    "{% for n, g in request.accounts|groupby('number') %}{{ n }}{{ g|length }}{% endfor %}": "11",
    "{% for g in request.accounts|groupby('number') %}{{ g.grouper }}{% endfor %}": "1",
    "{% for one in [4, 5] %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}": "1a2b",
    "{{ {'a': 1}.a }}{{ {'a': 1}['a'] }}{{ {'a': 1}.get('b', 2) }}": "112",
    "{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}": "a1",
    "{{ request.issued_at.year > 2000 and request.issued_at.isoformat()[:2] }}": "20",
    "{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m(1) %}2{% endcall %}": "12",
    "{{ request.kind.value == request.kind and 'kind' }}": "kind",
    "{{ 3 * 4 }}{{ 7 % 4 }}{{ 1 + 1 }}": "1232",
    "{{ nothing is defined or 'no' }}": "no",
    "{{ request.parse_raw is defined or 'no' }}": "no",
}


@pytest.mark.parametrize(("code", "text"), ADMITTED.items())
def test_data_and_plain_methods_are_at_hand(printed: Print, code: str, text: str) -> None:
    assert printed(code) == text


def lay(file: Path, what: str, outside: Path) -> None:
    """Put something that is not an ordinary file under the name of a template."""
    if what == "link":
        file.symlink_to(outside)
    elif what == "link inside":
        (file.parent / "other.html.j2").write_text("secret")
        file.symlink_to("other.html.j2")
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "device":
        file.symlink_to("/dev/zero")
    elif what == "folder":
        file.mkdir()
    elif what == "large":
        file.write_bytes(b" " * (3 * 2**20))
    else:
        file.write_bytes(b"\xff\xfe")


@pytest.mark.parametrize("way", ["include", "import", "extends", "from", "ignore missing"])
@pytest.mark.parametrize(
    "what", ["link", "link inside", "pipe", "device", "folder", "large", "8-bit"]
)
def test_only_an_ordinary_file_is_included(
    printed: Print, tmp_path: Path, way: str, what: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    lay(tmp_path / "templates" / "x.html.j2", what, secret)
    code = {
        "include": "{% include 'x.html.j2' %}",
        "import": "{% import 'x.html.j2' as x %}{{ x.y }}",
        "extends": "{% extends 'x.html.j2' %}",
        "from": "{% from 'x.html.j2' import y %}{{ y }}",
        "ignore missing": "{% include 'x.html.j2' ignore missing %}",
    }[way]
    with pytest.raises(TemplateFaultError, match=r"x\.html\.j2: (is a|has 3,145,728|not UTF-8)"):
        printed(code)


@pytest.mark.parametrize("what", ["link", "pipe", "device", "folder", "large", "8-bit"])
def test_only_an_ordinary_file_is_the_style_sheet(tmp_path: Path, what: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    lay(tmp_path / "style.css", what, secret)
    with pytest.raises(TemplateFaultError, match=r"style\.css"):
        Templates([tmp_path, builtin("templates")]).style()
