"""Prints the occurrences of a calendar file as libical has them: the library of GNOME and KDE."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.formats.readers.told import FIRST, LAST, is_within, run, told

VEVENT = 4  # icalcomponent_kind: ICAL_NO, ANY, XROOT, XATTACH, VEVENT
_TEXT = ctypes.c_char_p
_NODE = ctypes.c_void_p


class Time(ctypes.Structure):
    """icaltimetype of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", _NODE),
    ]


class Span(ctypes.Structure):
    """icaltime_span."""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


_CALLBACK = ctypes.CFUNCTYPE(None, _NODE, ctypes.POINTER(Span), _NODE)


def library() -> ctypes.CDLL | None:
    """libical 3, None if it is not installed."""
    name = ctypes.util.find_library("ical")
    return ctypes.CDLL(name) if name is not None and ".so.3" in name else None


class _Libical:
    def __init__(self, ical: ctypes.CDLL) -> None:
        self.ical = ical
        for name, result, arguments in (
            ("icalparser_parse_string", _NODE, [_TEXT]),
            ("icalcomponent_get_first_component", _NODE, [_NODE, ctypes.c_int]),
            ("icalcomponent_get_next_component", _NODE, [_NODE, ctypes.c_int]),
            ("icalcomponent_get_dtstart", Time, [_NODE]),
            ("icalcomponent_get_dtend", Time, [_NODE]),
            ("icalcomponent_get_recurrenceid", Time, [_NODE]),
            ("icaltime_is_null_time", ctypes.c_int, [Time]),
            ("icaltime_as_timet_with_zone", ctypes.c_long, [Time, _NODE]),
            ("icaltime_from_timet_with_zone", Time, [ctypes.c_long, ctypes.c_int, _NODE]),
            ("icaltimezone_get_utc_timezone", _NODE, []),
            ("icalcomponent_get_status", ctypes.c_int, [_NODE]),
            ("icalproperty_status_to_string", _TEXT, [ctypes.c_int]),
            ("icalcomponent_foreach_recurrence", None, [_NODE, Time, Time, _CALLBACK, _NODE]),
            *(
                (f"icalcomponent_get_{text}", _TEXT, [_NODE])
                for text in ("uid", "summary", "location", "description")
            ),
        ):
            function = getattr(ical, name)
            function.restype, function.argtypes = result, arguments

    def events(self, text: bytes) -> list[int]:
        root = self.ical.icalparser_parse_string(text)
        found = []
        each = self.ical.icalcomponent_get_first_component(root, VEVENT)
        while each:
            found.append(each)
            each = self.ical.icalcomponent_get_next_component(root, VEVENT)
        return found

    def seconds(self, time: Time) -> int:
        return int(self.ical.icaltime_as_timet_with_zone(time, time.zone))

    def spans(self, event: int, first: Time, last: Time) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        take = _CALLBACK(lambda _event, span, _data: found.append((span.contents.start, span.contents.end)))
        self.ical.icalcomponent_foreach_recurrence(event, first, last, take, None)
        return found

    def texts(self, event: int) -> dict[str, str]:
        texts = {
            name: (getattr(self.ical, f"icalcomponent_get_{name}")(event) or b"").decode()
            for name in ("summary", "location", "description")
        }
        status = self.ical.icalproperty_status_to_string(self.ical.icalcomponent_get_status(event))
        return texts | {"status": (status or b"").decode()}


def read(path: str) -> Iterator[dict[str, Any]]:
    """Each master's recurrences in the window, but for those that have a component of their own."""
    ical = library()
    assert ical is not None
    reader = _Libical(ical)
    events = reader.events(Path(path).read_bytes())
    changed: dict[bytes, set[int]] = {}
    for event in events:
        original = ical.icalcomponent_get_recurrenceid(event)
        if not ical.icaltime_is_null_time(original):
            original.zone = original.zone or ical.icalcomponent_get_dtstart(event).zone
            changed.setdefault(ical.icalcomponent_get_uid(event), set()).add(reader.seconds(original))
    utc = ical.icaltimezone_get_utc_timezone()
    bounds = [ical.icaltime_from_timet_with_zone(int(each.timestamp()), 0, utc) for each in (FIRST, LAST)]
    for event in events:
        uid = ical.icalcomponent_get_uid(event)
        begins = ical.icalcomponent_get_dtstart(event)
        is_changed = not ical.icaltime_is_null_time(ical.icalcomponent_get_recurrenceid(event))
        gone = set() if is_changed else changed.get(uid, set())
        if is_changed:
            spans = [(reader.seconds(begins), reader.seconds(ical.icalcomponent_get_dtend(event)))]
        else:
            spans = reader.spans(event, *bounds)
        for start, end in spans:
            if start not in gone and is_within(first := _moment(start, begins.is_date)):
                yield told(uid.decode(), first, _moment(end, begins.is_date), **reader.texts(event))


def _moment(seconds: int, is_date: int) -> date:
    value = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return value.date() if is_date else value


if __name__ == "__main__":
    run(read)
