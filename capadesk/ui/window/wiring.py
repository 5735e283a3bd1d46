"""What becomes of what a page says: the window says it, shows it, or does it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capadesk.ui.common.desk_requests import OpenSample
from capadesk.ui.common.window_page import WindowPage

if TYPE_CHECKING:
    from capadesk.ui.window.main_window import MainWindow


def connect_page(page: WindowPage, window: MainWindow) -> None:
    """Listen to every signal of a page."""
    page.changed.connect(window.show_change)
    page.changed_so.connect(window.show_change)
    page.failed.connect(window.show_failure)
    page.asked.connect(window.ask)
    page.told.connect(window.bar.say)
    page.calmed.connect(window.bar.calm)
    page.state_changed.connect(window.show_state)
    page.record_wanted.connect(window.show_record)
    page.area_wanted.connect(window.show_list)
    page.new_wanted.connect(window.start_new_in)
    page.new_dated_wanted.connect(window.start_new_on)
    page.history_wanted.connect(window.show_history)
    page.contradictions_wanted.connect(window.together.show_contradictions)
    page.undo_wanted.connect(window.steps.take_back)
    window.files.backed_up.connect(partial(_show_again, page))
    page.job_wanted.connect(window.files.run)
    page.export_wanted.connect(window.exchange.choose_export)
    page.paste_wanted.connect(window.exchange.paste)
    page.desk_wanted.connect(window.desk_wanted)
    page.feed_wanted.connect(lambda kind, chosen: window.background.show_feeds().start_with(kind, chosen))
    page.invite_wanted.connect(window.inviting.invite)
    page.import_wanted.connect(window.files.choose_import)
    # Into a file of its own: what is recorded here is never mixed with it.
    page.sample_wanted.connect(lambda: window.desk_wanted.emit(OpenSample()))


def _show_again(page: WindowPage) -> None:
    """The backups that a page lists are others now."""
    if page.isVisible():
        page.shown()
