"""The registry of platforms: every file is whole, honest about its sources, and consistent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kit import DATA

from demarche.kernel.problems import InputError
from demarche.model.platform import Kind, Platform
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver

PLATFORMS = load_platforms(DATA / "platforms")
FIRST = ("x", "facebook", "instagram", "whatsapp", "telegram")
SECOND = [
    "threads",
    "youtube",
    "tiktok",
    "snapchat",
    "signal",
    "discord",
    "reddit",
    "linkedin",
    "google-drive",
    "dropbox",
    "internet-archive",
    "justpaste-it",
    "soundcloud",
    "rumble",
    "odysee",
    "element",
]

THIRD = [
    *("snackvideo", "likee", "bigo-live", "imo", "bluesky", "dailymotion", "wordpress-com"),
    *("blogger", "telegraph", "twitch", "kick", "vimeo", "pinterest", "viber", "mega", "mediafire"),
    *("vk", "ok-ru", "threema", "session", "cloudflare", "google-play", "app-store"),
]

FIELDS = {
    "account.url",
    "account.native_id",
    "account.handle",
    "account.observed_at",
    "account.posts",
    "account.prior_report",
    "account.prior_report_answer",
    "account.window",
    "account.data_categories",
    "account.holder_in",
    "account.screenshot",
    "case.investigation",
    "case.judicial_order",
    "case.suspect_statement",
    "case.offence",
    "office.official_email",
    "office.phone",
    "office.badge",
    "office.letterhead",
    "request.language",
    "request.user_notice",
}

each = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)


def test_the_registry_is_complete() -> None:
    assert set(PLATFORMS) == {*FIRST, *SECOND, *THIRD}


@each
def test_a_verified_fact_names_its_source_and_any_other_says_why_not(platform: Platform) -> None:
    for where, datum in platform.data():
        if datum.verified:
            assert datum.source, f"{where} claims to be verified and names no source"
        else:
            assert datum.note, f"{where} is not verified and does not say why"
    for identifier in platform.identifiers:
        assert identifier.verified or identifier.note, identifier.id
        assert identifier.source or not identifier.verified, identifier.id
    read = any(rule.verified for rule in platform.grammar.paths)
    assert bool(platform.grammar.source) == read, "addresses said to be verified, without a source"


@each
def test_every_source_is_dated_or_says_why_not(platform: Platform) -> None:
    used = {datum.source for _, datum in platform.data()}
    used |= {platform.grammar.source, *(identifier.source for identifier in platform.identifiers)}
    assert set(platform.sources) <= used, "a source that nothing rests on"
    for name, source in platform.sources.items():
        assert source.how_read, name
        assert source.copy_date or source.as_of or "without a date" in source.how_read, name


@each
def test_what_third_parties_say_is_never_verified(platform: Platform) -> None:
    doubtful = re.compile(r"^(third-party source|background knowledge|not checked|our own rule)")
    for where, datum in platform.data():
        if datum.note and doubtful.match(datum.note):
            assert not datum.verified, where


@each
def test_every_holder_has_a_recipient(platform: Platform) -> None:
    anybody = [recipient for recipient in platform.recipients if not recipient.requesters]
    assert any("default" in recipient.serves for recipient in anybody)
    served = [where for recipient in anybody for where in recipient.serves]
    assert len(served) == len(set(served)), "two recipients serve the same holders"


@each
def test_the_kinds_of_the_requirements_are_each_stated_once(platform: Platform) -> None:
    seen: set[tuple[Kind, str]] = set()
    for requirement in platform.requirements:
        assert requirement.field in FIELDS
        for kind in requirement.kinds:
            assert (kind, requirement.field) not in seen, (kind, requirement.field)
            seen.add((kind, requirement.field))
    first = (Kind.REMOVAL, Kind.PREVENTION, Kind.INFORMATION, Kind.PRESERVATION)
    assert {(kind, "account.url") for kind in first} <= seen


@each
def test_no_wording_and_no_category_is_given_twice(platform: Platform) -> None:
    for group in (platform.recipients, platform.channels, platform.policies):
        names = [record.id for record in group]
        assert len(names) == len(set(names))
    categories = [data_category.id for data_category in platform.data_categories]
    assert len(categories) == len(set(categories))
    assert all(data_category.needs for data_category in platform.data_categories)
    assert platform.wording.service


@each
def test_contents_of_messages_are_never_obtainable(platform: Platform) -> None:
    for category in platform.data_categories:
        if category.tier == "content":
            assert not category.obtainable, category.id


@each
def test_grammar_lists_are_in_the_form_that_the_engine_reads(platform: Platform) -> None:
    grammar = platform.grammar
    own = (*grammar.hosts, *grammar.special_hosts)
    others = (*grammar.mirrors, *grammar.short_hosts, *grammar.media_hosts, *grammar.other_hosts)
    for host in (*own, *others):
        assert re.fullmatch(r"(\*\.|\{locale\}\.)?[a-z0-9-]+(\.[a-z0-9-]+)+", host), host
        assert not host.startswith("www."), host
    for rule in grammar.paths:
        assert rule.path is None or rule.path.startswith("/"), rule.path
        for host in rule.hosts:
            known = host.endswith(":") or "{" in host or _is_covered(host, own)
            assert known, f"{host} is not a host of {platform.id}"


def _is_covered(host: str, hosts: tuple[str, ...]) -> bool:
    return host in hosts or any(
        pattern.startswith("*.") and host.endswith(pattern.removeprefix("*")) for pattern in hosts
    )


def test_channels_for_the_eu_alone_are_marked() -> None:
    for platform in ("facebook", "instagram", "threads"):
        channels = {channel.id: channel for channel in PLATFORMS[platform].channels}
        assert channels["terrorist-content-eu"].requesters == ("EU",)
    telegram = PLATFORMS["telegram"]
    assert {channel.id: channel.requesters for channel in telegram.channels}["eu-contact"] == (
        "EU",
    )
    representative = next(
        recipient for recipient in telegram.recipients if recipient.id == "eu-representative"
    )
    assert representative.requesters == ("EU",)
    others = [channel for channel in telegram.channels if not channel.requesters]
    assert not any("edsr" in other.address for other in others)


def test_no_address_is_invented_for_telegram() -> None:
    others = [
        recipient for recipient in PLATFORMS["telegram"].recipients if not recipient.requesters
    ]
    (messenger,) = others
    assert messenger.legal_entity == "Telegram Messenger Inc."
    assert messenger.address == ()


def test_addresses_come_from_verified_recipients_only() -> None:
    for platform in PLATFORMS.values():
        for recipient in platform.recipients:
            assert recipient.verified or not recipient.address, recipient.id


def test_the_lists_that_policies_name_are_authorities_of_ours() -> None:
    named = {
        name: [policy_list.authority for policy_list in PLATFORMS[name].lists] for name in PLATFORMS
    }
    assert {name: lists for name, lists in named.items() if lists} == {
        "facebook": ["us-fto", "us-sdgt"],
        "instagram": ["us-fto", "us-sdgt"],
        "linkedin": ["us-sdgt"],
        "soundcloud": ["un-1267", "un-1988", "us-fto", "us-sdgt", "eu-cp931", "eu-881"],
        "threads": ["us-fto", "us-sdgt"],
        "youtube": ["us-fto", "un-1267", "un-1988"],
    }
    for lists in named.values():
        for authority in lists:
            assert (DATA / "authorities" / f"{authority}.yaml").is_file()


@pytest.mark.parametrize(
    ("platform", "kind", "field", "level"),
    [
        ("x", Kind.REMOVAL, "account.prior_report", "error"),
        ("instagram", Kind.INFORMATION, "account.observed_at", "error"),
        ("facebook", Kind.INFORMATION, "account.window", "error"),
        ("tiktok", Kind.INFORMATION, "office.badge", "error"),
        ("telegram", Kind.INFORMATION, "case.judicial_order", "error"),
        ("telegram", Kind.INFORMATION, "case.suspect_statement", "error"),
        ("telegram", Kind.INFORMATION, "account.data_categories", "warning"),
    ],
)
def test_the_strictest_requirements_stand(
    platform: str, kind: Kind, field: str, level: str
) -> None:
    found = [
        requirement
        for requirement in PLATFORMS[platform].requirements
        if requirement.field == field and kind in requirement.kinds
    ]
    assert [requirement.level for requirement in found] == [level]


def test_telegram_gives_address_and_number_only() -> None:
    obtainable = [
        data_category.id
        for data_category in PLATFORMS["telegram"].data_categories
        if data_category.obtainable
    ]
    assert obtainable == ["login-ip", "phone-number"]


EXAMPLE = """id: example
name: Example
private_messages: none
recipients:
  - {id: example, legal_entity: Example Ltd, seat: GB, serves: [default]}
identifiers:
  - {id: username, name: name, pattern: '[a-z]+', stable: false, folds_case: true, example: abc}
notice: {default: not known, with_copy: false}
preservation: {how: not known}
grammar:
  hosts: [example.org]
  bare: username
  paths:
    - {path: '/{username}', kind: profile, identifier: username}
sources: {}
checked: {by: nobody, at: 2026-11-23}
stale_after_days: 90
"""


def _load(folder: Path, **files: str) -> dict[str, Platform]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_platforms(folder)


def test_a_new_platform_is_a_data_file(tmp_path: Path) -> None:
    resolver = Resolver(_load(tmp_path, example=EXAMPLE))
    target = resolver.resolve("https://example.org/Abc".lower())
    assert (target.key, target.canonical) == ("example:username:abc", "example:@abc")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("[a-z]+", "[a-z", "not a regular expression"),
        ("bare: username", "bare: handle", "unknown identifier 'handle'"),
        ("'/{username}'", "'/{handle}'", "nothing in the rule provides {username}"),
        ("identifier: username}", "owner: username}", "a target needs `identifier`"),
        ("id: example\n", "id: other\n", "is in a file named example.yaml"),
        ("how: not known", "how: not known, source: nowhere", "unknown source 'nowhere'"),
    ],
)
def test_a_file_at_fault_is_told(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(InputError) as caught:
        _load(tmp_path, example=EXAMPLE.replace(old, new, 1))
    assert part in str(caught.value)


def test_two_platforms_can_not_claim_one_host(tmp_path: Path) -> None:
    second = EXAMPLE.replace("id: example\n", "id: second\n", 1)
    with pytest.raises(InputError, match=r"example\.org is already claimed by example"):
        _load(tmp_path, example=EXAMPLE, second=second)
