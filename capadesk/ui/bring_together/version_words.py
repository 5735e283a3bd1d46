"""Whose a value is, and when it was written, in a few words (without Qt)."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.services.ports import Contradiction, Version
from capadesk.services.words import _
from capadesk.ui.common.editing.comparison import ComparedField, ComparedValue
from capadesk.ui.common.lists.day_rows import RowMark, moment_text
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.value_words import ValueWords


def version_text(desk: Desk, version: Version) -> str:
    """ "Here · Ada · Today, 14:30" or "Theirs · Bob · 3 October 2024, 09:00"."""
    side = _("Theirs") if version.is_received else _("Ours")
    time = moment_text(desk, version.time) if version.time.timestamp() > 0 else ""
    return " · ".join(part for part in (side, version.author, time) if part)


def versions_of(found: Contradiction) -> tuple[Version, ...]:
    """Ours first, as far as there is one, then the others; the order does not depend on who wins."""
    return tuple(
        sorted((found.holds, *found.others), key=lambda each: (each.is_received, each.stamp.to_bytes()))
    )


def compared(
    desk: Desk, words: ValueWords, found: Contradiction, chosen: tuple[object] | None
) -> ComparedField:
    """A contradiction to choose in; `chosen` holds the value that somebody has chosen, None for nobody."""
    versions = versions_of(found)
    values = tuple(
        ComparedValue(
            words.text(found.kind, found.field, each.value),
            version_text(desk, each),
            _("The rule’s choice") if each.stamp == found.holds.stamp else "",
        )
        for each in versions
    )
    wanted = found.holds.value if chosen is None else chosen[0]
    place = next((number for number, each in enumerate(versions) if each.value == wanted), 0)
    key = (found.kind, found.record_id, found.field)
    label = words.field(found.kind, found.field)
    chosen_mark = RowMark("check_circle", Tone.GREEN, _("Chosen"))
    mark = RowMark("warning", Tone.AMBER, _("Contradictory")) if chosen is None else chosen_mark
    return ComparedField(key, label, values, place, mark, chosen_mark)
