"""Import, export and backup from the menu: off the GUI thread, with progress, Cancel and plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore, QtWidgets  # a class of them is made when it is first named
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.scratch_folder import file_name
from capadesk.services.store_place import short_name
from capadesk.services.words import _, ngettext
from capadesk.ui.common.job_runner import Ok

if TYPE_CHECKING:
    from capadesk.services.calendars.calendar_choices import CalendarChoices
    from capadesk.services.desk import Desk
    from capadesk.services.importing.import_plan import ImportPlan, ImportReport
    from capadesk.services.ports import BackupInfo, CalendarSummary, ColumnMapping
    from capadesk.ui.common.job_runner import JobRunner, Result, Work
    from capadesk.ui.files.column_mapping_actions import ColumnMappingActions
    from capadesk.ui.files.import_preview import ImportPreview

REPORT = "activity"
_LOCKED = "file_passphrase_needed"
"""The code of an error that says: this file is encrypted, and its passphrase was not given yet."""


class FileActions(QObject):
    """What the File menu does with files."""

    changed = Signal(object, str)
    """A ChangeSet was made; what else is to be said of it, worded."""
    failed = Signal(object)
    """A CapaDeskError, or any other exception: a fault."""
    told = Signal(str)
    """What was done, worded."""
    backed_up = Signal()
    """There is one backup more."""
    locked = Signal(object, object)
    """A file is encrypted: its path, and what to do once its passphrase was given."""

    def __init__(self, desk: Desk, runner: JobRunner, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._runner = runner
        self._window = window
        self.preview: ImportPreview | None = None

    @cached_property
    def columns(self) -> ColumnMappingActions:
        """The dialog in which the columns of a table are named."""
        from capadesk.ui.files.column_mapping_actions import ColumnMappingActions

        return ColumnMappingActions(self._desk, self)

    # --- choosing files ---------------------------------------------------------------------------

    def choose_import(self) -> None:
        """Ask which files to import."""
        kinds = _("Events (*.ics *.eml *.json *.xlsx *.xls *.ods *.csv *.tsv);;All files (*)")
        dialog = self._file_dialog(_("Import"), kinds)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.plan_import([Path(name) for name in names]))
        dialog.open()

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be changed."""
        return self._desk.store.is_read_only

    def exports(self) -> Sequence[tuple[str, str, str, Callable[[], None]]]:
        """(text, icon, keys, what to do) of the Export menu."""
        return (
            (_("&Excel report…"), "sheet", "Ctrl+Shift+X", self.choose_report),
            (_("&Calendar file…"), "calendar", "Ctrl+Shift+C", self.choose_calendar),
        )

    def choose_report(self) -> None:
        """Ask where to put the report of activities."""
        name = f"{REPORT}-{self._desk.clock.today().isoformat()}.xlsx"
        self._choose_target(_("Export a report"), _("Excel workbook (*.xlsx)"), name, self.export_report)

    def choose_calendar(self) -> None:
        """Ask what goes into a calendar file, then where to put it."""
        from capadesk.services.calendars.calendar_choices import remembered_choices
        from capadesk.ui.files.calendar_choices_dialog import CalendarChoicesDialog

        dialog = CalendarChoicesDialog(remembered_choices(self._desk.store), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.chosen.connect(self._choose_calendar_file)
        dialog.open()

    def _choose_calendar_file(self, choices: CalendarChoices) -> None:
        kinds = _("Calendar (*.ics)")
        self._choose_target(
            _("Export a calendar"), kinds, "capadesk.ics", lambda path: self.export_calendar(path, choices)
        )

    def choose_template(self) -> None:
        """Ask where to put a workbook to fill in."""
        kinds = _("Excel workbook (*.xlsx)")
        self._choose_target(_("A workbook to fill in"), kinds, "events.xlsx", self.write_template)

    def choose_backup(self) -> None:
        """Ask where to put a backup."""
        today = self._desk.clock.today().isoformat()
        name = file_name(f"{short_name(self._desk.store.location)}-{today}") + ".db"
        self._choose_target(_("Back up"), _("CapaDesk data (*.db)"), name, self.back_up)

    def _choose_target(self, title: str, kinds: str, name: str, then: Callable[[Path], None]) -> None:
        dialog = self._file_dialog(title, kinds)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    def _file_dialog(self, title: str, kinds: str) -> QtWidgets.QFileDialog:
        from capadesk.ui.common.file_dialogs import file_dialog

        paths = QtCore.QStandardPaths
        documents = paths.writableLocation(paths.StandardLocation.DocumentsLocation)
        return file_dialog(self._window, title, documents, kinds)

    # --- importing --------------------------------------------------------------------------------

    def plan_import(
        self,
        paths: Sequence[Path],
        mappings: Mapping[Path, ColumnMapping] | None = None,
        time_zone: str = "",
    ) -> None:
        """Read the files and show what importing them would do.

        `mappings` are for tables; `time_zone` (IANA) is that of times in calendars which name none.
        """
        imports = self._desk.imports
        chosen = tuple(paths)
        self.run(
            _("Reading the files"),
            lambda step: imports.plan(chosen, step, mappings, time_zone),
            lambda plan: self.show_plan(plan, chosen, mappings),
        )

    def show_plan(
        self,
        plan: ImportPlan,
        paths: Sequence[Path],
        mappings: Mapping[Path, ColumnMapping] | None = None,
    ) -> None:
        """Show what the import would do; `paths` are the files of tables whose columns can be said."""
        from capadesk.ui.common.wording.value_words import ValueWords
        from capadesk.ui.files.import_preview import ImportPreview

        preview = ImportPreview(plan, ValueWords(self._desk), self._desk.localisation, self._window)
        preview.columns_wanted.connect(lambda: self.columns.ask(paths[0]))
        preview.zone_wanted.connect(lambda zone: self._plan_in_zone(preview, paths, mappings, zone))
        preview.finished.connect(lambda code: self._answered(preview, code))
        self.preview = preview
        preview.open()

    def _plan_in_zone(
        self,
        preview: ImportPreview,
        paths: Sequence[Path],
        mappings: Mapping[Path, ColumnMapping] | None,
        zone: str,
    ) -> None:
        preview.reject()
        self.plan_import(paths, mappings, zone)

    def _answered(self, preview: ImportPreview, code: int) -> None:
        self.preview = None
        preview.deleteLater()
        if code == QtWidgets.QDialog.DialogCode.Accepted:
            plan = preview.plan
            from capadesk.ui.files.import_items import counts_text

            counts = counts_text(plan, self._desk.localisation)
            self.run(
                _("Importing"),
                lambda step: self._desk.imports.apply(plan, step),
                lambda report: self._say_imported(report, counts),
            )

    def _say_imported(self, report: ImportReport, counts: str) -> None:
        if report.changes is None:
            self.told.emit(_("Nothing was imported: everything is here already."))
        else:
            self.changed.emit(report.changes, counts)

    def add_sample(self) -> None:
        """Fill the file with the sample, to look around."""
        self.run(
            _("Adding the sample data"),
            self._desk.sample.add_sample,
            lambda change_set: self.changed.emit(change_set, ""),
        )

    # --- out --------------------------------------------------------------------------------------

    def export_report(self, path: Path) -> None:
        """Write everything that happened into an Excel workbook."""
        reports = self._desk.reports
        self.run(
            _("Writing the report"),
            lambda step: reports.write(REPORT, path, progress=step),
            lambda _none: self.told.emit(_("The report is in {file}.").format(file=path)),
        )

    def export_calendar(self, path: Path, choices: CalendarChoices | None = None) -> None:
        """Write all events that have a day into a calendar file, and what else is chosen."""
        from capadesk.services.calendars.calendar_choices import CalendarChoices

        def say(summary: CalendarSummary) -> None:
            text = ngettext(
                "{count} event is in {file}.", "{count} events are in {file}.", summary.written
            ).format(count=self._desk.localisation.number(summary.written), file=path)
            if summary.actions:
                text += " " + ngettext(
                    "{count} action is there as a task.",
                    "{count} actions are there as tasks.",
                    summary.actions,
                ).format(count=self._desk.localisation.number(summary.actions))
            if summary.cancelled:
                text += " " + ngettext(
                    "{count} that was deleted is sent as cancelled.",
                    "{count} that were deleted are sent as cancelled.",
                    summary.cancelled,
                ).format(count=self._desk.localisation.number(summary.cancelled))
            if summary.left_out:
                text += " " + ngettext(
                    "{count} without a known day was left out.",
                    "{count} without a known day were left out.",
                    summary.left_out,
                ).format(count=self._desk.localisation.number(summary.left_out))
            self.told.emit(text)

        calendar, today = self._desk.calendar, self._desk.clock.today()
        chosen = choices or CalendarChoices()
        self.run(
            _("Writing the calendar"), lambda step: calendar.export_chosen(path, chosen, today, step), say
        )

    def write_template(self, path: Path) -> None:
        """Write a workbook whose rows can be imported as events."""
        self.run(
            _("Writing the workbook"),
            lambda _step: self._desk.imports.write_template(path),
            lambda _none: self.told.emit(_("Fill in the rows of {file}, then import it.").format(file=path)),
        )

    def back_up_now(self) -> None:
        """Make a backup beside the others."""

        def say(info: BackupInfo) -> None:
            self.backed_up.emit()
            self.told.emit(_("A verified backup is in {file}.").format(file=info.path))

        self.run(_("Backing up"), self._desk.store.backup_now, say)

    def back_up(self, path: Path) -> None:
        """Write a verified copy of the whole data file."""

        def say(info: BackupInfo) -> None:
            size = self._desk.localisation.number(max(1, info.size // 1024))
            self.told.emit(
                _("A verified backup of {size} KB is in {file}.").format(size=size, file=info.path)
            )

        self.run(_("Backing up"), lambda step: self._desk.store.backup_to(path, step), say)

    # --- running ----------------------------------------------------------------------------------

    def run(self, title: str, work: Work[Any], then: Callable[[Any], None]) -> None:
        """Work in a thread; `then` gets what it gave, failures and Cancel are told."""

        def finish(result: Result[Any]) -> None:
            if isinstance(result, Ok):
                then(result.value)
            elif isinstance(result.error, Cancelled):
                self.told.emit(_("Cancelled; nothing was changed."))
            elif isinstance(result.error, CapaDeskError) and result.error.code == _LOCKED:
                self.locked.emit(Path(result.error.data["file"]), lambda: self.run(title, work, then))
            else:
                self.failed.emit(result.error)

        if not self._runner.run(title, work, finish):
            self.told.emit(_("Something is still running; wait for it, or cancel it."))
