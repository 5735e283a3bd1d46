"""What is in a feed: which list, narrowed by which filter, and how many events that are now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind, SortKey
from capadesk.services.words import _, ngettext
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.lists.filter_bar import FilterBar
from capadesk.ui.common.lists.filter_choices import FilterChoices
from capadesk.ui.common.lists.list_memory import saved_filters_of
from capadesk.ui.common.lists.list_presenter import ListPresenter
from capadesk.ui.common.look.spacing import TIGHT
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.wording.feed_words import chosen_count_words, kind_words
from capadesk.ui.settings.feeds.feeds_presenter import FeedsPresenter

_PATIENCE_S = 0.03


class FeedFilterPanel(QWidget):
    """The same filters as above the lists, with the ones that were saved there."""

    failed = Signal(object)

    def __init__(
        self, desk: Desk, presenter: FeedsPresenter, settings: QSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self._settings = settings
        self._listing = ListPresenter(desk.store.lists, ListKind.EVENTS, SortKey("when"))
        self._listing.know(desk)
        self.kind = QuietComboBox(self)
        self.kind.setAccessibleName(_("What is in it"))
        for kind, words in kind_words().items():
            self.kind.addItem(words, kind)
        self.kind.activated.connect(lambda _row: self.show_filter(self.kind.currentData(), self.filter))
        self.bar = FilterBar(self._listing.facets, self)
        self.bar.filtered.connect(lambda chosen: self.show_filter(self._listing.kind, chosen))
        self.choices = FilterChoices(self._listing, desk.localisation, self)
        self.choices.filtered.connect(self.bar.filtered)
        self.choices.failed.connect(self.failed)
        self.bar.choice_wanted.connect(self.choices.open)
        self.fitting = QLabel(self)
        self.fitting.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._counting = NewestAnswer("feed filter", _PATIENCE_S, self)
        self._counting.loaded.connect(self._show_count)
        self._counting.failed.connect(self.failed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        for widget in (self.kind, self.bar, self.fitting):
            column.addWidget(widget)
        self.setFocusProxy(self.kind)

    @property
    def chosen_kind(self) -> ListKind:
        """Events, meetings, or both."""
        return self._listing.kind

    @property
    def filter(self) -> ListFilter:
        """What narrows them."""
        return self._listing.filter

    def show_filter(self, kind: ListKind, chosen: ListFilter) -> None:
        """Narrow by this, and count what fits."""
        self._listing.kind = kind
        self._listing.narrow(chosen)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self._settings.beginGroup(kind.value)
        self.bar.saved = saved_filters_of(self._settings, self._listing)
        self._settings.endGroup()
        self.bar.show_filter(chosen)
        self._counting.ask(partial(self._presenter.count, kind, chosen))

    def show_chosen(self, count: int) -> None:
        """Not a filter, but events that were chosen one by one."""
        self._counting.drop()
        self.kind.hide()
        self.bar.hide()
        self.fitting.setText(chosen_count_words(count))

    def _show_count(self, count: int) -> None:
        text = ngettext("{count} fits now", "{count} fit now", count)
        self.fitting.setText(text.format(count=self._desk.localisation.number(count)))

    @property
    def is_reading(self) -> bool:
        """Whether something is still being counted."""
        return self._counting.is_reading or self.choices.is_reading

    def wait(self) -> None:
        """End the threads: before the store is closed."""
        self._counting.wait()
        self.choices.wait()
