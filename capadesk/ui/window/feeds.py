"""Feeds of one window: they are published after changes, and a sign tells when one fails for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from capadesk.domain.change_set import ChangeSet
from capadesk.services.desk import Desk
from capadesk.services.feeds.feed_service import CONCERNED_BY, FeedLine
from capadesk.services.words import _, ngettext
from capadesk.ui.common.feed_schedule import FeedSchedule
from capadesk.ui.settings import settings_area

if TYPE_CHECKING:
    from capadesk.services.list_filter import ListFilter
    from capadesk.services.ports import ListKind
    from capadesk.services.selection import Selection
    from capadesk.ui.settings.feeds.feeds_section import FeedsSection
    from capadesk.ui.window.main_window import MainWindow

SECTION = "feeds"


class WindowFeeds(QObject):
    """Made a while after the window is seen."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._feeds = desk.feeds
        self.schedule = FeedSchedule(desk.feeds, self)
        self.schedule.looked.connect(self._show_sign)
        self.schedule.fault_found.connect(window.fault_found)
        window.runner.ended.connect(self.schedule.look_soon)
        window.bar.sign_clicked.connect(self.show_section)
        self.schedule.look()

    def note(self, change_set: ChangeSet) -> None:
        """Something has changed, here or elsewhere."""
        if change_set.kinds() & CONCERNED_BY:
            self.schedule.look_soon()

    def show_section(self) -> FeedsSection:
        """Show the feeds in the settings."""
        from capadesk.ui.settings.feeds.feeds_section import FeedsSection
        from capadesk.ui.settings.settings_page import SettingsPage

        page = self._window.show_area_named(settings_area.NAME)
        assert isinstance(page, SettingsPage)
        page.show_section(SECTION)
        page.section.focus_first()
        assert isinstance(page.section, FeedsSection)
        return page.section

    def start_with(self, kind: ListKind, chosen: ListFilter | Selection) -> None:
        """Begin a feed of what a list shows, or of the rows that are chosen there."""
        self.show_section().start_with(kind, chosen)

    def stop(self) -> None:
        """Before the store is closed."""
        self.schedule.stop()
        self._feeds.close()

    def _show_sign(self, lines: list[FeedLine]) -> None:
        if not lines:
            self._window.bar.show_sign("", "")
            return
        from capadesk.ui.common.wording.sentences import sentence_of

        if len(lines) == 1:
            text = _("“{name}” is not published").format(name=lines[0].feed.name)
        else:
            text = ngettext("{count} feed is not published", "{count} feeds are not published", len(lines))
            text = text.format(count=len(lines))
        failures = [line.state.failure for line in lines]
        tip = "\n".join(sentence_of(failure) for failure in failures if failure is not None)
        self._window.bar.show_sign(text, tip)
