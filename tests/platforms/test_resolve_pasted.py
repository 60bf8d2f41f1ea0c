"""Addresses as they come out of phones, chats and reports: what each names, and what names nobody.

Handles and codes are invented; telephone numbers are of reserved ranges.
"""

from __future__ import annotations

import pytest
from kit import DATA

from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver, TargetError

RESOLVER = Resolver(load_platforms(DATA / "platforms"))

FACEBOOK = "https://www.facebook.com"
PFBID = "pfbid0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
MATRIX = "https://matrix.to/#"


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        # A comment is not the post that it stands under: its parameter is kept wherever it stands.
        (
            f"{FACEBOOK}/reel/1000000000000006/?comment_id=55&s=x",
            "comment",
            f"{FACEBOOK}/reel/1000000000000006?comment_id=55",
        ),
        (
            f"{FACEBOOK}/photo/?fbid=1000000000000004&comment_id=55",
            "comment",
            f"{FACEBOOK}/photo/?fbid=1000000000000004&comment_id=55",
        ),
        (
            "https://m.facebook.com/specimen.account/videos/1000000000000006/?comment_id=55",
            "comment",
            f"{FACEBOOK}/specimen.account/videos/1000000000000006?comment_id=55",
        ),
        (
            f"{FACEBOOK}/watch/?comment_id=55&v=1000000000000006",
            "comment",
            f"{FACEBOOK}/watch/?v=1000000000000006&comment_id=55",
        ),
        (
            f"{FACEBOOK}/groups/specimengroup/posts/1000000000000003/"
            "?reply_comment_id=6&comment_id=5",
            "comment",
            f"{FACEBOOK}/groups/specimengroup/posts/1000000000000003?comment_id=5&reply_comment_id=6",
        ),
        (
            f"{FACEBOOK}/groups/1000000000000002/?multi_permalinks=1000000000000003&comment_id=5",
            "comment",
            f"{FACEBOOK}/groups/1000000000000002/posts/1000000000000003?comment_id=5",
        ),
        (
            f"https://m.facebook.com/story.php?story_fbid={PFBID}&id=100000000000001&comment_id=5",
            "comment",
            f"{FACEBOOK}/permalink.php?story_fbid={PFBID}&id=100000000000001&comment_id=5",
        ),
        # On a profile it is only how the visitor came there.
        (
            f"{FACEBOOK}/specimen.account?comment_id=Y29tbWVudDox",
            "profile-or-page",
            f"{FACEBOOK}/specimen.account",
        ),
        (
            "https://youtu.be/AbCdEfGhIj0?lc=UgxAbCdEfGhIjKlMnOp4AaABAg&si=x",
            "comment",
            "https://www.youtube.com/watch?v=AbCdEfGhIj0&lc=UgxAbCdEfGhIjKlMnOp4AaABAg",
        ),
        (
            "https://www.youtube.com/shorts/AbCdEfGhIj0?lc=UgxAbCdEfGhIjKlMnOp4AaABAg",
            "comment",
            "https://www.youtube.com/watch?v=AbCdEfGhIj0&lc=UgxAbCdEfGhIjKlMnOp4AaABAg",
        ),
        (
            "https://t.me/s/specimen_channel/613?comment=5",
            "comment",
            "https://t.me/specimen_channel/613?comment=5",
        ),
        (
            "https://t.me/c/1000000001/12?comment=5",
            "comment",
            "https://t.me/c/1000000001/12?comment=5",
        ),
        # Facebook, as it is shared.
        (
            f"{FACEBOOK}/groups/1000000000000002/permalink/1000000000000003/?mibextid=abc",
            "post",
            f"{FACEBOOK}/groups/1000000000000002/posts/1000000000000003",
        ),
        (
            f"{FACEBOOK}/people/%D8%A7%D8%AD%D9%85%D8%AF/100000000000001/",
            "profile-or-page",
            f"{FACEBOOK}/profile.php?id=100000000000001",
        ),
        (
            "https://web.facebook.com/profile.php?id=100000000000001&_rdc=1&_rdr#",
            "profile-or-page",
            f"{FACEBOOK}/profile.php?id=100000000000001",
        ),
        (
            f"{FACEBOOK}/login/?next=https%3A%2F%2Fwww.facebook.com%2Fspecimen.account",
            "profile-or-page",
            f"{FACEBOOK}/specimen.account",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D"
            "https%253A%252F%252Fx.com%252Fspecimen_acct",
            "profile",
            "https://x.com/specimen_acct",
        ),
        (
            f"{FACEBOOK}/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com"
            "%2Fspecimen.account%2Fvideos%2F1000000000000006%2F",
            "video",
            f"{FACEBOOK}/specimen.account/videos/1000000000000006",
        ),
        # X.
        ("https://x.com./specimen_acct", "profile", "https://x.com/specimen_acct"),
        ("HTTPS://X.COM:443//Specimen_Acct//", "profile", "https://x.com/Specimen_Acct"),
        ("http://x.com:/specimen_acct?#", "profile", "https://x.com/specimen_acct"),
        ("https://x.com/%73pecimen_acct", "profile", "https://x.com/specimen_acct"),
        ("https[://]x[.]com/specimen_acct", "profile", "https://x.com/specimen_acct"),
        ("h**ps://x[dot]com/specimen_acct", "profile", "https://x.com/specimen_acct"),
        ("x{.}com/specimen_acct", "profile", "https://x.com/specimen_acct"),
        ("\u202ahttps://x.com/specimen_acct\u202c", "profile", "https://x.com/specimen_acct"),
        ("\ufeff«https://x.com/specimen_acct»،", "profile", "https://x.com/specimen_acct"),
        (
            "https://x.com/specimen_acct/status/1600000000000000001?ref_src=twsrc%5Etfw%7C",
            "post",
            "https://x.com/specimen_acct/status/1600000000000000001",
        ),
        ("https://twitter.com/#!/specimen_acct", "profile", "https://x.com/specimen_acct"),
        # WhatsApp.
        ("wa.me/+1 202-555-0177", "number", "https://wa.me/12025550177"),
        ("https://wa.me//12025550177/?text=", "number", "https://wa.me/12025550177"),
        (
            "https://api.whatsapp.com/send?phone=%2B12025550177",
            "number",
            "https://wa.me/12025550177",
        ),
        (
            "https://api.whatsapp.com/send/?phone=12025550177&text&type=phone_number",
            "number",
            "https://wa.me/12025550177",
        ),
        ("whatsapp:+12025550177", "number", "https://wa.me/12025550177"),
        (
            "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv?mode=ac_t.",
            "invite",
            "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
        ),
        # Telegram.
        ("https://t.me/s/specimen_channel?q=word", "public-name", "https://t.me/specimen_channel"),
        ("https://t.me/c/1000000001/3/12", "post", "https://t.me/c/1000000001/12"),
        ("t.me/%2BAbCdEfGhIjKlMnOp", "invite", "https://t.me/+AbCdEfGhIjKlMnOp"),
        ("tg:resolve?domain=specimen_channel", "public-name", "https://t.me/specimen_channel"),
        ("tg://join?invite=AbCdEfGhIjKlMnOp", "invite", "https://t.me/+AbCdEfGhIjKlMnOp"),
        ("tg://privatepost?channel=1000000001&post=12", "post", "https://t.me/c/1000000001/12"),
        ("https://Specimen_Channel.t.me/613", "post", "https://t.me/specimen_channel/613"),
        ("https://t.me/specimen_channel/17/613", "post", "https://t.me/specimen_channel/613"),
        # YouTube.
        (
            "https://www.youtube.com/%40SpecimenChannel",
            "channel",
            "https://www.youtube.com/@SpecimenChannel",
        ),
        (
            "https://www.youtube.com/embed/videoseries?list=PLAbCdEfGhIjKlMnOpQrStUv",
            "playlist",
            "https://www.youtube.com/playlist?list=PLAbCdEfGhIjKlMnOpQrStUv",
        ),
        (
            "https://www.youtube.com/embed/live_stream?channel=UCAbCdEfGhIjKlMnOpQrStUv",
            "channel",
            "https://www.youtube.com/channel/UCAbCdEfGhIjKlMnOpQrStUv",
        ),
        (
            "https://www.youtube.com/watch?list=PLAbCdEfGhIjKlMnOpQrStUv&v=AbCdEfGhIj0",
            "video",
            "https://www.youtube.com/watch?v=AbCdEfGhIj0",
        ),
        # Others.
        (
            "https://www.instagram.com/accounts/login/?next=/specimen.account_1/",
            "profile",
            "https://www.instagram.com/specimen.account_1/",
        ),
        (f"{MATRIX}/%23specimen%3Aexample.org", "group", f"{MATRIX}/#specimen:example.org"),
        (
            "https://app.element.io/#/room/#specimen:example.org",
            "group",
            f"{MATRIX}/#specimen:example.org",
        ),
        ("discord.gg/invite/abcDEF12", "invite", "https://discord.gg/abcDEF12"),
        ("https://signal.me/?x=1#p/+12025550177", "number", "https://signal.me/#p/+12025550177"),
    ],
)
def test_what_a_pasted_address_names(text: str, kind: str, canonical: str) -> None:
    target = RESOLVER.resolve(text)
    assert (target.kind, target.canonical) == (kind, canonical)
    assert target.written == text
    again = RESOLVER.resolve(canonical)
    assert (again.canonical, again.key, again.kind) == (canonical, target.key, target.kind)


@pytest.mark.parametrize(
    ("platform", "text", "status", "part"),
    [
        # Pages that search, list or sort: they name nobody, although a name would fit there.
        ("facebook", f"{FACEBOOK}/groups/search/?q=word", "not-a-target", "lists or searches"),
        ("facebook", f"{FACEBOOK}/groups/feed/", "not-a-target", "lists or searches"),
        ("facebook", f"{FACEBOOK}/groups/discover", "not-a-target", "lists or searches"),
        ("facebook", f"{FACEBOOK}/groups/joins/?nav_source=tab", "not-a-target", "lists or"),
        ("facebook", f"{FACEBOOK}/groups/category/x", "not-a-target", "lists or searches"),
        ("facebook", f"{FACEBOOK}/groups/", "not-a-target", "`/groups`"),
        ("facebook", f"{FACEBOOK}/groups/1000000000000002/search/?q=a", "not-a-target", "names no"),
        ("facebook", f"{FACEBOOK}/specimen.account/search/?q=a", "not-a-target", "names no"),
        ("facebook", f"{FACEBOOK}/watch/search/?q=a", "not-a-target", "names no account"),
        ("facebook", f"{FACEBOOK}/events/search", "invalid", "is not a valid event number"),
        ("facebook", f"{FACEBOOK}/public/Specimen-Name", "not-a-target", "names no account"),
        ("facebook", f"{FACEBOOK}/marketplace/item/1000000000000003", "not-a-target", "names no"),
        ("facebook", f"{FACEBOOK}/sharer/sharer.php?u=https://x.com/a", "not-a-target", "names no"),
        ("facebook", f"{FACEBOOK}/story.php?story_fbid=1", "not-a-target", "`/story.php`"),
        ("facebook", f"{FACEBOOK}/profile.php", "not-a-target", "`/profile.php`"),
        ("x", "https://x.com/i/trending/123", "not-a-target", "names no account"),
        ("x", "https://x.com/explore/tabs/trending", "not-a-target", "names no account"),
        ("x", "https://x.com/intent/post?text=a", "not-a-target", "names no account"),
        ("x", "https://x.com/i/flow/login?redirect_after_login=%2Fa", "not-a-target", "names no"),
        ("x", "https://x.com?@example.org/", "not-a-target", "home page of X"),
        ("instagram", "https://www.instagram.com/stories/highlights/", "not-a-target", "no highl"),
        ("instagram", "https://www.instagram.com/explore/locations/1/", "not-a-target", "names no"),
        ("instagram", "https://www.instagram.com/direct/t/123456789/", "not-a-target", "names no"),
        ("threads", "https://www.threads.com/tag/x", "not-a-target", "names no account"),
        ("youtube", "https://www.youtube.com/embed/videoseries", "not-a-target", "names no video"),
        ("youtube", "https://www.youtube.com/embed/live_stream", "not-a-target", "names no video"),
        ("youtube", "https://www.youtube.com/feed/subscriptions", "not-a-target", "names no"),
        ("tiktok", "https://www.tiktok.com/discover/x", "not-a-target", "names no account"),
        ("telegram", "https://t.me/s/", "not-a-target", "names no account"),
        ("telegram", "tg://resolve?domain=share", "not-a-target", "names no account"),
        ("telegram", "https://t.me/iv?url=https%3A%2F%2Fx.com&rhash=1", "not-a-target", "names no"),
        ("reddit", "https://www.reddit.com/r/all", "not-a-target", "many communities"),
        ("reddit", "https://www.reddit.com/r/popular/", "not-a-target", "many communities"),
        ("reddit", "https://www.reddit.com/r/specimen/search?q=a", "not-a-target", "names no"),
        ("soundcloud", "https://soundcloud.com/tags/x", "not-a-target", "names no account"),
        ("rumble", "https://rumble.com/search/video?q=x", "not-a-target", "names no account"),
        ("odysee", "https://odysee.com/$/search?q=x", "not-a-target", "names no account"),
        ("google-drive", "https://drive.google.com/drive/search?q=x", "not-a-target", "names no"),
        ("linkedin", "https://www.linkedin.com/search/results/all/?keywords=a", "not-a-target", ""),
        # What hides its goal.
        ("x", "https://t.co/abcd", "needs-resolution", "shortened link"),
        ("facebook", "https://fb.me/specimen", "needs-resolution", "shortened link"),
        ("tiktok", "https://vt.tiktok.com/ZSabc/", "needs-resolution", "shortened link"),
        ("snapchat", "https://snapchat.com/t/abc", "needs-resolution", "share link"),
        ("soundcloud", "https://on.soundcloud.com/abc", "needs-resolution", "shortened link"),
        ("whatsapp", "https://call.whatsapp.com/voice/abc", "needs-resolution", "call link"),
        # A comment that can not be read does not become the post that it stands under.
        (
            "facebook",
            f"{FACEBOOK}/reel/1000000000000006?comment_id=a+b",
            "invalid",
            "is not a valid comment number",
        ),
        (
            "facebook",
            f"{FACEBOOK}/reel/1000000000000006?comment_id=5&comment_id=6",
            "invalid",
            "appears twice",
        ),
        # Encodings within encodings, and other programs' idea of where a host ends.
        ("x", "https://x.com/%2573pecimen", "invalid", "is not a valid username"),
        ("x", "https://x.com%2Fspecimen", "invalid", "is not a host name"),
        ("x", "https://x.com/specimen%2Fstatus%2F1", "invalid", "an encoded slash"),
        ("x", "https://x.com/..%2fspecimen", "invalid", "an encoded slash"),
        ("x", "https://x.com/%E0%A4%A", "invalid", "does not decode"),
        ("x", "https://x.com/specimen_acct%00", "invalid", "U+0000"),
        ("x", "https://x.com/specimen_acct%0d%0a", "invalid", "a line break"),
        ("x", "https://x.com/specimen_acct%E2%80%AE", "invalid", "U+202E"),
        ("x", "https://x\u3002com/specimen", "invalid", "IDEOGRAPHIC FULL STOP"),
        ("x", "https://x.com\\@example.org/", "invalid", "a backslash"),
        ("x", "https://example.org\\@x.com/", "invalid", "a backslash"),
        ("x", "https://x.com/ｓｐｅｃｉｍｅｎ", "invalid", "FULLWIDTH LATIN SMALL LETTER S"),
        ("x", "https://x.com/sp\u00e9cimen", "invalid", "WITH ACUTE"),
        ("x", "＠specimen_acct", "invalid", "FULLWIDTH COMMERCIAL AT"),
        ("x", "specimen\u200c_acct", "invalid", "ZERO WIDTH NON-JOINER"),
        ("x", "specimen\u00ad_acct", "invalid", "SOFT HYPHEN"),
        ("x", "https://x.com/specimen_acct;jsessionid=1", "invalid", "is not a valid username"),
        ("x", "view-source:https://x.com/specimen_acct", "invalid", "does not start a web address"),
        ("x", "[X](https://x.com/specimen_acct)", "invalid", "does not start with a host"),
        (
            "facebook",
            "https://lm.facebook.com/l.php?u=javascript%3Aalert(1)",
            "invalid",
            "not start",
        ),
        ("facebook", "https://facebook.com.example.org/x", "invalid", "look-alike host"),
        ("facebook", f"{FACEBOOK}/profile.php?id=1&id=2", "invalid", "appears twice"),
        ("telegram", "https://t.me/c/-1001000000001/5", "invalid", "digits only, without -100"),
        (
            "telegram",
            "https://t.me/specimen_channel/613-620",
            "invalid",
            "not a valid message number",
        ),
        ("telegram", "https://t.me/joinchat/12025550177", "invalid", "is not a valid invite code"),
        (
            "youtube",
            "https://www.youtube.com/watch?v=AbCdEfGhIj0%26t=3",
            "invalid",
            "is not a valid video code",
        ),
        (
            "youtube",
            "https://www.youtube.com/channel/ucabcdefghijklmnopqrstuv",
            "invalid",
            "UC and",
        ),
        ("element", f"{MATRIX}/@спес:example.org", "invalid", "CYRILLIC SMALL LETTER ES"),
        # Numbers: in the digits of any script they are told as numbers, and never completed.
        ("whatsapp", "+۹۲ ۳۰۰ ۰۰۰۰۰۰۰", "invalid", "number has characters other than"),
        ("whatsapp", "٩٢٣٠٠٠٠٠٠٠٠٠", "invalid", "number has characters other than"),
        ("whatsapp", "＋12025550177", "invalid", "FULLWIDTH PLUS SIGN"),
        ("whatsapp", "00 300 0000", "invalid", "not a possible international"),
        ("whatsapp", "https://wa.me/000923000000000", "invalid", "not a possible international"),
        ("whatsapp", "9.23E+11", "invalid", "is not a valid username"),
        # Not one address, or none.
        ("whatsapp", "+923000000000 / +923000000001", "invalid", "does not start with a host"),
        ("reddit", "u/specimen_account", "invalid", "does not start with a host"),
        ("x", "x dot com/specimen_acct", "invalid", "does not start with a host"),
        ("x", "https://x.com/specimen_acct and others", "invalid", "contains a space"),
    ],
)
def test_what_names_nobody(platform: str, text: str, status: str, part: str) -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve(text, platform=platform)
    assert caught.value.status == status
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("00 92 300 0000000", "whatsapp"),
        ("0092-300-0000000", "telegram"),
        ("https://wa.me/00923000000000", None),
        ("https://api.whatsapp.com/send?phone=00923000000000", None),
        ("whatsapp://send?phone=0092%20300%200000000", None),
        ("tg://resolve?phone=00923000000000", None),
    ],
)
def test_an_international_prefix_written_with_00_is_read_as_plus(
    text: str, platform: str | None
) -> None:
    target = RESOLVER.resolve(text, platform=platform)
    assert target.identifier == "+923000000000"
    assert any(
        "written with 00 and read as +923000000000" in warning for warning in target.warnings
    )


def test_a_shortened_number_that_reads_as_a_name_is_doubted() -> None:
    warnings = RESOLVER.resolve("9.23e11", platform="whatsapp").warnings
    assert "this reads like a long number that a spreadsheet shortened" in warnings[-1]


@pytest.mark.parametrize(
    ("text", "platform", "what"),
    [
        ("https://m.me/specimen.account", None, "Facebook has an address of this form"),
        (f"{FACEBOOK}/p/Specimen-Page-100000000000001/", None, "an address of this form"),
        ("https://www.threads.com/t/CAbCdEfGhIj", None, "Threads has an address of this form"),
        ("@specimen.user_1", "whatsapp", "WhatsApp has a username"),
    ],
)
def test_a_form_that_was_not_verified_says_so(text: str, platform: str | None, what: str) -> None:
    result = f"{what}; check it against the screen"
    unsure = [
        warning for warning in _warnings(text, platform) if warning.startswith("not verified that ")
    ]
    assert any(result in warning for warning in unsure)


def test_a_form_that_was_verified_is_not_doubted() -> None:
    assert not _warnings("https://x.com/specimen_acct", None)
    # Nothing of this platform was verified: the examination tells it once, not at every row.
    assert not _warnings("https://www.reddit.com/user/specimen_account", None)


def _warnings(text: str, platform: str | None) -> tuple[str, ...]:
    return RESOLVER.resolve(text, platform=platform).warnings
