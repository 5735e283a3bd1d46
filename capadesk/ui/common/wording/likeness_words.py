"""Why records may be the same thing, and how sure that is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.ports import LikenessReason, Sureness
from capadesk.services.words import N_, _

if TYPE_CHECKING:
    from capadesk.services.merging.duplicate_service import Reason

_REASONS: dict[LikenessReason, str] = {
    LikenessReason.JOINED_BEFORE: N_("joined before; another desk worked on one that had gone"),
    LikenessReason.UID: N_("the same calendar entry"),
    LikenessReason.EMAIL: N_("the same e-mail address: {shared}"),
    LikenessReason.GRANT_NUMBER: N_("the same grant agreement: {shared}"),
    LikenessReason.NAME: N_("the same name: {shared}"),
    LikenessReason.NAME_AND_COUNTRY: N_("the same name and country: {shared}"),
    LikenessReason.NAME_AND_ORGANISATION: N_("the same name in the same organisation: {shared}"),
    LikenessReason.TITLE_AND_DATE: N_("the same title and date: {shared}"),
    LikenessReason.WEBSITE: N_("the same website: {shared}"),
}
_SURENESS: dict[Sureness, str] = {
    Sureness.SURE: N_("sure"),
    Sureness.LIKELY: N_("likely"),
    Sureness.POSSIBLE: N_("possible"),
}


def likeness_text(reason: Reason) -> str:
    """What the records of a group have in common."""
    return _(_REASONS[reason.code]).format(shared=reason.shared)


def sureness_text(sureness: Sureness) -> str:
    """How sure it is that they are the same."""
    return _(_SURENESS[sureness])
