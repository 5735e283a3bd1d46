"""Records are made anew from those of their changes that stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import RecordChange
from capadesk.domain.record import RECORD_TYPES, Record
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.storage.database.record_mapper import mapper_of, quoted
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.merging.register_merge import RecordKey, RegisterMerge
from capadesk.storage.reading.search_index import SEARCHED, SearchIndex

_SHIPPED = SHIPPED_STAMP.to_bytes()


class _Plan(NamedTuple):
    """A record as it stands, its shipped form if it has one, and the changes that stay, oldest first."""

    seq: int
    sequence: int
    shipped: Record | None
    changes: list[tuple[Stamp, RecordChange]]


class RegisterReplay:
    """Makes registers what they are without the ChangeSets that are `gone`."""

    def __init__(self, connection: Any, gone: Collection[Stamp]) -> None:
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self._log = ChangeLog(connection)
        self._index = SearchIndex(connection)
        self._gone = gone
        self._plans: dict[RecordKey, _Plan] = {}

    @property
    def records(self) -> Iterable[RecordKey]:
        """The records that are made anew."""
        return self._plans.keys()

    def prepare(self, records: Iterable[RecordKey]) -> None:
        """Read what stays, while the log still has everything."""
        by_kind: dict[str, list[UUID]] = {}
        for kind, raw_id in sorted(records):
            if kind in RECORD_TYPES:
                by_kind.setdefault(kind, []).append(UUID(bytes=raw_id))
        for kind, ids in by_kind.items():
            for record_id, history in self._log.histories_of(kind, ids).items():
                changes = [(entry.stamp, change) for entry, change in reversed(history)]
                plan = self._plan(kind, record_id, changes)
                if plan is not None:
                    self._plans[kind, record_id.bytes] = plan

    def _plan(self, kind: str, record_id: UUID, changes: list[tuple[Stamp, RecordChange]]) -> _Plan | None:
        row = self._sql(mapper_of(kind).by_id_sql, (record_id.bytes,)).fetchone()
        if row is None:
            return None
        record: Any = mapper_of(kind).record(row)
        shipped = None
        if bytes(row[2]) == _SHIPPED or not any(change.is_creation for _stamp, change in changes):
            before = {
                name: field.before
                for _stamp, change in changes
                for name, field in change.fields.items()
                if SHIPPED_STAMP in field.overwrote and name in mapper_of(kind).mappings
            }
            shipped = replace(record, **before)
        staying = [(stamp, change) for stamp, change in changes if stamp not in self._gone]
        return _Plan(row[0], getattr(record, "sequence", 0), shipped, staying)

    def run(self, report: Callable[[int], None]) -> None:
        """Make the records anew; the log must have lost what is gone. They are not settled yet."""
        registers = RegisterMerge(self._connection, self._log)
        for done, ((kind, raw_id), plan) in enumerate(self._plans.items()):
            report(done)
            self._sql(f"DELETE FROM {quoted(kind)} WHERE id=?", (raw_id,))
            for table in ("field_stamp", "rival"):
                self._sql(f"DELETE FROM {table} WHERE record_id=?", (raw_id,))
            if kind in SEARCHED:
                self._index.remove(kind, plan.seq)
            if plan.shipped is not None:
                mapper = mapper_of(kind)
                self._sql(mapper.insert_sql, mapper.insert_values(plan.shipped, plan.seq, "", _SHIPPED))
            for stamp, change in plan.changes:
                registers.apply(change, 0, stamp.to_bytes())
            self._sql(f"UPDATE {quoted(kind)} SET seq=? WHERE id=?", (plan.seq, raw_id))
            if kind == "event":
                self._sql("UPDATE event SET sequence=? WHERE id=?", (plan.sequence, raw_id))
