"""New, Open and Open recent: other data files in the place of the present one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.desk_requests import NewFile, OpenFile
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.recent_files import RecentFiles, short_places

_ENDING = ".db"


class DataFileActions(QObject):
    """Asks which file; what is wanted is said by a DeskRequest."""

    wanted = Signal(object)
    _looked = Signal(object)

    def __init__(self, desk: Desk, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._own = Path(desk.store.location).absolute()
        self._window = window
        self._recent = RecentFiles(settings)
        # Looking for a file on a drive that is away can take seconds.
        self._threads = ThreadPoolExecutor(1, "recent")
        self._actions: dict[Path, QAction] = {}
        self._looked.connect(self._grey, Qt.ConnectionType.QueuedConnection)

    def choose_new(self) -> None:
        """Ask where a new data file is to lie."""
        dialog = self._dialog(_("New data file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(_ENDING.removeprefix("."))
        dialog.selectFile(_("my platform") + _ENDING)
        dialog.fileSelected.connect(lambda chosen: self.wanted.emit(NewFile(Path(chosen))))
        dialog.open()

    def choose_open(self) -> None:
        """Ask which data file to open."""
        dialog = self._dialog(_("Open a data file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.wanted.emit(OpenFile(Path(chosen))))
        dialog.open()

    def fill_menu(self, menu: QMenu) -> None:
        """The files that were open last, but this one; those that are not there any more are grey."""
        menu.clear()
        menu.setToolTipsVisible(True)
        self._actions = {}
        paths = [path for path in self._recent.paths() if path != self._own]
        for number, (path, text) in enumerate(zip(paths, short_places(paths), strict=True), 1):
            action = menu.addAction(f"&{number}  {text.replace('&', '&&')}")
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, chosen=path: self.wanted.emit(OpenFile(chosen)))
            self._actions[path] = action
        if not paths:
            menu.addAction(_("No other file was opened yet")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(_("&Clear the list")).triggered.connect(lambda: self._recent.clear(self._own))
        self._threads.submit(self._look, paths)

    def wait(self) -> None:
        """End the thread."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look(self, paths: list[Path]) -> None:
        self._looked.emit([path for path in paths if not path.exists()])

    @Slot(object)
    def _grey(self, missing: list[Path]) -> None:
        for path in missing:
            action = self._actions.get(path)
            if action is not None:
                action.setEnabled(False)
                action.setText(_("{file} (not there any more)").format(file=action.text()))

    def _dialog(self, title: str) -> QFileDialog:
        kinds = _("CapaDesk data (*.db *.capadesk)") + ";;" + _("All files (*)")
        return file_dialog(self._window, title, str(self._own.parent), kinds)
