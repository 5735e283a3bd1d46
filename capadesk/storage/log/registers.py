"""The registers of records: which stamps stand on their fields, and the writing of new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.stamp import Stamp

_HEADS = (
    "SELECT field, stamp, 0 FROM field_stamp WHERE record_id=?"
    " UNION ALL SELECT field, stamp, 1 FROM rival WHERE record_id=?"
)
PUT_STAMP = (
    "INSERT INTO field_stamp(record_id, field, stamp) VALUES (?, ?, ?)"
    " ON CONFLICT(record_id, field) DO UPDATE SET stamp=excluded.stamp"
)


@dataclass(slots=True)
class Heads:
    """The stamps on a record's registers: the visible values' and their rivals'."""

    created: bytes
    winners: dict[str, bytes] = field(default_factory=dict)
    rivals: dict[str, list[bytes]] = field(default_factory=dict)

    def overwrote(self, name: str) -> tuple[Stamp, ...]:
        """What a change of the field overwrites: the visible value's stamp first."""
        stamps = [self.winners.get(name, self.created), *self.rivals.get(name, ())]
        return tuple(Stamp.from_bytes(stamp) for stamp in stamps)

    @property
    def is_changed(self) -> bool:
        """Whether anything but its creation stands on the record's own fields."""
        if any(stamp != self.created for name, stamp in self.winners.items() if name != DELETED_FIELD):
            return True
        return any(
            stamp != self.created
            for name, rivals in self.rivals.items()
            if name != DELETED_FIELD
            for stamp in rivals
        )

    def seen(self) -> tuple[Stamp, ...]:
        """Every stamp on the record's own fields, as a deletion keeps it."""
        stamps = {self.created}
        stamps.update(stamp for name, stamp in self.winners.items() if name != DELETED_FIELD)
        for name, rivals in self.rivals.items():
            if name != DELETED_FIELD:
                stamps.update(rivals)
        return tuple(Stamp.from_bytes(stamp) for stamp in sorted(stamps))


def read_heads(sql: Callable[..., Any], record_id: bytes, created: bytes) -> Heads:
    """The heads of a record."""
    heads = Heads(created)
    for name, stamp, is_rival in sql(_HEADS, (record_id, record_id)).fetchall():
        if is_rival:
            heads.rivals.setdefault(name, []).append(bytes(stamp))
        else:
            heads.winners[name] = bytes(stamp)
    return heads


def heads_among(sql: Callable[..., Any], created: Mapping[bytes, bytes]) -> dict[bytes, Heads]:
    """The heads of records, by their ids and the stamps of their creation; few enough for one statement."""
    found = {raw_id: Heads(stamp) for raw_id, stamp in created.items()}
    if not found:
        return found
    marks = ",".join("?" * len(found))
    for raw_id, name, stamp, is_rival in sql(
        f"SELECT record_id, field, stamp, 0 FROM field_stamp WHERE record_id IN ({marks})"
        f" UNION ALL SELECT record_id, field, stamp, 1 FROM rival WHERE record_id IN ({marks})",
        (*found, *found),
    ).fetchall():
        heads = found[bytes(raw_id)]
        if is_rival:
            heads.rivals.setdefault(name, []).append(bytes(stamp))
        else:
            heads.winners[name] = bytes(stamp)
    return found


def put_stamps(
    sql: Callable[..., Any], record_ids: Iterable[bytes], names: Iterable[str], stamp: bytes
) -> None:
    """The stamp becomes that of the named fields' visible values, on each of the records."""
    fields = tuple(names)
    rows = [(record_id, name, stamp) for record_id in record_ids for name in fields]
    if rows:
        sql(PUT_STAMP, rows if len(rows) > 1 else rows[0])


def drop_rivals(sql: Callable[..., Any], record_id: bytes, names: Iterable[str]) -> None:
    """Forget the rivals of fields that somebody has written again."""
    for name in names:
        sql("DELETE FROM rival WHERE record_id=? AND field=?", (record_id, name))
