"""export changes, replica-state, merge: files that flow together."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from capadesk.commands.hub_password import with_password
from capadesk.commands.passphrase import read_passphrase
from capadesk.commands.session import (
    FILE,
    Refused,
    Session,
    long_work,
    pass_session,
    progress_shown,
)
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.errors import CapaDeskError, UnreadableFile, UserError
from capadesk.services.merging.brief_trial import HeldTooLong, giving_way
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.sentences import count_text, field_text, sentence_of

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.merging.package_service import MergedRecord, MergeReport
    from capadesk.services.ports import ProgressCallback

    _MergeOne = Callable[[Path, str, ProgressCallback | None], MergeReport]
    _Limit = Callable[[ProgressCallback | None], ProgressCallback | None]
    _Asked = tuple[Path, str | CapaDeskError]
    _Merged = tuple[list[MergeReport], list[dict[str, str]]]

_VARIABLE = "CAPADESK_PASSPHRASE_FILE"
_ENCRYPTED = ".age"
_COUNTS = ("created", "updated", "same", "conflicts", "waiting")
_SHOWN = 200
_passphrase_option = click.option(
    "--passphrase-file",
    type=FILE,
    envvar=_VARIABLE,
    metavar="FILE",
    help=_("The first line of this file is the passphrase; else it is asked for."),
)


@click.command("changes")
@click.argument("out", type=FILE, metavar="OUT.capadesk")
@click.option(
    "--since",
    metavar="STATE",
    help=_("Only what another desk lacks: its “replica-state”, a file with it, or a package it sent."),
)
@click.option(
    "--without-names",
    is_flag=True,
    help=_("Leave out names, addresses, notes, minutes and all other free texts; see “merge”."),
)
@click.option(
    "--encrypt", is_flag=True, help=_("Encrypt with a passphrase (age); so does an OUT ending in .age.")
)
@_passphrase_option
@JSON_OPTION
@pass_session
def export_changes(
    session: Session,
    out: Path,
    since: str | None,
    without_names: bool,
    encrypt: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Write a package of changes that other desks can merge.

    Without names, persons become “Person 7F3A29C1”, the same in every package; titles of events, names of
    organisations, and who was where with whom stay.
    """
    passphrase = ""
    if encrypt or out.suffix == _ENCRYPTED:
        passphrase = read_passphrase(passphrase_file) or _ask_passphrase(twice=True)
        if out.suffix != _ENCRYPTED:
            out = out.with_name(out.name + _ENCRYPTED)
    with session.desk(reads_only=True) as desk, progress_shown(_("Writing")) as progress:
        seen = desk.packages.since_of(since) if since else None
        summary = desk.packages.export(
            out, since=seen, without_names=without_names, passphrase=passphrase, progress=progress
        )
        from capadesk.domain.replica_state import state_text

        state = state_text(summary.state)
    if as_json:
        print_json(
            {
                "file": str(summary.path),
                "change_sets": summary.change_sets,
                "changes": summary.changes,
                "kinds": dict(summary.kinds),
                "names": summary.names.value,
                "encrypted": summary.is_encrypted,
                "size": summary.size,
                "replica": summary.replica.hex(),
                "state": state,
            }
        )
        return
    text = ngettext(
        "{count} change written to {file}.", "{count} changes written to {file}.", summary.change_sets
    )
    say(text.format(count=summary.change_sets, file=summary.path))
    if summary.names.value == "withheld":
        say(
            _(
                "Without names. Left out: names, addresses and notes of people, positions, minutes, agendas, "
                "descriptions, texts of decisions and actions, and who made the changes. Titles of events "
                "and organisations stay: look whether they name somebody."
            ),
            err=True,
        )


@click.command("replica-state")
@JSON_OPTION
@pass_session
def replica_state(session: Session, as_json: bool) -> None:
    """Say what this data file has seen: who sends it changes needs this for “export changes --since”."""
    with session.desk(reads_only=True) as desk:
        state = desk.packages.state()
        frontier = desk.store.frontier()
    if as_json:
        seen = {replica.hex(): str(stamp) for replica, stamp in sorted(frontier.items())}
        print_json({"state": state, "replicas": seen})
    else:
        say(state)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help=_("Say what would happen, change nothing."))
@_passphrase_option
@JSON_OPTION
@pass_session
def merge(
    session: Session, files: tuple[Path, ...], dry_run: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Take over what packages and other CapaDesk data files hold; again, and nothing changes.

    Each file is checked first, and merged whole or not at all.
    """
    opened = session.trial_desk() if dry_run else session.desk(create=True)
    with opened as desk:
        # Nobody waits for the user's typing while a trial holds the data.
        asked = [(path, _passphrase_for(desk, path, passphrase_file)) for path in files]
        reports, refused = _tried(desk, asked) if dry_run else _all_merged(desk.packages.merge, asked)
    totals = {name: sum(getattr(report.result, name) for report in reports) for name in _COUNTS}
    if as_json:
        print_json(
            {
                **totals,
                "unreadable": refused,
                "change_set": None,
                "dry_run": dry_run,
                "sources": [_source_json(report) for report in reports],
                "items": [_item_json(report.path, item) for report in reports for item in report.records],
                "items_left_out": sum(report.left_out for report in reports),
            }
        )
    else:
        _print_merge(reports, totals, dry_run=dry_run)
    for item in refused:
        say(item["reason"], err=True)
    if totals["conflicts"]:
        message = _(
            "Where both files changed a field, the later change holds and the other is kept: "
            "“contradictions” lists them."
        )
        say(message, err=True)
    if totals["waiting"]:
        message = _(
            "What waits builds on changes that have not come yet: ask its sender for the earlier ones."
        )
        say(message, err=True)
    if any(report.names.value == "withheld" and report.result.change_sets for report in reports):
        message = _(
            "The data file is without names: they are left out of whatever is merged into it. To have them, "
            "merge into another data file, and there a package with names first."
        )
        say(message, err=True)
    if refused or totals["waiting"] or totals["conflicts"]:
        raise Refused(_how_it_ended(len(reports), len(refused), dry_run=dry_run))


def _how_it_ended(taken: int, refused: int, *, dry_run: bool) -> str:
    """What is said last where the exit status is 1."""
    if not taken:
        return _("Nothing would be taken in.") if dry_run else _("Nothing was taken in.")
    if refused:
        return _("The merge would be done in part.") if dry_run else _("The merge was done in part.")
    if dry_run:
        return _("All of it would be taken in; what is said above would want a look.")
    return _("All of it was taken in; what is said above wants a look.")


def _passphrase_for(desk: Desk, path: Path, passphrase_file: Path | None) -> str | CapaDeskError:
    """The passphrase of a file that is encrypted, else ""; the error if there is none."""
    try:
        if not path.is_file() or not desk.packages.needs_passphrase(path):
            return ""
        passphrase = read_passphrase(passphrase_file)
        if not passphrase and sys.stdin.isatty():
            passphrase = _ask_passphrase(twice=False)
        if passphrase and not desk.packages.is_package(path):
            with_password(lambda: desk.unlock(path, passphrase, False))
            return ""
    except CapaDeskError as error:
        return error
    return passphrase


def _tried(desk: Desk, asked: Sequence[_Asked]) -> _Merged:
    """Try the merge of all files; on a copy if that would hold up others, or nothing can be written."""
    if not desk.store.is_read_only and not desk.packages.takes_long(path for path, _passphrase in asked):
        with contextlib.suppress(HeldTooLong), desk.packages.trial() as tried:
            return _all_merged(tried, asked, giving_way())
    from capadesk.bootstrap import desk_on_copy

    with contextlib.ExitStack() as stack:
        with progress_shown(_("Copying {file}").format(file=PurePath(desk.store.location).name)) as progress:
            copy = stack.enter_context(desk_on_copy(desk.store, progress))
        return _all_merged(copy.packages.merge, asked)


def _all_merged(
    merge_one: _MergeOne, asked: Sequence[_Asked], limited: _Limit = lambda progress: progress
) -> _Merged:
    """Merge one file after the other: the reports, and what is to be told of those that were refused."""
    reports: list[MergeReport] = []
    refused: list[dict[str, str]] = []
    for path, passphrase in asked:
        try:
            if isinstance(passphrase, CapaDeskError):
                raise passphrase
            reports.append(_merged(merge_one, path, passphrase, limited))
        except CapaDeskError as error:
            refused.append(
                {
                    "file": str(path),
                    "place": str(error.data.get("place", "")),
                    "reason": _reason(error),
                    "code": error.data["reason"] if isinstance(error, UnreadableFile) else error.code,
                }
            )
    return reports, refused


def _merged(merge_one: _MergeOne, path: Path, passphrase: str, limited: _Limit) -> MergeReport:
    title = _("Merging {file}").format(file=path.name)
    return long_work(title, lambda progress: merge_one(path, passphrase, limited(progress)))


def _reason(error: CapaDeskError) -> str:
    """Why a file was refused; an encrypted one is opened by an option of this very command."""
    if error.code != "file_passphrase_needed":
        return sentence_of(error)
    text = _(
        "{file} is encrypted. Put its passphrase into the first line of a file and name that:"
        " “capadesk merge FILE --passphrase-file P”."
    )
    return text.format(file=error.data["file"])


def _print_merge(reports: list[MergeReport], totals: dict[str, int], *, dry_run: bool) -> None:
    if dry_run:
        say(_("Tried only; nothing was changed."))
    for report in reports:
        for item in report.records[:_SHOWN]:
            fields = ", ".join(field_text(name, item.kind) for name in item.fields)
            named = item.title or str(item.record_id)
            text = f"  {item.outcome}: {count_text(item.kind, 1)}: {named}"
            say(f"{text} ({fields})" if fields else text)
            for name in item.conflicts:
                message = _("“{title}”: both changed “{field}”.")
                say(message.format(title=named, field=field_text(name, item.kind)), err=True)
        left_out = report.left_out + max(0, len(report.records) - _SHOWN)
        if left_out:
            text = ngettext("  and {count} record more", "  and {count} records more", left_out)
            say(text.format(count=left_out))
    text = _("{created} created, {updated} updated, {same} same, {conflicts} conflicts, {waiting} waiting.")
    say(text.format(**totals))


def _source_json(report: MergeReport) -> dict[str, Any]:
    result = report.result
    return {
        "file": str(report.path),
        "sender": report.sender,
        "names": report.names.value,
        "change_sets": result.change_sets,
        **{name: getattr(result, name) for name in _COUNTS},
    }


def _item_json(path: Path, item: MergedRecord) -> dict[str, Any]:
    return {
        "file": str(path),
        "kind": item.kind,
        "id": str(item.record_id),
        "title": item.title,
        "outcome": str(item.outcome),
        "fields": list(item.fields),
        "conflicts": list(item.conflicts),
    }


def _ask_passphrase(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise UserError("passphrase_needed", variable=_VARIABLE)
    return str(click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=twice, err=True))
