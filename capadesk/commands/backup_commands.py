"""backups, restore: the copies of the data file, what going back to one would change, and going back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capadesk.commands.hub_password import with_password
from capadesk.commands.session import FILE, Session, long_work, pass_session
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.errors import UserError
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.sentences import change_text, count_text
from capadesk.ui.recovery_words import recovery_text

if TYPE_CHECKING:
    from capadesk.services.backup_service import Difference, RestorePreview
    from capadesk.services.ports import HistoryEntry, PutBack

_SHOWN = 50


@click.command()
@JSON_OPTION
@pass_session
def backups(session: Session, as_json: bool) -> None:
    """List the backups of the data file, newest first."""
    from capadesk.bootstrap import data_path
    from capadesk.storage.trust.backup import backups_of

    found = backups_of(data_path(session.location))
    if as_json:
        print_json(
            [
                {
                    "file": str(info.path),
                    "made_at": info.made_at.isoformat(),
                    "size": info.size,
                    "verified": info.is_verified,
                    "reason": info.reason,
                }
                for info in found
            ]
        )
        return
    if not found:
        say(_("There is no backup of this file yet; “backup” makes one."))
    for info in found:
        state = _("verified") if info.is_verified else _("not verified")
        made = info.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        say("\t".join((made, str(info.size), state, reason_words(info.reason), str(info.path))))


def reason_words(reason: str) -> str:
    """Before what a backup was made; "" for one of the ordinary rotation."""
    return {
        "before_restore": _("before going back to a backup"),
        "before_migration": _("before the program was updated"),
    }.get(reason, "")


@click.command()
@click.argument("source", type=FILE, metavar="IN", required=False)
@click.option("--dry-run", is_flag=True, help=_("Say what would change, change nothing."))
@click.option("--undo", "is_undo", is_flag=True, help=_("Put back what stood there before the last time."))
@JSON_OPTION
@pass_session
def restore(session: Session, source: Path | None, dry_run: bool, is_undo: bool, as_json: bool) -> None:
    """Put a backup in the place of the data file; what was there is kept, and --undo puts it back."""
    from capadesk.bootstrap.rescue import backup_before_restore, restore_backup

    if (source is None) is not is_undo:
        raise click.UsageError(_("Name one backup, or --undo."))
    if source is None:
        source = backup_before_restore(session.location)
    if dry_run:
        _show_preview(session, source, as_json=as_json)
        return
    chosen = source
    made = long_work(
        _("Going back to the backup"), lambda progress: restore_backup(session.location, chosen, progress)
    )
    if as_json:
        print_json({"restored_from": str(source), **_kept_json(made)})
        return
    say(_("Restored from {file}.").format(file=source))
    if made.kept is not None:
        text = _("What was there before is kept as {file}; “restore --undo” puts it back.")
        say(text.format(file=made.kept.path), err=True)
    if made.damaged is not None:
        text = _("The damaged file is kept as {file}; “salvage” takes out of it what can be read.")
        say(text.format(file=made.damaged), err=True)


def _kept_json(made: PutBack) -> dict[str, Any]:
    return {
        "kept": str(made.kept.path) if made.kept else None,
        "damaged": str(made.damaged) if made.damaged else None,
    }


def _show_preview(session: Session, source: Path, *, as_json: bool) -> None:
    from capadesk.bootstrap import data_path

    if not source.is_file():
        raise UserError("file_missing", file=str(source))
    if not data_path(session.location).exists():
        raise UserError("file_missing", file=str(data_path(session.location)))
    with session.desk(reads_only=True) as desk:
        preview = long_work(_("Comparing"), lambda progress: desk.backups.preview(source, progress))
    if as_json:
        print_json(
            {
                "backup": str(source),
                "dry_run": True,
                "same": preview.is_same,
                "related": preview.is_related,
                "lost": _difference_json(preview.lost),
                "gained": _difference_json(preview.gained),
            }
        )
        return
    _print_preview(preview)


def _print_preview(preview: RestorePreview) -> None:
    say(_("Tried only; nothing was changed."))
    if not preview.is_related:
        say(_("This is a backup of another file: they have no change in common."), err=True)
    if preview.is_same:
        say(_("The file and the backup hold the same changes."))
        return
    lost, gained = preview.lost, preview.gained
    if lost.count:
        text = ngettext(
            "{count} change is in the file and not in the backup:",
            "{count} changes are in the file and not in the backup:",
            lost.count,
        )
        _print_difference(text.format(count=lost.count), lost)
    if gained.count:
        text = ngettext(
            "{count} change is in the backup and not in the file:",
            "{count} changes are in the backup and not in the file:",
            gained.count,
        )
        _print_difference(text.format(count=gained.count), gained)


def _print_difference(heading: str, difference: Difference) -> None:
    say(heading)
    for counts, words in (
        (difference.created, _("created")),
        (difference.changed, _("changed")),
        (difference.deleted, _("deleted")),
    ):
        if counts:
            named = ", ".join(count_text(kind, count) for kind, count in sorted(counts.items()))
            say(f"  {words}: {named}")
    for entry in difference.entries[:_SHOWN]:
        time = entry.time.astimezone().strftime("%Y-%m-%d %H:%M")
        say(f"  {time}\t{entry.author}\t{change_text(entry.label, entry.label_data, entry.role)}")
    if difference.count > _SHOWN:
        text = ngettext("  and {count} more", "  and {count} more", difference.count - _SHOWN)
        say(text.format(count=difference.count - _SHOWN))


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        "count": difference.count,
        "created": dict(difference.created),
        "changed": dict(difference.changed),
        "deleted": dict(difference.deleted),
        "authors": list(difference.authors),
        "changes": [_entry_json(entry) for entry in difference.entries],
    }


def _entry_json(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "change_set": str(entry.stamp),
        "time": entry.time.isoformat(),
        "author": entry.author,
        "label": change_text(entry.label, entry.label_data, entry.role),
        "records": entry.record_count,
    }


@click.command()
@JSON_OPTION
@pass_session
def recover(session: Session, as_json: bool) -> None:
    """Bring a damaged data file back: its last good backup, with what can still be read of the file."""
    from capadesk.bootstrap import rescue

    if with_password(lambda: rescue.is_sound(session.location)):
        say(_("The data file is sound; there is nothing to bring back."), err=True)
        if as_json:
            print_json({"recovered": False})
        return
    done = long_work(_("Bringing the file back"), lambda progress: rescue.recover(session.location, progress))
    if as_json:
        print_json(
            {
                "recovered": True,
                "backup": str(done.backup.path) if done.backup else None,
                "damaged": str(done.damaged),
                "added": done.added,
                "waiting": done.waiting,
                "unreadable": done.unreadable,
            }
        )
        return
    with session.desk(reads_only=True) as desk:
        say(recovery_text(done, desk.localisation))
    say(_("The damaged file is kept as {file}.").format(file=done.damaged), err=True)


@click.command()
@click.argument("damaged", type=FILE, metavar="DAMAGED")
@click.argument("out", type=FILE, metavar="OUT.capadesk")
@JSON_OPTION
def salvage(damaged: Path, out: Path, as_json: bool) -> None:
    """Write what is whole in a damaged data file as a package that “merge” takes; the file is not touched."""
    from capadesk.bootstrap import rescue

    summary, unreadable = long_work(_("Reading"), lambda progress: rescue.salvage(damaged, out, progress))
    if as_json:
        print_json({"file": str(out), "change_sets": summary.change_sets, "unreadable": unreadable})
        return
    text = ngettext(
        "{count} change could be read and is in {file}.",
        "{count} changes could be read and are in {file}.",
        summary.change_sets,
    )
    say(text.format(count=summary.change_sets, file=out))
    if unreadable:
        text = ngettext(
            "{count} change is there in part only and was left out.",
            "{count} changes are there in part only and were left out.",
            unreadable,
        )
        say(text.format(count=unreadable), err=True)
