"""What platforms publish of themselves, fact by fact: where the data once differed from it."""

from __future__ import annotations

import pytest
from kit import DATA, ROOT

from demarche.compose.recipients import channel_for, depends_on_holder, receiver, recipient_for
from demarche.facts.library import open_library
from demarche.kernel.workspace import Workspace
from demarche.model.kinds import Kind
from demarche.model.platform import Recipient
from demarche.model.target import TargetKind
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver

PLATFORMS = load_platforms(DATA / "platforms")
RESOLVER = Resolver(PLATFORMS)
REGIONS = open_library(Workspace(ROOT)).regions


def recipient(platform: str, holder: str, asking: str) -> Recipient:
    return recipient_for(PLATFORMS[platform], holder, asking, REGIONS)


@pytest.mark.parametrize(
    ("platform", "holder", "asking", "entity", "place"),
    [
        ("linkedin", "unknown", "PK", "LinkedIn Corporation", "Sunnyvale, CA 94085"),
        ("linkedin", "DE", "PK", "LinkedIn Corporation", "1000 West Maude Avenue"),
        ("linkedin", "DE", "GB", "LinkedIn Corporation", "1000 West Maude Avenue"),
        ("linkedin", "PK", "DE", "LinkedIn Ireland Unlimited Company", "Wilton Plaza"),
        ("linkedin", "unknown", "IE", "LinkedIn Ireland Unlimited Company", "Wilton Place"),
        ("reddit", "PK", "PK", "Reddit, Inc.", "303 2nd Street, Suite 500S"),
        ("reddit", "GB", "PK", "Reddit, Inc.", "548 Market Street #16093"),
        ("reddit", "DE", "PK", "Reddit Netherlands B.V.", "Looiersgracht 43"),
        ("reddit", "CH", "PK", "Reddit Netherlands B.V.", "1016 VR Amsterdam"),
        ("odysee", "PK", "PK", "Odysee Inc.", "171 Madison Avenue, Room 601"),
        ("element", "PK", "PK", "The Matrix.org Foundation C.I.C.", "London W4 1QU"),
        ("whatsapp", "FR", "PK", "WhatsApp Ireland Limited", "Dublin 4"),
        ("soundcloud", "PK", "PK", "SoundCloud Global Limited & Co. KG", "Karl-Marx-Strasse 101"),
    ],
)
def test_who_receives_and_where(
    platform: str, holder: str, asking: str, entity: str, place: str
) -> None:
    found = recipient(platform, holder, asking)

    assert found.legal_entity == entity
    assert place in ", ".join(found.address)
    assert found.verified


@pytest.mark.parametrize(
    ("kind", "holder", "asking", "entity"),
    [
        (Kind.REMOVAL, "DE", "PK", "x-corp"),
        (Kind.REMOVAL, "PK", "DE", "x-ireland"),
        (Kind.PREVENTION, "DE", "PK", "x-corp"),
        (Kind.INFORMATION, "DE", "PK", "x-ireland"),
        (Kind.INFORMATION, "PK", "DE", "x-corp"),
        (Kind.PRESERVATION, "DE", "PK", "x-ireland"),
    ],
)
def test_x_looks_at_the_authority_for_withholding_and_at_the_holder_for_data(
    kind: Kind, holder: str, asking: str, entity: str
) -> None:
    by_holder = recipient("x", holder, asking)

    assert receiver(PLATFORMS["x"], by_holder, kind, asking, REGIONS).id == entity


def test_where_the_holder_is_matters_only_where_it_changes_the_company() -> None:
    assert depends_on_holder(PLATFORMS["x"], "PK", REGIONS)
    assert not depends_on_holder(PLATFORMS["linkedin"], "PK", REGIONS)
    assert not depends_on_holder(PLATFORMS["telegram"], "PK", REGIONS)


def test_messages_of_instagram_are_readable_again() -> None:
    assert PLATFORMS["instagram"].private_messages == "readable"
    assert PLATFORMS["instagram"].recipients[0].note is None


@pytest.mark.parametrize(
    ("platform", "with_copy", "default"),
    [
        ("element", True, "with a copy"),
        ("linkedin", False, "notifies members"),
        ("dropbox", False, "before it complies"),
        ("internet-archive", False, "attempts to notify"),
    ],
)
def test_what_is_said_of_notice(platform: str, with_copy: bool, default: str) -> None:
    notice = PLATFORMS[platform].notice

    assert notice.verified
    assert notice.with_copy == with_copy
    assert default in notice.default


def test_preservation_where_it_was_read() -> None:
    days = {name: PLATFORMS[name].preservation.days for name in ("element", "dropbox")}
    assert days == {"element": 90, "dropbox": 90}
    assert "mutual legal assistance" in (PLATFORMS["element"].preservation.how or "")
    assert PLATFORMS["element"].preservation_notice


@pytest.mark.parametrize(
    ("platform", "kind", "asking", "address"),
    [
        ("linkedin", Kind.INFORMATION, "PK", "https://app.kodex.us/linkedin/signin"),
        ("element", Kind.REMOVAL, "PK", "abuse@matrix.org"),
        ("odysee", Kind.REMOVAL, "PK", "legal@odysee.com"),
        ("soundcloud", Kind.REMOVAL, "DE", "legal@soundcloud.com"),
        ("telegram", Kind.REMOVAL, "PK", "abuse@telegram.org"),
    ],
)
def test_the_way_in(platform: str, kind: Kind, asking: str, address: str) -> None:
    channel = channel_for(PLATFORMS[platform], kind, asking, REGIONS)

    assert channel is not None
    assert channel.address == address


def test_channels_of_the_eu_are_for_the_eu() -> None:
    for platform in ("soundcloud", "youtube"):
        closed = [way for way in PLATFORMS[platform].channels if way.requesters == ("EU",)]
        assert closed
        found = channel_for(PLATFORMS[platform], Kind.REMOVAL, "PK", REGIONS)
        assert found not in closed


def test_a_channel_that_was_read_nowhere_is_no_way_in() -> None:
    assert channel_for(PLATFORMS["whatsapp"], Kind.REMOVAL, "PK", REGIONS) is None
    assert channel_for(PLATFORMS["whatsapp"], Kind.INFORMATION, "PK", REGIONS) is not None


def test_the_kinds_of_whatsapp_have_their_own_guidelines() -> None:
    policies = {rule.id: rule.target_kinds for rule in PLATFORMS["whatsapp"].policies}

    assert policies["channels-guidelines"] == (TargetKind.CHANNEL,)
    assert TargetKind.CHANNEL not in policies["messaging-guidelines"]
    assert {TargetKind.NUMBER, TargetKind.INVITE} <= set(policies["messaging-guidelines"])


def test_telegram_is_not_told_what_it_refuses_to_follow() -> None:
    policies = {rule.id: rule for rule in PLATFORMS["telegram"].policies}

    assert policies["moderation"].requesters == ()
    assert policies["eu-guidance"].requesters == ("EU",)
    assert not any("freedom of speech" in rule.summary for rule in policies.values())
    assert "private" not in PLATFORMS["telegram"].measure_labels["revoke-invite"]


def test_justpaste_is_in_poland_without_an_address() -> None:
    (operator,) = PLATFORMS["justpaste-it"].recipients
    assert (operator.seat, operator.address) == ("PL", ())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("https://x.com/i/communities/1650000000000000001", "ended its communities in May 2026"),
        ("https://matrix.to/#/@specimen:example.org", "the server is not matrix.org"),
        ("https://matrix.to/#/%23room:matrix.org.example.net", "the server is not matrix.org"),
    ],
)
def test_what_an_address_is_doubted_for(text: str, part: str) -> None:
    assert any(part in warning for warning in RESOLVER.resolve(text).warnings)


@pytest.mark.parametrize(
    "text", ["https://matrix.to/#/@specimen:matrix.org", "https://matrix.to/#/%23room:matrix.org"]
)
def test_matrix_org_is_not_doubted(text: str) -> None:
    assert not any("not matrix.org" in warning for warning in RESOLVER.resolve(text).warnings)
