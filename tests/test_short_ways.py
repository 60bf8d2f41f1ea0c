"""The short ways of a check: they give what the long way gives, whatever is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.model.platform import Platform
from demarche.model.target import Target
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolve import Resolver, TargetError
from tests.kit import ROOT


class LongWay(Resolver):
    """Resolves the plainest addresses as every other one."""

    def _short(self, text: str) -> Target | None:
        return None


PLATFORMS = load_platforms(ROOT / "data" / "platforms")
RESOLVER, LONG = Resolver(PLATFORMS), LongWay(PLATFORMS)


def told(resolver: Resolver, text: str) -> object:
    """The target, or why there is none."""
    try:
        return resolver.resolve(text)
    except TargetError as error:
        return str(error), error.status


def examples(platform: Platform) -> Iterator[str]:
    """Addresses of every rule of a platform, with its examples in the places of identifiers."""
    values = {one.id: one.example.removeprefix("@") for one in platform.identifiers}
    grammar = platform.grammar
    for rule in grammar.paths:
        path = re.sub(r"\{([^{}]+)\}", lambda held: values.get(held[1], "a"), rule.path or "")
        for literal in range(3):
            segments = [
                part.split("|")[literal % (part.count("|") + 1)]
                for part in path.replace("/**", "").split("/")
            ]
            for host in (*rule.hosts, *grammar.hosts[:2]):
                yield f"https://{host.replace('*.', '').replace('{', '').replace('}', '')}" + (
                    "/".join(segments).replace("*", "any")
                )


ADDRESSES = sorted(set(chain.from_iterable(examples(PLATFORMS[name]) for name in PLATFORMS)))


def test_an_address_of_every_rule() -> None:
    for text in ADDRESSES:
        for written in (text, f"{text}/", f"{text}/more", text.upper().replace("HTTPS", "https")):
            assert told(RESOLVER, written) == told(LONG, written)


WORDS = sorted({word for text in ADDRESSES for word in text.split("/")[3:]})
HOSTS = sorted({text.split("/")[2] for text in ADDRESSES})


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(HOSTS),
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.from_regex(r"[A-Za-z0-9_@+.-]{1,20}", fullmatch=True),
            st.from_regex(r"[0-9]{1,20}", fullmatch=True),
        ),
        max_size=4,
    ),
    st.sampled_from(["", "/", "?lang=en", "."]),
)
def test_any_plain_address(host: str, segments: list[str], end: str) -> None:
    text = "/".join((f"https://{host}", *segments)) + end
    assert told(RESOLVER, text) == told(LONG, text)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/specimen_a",
        "https://x.com/specimen_a/status/2086097598678040575",
        "https://www.facebook.com/specimen.page.0001/posts/90000000000000001",
        "https://t.me/+SPECIMENin000001",
        "https://www.instagram.com/specimen_i/",
        "https://whatsapp.com/channel/0029VaSPECIMENc000001",
    ],
)
def test_what_most_rows_hold_goes_the_short_way(text: str) -> None:
    assert RESOLVER._short(text) == LONG.resolve(text)
