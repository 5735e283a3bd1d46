"""The help beside the window: guide, keys, and what the program is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from capadesk.resource_files import resource_path
from capadesk.services.words import _
from capadesk.ui.common.look.spacing import LARGE
from capadesk.ui.help.about_panel import AboutPanel
from capadesk.ui.help.guide import Guide
from capadesk.ui.help.guide_panel import GuidePanel
from capadesk.ui.help.key_sheet import KeyGroup, as_html, keys_of_lists

_SIZE = (900, 680)
_USUAL_CHARACTER = 7
_GEOMETRY = "help/geometry"
_GUIDE, _KEYS, _ABOUT = range(3)


class HelpWindow(QWidget):
    """One for each window, closed with it; it never stands in the way of the work."""

    def __init__(self, version: str, settings: QSettings, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._settings = settings
        self.setWindowTitle(_("Help – CapaDesk"))
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.guide = GuidePanel(Guide(resource_path("guide")), self.tabs)
        self.keys = QTextBrowser(self.tabs)
        self.keys.setAccessibleName(_("All keys"))
        self.keys.setFrameShape(QFrame.Shape.NoFrame)
        self.keys.document().setDocumentMargin(LARGE)
        self._version = version
        self._about_place = QVBoxLayout()
        self._about_place.setContentsMargins(0, 0, 0, 0)
        about = QWidget(self.tabs)
        about.setLayout(self._about_place)
        self.about: AboutPanel | None = None
        self.tabs.currentChanged.connect(self._fill_about)
        self.tabs.addTab(self.guide, _("&Guide"))
        self.tabs.addTab(self.keys, _("&Keys"))
        self.tabs.addTab(about, _("&About"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        geometry = settings.value(_GEOMETRY)
        if geometry is None or not self.restoreGeometry(geometry):
            scale = max(1.0, self.fontMetrics().averageCharWidth() / _USUAL_CHARACTER)
            wanted = QSize(round(_SIZE[0] * scale), round(_SIZE[1] * scale))
            self.resize(wanted.boundedTo(parent.screen().availableSize() * 0.9))

    def show_page(self, name: str) -> None:
        """Show the guide at the page of an area."""
        self.guide.show_page(name)
        self._show(_GUIDE)
        self.guide.browser.setFocus()

    def show_keys(self, groups: Sequence[KeyGroup]) -> None:
        """Show the sheet of keys: those of the window, then those of lists and fields."""
        self.set_keys(groups)
        self._show(_KEYS)
        self.keys.setFocus()

    def show_about(self) -> None:
        """Show what the program is."""
        self._show(_ABOUT)
        if self.about is not None:
            self.about.copy_button.setFocus()

    def set_keys(self, groups: Sequence[KeyGroup]) -> None:
        """Fill the sheet of keys."""
        self.keys.setHtml(as_html((*groups, *keys_of_lists())))
        self.keys.document().setDocumentMargin(LARGE)
        self.keys.moveCursor(QTextCursor.MoveOperation.Start)
        self.keys.verticalScrollBar().setValue(0)

    def remember(self) -> None:
        """Keep where the help stands."""
        self._settings.setValue(_GEOMETRY, self.saveGeometry())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the work."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _fill_about(self, tab: int) -> None:
        """Versions and licences are read from many small files: only when they are wanted."""
        if tab == _ABOUT and self.about is None:
            self.about = AboutPanel(self._version, self)
            self._about_place.addWidget(self.about)

    def _show(self, tab: int) -> None:
        self.tabs.setCurrentIndex(tab)
        self.show()
        self.raise_()
        self.activateWindow()
