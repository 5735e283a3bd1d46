"""The first thing that a new user sees: one calm page, every question answered already."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.errors import CapaDeskError, InvalidRecord
from capadesk.services.desk import Desk
from capadesk.services.store_place import is_hub
from capadesk.services.words import _
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.problem_line import ProblemLine
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox, keep_narrow
from capadesk.ui.common.fields.zone_field import ZoneField
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import application_icon, set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.recent_files import whole_location
from capadesk.ui.common.wording.sentences import sentence_of
from capadesk.ui.first_start.first_start_presenter import FirstAnswers, FirstStartPresenter

_WIDTH = 560
_CHARACTERS = 76
_ICON = 64


class FirstStartPage(QWidget):
    """A window of its own until the answer is given."""

    begun = Signal()
    """The answers are kept."""
    sample_wanted = Signal()
    file_wanted = Signal(object)
    """The path of a data file to open instead."""
    hub_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        presenter: FirstStartPresenter,
        parent: QWidget | None = None,
        *,
        place: str = "",
    ) -> None:
        """`place` is where the file is said to lie; "" for where it does."""
        super().__init__(parent)
        self._file = place or whole_location(desk.store.location)
        self._desk = desk
        self._presenter = presenter
        self.setWindowTitle("CapaDesk")
        self._fields: dict[str, Field] = {}
        content = QWidget(self)
        content.setMaximumWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * _CHARACTERS))
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self._column.setSpacing(MEDIUM)
        self._add_head(content)
        self._add_form(content)
        self._add_ways_on(content)
        self._add_foot(content)
        self._place(content)
        quit_keys = QShortcut(QKeySequence("Ctrl+Q"), self)
        quit_keys.activated.connect(self.close)
        self._load()

    # --- building ---------------------------------------------------------------------------------

    def _add_head(self, content: QWidget) -> None:
        drawing = QLabel(content)
        drawing.setPixmap(application_icon().pixmap(_ICON, _ICON))
        title = QLabel(_("Welcome to CapaDesk"), content)
        title.setFont(title_font(self.font()))
        self._column.addWidget(drawing)
        self._column.addWidget(lead(title))
        self._column.addWidget(
            _quiet(
                _(
                    "Record an event, a meeting, a decision once; reports, calendars and minutes follow. "
                    "Is this right? Everything can be changed later in Settings."
                ),
                content,
            )
        )
        self._column.addSpacing(SMALL)

    def _add_form(self, content: QWidget) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(LARGE)
        form.setVerticalSpacing(MEDIUM)
        midnight = datetime.combine(self._desk.clock.today(), datetime.min.time())
        self.name = self._row(form, "name", _("Your &name"), LineField(content))
        self.country = self._row(
            form, "country", _("&Country"), CountryField(self._desk.localisation, content)
        )
        self.platform = self._row(form, "platform", _("&Platform"), LineField(content))
        self.time_zone = self._row(form, "time_zone", _("&Time zone"), ZoneField(midnight, content))
        self.language = QuietComboBox(content)
        self.language.setAccessibleName(_("Language of dates and documents"))
        keep_narrow(self.language)
        for tag, name in self._presenter.languages():
            self.language.addItem(name, tag)
        form.addRow(_("&Language of dates"), self.language)
        self.country.changed.connect(self._follow_country)
        self._column.addLayout(form)
        self.problem = ProblemLine(content)
        self._column.addWidget(self.problem)

    def _row(self, form: QFormLayout, name: str, label: str, field: Field) -> Field:
        form.addRow(label, field)
        field.set_label(label.replace("&", ""))
        self._fields[name] = field
        return field

    def _add_ways_on(self, content: QWidget) -> None:
        self.begin_button = QPushButton(_("&Begin"), content)
        self.begin_button.setProperty(PRIMARY, True)
        self.begin_button.setAutoDefault(True)
        self.begin_button.clicked.connect(self.begin)
        self.sample_button = QPushButton(_("Look around with the &sample"), content)
        set_icon(self.sample_button, "sample")
        self.sample_button.clicked.connect(self.sample_wanted)
        self.open_button = QPushButton(_("&Open a file…"), content)
        set_icon(self.open_button, "folder")
        self.open_button.clicked.connect(self._choose_file)
        holder = QWidget(content)
        flow = FlowLayout(holder, SMALL)
        self.hub_button = QPushButton(_("Connect to a &hub…"), content)
        set_icon(self.hub_button, "hub")
        self.hub_button.clicked.connect(self.hub_wanted)
        for button in (self.begin_button, self.sample_button, self.open_button, self.hub_button):
            flow.addWidget(button)
        self._column.addSpacing(SMALL)
        self._column.addWidget(holder)
        enter = QShortcut(QKeySequence(Qt.Key.Key_Return), self)
        enter.activated.connect(self._press_enter)

    def _add_foot(self, content: QWidget) -> None:
        place = _("Your records lie in one file: {file}. The sample goes into a file of its own beside it.")
        if is_hub(self._desk.store.location):
            place = _("Your records lie on the hub {file}. The sample goes into a file of its own.")
        self._column.addWidget(_quiet(place.format(file=self._file), content))

    def _place(self, content: QWidget) -> None:
        holder = QWidget(self)
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        middle = QVBoxLayout()
        middle.addStretch(2)
        middle.addWidget(content)
        middle.addStretch(3)
        across.addLayout(middle, 100)
        across.addStretch(1)
        scroll_area = QScrollArea(self)
        scroll_area.setWidgetResizable(True)
        scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll_area.setWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll_area)

    # --- at work ----------------------------------------------------------------------------------

    def answers(self) -> FirstAnswers:
        """What the page says now."""
        return FirstAnswers(
            **{name: field.value() for name, field in self._fields.items()},
            language=str(self.language.currentData()),
        )

    def begin(self) -> None:
        """Keep the answers; what is wrong is said beneath them."""
        try:
            self._presenter.begin(self.answers())
        except InvalidRecord as error:
            self.problem.set_text(_("Give the platform a name; you can change it later."))
            self.platform.setFocus()
            if all(each["field"] != "name" for each in error.data["problems"]):
                self.problem.set_text(sentence_of(error))
            return
        except CapaDeskError as error:
            self.problem.set_text(sentence_of(error))
            return
        self.begun.emit()

    def show_failure(self, error: CapaDeskError) -> None:
        """Say why something else could not be opened."""
        self.problem.set_text(sentence_of(error))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is lost: the page comes again at the next start."""
        event.accept()
        self.closed.emit()

    def _load(self) -> None:
        proposal = self._presenter.proposal()
        self._proposed_name = proposal.platform
        for name, field in self._fields.items():
            field.set_value(getattr(proposal, name))
        self.language.setCurrentIndex(self.language.findData(proposal.language))
        self.begin_button.setFocus()

    def _follow_country(self) -> None:
        """A name that nobody has touched follows the country."""
        if self.platform.value() == self._proposed_name:
            self._proposed_name = self._presenter.platform_name(self.country.value())
            self.platform.set_value(self._proposed_name)

    def _press_enter(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        else:
            self.begin()

    def _choose_file(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = _("CapaDesk data (*.db *.capadesk)") + ";;" + _("All files (*)")
        dialog = file_dialog(self, _("Open a data file"), documents, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.file_wanted.emit(Path(chosen)))
        dialog.open()


def _quiet(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return lead(label)
