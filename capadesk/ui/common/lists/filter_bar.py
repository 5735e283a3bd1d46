"""The filters above a list: what narrows it now, what could, and the filters that were saved."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QStyle, QToolButton, QWidget

from capadesk.services.list_filter import ListFilter, Period
from capadesk.services.words import _
from capadesk.ui.common.lists.filter_chip import FilterChip
from capadesk.ui.common.lists.list_facets import PERIOD, ListFacets
from capadesk.ui.common.lists.saved_filters import SavedFilters
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.name_popup import NamePopup
from capadesk.ui.common.look.popup_panel import PopupPanel
from capadesk.ui.common.look.spacing import TIGHT

_GAP = 6


class FilterBar(QWidget):
    """A button with everything, then chips: those that narrow always, the others as far as there is room."""

    filtered = Signal(object)
    """Another ListFilter is wanted."""
    choice_wanted = Signal(str, object)
    """What can be chosen for a column is to be shown under a widget."""
    feed_wanted = Signal(object)
    """What is narrowed by this ListFilter is to be published as a feed."""

    def __init__(self, facets: ListFacets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facets = facets
        self._filter = ListFilter()
        self.saved = SavedFilters({}, lambda _text: None)
        self.offers_feed = False
        self.popup: PopupPanel | None = None
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.button = QToolButton(self)
        self.button.setAutoRaise(True)
        self.button.setFixedSize(32, 32)
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolTip(_("Filter the list"))
        self.button.setAccessibleName(_("Filter the list"))
        set_icon(self.button, "filter")
        self.chips = {facet.column: self._chip(facet.column, facet.heading) for facet in facets.facets}
        self.clear_button = QToolButton(self)
        self.clear_button.setText(_("Clear all"))
        self.clear_button.setAutoRaise(True)
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clear_button.setFont(small_font(self.font()))
        self.clear_button.setAccessibleName(_("Clear all filters"))
        self.clear_button.clicked.connect(lambda: self.filtered.emit(ListFilter()))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_filter(self._filter)

    def _chip(self, column: str, heading: str) -> FilterChip:
        chip = FilterChip(heading, self)
        chip.clicked.connect(lambda: self.choice_wanted.emit(column, chip))
        chip.cleared.connect(lambda: self.filtered.emit(self._without(column)))
        return chip

    def show_filter(self, chosen: ListFilter) -> None:
        """Say what narrows the list."""
        self._filter = chosen
        for facet in self._facets.facets:
            is_active = bool(self._facets.said(facet, chosen))
            self.chips[facet.column].show_words(self._facets.words(facet.column, chosen) if is_active else "")
        self.arrange()

    def _without(self, column: str) -> ListFilter:
        if column == PERIOD:
            return self._filter.with_period(Period.ANY)
        return self._filter.with_values(column, ())

    # --- place ------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Put everything in its place; the bar is as high as the filters that narrow need."""
        focused = QApplication.focusWidget()
        had_focus = focused in self.chips.values() or focused is self.clear_button
        width = self.width()
        active = [chip for chip in self.chips.values() if chip.is_active]
        open_ones = [chip for chip in self.chips.values() if not chip.is_active]
        self.clear_button.setVisible(len(active) > 1)
        wanted: list[QWidget] = [self.button, *active, *([self.clear_button] if len(active) > 1 else [])]
        x, line, height = 0, 0, self.button.height()
        places: list[tuple[QWidget, QRect]] = []
        for widget in [*wanted, *open_ones]:
            size = widget.size() if widget is self.button else widget.sizeHint()
            if x and x + size.width() > width:
                if widget in open_ones:
                    continue
                x, line = 0, line + 1
            wide = min(size.width(), max(width, 60))
            top = line * (height + TIGHT) + (height - size.height()) // 2
            places.append((widget, QRect(x, top, wide, size.height())))
            x += wide + _GAP
        shown = [widget for widget, _place in places]
        for widget, place in places:
            widget.setGeometry(QStyle.visualRect(self.layoutDirection(), QRect(0, 0, width, height), place))
            widget.show()
        for chip in open_ones:
            if chip not in shown:
                chip.hide()
        for before, after in pairwise(shown):
            QWidget.setTabOrder(before, after)
        self.setFixedHeight((line + 1) * height + line * TIGHT)
        if had_focus and focused is not None and not focused.isVisibleTo(self):
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other chips."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font or direction."""
        super().changeEvent(event)
        if not hasattr(self, "clear_button"):
            return
        if event.type() is QEvent.Type.FontChange:
            for widget in (*self.chips.values(), self.clear_button):
                widget.setFont(small_font(self.font()))
            self.arrange()
        elif event.type() is QEvent.Type.LayoutDirectionChange:
            self.arrange()

    # --- menu -------------------------------------------------------------------------------------

    def fill_menu(self) -> None:
        """Everything that can be done with filters."""
        menu = self.menu
        menu.clear()
        for facet in self._facets.facets:
            words = self._facets.words(facet.column, self._filter).replace("&", "&&")
            action = menu.addAction(_("{words}…").format(words=words))
            action.triggered.connect(
                lambda _checked=False, column=facet.column: self.choice_wanted.emit(column, self.button)
            )
        current = self.saved.name_of(self._filter) if self._filter else ""
        if self.saved.names:
            menu.addSection(_("Saved filters"))
        for name in self.saved.names:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == current)
            action.triggered.connect(
                lambda _checked=False, name=name: self.filtered.emit(self.saved.get(name))
            )
        menu.addSeparator()
        if current:
            set_icon(menu.addAction(_("&Rename “{name}”…").format(name=current), self.ask_new_name), "pencil")
            set_icon(menu.addAction(_("&Delete “{name}”").format(name=current), self.delete_saved), "trash")
        else:
            save = menu.addAction(_("&Save this filter…"), self.ask_name)
            save.setEnabled(bool(self._filter))
            set_icon(save, "save")
        if self.offers_feed:
            words = _("&Publish as a feed…")
            set_icon(menu.addAction(words, lambda: self.feed_wanted.emit(self._filter)), "send")
        clear = menu.addAction(_("&Clear all filters"), lambda: self.filtered.emit(ListFilter()))
        clear.setEnabled(bool(self._filter))

    def ask_name(self) -> None:
        """Save the filter under a name."""
        text = self._facets.all_words(self._filter)
        self._ask(_("Save this filter as"), text, lambda name: self.saved.save(name, self._filter))

    def ask_new_name(self) -> None:
        """Give the saved filter that narrows the list another name."""
        old = self.saved.name_of(self._filter)
        self._ask(_("Rename the filter"), old, lambda name: self.saved.rename(old, name))

    def delete_saved(self) -> None:
        """Forget the saved filter that narrows the list."""
        self.saved.delete(self.saved.name_of(self._filter))

    def _ask(self, title: str, text: str, act: Callable[[str], None]) -> None:
        popup = NamePopup(title, _("Save"), text, self)
        popup.named.connect(act)
        popup.closed.connect(popup.deleteLater)
        self.popup = popup
        popup.open_under(self.button)
