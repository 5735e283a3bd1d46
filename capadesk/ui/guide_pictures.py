"""Draws the pictures of the user guide: `python -m capadesk.ui.guide_pictures --out docs/guide/pictures`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from capadesk.services.desk import Desk
    from capadesk.ui.window.main_window import MainWindow

_SIZE = (1200, 740)
_SHOWN_ROW = 5
_PATIENCE_MS = 10_000
_AUTHOR = "Ada Lovelace"


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw one picture of each area, and of the first start, from the sample. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="capadesk.ui.guide_pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder for the pictures")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The database library before Qt, which slows every import that comes after it.
    from capadesk.bootstrap import open_desk

    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        new = open_desk(str(Path(folder) / "capadesk.db"), language="en", author=_AUTHOR)
        sample = open_desk(str(Path(folder) / "sample.db"), language="en", author=_AUTHOR)
        sample.sample.add_sample()
        _work_in(sample)
        try:
            _draw_all(new, sample, Path(folder), chosen.out)
        finally:
            new.store.close()
            sample.store.close()
    return 0


def _work_in(desk: Desk) -> None:
    """Some changes, so that history and bin have something to show."""
    from dataclasses import replace

    from capadesk.domain.records import Event, Organisation
    from capadesk.services.platform_service import PlatformService

    platform = PlatformService(desk.store).platform()
    if platform is not None:
        PlatformService(desk.store).save(replace(platform, website="https://www.platform.example"))
    for record_type in (Organisation, Event):
        desk.deletion.delete(record_type.KIND, [desk.store.select(record_type)[_SHOWN_ROW].id])
    event = desk.events.open(desk.store.select(Event)[_SHOWN_ROW].id)
    objectives = "Every city leaves with one project that a bank can read."
    desk.events.save(replace(event, event=replace(event.event, objectives=objectives)))


def _draw_all(new: Desk, sample: Desk, folder: Path, out: Path) -> None:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from capadesk.ui.common.look.appearance import Appearance, Scheme
    from capadesk.ui.common.window_memory import WindowMemory
    from capadesk.ui.first_start.first_start_page import FirstStartPage
    from capadesk.ui.first_start.first_start_presenter import FirstStartPresenter
    from capadesk.ui.first_start.system_guess import SystemGuess
    from capadesk.ui.window.main_window import MainWindow

    app = QApplication.instance() or QApplication(["capadesk"])
    assert isinstance(app, QApplication)
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    appearance = Appearance(app, settings)
    appearance.choose(Scheme.LIGHT)
    guess = SystemGuess(_AUTHOR, "IT", "Europe/Rome", "en")
    page = FirstStartPage(new, FirstStartPresenter(new, guess), place="~/CapaDesk/capadesk.db")
    _draw(app.processEvents, page, out / "first-start.png")
    page.close()
    window = MainWindow(sample, appearance, WindowMemory(settings))
    window.bar.set_quiet_text("sample.db")
    window.resize(*_SIZE)
    window.show()
    for area in window.area_names:
        _show(app.processEvents, window, area)
        _draw(app.processEvents, window, out / f"{area}.png")
    _publish(sample)
    window.background.show_feeds()
    _draw(app.processEvents, window, out / "feeds.png")
    _draw_hub_form(app.processEvents, sample, out / "hub.png")
    window.close()
    window.deleteLater()
    app.processEvents()


def _publish(desk: Desk) -> None:
    """Two feeds as they are after a publication: the pictures have no server."""
    from datetime import UTC, datetime
    from typing import Any

    from capadesk.services.feeds.feed import Feed
    from capadesk.services.feeds.feed_state import FeedState
    from capadesk.services.list_filter import ListFilter
    from capadesk.services.ports import ListKind

    feeds: Any = desk.feeds
    held = ListFilter({"status": ("held", "reported")})
    state = FeedState(datetime.now(UTC), 20, desk.store.latest_change())
    for name, kind, chosen in (
        ("Meetings for the team", ListKind.MEETINGS, ListFilter()),
        ("What took place", ListKind.EVENTS, held),
    ):
        url = f"https://cloud.example.org/dav/calendars/ada/{kind}/"
        feed = Feed(name=name, kind=kind, filter=chosen, url=url, user="ada")
        feeds.save(feed)
        feeds._keep(feed, state)  # noqa: SLF001 - as a publication would


def _draw_hub_form(step: Callable[[], None], desk: Desk, path: Path) -> None:
    from capadesk.services.hub_place import Encryption, HubPlace
    from capadesk.ui.common.hub_dialog import HubDialog
    from capadesk.ui.common.hub_presenter import HubPurpose

    dialog = HubDialog(desk, HubPurpose.OPEN)
    dialog.form.show_place(HubPlace("hub.example.org", "capadesk", "ada", encryption=Encryption.ALWAYS))
    dialog.show()
    _draw(step, dialog, path, is_resized=False)
    dialog.done(0)


def _show(step: Callable[[], None], window: MainWindow, area: str) -> None:
    """Show an area with a record of its list, when that is read."""
    from PySide6.QtCore import QDeadlineTimer

    page = window.show_area_named(area)
    step()
    patience = QDeadlineTimer(_PATIENCE_MS)
    while getattr(getattr(page, "panel", page), "is_reading", False) and not patience.hasExpired():
        step()
    if window.area_page is not None:
        rows = window.area_page.model.rowCount()
        index = window.area_page.model.index(min(_SHOWN_ROW, rows - 1), 0)
        window.area_page.list.setCurrentIndex(index)


def _draw(step: Callable[[], None], shown: QWidget, path: Path, *, is_resized: bool = True) -> None:
    from PySide6.QtGui import QImage

    if is_resized:
        shown.resize(*_SIZE)
    shown.show()
    for _round in range(5):
        step()
    picture = shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    if not picture.save(str(path)):
        raise OSError(f"The picture {path} could not be written")


if __name__ == "__main__":
    sys.exit(main())
