"""Ids: version 7 for records made here, version 5 for what must be equal on every desk (RFC 9562)."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID, uuid5

CAPADESK_NAMESPACE = UUID("6f9d3c1e-5b0a-5c41-9a53-ca9ade5c0001")

_lock = threading.Lock()
_last_tick = [0]


def new_id() -> UUID:
    """A version 7 id (RFC 9562 5.7): 48 bits of milliseconds, 12 bits that keep the order, 62 random."""
    with _lock:
        tick = time.time_ns() * 4096 // 1_000_000
        tick = _last_tick[0] = max(tick, _last_tick[0] + 1)
    milliseconds, order = divmod(tick, 4096)
    random = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | order << 64 | 0b10 << 62 | random
    return UUID(int=value)


def shipped_id(code_list: str, code: str) -> UUID:
    """The id of a record that the program ships (code, city, tag): the same on every desk."""
    return uuid5(CAPADESK_NAMESPACE, f"shipped\x1f{code_list}\x1f{code}")


def link_id(link: str, *parts: UUID | str | None) -> UUID:
    """The id of a link record: made from both ends and the role, so that two desks make one link."""
    words = [link, *("" if part is None else str(part) for part in parts)]
    return uuid5(CAPADESK_NAMESPACE, "\x1f".join(words))


def imported_id(record_kind: str, source_key: str) -> UUID:
    """The id of a record that came from a file without ids, made from its source key."""
    return uuid5(CAPADESK_NAMESPACE, f"imported\x1f{record_kind}\x1f{source_key}")


def occurrence_id(series_event_id: UUID, original_start: str) -> UUID:
    """The id of a changed occurrence: the series' event and its original start (ISO 8601)."""
    return uuid5(CAPADESK_NAMESPACE, f"occurrence\x1f{series_event_id}\x1f{original_start}")
