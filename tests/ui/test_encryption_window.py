"""Encrypted files in the window: made, opened, their passphrase changed and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import DeskFiles, create_desk, encryption, open_desk_for_window
from capadesk.domain.errors import UserError
from capadesk.services.merging.merge_preview import FileToMerge
from capadesk.storage.encryption.file_key import KEY_RING, PLAIN_HEAD
from capadesk.sync.kept_passwords import KeptPasswords
from capadesk.ui.common.desk_requests import EncryptFile, OpenFile
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.common.passphrase_question import PassphraseQuestion
from capadesk.ui.settings.store.new_passphrase_dialog import NewPassphraseDialog
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.session import WindowSession
from tests.test_hub_commands import Keys
from tests.ui.hands import answer

PATIENCE_MS = 30_000
FIRST, SECOND = "correct horse battery", "another long sentence"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """No passphrase is known before or after a test; the keyring is in memory."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    before, made = keyring.get_keyring(), Keys()
    keyring.set_keyring(made)
    monkeypatch.setattr(encryption, "FILE_PASSPHRASES", KeptPasswords())
    KEY_RING._keys.clear()
    yield made
    KEY_RING._keys.clear()
    keyring.set_keyring(before)


@pytest.fixture
def session(qtbot: QtBot, appearance: Appearance, settings: QSettings) -> Iterator[WindowSession]:
    made = WindowSession(DeskFiles(), appearance, settings)
    yield made
    made.close()
    QApplication.processEvents()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    create_desk(str(path), platform="Italy").store.close()
    return path


def opened(session: WindowSession, path: Path) -> MainWindow:
    session.show(open_desk_for_window(str(path)))
    assert session.window is not None
    return session.window


def encryption_rows(session: WindowSession) -> Any:
    assert session.window is not None
    page: Any = session.window.show_area_named("settings")
    page.show_section("data_file")
    return page.section.encryption


def until(qtbot: QtBot, session: WindowSession, *, is_encrypted: bool) -> MainWindow:
    """Wait until the window over the file is there, encrypted or not."""
    qtbot.waitUntil(
        lambda: (
            session.window is not None
            and session.desk is not None
            and session.desk.store.is_encrypted is is_encrypted
        ),
        timeout=PATIENCE_MS,
    )
    assert session.window is not None
    return session.window


def test_a_file_is_encrypted_and_what_is_plain_beside_it_goes_when_that_is_wanted(
    qtbot: QtBot, session: WindowSession, path: Path, keys: Keys
) -> None:
    window = opened(session, path)
    assert session.desk is not None
    plain = session.desk.store.backup_now().path
    rows = encryption_rows(session)
    assert not rows.encrypt_button.isHidden()
    assert rows.change_button.isHidden()
    rows.encrypt_button.click()
    dialog = rows.dialog
    assert not dialog.go_button.isEnabled()
    dialog.first.setText("too short")
    dialog.second.setText("too short")
    assert "10" in dialog.hint.text()
    assert not dialog.go_button.isEnabled()
    dialog.first.setText(FIRST)
    assert not dialog.go_button.isEnabled()
    dialog.second.setText(FIRST)
    dialog.keep.setChecked(True)
    dialog.go_button.click()
    window = until(qtbot, session, is_encrypted=True)
    assert not path.read_bytes().startswith(PLAIN_HEAD)
    assert list(keys.kept.values()) == [FIRST]
    assert window.bar.mood is Mood.QUESTION
    assert "1 backup" in window.bar.text
    answer(window, "&Look at them…")
    rows = encryption_rows(session)
    assert rows.dialog.list.topLevelItemCount() == 1
    assert not rows.plain_button.isHidden()
    rows.dialog.delete_button.click()
    qtbot.waitUntil(rows.plain_button.isHidden, timeout=PATIENCE_MS)
    assert not plain.exists()
    (kept,) = session.desk.store.backups()
    assert not kept.path.read_bytes().startswith(PLAIN_HEAD)


def test_what_is_typed_can_be_seen_and_the_dialog_can_be_left(qtbot: QtBot) -> None:
    dialog = NewPassphraseDialog(is_encrypted=True)
    qtbot.addWidget(dialog)
    dialog.first.setText(FIRST)
    assert FIRST not in dialog.first.displayText()
    dialog.seen.setChecked(True)
    assert dialog.first.displayText() == FIRST
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_another_file_asks_for_its_passphrase_until_it_fits(
    qtbot: QtBot, session: WindowSession, path: Path, tmp_path: Path
) -> None:
    encryption.encrypt(path, FIRST)
    KEY_RING._keys.clear()
    other = tmp_path / "b.db"
    create_desk(str(other), platform="France").store.close()
    opened(session, other)
    session.handle(OpenFile(path))
    qtbot.waitUntil(lambda: session.opening.passphrase_question is not None, timeout=PATIENCE_MS)
    question = session.opening.passphrase_question
    assert question is not None
    assert not question.open_button.isEnabled()
    question.passphrase.setText(SECOND)
    question.open_button.click()
    qtbot.waitUntil(lambda: "does not open a.db" in question.problem.text(), timeout=PATIENCE_MS)
    question.passphrase.setText(FIRST)
    qtbot.keyClick(question.passphrase, Qt.Key.Key_Return)
    window = until(qtbot, session, is_encrypted=True)
    assert window.windowTitle().startswith("a[*]")


def test_a_question_that_is_left_leaves_the_present_file_open(
    qtbot: QtBot, session: WindowSession, path: Path, tmp_path: Path
) -> None:
    encryption.encrypt(path, FIRST)
    KEY_RING._keys.clear()
    other = tmp_path / "b.db"
    create_desk(str(other), platform="France").store.close()
    window = opened(session, other)
    session.handle(OpenFile(path))
    qtbot.waitUntil(lambda: session.opening.passphrase_question is not None, timeout=PATIENCE_MS)
    assert session.opening.passphrase_question is not None
    session.opening.passphrase_question.reject()
    assert session.window is window


def test_the_passphrase_is_changed_and_an_old_backup_asks_for_the_old_one(
    qtbot: QtBot, session: WindowSession, path: Path
) -> None:
    encryption.encrypt(path, FIRST)
    desk = open_desk_for_window(str(path))
    desk.store.backup_now()
    desk.store.close()
    encryption.encrypt(path, SECOND)
    KEY_RING._keys.clear()
    encryption.unlock(path, SECOND)
    window = opened(session, path)
    page: Any = window.show_area_named("settings")
    page.show_section("backup")
    backup = page.section
    backup.shown()
    backup.list.setCurrentItem(backup.list.topLevelItem(0))
    backup.ask_to_restore()
    qtbot.waitUntil(lambda: window.passphrase_question is not None, timeout=PATIENCE_MS)
    question = window.passphrase_question
    assert question is not None
    question.passphrase.setText(FIRST)
    question.open_button.click()
    qtbot.waitUntil(lambda: backup.preview is not None, timeout=PATIENCE_MS)
    backup.preview.reject()


def test_the_encryption_is_taken_away_after_a_question(
    qtbot: QtBot, session: WindowSession, path: Path
) -> None:
    encryption.encrypt(path, FIRST)
    window = opened(session, path)
    rows = encryption_rows(session)
    rows.remove_button.click()
    assert window.bar.mood is Mood.QUESTION
    answer(window, "&Remove the encryption")
    window = until(qtbot, session, is_encrypted=False)
    assert path.read_bytes().startswith(PLAIN_HEAD)
    assert "not encrypted any more" in window.bar.text


def test_a_failure_brings_the_file_back_as_it_was(qtbot: QtBot, session: WindowSession, path: Path) -> None:
    opened(session, path)
    second = open_desk_for_window(str(path), read_only=True)
    session.handle(EncryptFile(FIRST, is_kept=False))
    qtbot.waitUntil(
        lambda: session.window is not None and session.window.bar.mood is Mood.ERROR, timeout=PATIENCE_MS
    )
    second.store.close()
    assert session.desk is not None
    assert not session.desk.store.is_encrypted


def test_a_passphrase_is_tried_off_the_gui_thread(qtbot: QtBot, path: Path) -> None:
    tried: list[str] = []

    def unlock(_path: Path, passphrase: str, is_kept: bool) -> bool:
        tried.append(passphrase)
        if passphrase != FIRST:
            raise UserError("file_passphrase_wrong", file="a.db")
        return not is_kept  # there is no keyring

    question = PassphraseQuestion(path, unlock)
    qtbot.addWidget(question)
    question.passphrase.setText(SECOND)
    question.try_it()
    assert not question.passphrase.isEnabled()
    qtbot.waitUntil(lambda: "does not open" in question.problem.text(), timeout=PATIENCE_MS)
    question.passphrase.setText(FIRST)
    question.keep.setChecked(True)
    question.try_it()
    qtbot.waitUntil(lambda: "no keyring" in question.problem.text(), timeout=PATIENCE_MS)
    assert not question.keep.isChecked()
    with qtbot.waitSignal(question.accepted, timeout=PATIENCE_MS):
        question.try_it()
    assert tried == [SECOND, FIRST, FIRST]


def test_encrypted_files_are_looked_at_with_their_passphrase_before_they_are_merged(
    path: Path, tmp_path: Path
) -> None:
    encryption.encrypt(path, FIRST)
    KEY_RING._keys.clear()
    desk = create_desk(str(tmp_path / "hub.db"))
    try:
        (locked,) = desk.merging.preview([FileToMerge(path)]).files
        assert (locked.needs_passphrase, locked.error) == (True, None)
        (wrong,) = desk.merging.preview([FileToMerge(path, SECOND)]).files
        assert wrong.needs_passphrase
        assert wrong.error is not None
        (right,) = desk.merging.preview([FileToMerge(path, FIRST)]).files
        assert (right.needs_passphrase, right.error) == (False, None)
        assert right.result is not None
        assert right.result.created == 1
    finally:
        desk.store.close()
