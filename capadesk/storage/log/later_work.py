"""What has been built on a change since: it stands in the way of taking the change back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.stamp import Stamp
from capadesk.storage.database.record_mapper import chunks
from capadesk.storage.log.undo_stack import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from capadesk.domain.change_set import ChangeSet, FieldChange, RecordChange
    from capadesk.storage.log.change_log import ChangeLog
    from capadesk.storage.log.registers import Heads

GOES_ON = (
    "p.deleted='' AND ((p.first_id={id} AND p.verdict='first_stays')"
    " OR (p.second_id={id} AND p.verdict='second_stays'))"
)
"""Whether another record was joined into the one with this id."""


class LaterWork:
    """Finds the later changes of records; `going_back` are those that go back together."""

    def __init__(self, connection: Any, log: ChangeLog, head_of: Callable[[Stamp], ChangeSet | None]) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self._head_of = head_of
        self.going_back: set[tuple[str, UUID]] = set()
        self._known: dict[tuple[Stamp, str, UUID], RecordChange] = {}
        self._joins: dict[bytes, list[tuple[UUID, Stamp]]] = {}

    def know(self, entry: ChangeSet) -> None:
        """Spare asking the log for what a ChangeSet did."""
        for change in entry.changes:
            self._known[entry.stamp, change.kind, change.record_id] = change

    def _change_to(self, stamp: Stamp, change: RecordChange) -> RecordChange | None:
        """What a ChangeSet did to the record of a change."""
        known = self._known.get((stamp, change.kind, change.record_id))
        return known or self._log.change_to(stamp, change.kind, change.record_id)

    def on_field(self, change: RecordChange, name: str, heads: Heads, target: Stamp) -> tuple[Stamp, ...]:
        """The later work that stands in the way of one field."""
        present = Stamp.from_bytes(heads.winners.get(name, heads.created))
        if self.root(present, change, name) != self.root(target, change, name):
            return (present,)
        if name == DELETED_FIELD and change.fields[name].before:
            return self.on_record(change, heads, target)
        return ()

    def on_record(self, change: RecordChange, heads: Heads, target: Stamp) -> tuple[Stamp, ...]:
        """What has changed, and stayed changed, on the record since it was made or deleted."""
        rivals = [stamp for name, stamps in heads.rivals.items() if name != DELETED_FIELD for stamp in stamps]
        if rivals:
            return tuple(Stamp.from_bytes(stamp) for stamp in sorted(set(rivals)))
        chain = chain_of(self._head_of, target)
        work = self._change_to(chain[-1], change)
        saw = work.saw if work else ()
        made = {heads.created, *(stamp.to_bytes() for stamp in (*chain, *saw))}
        made |= {
            root.to_bytes()
            for stamp in saw
            for name in heads.winners
            if (root := self.root(stamp, change, name)) is not None
        }
        found = set()
        for name, stamp in heads.winners.items():
            if name == DELETED_FIELD:
                continue
            root = self.root(Stamp.from_bytes(stamp), change, name)
            if root is not None and root.to_bytes() not in made:
                found.add(stamp)
        return tuple(Stamp.from_bytes(stamp) for stamp in sorted(found))

    def look_for_joins(self, ids: Sequence[bytes]) -> None:
        """Read which others were joined into these records; must be done before `joins_into` is asked."""
        for marks, chunk in chunks(ids):
            for column, verdict in (("first_id", "first_stays"), ("second_id", "second_stays")):
                rows = self._sql(
                    f"SELECT p.{column}, p.id, p.changed_stamp FROM pair p"
                    f" WHERE p.deleted='' AND p.verdict=? AND p.{column} IN ({marks})",
                    (verdict, *chunk),
                ).fetchall()
                for staying, raw, stamp in rows:
                    join = UUID(bytes=bytes(raw)), Stamp.from_bytes(bytes(stamp))
                    self._joins.setdefault(bytes(staying), []).append(join)

    def joins_into(self, record_id: UUID) -> tuple[Stamp, ...]:
        """The changes that let other records go into this one, unless they go back with it."""
        joins = self._joins.get(record_id.bytes, ())
        return tuple(stamp for pair_id, stamp in joins if ("pair", pair_id) not in self.going_back)

    def root(self, stamp: Stamp, change: RecordChange, field: str) -> Stamp | None:
        """The work whose value stands on the register, followed back through undos and confirmations."""
        while True:
            if field == DELETED_FIELD and (confirmed := self._confirmed(stamp, change)) is not None:
                stamp = confirmed
                continue
            entry = self._head_of(stamp)
            if entry is None or entry.undoes is None:
                return stamp
            undone = self._change_to(entry.undoes, change)
            if undone is None:
                return stamp
            if undone.is_creation:
                return None
            before = undone.fields.get(field)
            if before is None or not before.overwrote:
                return stamp
            stamp = before.overwrote[0]

    def _confirmed(self, stamp: Stamp, change: RecordChange) -> Stamp | None:
        """What a change overwrote that only wrote again that the record lives; None for any other."""
        written = self._deletion(stamp, change)
        if written is None or written.before or written.after or not written.overwrote:
            return None
        overwritten = self._deletion(written.overwrote[0], change)
        is_alive = overwritten is None or not overwritten.after
        return written.overwrote[0] if is_alive else None

    def _deletion(self, stamp: Stamp, change: RecordChange) -> FieldChange | None:
        """What a change did to the record's register `deleted`."""
        found = self._change_to(stamp, change)
        return None if found is None else found.fields.get(DELETED_FIELD)
