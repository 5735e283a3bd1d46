"""Events as the calendar writer gets them, and words without a store."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from icalendar import Calendar

from capadesk.domain.records import CodeItem, Event
from capadesk.domain.when import When
from capadesk.services.ports import CalendarEntry

ROME = "Europe/Rome"


class LabelsByCode:
    """A code book whose labels are the codes with a capital letter."""

    def label(self, code_list: str, code: str) -> str:
        return code.replace("_", " ").capitalize()

    def items(self, code_list: str, *, with_retired: bool = False) -> list[CodeItem]:
        return []

    def kinds_of_family(self, family: str) -> list[str]:
        return []


def event_id(number: int) -> UUID:
    return UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + number)


def entry_of(event: Event, **details: Any) -> CalendarEntry:
    known: dict[str, Any] = {
        "created_at": datetime(2024, 1, 2, 3, 4, 5),
        "changed_at": datetime(2024, 5, 6, 7, 8, 9),
        "city": "",
        "organisers": (),
        "attendees": (),
        "tags": (),
    }
    return CalendarEntry(event=event, **(known | details))


def entry(number: int = 1, when: When | None = None, title: str = "", **fields: Any) -> CalendarEntry:
    """An event with any field of the record or of the entry set."""
    details = {name: fields.pop(name) for name in list(fields) if name in CalendarEntry._fields}
    when = when if when is not None else timed(2024, 7, 1, 10)
    return entry_of(
        Event(id=event_id(number), title=title or f"Event {number}", when=when, **fields), **details
    )


def timed(year: int, month: int, day: int, hour: int, minutes: int = 90, zone: str = ROME) -> When:
    start = datetime(year, month, day, hour)
    return When.timed(start, start + timedelta(minutes=minutes), zone)


def calendar_in(raw: bytes) -> Any:
    """A calendar as icalendar reads it; untyped, for its properties are of twenty types."""
    return Calendar.from_ical(raw)


def plain_entries(count: int) -> list[CalendarEntry]:
    """Events of the usual shape, for measuring: a third without times, every sixth with tags and links."""
    entries = []
    for number in range(count):
        day = date(2024, 1, 1) + timedelta(days=number % 700)
        when = timed(day.year, day.month, day.day, 9 + number % 8) if number % 3 else When.days(day)
        entries.append(
            entry(
                number,
                when,
                f"Workshop {number}: größere Städte, kleinere Emissionen",
                uid=f"{event_id(number)}@capadesk.eu",
                venue="Villa Altieri",
                country="IT",
                city="Rome",
                description="Ministries, regions and cities discuss how plans become projects. " * 4,
                website=f"https://example.eu/events/{number}",
                online_link="https://meet.example.eu/room" if number % 6 == 0 else "",
                mode="hybrid" if number % 6 == 0 else "in_person",
                tags=("Energy systems", "Finance and funding") if number % 6 == 0 else (),
            )
        )
    return entries
