"""add, set, delete, history, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from capadesk.commands.field_values import FieldValues, needed_fields
from capadesk.commands.list_command import json_value
from capadesk.commands.session import Refused, Session, pass_session
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.identity import new_id
from capadesk.domain.joining import with_derived_id
from capadesk.domain.record import RECORD_TYPES, Record
from capadesk.domain.records import Event
from capadesk.domain.stamp import STAMP_BYTES, Stamp
from capadesk.services.own_platform import zone_to_assume
from capadesk.services.ports import HistoryEntry, RecordHistoryEntry
from capadesk.services.record_service import RecordService
from capadesk.services.words import N_, _, ngettext
from capadesk.ui.common.wording.sentences import count_text, field_text, label_text

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

# Other words for a kind: (kind, values that it stands for).
_ALIASES: dict[str, tuple[str, dict[str, Any]]] = {
    "meeting": ("event", {"kind": "meeting"}),
    "meetings": ("event", {"kind": "meeting"}),
    "events": ("event", {}),
    "people": ("person", {}),
    "organisations": ("organisation", {}),
    "actions": ("action", {}),
    "decisions": ("decision", {}),
}
_ROLES = {ChangeRole.UNDO: N_("Undone: {what}"), ChangeRole.REDO: N_("Done again: {what}")}


@click.command()
@click.argument("kind", metavar="KIND")
@click.argument("assignments", nargs=-1, required=True, metavar="FIELD=VALUE...")
@JSON_OPTION
@pass_session
def add(session: Session, kind: str, assignments: tuple[str, ...], as_json: bool) -> None:
    """Add a record; prints the id of the change once it is durable.

    Dates: when=2024-10-17, 2024-10, 2024, 2024-10-17/2024-10-19 or
    2024-10-17T09:30/2024-10-17T12:00@Europe/Rome. Other records by name or id: city=Rome.
    """
    kind, values = _ALIASES.get(kind, (kind, {}))
    if kind not in RECORD_TYPES:
        raise click.UsageError(_unknown_kind(kind))
    with session.desk(create=True) as desk:
        values = values | _field_values(desk, kind).read(assignments)
        missing = [name for name in needed_fields(RECORD_TYPES[kind]) if name not in values]
        if missing:
            needed = ", ".join(f"{name.removesuffix('_id')}=…" for name in missing)
            raise click.UsageError(_("{kind} needs {needed}.").format(kind=kind, needed=needed))
        record = _new_record(desk, kind, values)
        change_set = RecordService(desk.store).add(record)
    _acknowledge(change_set, kind, record.id, as_json)


@click.command("set")
@click.argument("record_id", type=click.UUID, metavar="ID")
@click.argument("assignments", nargs=-1, required=True, metavar="FIELD=VALUE...")
@JSON_OPTION
@pass_session
def set_(session: Session, record_id: UUID, assignments: tuple[str, ...], as_json: bool) -> None:
    """Change fields of a record; prints the id of the change once it is durable."""
    with session.desk() as desk:
        records = RecordService(desk.store)
        kind = records.kind_of(record_id)
        change_set = records.change(kind, record_id, _field_values(desk, kind).read(assignments))
    _acknowledge(change_set, kind, record_id, as_json)


@click.command()
@click.argument("record_id", type=click.UUID, metavar="ID")
@JSON_OPTION
@pass_session
def delete(session: Session, record_id: UUID, as_json: bool) -> None:
    """Put a record into the bin, with what is nothing without it."""
    with session.desk() as desk:
        kind = RecordService(desk.store).kind_of(record_id)
        preview = desk.deletion.preview(kind, [record_id])
        change_set = desk.deletion.delete(kind, [record_id])
    for counts, text in (
        (preview.goes_along, _("Went along: {counts}.")),
        (preview.unlinked, _("Unlinked: {counts}.")),
    ):
        if counts := {each: count for each, count in counts.items() if count}:
            named = ", ".join(count_text(each, count) for each, count in counts.items())
            say(text.format(counts=named), err=True)
    _acknowledge(change_set, kind, record_id, as_json)


@click.command()
@click.argument("record_id", type=click.UUID, metavar="[ID]", required=False)
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help=_("How many at most."))
@JSON_OPTION
@pass_session
def history(session: Session, record_id: UUID | None, limit: int, as_json: bool) -> None:
    """What happened to a record, or to the whole file, newest first."""
    with session.desk(reads_only=True) as desk:
        if record_id is None:
            documents = [_entry_json(entry) for entry in desk.store.history(limit)]
        else:
            documents = [
                _record_entry_json(desk, entry)
                for entry in desk.store.record_history(_kind_of(desk, record_id), record_id)[:limit]
            ]
    if as_json:
        print_json(documents)
        return
    for document in documents:
        line = "\t".join((document["time"], document["author"], document["change_set"], document["label"]))
        say(line)
        for name, change in document.get("fields", {}).items():
            say(f"\t{field_text(name)}: {change['before']} → {change['after']}")


@click.command()
@JSON_OPTION
@pass_session
def undo(session: Session, as_json: bool) -> None:
    """Undo your newest change; says what was undone."""
    with session.desk() as desk:
        entry = desk.store.next_undo()
        change_set = desk.store.undo()
    _report_undo(change_set, entry, ChangeRole.UNDO, _("There is nothing to undo."), as_json)


@click.command()
@JSON_OPTION
@pass_session
def redo(session: Session, as_json: bool) -> None:
    """Take back the newest undo; says what was done again."""
    with session.desk() as desk:
        entry = desk.store.next_redo()
        change_set = desk.store.redo()
    _report_undo(change_set, entry, ChangeRole.REDO, _("There is nothing to redo."), as_json)


def _report_undo(
    change_set: ChangeSet | None, entry: HistoryEntry | None, role: ChangeRole, nothing: str, as_json: bool
) -> None:
    if change_set is None:
        if as_json:
            print_json({"change_set": None, "what": None, "skipped": []})
        raise Refused(nothing)
    what = (
        label_text(entry.label, entry.label_data)
        if entry
        else label_text(change_set.label, change_set.label_data)
    )
    if as_json:
        skipped = [
            {"kind": kind, "id": str(each), "field": field} for kind, each, field in change_set.skipped
        ]
        print_json({"change_set": change_set.id, "what": what, "skipped": skipped})
    else:
        say(_said(role, what))
    if change_set.skipped:
        for kind, each, field in change_set.skipped:
            message = _("{kind} {id}: “{field}” has been changed since and was left as it is.")
            say(message.format(kind=kind, id=each, field=field_text(field, kind)), err=True)
        count = len(change_set.skipped)
        raise Refused(
            ngettext(
                "{count} field was not taken back. Change it by hand if it should be.",
                "{count} fields were not taken back. Change them by hand if they should be.",
                count,
            ).format(count=count)
        )


def _kind_of(desk: Desk, record_id: UUID) -> str:
    """The kind of a record, of one that was joined into another as well: it still has a history."""
    joined = desk.duplicates.survivor_of(record_id)
    return joined[0] if joined is not None else RecordService(desk.store).kind_of(record_id)


def _said(role: str, what: str) -> str:
    return _(_ROLES[ChangeRole(role)]).format(what=what) if role in _ROLES else what


def _acknowledge(change_set: ChangeSet, kind: str, record_id: UUID, as_json: bool) -> None:
    if as_json:
        print_json({"change_set": change_set.id if change_set else None, "kind": kind, "id": str(record_id)})
        return
    if change_set:
        say(change_set.id)
        say(f"{kind} {record_id}", err=True)
    else:
        say(_("Nothing changed."), err=True)


def _new_record(desk: Desk, kind: str, values: dict[str, Any]) -> Record:
    if kind == Event.KIND:
        from dataclasses import replace

        return replace(desk.events.new().event, **values)
    record: Record = RECORD_TYPES[kind](id=new_id(), **values)  # type: ignore[call-arg]
    linked: Record = with_derived_id(record)
    return linked


def _field_values(desk: Desk, kind: str) -> FieldValues:
    return FieldValues(kind, desk.store.lists, desk.code_book, zone_to_assume(desk.store))


def _unknown_kind(kind: str) -> str:
    kinds = ", ".join([*RECORD_TYPES, "meeting"])
    return _("There is no kind “{kind}”. The kinds are: {kinds}.").format(kind=kind, kinds=kinds)


def _entry_json(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "change_set": str(entry.stamp),
        "time": entry.time.isoformat(),
        "author": entry.author,
        "label": _said(entry.role, label_text(entry.label, entry.label_data)),
        "role": entry.role,
        "records": entry.record_count,
        "is_undone": entry.is_undone,
    }


def _record_entry_json(desk: Desk, entry: RecordHistoryEntry) -> dict[str, Any]:
    return {
        **_entry_json(_whole_entry(desk, entry.stamp)),
        "is_creation": entry.is_creation,
        "fields": {
            name: {"before": json_value(change.before), "after": json_value(change.after)}
            for name, change in entry.fields.items()
        },
    }


def _whole_entry(desk: Desk, stamp: Stamp) -> HistoryEntry:
    following = Stamp.from_bytes((int.from_bytes(stamp.to_bytes(), "big") + 1).to_bytes(STAMP_BYTES, "big"))
    return desk.store.history(limit=1, before=following)[0]
