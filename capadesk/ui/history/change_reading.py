"""Reads what a change did, a page of records at a time, and words it: field by field, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, Deletion, RecordChange
from capadesk.domain.code_fields import FIELD_CODES
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.domain.stamp import Stamp
from capadesk.services.desk import Desk
from capadesk.services.merging.text_difference import Part, difference
from capadesk.services.ports import HistoryEntry
from capadesk.services.words import _
from capadesk.ui.common.wording.field_labels import field_label, kind_label
from capadesk.ui.common.wording.value_words import RecordKey, ValueWords

RECORDS_AT_ONCE = 50
_LONG = 60
_SHOWN_AT_MOST = 3_000
"""Characters of one value: a text without end would hold up the window."""
_OPENED = frozenset({"event", "person", "organisation", "action", "decision", "interaction"})
_SAID_ONLY_WHEN_CHANGED = frozenset(
    [("event", name) for name in ("uid", "source_key", "source_version", "kept_lines")]
    + [("action", name) for name in ("uid", "source_version", "kept_lines")]
)


class FieldLine(NamedTuple):
    """One field in words; `parts` show a long text's two versions as one. "" stands for nothing."""

    label: str
    before: str
    after: str
    parts: tuple[Part, ...] = ()


class RecordSection(NamedTuple):
    """What happened to one record: `act` in a word or two; `is_opened`: it can be shown in its area."""

    key: RecordKey
    kind: str
    name: str
    detail: str
    act: str
    is_creation: bool
    is_opened: bool
    lines: tuple[FieldLine, ...]


class ChangePage(NamedTuple):
    """A page of a change: the records from `offset` on, of `total` (None: not known)."""

    entry: HistoryEntry
    sections: tuple[RecordSection, ...]
    offset: int
    total: int | None
    has_more: bool


def read_change(desk: Desk, stamp: Stamp, offset: int, record: RecordKey | None) -> ChangePage | None:
    """A page of a change, of `record` and its parts only if one is given; None if it is gone.

    Meant for a thread: it may take a moment for changes of very many records.
    """
    entry = desk.store.history_entry(stamp)
    if entry is None:
        return None
    changes = desk.store.record_changes(stamp, RECORDS_AT_ONCE + 1, offset, record)
    shown = changes[:RECORDS_AT_ONCE]
    words = ValueWords(desk)
    words.know_all_of(shown)
    live = _live(desk, shown)
    sections = tuple(_section(words, change, (change.kind, change.record_id) in live) for change in shown)
    total = None if record is not None else entry.record_count
    return ChangePage(entry, sections, offset, total, len(changes) > RECORDS_AT_ONCE)


def _live(desk: Desk, changes: Sequence[RecordChange]) -> set[RecordKey]:
    ids: dict[str, list[UUID]] = defaultdict(list)
    for change in changes:
        if change.kind in _OPENED:
            ids[change.kind].append(change.record_id)
    return {
        (kind, record.id)
        for kind, wanted in ids.items()
        for record in desk.store.select(RECORD_TYPES[kind], id=wanted)
    }


def _section(words: ValueWords, change: RecordChange, is_live: bool) -> RecordSection:
    kind, record_id = change.kind, change.record_id
    return RecordSection(
        (kind, record_id),
        kind_label(kind),
        words.name(kind, record_id),
        words.detail(kind, record_id),
        _act(change),
        change.is_creation,
        is_live,
        tuple(_lines(words, change)),
    )


def _act(change: RecordChange) -> str:
    if change.is_creation:
        return _("added")
    deletion = change.fields.get(DELETED_FIELD)
    if deletion is None:
        return _("changed")
    if deletion.before == deletion.after:
        return _("changed") if len(change.fields) > 1 else _("kept")
    words = {Deletion.BIN: _("deleted"), Deletion.UNDONE: _("taken back"), Deletion.JOINED: _("joined")}
    return words.get(deletion.after, _("restored"))


def _lines(words: ValueWords, change: RecordChange) -> Iterator[FieldLine]:
    kind = change.kind
    for name in _in_order(change):
        if change.is_creation and (kind, name) in _SAID_ONLY_WHEN_CHANGED:
            continue
        field = change.fields[name]
        before, after = words.text(kind, name, field.before), words.text(kind, name, field.after)
        if before or after:
            parts = _parts(kind, name, field.before, field.after)
            yield FieldLine(field_label(kind, name), _cut(before), _cut(after), parts)


def _in_order(change: RecordChange) -> list[str]:
    """The changed fields as the record has them; those that only a newer program knows at the end."""
    record_type = RECORD_TYPES.get(change.kind)
    known = list(fields_of(record_type)) if record_type is not None else []
    names = [name for name in known if name in change.fields]
    return names + [name for name in change.fields if name not in known and name != DELETED_FIELD]


def _parts(kind: str, name: str, before: Any, after: Any) -> tuple[Part, ...]:
    is_text = isinstance(before, str) and isinstance(after, str) and (kind, name) not in FIELD_CODES
    if not (is_text and before and after):
        return ()
    is_long = max(len(before), len(after)) > _LONG or "\n" in before or "\n" in after
    return tuple(part._replace(text=_cut(part.text)) for part in difference(before, after)) if is_long else ()


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_AT_MOST else text[:_SHOWN_AT_MOST].rstrip() + " …"
