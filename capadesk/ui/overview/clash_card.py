"""The card of what stands in the way in the next weeks: read in a thread, there only if there is anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from capadesk.domain.change_set import ChangeSet
from capadesk.services.calendars.date_clash import ClashKind, DateClash
from capadesk.services.desk import Desk
from capadesk.services.own_platform import zone_of
from capadesk.services.words import _
from capadesk.ui.common.editing.date_clash_words import short_clash_text
from capadesk.ui.overview.overview_content import Card, CardRow, RowAct
from capadesk.ui.overview.worded_rows import WordedRows

NAME = "clashes"
_SHOWN = 4


def clash_card(desk: Desk, clashes: Sequence[DateClash]) -> Card:
    """The card; each row says with one click that it is fine."""
    return Card(
        NAME,
        "warning",
        _("Clashes ahead"),
        "",
        WordedRows(clashes, partial(_row, desk, zone_of(desk.store))),
        _SHOWN,
    )


def _row(desk: Desk, zone: str, clash: DateClash) -> CardRow:
    event, words = clash.own, desk.localisation
    icon, kind = _look(clash.kind)
    reason = short_clash_text(desk, clash)
    spoken_when = words.spoken_when(event.when, desk.clock.today(), own_zone=zone)
    act: Callable[[], ChangeSet] = partial(desk.clashes.accept, clash)
    return CardRow(
        "event",
        event.event_id,
        event.title,
        f"{kind} · {spoken_when}",
        reason,
        words.when(event.when, own_zone=zone),
        icon=icon,
        act=None
        if desk.store.is_read_only
        else RowAct(_("This is fine"), _("This is fine: {reason}").format(reason=reason), act),
    )


def _look(kind: ClashKind) -> tuple[str, str]:
    """Icon and word of what is in the way."""
    return {
        ClashKind.PERSON: ("people", _("Same people")),
        ClashKind.VENUE: ("local", _("Same venue")),
        ClashKind.HOLIDAY: ("calendar", _("Public holiday")),
    }[kind]
