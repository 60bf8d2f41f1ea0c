"""Which legal entity receives for an account: by where its holder is, or the request comes from."""

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


def receiver(
    platform: Platform, by_holder: Recipient, kind: Kind, asking: str, regions: Regions
) -> Recipient:
    """The recipient of a kind of request: that for the holder, unless the platform's rule for the
    kind is where the request comes from."""
    if kind in platform.by_requester:
        return recipient_for(platform, asking, asking, regions)
    return by_holder


def depends_on_holder(platform: Platform, asking: str, regions: Regions) -> bool:
    """Whether it matters to a request of this state where an account holder is."""
    return (
        len(
            {
                recipient.serves
                for recipient in platform.recipients
                if open_to(recipient.requesters, asking, regions)
            }
        )
        > 1
    )


def channel_for(platform: Platform, kind: Kind, asking: str, regions: Regions) -> Channel | None:
    """The first channel that takes this kind of request from this state.

    One that was read nowhere is background knowledge, and no document names it.
    """
    for channel in platform.channels:
        known = channel.verified or channel.source is not None
        if known and kind in channel.kinds and open_to(channel.requesters, asking, regions):
            return channel
    return None


def holders_served(
    recipient: Recipient, regions: Regions, locale: Locale, *, by_requester: bool = False
) -> str:
    """Which holders the entity receives for, or the requests of which places, in words."""
    words = locale.holders
    held = (recipient.requesters if by_requester else ()) or recipient.serves
    named = [place for place in held if place != DEFAULT]
    places = [
        regions.name(place) if len(place) == 2 else words["area"].format(place=place)
        for place in named
    ]
    if DEFAULT in held:
        places.append(words["other_requesters" if by_requester else "others"])
    return words["requesters" if by_requester else "served"].format(
        places=locale.lists.between.join(places)
    )
