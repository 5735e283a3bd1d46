"""Filling a data file with the sample, or with scaled data for measurements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import UserError
from capadesk.domain.record import Record
from capadesk.domain.records import Event, Participation, Person, Platform
from capadesk.services.ports import Clock, ProgressCallback, Store
from capadesk.services.samples.sample_sources import SampleSources
from capadesk.services.system_clock import SystemClock
from capadesk.services.words import N_

if TYPE_CHECKING:
    from capadesk.services.samples.scaled_data import RecordStream

_COUNTED = (Event, Person, Participation)
_REPORT_EVERY = 500


class SampleService:
    """Use cases of `capadesk demo`; each is one ChangeSet, so that one undo takes all of it away again."""

    def __init__(
        self, store: Store, clock: Clock | None = None, sources: SampleSources | None = None
    ) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._sources = sources

    def add_sample(self, progress: ProgressCallback | None = None) -> ChangeSet:
        """Add the sample as it looks today; what is there of it already is brought to today's state.

        A platform profile that the file has is kept. Cancelled by `progress`: nothing is kept.
        """
        from capadesk.services.samples.sample import sample_records

        records = sample_records(self._sources or SampleSources.shipped(), self._clock.today()).records
        with self._store.unit_of_work() as work:
            has_platform = bool(work.select(Platform))
            for done, record in enumerate(records):
                if progress is not None and done % _REPORT_EVERY == 0:
                    progress(done, len(records))
                if not (has_platform and isinstance(record, Platform)):
                    work.save(record)
            return work.commit(N_("Added the sample data"))

    def add_scaled(
        self, events: int, people: int, attendance: int, seed: int, progress: ProgressCallback | None = None
    ) -> ChangeSet:
        """Add that many generated events, people and participations, and what belongs to them, in bulk.

        UserError: as scaled_data.generate; `scaled_data_there` if the same was added before, even if it was
        undone since (redo brings it back). Cancelled by `progress`: nothing is kept.
        """
        from capadesk.services.samples.sample import sample_records
        from capadesk.services.samples.scaled_data import generate

        sources, today = self._sources or SampleSources.shipped(), self._clock.today()
        if self._is_there(generate(events, people, attendance, seed, today, sources)):
            raise UserError("scaled_data_there", seed=seed)
        counter = _Counter(events + people + attendance, progress)
        with self._store.unit_of_work() as work:
            if not work.select(Platform):
                for platform in sample_records(sources, today).of(Platform):
                    work.save(platform)
            for _type, records in generate(events, people, attendance, seed, today, sources):
                work.save_many(counter.counting(records))
            return work.commit(N_("Added {count} generated events"), count=events, seed=seed)

    def _is_there(self, streams: Iterator[RecordStream]) -> bool:
        """Whether the very first record was ever stored, be it deleted or undone by now."""
        for record_type, records in streams:
            for first in records:
                return bool(self._store.record_history(record_type.KIND, first.id))
        return False


class _Counter:
    """Reports progress while records stream by; only the records that were asked for count."""

    def __init__(self, total: int, progress: ProgressCallback | None) -> None:
        self._total = total
        self._progress = progress
        self._done = 0

    def counting(self, records: Iterator[Record]) -> Iterator[Record]:
        """The records, unchanged."""
        for seen, record in enumerate(records, 1):
            yield record
            self._done += isinstance(record, _COUNTED)
            if self._progress is not None and seen % _REPORT_EVERY == 0:
                self._progress(self._done, self._total)
        if self._progress is not None:
            self._progress(self._done, self._total)
