"""Merges that are only tried: they run in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from capadesk.domain.stamp import Stamp
from capadesk.services.ports import IncomingChanges, ProgressCallback, RecordState, TriedMerge
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.merging.liveness import kept_records
from capadesk.storage.merging.merge import Merger
from capadesk.storage.merging.merge_list import MergeList
from capadesk.storage.merging.merges import unused_mark

_IDS_AT_ONCE = 500


class SqlMergeTrial:
    """Implements ports.MergeTrial inside a transaction that its caller opened and rolls back."""

    def __init__(self, connection: Any, stamp: Stamp) -> None:
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self._stamp = stamp

    def merge(self, incoming: IncomingChanges, progress: ProgressCallback | None = None) -> TriedMerge:
        """See ports.MergeTrial."""
        self._sql("SAVEPOINT trial")
        try:
            tried = self._merged(incoming, progress)
        except BaseException:
            self._sql("ROLLBACK TO trial")
            self._sql("RELEASE trial")
            raise
        self._sql("RELEASE trial")
        return tried

    def _merged(self, incoming: IncomingChanges, progress: ProgressCallback | None) -> TriedMerge:
        kept_before = kept_records(self._sql)
        merger = Merger(self._connection)
        merger.remember_before()
        received = unused_mark(self._connection, f"{incoming.replica.hex()}:{self._stamp}")
        result = merger.run(incoming, received, progress)
        # The list of merges says whether this is a file without names: the next merge has to know.
        MergeList(self._connection).enter(incoming, received, result, merger.again, merger.kinds)
        kept = kept_records(self._sql) - kept_before
        before = {
            (kind, UUID(bytes=raw_id)): RecordState(record, deleted)
            for (kind, raw_id), (record, deleted) in merger.before.items()
        }
        return TriedMerge(result, before, frozenset((kind, UUID(bytes=raw_id)) for kind, raw_id in kept))

    def states(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, RecordState]:
        """See ports.MergeTrial."""
        mapper = mapper_of(kind)
        found: dict[UUID, RecordState] = {}
        for start in range(0, len(ids), _IDS_AT_ONCE):
            chunk = tuple(record_id.bytes for record_id in ids[start : start + _IDS_AT_ONCE])
            marks = ",".join("?" * len(chunk))
            for row in self._sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall():
                record = mapper.record(row)
                found[record.id] = RecordState(record, row[1])
        return found
