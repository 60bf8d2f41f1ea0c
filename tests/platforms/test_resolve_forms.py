"""Forms of addresses, platform by platform: the tables under `addresses/`.

A row is `address | kind | canonical form`, with `| owner` for an item whose address holds it, or
`address | ! status | part of the message`. Handles and codes are invented.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import DATA, TESTS

from demarche.platforms.address import Address
from demarche.platforms.address_rules import Fit, Rules
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver, TargetError

ADDRESSES = TESTS / "platforms" / "addresses"
PLATFORMS = load_platforms(DATA / "platforms")
RESOLVER = Resolver(PLATFORMS)


def rows(*, refused: bool) -> Iterator[tuple[str, ...]]:
    """The rows of all tables that are refused, or that are not."""
    for file in sorted(ADDRESSES.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = tuple(line.split(" | "))
            if cells[1].startswith("! ") == refused:
                yield cells if refused or len(cells) == 4 else (*cells, "")


@pytest.mark.parametrize(("text", "kind", "canonical", "owner"), list(rows(refused=False)))
def test_a_form_that_is_known(text: str, kind: str, canonical: str, owner: str) -> None:
    target = RESOLVER.resolve(text)
    assert (target.kind, target.canonical, target.owner or "") == (kind, canonical, owner)
    again = RESOLVER.resolve(target.canonical)
    assert (again.key, again.canonical, again.kind) == (target.key, target.canonical, target.kind)


@pytest.mark.parametrize(("text", "status", "part"), list(rows(refused=True)))
def test_a_form_that_is_refused(text: str, status: str, part: str) -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve(text)
    assert (caught.value.status, part in str(caught.value)) == (status[2:], True), caught.value
    assert "look-alike host" not in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_form_of_the_grammar_is_in_the_table(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each shape of a platform's addresses decides at least one row of its own table."""
    decided: set[int] = set()
    find = Rules.find

    def noted(rules: Rules, address: Address) -> Fit:
        fit = find(rules, address)
        decided.add(id(fit.rule))
        return fit

    monkeypatch.setattr(Rules, "find", noted)
    for line in (ADDRESSES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(TargetError):
            RESOLVER.resolve(line.split(" | ")[0])

    missing = [
        (rule.hosts, rule.path, rule.fragment, dict(rule.query))
        for rule in PLATFORMS[name].grammar.paths
        if id(rule) not in decided
    ]
    assert not missing


def test_there_are_forms_of_every_platform() -> None:
    for name in PLATFORMS:
        lines = (ADDRESSES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        assert len(lines) >= 5, name
        assert len(lines) == len(set(lines)), name


@pytest.mark.parametrize(
    ("text", "platform", "part"),
    [
        ("https://x.com/12345", None, "digits only"),
        ("@12345", "instagram", "digits only"),
        ("https://www.tiktok.com/@1234567", None, "digits only"),
        ("https://www.reddit.com/user/1234567", None, "digits only"),
        ("https://x.com/i/lists/1500000000000000001", None, "each of its members"),
        ("https://t.me/addlist/AbCdEfGhIjKlMnOp", None, "each of them by itself"),
        ("https://www.youtube.com/user/specimenuser", None, "an older kind of name"),
        ("https://www.youtube.com/c/SpecimenChannel", None, "an older kind of name"),
        ("Specimen#0042", "discord", "given up in 2023"),
        ("https://odysee.com/@specimen", None, "without its claim"),
        ("@specimen", "odysee", "without its claim"),
        ("https://odysee.com/@specimen#9", None, "read as the older way"),
        ("https://www.instagram.com/p/zzzzzzzzzzz/", None, "in the future"),
        ("https://x.com/specimen_one/status/9200000000000000000", None, "in the future"),
        ("https://www.tiktok.com/@specimen.a/video/9900000000000000000", None, "in the future"),
        (
            "https://www.tiktok.com/@specimen.a/video/1000000000000000001",
            None,
            "before the service existed",
        ),
        ("https://nitter.net/specimen_one", None, "third-party site"),
        ("https://vk.com/away.php?to=https%3A%2F%2Fx.com%2Fa", None, "a wrapping link on vk.com"),
    ],
)
def test_a_warning_that_is_due_is_given(text: str, platform: str | None, part: str) -> None:
    warnings = RESOLVER.resolve(text, platform=platform).warnings
    assert any(part in warning for warning in warnings), warnings


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/specimen_one",
        "https://www.instagram.com/p/DfKLLYz____/",
        "https://www.tiktok.com/@specimen.a/video/7200000000000000001",
        "https://odysee.com/@specimen:9/video:3",
        "https://www.youtube.com/@SpecimenChannel",
    ],
)
def test_no_warning_is_given_where_none_is_due(text: str) -> None:
    assert not [
        warning
        for warning in RESOLVER.resolve(text).warnings
        if "does not hold the name" not in warning
    ]


@pytest.mark.parametrize(
    "host", ["mega.com", "beta.com", "m.y.com", "pro.z.com", "swap.com", "matrix.com", "i.red.it"]
)
def test_a_host_of_others_is_not_called_a_forgery(host: str) -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve(f"https://{host}/specimen")
    assert caught.value.status == "unknown-platform"


def test_a_form_in_words_states_a_length() -> None:
    for platform in PLATFORMS.values():
        for identifier in platform.identifiers:
            if identifier.reads or identifier.id in ("email", "jid", "group-id", "channel-id"):
                continue
            assert identifier.form, (platform.id, identifier.id)
            if "digits" in identifier.form and "letters" not in identifier.form:
                assert any(c.isdigit() for c in identifier.form), (platform.id, identifier.id)


TRUTH = {
    "x.com/specimen_acct": "x:username:specimen_acct",
    "twitter.com/specimen_acct": "x:username:specimen_acct",
    "www.facebook.com/specimen.account": "facebook:username:specimenaccount",
    "m.facebook.com/profile.php?id=100000000000001": "facebook:user-id:100000000000001",
    "www.facebook.com/groups/specimengroup": "facebook:group-name:specimengroup",
    "www.instagram.com/specimen_acct": "instagram:username:specimen_acct",
    "www.threads.com/@specimen_acct": "threads:username:specimen_acct",
    "www.tiktok.com/@specimen_acct": "tiktok:username:specimen_acct",
    "t.me/specimen_acct": "telegram:username:specimen_acct",
    "t.me/s/specimen_acct": "telegram:username:specimen_acct",
    "wa.me/12025550177": "whatsapp:phone:12025550177",
    "www.youtube.com/@specimen_acct": "youtube:handle:specimen_acct",
    "youtube.com/channel/UCAbCdEfGhIjKlMnOpQrS_-v": "youtube:channel-id:UCAbCdEfGhIjKlMnOpQrS_-v",
    "www.snapchat.com/add/specimen-acct": "snapchat:username:specimen-acct",
    "discord.com/users/300000000000000001": "discord:user-id:300000000000000001",
    "www.reddit.com/user/specimen_acct": "reddit:username:specimen_acct",
    "www.linkedin.com/in/specimen-acct": "linkedin:username:specimen-acct",
    "rumble.com/c/specimen_acct": "rumble:channel-name:specimen_acct",
    "soundcloud.com/specimen-acct": "soundcloud:username:specimen-acct",
    "odysee.com/@specimen:9": "odysee:channel-name:specimen:9",
    "archive.org/details/@specimen_acct": "internet-archive:username:specimen_acct",
    "likee.video/@specimen_acct": "likee:username:specimen_acct",
    "www.snackvideo.com/@specimen_acct": "snackvideo:username:specimen_acct",
    "www.twitch.tv/specimen_acct": "twitch:username:specimen_acct",
    "kick.com/specimen_acct": "kick:username:specimen_acct",
    "vimeo.com/specimen_acct": "vimeo:username:specimen_acct",
    "www.pinterest.com/specimen_acct": "pinterest:username:specimen_acct",
    "vk.com/specimen_acct": "vk:screen-name:specimen_acct",
    "vk.com/id100000001": "vk:user-id:100000001",
    "ok.ru/profile/500000000001": "ok-ru:user-id:500000000001",
    "www.dailymotion.com/specimen_acct": "dailymotion:username:specimen_acct",
    "bsky.app/profile/specimen.example": "bluesky:handle:specimen.example",
}
WORDS = sorted(
    {
        word
        for platform in PLATFORMS.values()
        for word in (*platform.grammar.reserved, *platform.grammar.tabs)
    }
    | {"audio", "music", "location", "embed", "player", "k", "a", "im", "v2", "html", "s", "c"}
)
PIECES = st.one_of(
    st.sampled_from([word for word in WORDS if word[0] not in "*$"]),
    st.sampled_from(["status", "posts", "p", "reel", "video", "videos", "photos", "comments"]),
    st.sampled_from(["100000000000003", "7200000000000000001", "CAbCdEfGhIj", "9", "@other_acct"]),
    st.text("abcdefghij0123456789_.-@:!$", min_size=1, max_size=12),
)
NAMES = st.sampled_from(["ref", "lang", "s", "t", "u", "q", "next", "utm_source", "hl"])


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(["", "", "", "a-b.", "new.", "ur.", "x.com.", "specimen_b."]),
    st.sampled_from(sorted(TRUTH)),
    st.lists(PIECES, max_size=3),
    st.lists(st.tuples(NAMES, PIECES), max_size=2),
    st.none() | st.lists(PIECES, min_size=1, max_size=2),
)
def test_whatever_stands_around_a_known_account_no_other_account_is_read(
    front: str,
    base: str,
    path: list[str],
    query: list[tuple[str, str]],
    fragment: list[str] | None,
) -> None:
    place, mark, held = base.partition("?")
    text = f"https://{front}{place.removeprefix('www.') if front else place}"
    text += "".join(f"/{piece}" for piece in path)
    parameters = [held] * bool(mark) + [f"{name}={value}" for name, value in query]
    text += f"?{'&'.join(parameters)}" if parameters else ""
    text += f"#{'/'.join(fragment)}" if fragment else ""
    try:
        target = RESOLVER.resolve(text)
    except TargetError:
        return
    assert TRUTH[base] in (target.key, target.owner_key), (text, target)
    if fragment and target.platform != "odysee":
        # It was dropped, and it can be dropped since it is the name of a place in the page.
        left = "/".join(fragment).rstrip(".:!")  # the marks of a sentence are taken off before
        assert not any(c.isdigit() or c in "/@!$." for c in left), text


LINKS = st.sampled_from(
    [
        "https://l.facebook.com/l.php?u={}",
        "https://www.google.com/url?q={}&sa=D",
        "https://eur01.safelinks.protection.outlook.com/?url={}&data=05",
        "https://vk.com/away.php?to={}",
        "https://duckduckgo.com/l/?uddg={}",
        "https://www.youtube.com/redirect?q={}",
        "https://secure-web.cisco.com/1AbC/{}",
        "https://out.reddit.com/t3_a?url={}",
    ]
)


@given(st.sampled_from(sorted(TRUTH)), st.lists(LINKS, min_size=1, max_size=5))
def test_a_wrapped_account_is_the_account_itself(base: str, links: list[str]) -> None:
    text = f"https://{base}"
    for link in links:
        text = link.format(quote(text, safe=""))
    if len(links) > 3 or len(text) > 2048:
        with pytest.raises(TargetError, match=r"nested addresses|limit"):
            RESOLVER.resolve(text)
        return
    target = RESOLVER.resolve(text)
    assert target.key == TRUTH[base]
    assert sum("taken out of a wrapping link" in warning for warning in target.warnings) >= 1
