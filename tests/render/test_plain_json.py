"""The JSON of a request: the bytes of Python's own encoder."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from demarche.render.annex import plain_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_the_bytes_are_those_of_pythons_encoder(value: Any) -> None:
    expected = json.dumps(value, ensure_ascii=True, sort_keys=True, indent=1)
    assert plain_json(value) == expected.encode("ascii")
