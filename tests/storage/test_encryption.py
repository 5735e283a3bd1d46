"""A data file that only its passphrase opens: made, refused, changed, damaged, put back, and plain again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from capadesk.bootstrap.rescue import recover
from capadesk.bootstrap.stores import publications_of
from capadesk.domain.errors import Cancelled, CapaDeskError, EnvironmentFailure, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Person
from capadesk.services.event_service import EventService
from capadesk.services.ports import KeptDraft
from capadesk.services.ports.feeds import Published
from capadesk.storage.beside import draft_file
from capadesk.storage.beside.draft_file import draft_file_of
from capadesk.storage.database import data_file
from capadesk.storage.encryption.cipher_pages import looks_encrypted
from capadesk.storage.encryption.encrypting import decrypt_file, encrypt_file
from capadesk.storage.encryption.file_key import KEY_RING, PLAIN_HEAD
from capadesk.storage.sqlite_store import SqliteStore
from capadesk.storage.trust import backup
from capadesk.storage.trust.restoring import put_back
from tests.made_files import copy_as_if_made_there
from tests.merged_files import merge_file
from tests.storage.replicas import rows_of

PAGE = 4096
FIRST, SECOND = "correct horse battery", "another long sentence"
NAME = "Wojciechowska"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """No passphrase is known before or after a test."""
    forget()
    yield
    forget()


def forget() -> None:
    """What a program that is started anew knows."""
    KEY_RING._keys.clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain file with a person and some events, one of them undone."""
    path = tmp_path_factory.mktemp("made") / "made.db"
    store = SqliteStore.create(path, author="Ann")
    with store.unit_of_work() as work:
        work.save(Person(id=new_id(), given_name="Ewa", family_name=NAME))
        work.commit("Added “{name}”", name=NAME)
    for number in range(24):
        add_event(store, f"Event {number}", description="many words " * 60)
    store.undo()
    store.close()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of it that takes itself for the file that was made."""
    path = tmp_path / "desk.db"
    copy_as_if_made_there(made, path)
    return path


def add_event(store: SqliteStore, title: str, **fields: Any) -> Event:
    event = replace(EventService(store).new().event, title=title, **fields)
    with store.unit_of_work() as work:
        work.save(event)
        work.commit("Added “{name}”", name=title)
    return event


def opened(path: Path) -> SqliteStore:
    return SqliteStore.open(path, author="Ann")


def draft(text: str) -> KeptDraft:
    return KeptDraft("people", "person", new_id(), True, datetime.now(UTC), {}, {"notes": text})


def published(path: Path, title: str) -> None:
    """Note that something stands on a calendar server, and close the file of that."""
    feeds = publications_of(str(path))
    feeds.note(new_id(), [Published(title, title, "", "", "", "")])
    feeds.close()


def files_beside(path: Path) -> list[Path]:
    return [each for each in path.parent.rglob("*") if each.is_file()]


def holders_of(text: str, path: Path) -> list[str]:
    """The files in the folder that hold a text in some byte, as it was typed or folded for the index."""
    wanted = [text.encode(), text.lower().encode()]
    return [each.name for each in files_beside(path) if any(word in each.read_bytes() for word in wanted)]


def refusal(path: Path) -> str:
    with pytest.raises(CapaDeskError) as caught:
        opened(path).close()
    return caught.value.code


# --- encrypted, changed, decrypted ----------------------------------------------------------------


def test_an_encrypted_file_is_the_same_file_with_another_cover(path: Path) -> None:
    with_plain = opened(path)
    rows, replica = rows_of(with_plain), with_plain.replica
    with_plain.close()
    steps: list[tuple[int, int]] = []
    encrypt_file(path, FIRST, lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert path.stat().st_mode & 0o777 == 0o600
    store = opened(path)
    assert store.is_encrypted
    assert (rows_of(store), store.replica, store.check()) == (rows, replica, [])
    assert store.redo() is not None
    assert not path.read_bytes().startswith(PLAIN_HEAD)
    store.close()
    decrypt_file(path)
    forget()
    store = opened(path)
    assert not store.is_encrypted
    assert (store.replica, len(store.select(Event))) == (replica, 24)
    assert store.check() == []
    store.close()


def test_the_format_is_that_of_sqlcipher(path: Path) -> None:
    """Whoever has the passphrase and its program can read the file without CapaDesk."""
    encrypt_file(path, FIRST)
    raw = dbapi2.connect(str(path))
    raw.execute(f"PRAGMA key='{FIRST}'").fetchall()
    assert raw.execute("SELECT family_name FROM person").fetchall() == [(NAME,)]
    raw.close()


def test_nothing_that_was_typed_is_in_any_byte_beside_an_encrypted_file(path: Path) -> None:
    store = opened(path)
    store.drafts.keep(draft(f"{NAME} called"))
    store.close()
    published(path, f"Invitation of {NAME}")
    assert {"desk.db", "desk.db.drafts", "desk.db.feeds"} <= set(holders_of(NAME, path))
    encrypt_file(path, FIRST)
    assert holders_of(NAME, path) == []
    published(path, f"Talk of {NAME}")
    store = opened(path)
    store.drafts.keep(draft(f"{NAME} wrote"))
    add_event(store, f"Talk of {NAME}")
    store.backup_now()
    store.backup_to(path.with_name("elsewhere.capadesk"))
    assert {f"{path.name}-wal", f"{path.name}.drafts", f"{path.name}.drafts-wal"} <= {
        each.name for each in files_beside(path)
    }
    assert holders_of(NAME, path) == []
    assert [left.edited for left in store.drafts.left()] == [
        {"notes": f"{NAME} wrote"},
        {"notes": f"{NAME} called"},
    ]
    store.close()
    assert holders_of(NAME, path) == []


def test_another_passphrase_takes_the_place_of_the_first(path: Path) -> None:
    encrypt_file(path, FIRST)
    store = opened(path)
    store.drafts.keep(draft("kept"))
    old = store.backup_now().path
    store.close()
    encrypt_file(path, SECOND)
    forget()
    with pytest.raises(UserError, match="file_passphrase_wrong"):
        KEY_RING.enter(path, FIRST)
    KEY_RING.enter(path, SECOND)
    store = opened(path)
    assert len(store.drafts.left()) == 1
    assert store.check() == []
    store.close()
    KEY_RING.enter(old, FIRST)
    assert backup.verify(old)


def test_a_short_passphrase_is_refused(path: Path) -> None:
    with pytest.raises(UserError, match="passphrase_too_short"):
        encrypt_file(path, "123456789")
    assert path.read_bytes().startswith(PLAIN_HEAD)


def test_nothing_is_done_while_somebody_else_has_the_file(path: Path) -> None:
    store = opened(path)
    with pytest.raises(EnvironmentFailure, match="database_busy"):
        encrypt_file(path, FIRST)
    assert store.claim_window()
    with pytest.raises(UserError, match="in_use"):
        encrypt_file(path, FIRST)
    add_event(store, "Still plain")
    store.close()
    assert path.read_bytes().startswith(PLAIN_HEAD)
    assert not [each for each in files_beside(path) if "encrypting" in each.name]


def test_who_opened_the_file_just_before_it_was_replaced_is_told_to_come_again(path: Path) -> None:
    before = path.stat()
    data_file.require_same(path, before)
    encrypt_file(path, FIRST)
    with pytest.raises(EnvironmentFailure, match="database_busy"):
        data_file.require_same(path, before)


@pytest.mark.parametrize("last_step", [0, 3, 12])
def test_cancelled_nothing_has_changed(path: Path, last_step: int) -> None:
    raw, beside = path.read_bytes(), len(files_beside(path))
    steps = iter(range(1000))

    def stop(_done: int, _total: int) -> None:
        if next(steps) >= last_step:
            raise Cancelled

    with pytest.raises(Cancelled):
        encrypt_file(path, FIRST, stop)
    store = opened(path)
    assert not store.is_encrypted
    store.close()
    assert len(path.read_bytes()) == len(raw)
    assert len(files_beside(path)) == beside


def test_drafts_of_before_are_encrypted_when_the_program_was_killed_in_between(path: Path) -> None:
    store = opened(path)
    store.drafts.keep(draft(f"{NAME} called"))
    store.close()
    plain = draft_file_of(path).read_bytes()
    encrypt_file(path, FIRST)
    draft_file_of(path).write_bytes(plain)
    data_file.part_of(path).write_bytes(b"half")
    store = opened(path)
    assert holders_of(NAME, path) == []
    assert len(store.drafts.left()) == 1
    store.close()
    assert not [each for each in files_beside(path) if "encrypting" in each.name]


def test_drafts_with_a_passphrase_that_came_too_early_wait_for_their_file(path: Path) -> None:
    """Killed after the drafts were written anew, and before or after the file took its place."""
    encrypt_file(path, FIRST)
    store = opened(path)
    store.drafts.keep(draft("kept"))
    store.close()
    old_file, old_drafts = path.read_bytes(), draft_file_of(path).read_bytes()
    encrypt_file(path, SECOND)
    new_file, new_drafts = path.read_bytes(), draft_file_of(path).read_bytes()
    for file, passphrase in ((old_file, FIRST), (new_file, SECOND)):
        path.write_bytes(file)
        draft_file_of(path).write_bytes(old_drafts)
        data_file.part_of(draft_file_of(path)).write_bytes(new_drafts)
        forget()
        KEY_RING.enter(path, passphrase)
        store = opened(path)
        assert len(store.drafts.left()) == 1
        store.close()
        assert not data_file.part_of(draft_file_of(path)).exists()


def test_damaged_drafts_are_put_aside_and_do_not_stand_in_the_way(path: Path) -> None:
    draft_file_of(path).write_bytes(PLAIN_HEAD + os.urandom(5000))
    encrypt_file(path, FIRST)
    store = opened(path)
    assert store.is_encrypted
    assert store.drafts.left() == []
    assert [copy.path.name for copy in store.plain_copies()] == ["desk.db.drafts.damaged"]
    store.close()


def test_a_link_stays_a_link_and_what_it_leads_to_is_encrypted(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(path)
    encrypt_file(link, FIRST)
    assert link.is_symlink()
    assert holders_of(NAME, path) == []
    store = opened(link)
    assert store.check() == []
    store.close()


def test_an_accent_is_the_same_however_a_system_writes_it(path: Path) -> None:
    encrypt_file(path, "caff\u00e8 e brioche")
    forget()
    KEY_RING.enter(path, "caffe\u0300 e brioche")
    opened(path).close()


# The bytes on which SQLite's readers have their lock (SHARED_FIRST and SHARED_SIZE of its os_unix.c).
_OTHER_PROGRAM = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
        print("free")
    except OSError:
        print("held")
"""


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_the_lock_on_the_file_outlives_every_question_for_its_key(path: Path) -> None:
    """Opening the file in another way and closing it would take the lock away, and with it the WAL."""
    encrypt_file(path, FIRST)
    store = opened(path)
    store.backup_now()
    publications_of(str(path)).close()
    assert KEY_RING.of(path) is not None
    command = [sys.executable, "-c", _OTHER_PROGRAM, str(path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "held\n"
    store.close()
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "free\n"


# --- asked for, wrong, damaged, not ours ----------------------------------------------------------


def test_the_passphrase_is_asked_for_and_a_wrong_one_is_told(path: Path) -> None:
    encrypt_file(path, FIRST)
    forget()
    assert refusal(path) == "file_passphrase_needed"
    with pytest.raises(UserError, match="file_passphrase_wrong"):
        KEY_RING.enter(path, SECOND)
    assert refusal(path) == "file_passphrase_needed"
    KEY_RING.enter(path, FIRST)
    opened(path).close()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + os.urandom(9000),
        b"age-encryption.org/v1\n" + os.urandom(9000),
        b"words of a text\n" * 900,
        bytes(9000),
        b"\xff\xd8\xff\xe0" + os.urandom(9000),
        os.urandom(3000),
    ],
    ids=["zip", "age", "text", "zeros", "jpeg", "short"],
)
def test_other_files_are_not_taken_for_encrypted_ones(tmp_path: Path, content: bytes) -> None:
    strange = tmp_path / "strange.db"
    strange.write_bytes(content)
    assert not looks_encrypted(strange)
    is_package = content.startswith(b"age-encryption")
    assert refusal(strange) == ("package_no_data_file" if is_package else "not_a_capadesk_file")


def test_random_bytes_are_asked_for_a_passphrase_that_nobody_has(tmp_path: Path) -> None:
    strange = tmp_path / "strange.db"
    strange.write_bytes(os.urandom(3 * PAGE))
    assert refusal(strange) == "file_passphrase_needed"
    with pytest.raises(UserError, match="file_passphrase_wrong"):
        KEY_RING.enter(strange, FIRST)


@pytest.mark.parametrize("damage", ["zeros", "noise", "salt"])
def test_with_a_damaged_head_the_passphrase_is_asked_for_and_the_backup_offered(
    path: Path, damage: str
) -> None:
    encrypt_file(path, FIRST)
    store = opened(path)
    good = store.backup_now()
    add_event(store, "After the backup")
    store.close()
    raw = bytearray(path.read_bytes())
    if damage == "salt":
        raw[3] ^= 0x40
    else:
        raw[:PAGE] = bytes(PAGE) if damage == "zeros" else os.urandom(PAGE)
    path.write_bytes(raw)
    forget()
    assert refusal(path) == "file_passphrase_needed"
    with pytest.raises(UserError, match="file_passphrase_wrong"):
        KEY_RING.enter(path, SECOND)
    KEY_RING.enter(path, FIRST)
    with pytest.raises(EnvironmentFailure, match="database_damaged") as caught:
        opened(path)
    assert caught.value.data["backup"] == str(good.path)
    done = recover(str(path))
    assert (done.added, done.unreadable) == (1, 0)
    store = opened(path)
    assert store.is_encrypted
    assert "After the backup" in {event.title for event in store.select(Event)}
    store.close()
    assert holders_of(NAME, path) == []


def test_damage_in_the_middle_is_damage_and_what_is_whole_comes_back_encrypted(path: Path) -> None:
    encrypt_file(path, FIRST)
    raw = bytearray(path.read_bytes())
    for page in range(len(raw) // PAGE // 2, len(raw) // PAGE, 9):
        raw[page * PAGE + 100] ^= 1
    path.write_bytes(raw)
    store = opened(path)
    assert [problem.code for problem in store.check()] == ["integrity"]
    store.close()
    done = recover(str(path))
    assert done.backup is None
    assert done.added + done.waiting > 5
    store = opened(path)
    assert store.is_encrypted
    assert store.check() == []
    store.close()


# --- backups and other files ----------------------------------------------------------------------


def test_a_plain_backup_in_the_place_of_an_encrypted_file_is_encrypted(path: Path) -> None:
    store = opened(path)
    plain = store.backup_now().path
    store.close()
    encrypt_file(path, FIRST)
    made = put_back(plain, path)
    assert made.kept is not None
    assert made.kept.is_verified
    plain.unlink()
    assert holders_of(NAME, path) == []
    store = opened(path)
    assert store.is_encrypted
    assert store.check() == []
    store.close()


def test_a_backup_with_the_old_passphrase_is_put_back_with_the_new_one(path: Path) -> None:
    encrypt_file(path, FIRST)
    store = opened(path)
    old = store.backup_now().path
    add_event(store, "After the backup")
    store.close()
    encrypt_file(path, SECOND)
    forget()
    KEY_RING.enter(path, SECOND)
    with pytest.raises(UserError, match="file_passphrase_needed"):
        put_back(old, path)
    KEY_RING.enter(old, FIRST)
    put_back(old, path)
    forget()
    KEY_RING.enter(path, SECOND)
    store = opened(path)
    assert "After the backup" not in {event.title for event in store.select(Event)}
    assert store.check() == []
    store.close()


def test_encrypted_files_merge_into_plain_ones_and_back(path: Path, tmp_path: Path) -> None:
    encrypt_file(path, FIRST)
    other = SqliteStore.create(tmp_path / "other.db", author="Bob")
    forget()
    with pytest.raises(UserError, match="file_passphrase_needed"):
        merge_file(other, path)
    KEY_RING.enter(path, FIRST)
    assert merge_file(other, path).created == 25
    add_event(other, "From Bob")
    store = opened(path)
    assert merge_file(store, Path(other.location)).created == 1
    assert rows_of(store) == rows_of(other)
    store.close()
    other.close()


def test_what_everybody_can_read_is_listed_and_removed_once_there_is_an_encrypted_backup(
    path: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    store = opened(path)
    store.set_own_setting("backup_copies", str(elsewhere))
    store.backup_now()
    assert store.plain_copies() == []  # of a plain file nothing is said
    store.close()
    draft_file_of(path).with_name(f"{path.name}.drafts.damaged").write_bytes(PLAIN_HEAD + NAME.encode())
    encrypt_file(path, FIRST)
    store = opened(path)
    assert len(store.plain_copies()) == 3
    assert holders_of(NAME, path)
    store.remove_plain_copies()
    assert store.plain_copies() == []
    assert holders_of(NAME, path) == []
    (kept,) = store.backups()
    assert backup.verify(kept.path)
    store.close()


def test_a_file_that_is_only_read_keeps_no_drafts_and_asks_all_the_same(path: Path) -> None:
    encrypt_file(path, FIRST)
    forget()
    with pytest.raises(UserError, match="file_passphrase_needed"):
        SqliteStore.open(path, author="Ann", read_only=True)
    KEY_RING.enter(path, FIRST)
    store = SqliteStore.open(path, author="Ann", read_only=True)
    assert store.is_encrypted
    assert not store.drafts.can_keep
    store.close()
    assert not draft_file.draft_file_of(path).exists()
