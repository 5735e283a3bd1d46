"""A window on a hub: what others save is seen, a lost connection is said, the settings speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import create_desk, open_desk, open_desk_for_window
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.store_place import name_with_ending, short_name
from capadesk.ui.password_question import PasswordQuestion, TypedPassword
from capadesk.ui.window.main_window import MainWindow
from tests.postgres_server import PostgresServer
from tests.ui.conftest import MakeWindow
from tests.ui.test_accessible_names import names_missing
from tests.ui.test_mnemonics import mnemonics
from tests.ui.test_record_saving import add_event, change_as, click, panel_of, save, write_title
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


def test_a_bulk_change_leaves_what_a_colleague_has_changed_since(
    qtbot: QtBot, window: MainWindow, desk: Desk, other: Desk
) -> None:
    for title in ("Fair", "Forum"):
        add_event(desk, title)
    window.look_for_changes()
    assert sorted(titles(window)) == ["Fair", "Forum"]
    window.news.stop()
    forum = next(event for event in other.store.select(Event) if event.title == "Forum")
    other.bulk.change("event", [forum.id], {"status": "postponed"})
    window.page.list.selectAll()
    window.page.chosen.change({"status": "held"})
    qtbot.waitUntil(lambda: "“Forum” (Bruno)" in window.bar.text, timeout=PATIENCE_MS)
    statuses = {event.title: event.status for event in desk.store.select(Event)}
    assert statuses == {"Fair": "held", "Forum": "postponed"}


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


def test_what_is_typed_while_the_hub_is_away_is_kept_and_saved_when_it_answers(
    qtbot: QtBot, window: MainWindow, desk: Desk, other: Desk, postgres_server: PostgresServer
) -> None:
    forum = add_event(desk, "Forum")
    window.look_for_changes()
    write_title(qtbot, window, forum, " in Lecce")
    with postgres_server.away():
        save(qtbot, window)
        qtbot.waitUntil(lambda: "does not answer" in window.bar.text, timeout=PATIENCE_MS)
        qtbot.keyClicks(QApplication.focusWidget(), " 2026")
        window.unsaved.keep_at_once()
        assert window.page.is_modified
        assert len(desk.store.drafts.left()) == 1
    change_as(other, "Bruno", forum, title="Forum in Rome", venue="Library")
    qtbot.waitUntil(lambda: "answers again" in window.bar.text, timeout=PATIENCE_MS)
    save(qtbot, window)
    ((mine, theirs),) = panel_of(window).cards.values()
    assert (mine.value.text(), theirs.value.text()) == ("Forum in Lecce 2026", "Forum in Rome")
    click(panel_of(window), "&Save what is chosen")
    event = desk.events.open(forum).event
    assert (event.title, event.venue) == ("Forum in Lecce 2026", "Library")


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


# --- settings -----------------------------------------------------------------------------------------


def hub_section(qtbot: QtBot, window: MainWindow) -> Any:
    page: Any = window.show_area_named("settings")
    page.show_section("hub")
    qtbot.waitUntil(
        lambda: not page.section.is_reading and bool(page.section.state.text()), timeout=PATIENCE_MS
    )
    return page.section


def test_the_settings_speak_of_the_hub_and_not_of_a_file(
    qtbot: QtBot, window: MainWindow, desk: Desk, other: Desk
) -> None:
    add_event(desk, "Forum")
    section = hub_section(qtbot, window)
    page: Any = window.page
    names = [each.name for each in page.sections]
    assert "hub" in names
    assert not {"backup", "data_file"} & set(names)
    assert section.place.text() == desk.store.location
    assert section.user.text() == "hub"
    assert section.users.text() == "you"
    assert section.size_label.text().endswith(("KB", "MB"))
    assert section.server.text().startswith("PostgreSQL 1")
    assert "1 event or meeting" in section.state.text()
    assert window.commands.backup.text() == "&Keep a copy as a file…"
    assert names_missing(window) == []
    assert {key: texts for key, texts in mnemonics(window).items() if len(texts) > 1} == {}


def test_a_copy_of_the_hub_is_kept_as_a_file(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    add_event(desk, "Forum")
    section = hub_section(qtbot, window)
    section.keep_copy(tmp_path / "copy.db")
    qtbot.waitUntil(lambda: "A copy of the hub" in window.bar.text, timeout=PATIENCE_MS)
    copy = open_desk(str(tmp_path / "copy.db"), read_only=True)
    assert [event.title for event in copy.store.select(Event)] == ["Forum"]
    copy.store.close()


def test_the_hub_is_looked_at_for_damage_from_its_settings(qtbot: QtBot, window: MainWindow) -> None:
    section = hub_section(qtbot, window)
    section.check_button.click()
    qtbot.waitUntil(lambda: "All is sound" in section.result.text(), timeout=PATIENCE_MS)


def test_another_user_who_is_connected_is_named(
    qtbot: QtBot, window: MainWindow, desk: Desk, postgres_server: PostgresServer, database: str
) -> None:
    postgres_server.administer("CREATE ROLE {} LOGIN SUPERUSER", "chiara")
    try:
        chiara = open_desk(postgres_server.address(database, "chiara"), language="en", author="Chiara")
        section = hub_section(qtbot, window)
        assert section.users.text() == "you and chiara"
        chiara.store.close()
    finally:
        postgres_server.administer("DROP OWNED BY {}", "chiara")
        postgres_server.administer("DROP ROLE {}", "chiara")
