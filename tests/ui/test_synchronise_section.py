"""Synchronising in the window: looked at, done, stopped, taken up again; contradictions are linked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import create_desk, open_desk
from capadesk.domain.errors import Cancelled
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.hub_place import place_of_address
from capadesk.ui.bring_together.bring_together_page import CONTRADICTIONS, BringTogetherPage
from capadesk.ui.bring_together.synchronise_presenter import State
from capadesk.ui.bring_together.synchronise_section import SynchroniseSection
from capadesk.ui.window.main_window import MainWindow
from tests.postgres_server import PostgresServer
from tests.ui.conftest import MakeWindow
from tests.ui.hands import press
from tests.ui.test_accessible_names import names_missing
from tests.ui.test_mnemonics import mnemonics

PATIENCE_MS = 20_000


@pytest.fixture
def address(postgres_server: PostgresServer) -> Iterator[str]:
    name = postgres_server.make()
    address = postgres_server.address(name)
    create_desk(address, platform="Our hub", country="IT", language="en", author="Ada").store.close()
    yield address
    postgres_server.drop(name)


@pytest.fixture
def hub(address: str) -> Iterator[Desk]:
    """Somebody else at work on the hub."""
    opened = open_desk(address, language="en", author="Bruno")
    yield opened
    opened.store.close()


def add_event(desk: Desk, title: str) -> UUID:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title)))
    return dossier.event.id


def change(desk: Desk, event_id: UUID, **fields: Any) -> None:
    dossier = desk.events.open(event_id)
    desk.events.save(replace(dossier, event=replace(dossier.event, **fields)))


def titles(desk: Desk) -> list[str]:
    return sorted(event.title for event in desk.store.select(Event))


def shown(window: MainWindow) -> SynchroniseSection:
    window.commands.synchronise.trigger()
    page = window.page
    assert isinstance(page, BringTogetherPage)
    return page.synchronise


def known(desk: Desk, window: MainWindow, address: str) -> SynchroniseSection:
    desk.synchronise.remember(address)
    return shown(window)


def seen(qtbot: QtBot, section: SynchroniseSection) -> None:
    qtbot.waitUntil(
        lambda: not section.is_reading and section.presenter.preview is not None, timeout=PATIENCE_MS
    )


def done(qtbot: QtBot, section: SynchroniseSection, state: State = State.DONE) -> None:
    qtbot.waitUntil(lambda: section.presenter.state is state, timeout=PATIENCE_MS)


def test_the_first_use_asks_which_hub_and_the_next_one_knows_it(
    qtbot: QtBot, window: MainWindow, desk: Desk, hub: Desk, address: str
) -> None:
    add_event(hub, "From Bruno")
    add_event(desk, "From here")
    press(
        qtbot, window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    page = window.page
    assert isinstance(page, BringTogetherPage)
    section = page.synchronise
    assert section.dialog is not None
    section.dialog.form.show_place(place_of_address(address))
    section.dialog.main_button.click()
    seen(qtbot, section)
    assert section.coming.title.text() == "2 changes"
    assert "1 event" in section.coming.text.text()
    assert "Bruno" in section.coming.text.text()
    assert "1 event" in section.going.text.text()
    assert titles(hub) == ["From Bruno"]
    assert names_missing(window) == []
    assert {key: texts for key, texts in mnemonics(window).items() if len(texts) > 1} == {}
    section.main_button.click()
    done(qtbot, section)
    assert titles(desk) == titles(hub) == ["From Bruno", "From here"]
    assert "2 changes taken in" in section.coming.title.text()
    assert "1 record is new" in section.going.text.text()
    assert "Today" in section.last.text()
    assert desk.synchronise.known_hub().address == address
    assert window.bar.text.startswith("Synchronised with")
    section.look()
    seen(qtbot, section)
    assert section.coming.title.text() == section.going.title.text() == "Nothing new"


def test_what_contradicts_is_linked(
    qtbot: QtBot, window: MainWindow, desk: Desk, hub: Desk, address: str
) -> None:
    event_id = add_event(desk, "Forum")
    section = known(desk, window, address)
    section.synchronise()
    done(qtbot, section)
    assert not section.settle_button.isVisible()
    change(hub, event_id, venue="Library")
    change(desk, event_id, venue="Town hall")
    section.synchronise()
    qtbot.waitUntil(section.settle_button.isVisible, timeout=PATIENCE_MS)
    assert section.settle_button.text() == "Look at 1 &contradiction"
    section.settle_button.click()
    page = window.page
    assert isinstance(page, BringTogetherPage)
    assert page.tabs.currentIndex() == CONTRADICTIONS


def test_a_lost_connection_is_said_and_it_goes_on_when_the_hub_answers(
    qtbot: QtBot, window: MainWindow, desk: Desk, hub: Desk, address: str, postgres_server: PostgresServer
) -> None:
    add_event(desk, "From here")
    section = known(desk, window, address)
    seen(qtbot, section)
    section._again.setInterval(200)
    with postgres_server.away():
        section.main_button.click()
        done(qtbot, section, State.LOST)
        assert "tries again by itself" in section.problem.text()
        assert section.stop_button.isVisible()
        assert section.main_button.text() == "Tr&y again now"
    done(qtbot, section)
    qtbot.waitUntil(lambda: titles(hub) == ["From here"], timeout=PATIENCE_MS)


def test_nobody_tries_again_after_it_was_stopped(
    qtbot: QtBot, window: MainWindow, desk: Desk, address: str, postgres_server: PostgresServer
) -> None:
    section = known(desk, window, address)
    seen(qtbot, section)
    with postgres_server.away():
        section.synchronise()
        done(qtbot, section, State.LOST)
        section.stop_button.click()
        assert not section._again.isActive()
        assert "tries again" not in section.problem.text()
        assert not section.stop_button.isVisible()


def test_a_password_that_is_asked_for_leads_to_the_form(
    qtbot: QtBot, window: MainWindow, desk: Desk, address: str, postgres_server: PostgresServer
) -> None:
    with postgres_server.passwords_asked("hub", "geheim"):
        section = known(desk, window, address)
        done(qtbot, section, State.FAILED)
        assert section.mend_button.isVisible()
        section.mend_button.click()
        dialog = section.dialog
        assert dialog is not None
        assert "asks for a password" in dialog.problem.text()
        dialog.form.password.set_value("geheim")
        dialog.main_button.click()
        seen(qtbot, section)
        assert section.presenter.state is State.READY


def test_stopping_keeps_what_has_come_and_says_so(
    qtbot: QtBot, window: MainWindow, desk: Desk, hub: Desk, address: str
) -> None:
    add_event(hub, "From Bruno")
    add_event(desk, "From here")
    section = known(desk, window, address)
    seen(qtbot, section)

    def step(done: int, total: int) -> None:
        if done >= total // 2:  # the second half has begun
            raise Cancelled

    section._take(section.presenter.synchronise()(step))
    assert section.presenter.state is State.READY
    assert titles(desk) == ["From Bruno", "From here"]
    assert titles(hub) == ["From Bruno"]
    assert window.bar.text == "Stopped. What has come from the hub stays."


def test_work_here_makes_what_was_seen_out_of_date(
    qtbot: QtBot, window: MainWindow, desk: Desk, hub: Desk, address: str
) -> None:
    section = known(desk, window, address)
    seen(qtbot, section)
    section.main_button.click()
    done(qtbot, section)
    dossier = desk.events.new()
    window.show_change(desk.events.save(replace(dossier, event=replace(dossier.event, title="New"))))
    seen(qtbot, section)
    assert section.going.title.text() == "1 change"


def test_a_file_for_reading_only_is_not_synchronised(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk, address: str
) -> None:
    desk.synchronise.remember(address)
    desk.store._is_read_only = True  # type: ignore[attr-defined]
    section = shown(make_window())
    seen(qtbot, section)
    assert not section.main_button.isEnabled()
    assert section.look_button.isEnabled()


def test_on_a_hub_there_is_nothing_to_synchronise(
    qtbot: QtBot, hub: Desk, desk: Desk, appearance: object, tmp_path: Path
) -> None:
    section = SynchroniseSection(hub)
    qtbot.addWidget(section)
    assert section.presenter.state is State.IS_HUB
    assert section._stack.currentWidget() is section.on_hub
    section.synchronise()
    assert section.dialog is None
    QApplication.processEvents()
