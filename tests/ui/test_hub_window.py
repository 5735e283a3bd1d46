"""A window on a hub: what others save is seen, a lost connection is said, typed words stay, it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import create_desk, open_desk, open_desk_for_window
from capadesk.services.desk import Desk
from capadesk.services.store_place import name_with_ending, short_name
from capadesk.ui.main_window import MainWindow
from capadesk.ui.password_question import PasswordQuestion, TypedPassword
from tests.postgres_server import PostgresServer
from tests.ui.conftest import MakeWindow
from tests.ui.waiting import read_list

PATIENCE_MS = 20_000


@pytest.fixture
def database(postgres_server: PostgresServer) -> Iterator[str]:
    name = postgres_server.make()
    yield name
    postgres_server.drop(name)


@pytest.fixture
def desk(postgres_server: PostgresServer, database: str) -> Iterator[Desk]:
    address = postgres_server.address(database)
    create_desk(address, platform="Our hub", country="IT", language="en", author="Ada").store.close()
    opened = open_desk_for_window(address)
    yield opened
    opened.store.close()


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """Somebody else at work on the same hub."""
    opened = open_desk(desk.store.location, language="en", author="Bruno")
    yield opened
    opened.store.close()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    made = make_window()
    made.show_area_named("events")
    return made


def add_event(desk: Desk, title: str) -> None:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title)))


def titles(window: MainWindow) -> list[str]:
    read_list(window)
    page = window.area_page
    assert page is not None
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_the_window_is_called_by_its_hub(window: MainWindow, database: str) -> None:
    assert window.windowTitle().startswith(database)


def test_what_others_save_is_seen_within_seconds(qtbot: QtBot, window: MainWindow, other: Desk) -> None:
    assert titles(window) == []
    add_event(other, "From Bruno")
    qtbot.waitUntil(lambda: titles(window) == ["From Bruno"], timeout=PATIENCE_MS)


def test_a_lost_connection_is_said_and_comes_back_by_itself(
    qtbot: QtBot, window: MainWindow, other: Desk, postgres_server: PostgresServer
) -> None:
    add_event(other, "Before")
    qtbot.waitUntil(lambda: titles(window) == ["Before"], timeout=PATIENCE_MS)
    with postgres_server.away():
        qtbot.waitUntil(lambda: "does not answer" in window.bar.text, timeout=PATIENCE_MS)
        assert titles(window) == ["Before"]
    qtbot.waitUntil(lambda: "answers again" in window.bar.text, timeout=PATIENCE_MS)
    add_event(other, "After")
    qtbot.waitUntil(lambda: "After" in titles(window), timeout=PATIENCE_MS)


def test_the_password_is_given_only_if_the_question_is_not_left(qtbot: QtBot) -> None:
    question = PasswordQuestion("The hub asks for a password.")
    qtbot.addWidget(question)
    assert not question.open_button.isEnabled()
    question.password.setText("geheim")
    question.keep.setChecked(True)
    assert question.open_button.isEnabled()
    question.reject()
    assert question.typed() is None
    question.accept()
    assert question.typed() == TypedPassword("geheim", True)


def test_a_store_is_called_by_its_file_or_its_database_and_server() -> None:
    assert short_name("/home/ann/desk.db") == "desk"
    assert short_name("C:\\Users\\ann\\desk.db") == "desk"
    assert name_with_ending("/home/ann/desk.db") == "desk.db"
    assert short_name("postgresql+psycopg://ann@hub.example:5433/capa?sslmode=require") == (
        "capa · hub.example:5433"
    )
    assert short_name("postgresql+psycopg://ann@/capa?host=/run/sock") == "capa"
