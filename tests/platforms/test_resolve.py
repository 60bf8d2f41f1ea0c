"""What each shape of address or identifier names. Names and numbers are invented."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from kit import DATA

from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver, TargetError

RESOLVER = Resolver(load_platforms(DATA / "platforms"))

CODES = {
    "PFBID": "pfbid0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl",
    "INVITE": "AbCdEfGhIjKlMnOpQrStUv",
    "CHANNEL": "0029VaAbCdEfGhIjKlMnOp1q",
    "ITEM": "27000000000001",
}


def vectors(table: str) -> list[tuple[str, str, str, str]]:
    """Rows of a table: addresses, then, indented, the kind, canonical form and key of them all."""
    for name, code in CODES.items():
        table = table.replace(f"{{{name}}}", code)
    found: list[tuple[str, str, str, str]] = []
    texts: list[str] = []
    for line in re.split(r"\n(?!      )", table.strip("\n")):
        if line.startswith(" "):
            kind, canonical, key = line.split()
            found += [(text, kind, canonical, key) for text in texts]
            texts = []
        elif line:
            texts.append(line)
    return found


X = """
https://x.com/Specimen_A
HTTP://WWW.X.COM/Specimen_A/
https://twitter.com/intent/user?screen_name=Specimen_A
https://twitter.com/#!/Specimen_A
https://x.com/Specimen_A/with_replies
    profile https://x.com/Specimen_A x:username:specimen_a
twitter.com/specimen_a
https://fxtwitter.com/specimen_a
    profile https://x.com/specimen_a x:username:specimen_a
https://x.com/12345
    profile https://x.com/12345 x:username:12345
https://twitter.com/i/user/2000000000000000001
https://twitter.com/intent/user?user_id=2000000000000000001
x:user-id:2000000000000000001
    profile https://x.com/i/user/2000000000000000001 x:user-id:2000000000000000001
https://twitter.com/Specimen_A/status/1600000000000000001/video/2
https://twitter.com/Specimen_A/statuses/1600000000000000001
https://twitter.com/#!/Specimen_A/status/1600000000000000001
    post https://x.com/Specimen_A/status/1600000000000000001 x:post-id:1600000000000000001
https://x.com/specimen_a/status/1600000000000000001?s=20&t=AbCdEf
    post https://x.com/specimen_a/status/1600000000000000001 x:post-id:1600000000000000001
https://twitter.com/i/web/status/1600000000000000001
https://twitter.com/statuses/1600000000000000001
    post https://x.com/i/web/status/1600000000000000001 x:post-id:1600000000000000001
https://twitter.com/i/communities/1650000000000000001
    community https://x.com/i/communities/1650000000000000001
      x:community-id:1650000000000000001
https://twitter.com/i/spaces/1AbCdEfGhIjKl
    space https://x.com/i/spaces/1AbCdEfGhIjKl x:space-id:1AbCdEfGhIjKl
https://x.com/i/lists/1500000000000000001/members
    list https://x.com/i/lists/1500000000000000001 x:list-id:1500000000000000001
"""

FACEBOOK = """
https://www.facebook.com/profile.php?id=100000000000001
https://m.facebook.com/profile.php?id=100000000000001&fref=nf&__tn__=C-R
https://www.facebook.com/100000000000001
https://www.facebook.com/people/Specimen-Name/100000000000001/?sk=about
    profile-or-page https://www.facebook.com/profile.php?id=100000000000001
      facebook:user-id:100000000000001
https://facebook.com/Specimen.Account55
    profile-or-page https://www.facebook.com/Specimen.Account55
      facebook:username:specimenaccount55
fb.com/specimenaccount55?mibextid=ZbWKwL
    profile-or-page https://www.facebook.com/specimenaccount55
      facebook:username:specimenaccount55
https://es-la.facebook.com/specimenpage/photos
https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fspecimenpage
    profile-or-page https://www.facebook.com/specimenpage facebook:username:specimenpage
https://www.facebook.com/groups/specimengroup/permalink/1000000000000003/
    post https://www.facebook.com/groups/specimengroup/posts/1000000000000003
      facebook:post-id:1000000000000003
https://www.facebook.com/groups/1000000000000002
    group https://www.facebook.com/groups/1000000000000002 facebook:group-id:1000000000000002
https://www.facebook.com/groups/1000000000000002/?multi_permalinks=1000000000000003&notif_t=x
    post https://www.facebook.com/groups/1000000000000002/posts/1000000000000003
      facebook:post-id:1000000000000003
https://www.facebook.com/permalink.php?story_fbid={PFBID}&id=100000000000001
    post https://www.facebook.com/permalink.php?story_fbid={PFBID}&id=100000000000001
      facebook:post-id:{PFBID}
https://m.facebook.com/story.php?story_fbid=1000000000000003&id=100000000000001
    post https://www.facebook.com/permalink.php?story_fbid=1000000000000003&id=100000000000001
      facebook:post-id:1000000000000003
https://www.facebook.com/specimenpage/posts/1000000000000003
    post https://www.facebook.com/specimenpage/posts/1000000000000003
      facebook:post-id:1000000000000003
https://www.facebook.com/photo.php?fbid=1000000000000004&set=t.100000000000001&type=3
    post https://www.facebook.com/photo/?fbid=1000000000000004
      facebook:photo-id:1000000000000004
https://www.facebook.com/100000000000001/videos/1000000000000006/
    video https://www.facebook.com/100000000000001/videos/1000000000000006
      facebook:video-id:1000000000000006
https://www.facebook.com/watch/?v=1000000000000006
    video https://www.facebook.com/watch/?v=1000000000000006
      facebook:video-id:1000000000000006
https://www.facebook.com/reel/1000000000000006?s=single_unit
    video https://www.facebook.com/reel/1000000000000006 facebook:video-id:1000000000000006
https://www.facebook.com/specimenpage/posts/1000000000000003?comment_id=123
    comment https://www.facebook.com/specimenpage/posts/1000000000000003?comment_id=123
      facebook:comment-id:123
https://www.facebook.com/login/?next=%2Fgroups%2Fspecimengroup
    group https://www.facebook.com/groups/specimengroup facebook:group-name:specimengroup
"""

INSTAGRAM = """
https://www.instagram.com/specimen.account_1/
instagram.com/Specimen.Account_1?igsh=MzRlODBiNWFlZA==&utm_source=qr
    profile https://www.instagram.com/specimen.account_1/
      instagram:username:specimen.account_1
https://www.instagram.com/specimen_a/tagged/
    profile https://www.instagram.com/specimen_a/ instagram:username:specimen_a
https://instagram.com/p/CAbCdEfGhIj/?foo=bar#abc
https://www.instagram.com/p/CAbCdEfGhIj/embed/
    post https://www.instagram.com/p/CAbCdEfGhIj/ instagram:post-code:CAbCdEfGhIj
https://www.instagram.com/reels/CAbCdEfGhIj/
    video https://www.instagram.com/reel/CAbCdEfGhIj/ instagram:post-code:CAbCdEfGhIj
https://www.instagram.com/tv/CAbCdEfGhIj/
    video https://www.instagram.com/tv/CAbCdEfGhIj/ instagram:post-code:CAbCdEfGhIj
https://www.instagram.com/Specimen_A/reel/CAbCdEfGhIj/
    video https://www.instagram.com/specimen_a/reel/CAbCdEfGhIj/
      instagram:post-code:CAbCdEfGhIj
https://www.instagram.com/stories/specimen_a/3500000000000000001/
    story https://www.instagram.com/stories/specimen_a/3500000000000000001/
      instagram:story-id:3500000000000000001
https://www.instagram.com/s/aGlnaGxpZ2h0OjE4MDAwMDAwMDAwMDAwMDAy?story_media_id={ITEM}
    story https://www.instagram.com/stories/highlights/18000000000000002/?story_media_id={ITEM}
      instagram:highlight-id:18000000000000002
"""

WHATSAPP = """
https://wa.me/923000000000?text=salam
https://wa.me/+92 300 0000000
923000000000@s.whatsapp.net
    number https://wa.me/923000000000 whatsapp:phone:923000000000
https://web.whatsapp.com/send?phone=12025550177
https://api.whatsapp.com/send?phone=%2B12025550177
whatsapp://send?phone=12025550177
    number https://wa.me/12025550177 whatsapp:phone:12025550177
https://chat.whatsapp.com/invite/{INVITE}?mode=ac_t
    invite https://chat.whatsapp.com/{INVITE} whatsapp:invite-code:{INVITE}
https://whatsapp.com/channel/{CHANNEL}
    channel https://whatsapp.com/channel/{CHANNEL} whatsapp:channel-code:{CHANNEL}
https://www.whatsapp.com/channel/{CHANNEL}/245
    post https://whatsapp.com/channel/{CHANNEL}/245 whatsapp:update-number:{CHANNEL}/245
whatsapp:@some.name_1
    profile whatsapp:@some.name_1 whatsapp:username:some.name_1
120363000000000001@g.us
    group whatsapp:group-id:120363000000000001@g.us whatsapp:group-id:120363000000000001@g.us
"""

TELEGRAM = """
https://t.me/specimen_channel
telegram.me/Specimen_Channel
https://telegram.dog/specimen_channel
tg://resolve?domain=specimen_channel
https://t.me/boost/specimen_channel
https://t.me/specimen_channel?boost
https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fspecimen_channel&h=AT0
    public-name https://t.me/specimen_channel telegram:username:specimen_channel
https://specimenname.t.me
    public-name https://t.me/specimenname telegram:username:specimenname
https://t.me/specimen_channel/613?single
https://t.me/s/specimen_channel/613
https://t.me/specimen_channel/17/613
    post https://t.me/specimen_channel/613 telegram:message-id:specimen_channel/613
https://t.me/specimen_channel/123?comment=456
    comment https://t.me/specimen_channel/123?comment=456
      telegram:comment-id:specimen_channel/456
https://t.me/c/1000000001/55
tg://privatepost?channel=1000000001&post=55
    post https://t.me/c/1000000001/55 telegram:message-id:1000000001/55
https://t.me/joinchat/AAAAAEabcdef12345
    invite https://t.me/+AAAAAEabcdef12345 telegram:invite-code:AAAAAEabcdef12345
https://t.me/+12025550177
tg://resolve?phone=12025550177
    number https://t.me/+12025550177 telegram:phone:12025550177
https://t.me/specimen_channel/s/12
    story https://t.me/specimen_channel/s/12 telegram:story-id:specimen_channel/12
https://t.me/addstickers/SpecimenPack
    sticker-set https://t.me/addstickers/SpecimenPack telegram:sticker-set:specimenpack
https://t.me/boost?c=1000000001
    channel https://t.me/c/1000000001 telegram:channel-id:1000000001
"""

VECTORS = vectors("\n".join([X, FACEBOOK, INSTAGRAM, WHATSAPP, TELEGRAM]))


@pytest.mark.parametrize(("text", "kind", "canonical", "key"), VECTORS)
def test_an_address_names_its_target(text: str, kind: str, canonical: str, key: str) -> None:
    target = RESOLVER.resolve(text)
    assert (target.kind, target.canonical, target.key) == (kind, canonical, key)
    assert target.written == text
    assert target.platform == key.partition(":")[0]


BARE = """
@Specimen_A | x |  | profile | https://x.com/Specimen_A | @Specimen_A
Specimen_A | x |  | profile | https://x.com/Specimen_A | @Specimen_A
@12345 | x |  | profile | https://x.com/12345 | @12345
12345 | x | user-id | profile | https://x.com/i/user/12345 | 12345
@specimen_a | instagram |  | profile | https://www.instagram.com/specimen_a/ | @specimen_a
+1 (202) 555-0177 | whatsapp |  | number | https://wa.me/12025550177 | +12025550177
+92 300 0000000 | whatsapp |  | number | https://wa.me/923000000000 | +923000000000
923000000000 | whatsapp | phone | number | https://wa.me/923000000000 | +923000000000
@some.name_1 | whatsapp |  | profile | whatsapp:@some.name_1 | @some.name_1
some.name_1 | whatsapp | username | profile | whatsapp:@some.name_1 | @some.name_1
@Specimen_Channel | telegram |  | public-name | https://t.me/specimen_channel | @Specimen_Channel
-1001000000001 | telegram |  | channel | https://t.me/c/1000000001 | 1000000001
1000000002 | telegram | user-id | profile | telegram:user-id:1000000002 | 1000000002
sp@example.org | facebook |  | profile | facebook:email:sp@example.org | sp@example.org
+1 202 555 0177 | facebook |  | profile | facebook:phone:12025550177 | +12025550177
"""


@pytest.mark.parametrize("row", BARE.strip().split("\n"))
def test_a_bare_identifier_names_its_target(row: str) -> None:
    text, platform, identifier_type, kind, canonical, identifier = row.split(" | ")
    target = RESOLVER.resolve(text, platform=platform, identifier_type=identifier_type or None)
    assert (target.kind, target.canonical, target.identifier) == (kind, canonical, identifier)
    assert target.platform == platform
    assert target.written == text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("https://x.com/search?q=%23tag", "not-a-target"),
        ("https://x.com/hashtag/nature", "not-a-target"),
        ("https://x.com/home", "not-a-target"),
        ("https://x.com/", "not-a-target"),
        ("https://pbs.twimg.com/media/AbCdEf.jpg", "not-a-target"),
        ("https://t.co/AbCdEfGhIj", "needs-resolution"),
        ("https://bit.ly/AbCdEfGhIj", "needs-resolution"),
        ("www.tinyurl.com/specimen", "needs-resolution"),
        ("https://linktr.ee/specimen", "needs-resolution"),
        ("https://bit.ly.example/AbCdEfGhIj", "unknown-platform"),
        ("https://x.com/this_name_is_too_long", "invalid"),
        ("https://x.com/bad-name", "invalid"),
        ("https://fb.watch/AbCdEfGhIj/", "needs-resolution"),
        ("https://www.facebook.com/share/r/AbCdEfGhIj/", "needs-resolution"),
        ("https://www.facebook.com/share/AbCdEfGhIj/", "needs-resolution"),
        ("https://www.facebook.com/hashtag/x", "not-a-target"),
        ("https://www.facebook.com/search/top?q=x", "not-a-target"),
        ("https://m.facebook.com/story.php?x=1", "not-a-target"),
        ("https://developers.facebook.com/docs", "not-a-target"),
        ("https://www.instagram.com/share/reel/BAbCdEfGhI", "needs-resolution"),
        ("https://www.instagram.com/explore/tags/nature/", "not-a-target"),
        ("https://www.instagram.com/a_name_that_is_longer_than_thirty_chars/", "invalid"),
        ("https://wa.me/message/ABCDEFGHIJKLM1", "needs-resolution"),
        ("https://wa.me/qr/ABCDEFGH", "needs-resolution"),
        ("https://wa.me/12345", "invalid"),
        ("https://t.me/share?url=https://x.com/Specimen_A", "not-a-target"),
        ("https://t.me/proxy?server=a", "not-a-target"),
        ("https://t.me/login/1", "not-a-target"),
        ("https://t.me/contact/AbCdEf", "needs-resolution"),
        ("https://t.me/abc", "invalid"),
        ("https://t.me/name__double", "invalid"),
        ("https://example.org/specimen", "unknown-platform"),
        ("@Specimen_A", "unknown-platform"),
        ("+1 202 555 0177", "unknown-platform"),
        ("Specimen Name", "unknown-platform"),
    ],
)
def test_what_is_no_target_says_so(text: str, status: str) -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve(text)
    assert caught.value.status == status
    assert caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "platform", "identifier_type", "part"),
    [
        ("0300-0000000", "whatsapp", None, "no country code"),
        ("923000000000", "whatsapp", None, "no country code"),
        ("0300 0000000", "telegram", "phone", "no country code"),
        ("+923001", "whatsapp", None, "not a possible international number"),
        ("+۹۲۳۰۰", "whatsapp", "phone", "U+06F9"),
        ("12345", "x", None, "several possible meanings"),
        ("1000000002", "telegram", None, "several possible meanings"),
        ("@share", "telegram", None, "reserved by Telegram"),
        ("Specimen Name", "x", None, "contains a space"),
        ("@specimen", "xx", None, "unknown platform"),
        ("@specimen", "x", "userid", "no identifier of the type"),
        ("613", "telegram", "message-id", "alone identifies nothing"),
        ("@usеr_01", "x", None, "U+0435 CYRILLIC SMALL LETTER IE at position 3"),
        ("@ｕser_01", "x", None, "U+FF55 FULLWIDTH LATIN SMALL LETTER U"),
    ],
)
def test_a_bare_identifier_at_fault_is_refused(
    text: str, platform: str, identifier_type: str | None, part: str
) -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve(text, platform=platform, identifier_type=identifier_type)
    assert part in caught.value.message
    assert str(caught.value).isascii()
    assert caught.value.remedy


def test_ambiguous_digits_name_the_types_to_choose_from() -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve("12345", platform="x")
    assert "username" in caught.value.remedy
    assert "user-id" in caught.value.remedy


OWNERS = """
https://x.com/Specimen_A/status/1600000000000000001
  @Specimen_A x:username:specimen_a
https://t.me/Specimen_Channel/613
  @Specimen_Channel telegram:username:specimen_channel
https://t.me/c/1000000001/55
  1000000001 telegram:channel-id:1000000001
https://www.facebook.com/Specimen.Page/posts/1000000000000003
  Specimen.Page facebook:username:specimenpage
https://www.instagram.com/stories/specimen_a/3500000000000000001/
  @specimen_a instagram:username:specimen_a
"""


@pytest.mark.parametrize("row", re.split(r"\n(?! )", OWNERS.strip()))
def test_an_item_yields_its_owner(row: str) -> None:
    text, owner, owner_key = row.split()
    target = RESOLVER.resolve(text)
    assert (target.owner, target.owner_key) == (owner, owner_key)


@pytest.mark.parametrize(
    "text",
    ["https://x.com/i/web/status/1600000000000000001", "https://www.facebook.com/reel/10000006"],
)
def test_an_item_without_owner_says_so(text: str) -> None:
    target = RESOLVER.resolve(text)
    assert (target.owner, target.owner_key) == (None, None)
    assert any("does not hold the name" in warning for warning in target.warnings)


def test_what_is_dropped_is_told() -> None:
    target = RESOLVER.resolve("<https://WWW.x.com:443/Specimen_A/media?s=20&lang=ur#top>,")
    assert target.canonical == "https://x.com/Specimen_A"
    assert target.dropped == ("<", ">", ",", ":443", "/media", "?s=20", "?lang=ur", "#top")


def test_marks_around_are_stripped_and_told() -> None:
    target = RESOLVER.resolve("\u200e\ufeff“https://x.com/Specimen_A”\u202c ")
    assert target.canonical == "https://x.com/Specimen_A"
    assert "U+200E LEFT-TO-RIGHT MARK" in target.dropped
    assert any("invisible" in warning for warning in target.warnings)
    assert target.written == "\u200e\ufeff“https://x.com/Specimen_A”\u202c "


@pytest.mark.parametrize(
    "text",
    [
        "hxxps://x[.]com/Specimen_A",
        "hXXp://x(.)com/Specimen_A",
        "https[:]//x{.}com/Specimen_A",
        "x[dot]com/Specimen_A",
        "h**ps://x.com/Specimen_A",
    ],
)
def test_defanged_addresses_are_read_with_a_warning(text: str) -> None:
    target = RESOLVER.resolve(text)
    assert target.canonical == "https://x.com/Specimen_A"
    assert any("defanged" in warning for warning in target.warnings)
    assert target.written == text


def test_a_wrapped_link_is_told() -> None:
    target = RESOLVER.resolve("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2FSpecimen_A")
    assert target.platform == "x"
    assert target.warnings == ("taken out of a wrapping link on l.facebook.com",)


def test_a_stable_identifier_is_told_from_a_name() -> None:
    assert RESOLVER.resolve("https://x.com/i/user/2000000000000000001").stable
    assert not RESOLVER.resolve("https://x.com/Specimen_A").stable


def test_codes_keep_their_case() -> None:
    upper = RESOLVER.resolve("https://www.instagram.com/p/CABCDEFGHIJ/")
    lower = RESOLVER.resolve("https://www.instagram.com/p/cabcdefghij/")
    assert upper.key != lower.key


MOMENT = dt.datetime(2024, 3, 9, 7, 30, tzinfo=dt.UTC)
MILLISECONDS = 1709969400000
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _shortcode(number: int) -> str:
    code = ""
    for _ in range(11):
        number, digit = divmod(number, 64)
        code = _ALPHABET[digit] + code
    return code


@pytest.mark.parametrize(
    "text",
    [
        f"https://x.com/specimen_a/status/{(MILLISECONDS - 1288834974657) << 22}",
        f"https://www.instagram.com/p/{_shortcode((MILLISECONDS - 1314220021721) << 23)}/",
    ],
)
def test_an_item_number_holds_its_time(text: str) -> None:
    created = RESOLVER.resolve(text).created
    assert created is not None
    assert abs(created - MOMENT) < dt.timedelta(seconds=2)


def test_old_numbers_in_plain_sequence_hold_no_time() -> None:
    assert RESOLVER.resolve("https://x.com/specimen_a/status/20").created is None
