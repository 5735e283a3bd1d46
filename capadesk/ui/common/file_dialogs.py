"""Dialogs that choose files without looking into any: that could cost the open data file its locks."""

from __future__ import annotations

import functools
import sys

from PySide6.QtCore import QFileInfo, QStandardPaths, QTemporaryDir
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget


class NameIcons(QFileIconProvider):
    """Icons and types by what kind of thing it is and by the ending of its name; no file is opened.

    Qt's own provider reads the beginning of files whose ending it does not know, and closes them again. On
    POSIX systems closing any handle to a file drops all locks that the process has on it: SQLite's too, so
    that another program takes the data file for unused and cuts its shared memory off ("How To Corrupt An
    SQLite Database File", 2.2).
    """

    def icon(self, type_or_info: QAbstractFileIconProvider.IconType | QFileInfo) -> QIcon:
        """Qt asks for the picture of a file."""
        if not isinstance(type_or_info, QFileInfo):
            return super().icon(type_or_info)
        is_folder = type_or_info.isDir()
        kinds = QAbstractFileIconProvider.IconType
        return super().icon(kinds.Folder if is_folder else kinds.File)

    def type(self, info: QFileInfo) -> str:
        """Qt asks what a file is."""
        return "" if info.isDir() else info.suffix().upper()


@functools.cache
def _icons() -> NameIcons:
    return NameIcons()


@functools.cache
def _empty_folder() -> QTemporaryDir:
    return QTemporaryDir()


def file_dialog(parent: QWidget | None, title: str, folder: str = "", kinds: str = "") -> QFileDialog:
    """A dialog that goes when it is closed; `folder` "" is the user's documents, `kinds` Qt's name filters.

    On Linux it is Qt's own: what a desktop puts in its place runs in this process and may look into files.
    """
    folder = folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    if sys.platform in ("win32", "darwin"):
        dialog = QFileDialog(parent, title, folder, kinds)
    else:
        # A dialog begins to look around at once: where nothing is, until it has our icons.
        dialog = QFileDialog(parent, title, _empty_folder().path(), kinds)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setIconProvider(_icons())
        dialog.setDirectory(folder)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
