"""import, export, report: files in and out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capadesk.commands.calendar_commands import export_calendar, export_invitation
from capadesk.commands.package_commands import export_changes
from capadesk.commands.session import (
    FILE,
    FIRST_DAY,
    LAST_DAY,
    Refused,
    Session,
    pass_session,
    progress_shown,
)
from capadesk.commands.terminal import JSON_OPTION, print_json, say
from capadesk.domain.errors import UserError
from capadesk.services.importing.import_plan import ImportReport, Outcome, PlanItem
from capadesk.services.ports import ColumnMapping, ProgressCallback
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.sentences import field_text, place_text, problem_text, reason_text

if TYPE_CHECKING:
    from capadesk.services.desk import Desk

_TRIES = 5


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help=_("Say what would happen, change nothing."))
@click.option(
    "--columns", type=FILE, metavar="MAPPING", help=_("Which column is what: a mapping for the tables.")
)
@click.option(
    "--save-columns",
    type=FILE,
    metavar="MAPPING",
    help=_("Import nothing; write the mapping guessed for the table into a .json file to correct."),
)
@click.option(
    "--time-zone", metavar="ZONE", default="", help=_("The zone of times in calendars that name none.")
)
@JSON_OPTION
@pass_session
def import_(
    session: Session,
    files: tuple[Path, ...],
    dry_run: bool,
    columns: Path | None,
    save_columns: Path | None,
    time_zone: str,
    as_json: bool,
) -> None:
    """Take events in from .ics, .json, .xlsx, .ods or .csv files; the same file again changes nothing."""
    if save_columns is not None:
        _save_columns(session, files, save_columns)
        return
    opened = session.trial_desk() if dry_run else session.desk(create=True)
    with opened as desk, progress_shown(_("Reading")) as progress:
        mapping = desk.imports.load_mapping(columns) if columns is not None else None
        mappings = dict.fromkeys(files, mapping) if mapping is not None else {}
        report = _imported(desk, files, mappings, progress, time_zone, dry_run=dry_run)
    if as_json:
        print_json(_import_json(report, dry_run=dry_run))
    else:
        _print_import(report, dry_run=dry_run)
    _tell_reasons(report)
    if report.unreadable or report.conflicts:
        raise Refused(
            _("The import was done in part.") if not dry_run else _("The import would be done in part.")
        )


def _imported(
    desk: Desk,
    files: tuple[Path, ...],
    mappings: dict[Path, ColumnMapping],
    progress: ProgressCallback,
    time_zone: str,
    *,
    dry_run: bool,
) -> ImportReport:
    """Plan and apply; where another program saves between the two, plan anew."""
    tries = 0
    while True:
        plan = desk.imports.plan(files, progress, mappings, time_zone)
        if dry_run:
            return ImportReport.of(plan, None)
        tries += 1
        try:
            return desk.imports.apply(plan, progress)
        except UserError as error:
            if error.code != "import_plan_outdated" or tries == _TRIES:
                raise


def _save_columns(session: Session, files: tuple[Path, ...], target: Path) -> None:
    if len(files) != 1:
        raise click.UsageError(_("A mapping is guessed for one table at a time."))
    with session.trial_desk() as desk:
        preview = desk.imports.preview_table(files[0])
        desk.imports.save_mapping(preview.mapping, target)
    say(_("Written to {file}.").format(file=target))
    for heading in preview.unmatched:
        say(_("Not imported: {heading}").format(heading=heading))


def _import_json(report: ImportReport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "created": report.created,
        "updated": report.updated,
        "same": report.same,
        "conflicts": report.conflicts,
        "in_bin": report.in_bin,
        "unreadable": [
            {
                "file": each.file,
                "place": each.place,
                "reason": reason_text(each.reason, each.data),
                "code": each.reason,
            }
            for each in report.unreadable
        ],
        "change_set": report.change_set,
        "dry_run": dry_run,
        "items": [_item_json(item) for item in report.items],
        "notices": [problem_text(notice) for notice in report.notices],
    }


def _item_json(item: PlanItem) -> dict[str, Any]:
    return {
        "file": item.file,
        "place": item.place,
        "outcome": str(item.outcome),
        "title": item.title,
        "id": str(item.record_id) if item.record_id else None,
        "differences": sorted(item.differences),
        "kept": sorted(item.kept),
        "reason": reason_text(item.reason, item.data) if item.reason else None,
    }


def _print_import(report: ImportReport, *, dry_run: bool) -> None:
    if dry_run:
        say(_("Tried only; nothing was changed."))
    text = _(
        "{created} created, {updated} updated, {same} same, {conflicts} conflicts, "
        "{in_bin} in the bin, {unreadable} unreadable."
    )
    counts = {name: getattr(report, name) for name in ("created", "updated", "same", "conflicts", "in_bin")}
    say(text.format(**counts, unreadable=len(report.unreadable)))
    for item in report.items:
        if item.outcome in (Outcome.CREATE, Outcome.UPDATE) and dry_run:
            say(f"  {item.outcome}: {place_text('', item.place, item.title)}")
    if report.change_set:
        say(report.change_set)


def _tell_reasons(report: ImportReport) -> None:
    for notice in report.notices:
        say(problem_text(notice), err=True)
    for each in report.unreadable:
        say(problem_text(each), err=True)
    for item in report.items:
        if item.outcome is Outcome.CONFLICT:
            fields = ", ".join(field_text(name, "event") for name in item.kept)
            message = _(
                "“{title}” was changed here since it was read; these stay as they are here: {fields}. "
                "Open it and decide."
            )
            say(place_text(item.file, item.place, message.format(title=item.title, fields=fields)), err=True)
        elif item.outcome is Outcome.IN_BIN:
            say(place_text(item.file, item.place, reason_text("in_bin", item.data)), err=True)


@click.group()
def export() -> None:
    """Write changes for other desks, calendars, invitations and lists of people for other programs."""


export.add_command(export_changes)
export.add_command(export_calendar)
export.add_command(export_invitation)


@export.command("people")
@click.argument("out", type=FILE, metavar="OUT.vcf|OUT.csv|OUT.xlsx")
@pass_session
def export_people(session: Session, out: Path) -> None:
    """Write the list of people with their organisations: as contacts (vCard), or as a table."""
    from capadesk.bootstrap import report_writer_for
    from capadesk.services.reporting.people_report import people_report

    if out.suffix.lower() == ".vcf":
        with session.desk(reads_only=True) as desk, progress_shown(_("Writing")) as progress:
            count = desk.contacts.export(out, progress=progress)
        text = ngettext("{count} person written to {file}.", "{count} people written to {file}.", count)
        say(text.format(count=count, file=out))
        return
    writer = report_writer_for(out, further=".vcf")
    with session.desk(reads_only=True) as desk, progress_shown(_("Writing")) as progress:
        writer.write(people_report(desk), out, progress)
    say(_("Written to {file}.").format(file=out))


@click.command()
@click.argument("name", metavar="NAME")
@click.argument("out", type=FILE, metavar="OUT.xlsx")
@click.option("--from", "first_day", type=FIRST_DAY, help=_("The first day of the period."))
@click.option("--to", "last_day", type=LAST_DAY, help=_("The last day of the period."))
@pass_session
def report(session: Session, name: str, out: Path, first_day: date | None, last_day: date | None) -> None:
    """Write a report as an Excel workbook."""
    with session.desk(reads_only=True) as desk, progress_shown(_("Writing")) as progress:
        if name not in desk.reports.names():
            known = ", ".join(desk.reports.names())
            raise click.UsageError(
                _("There is no report “{name}”. Use one of: {known}.").format(name=name, known=known)
            )
        desk.reports.write(name, out, first_day=first_day, last_day=last_day, progress=progress)
    say(_("Written to {file}.").format(file=out))
