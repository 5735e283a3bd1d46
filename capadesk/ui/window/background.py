"""What goes on behind a window once it has been seen: the file is looked at, feeds are published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.desk import Desk
    from capadesk.ui.common.trust_watch import TrustWatch
    from capadesk.ui.window.feeds import WindowFeeds
    from capadesk.ui.window.main_window import MainWindow
    from capadesk.ui.window.trust import WindowTrust

_LOOK_AT_THE_FILE_MS = 2_500
_LOOK_AT_FEEDS_MS = 5_000


class WindowBackground(QObject):
    """Nothing of it is loaded before its time."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.trust: TrustWatch | None = None
        self.feeds: WindowFeeds | None = None
        self._questions: WindowTrust | None = None
        self._timers = [
            self._once_after(_LOOK_AT_THE_FILE_MS, self.look_at_file),
            self._once_after(_LOOK_AT_FEEDS_MS, self.follow_feeds),
        ]

    def _once_after(self, milliseconds: int, work: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(work)
        timer.start(milliseconds)
        return timer

    def look_at_file(self) -> TrustWatch:
        """Look in a thread whether the file can be trusted, and ask if something is wrong."""
        from capadesk.ui.common.trust_watch import TrustWatch
        from capadesk.ui.window.trust import WindowTrust

        if self.trust is None:
            self._questions = WindowTrust(self._window, self._desk)
            self.trust = TrustWatch(self._desk.trust.look, self._window)
            self.trust.found.connect(self._questions.take)
            self.trust.failed.connect(self._window.show_failure)
            self.trust.look()
        return self.trust

    def follow_feeds(self) -> WindowFeeds:
        """Publish feeds from now on, a moment after each change."""
        from capadesk.ui.window.feeds import WindowFeeds

        if self.feeds is None:
            self.feeds = WindowFeeds(self._window, self._desk)
        return self.feeds

    def show_feeds(self) -> WindowFeeds:
        """Show the feeds in the settings."""
        feeds = self.follow_feeds()
        feeds.show_section()
        return feeds

    def note(self, change_set: ChangeSet) -> None:
        """Something has changed, here or elsewhere."""
        if self.feeds is not None:
            self.feeds.note(change_set)

    def stop(self) -> None:
        """Before the store is closed."""
        for timer in self._timers:
            timer.stop()
        if self.feeds is not None:
            self.feeds.stop()
        if self.trust is not None and self._questions is not None:
            self._questions.stop()
            self.trust.wait()
