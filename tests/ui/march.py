"""A calendar that is open at March 2026, and events to put into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from capadesk.domain.records import Event
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.calendar_page import CalendarPage
from capadesk.ui.window.main_window import MainWindow

ROME = "Europe/Rome"


def add(desk: Desk, title: str, when: When, **fields: Any) -> Event:
    dossier = desk.events.new(when=when)
    event = replace(dossier.event, title=title, **fields)
    desk.events.save(replace(dossier, event=event))
    return event


def at(day: int, hour: int = 9, zone: str = ROME) -> When:
    return When.timed(datetime(2026, 3, day, hour), datetime(2026, 3, day, hour + 1), zone)


def open_march(qtbot: QtBot, window: MainWindow, scale: Scale = Scale.MONTH) -> CalendarPage:
    page = window.show_area_named("calendar")
    assert isinstance(page, CalendarPage)
    page.presenter.scale = scale
    page.presenter.day = date(2026, 3, 10)
    page.step(0)
    qtbot.waitUntil(lambda: not page.is_reading and page.content is not None)
    page.focus_first()
    return page


def settle(qtbot: QtBot, page: CalendarPage) -> None:
    qtbot.waitUntil(lambda: not page.is_reading)


def middle_of(page: CalendarPage, title: str) -> QPoint:
    assert page.content is not None
    event = next(each for each in page.content.dated if each.title == title)
    place = page.views.month.place_of_event(event)
    assert place is not None
    return place.center().toPoint()
