"""In which order records came into a file, whenever and wherever they were made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from capadesk.storage.database.record_mapper import chunks


def first_arrived(connection: Any, kind: str, ids: Sequence[UUID]) -> UUID | None:
    """Which of these records came first; one that is in no ChangeSet was shipped, and comes before all."""
    arrivals = dict.fromkeys((each.bytes for each in ids), 0)
    sql = connection.exec_driver_sql
    for marks, chunk in chunks(arrivals):
        single = sql(
            "SELECT c.record_id, min(s.arrival) FROM change c JOIN change_set s ON s.stamp = c.stamp"
            f" WHERE c.record_id IN ({marks}) GROUP BY c.record_id",
            chunk,
        ).fetchall()
        arrivals |= {bytes(raw): arrival for raw, arrival in single}
    blocks = sql(
        "SELECT b.first_id, b.last_id, s.arrival FROM change_block b JOIN change_set s ON s.stamp = b.stamp"
        " WHERE b.kind = ? AND b.operation = 'create'",
        (kind,),
    ).fetchall()
    for first, last, arrival in blocks:
        for raw in arrivals:
            if bytes(first) <= raw <= bytes(last) and not 0 < arrivals[raw] <= arrival:
                arrivals[raw] = arrival
    return min(ids, key=lambda each: arrivals[each.bytes], default=None)
