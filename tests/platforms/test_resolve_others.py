"""The platforms of the second ring: what their addresses name. Names and numbers are invented."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from kit import DATA

from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver, TargetError

RESOLVER = Resolver(load_platforms(DATA / "platforms"))

VECTORS = """
https://www.youtube.com/@SpecimenChannel/shorts
https://m.youtube.com/@SpecimenChannel?si=abc
youtube:@SpecimenChannel
    channel https://www.youtube.com/@SpecimenChannel youtube:handle:specimenchannel
https://www.youtube.com/@%D9%86%D9%85%D9%88%D9%86%DB%81
    channel https://www.youtube.com/@نمونہ youtube:handle:نمونہ
https://m.youtube.com/channel/UCAbCdEfGhIjKlMnOpQrStUv/videos?view=0
    channel https://www.youtube.com/channel/UCAbCdEfGhIjKlMnOpQrStUv
      youtube:channel-id:UCAbCdEfGhIjKlMnOpQrStUv
https://www.youtube.com/c/SpecimenChannel
    channel https://www.youtube.com/c/SpecimenChannel youtube:custom-name:specimenchannel
https://www.youtube.com/user/specimenuser/about
    channel https://www.youtube.com/user/specimenuser youtube:user-name:specimenuser
https://youtu.be/AbCdEfGhIj0?si=abc&t=43
https://www.youtube.com/shorts/AbCdEfGhIj0
https://www.youtube.com/live/AbCdEfGhIj0?feature=share
https://www.youtube-nocookie.com/embed/AbCdEfGhIj0
https://www.youtube.com/v/AbCdEfGhIj0
https://music.youtube.com/watch?v=AbCdEfGhIj0&list=PLAbCdEfGhIjKlMnOpQrStUv
https://www.youtube.com/redirect?q=https%3A%2F%2Fyoutu.be%2FAbCdEfGhIj0
    video https://www.youtube.com/watch?v=AbCdEfGhIj0 youtube:video-id:AbCdEfGhIj0
https://www.youtube.com/watch?v=AbCdEfGhIj0&list=PLAbCdEfGhIjKlMnOpQrStUv&lc=UgzSpecimen1
    comment https://www.youtube.com/watch?v=AbCdEfGhIj0&lc=UgzSpecimen1
      youtube:comment-id:UgzSpecimen1
https://www.youtube.com/playlist?list=PLAbCdEfGhIjKlMnOpQrStUv
    playlist https://www.youtube.com/playlist?list=PLAbCdEfGhIjKlMnOpQrStUv
      youtube:playlist-id:PLAbCdEfGhIjKlMnOpQrStUv
https://www.tiktok.com/@specimen.a?lang=en&_t=8
    profile https://www.tiktok.com/@specimen.a tiktok:username:specimen.a
https://www.tiktok.com/@specimen.a/video/7200000000000000001?is_from_webapp=1
    video https://www.tiktok.com/@specimen.a/video/7200000000000000001
      tiktok:video-id:7200000000000000001
https://www.tiktok.com/@specimen.a/photo/7200000000000000001
    post https://www.tiktok.com/@specimen.a/photo/7200000000000000001
      tiktok:video-id:7200000000000000001
https://www.tiktokv.com/share/video/7200000000000000001
https://www.tiktok.com/@/video/7200000000000000001
https://www.tiktok.com/embed/7200000000000000001
    video https://www.tiktok.com/@/video/7200000000000000001 tiktok:video-id:7200000000000000001
https://www.snapchat.com/add/Specimen-A?sc_referrer=x
https://www.snapchat.com/@specimen-a
    profile https://www.snapchat.com/add/specimen-a snapchat:username:specimen-a
https://www.snapchat.com/spotlight/W7_AbCdEfGhIjKlMnOpQrStUvWxYz
    video https://www.snapchat.com/spotlight/W7_AbCdEfGhIjKlMnOpQrStUvWxYz
      snapchat:spotlight-id:W7_AbCdEfGhIjKlMnOpQrStUvWxYz
https://discord.gg/abcDEF12
https://discordapp.com/invite/abcDEF12
    invite https://discord.gg/abcDEF12 discord:invite-code:abcDEF12
https://discord.com/channels/300000000000000002/1300000000000000003/1300000000000000004
    post https://discord.com/channels/300000000000000002/1300000000000000003/1300000000000000004
      discord:message-id:1300000000000000004
https://discord.com/channels/300000000000000002
    server https://discord.com/channels/300000000000000002 discord:server-id:300000000000000002
https://signal.me/#p/+12025550177
sgnl://signal.me/#p/+12025550177
    number https://signal.me/#p/+12025550177 signal:phone:12025550177
https://signal.me/#eu/AbCdEfGhIjKlMnOpQrStUvWxYz
    profile https://signal.me/#eu/AbCdEfGhIjKlMnOpQrStUvWxYz
      signal:username-code:AbCdEfGhIjKlMnOpQrStUvWxYz
https://signal.group/#CjQKIAbCdEfGhIjKlMnOp
    invite https://signal.group/#CjQKIAbCdEfGhIjKlMnOp signal:group-code:CjQKIAbCdEfGhIjKlMnOp
https://www.threads.net/@specimen_a/post/CAbCdEfGhIj?igshid=x
    post https://www.threads.com/@specimen_a/post/CAbCdEfGhIj threads:post-code:CAbCdEfGhIj
https://www.threads.net/@Specimen_A/replies
    profile https://www.threads.com/@specimen_a threads:username:specimen_a
https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345/view?usp=sharing
https://drive.google.com/open?id=1AbCdEfGhIjKlMnOpQrStUvWxYz012345
https://drive.google.com/uc?id=1AbCdEfGhIjKlMnOpQrStUvWxYz012345&export=download
https://drive.usercontent.google.com/download?id=1AbCdEfGhIjKlMnOpQrStUvWxYz012345
    file https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345/view
      google-drive:file-id:1AbCdEfGhIjKlMnOpQrStUvWxYz012345
https://drive.google.com/drive/u/0/folders/1BcDeFgHiJkLmNoPqRsTuVwXyZ0123456?resourcekey=0-AbCd_Ef
    folder https://drive.google.com/drive/folders/1BcDeFgHiJkLmNoPqRsTuVwXyZ0123456?resourcekey=0-AbCd_Ef
      google-drive:folder-id:1BcDeFgHiJkLmNoPqRsTuVwXyZ0123456
https://docs.google.com/document/d/1CdEfGhIjKlMnOpQrStUvWxYz01234567/edit#heading=h.1
    file https://docs.google.com/document/d/1CdEfGhIjKlMnOpQrStUvWxYz01234567
      google-drive:document-id:1CdEfGhIjKlMnOpQrStUvWxYz01234567
https://old.reddit.com/u/Specimen_Account/comments
https://www.reddit.com/user/Specimen_Account
    profile https://www.reddit.com/user/Specimen_Account reddit:username:specimen_account
https://www.reddit.com/r/SpecimenCommunity/comments/1abcde0/a_title/
    post https://www.reddit.com/r/SpecimenCommunity/comments/1abcde0 reddit:post-id:1abcde0
https://redd.it/1abcde0
    post https://www.reddit.com/comments/1abcde0 reddit:post-id:1abcde0
https://pk.linkedin.com/in/specimen-account/?trk=x
    profile https://www.linkedin.com/in/specimen-account linkedin:username:specimen-account
https://www.linkedin.com/posts/specimen-account_a-title-activity-7200000000000000001-AbCd
    post https://www.linkedin.com/feed/update/urn:li:activity:7200000000000000001
      linkedin:activity-id:7200000000000000001
https://www.dropbox.com/scl/fi/abcdefghij01234/specimen.pdf?rlkey=AbCdEf&dl=0
    file https://www.dropbox.com/scl/fi/abcdefghij01234/specimen.pdf?rlkey=AbCdEf
      dropbox:file-code:abcdefghij01234
https://archive.org/download/specimen-item-2020/specimen.mp4
    file https://archive.org/details/specimen-item-2020 internet-archive:item-id:specimen-item-2020
https://archive.org/details/@specimen_uploader
    profile https://archive.org/details/@specimen_uploader
      internet-archive:username:specimen_uploader
https://justpaste.it/specimen0
    file https://justpaste.it/specimen0 justpaste-it:paste-id:specimen0
https://m.soundcloud.com/Specimen-Account/specimen-track?si=x
    post https://soundcloud.com/specimen-account/specimen-track
      soundcloud:track-name:specimen-account/specimen-track
https://rumble.com/v0abcd1-a-title.html?e9s=x
    video https://rumble.com/v0abcd1 rumble:video-id:v0abcd1
https://odysee.com/@SpecimenChannel:0/specimen-video:1
    video https://odysee.com/@SpecimenChannel:0/specimen-video:1
      odysee:video-name:SpecimenChannel:0/specimen-video:1
https://matrix.to/#/#specimenroom:example.org?via=example.org
https://app.element.io/#/room/#specimenroom:example.org
    group https://matrix.to/#/#specimenroom:example.org
      element:room-name:specimenroom:example.org
https://matrix.to/#/%40specimen%3Aexample.org
    profile https://matrix.to/#/@specimen:example.org element:user-id:specimen:example.org
"""


def vectors() -> list[tuple[str, str, str, str]]:
    """The table as rows: an indented line is the kind, canonical form and key of those above."""
    found: list[tuple[str, str, str, str]] = []
    texts: list[str] = []
    for line in re.split(r"\n(?!      )", VECTORS.strip("\n")):
        if line.startswith(" "):
            kind, canonical, key = line.split()
            found += [(text, kind, canonical, key) for text in texts]
            texts = []
        else:
            texts.append(line)
    return found


@pytest.mark.parametrize(("text", "kind", "canonical", "key"), vectors())
def test_an_address_names_its_target(text: str, kind: str, canonical: str, key: str) -> None:
    target = RESOLVER.resolve(text)
    assert (target.kind, target.canonical, target.key) == (kind, canonical, key)
    assert target.written == text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("https://www.youtube.com/hashtag/x", "not-a-target"),
        ("https://www.youtube.com/results?search_query=x", "not-a-target"),
        ("https://www.youtube.com/watch?v=short", "invalid"),
        ("https://vm.tiktok.com/ZAbCdEfGh/", "needs-resolution"),
        ("https://vt.tiktok.com/ZAbCdEfGh/", "needs-resolution"),
        ("https://www.tiktok.com/t/ZAbCdEfGh/", "needs-resolution"),
        ("https://www.tiktok.com/tag/x", "not-a-target"),
        ("https://www.tiktok.com/music/x-1", "not-a-target"),
        ("https://t.snapchat.com/AbCdEf", "needs-resolution"),
        ("https://discord.com/channels/@me/300000000000000002", "not-a-target"),
        ("https://signal.me/specimen", "not-a-target"),
        ("https://www.reddit.com/r/SpecimenCommunity/s/AbCdEfGhIj", "needs-resolution"),
        ("https://lnkd.in/AbCdEf", "needs-resolution"),
        ("https://web.archive.org/web/2020/https://x.com/specimen", "not-a-target"),
        ("https://on.soundcloud.com/AbCdEf", "needs-resolution"),
    ],
)
def test_what_is_no_target_says_so(text: str, status: str) -> None:
    with pytest.raises(TargetError) as caught:
        RESOLVER.resolve(text)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("text", "platform", "canonical"),
    [
        ("123e4567-e89b-12d3-a456-426614174000", "snapchat", "snapchat:user-id:"),
        ("specimen.42", "signal", "signal:@specimen.42"),
        ("+1 202 555 0177", "signal", "https://signal.me/#p/+12025550177"),
        ("UCAbCdEfGhIjKlMnOpQrStUv", "youtube", "https://www.youtube.com/channel/UC"),
        ("#specimenroom:example.org", "element", "https://matrix.to/#/#specimenroom:example.org"),
        ("@specimen:example.org", "element", "https://matrix.to/#/@specimen:example.org"),
    ],
)
def test_a_bare_identifier_names_its_target(text: str, platform: str, canonical: str) -> None:
    assert RESOLVER.resolve(text, platform=platform).canonical.startswith(canonical)


@pytest.mark.parametrize("text", ["Specimen M", "a.b_c", "abc."])
def test_no_snapchat_name(text: str) -> None:
    with pytest.raises(TargetError, match="is not a valid username on Snapchat"):
        RESOLVER.resolve(text, platform="snapchat")


MOMENT = dt.datetime(2024, 3, 9, 7, 30, tzinfo=dt.UTC)
SECONDS = 1709969400


@pytest.mark.parametrize(
    "text",
    [
        f"https://www.tiktok.com/@specimen.a/video/{(SECONDS << 32) + 12345}",
        "https://discord.com/channels/300000000000000002/1300000000000000003/"
        f"{(SECONDS * 1000 - 1420070400000) << 22}",
    ],
)
def test_an_item_number_holds_its_time(text: str) -> None:
    created = RESOLVER.resolve(text).created
    assert created is not None
    assert abs(created - MOMENT) < dt.timedelta(seconds=2)


def test_handles_in_other_scripts_are_kept_and_told() -> None:
    target = RESOLVER.resolve("https://www.youtube.com/@%D9%86%D9%85%D9%88%D9%86%DB%81")
    assert target.identifier == "@نمونہ"
    assert any("letters other than ASCII" in warning for warning in target.warnings)
    again = RESOLVER.resolve("@نمونہ", platform="youtube")
    assert again.key == target.key
