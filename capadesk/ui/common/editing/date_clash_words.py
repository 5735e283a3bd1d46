"""What stands in the way of an event, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from capadesk.services.calendars.date_clash import ClashKind, DateClash
from capadesk.services.desk import Desk
from capadesk.services.words import _, ngettext
from capadesk.ui.common.editing.date_clash_note import NoteLine

_NAMES = 3


def clash_texts(desk: Desk, clashes: Iterable[DateClash], zone: str, at_most: int) -> list[str]:
    """A sentence for each, the first so many, and at last how many there are besides."""
    return [line.text for line in clash_lines(desk, clashes, zone, at_most)]


def clash_lines(desk: Desk, clashes: Iterable[DateClash], zone: str, at_most: int) -> list[NoteLine]:
    """The same with the clash that each sentence is about."""
    by_text: dict[str, DateClash] = {}
    for each in clashes:
        by_text.setdefault(clash_text(desk, each, zone), each)
    lines = [NoteLine(text, clash) for text, clash in by_text.items()]
    if len(lines) <= at_most:
        return lines
    more = _("and {number} more").format(number=desk.localisation.number(len(lines) - at_most))
    return [*lines[:at_most], NoteLine(more)]


def fine_text(desk: Desk, count: int) -> str:
    """How many clashes are fine; "" for none."""
    if not count:
        return ""
    text = ngettext("{number} clash is fine", "{number} clashes are fine", count)
    return text.format(number=desk.localisation.number(count))


def clash_text(desk: Desk, clash: DateClash, zone: str) -> str:
    """One sentence; a date names its zone where that is not `zone`."""
    if clash.kind is ClashKind.HOLIDAY:
        holiday, country = clash.names
        return _("{day} is a public holiday in {country}: {holiday}.").format(
            day=desk.localisation.date(clash.day, with_weekday=True),
            country=desk.localisation.country_name(country),
            holiday=holiday,
        )
    assert clash.event is not None
    what = clash.event.title or _("another event")
    when = desk.localisation.when(clash.event.when, own_zone=zone)
    if clash.kind is ClashKind.VENUE:
        return _("{venue} is taken: “{event}”, {when}.").format(venue=clash.names[0], event=what, when=when)
    return _("{people}: also at “{event}”, {when}.").format(
        people=_joined(desk, clash.names), event=what, when=when
    )


def short_clash_text(desk: Desk, clash: DateClash) -> str:
    """What is in the way, where its date is said already."""
    if clash.event is None:
        return clash.names[0]
    what = clash.event.title or _("another event")
    if clash.kind is ClashKind.VENUE:
        return _("{venue} is taken: “{event}”").format(venue=clash.names[0], event=what)
    return _("{people}: also at “{event}”").format(people=_joined(desk, clash.names), event=what)


def _joined(desk: Desk, names: Sequence[str]) -> str:
    if len(names) <= _NAMES:
        return desk.localisation.join(names)
    more = _("{number} more").format(number=desk.localisation.number(len(names) - _NAMES + 1))
    return desk.localisation.join([*names[: _NAMES - 1], more])
