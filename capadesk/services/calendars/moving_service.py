"""Moves events in time: one alone, one date of a recurring event, that and those after it, or all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import Event, Participation, Tagging
from capadesk.domain.records.event import uid_for
from capadesk.domain.series_rule import SeriesRule, dates_between, starts_like, stored_rule
from capadesk.domain.when import When
from capadesk.services.calendars.series_dates import A_SECOND, as_time, ended_before, named_date, text_of
from capadesk.services.ports import Store, UnitOfWork
from capadesk.services.words import N_

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FIXED = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"}


class Scope(StrEnum):
    """Which dates of a recurring event a change is about."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


class MovingService:
    """Each move is one ChangeSet."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def move(self, event_id: UUID, original_start: str, when: When, scope: Scope = Scope.THIS) -> ChangeSet:
        """Put an event, or the date of a recurring event that `original_start` names, at another time.

        RecordNotFound; UserError `date_of_series_not_found`, and `series_days_fixed` where a rule names its
        days, so that all of its dates cannot be moved by some days.
        """
        with self._store.unit_of_work() as work:
            event = work.get(Event, event_id)
            if not original_start:
                work.save(replace(event, when=when))
            else:
                self._move_date(work, event, original_start, when, scope)
            return work.commit(N_("Moved “{name}”"), name=event.title)

    def _move_date(self, work: UnitOfWork, series: Event, text: str, when: When, scope: Scope) -> None:
        rule, original = named_date(series, text)
        if scope is Scope.THIS:
            self._change_date(work, series, text, when)
        elif scope is Scope.ALL or original == rule.first:
            self._move_all(work, series, rule, original, when)
        else:
            self._split(work, series, rule, original, when)

    # --- one date ---------------------------------------------------------------------------------

    def _change_date(self, work: UnitOfWork, series: Event, text: str, when: When) -> None:
        changed = replace(
            series,
            id=occurrence_id(series.id, text),
            when=when,
            recurrence="",
            exceptions=(),
            series_event_id=series.id,
            original_start=text,
            minutes="",
            minutes_status="",
            lessons="",
            source_key="",
            source_version="",
            kept_lines="",
            sequence=0,
        )
        work.save(changed)
        _copy_links(work, series.id, changed.id)

    # --- all dates --------------------------------------------------------------------------------

    def _move_all(
        self, work: UnitOfWork, series: Event, rule: SeriesRule, original: datetime, when: When
    ) -> None:
        assert when.start is not None and when.end is not None
        shift = as_time(when.start) - original
        length = when.end - when.start
        start = _like(series.when.start, rule.first + shift)
        work.save(
            replace(
                series,
                when=When(when.precision, start, start + length, when.zone),
                recurrence=_shifted_rule(series, rule, shift),
                exceptions=_shifted(series.exceptions, series, shift),
            )
        )
        for each in work.select(Event, series_event_id=series.id):
            (moved,) = _shifted([each.original_start], series, shift) or ("",)
            if moved:
                work.save(replace(each, original_start=moved))

    # --- this and the following -------------------------------------------------------------------

    def _split(
        self, work: UnitOfWork, series: Event, rule: SeriesRule, original: datetime, when: When
    ) -> None:
        assert when.start is not None
        shift = as_time(when.start) - original
        before = dates_between(rule, rule.first, original - A_SECOND).starts
        following_id = new_id()
        rest = rule if rule.count is None else replace(rule, count=rule.count - len(before))
        gone = starts_like(series.exceptions, series.when.start, series.when.zone)
        work.save(
            replace(
                series,
                id=following_id,
                uid=uid_for(following_id),
                when=when,
                recurrence=_shifted_rule(series, rest, shift),
                exceptions=_shifted(
                    [each.isoformat() for each in gone if as_time(each) > original], series, shift
                ),
                source_key="",
                source_version="",
                kept_lines="",
                minutes="",
                minutes_status="",
                lessons="",
                sequence=0,
            )
        )
        _copy_links(work, series.id, following_id)
        work.save(ended_before(series, rule, original))
        for each in work.select(Event, series_event_id=series.id):
            starts = starts_like([each.original_start], series.when.start, series.when.zone)
            if starts and as_time(starts[0]) >= original:
                (moved,) = _shifted([each.original_start], series, shift)
                work.save(replace(each, series_event_id=following_id, original_start=moved))


def _copy_links(work: UnitOfWork, from_id: UUID, to_id: UUID) -> None:
    for person in work.select(Participation, event_id=from_id):
        link = Participation.derive_id(to_id, person.person_id, person.organisation_id, person.role)
        work.save(replace(person, id=link, event_id=to_id))
    for tagging in work.select(Tagging, event_id=from_id):
        work.save(replace(tagging, id=Tagging.derive_id(tagging.tag_id, to_id), event_id=to_id))


def _shifted_rule(series: Event, rule: SeriesRule, shift: timedelta) -> str:
    """The rule for dates that are later by `shift`; UserError `series_days_fixed`."""
    days = ((rule.first + shift).date() - rule.first.date()).days
    named = dict(rule.parts)
    if days and not _FIXED.isdisjoint(named):
        weekdays = named.get("BYDAY", "").split(",")
        is_weekly = named["FREQ"] == "WEEKLY" and not (_FIXED - {"BYDAY"}) & named.keys()
        if not is_weekly or not set(weekdays) <= set(_WEEKDAYS):
            raise UserError("series_days_fixed", name=series.title)
        named["BYDAY"] = ",".join(_WEEKDAYS[(_WEEKDAYS.index(each) + days) % 7] for each in weekdays)
    until = None if rule.until is None else rule.until + shift
    return stored_rule(SeriesRule(rule.first, tuple(named.items()), until, rule.count), series.when)


def _shifted(texts: Iterable[str], series: Event, shift: timedelta) -> tuple[str, ...]:
    starts = starts_like(texts, series.when.start, series.when.zone)
    return tuple(text_of(_like(each, as_time(each) + shift)) for each in starts)


def _like(pattern: date | None, start: datetime) -> date:
    return start if isinstance(pattern, datetime) else start.date()
