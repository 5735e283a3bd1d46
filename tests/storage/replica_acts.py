"""Acts for tests of merging: any field of any kind written, lists imported, undo from the middle, copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from capadesk.domain.errors import InvalidRecord, RecordInUse, RecordNotFound, UserError
from capadesk.domain.identity import imported_id
from capadesk.domain.record import RECORD_TYPES, FieldInfo, Record, fields_of, register_names
from capadesk.domain.records import City, Person, Tag
from capadesk.domain.when import When
from capadesk.services.ports import Store
from capadesk.storage.sql_store import SqlStore

ALL_KINDS = sorted(RECORD_TYPES)
SHIPPED = (
    Tag(id=imported_id("tag", "0"), name="shipped"),
    City(id=imported_id("city", "0"), name="Łódź", country="PL"),
)
"""Records that every file begins with; the other slots of their kinds are made by users."""

_TEXTS = ("", "b", "Łódź", "=1+1", "a@example.org", "held", "line\nline")
_WHENS = (
    When.unknown(),
    When.years(2024),
    When.months(2025, 3),
    When.days(date(2025, 1, 2), date(2025, 1, 4)),
)


def write_field(store: Store, kind_number: int, slot: int, field_number: int, number: int) -> None:
    """Write one field of one record of any kind; the record is made if it was never there."""
    record_type = RECORD_TYPES[ALL_KINDS[kind_number % len(ALL_KINDS)]]
    names = register_names(record_type)
    name = names[field_number % len(names)]
    record_id = imported_id(record_type.KIND, str(slot))
    value = _value(fields_of(record_type)[name], number)

    def act(work: Any) -> None:
        held = work.find(record_type, record_id)
        work.save(replace(held or _made(record_type, record_id, slot), **{name: value}))

    _acted(store, act)


def delete_any(store: Store, kind_number: int, slot: int) -> None:
    """Delete a record of any kind."""
    record_type = RECORD_TYPES[ALL_KINDS[kind_number % len(ALL_KINDS)]]
    _acted(store, lambda work: work.delete(record_type, imported_id(record_type.KIND, str(slot))))


def import_list(store: Store, slots: Sequence[int], text: str) -> None:
    """Make people at once, which the log keeps in a block; their ids are the same on every desk."""
    people = [Person(id=imported_id("person", str(slot)), family_name=text or "x") for slot in slots]
    _acted(store, lambda work: work.save_many(people))


def undo_in_the_middle(store: Store, number: int) -> None:
    """Undo some ChangeSet, or do it again if it was an undo; what others changed since is left."""
    entries = store.history()
    if entries:
        store.undo_change_set(entries[number % len(entries)].stamp)


def copied(store: SqlStore, target: Path) -> bytes:
    """Copy the file as a user would; the replica id that it had."""
    store.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    target.write_bytes(Path(store.location).read_bytes())
    return store.replica


def _acted(store: Store, act: Any) -> None:
    try:
        with store.unit_of_work() as work:
            act(work)
            work.commit("act")
    except (RecordNotFound, RecordInUse, InvalidRecord):
        return  # what the program refuses is no act
    except UserError as error:
        if error.code != "refers_to_missing":
            raise


def _made(record_type: type[Record], record_id: UUID, slot: int) -> Any:
    values = {}
    for name, info in fields_of(record_type).items():
        if info.required and info.refers_to is not None:
            values[name] = imported_id(info.refers_to, str(slot))
        elif info.default is None and not info.optional:
            values[name] = _value(info, 1)
    return record_type(id=record_id, **values)  # type: ignore[call-arg]


def _value(info: FieldInfo, number: int) -> Any:
    """A value of the field's type; the same number gives the same."""
    if info.refers_to is not None:
        return None if not info.required and number % 4 == 0 else imported_id(info.refers_to, str(number % 3))
    if info.optional and number % 4 == 0:
        return None
    if info.type is UUID:
        return imported_id("person", str(number % 3))
    if info.type is bool:
        return bool(number % 2)
    if info.type is int:
        return number % 5
    if info.type is date:
        return date(2025, 1, 1 + number % 5)
    if info.type is When:
        return _WHENS[number % len(_WHENS)]
    if info.type is str:
        return _TEXTS[number % len(_TEXTS)]
    return ("a", "b", "c")[: number % 4]
