"""merges, unmerge: what was merged from whom and when, what waits, and a merge taken out again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import click

from capadesk.commands.session import Refused, Session, pass_session, progress_shown
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.services.merging.sender_silence import Contact, contacts_of
from capadesk.services.ports import MergeEntry, Sender, WaitingSet
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.sentences import label_text


@click.command()
@JSON_OPTION
@pass_session
def merges(session: Session, as_json: bool) -> None:
    """List what was merged, newest first; what waits, and who has not sent for a month."""
    with session.desk(reads_only=True) as desk:
        entries, senders, waiting = desk.store.merges(), desk.store.senders(), desk.store.waiting()
    contacts = contacts_of(senders, datetime.now(UTC))
    silent = [sender for sender in senders if contacts[sender.replica] is Contact.SILENT]
    if as_json:
        print_json(
            {
                "merges": [_entry_json(entry) for entry in entries],
                "senders": [{**_sender_json(sender), "is_silent": sender in silent} for sender in senders],
                "waiting": [_waiting_json(item) for item in waiting],
            }
        )
        return
    for entry in entries:
        say(_entry_line(entry))
    if not entries:
        say(_("Nothing was merged into this file."))
    for item in waiting:
        what = label_text(item.label, item.label_data)
        text = _("Waiting for an earlier change: {what} ({author}, {day}).")
        say(text.format(what=what, author=item.author, day=_day(item.time)), err=True)
    for sender in silent:
        text = _("{name} has not sent since {day}.")
        say(text.format(name=_name(sender), day=_day(sender.last_received)), err=True)


@click.command()
@click.argument("number", type=click.IntRange(1), metavar="NUMBER")
@JSON_OPTION
@pass_session
def unmerge(session: Session, number: int, as_json: bool) -> None:
    """Take a merge out again, by its number in `merges`; merging the file again brings it back."""
    with session.desk() as desk, progress_shown(_("Taking out")) as progress:
        done = desk.store.take_out_merge(number, progress)
        waiting = len(desk.store.waiting())
    if as_json:
        print_json({"number": number, "records": dict(done.created_counts), "waiting": waiting})
    else:
        say(_("Taken out: {what}").format(what=label_text(done.label, done.label_data)))
    if waiting:
        text = ngettext(
            "{count} change that was built on it waits until it comes again.",
            "{count} changes that were built on it wait until it comes again.",
            waiting,
        )
        raise Refused(text.format(count=waiting))


def _entry_line(entry: MergeEntry) -> str:
    text = _("{number}  {day}  {name}: {created} created, {updated} updated, {conflicts} conflicts")
    if entry.waiting:
        text = _(
            "{number}  {day}  {name}: {created} created, {updated} updated, {conflicts} conflicts,"
            " {waiting} waiting"
        )
    line = text.format(**entry._asdict() | {"day": _day(entry.at), "name": _name(entry)})
    if entry.taken_out_at is not None:
        line = _("{merge} (taken out {day})").format(merge=line, day=_day(entry.taken_out_at))
    return line


def _name(item: MergeEntry | Sender) -> str:
    path = PurePath(item.path).name if isinstance(item, MergeEntry) else ""
    return item.name or path or (item.replica.hex() if any(item.replica) else _("unknown sender"))


def _day(time: datetime) -> str:
    return time.astimezone().date().isoformat()


def _entry_json(entry: MergeEntry) -> dict[str, Any]:
    return {
        **entry._asdict(),
        "at": entry.at.isoformat(),
        "replica": entry.replica.hex(),
        "taken_out_at": entry.taken_out_at.isoformat() if entry.taken_out_at else None,
    }


def _sender_json(sender: Sender) -> dict[str, Any]:
    return {
        "replica": sender.replica.hex(),
        "name": sender.name,
        "last_stamp": str(sender.last_stamp) if sender.last_stamp else None,
        "last_change": sender.last_change.isoformat() if sender.last_change else None,
        "last_received": sender.last_received.isoformat(),
    }


def _waiting_json(item: WaitingSet) -> dict[str, Any]:
    return {
        "change_set": str(item.stamp),
        "time": item.time.isoformat(),
        "author": item.author,
        "label": label_text(item.label, item.label_data),
        "missing": list(item.missing),
    }
