"""New, Open, Connect to a hub and Open recent: something else in the place of the present data file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6 import QtWidgets  # a class of it is made when it is first named
from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from capadesk.services.desk import Desk
from capadesk.services.store_place import is_hub
from capadesk.services.words import _
from capadesk.ui.common.desk_requests import ConnectToHub, NewFile, OpenFile, OpenHub
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.recent_files import RecentFiles, short_places, whole_location

_ENDING = ".db"


class DataFileActions(QObject):
    """Asks which file; what is wanted is said by a DeskRequest."""

    wanted = Signal(object)
    _looked = Signal(object)

    def __init__(self, desk: Desk, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._own = whole_location(desk.store.location)
        self._window = window
        self._recent = RecentFiles(settings)
        # Looking for a file on a drive that is away can take seconds.
        self._threads = ThreadPoolExecutor(1, "recent")
        self._actions: dict[str, QAction] = {}
        self._looked.connect(self._grey, Qt.ConnectionType.QueuedConnection)

    @property
    def is_hub(self) -> bool:
        """Whether what is open is a hub."""
        return is_hub(self._own)

    def choose_new(self) -> None:
        """Ask where a new data file is to lie."""
        dialog = self._dialog(_("New data file"))
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(_ENDING.removeprefix("."))
        dialog.selectFile(_("my platform") + _ENDING)
        dialog.fileSelected.connect(lambda chosen: self.wanted.emit(NewFile(Path(chosen))))
        dialog.open()

    def choose_open(self) -> None:
        """Ask which data file to open."""
        dialog = self._dialog(_("Open a data file"))
        dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.wanted.emit(OpenFile(Path(chosen))))
        dialog.open()

    def connect_to_hub(self) -> None:
        """Ask which hub to open."""
        self.wanted.emit(ConnectToHub())

    def fill_menu(self, menu: QMenu) -> None:
        """What was open last, but this one; files that are not there any more are grey."""
        menu.clear()
        menu.setToolTipsVisible(True)
        self._actions = {}
        known = [each for each in self._recent.locations() if each != self._own]
        for number, (location, text) in enumerate(zip(known, short_places(known), strict=True), 1):
            action = menu.addAction(f"&{number}  {text.replace('&', '&&')}")
            set_icon(action, "hub" if is_hub(location) else "data_file")
            action.setToolTip(location)
            request = OpenHub(location) if is_hub(location) else OpenFile(Path(location))
            action.triggered.connect(lambda _checked=False, request=request: self.wanted.emit(request))
            self._actions[location] = action
        if not known:
            menu.addAction(_("No other file was opened yet")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(_("&Clear the list")).triggered.connect(lambda: self._recent.clear(self._own))
        self._threads.submit(self._look, [each for each in known if not is_hub(each)])

    def wait(self) -> None:
        """End the thread."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look(self, paths: list[str]) -> None:
        self._looked.emit([path for path in paths if not Path(path).exists()])

    @Slot(object)
    def _grey(self, missing: list[str]) -> None:
        for path in missing:
            action = self._actions.get(path)
            if action is not None:
                action.setEnabled(False)
                action.setText(_("{file} (not there any more)").format(file=action.text()))

    def _dialog(self, title: str) -> QtWidgets.QFileDialog:
        from capadesk.ui.common.file_dialogs import file_dialog

        kinds = _("CapaDesk data (*.db *.capadesk)") + ";;" + _("All files (*)")
        folder = "" if is_hub(self._own) else str(Path(self._own).parent)
        return file_dialog(self._window, title, folder, kinds)
