"""What a store in memory holds, told as the tables of a database would tell it."""

from __future__ import annotations

import json
from typing import Any

from capadesk.domain.record import RECORD_TYPES, fields_of
from tests.memory_store.log_text import value_to_text
from tests.memory_store.memory_store import MemoryStore


def memory_rows(store: MemoryStore) -> dict[Any, Any]:
    """Every record by kind and id: whether it is deleted, when it was made and changed, its values."""
    state, found = store.file.log.state, {}
    for key, registers in state.registers.items():
        record = state.record(key)
        names = (name for name in fields_of(RECORD_TYPES[key[0]]) if name != "sequence")
        values = tuple(getattr(record, name) for name in names)
        stamps = registers.created.to_bytes(), registers.changed.to_bytes()
        found[key] = (state.deletion(key), *stamps, values)
    return found


def memory_registers(store: MemoryStore) -> tuple[set[Any], set[Any], set[Any]]:
    """The stamps that are not those of creations, the rivals, and the records that are kept."""
    state = store.file.log.state
    stamps, rivals = set(), set()
    for (kind, record_id), registers in state.registers.items():
        for name, (first, *others) in registers.heads.items():
            if first.stamp != registers.created:
                stamps.add((record_id.bytes, name, first.stamp.to_bytes()))
            for head in others:
                value = value_to_text(kind, name, head.value)
                text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                rivals.add((record_id.bytes, name, head.stamp.to_bytes(), text))
    return stamps, rivals, {record_id.bytes for _kind, record_id in state.kept}
