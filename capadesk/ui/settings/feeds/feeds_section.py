"""Settings: the feeds, how each of them fares, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.feeds.feed import Feed
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind, ProgressCallback
from capadesk.services.selection import Selection
from capadesk.services.words import _, ngettext
from capadesk.ui.common.fields.problem_line import ProblemLine
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import pixmap, set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import LARGE, SMALL, TIGHT
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.settings.feeds.feeds_presenter import FeedRow, FeedsPresenter
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext

if TYPE_CHECKING:
    from capadesk.ui.settings.feeds.feed_dialog import FeedDialog

_LIST_HEIGHT = 168
_PATIENCE_S = 0.03
_LOOK_AGAIN_MS = 2_000
_ID = Qt.ItemDataRole.UserRole
_ICON_SIZE = 16
_TONES = {"check_circle": Tone.GREEN, "warning": Tone.AMBER}


class FeedsSection(SectionPage):
    """A list above what is known of the one that is chosen; an invitation where there is none."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Feeds"),
            _(
                "A feed is a part of your events that others follow. It is written anew a few seconds after "
                "something in it has changed. Feeds are yours on this computer; they are never merged."
            ),
            parent,
        )
        self._context = context
        self._desk = context.desk
        self._feeds = context.desk.feeds
        self._presenter = FeedsPresenter(context.desk)
        self._rows: list[FeedRow] = []
        self.dialog: FeedDialog | None = None
        self._reading = NewestAnswer("feeds", _PATIENCE_S, self)
        self._reading.loaded.connect(self._show_rows)
        self._reading.failed.connect(self.failed)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look_again)
        self._add_empty()
        self._add_list()
        self._add_details()
        self.finish()
        self._show_choice()

    # --- building ---------------------------------------------------------------------------------

    def _add_empty(self) -> None:
        self.empty = EmptyState(
            "send",
            _("Nothing is published yet"),
            _(
                "Let a web site, colleagues or a city follow your events: in a file that is carried"
                " elsewhere, or in a calendar on a server."
            ),
            self.content,
        )
        self.first_button = self.empty.add_button(_("Publish the &first feed…"), self.start_new, is_main=True)
        self.empty.hide()
        self.add_widget(self.empty)

    def _add_list(self) -> None:
        self.list = QTreeWidget(self.content)
        self.list.setAccessibleName(_("Feeds"))
        headings = [_("Name"), _("Where"), _("State"), _("Next try")]
        self.list.setHeaderLabels(headings)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.list.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setStretchLastSection(False)
        room = self.fontMetrics().horizontalAdvance
        header.setMinimumSectionSize(max(room("M" * 6), room(headings[-1]) + 2 * LARGE))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for stretched in (0, 1):
            header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self.list.currentItemChanged.connect(lambda _item, _before: self._show_choice())
        self.list.itemActivated.connect(lambda _item, _column: self.change())
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        self.new_button = self._button(_("&New feed…"), "plus", self.start_new)
        self.publish_button = self._button(_("&Publish now"), "send", self.publish)
        self.publish_button.setProperty(PRIMARY, True)
        set_icon(self.publish_button, "send", QPalette.ColorRole.HighlightedText)
        self.change_button = self._button(_("&Change…"), "pencil", self.change)
        self.remove_button = self._button(_("&Remove…"), "trash", self.remove)
        self.add_widget(self.list)
        self.add_side_by_side(self.publish_button, self.new_button, self.change_button, self.remove_button)

    def _add_details(self) -> None:
        self.details = QWidget(self.content)
        column = QVBoxLayout(self.details)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(TIGHT)
        self.title = QLabel(self.details)
        self.title.setFont(strong_font(self.font()))
        self.contents, self.place = QLabel(self.details), QLabel(self.details)
        for label in (self.title, self.contents, self.place):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(lead(label))
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.problem = ProblemLine(self.details)
        column.addWidget(self.problem)
        self.overwrite_button = self._button(_("&Overwrite with ours"), "send", self.overwrite)
        self.add_widget(self.details)
        self.add_side_by_side(self.overwrite_button)

    def _button(self, text: str, icon: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self.content)
        set_icon(button, icon)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # --- reading ----------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether the feeds are still being read."""
        return self._reading.is_reading

    def shown(self) -> None:
        """See WindowPage."""
        self._reading.ask(self._presenter.rows)
        self._timer.start()

    def wait(self) -> None:
        """See WindowPage."""
        self._timer.stop()
        if self.dialog is not None:
            self.dialog.done(0)
        self._reading.wait()
        self._feeds.close()

    def focus_first(self) -> None:
        """See WindowPage."""
        (self.list if self._rows else self.first_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_again(self) -> None:
        """What is published meanwhile is seen here, without anybody asking."""
        if not self.isVisible():
            self._timer.stop()
        elif not self.is_reading:
            self._reading.ask(self._presenter.rows)

    def _show_rows(self, rows: list[FeedRow]) -> None:
        if rows == self._rows and self._rows:
            return
        chosen = self._chosen()
        wanted = chosen.line.feed.id if chosen is not None else None
        self._rows = rows
        with QSignalBlocker(self.list):
            self.list.clear()
            for row in rows:
                item = QTreeWidgetItem([row.name, row.place, row.state, row.next_try])
                item.setIcon(2, self._state_icon(row.icon))
                item.setToolTip(0, row.name)
                item.setToolTip(1, row.line.feed.place)
                item.setToolTip(2, row.problem)
                item.setData(0, _ID, str(row.line.feed.id))
                self.list.addTopLevelItem(item)
            self._choose(wanted)
        self._show_choice()

    def _state_icon(self, name: str) -> QIcon:
        tone = _TONES.get(name)
        palette = self.palette()
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        colour = quiet if tone is None else tone_colours(tone, palette).text
        return QIcon(pixmap(name, colour, _ICON_SIZE, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_rows"):
            for number, row in enumerate(self._rows):
                item = self.list.topLevelItem(number)
                if item is not None:
                    item.setIcon(2, self._state_icon(row.icon))

    def _choose(self, feed_id: UUID | None) -> None:
        ids = [row.line.feed.id for row in self._rows]
        if ids:
            item = self.list.topLevelItem(ids.index(feed_id) if feed_id in ids else 0)
            assert item is not None
            self.list.setCurrentItem(item)

    def _chosen(self) -> FeedRow | None:
        item = self.list.currentItem()
        chosen = str(item.data(0, _ID)) if item is not None else ""
        return next((row for row in self._rows if str(row.line.feed.id) == chosen), None)

    def _show_choice(self) -> None:
        row = self._chosen()
        can_publish = self._feeds.can_publish
        has_rows = bool(self._rows)
        self.empty.setVisible(not has_rows)
        self.first_button.setEnabled(can_publish)
        for widget in (self.list, self.details):
            widget.setVisible(has_rows)
        for button in (self.new_button, self.publish_button, self.change_button, self.remove_button):
            button.setVisible(has_rows)
            button.setEnabled(can_publish and (row is not None or button is self.new_button))
        self.overwrite_button.setVisible(row is not None and row.is_changed_there)
        self.overwrite_button.setEnabled(can_publish)
        if row is not None:
            self.title.setText(row.name)
            self.contents.setText(row.contents)
            self.place.setText(row.line.feed.place)
            self.problem.set_text(row.problem)

    # --- what can be done -------------------------------------------------------------------------

    def start_new(self) -> None:
        """Begin a feed."""
        self._open(None)

    def start_with(self, kind: ListKind, chosen: ListFilter | Selection) -> None:
        """Begin a feed of what a list shows, or of the rows that are chosen there."""
        self._open(None, (kind, chosen))

    def change(self) -> None:
        """Change the chosen feed."""
        row = self._chosen()
        if row is not None and self.change_button.isEnabled():
            self._open(row.line.feed)

    def _open(
        self, feed: Feed | None, begins_with: tuple[ListKind, ListFilter | Selection] | None = None
    ) -> None:
        if not self._feeds.can_publish:
            return
        from capadesk.ui.settings.feeds.feed_dialog import FeedDialog

        settings = self._context.settings
        dialog = FeedDialog(self._desk, settings, self.window(), feed=feed, begins_with=begins_with)
        dialog.saved.connect(self._take_saved)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _take_saved(self, feed: Feed, note: str) -> None:
        if note:
            self.told.emit(note)
        self._publish(feed, is_overwriting=False)

    def publish(self) -> None:
        """Publish the chosen feed now."""
        row = self._chosen()
        if row is not None and self.publish_button.isEnabled():
            self._publish(row.line.feed, is_overwriting=False)

    def overwrite(self) -> None:
        """Put what is here in the place of what others have changed on the server."""
        row = self._chosen()
        if row is not None:
            self._publish(row.line.feed, is_overwriting=True)

    def _publish(self, feed: Feed, *, is_overwriting: bool) -> None:
        feeds, presenter = self._feeds, self._presenter

        def publish(step: ProgressCallback) -> tuple[list[FeedRow], CapaDeskError | None]:
            failure: CapaDeskError | None = None
            try:
                feeds.publish(feed, overwrite=is_overwriting, progress=step)
            except Cancelled as error:
                feeds.put_off(feed)
                failure = error
            except CapaDeskError as error:
                failure = error
            return presenter.rows(), failure

        def show(done: tuple[list[FeedRow], CapaDeskError | None]) -> None:
            rows, failure = done
            self._show_rows(rows)
            with QSignalBlocker(self.list):
                self._choose(feed.id)
            self._show_choice()
            if isinstance(failure, Cancelled):
                self.told.emit(_("Stopped. What is published stays; the rest follows a while later."))
            elif failure is not None:
                self.failed.emit(failure)
            else:
                row = next((each for each in rows if each.line.feed.id == feed.id), None)
                self.told.emit(presenter.published_text(row, feed.name))

        self.job_wanted.emit(_("Publishing “{name}”").format(name=feed.name), publish, show)

    def remove(self) -> None:
        """Ask what becomes of what is published, then forget the chosen feed."""
        row = self._chosen()
        if row is None or not self.remove_button.isEnabled():
            return
        feed = row.line.feed
        if row.line.state.published_at is None and not row.line.state.failures:
            self._remove(feed, takes_away=False)
            return
        text = _("“{name}” is removed. What becomes of what is published in {place}?")
        answers = (
            Answer(_("&Delete it there as well"), lambda: self._remove(feed, takes_away=True), is_main=True),
            Answer(_("&Leave it there"), lambda: self._remove(feed, takes_away=False)),
            Answer(_("&Keep the feed"), self.focus_first),
        )
        self.asked.emit(Question(text.format(name=feed.name, place=row.place), answers))

    def _remove(self, feed: Feed, *, takes_away: bool) -> None:
        feeds, presenter = self._feeds, self._presenter

        def remove(step: ProgressCallback) -> tuple[list[FeedRow], int]:
            left = feeds.remove(feed, takes_away=takes_away, progress=step)
            return presenter.rows(), left

        def show(done: tuple[list[FeedRow], int]) -> None:
            rows, left = done
            self._show_rows(rows)
            self.focus_first()
            text = _("“{name}” is removed.").format(name=feed.name)
            if left:
                more = ngettext(
                    "{count} event that others have changed stays on the server.",
                    "{count} events that others have changed stay on the server.",
                    left,
                )
                text = f"{text} {more.format(count=left)}"
            self.told.emit(text)

        self.job_wanted.emit(_("Removing “{name}”").format(name=feed.name), remove, show)
