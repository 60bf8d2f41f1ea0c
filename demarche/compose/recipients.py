"""Which legal entity receives for an account: by where its holder is, as the platform says."""

from __future__ import annotations

from demarche.model.locale import Locale
from demarche.model.platform import Channel, Kind, Platform, Recipient
from demarche.model.regions import Regions

DEFAULT = "default"
UNKNOWN = "unknown"


def open_to(requesters: tuple[str, ...], state: str, regions: Regions) -> bool:
    """True where a recipient or channel takes requests of this state."""
    return not requesters or any(regions.holds(place, state) for place in requesters)


def recipient_for(platform: Platform, holder_in: str, asking: str, regions: Regions) -> Recipient:
    """The recipient for a holder in a state; an unknown holder falls to the default entity."""
    usable = [
        recipient
        for recipient in platform.recipients
        if open_to(recipient.requesters, asking, regions)
    ]
    # One that takes requests of this state only is meant for them, and comes before the general.
    usable.sort(key=lambda recipient: not recipient.requesters)
    if holder_in != UNKNOWN:
        for recipient in usable:
            if any(
                regions.holds(place, holder_in) for place in recipient.serves if place != DEFAULT
            ):
                return recipient
    for candidate in usable:
        if DEFAULT in candidate.serves:
            return candidate
    return (usable or list(platform.recipients))[0]


def channel_for(platform: Platform, kind: Kind, asking: str, regions: Regions) -> Channel | None:
    """The first channel that takes this kind of request from this state."""
    for channel in platform.channels:
        if kind in channel.kinds and open_to(channel.requesters, asking, regions):
            return channel
    return None


def holders_served(recipient: Recipient, regions: Regions, locale: Locale) -> str:
    """Which holders the entity receives for, in words."""
    words = locale.holders
    named = [place for place in recipient.serves if place != DEFAULT]
    places = [
        regions.name(place) if len(place) == 2 else words["area"].format(place=place)
        for place in named
    ]
    if DEFAULT in recipient.serves:
        places.append(words["others"])
    return words["served"].format(places=locale.lists.between.join(places))
