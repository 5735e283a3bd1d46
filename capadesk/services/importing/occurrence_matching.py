"""Finding the changed occurrence of a series that an incoming event is: by series and original start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from capadesk.domain.identity import occurrence_id
from capadesk.domain.records import Event
from capadesk.domain.when import Precision, When, load_zone
from capadesk.services.importing.event_matching import EventMatching, Match, Occurrence
from capadesk.services.importing.incoming_event import IncomingEvent


class OccurrenceMatching:
    """Matches the occurrences of one file after its series; `series` are theirs by their keys."""

    def __init__(self, matching: EventMatching, series: Sequence[tuple[IncomingEvent, Match]]) -> None:
        self._matching = matching
        self._series = {each.own_key: (each.when, match) for each, match in series}

    def match(self, incoming: IncomingEvent) -> Match | None:
        """What the occurrence is here; None if nobody knows its series."""
        side = incoming.calendar
        assert side is not None
        when, match = self._series.get(side.series_key, (When(), None))
        if match is None or (match.event is None and match.binned_id is None and match.occurrence is None):
            event = self._matching.with_key(side.series_key) if match is None else None
            if match is None and event is None:
                return None
            series_id = match.new_id if match is not None else event.id if event is not None else None
            when = event.when if event is not None else when
        elif match.binned_id is not None:
            return Match(incoming.own_key, binned_id=match.binned_id)
        else:
            series_id = match.new_id if match.event is None else match.event.id
        assert series_id is not None
        start = original_start(side.original_start, when)
        event_id = occurrence_id(series_id, start)
        occurrence = Occurrence(event_id, None if side.is_rest else series_id, start)
        if self._matching.is_binned(event_id):
            return Match(incoming.own_key, binned_id=event_id)
        found: Event | None = self._matching.with_id(event_id)
        if found is None and not side.is_rest:
            for key in keys_without_series(side.series_key, start, when.zone):
                found = self._matching.with_key(key)
                if found is not None and found.series_event_id is None:
                    return Match(incoming.own_key, found, occurrence=occurrence._replace(event_id=found.id))
        return Match(incoming.own_key, found, occurrence=occurrence)

    def add(self, incoming: IncomingEvent, match: Match) -> None:
        """A series that goes on from a split is one that others may belong to."""
        self._series[incoming.own_key] = (incoming.when, match)


def keys_without_series(series_key: str, start: str, zone: str) -> list[str]:
    """The keys that a changed occurrence may have got from a file that had it without its series."""
    if len(start) <= len("2024-10-17") or not zone:
        return [f"{series_key}/{start}"]
    there = datetime.fromisoformat(start).replace(tzinfo=load_zone(zone))
    return [f"{series_key}/{each.isoformat()}" for each in (there, there.astimezone(UTC))]


def original_start(text: str, series: When) -> str:
    """An original start as a file tells it (ISO 8601), in the form that the series' own start has."""
    value = datetime.fromisoformat(text)
    if series.precision is not Precision.DATETIME or not isinstance(series.start, datetime):
        return value.date().isoformat()
    if value.tzinfo is not None:
        value = value.astimezone(load_zone(series.zone)).replace(tzinfo=None)
    elif len(text) <= len("2024-10-17"):
        value = datetime.combine(value, series.start.time())
    return value.isoformat(timespec="seconds" if value.second else "minutes")
