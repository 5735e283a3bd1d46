"""What the editors share: fields bound to values, problems beneath them, whether anything changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.services.own_platform import zone_to_assume
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.form_page import FieldFrame, FormPage
from capadesk.ui.common.fields.problem_line import ProblemLine
from capadesk.ui.common.fields.quiet_inputs import input_locale
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_table import RecordTable
from capadesk.ui.common.fields.record_table_delegate import RecordTableDelegate
from capadesk.ui.common.fields.record_table_model import RecordTableModel, TableColumn
from capadesk.ui.common.fields.when_field import WhenField
from capadesk.ui.common.wording.sentences import field_problem_text

if TYPE_CHECKING:
    from capadesk.services.desk import Desk


class RecordEditor(QWidget):
    """A dossier in, a changed copy out; no decision inside.

    A value that the user did not touch comes out as it went in, even where a field shows it less exactly.
    """

    modified_changed = Signal(bool)
    edited = Signal()
    typed = Signal()
    """A cell that is open was typed into: nothing is edited yet."""
    record_created = Signal(object)
    creation_failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.today = desk.clock.today()
        self.directory = RecordDirectory(desk, self)
        self.directory.record_created.connect(self.record_created)
        self.directory.creation_failed.connect(self.creation_failed)
        self.setLocale(input_locale(desk.localisation.language))
        self.zone = zone_to_assume(self.desk.store)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.problem_line = ProblemLine(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problem_line)
        layout.addWidget(self.tabs, 1)
        self.fields: dict[str, Field] = {}
        self._pages: list[FormPage] = []
        self._loaded: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}
        self._is_loading = False
        self._is_read_as_typed = False
        self._changed_names: set[str] = set()
        self._is_modified = False

    def is_modified(self) -> bool:
        """Whether any field says something else than what was loaded, or an open cell does."""
        return self._is_modified or any(field.is_typing() for field in self.fields.values())

    def dossier(self) -> Any:
        """A copy of what was shown with what the user changed."""
        raise NotImplementedError

    def set_dossier(self, dossier: Any) -> None:
        """Show a record with all that belongs to it."""
        raise NotImplementedError

    def hear(self, change_set: ChangeSet) -> None:
        """Something was changed, here or elsewhere, that what stands beside the fields may depend on."""

    def dossier_as_typed(self) -> Any:
        """`dossier` with what stands in a cell that is still open."""
        self._is_read_as_typed = True
        try:
            return self.dossier()
        finally:
            self._is_read_as_typed = False

    def finish_typing(self) -> None:
        """Take what stands in a cell that is still open for edited."""
        for field in self.fields.values():
            field.finish_typing()

    def bring_back(self, base: Any, edited: Any) -> None:
        """Show the dossier `base` and, as if the user had just typed it, what `edited` says else."""
        self.set_dossier(edited)
        values = dict(self._loaded)
        self.set_dossier(base)
        for name, field in self.fields.items():
            if values[name] != self._loaded[name]:
                field.set_value(values[name])
                self._on_changed(name)
        page = self._changed_page()
        if page is not None:
            self.tabs.setCurrentWidget(page)

    def wait(self) -> None:
        """End what the fields look for: before the store is closed."""
        self.directory.wait()

    def focus_first(self) -> None:
        """Go to the first field of the first page."""
        self.tabs.setCurrentIndex(0)
        next(iter(self._pages[0].frames.values())).field.setFocus()

    def focus_changed(self) -> None:
        """Go to the first field that the user changed, else to the first of all."""
        page = self._changed_page()
        if page is None:
            self.focus_first()
            return
        self.tabs.setCurrentWidget(page)
        frame = next(page.frames[name] for name in page.frames if name in self._changed_names)
        frame.field.setFocus()
        page.ensureWidgetVisible(frame)

    def _changed_page(self) -> FormPage | None:
        return next((page for page in self._pages if self._changed_names & set(page.frames)), None)

    def show_problems(self, problems: Sequence[dict[str, str]]) -> None:
        """Say beneath each field what is wrong with it, and go to the first."""
        self.problem_line.set_text("")
        for page in self._pages:
            for frame in page.frames.values():
                frame.clear_problem()
        is_first = True
        for problem in problems:
            broken = self._frame_of(problem["field"], problem["code"])
            if broken is None:
                self.problem_line.set_text(field_problem_text(problem["field"], problem["code"]))
                continue
            broken.show_problem(problem["code"])
            if is_first:
                self._go_to(broken, problem)
                is_first = False

    # --- for the editors ------------------------------------------------------------------------

    def add_page(self, title: str) -> FormPage:
        """A new page."""
        page = FormPage(self.tabs)
        self._pages.append(page)
        self.tabs.addTab(page, title)
        return page

    def add(self, page: FormPage, name: str, label: str, field: Field) -> None:
        """A field in a row of a page, bound to a value by its name."""
        self.bind(name, field)
        page.add_row(name, label, field)

    def add_wide(self, page: FormPage, name: str, label: str, field: Field, stretch: int = 0) -> None:
        """A field as wide as its page."""
        self.bind(name, field)
        page.add_wide(name, label, field, stretch)

    def bind(self, name: str, field: Field) -> None:
        """Let a field hold the value of that name."""
        self.fields[name] = field
        field.changed.connect(lambda: self._on_changed(name))
        field.typed.connect(self.typed)

    def table_parts(self, columns: Sequence[TableColumn]) -> tuple[RecordTableModel, RecordTableDelegate]:
        """The model and the delegate of a table of records."""
        model = RecordTableModel(columns, self.directory, self.desk.code_book, self.desk.localisation)
        return model, RecordTableDelegate(self.directory, self.desk.code_book, self.today)

    def load(self, values: dict[str, Any]) -> None:
        """Show values by name."""
        self._is_loading = True
        self._follow_platform()
        self.show_problems(())
        self.directory.forget()
        for name, field in self.fields.items():
            field.set_value(values[name])
            self._loaded[name] = values[name]
            self._shown[name] = field.value()
        self._is_loading = False
        self._changed_names = set()
        self._set_modified(False)

    def _follow_platform(self) -> None:
        """The time zone of the platform may have been changed in the settings."""
        zone = zone_to_assume(self.desk.store)
        if zone != self.zone:
            self.zone = zone
            for field in self.findChildren(WhenField):
                field.set_own_zone(zone)

    def current(self, name: str) -> Any:
        """What a field says now; the loaded value if that still reads as it did."""
        field = self.fields[name]
        value = field.value_as_typed() if self._is_read_as_typed else field.value()
        return self._loaded[name] if value == self._shown[name] else value

    def changed_copy(self, record: Any, *, without: Sequence[str] = ()) -> Any:
        """The record with the values of the fields that are named like its own."""
        names = {n for n in self.fields if n not in without and hasattr(record, n)}
        return replace(record, **{name: self.current(name) for name in names})

    def _on_changed(self, name: str) -> None:
        if self._is_loading:
            return
        if self.fields[name].value() == self._shown[name]:
            self._changed_names.discard(name)
        else:
            self._changed_names.add(name)
        self._set_modified(bool(self._changed_names))
        self.edited.emit()

    def _set_modified(self, is_modified: bool) -> None:
        if is_modified != self._is_modified:
            self._is_modified = is_modified
            self.modified_changed.emit(is_modified)

    def _frame_of(self, field: str, code: str) -> FieldFrame | None:
        for page in self._pages:
            for name, frame in page.frames.items():
                if name == field:
                    return frame
        for page in self._pages:
            for frame in page.frames.values():
                if isinstance(frame.field, RecordTable) and frame.field.has_problem(field, code):
                    return frame
        return None

    def _go_to(self, frame: FieldFrame, problem: dict[str, str]) -> None:
        page = next(page for page in self._pages if frame in page.frames.values())
        self.tabs.setCurrentWidget(page)
        frame.field.setFocus()
        if isinstance(frame.field, RecordTable):
            frame.field.go_to_problem(problem["field"], problem["code"])
        page.ensureWidgetVisible(frame)
