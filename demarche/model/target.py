"""What a URL or an identifier names on a platform."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple


class TargetKind(StrEnum):
    """The kind of thing named. Where a URL cannot tell (a vanity name), the kind says so."""

    PROFILE = "profile"
    PAGE = "page"
    PROFILE_OR_PAGE = "profile-or-page"
    GROUP = "group"
    CHANNEL = "channel"
    PUBLIC_NAME = "public-name"
    """A name that may be a user, bot, group or channel; only the platform can tell."""
    SERVER = "server"
    POST = "post"
    VIDEO = "video"
    STORY = "story"
    COMMENT = "comment"
    COMMUNITY = "community"
    SPACE = "space"
    EVENT = "event"
    INVITE = "invite"
    NUMBER = "number"
    FOLDER = "folder"
    FILE = "file"
    APP = "app"
    """An app in a store of apps."""
    STICKER_SET = "sticker-set"
    PLAYLIST = "playlist"
    ALBUM = "album"
    LIST = "list"
    """A list of accounts that one account keeps."""


ACCOUNT_KINDS = frozenset(
    {
        TargetKind.PROFILE,
        TargetKind.PAGE,
        TargetKind.PROFILE_OR_PAGE,
        TargetKind.GROUP,
        TargetKind.CHANNEL,
        TargetKind.PUBLIC_NAME,
        TargetKind.SERVER,
        TargetKind.COMMUNITY,
        TargetKind.INVITE,
        TargetKind.NUMBER,
        TargetKind.FOLDER,
        TargetKind.FILE,
        TargetKind.APP,
        TargetKind.STICKER_SET,
    }
)
"""Kinds that can stand in an account's `url`; the others are items posted by an account.

Files, folders, apps and sticker sets are among them, because their addresses name no account.
"""


class Target(NamedTuple):
    """The resolved form of what an officer wrote; `written` is never changed.

    A tuple without checks, which is made far sooner than another frozen record: a case has one for
    every account and post, and the resolver alone makes them.
    """

    written: str
    platform: str
    kind: TargetKind
    canonical: str
    """Canonical URL, or `platform:@name` where there is none."""
    identifier: str
    """As the platform shows it: `@name`, a number, an invite code."""
    identifier_type: str
    """Key of the platform's `identifiers`: username, user-id, invite-code, phone …"""
    key: str
    """Equal for two spellings of one target: `platform:type:folded identifier`."""
    stable: bool
    """True where the identifier can not be changed by the account holder."""
    owner: str | None = None
    """For an item: the name of the account that posted it, where the URL holds it."""
    owner_key: str | None = None
    """The owner's own `key`, to compare with the `key` of an account."""
    created: dt.datetime | None = None
    """For an item whose number holds a time: when it was created (UTC, to within minutes)."""
    dropped: tuple[str, ...] = ()
    """What of the written URL is not part of the target: tracking parameters, tabs."""
    warnings: tuple[str, ...] = ()
