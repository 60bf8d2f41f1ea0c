"""The enclosed exhibits of a restricted annex: how each is shown, and which originals go with it.

The hashed file itself is attached, so that its SHA-256 can be compared with the printed one. It is
held back where something of it was blacked out, where it says more than its pixels (a camera writes
the place and the device into a picture), and above a size that no mailbox takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from demarche.model.request import Request
from demarche.render.html import Templates
from demarche.render.pdf import Attachment
from demarche.render.pictures import ENDINGS, Picture, decode_picture, tells_more

MOST_ATTACHED = 15 * 2**20
"""Bytes of all originals in one annex."""

_WIDE = 480
"""Pixels; a picture of fewer is not enlarged to the width of the page."""

Look = Literal["wide", "tall", "small"]
"""On the full width of the page, beside its facts, or in its own size."""


def look_of(picture: Picture) -> Look:
    """How a picture is shown on its page."""
    if picture.width < _WIDE:
        return "small" if picture.height < _WIDE else "tall"
    return "tall" if picture.height > picture.width else "wide"


def attached_originals(
    lead: Request, pictures: Mapping[str, bytes], templates: Templates
) -> dict[str, Attachment]:
    """The original files that go with an annex, by the exhibit."""
    says = templates.locale.files["original"]
    found: dict[str, Attachment] = {}
    left = MOST_ATTACHED
    for exhibit in lead.restricted.exhibits:
        data = pictures.get(exhibit.id)
        if data is None or exhibit.redactions:
            continue
        same = next((file for file in found.values() if file.data == data), None)
        if same is not None:  # one file is evidence of two exhibits
            found[exhibit.id] = same
            continue
        if len(data) > left or tells_more(data):
            continue
        left -= len(data)
        name = f"{exhibit.id}.{ENDINGS[decode_picture(data).media_type]}"
        found[exhibit.id] = Attachment(name, data, says.format(title=exhibit.id), "Source")
    return found
