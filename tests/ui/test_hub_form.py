"""The form of a hub: tried, refused in plain words, set up, opened, remembered without its password."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from capadesk import bootstrap
from capadesk.bootstrap import DeskFiles, create_desk, open_desk_for_window
from capadesk.services.desk import Desk
from capadesk.services.hub_place import Encryption, HubPlace, password_in, place_of_address
from capadesk.storage.database.schema import SCHEMA_VERSION
from capadesk.sync.kept_passwords import KeptPasswords
from capadesk.ui.common.desk_requests import OpenHub
from capadesk.ui.common.hub_dialog import HubDialog
from capadesk.ui.common.hub_presenter import HubPurpose
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.look.icons import icon_name_of
from capadesk.ui.common.recent_files import RecentFiles
from capadesk.ui.window.session import WindowSession
from tests.postgres_server import PostgresServer
from tests.ui.test_accessible_names import names_missing
from tests.ui.test_mnemonics import mnemonics

PATIENCE_MS = 20_000


class Keys(KeyringBackend):
    """A keyring in memory; one that is locked refuses."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise keyring.errors.PasswordSetError
        self.kept[service, username] = password


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    before, made = keyring.get_keyring(), Keys()
    keyring.set_keyring(made)
    monkeypatch.setattr(bootstrap.stores, "HUB_PASSWORDS", KeptPasswords())
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def database(postgres_server: PostgresServer, keys: Keys) -> Iterator[str]:
    """An empty database."""
    name = postgres_server.make()
    yield name
    postgres_server.drop(name)


@pytest.fixture
def place(postgres_server: PostgresServer, database: str) -> HubPlace:
    return place_of_address(postgres_server.address(database))


@pytest.fixture
def hub(place: HubPlace) -> HubPlace:
    create_desk(place.address, platform="Our hub", country="IT", language="en").store.close()
    return place


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, appearance: Appearance) -> Iterator[HubDialog]:
    made = HubDialog(desk, HubPurpose.OPEN)
    made.show()
    yield made
    if isValid(made):
        made.done(0)


def tried(qtbot: QtBot, dialog: HubDialog, place: HubPlace, password: str = "") -> str:
    """What the dialog says of a place."""
    dialog.form.show_place(place)
    dialog.form.password.set_value(password)
    dialog.try_button.click()
    answered(qtbot, dialog)
    return dialog.problem.text() or dialog.found.text()


def answered(qtbot: QtBot, dialog: HubDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_trying, timeout=PATIENCE_MS)


# --- the address --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        HubPlace("hub.example.org", "capadesk", "ann"),
        HubPlace("hub.example.org", "capa desk/é", "ann@x", 6432, Encryption.PROVED, "/etc/our ca.crt"),
        HubPlace("::1", "capadesk", "", 5433, Encryption.NEVER),
        HubPlace("/run/postgresql", "capadesk", "ann", more=(("application_name", "x"),)),
        HubPlace("hub.example.org", "capadesk", "ann", encryption=Encryption.PROVED),
    ],
)
def test_a_place_comes_back_from_its_address(place: HubPlace) -> None:
    assert place_of_address(place.address) == place


def test_a_password_in_an_address_goes_into_no_place() -> None:
    typed = "postgresql://ann:ge%40heim@hub.example.org/capa?password=x&sslmode=require"
    assert password_in(typed) == "ge@heim"
    assert place_of_address(typed).address == (
        "postgresql+psycopg://ann@hub.example.org/capa?sslmode=require"
    )


# --- trying -------------------------------------------------------------------------------------------


def test_what_is_missing_is_asked_for_before_anything_is_tried(qtbot: QtBot, dialog: HubDialog) -> None:
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.try_button.click()
    assert "Name the server" in dialog.problem.text()
    assert dialog.form.server.focusProxy() is QApplication.focusWidget()
    dialog.form.show_place(HubPlace("localhost", "capadesk"))
    dialog.form.port.set_value("many")
    dialog.try_button.click()
    assert "port" in dialog.problem.text()
    assert not dialog.is_trying


def test_a_hub_that_is_there_is_named(qtbot: QtBot, dialog: HubDialog, hub: HubPlace) -> None:
    text = tried(qtbot, dialog, hub)
    assert text == "This is the hub “Our hub”. The connection is not encrypted."
    assert not dialog.new_hub.isVisible()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"server": "127.0.0.1", "port": 9}, "No server answers there."),
        ({"server": "/nowhere"}, "No server answers there."),
        ({"database": "nothing"}, "no database of this name"),
        ({"user": "nobody"}, "does not let you in"),
    ],
)
def test_each_mistake_has_its_own_sentence(
    qtbot: QtBot, dialog: HubDialog, hub: HubPlace, changed: dict[str, object], says: str
) -> None:
    assert says in tried(qtbot, dialog, replace(hub, **changed))  # type: ignore[arg-type]


def test_a_password_is_asked_for_and_a_wrong_one_is_told(
    qtbot: QtBot, dialog: HubDialog, hub: HubPlace, postgres_server: PostgresServer
) -> None:
    with postgres_server.passwords_asked("hub", "geheim"):
        assert "asks for a password" in tried(qtbot, dialog, hub)
        assert "does not accept" in tried(qtbot, dialog, hub, "falsch")
        assert "Our hub" in tried(qtbot, dialog, hub, "geheim")


def test_a_hub_of_a_newer_program_is_told(
    qtbot: QtBot, dialog: HubDialog, hub: HubPlace, postgres_server: PostgresServer
) -> None:
    with bootstrap.open_hub(hub.address) as store:
        sql = store.connection().exec_driver_sql  # type: ignore[attr-defined]
        sql("UPDATE meta SET value=? WHERE key='schema_version'", (str(SCHEMA_VERSION + 1),))
    assert "newer CapaDesk" in tried(qtbot, dialog, hub)


def test_waiting_for_a_silent_server_is_given_up_by_escape(qtbot: QtBot, dialog: HubDialog) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection, and says nothing
        dialog.form.show_place(HubPlace("127.0.0.1", "capadesk", port=silent.getsockname()[1]))
        dialog.try_button.click()
        assert dialog.is_trying
        assert not dialog.form.isEnabled()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.is_trying
    assert dialog.isVisible()
    assert dialog.form.isEnabled()


def test_an_address_that_is_pasted_fills_the_form(qtbot: QtBot, dialog: HubDialog) -> None:
    line = dialog.form.server.line_edit
    QApplication.clipboard().setText("postgresql://ann:geheim@hub.example.org:5433/capa?sslmode=require")
    line.paste()
    typed = dialog.form.typed()
    assert (typed.server, typed.port, typed.database, typed.user) == (
        "hub.example.org",
        "5433",
        "capa",
        "ann",
    )
    assert typed.password == "geheim"
    assert typed.encryption is Encryption.ALWAYS
    assert "geheim" not in dialog.presenter.place_of(typed).address


def test_every_input_says_its_name_and_no_letter_stands_for_two(dialog: HubDialog) -> None:
    dialog.form.show_place(HubPlace("localhost", "capadesk", encryption=Encryption.PROVED))
    dialog.new_hub.show()
    assert names_missing(dialog) == []
    twice = {key: texts for key, texts in mnemonics(dialog).items() if len(texts) > 1}
    assert twice == {}


# --- set up, open, remember ---------------------------------------------------------------------------


def test_an_empty_database_is_set_up_and_opened(qtbot: QtBot, dialog: HubDialog, place: HubPlace) -> None:
    assert "no hub yet" in tried(qtbot, dialog, place)
    assert dialog.main_button.text() == "Set the &hub up"
    dialog.new_hub.name.set_value("")
    dialog.main_button.click()
    assert "name" in dialog.problem.text()
    dialog.new_hub.name.set_value("Neue Plattform")
    with qtbot.waitSignal(dialog.hub_chosen, timeout=PATIENCE_MS) as chosen:
        dialog.main_button.click()
    assert chosen.args == [place.address, ""]
    with bootstrap.open_hub(place.address) as store:
        assert store.latest_change() > 0


def test_the_password_goes_into_the_keyring_only_if_that_is_ticked(
    qtbot: QtBot,
    desk: Desk,
    appearance: Appearance,
    hub: HubPlace,
    postgres_server: PostgresServer,
    keys: Keys,
) -> None:
    with postgres_server.passwords_asked("hub", "geheim"):
        for is_kept in (False, True):
            dialog = HubDialog(desk, HubPurpose.OPEN)
            dialog.form.show_place(hub)
            dialog.form.password.set_value("geheim")
            dialog.form.keep.setChecked(is_kept)
            with qtbot.waitSignal(dialog.hub_chosen, timeout=PATIENCE_MS) as chosen:
                dialog.main_button.click()
            assert chosen.args == [hub.address, ""]
            assert list(keys.kept.values()) == (["geheim"] if is_kept else [])
        bootstrap.stores.HUB_PASSWORDS = KeptPasswords()  # as in another run of the program
        again = HubDialog(desk, HubPurpose.OPEN, address=hub.address)
        qtbot.waitUntil(lambda: "keyring" in again.form.password.line_edit.placeholderText())
        with qtbot.waitSignal(again.hub_chosen, timeout=PATIENCE_MS):
            again.main_button.click()


def test_a_keyring_that_refuses_is_told(
    qtbot: QtBot, desk: Desk, appearance: Appearance, hub: HubPlace, keys: Keys
) -> None:
    keys.is_locked = True
    dialog = HubDialog(desk, HubPurpose.OPEN)
    dialog.form.show_place(hub)
    dialog.form.password.set_value("geheim")
    dialog.form.keep.setChecked(True)
    with qtbot.waitSignal(dialog.hub_chosen, timeout=PATIENCE_MS) as chosen:
        dialog.main_button.click()
    assert "until the program ends" in str(chosen.args)


# --- in the window ------------------------------------------------------------------------------------


@pytest.fixture
def session(
    qtbot: QtBot, appearance: Appearance, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WindowSession]:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    made = WindowSession(DeskFiles(), appearance, settings)
    yield made
    made.close()
    QApplication.processEvents()


def own_file(path: Path) -> Path:
    create_desk(str(path), platform="Mine", language="en").store.close()
    return path


def wait_for_title(qtbot: QtBot, session: WindowSession, title: str) -> None:
    qtbot.waitUntil(
        lambda: session.window is not None and session.window.windowTitle().startswith(title),
        timeout=PATIENCE_MS,
    )


def test_a_hub_takes_the_place_of_a_file_and_back_by_the_recent_list(
    qtbot: QtBot, session: WindowSession, hub: HubPlace, tmp_path: Path, settings: QSettings
) -> None:
    session.show(open_desk_for_window(str(own_file(tmp_path / "own.db"))))
    assert session.window is not None
    session.window.commands.hub.trigger()
    dialog = session.opening.hub_dialog
    assert dialog is not None
    dialog.form.show_place(hub)
    dialog.main_button.click()
    wait_for_title(qtbot, session, hub.database)
    assert RecentFiles(settings).locations()[0] == hub.address
    menu = QMenu(session.window)
    session.window.data_files.fill_menu(menu)
    own = menu.actions()[0]
    assert ("own" in own.text(), icon_name_of(own)) == (True, "data_file")
    own.trigger()
    wait_for_title(qtbot, session, "own")
    menu = QMenu(session.window)
    session.window.data_files.fill_menu(menu)
    recent = menu.actions()[0]
    assert (hub.database in recent.text(), icon_name_of(recent)) == (True, "hub")
    recent.trigger()
    wait_for_title(qtbot, session, hub.database)


def test_a_hub_that_does_not_answer_leaves_the_file_open_and_shows_the_form(
    qtbot: QtBot, session: WindowSession, hub: HubPlace, tmp_path: Path
) -> None:
    session.show(open_desk_for_window(str(own_file(tmp_path / "own.db"))))
    session.handle(OpenHub(replace(hub, database="nothing").address))
    qtbot.waitUntil(lambda: session.opening.hub_dialog is not None, timeout=PATIENCE_MS)
    dialog = session.opening.hub_dialog
    assert dialog is not None
    assert "no database of this name" in dialog.problem.text()
    assert dialog.form.database.value() == "nothing"
    wait_for_title(qtbot, session, "own")


def test_the_first_start_leads_to_a_hub(
    qtbot: QtBot, session: WindowSession, hub: HubPlace, tmp_path: Path
) -> None:
    session.show(open_desk_for_window(str(tmp_path / "new.db")))
    assert session.first_start is not None
    session.first_start.hub_button.click()
    dialog = session.opening.hub_dialog
    assert dialog is not None
    dialog.form.show_place(hub)
    dialog.main_button.click()
    wait_for_title(qtbot, session, hub.database)
    assert session.first_start is None
