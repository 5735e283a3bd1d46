"""Settings: the data file itself, where it lies and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from capadesk.services.ports import ListKind, Problem
from capadesk.services.ports.store import DAMAGE
from capadesk.services.store_place import is_hub
from capadesk.services.words import _, ngettext
from capadesk.ui.common.desk_requests import RecoverFile
from capadesk.ui.common.file_sizes import size_text
from capadesk.ui.common.icons import set_icon
from capadesk.ui.common.leading import lead
from capadesk.ui.common.sentences import problem_text
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext


class DataFileSection(SectionPage):
    """Everything that is recorded lies in one file."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        location = context.desk.store.location
        self._is_hub = is_hub(location)
        about = _("Everything that you record lies in one file. Other files are opened from the menu File.")
        if self._is_hub:
            about = _("Everything that you record lies on a hub, where others work at the same time.")
        super().__init__(_("Data file") if not self._is_hub else _("Hub"), about, parent)
        self._desk = context.desk
        self.place = QLabel(location if self._is_hub else str(Path(location).absolute()), self.content)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setWordWrap(True)
        self.place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.place.setAccessibleName(_("Where the file lies") if not self._is_hub else _("Address"))
        self.add_widget(lead(self.place))
        self.state = self.add_text("")
        self.folder_button = QPushButton(_("&Open its folder"), self.content)
        set_icon(self.folder_button, "folder")
        self.folder_button.clicked.connect(self._open_folder)
        self.folder_button.setVisible(not self._is_hub)
        self.copy_button = QPushButton(
            _("Copy the &path") if not self._is_hub else _("Copy the &address"), self.content
        )
        set_icon(self.copy_button, "duplicate")
        self.copy_button.clicked.connect(self._copy_path)
        self.add_side_by_side(self.folder_button, self.copy_button)
        self.add_heading(_("Is it sound?"))
        self.check_button = QPushButton(
            _("&Check the file") if not self._is_hub else _("&Check the hub"), self.content
        )
        set_icon(self.check_button, "check_circle")
        self.check_button.clicked.connect(self.check)
        self.add_side_by_side(self.check_button)
        self.result = QLabel(self.content)
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.hide()
        self.add_widget(lead(self.result))
        self.recover_button = QPushButton(_("&Bring the file back"), self.content)
        set_icon(self.recover_button, "revert")
        self.recover_button.setToolTip(_("Its last good backup, with what can still be read of the file"))
        self.recover_button.clicked.connect(lambda: self.desk_wanted.emit(RecoverFile()))
        self.recover_button.hide()
        self.add_side_by_side(self.recover_button)
        self.finish()

    def focus_first(self) -> None:
        """See WindowPage."""
        (self.copy_button if self._is_hub else self.folder_button).setFocus()

    def shown(self) -> None:
        """See WindowPage."""
        localisation, lists = self._desk.localisation, self._desk.store.lists
        path = Path(self._desk.store.location)
        size = sum(each.stat().st_size for each in (path, Path(f"{path}-wal")) if each.exists())
        events = lists.count(ListKind.EVENTS) + lists.count(ListKind.MEETINGS)
        people = lists.count(ListKind.PEOPLE)
        organisations = lists.count(ListKind.ORGANISATIONS)
        parts = [
            *([] if self._is_hub else [size_text(localisation, size)]),
            ngettext("{count} event or meeting", "{count} events and meetings", events).format(
                count=localisation.number(events)
            ),
            ngettext("{count} person", "{count} people", people).format(count=localisation.number(people)),
            ngettext("{count} organisation", "{count} organisations", organisations).format(
                count=localisation.number(organisations)
            ),
        ]
        if self._desk.store.is_read_only:
            parts.append(_("open for reading only"))
        self.state.setText(" · ".join(parts))

    def check(self) -> None:
        """Look for damage; what is found is said in the section."""
        self.job_wanted.emit(
            _("Checking the file"), lambda _step: self._desk.store.check(), self._show_result
        )

    def _show_result(self, problems: list[Problem]) -> None:
        if problems:
            text = "\n".join(problem_text(problem) for problem in problems)
        else:
            text = _("The file is sound: nothing is damaged, nothing points to what is not there.")
        is_damaged = any(problem.code in DAMAGE for problem in problems)
        self.recover_button.setVisible(is_damaged and not self._desk.store.is_read_only)
        self.result.setText(text)
        self.result.show()
        self.told.emit(_("The file is sound.") if not problems else _("The file is damaged: see below."))

    def _open_folder(self) -> None:
        folder = Path(self._desk.store.location).absolute().parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(self.place.text())
        self.told.emit(_("The path is on the clipboard."))
