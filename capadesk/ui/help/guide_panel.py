"""The guide: its contents on the left, a page on the right, search above both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.words import _, ngettext
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.side_list import SideList
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL
from capadesk.ui.help.guide import FIRST_PAGE, Guide, GuidePage
from capadesk.ui.help.guide_browser import GuideBrowser

_ENDING = ".md"
_OBJECT = "\ufffc"
_LINE_PER_CENT = 125
_CONTENTS_SHARE = 0.32


class GuidePanel(QWidget):
    """Shows one page at a time; links lead from page to page, and back."""

    def __init__(self, guide: Guide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guide = guide
        self._shown = FIRST_PAGE
        self._before: list[str] = []
        self._after: list[str] = []
        self._listed: list[GuidePage] = []
        self._make_tools()
        self.contents = SideList(_("Contents of the guide"), self)
        self.contents.currentRowChanged.connect(self._choose)
        self.browser = GuideBrowser(self)
        self.browser.setAccessibleName(_("Page of the guide"))
        self.browser.setFrameShape(QFrame.Shape.NoFrame)
        self.browser.setOpenLinks(False)
        self.browser.setSearchPaths([str(guide.folder)])
        self.browser.document().setDocumentMargin(LARGE)
        self.browser.anchorClicked.connect(self._follow)
        self.browser.room_changed.connect(self._draw_again)
        self.contents.activated.connect(lambda _index: self.browser.setFocus())
        self._arrange()
        self._add_keys()
        self._list_pages()
        self.show_page(FIRST_PAGE)

    def _make_tools(self) -> None:
        self.back_button = _tool("chevron_left", _("Back (Alt+Left)"), self)
        self.back_button.clicked.connect(self.go_back)
        self.forward_button = _tool("chevron_right", _("Forward (Alt+Right)"), self)
        self.forward_button.clicked.connect(self.go_forward)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search in the guide"))
        self.search.setAccessibleName(_("Search in the guide"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.find_next)
        self.found = QLabel(self)
        self.found.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _arrange(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(SMALL)
        tools.addWidget(self.back_button)
        tools.addWidget(self.forward_button)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.found)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.contents)
        row.addWidget(self.browser, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        column.setSpacing(MEDIUM)
        column.addLayout(tools)
        column.addLayout(row, 1)

    def _add_keys(self) -> None:
        for keys, act in (
            ("Ctrl+F", self._focus_search),
            ("F3", self.find_next),
            ("Shift+F3", self.find_previous),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_forward),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- pages ------------------------------------------------------------------------------------

    @property
    def page_name(self) -> str:
        """The page that is shown."""
        return self._shown

    def show_page(self, name: str, anchor: str = "") -> None:
        """Show a page; the way back leads to the one before."""
        page = self._guide.page(name)
        if page.name != self._shown:
            self._before.append(self._shown)
            self._after.clear()
        self._render(page, anchor)

    def go_back(self) -> None:
        """The page that was shown before."""
        if self._before:
            self._after.append(self._shown)
            self._render(self._guide.page(self._before.pop()))

    def go_forward(self) -> None:
        """Take back a step back."""
        if self._after:
            self._before.append(self._shown)
            self._render(self._guide.page(self._after.pop()))

    def _render(self, page: GuidePage, anchor: str = "") -> None:
        self._shown = page.name
        self.browser.setMarkdown(page.text)
        _loosen(self.browser.document())
        if anchor:
            self.browser.scrollToAnchor(anchor)
        else:
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self.back_button.setEnabled(bool(self._before))
        self.forward_button.setEnabled(bool(self._after))
        names = [each.name for each in self._listed]
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(names.index(page.name) if page.name in names else -1)
        self.contents.blockSignals(False)

    def _draw_again(self) -> None:
        place = self.browser.verticalScrollBar().value()
        self._render(self._guide.page(self._shown))
        self.browser.verticalScrollBar().setValue(place)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.show_page(self._listed[row].name)
            if self.search.text():
                self.find_next()

    def _follow(self, link: QUrl) -> None:
        path = link.path()
        if not link.scheme() and (not path or path.endswith(_ENDING)):
            name = path.removesuffix(_ENDING).rpartition("/")[2] or self._shown
            self.show_page(name, link.fragment())
        elif link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)

    # --- searching --------------------------------------------------------------------------------

    def find_next(self) -> None:
        """The next place of the first word in the page, from the top again after the last."""
        self._find(QTextDocument.FindFlag(0))

    def find_previous(self) -> None:
        """The place before."""
        self._find(QTextDocument.FindFlag.FindBackward)

    def _search(self) -> None:
        self._list_pages()
        if self.search.text().strip() and self._listed:
            if self._shown not in [page.name for page in self._listed]:
                self.show_page(self._listed[0].name)
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
            self.find_next()

    def _list_pages(self) -> None:
        self._listed = self._guide.find(self.search.text())
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in self._listed:
            self.contents.add_entry("", page.title)
        names = [page.name for page in self._listed]
        self.contents.setCurrentRow(names.index(self._shown) if self._shown in names else -1)
        self.contents.blockSignals(False)
        if not self.search.text():
            self._fit_contents()
        count = len(self._listed)
        text = ngettext("on {count} page", "on {count} pages", count).format(count=count)
        self.found.setText(text if self.search.text().strip() else "")

    def _find(self, how: QTextDocument.FindFlag) -> None:
        words = self.search.text().split()
        if not words or self.browser.find(words[0], how):
            return
        is_back = how == QTextDocument.FindFlag.FindBackward
        end = QTextCursor.MoveOperation.End if is_back else QTextCursor.MoveOperation.Start
        self.browser.moveCursor(end)
        self.browser.find(words[0], how)

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _fit_contents(self) -> None:
        self.contents.fit(round(self.width() * _CONTENTS_SHARE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page has most of the room."""
        super().resizeEvent(event)
        self._fit_contents()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours: the page is drawn anew with them."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "browser"):
            self._draw_again()


def _loosen(document: QTextDocument) -> None:
    """Air between the lines, as long texts need it."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        look = block.blockFormat()
        if _OBJECT not in block.text():  # a picture would be given air in proportion
            look.setLineHeight(_LINE_PER_CENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(look)
        block = block.next()


def _tool(icon: str, text: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    set_icon(button, icon)
    return button
