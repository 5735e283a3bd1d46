"""Events out of JSON: the format of resources/capacities-events.json."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from capadesk.domain.errors import UnreadableFile, UserError
from capadesk.domain.folding import fold
from capadesk.domain.when import Precision, When
from capadesk.formats.file_reading import beginning_of
from capadesk.formats.plain_text import many_lines, one_line
from capadesk.formats.tables.json_text import read_json
from capadesk.formats.words.locale_words import country_code, language_tag
from capadesk.services.ports import Draft, Notice, ProgressCallback, ReadItem, Unreadable

MAX_EVENTS = 200_000
MAX_NAMES = 500
DEFAULT_ZONE = "Europe/Brussels"

# Key in the file: (field of the draft, reading of its text).
_TEXTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "title": ("title", one_line),
    "kind": ("kind", one_line),
    "status": ("status", one_line),
    "format": ("mode", one_line),
    "mode": ("mode", one_line),
    "role": ("project_role", one_line),
    "venue": ("venue", one_line),
    "city": ("city_name", one_line),
    "website": ("website", one_line),
    "online_link": ("online_link", one_line),
    "description": ("description", many_lines),
    "objectives": ("objectives", many_lines),
    "note": ("notes", many_lines),
    "notes": ("notes", many_lines),
}
_LISTS = {"organisers": "organiser_names", "topics": "tag_names"}
_LANGUAGES = ("language", "languages")
_WHEN = ("date_precision", "start", "end", "start_time", "end_time", "time_zone")
_KNOWN = frozenset({*_TEXTS, *_LISTS, *_LANGUAGES, *_WHEN, "country", "id"})
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")


class EventsJsonReader:
    """Implements ports.ImportReader: {"events": [...]}, or the list alone."""

    def __init__(self, default_zone: Callable[[], str] = lambda: DEFAULT_ZONE) -> None:
        self._default_zone = default_zone

    def can_read(self, path: Path) -> bool:
        """By the name's ending .json, else by the first sign of a document."""
        if path.suffix.lower() == ".json":
            return True
        head = beginning_of(path)
        return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")

    def read(self, path: Path, progress: ProgressCallback | None = None) -> Iterator[ReadItem]:
        """A Draft for each sound event; an Unreadable for each bad value of the others ("events[3].start").

        UnreadableFile reasons: those of `read_json`, and `wrong_shape`, `too_many_events`.
        """
        document = read_json(path)
        events = document.get("events") if isinstance(document, dict) else document
        if not isinstance(events, list):
            raise UnreadableFile(str(path), "wrong_shape", "events")
        if len(events) > MAX_EVENTS:
            raise UnreadableFile(str(path), "too_many_events", limit=MAX_EVENTS)
        zone = self._default_zone()
        unknown: dict[str, str] = {}
        for number, raw in enumerate(events):
            if progress is not None:
                progress(number, len(events))
            place = f"events[{number}]"
            if not isinstance(raw, dict):
                yield Unreadable(str(path), place, "wrong_shape")
                continue
            for key in raw.keys() - _KNOWN:
                unknown.setdefault(key, f"{place}.{key[:100]}")
            event = _EventReading(path, place, raw, zone)
            yield from event.problems or (event.draft(),)
        for key, place in unknown.items():
            yield Notice(str(path), place, "unknown_key", {"key": key[:100]})


class _EventReading:
    """One event's values as far as they can be read, and what is wrong with the others."""

    def __init__(self, path: Path, place: str, raw: Mapping[str, Any], zone: str) -> None:
        self.problems: list[Unreadable] = []
        self._path, self._place, self._raw = path, place, raw
        self._values: dict[str, Any] = {}
        self._places: dict[str, str] = {}
        for key, (field, read) in _TEXTS.items():
            self._take(key, field, _reading_text(read))
        for key, field in _LISTS.items():
            self._take(key, field, _names)
        for key in _LANGUAGES:
            self._take(key, "languages", _languages)
        self._take("country", "country", _country)
        self._take("id", "id", _identity)
        self._take_when(zone)
        if not self._values.get("title") and not any(p.place.endswith(".title") for p in self.problems):
            self._complain("title", "missing")

    def draft(self) -> Draft:
        """The event, if nothing is wrong with it."""
        own_id = self._values.pop("id", "")
        source_key = f"{fold(self._path.stem)}:{own_id}" if own_id else ""
        return Draft("event", self._place, self._values, source_key, self._places)

    def _take(self, key: str, field: str, read: Callable[[Any], Any]) -> None:
        if key not in self._raw:
            return
        try:
            self._values[field] = read(self._raw[key])
            self._places[field] = f"{self._place}.{key}"
        except UserError as error:
            self._complain(key, error.code, **error.data)

    def _take_when(self, zone: str) -> None:
        if self._raw.keys().isdisjoint(_WHEN):
            return
        try:
            self._values["when"] = _when(self._raw, zone)
            self._places["when"] = f"{self._place}.start"
        except UserError as error:
            self._complain(error.data.pop("field", "start"), error.code, **error.data)

    def _complain(self, key: str, reason: str, /, **data: Any) -> None:
        self.problems.append(Unreadable(str(self._path), f"{self._place}.{key}", reason, data))


def _reading_text(read: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: read(_text(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UserError("not_a_text")
    return value


def _identity(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return one_line(_text(value))


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise UserError("not_a_list")
    if len(value) > MAX_NAMES:
        raise UserError("too_many_names", limit=MAX_NAMES)
    return tuple(dict.fromkeys(name for name in (one_line(_text(item)) for item in value) if name))


def _country(value: Any) -> str:
    text = _text(value).strip()
    code = country_code(text) if text else ""
    if code is None:
        raise UserError("unknown_country", text=text[:100])
    return code


def _languages(value: Any) -> tuple[str, ...]:
    tags = []
    for text in _names(value if isinstance(value, list) or value is None else [value]):
        tag = language_tag(text)
        if tag is None:
            raise UserError("unknown_language", text=text[:100])
        tags.append(tag)
    return tuple(tags)


def _when(raw: Mapping[str, Any], default_zone: str) -> When:
    """Built from the keys of `_WHEN`; UserError with the guilty key as `field`."""
    values = {key: _of_key(key, raw) for key in _WHEN}
    start, end = values["start"], values["end"]
    precision = values["date_precision"] or _precision_of(start, bool(values["start_time"]))
    if precision not in set(Precision):
        raise UserError("unknown_precision", field="date_precision", text=precision[:100])
    if precision == Precision.UNKNOWN:
        if start or end:
            raise UserError("date_not_expected", field="start" if start else "end")
        return When.unknown()
    if not start:
        raise UserError("start_missing", field="start")
    if precision == Precision.DATETIME:
        zone = values["time_zone"] or default_zone
        first = _moment("start", start, values["start_time"])
        last = None
        if end and (values["end_time"] or "T" in end):
            last = _moment("end", end, values["end_time"])
        elif values["end_time"]:
            last = _moment("end", first.date().isoformat(), values["end_time"])
        return _blamed(lambda: When.timed(first, last, zone))
    if values["start_time"] or values["end_time"]:
        raise UserError("time_not_expected", field="start_time" if values["start_time"] else "end_time")
    begun = _blamed(lambda: When.parse(precision, start))
    return _blamed(lambda: When.parse(precision, start, end or None), "end") if end else begun


def _of_key(key: str, raw: Mapping[str, Any]) -> str:
    try:
        return one_line(_text(raw.get(key)))
    except UserError as error:
        raise UserError(error.code, **{**error.data, "field": key}) from error


def _precision_of(start: str, has_time: bool) -> str:
    if not start:
        return Precision.UNKNOWN
    if has_time or "T" in start:
        return Precision.DATETIME
    return {4: Precision.YEAR, 7: Precision.MONTH}.get(len(start), Precision.DAY)


def _moment(key: str, day: str, time_of_day: str) -> datetime:
    if time_of_day and not _TIME.fullmatch(time_of_day):
        raise UserError("time_unreadable", field=f"{key}_time", text=time_of_day[:100])
    try:
        moment = datetime.fromisoformat(day)
    except ValueError as error:
        raise UserError("date_unreadable", field=key, text=day[:100]) from error
    if moment.tzinfo is not None:
        raise UserError("time_with_offset", field=key, text=day[:100])
    try:
        return datetime.combine(moment.date(), time.fromisoformat(time_of_day)) if time_of_day else moment
    except ValueError as error:
        raise UserError("time_unreadable", field=f"{key}_time", text=time_of_day[:100]) from error


def _blamed(make: Callable[[], When], field: str = "start") -> When:
    """A When; its error gets the name of the key that is to blame."""
    try:
        return make()
    except UserError as error:
        blame = {"zone_unknown": "time_zone", "end_before_start": "end"}.get(error.code, field)
        raise UserError(error.code, **{**error.data, "field": blame}) from error
