"""What a bulk change did, in words: how many were so already or are gone, and which others had changed."""

from __future__ import annotations

from capadesk.services.bulk_service import BulkResult, LeftRecord
from capadesk.services.desk import Desk
from capadesk.services.words import _, ngettext

_MOST_NAMED = 2
_LONGEST_NAME = 40


def counts_text(desk: Desk, result: BulkResult) -> str:
    """ "3 were so already · 1 is gone meanwhile"; "" if neither."""
    number = desk.localisation.number
    same = ngettext("{count} was so already", "{count} were so already", result.same)
    gone = ngettext("{count} is gone meanwhile", "{count} are gone meanwhile", result.gone)
    parts = [
        text.format(count=number(count))
        for text, count in ((same, result.same), (gone, result.gone))
        if count
    ]
    return " · ".join(parts)


def unchanged_text(result: BulkResult) -> str:
    """Why nothing was changed."""
    if not result.gone:
        return _("Nothing was changed: they all were so already.")
    if not result.same:
        return _("Nothing was changed: they all were deleted meanwhile.")
    return _("Nothing was changed: they were so already, or were deleted meanwhile.")


def left_records_text(desk: Desk, result: BulkResult) -> str:
    """Which records were left as they are, because others changed the same, and how many were changed."""
    number, left = desk.localisation.number, result.left
    named = [_named(each) for each in left[:_MOST_NAMED]]
    more = len(left) - len(named)
    if more:
        named.append(ngettext("{count} more", "{count} more", more).format(count=number(more)))
    text = ngettext(
        "Left as it is, because somebody else changed the same meanwhile: {names}.",
        "Left as they are, because others changed the same meanwhile: {names}.",
        len(left),
    ).format(names=desk.localisation.join(named))
    if not result.changed:
        return text
    done = ngettext("{count} record is changed.", "{count} records are changed.", result.changed)
    return done.format(count=number(result.changed)) + " " + text


def _named(left: LeftRecord) -> str:
    name = left.name if len(left.name) <= _LONGEST_NAME else left.name[:_LONGEST_NAME].rstrip() + "…"
    if not left.author:
        return _("“{name}”").format(name=name)
    return _("“{name}” ({author})").format(name=name, author=left.author)
