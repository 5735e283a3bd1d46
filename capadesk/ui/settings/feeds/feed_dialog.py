"""Makes a feed or changes one: what is in it, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.feeds.feed import Feed
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind
from capadesk.services.ports.feeds import OfferedCalendar
from capadesk.services.selection import Selection
from capadesk.services.words import _
from capadesk.ui.common.fields.check_field import CheckField
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.problem_line import GoodLine, ProblemLine
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import strong_font, title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.settings.feeds.feed_filter_panel import FeedFilterPanel
from capadesk.ui.settings.feeds.feed_place_panel import FeedPlacePanel
from capadesk.ui.settings.feeds.feeds_presenter import FeedsPresenter, FeedTyped, FormProblem

_CHARACTERS = 84
_MOST_OF_SCREEN = 0.9


class FeedDialog(QDialog):
    """One form; nothing of it waits for a server or the keyring in the GUI thread."""

    saved = Signal(object, str)
    """The Feed that was stored; what else is to be said, "" for nothing."""

    def __init__(
        self,
        desk: Desk,
        settings: QSettings,
        parent: QWidget | None = None,
        *,
        feed: Feed | None = None,
        begins_with: tuple[ListKind, ListFilter | Selection] | None = None,
    ) -> None:
        """`feed` is the one to be changed; a new one `begins_with` a filter, or rows that were chosen."""
        super().__init__(parent)
        self._feeds = desk.feeds
        self._before = feed
        self._selection: Selection | None = None
        self.presenter = FeedsPresenter(desk)
        self._then: Callable[[Any], None] = self._show_offered
        self._asking = NewestAnswer("feed", 0.0, self)
        self._asking.loaded.connect(self._take)
        self._asking.failed.connect(self._complain)
        self.setWindowTitle(_("New feed") if feed is None else _("Change a feed"))
        self.setModal(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self.name = LineField(self)
        self.name.set_label(_("Name"))
        self.contents = FeedFilterPanel(desk, self.presenter, settings, self)
        self.contents.failed.connect(self._complain)
        self.choices = {
            "with_internal": CheckField(_("Internal &events too"), self),
            "with_actions": CheckField(_("Actions, as &tasks"), self),
            "with_spans": CheckField(_("&Months and years without a day, as marked spans"), self),
            "with_people": CheckField(_("Names and a&ddresses of people"), self),
        }
        self.place = FeedPlacePanel(self)
        self.problem = ProblemLine(self)
        self.found = GoodLine(self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Asking the server"))
        self.progress.hide()
        self._arrange()
        self._begin(begins_with)

    # --- building ---------------------------------------------------------------------------------

    def _arrange(self) -> None:
        title = QLabel(self.windowTitle(), self)
        title.setFont(title_font(self.font()))
        self._form = QWidget(self)
        column = QVBoxLayout(self._form)
        column.setContentsMargins(WIDE, WIDE, WIDE, SMALL)
        column.setSpacing(SMALL)
        column.addWidget(lead(title))
        self._add_part(column, _("&Name"), self.name)
        self._add_part(column, _("&What is in it"), self.contents)
        choices = QWidget(self)
        flow = FlowLayout(choices, MEDIUM)
        for box in self.choices.values():
            flow.addWidget(box)
        column.addWidget(choices)
        self._add_part(column, _("Where it goes"), self.place)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._form)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._scroll, 1)
        told = QVBoxLayout()
        told.setContentsMargins(WIDE, 0, WIDE, 0)
        for widget in (self.problem, self.found, self.progress):
            told.addWidget(widget)
        rows.addLayout(told)
        rows.addLayout(self._buttons())
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self.place.resized.connect(self._fitting.start)
        self.place.changed.connect(self._forget)
        self.name.changed.connect(self._forget)
        self.place.find_wanted.connect(self.find_calendars)

    def _add_part(self, column: QVBoxLayout, words: str, widget: QWidget) -> None:
        heading = QLabel(words, self)
        heading.setFont(strong_font(self.font()))
        heading.setBuddy(widget)
        column.addSpacing(TIGHT)
        column.addWidget(lead(heading))
        column.addWidget(widget)

    def _buttons(self) -> QHBoxLayout:
        self.cancel_button = QPushButton(_("Cancel"), self)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancel)
        self.main_button = QPushButton(_("Save and pu&blish"), self)
        self.main_button.setProperty(PRIMARY, True)
        self.main_button.setDefault(True)
        self.main_button.clicked.connect(self.save)
        row = QHBoxLayout()
        row.setContentsMargins(WIDE, MEDIUM, WIDE, LARGE)
        row.setSpacing(SMALL)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.main_button)
        return row

    def _begin(self, begins_with: tuple[ListKind, ListFilter | Selection] | None) -> None:
        feed = self._before
        if feed is None:
            kind, chosen = begins_with or (ListKind.EVENTS, ListFilter())
            if isinstance(chosen, Selection):
                self._selection = chosen
                self.contents.show_chosen(len(chosen))
            else:
                self.contents.show_filter(kind, chosen)
        else:
            self.name.set_value(feed.name)
            self.contents.show_filter(feed.kind, feed.filter)
            if feed.events:
                self.contents.show_chosen(len(feed.events))
            for name, box in self.choices.items():
                box.set_value(getattr(feed, name))
            self.place.show_fixed(feed)
        self._fitting.start()
        self.name.setFocus()

    # --- at work ----------------------------------------------------------------------------------

    @property
    def is_asking(self) -> bool:
        """Whether an answer is awaited."""
        return self._asking.is_reading

    def typed(self) -> FeedTyped:
        """What stands in the form."""
        return FeedTyped(
            name=self.name.value(),
            kind=self.contents.chosen_kind,
            filter=self.contents.filter,
            chosen=self._selection,
            **{name: box.value() for name, box in self.choices.items()},
            is_file=self.place.is_file,
            folder=self.place.folder.value(),
            address=self.place.address.value(),
            user=self.place.user.value(),
            password=self.place.password.value(),
            keeps_password=self.place.keep.isChecked(),
            calendar=self.place.calendar,
            has_asked=self.place.has_asked,
        )

    def find_calendars(self) -> None:
        """Try the connection, and offer the calendars that are there."""
        typed = self.typed()
        problem = self.presenter.missing_of_server(typed)
        if problem is not None:
            self._show_problem(problem)
            return
        self._ask(partial(self._feeds.offered, typed.address, typed.user, typed.password), self._show_offered)

    def save(self) -> None:
        """Make the calendar where one is to be made, then store the feed."""
        typed = self.typed()
        problem = self.presenter.missing(typed, self._before)
        if problem is not None:
            self._show_problem(problem)
            return
        if self._before is None and not typed.is_file and typed.calendar is None:
            make = partial(
                self._feeds.make_calendar, typed.address, typed.user, typed.password, typed.name.strip()
            )
            self._ask(make, lambda calendar: self._store(typed, calendar))
        else:
            self._store(typed, typed.calendar)

    def _store(self, typed: FeedTyped, calendar: OfferedCalendar | None) -> None:
        def store() -> tuple[Feed, bool]:
            feed = self.presenter.feed_of(typed, self._before, calendar)
            return feed, self._feeds.save(feed, typed.password, keeps_password=typed.keeps_password)

        self._ask(store, lambda done: self._accept(*done, is_wanted=typed.keeps_password))

    def _accept(self, feed: Feed, is_kept: bool, *, is_wanted: bool) -> None:
        note = ""
        if is_wanted and not is_kept:
            note = _("There is no keyring that takes the password: it is known until the program ends.")
        self.accept()
        self.saved.emit(feed, note)

    def cancel(self) -> None:
        """Wait no longer for the server; without a question under way, close."""
        if self.is_asking:
            self._asking.drop()
            self._show_busy(is_busy=False)
        else:
            self.reject()

    def reject(self) -> None:
        """Escape: first the question that is under way."""
        if self.is_asking:
            self.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """The dialog goes; what a server still answers is not waited for."""
        self._asking.leave()
        self.contents.wait()
        super().done(result)
        self.deleteLater()

    def _ask(self, what: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._then = then
        self.problem.set_text("")
        self.found.set_text("")
        self._asking.ask(what)
        self._show_busy(is_busy=self.is_asking)

    def _take(self, answer: Any) -> None:
        self._then(answer)

    def _show_offered(self, offered: list[OfferedCalendar]) -> None:
        self._show_busy(is_busy=False)
        self.place.show_offered(offered)
        self.found.set_text(self.presenter.found_text(offered))
        self.place.calendars.setFocus()

    def _complain(self, error: CapaDeskError) -> None:
        self._show_busy(is_busy=False)
        self._show_problem(self.presenter.problem_of(error))

    def _show_problem(self, problem: FormProblem) -> None:
        self.found.set_text("")
        self.problem.set_text(problem.text)
        self._fitting.start()
        place: dict[str, QWidget] = {"name": self.name, "find": self.place.find_button, **self.place.fields}
        widget = place.get(problem.field)
        if widget is not None:
            widget.setFocus()

    def _forget(self) -> None:
        """Something else is typed: what was said of it before holds no more."""
        self.problem.set_text("")
        self.found.set_text("")
        self._fitting.start()

    def _fit(self) -> None:
        """As high as what is shown needs, and as the screen allows; then it scrolls."""
        form, rows = self._form.layout(), self.layout()
        if form is None or rows is None:
            return
        form.activate()
        rows.activate()
        width = self.width()
        others = _height_of(rows, width) - self._scroll.sizeHint().height()
        most = round(self.screen().availableGeometry().height() * _MOST_OF_SCREEN)
        self.resize(width, min(_height_of(form, width) + others, most))
        focused = self._form.focusWidget()
        if focused is not None:
            self._scroll.ensureWidgetVisible(focused)

    def _show_busy(self, *, is_busy: bool) -> None:
        self.progress.setVisible(is_busy)
        self._fitting.start()
        for widget in (self.name, self.contents, self.place, self.main_button, *self.choices.values()):
            widget.setEnabled(not is_busy)
        self.cancel_button.setText(_("Stop waiting") if is_busy else _("Cancel"))
        if is_busy:
            self.cancel_button.setFocus()


def _height_of(layout: QLayout, width: int) -> int:
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
