"""Chosen records into files, people into contact files, and the clipboard in as new records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets  # a class of them is made when it is first named
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.services.scratch_folder import file_name
from capadesk.services.words import _, ngettext
from capadesk.ui.files.file_drop import importable_paths

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.importing.import_plan import ImportPlan
    from capadesk.services.ports import CalendarSummary, ProgressCallback
    from capadesk.services.selection import Selection
    from capadesk.ui.files.file_actions import FileActions


class ExchangeActions(QObject):
    """What goes between the lists and other programs; FileActions runs and words it."""

    def __init__(self, desk: Desk, files: FileActions, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._files = files
        self._window = window

    # --- out --------------------------------------------------------------------------------------

    def exports(self) -> Sequence[tuple[str, str, str, Callable[[], None]]]:
        """(text, icon, keys, what to do) for the Export menu."""
        return ((_("&People as vCard…"), "people", "Ctrl+Shift+P", self.choose_contacts),)

    def choose_contacts(self) -> None:
        """Ask where to put a contact file of everybody."""
        self._choose(_("People as vCard"), _("Contacts (*.vcf)"), _("People"), ".vcf", self.export_contacts)

    def choose_export(self, selection: Selection, title: str) -> None:
        """Ask where to put the chosen records."""
        if selection.record_kind == "event":
            kinds, ending = _("Calendar (*.ics)"), ".ics"
        elif selection.record_kind == "person":
            kinds, ending = _("Contacts (*.vcf)"), ".vcf"
        else:
            return
        self._choose(
            _("Save the chosen records"), kinds, title, ending, lambda path: self.write(path, selection)
        )

    def write(self, path: Path, selection: Selection) -> None:
        """Write the chosen events or people into a file."""
        if selection.record_kind == "person":
            self.export_contacts(path, selection)
            return
        desk = self._desk

        def work(step: ProgressCallback) -> CalendarSummary:
            ids = selection.ids(desk.store.lists)
            return desk.calendar.export(path, ids=ids, partial_dates_as_spans=True, progress=step)

        self._files.run(
            _("Writing the calendar"), work, lambda summary: self._files.told.emit(self._said(summary, path))
        )

    def export_contacts(self, path: Path, selection: Selection | None = None) -> None:
        """Write everybody, or the chosen people, into a contact file."""
        desk = self._desk

        def work(step: ProgressCallback) -> int:
            ids = None if selection is None else selection.ids(desk.store.lists)
            return desk.contacts.export(path, ids, step)

        def say(count: int) -> None:
            text = ngettext("{count} person is in {file}.", "{count} people are in {file}.", count)
            self._files.told.emit(text.format(count=self._number(count), file=path))

        self._files.run(_("Writing the contacts"), work, say)

    def _said(self, summary: CalendarSummary, path: Path) -> str:
        parts = [
            ngettext("{count} event is in {file}.", "{count} events are in {file}.", summary.written).format(
                count=self._number(summary.written), file=path
            )
        ]
        if summary.left_out:
            text = ngettext(
                "{count} without a known date was left out.",
                "{count} without a known date were left out.",
                summary.left_out,
            )
            parts.append(text.format(count=self._number(summary.left_out)))
        if summary.kept_back:
            text = ngettext(
                "{count} is internal and was left out.",
                "{count} are internal and were left out.",
                summary.kept_back,
            )
            parts.append(text.format(count=self._number(summary.kept_back)))
        return " ".join(parts)

    def _number(self, value: int) -> str:
        return self._desk.localisation.number(value)

    def _choose(self, title: str, kinds: str, name: str, ending: str, then: Callable[[Path], None]) -> None:
        from capadesk.ui.common.file_dialogs import file_dialog

        paths = QtCore.QStandardPaths
        documents = paths.writableLocation(paths.StandardLocation.DocumentsLocation)
        dialog = file_dialog(self._window, title, documents, kinds)
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        dialog.selectFile(file_name(name) + ending)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    # --- in ---------------------------------------------------------------------------------------

    def paste(self, kind: str) -> None:
        """Show what the rows on the clipboard would be as new records: "event", "meeting" or "person"."""
        held: QMimeData | None = QApplication.clipboard().mimeData()
        data = QMimeData() if held is None else held  # an empty clipboard holds nothing at all
        files = importable_paths(data)
        if files:
            self._files.plan_import(files)
            return
        text, html = data.text(), data.html() if data.hasHtml() else ""
        paste = self._desk.paste
        if kind in ("event", "meeting"):
            code = "meeting" if kind == "meeting" else ""
            self._files.run(
                _("Reading the clipboard"),
                lambda _step: paste.events_file(text, html, code),
                lambda path: self._files.plan_import([path]),
            )
        elif kind == "person":
            self._files.run(
                _("Reading the clipboard"), lambda _step: paste.people_plan(text, html), self._show_people
            )
        else:
            self._files.told.emit(_("Rows can be pasted into the lists of events, meetings and people."))

    def _show_people(self, plan: ImportPlan) -> None:
        self._files.show_plan(plan, ())
