"""Nothing dangles: no live record refers to a deleted or missing one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.errors import RecordInUse, UserError
from capadesk.domain.record import RECORD_TYPES, fields_of, references_to
from capadesk.storage.database.record_mapper import chunks, quoted

if TYPE_CHECKING:
    from capadesk.domain.change_set import RecordChange
    from capadesk.domain.record import Record
    from capadesk.storage.writing.change_writer import Touched


def check_references(
    sql: Callable[..., Any],
    find: Callable[[type[Record], UUID], Record | None],
    changes: Iterable[RecordChange],
    touched: Touched,
) -> None:
    """UserError `refers_to_missing`, RecordInUse; `find` gives the live record as the transaction sees it."""
    changes = tuple(changes)
    gone = [change for change in changes if touched[(change.kind, change.record_id)].deleted]
    uses = _uses_of(sql, gone)
    checked: set[tuple[str, UUID]] = set()
    for change in changes:
        pending = touched[(change.kind, change.record_id)]
        if pending.deleted:
            if found := uses.get((change.kind, change.record_id)):
                raise RecordInUse(change.kind, change.record_id, found)
            continue
        is_back = DELETED_FIELD in change.fields
        for name, info in fields_of(RECORD_TYPES[change.kind]).items():
            if info.refers_to is None or (name not in change.fields and not is_back):
                continue
            target = getattr(pending.record, name)
            if target is None or (info.refers_to, target) in checked:
                continue
            checked.add((info.refers_to, target))
            if find(RECORD_TYPES[info.refers_to], target) is None:
                raise UserError(
                    "refers_to_missing",
                    kind=change.kind,
                    id=str(change.record_id),
                    field=name,
                    target_kind=info.refers_to,
                    target=str(target),
                )


def _uses_of(
    sql: Callable[..., Any], gone: Iterable[RecordChange]
) -> dict[tuple[str, UUID], list[dict[str, Any]]]:
    """Of each record that live ones refer to: how many of which kind."""
    uses: dict[tuple[str, UUID], list[dict[str, Any]]] = {}
    by_kind: dict[str, list[bytes]] = {}
    for change in gone:
        by_kind.setdefault(change.kind, []).append(change.record_id.bytes)
    for kind, ids in by_kind.items():
        for holder_type, info in references_to(kind):
            column = quoted(info.name)
            for marks, chunk in chunks(ids):
                rows = sql(
                    f"SELECT {column}, count(*) FROM {quoted(holder_type.KIND)}"
                    f" WHERE {column} IN ({marks}) AND deleted='' GROUP BY {column}",
                    chunk,
                ).fetchall()
                for raw_id, count in rows:
                    found = uses.setdefault((kind, UUID(bytes=bytes(raw_id))), [])
                    found.append({"kind": holder_type.KIND, "count": count})
    return uses
