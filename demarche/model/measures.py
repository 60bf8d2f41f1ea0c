"""The measure that fits a kind of target, where the case names none."""

from __future__ import annotations

from demarche.model.case import Measure
from demarche.model.target import TargetKind

_FITTING: dict[TargetKind, Measure] = {
    TargetKind.PROFILE: "suspend",
    TargetKind.PAGE: "suspend",
    TargetKind.PROFILE_OR_PAGE: "suspend",
    TargetKind.NUMBER: "suspend",
    TargetKind.GROUP: "close-group",
    TargetKind.CHANNEL: "close-group",
    TargetKind.SERVER: "close-group",
    TargetKind.COMMUNITY: "close-group",
    TargetKind.INVITE: "revoke-invite",
    TargetKind.PUBLIC_NAME: "block",
}


def measure_for(kind: TargetKind) -> Measure:
    """The measure for an account; whatever is an item that somebody posted is to be removed."""
    return _FITTING.get(kind, "remove-posts")
