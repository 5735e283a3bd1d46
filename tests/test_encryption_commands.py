"""encrypt, passphrase, decrypt, and every other command on a file that only its passphrase opens."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from click.testing import CliRunner, Result

from capadesk.bootstrap import encryption, open_desk
from capadesk.commands.command_line import cli
from capadesk.storage.encryption.file_key import KEY_RING, PLAIN_HEAD
from capadesk.sync.kept_passwords import KeptPasswords
from tests.made_files import MadeFiles
from tests.test_durability import KILLS, ROOT, killed_after, on_posix
from tests.test_durability import run as run_program
from tests.test_hub_commands import Keys

FIRST, SECOND = "correct horse battery", "another long sentence"


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """No passphrase is known before or after a test; the keyring is in memory."""
    before, made = keyring.get_keyring(), Keys()
    keyring.set_keyring(made)
    monkeypatch.setattr(encryption, "FILE_PASSPHRASES", KeptPasswords())
    KEY_RING._keys.clear()
    yield made
    KEY_RING._keys.clear()
    keyring.set_keyring(before)


@pytest.fixture
def path(tmp_path: Path, made_files: MadeFiles) -> Path:
    """A data file with the sample."""
    path = tmp_path / "desk.db"
    made_files.desk(path, has_sample=True).store.close()
    return path


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file with the passphrase in its first line."""
    file = tmp_path / "words.txt"
    file.write_text(f"{FIRST}\nand a note\n", encoding="utf-8")
    return file


def run(path: Path, *arguments: object, words: Path | None = None) -> Result:
    """One command, as a program that is started anew knows nothing."""
    KEY_RING._keys.clear()
    given = ["--passphrase-file", str(words)] if words else []
    return CliRunner().invoke(cli, ["--data", str(path), *given, *map(str, arguments)])


def done(path: Path, *arguments: object, words: Path | None = None) -> str:
    result = run(path, *arguments, words=words)
    assert result.exit_code == 0, result.output
    return result.stdout


def read(path: Path, *arguments: object, words: Path | None = None) -> Any:
    return json.loads(done(path, *arguments, "--json", words=words))


def encrypted(path: Path, words: Path) -> None:
    done(path, "encrypt", "--new-passphrase-file", words)


def test_every_command_works_with_the_passphrase_and_none_without(path: Path, words: Path, tmp_path: Path):
    events = read(path, "list", "events")
    encrypted(path, words)
    assert not path.read_bytes().startswith(PLAIN_HEAD)
    for command in ("list events", "check", f"history {events[0]['id']}", f"backup {tmp_path / 'x'}"):
        result = run(path, *command.split())
        assert result.exit_code == 1, command
        assert "is encrypted" in result.output
    assert read(path, "list", "events", words=words) == events
    assert read(path, "check", words=words)["ok"]
    added = done(path, "add", "event", "title=Encrypted talk", words=words)
    assert added.strip()
    assert "Encrypted talk" in done(path, "list", "events", "--search", "encrypted", words=words)
    done(path, "undo", words=words)
    done(path, "export", "calendar", tmp_path / "out.ics", words=words)
    done(path, "report", "activity", tmp_path / "out.xlsx", words=words)
    out = tmp_path / "copy.capadesk"
    done(path, "backup", out, words=words)
    assert not out.read_bytes().startswith(PLAIN_HEAD)
    done(path, "restore", out, words=words)
    assert read(path, "list", "events", words=words) == events
    assert read(path, "restore", "--undo", "--dry-run", words=words)["related"]


def test_a_wrong_passphrase_and_a_file_without_one_are_told(path: Path, words: Path, tmp_path: Path) -> None:
    encrypted(path, words)
    other = tmp_path / "other.txt"
    other.write_text(SECOND)
    result = run(path, "list", "events", words=other)
    assert result.exit_code == 1
    assert "does not open" in result.output
    other.write_text("")
    assert "holds no passphrase" in run(path, "list", "events", words=other).output
    assert "encrypted already" in run(path, "encrypt", "--new-passphrase-file", words).output
    assert "There is nobody to ask" in run(path, "passphrase", words=words).output
    plain = tmp_path / "plain.db"
    done(plain, "new")
    assert "not encrypted" in run(plain, "decrypt").output
    assert "not encrypted" in run(plain, "passphrase").output
    assert "nobody to ask" in run(plain, "encrypt").output
    other.write_text("too short")
    assert "at least 10" in run(plain, "encrypt", "--new-passphrase-file", other).output


def test_the_passphrase_is_changed_and_the_encryption_taken_away(path: Path, words: Path, tmp_path: Path):
    encrypted(path, words)
    events = read(path, "list", "events", words=words)
    other = tmp_path / "other.txt"
    other.write_text(SECOND)
    done(path, "passphrase", "--new-passphrase-file", other, words=words)
    assert run(path, "list", "events", words=words).exit_code == 1
    done(path, "decrypt", words=other)
    assert path.read_bytes().startswith(PLAIN_HEAD)
    assert read(path, "list", "events") == events


def test_encrypted_files_are_merged_with_their_passphrases(path: Path, words: Path, tmp_path: Path) -> None:
    encrypted(path, words)
    hub = tmp_path / "hub.db"
    for words_of_all in ((), ("--dry-run",)):
        result = run(hub, "merge", path, *words_of_all)
        assert result.exit_code == 1
        assert "is encrypted" in result.output
        assert "capadesk merge FILE --passphrase-file" in result.output
        assert ("Nothing would be taken in." if words_of_all else "Nothing was taken in.") in result.output
        assert "in part" not in result.output
    assert read(hub, "merge", path, "--passphrase-file", words, "--dry-run")["created"] > 10
    merged = read(hub, "merge", path, "--passphrase-file", words)
    assert merged["created"] > 10
    assert read(hub, "list", "events") == read(path, "list", "events", words=words)


def test_plain_backups_are_listed_and_deleted_only_when_that_is_wanted(path: Path, words: Path) -> None:
    desk = open_desk(str(path))
    backup = desk.store.backup_now().path
    desk.store.close()
    result = run(path, "encrypt", "--new-passphrase-file", words)
    assert str(backup) in result.stderr
    assert "They stay" in result.stderr
    assert "lost file" in result.stderr
    done(path, "decrypt", words=words)
    result = run(path, "encrypt", "--new-passphrase-file", words, "--delete-plain-copies")
    assert not backup.exists()
    (left,) = read(path, "backups", words=words)
    assert not Path(left["file"]).read_bytes().startswith(PLAIN_HEAD)


def test_the_keyring_opens_the_file_until_the_passphrase_changes(
    path: Path, words: Path, nothing_known: Keys
) -> None:
    encrypted(path, words)
    assert run(path, "list", "events").exit_code == 1
    encryption.unlock(path, FIRST, is_kept=True)
    assert list(nothing_known.kept) == [("capadesk", str(path))]
    encryption.FILE_PASSPHRASES._typed.clear()
    assert run(path, "list", "events").exit_code == 0
    nothing_known.kept["capadesk", str(path)] = SECOND
    assert "is encrypted" in run(path, "list", "events").output


def typed(command: list[str], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """Run the program on a terminal and type what it asks for; its exit status and what stood there."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "capadesk", *command])  # noqa: S606 - a child of its own
    shown, waiting = "", list(answers)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1.0)[0]:
            continue
        try:
            part = os.read(terminal, 4096).decode(errors="replace")
        except OSError:  # the program has ended
            break
        if not part:
            break
        shown += part
        if waiting and waiting[0][0] in shown.rpartition("\x00")[2]:
            os.write(terminal, f"{waiting.pop(0)[1]}\n".encode())
            shown += "\x00"
    _pid, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown


@on_posix
def test_on_a_terminal_the_passphrase_is_asked_for_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    assert run_program("--data", path, "new").returncode == 0
    status, shown = typed(["--data", str(path), "encrypt"], [("New passphrase", FIRST), ("Repeat", FIRST)])
    assert status == 0, shown
    assert FIRST not in shown
    status, shown = typed(
        ["--data", str(path), "list", "events", "--json"],
        [("Passphrase of desk.db", SECOND), ("Passphrase of desk.db", FIRST), ("keyring", "n")],
    )
    assert status == 0, shown
    assert "does not open" in shown
    assert FIRST not in shown


@on_posix
def test_killed_at_any_moment_the_file_is_the_old_one_or_the_new_one(
    path: Path, words: Path, tmp_path: Path
) -> None:
    events = read(path, "list", "events")
    command = [sys.executable, "-m", "capadesk", "--data", str(path)]
    encrypting = [*command, "encrypt", "--new-passphrase-file", str(words)]
    decrypting = [*command, "--passphrase-file", str(words), "decrypt"]
    begin = time.monotonic()
    assert killed_after(120, encrypting, tmp_path / "out.txt") == 0
    whole_seconds = time.monotonic() - begin
    chance, killed = random.Random(8), 0
    for _round in range(max(1, KILLS // 2)):
        is_encrypted = not path.read_bytes().startswith(PLAIN_HEAD)
        after = chance.uniform(0.3, 1.05) * whole_seconds
        status = killed_after(after, decrypting if is_encrypted else encrypting, tmp_path / "out.txt")
        killed += status == -signal.SIGKILL
        is_now = not path.read_bytes().startswith(PLAIN_HEAD)
        assert status != 0 or is_now is not is_encrypted
        assert read(path, "check", words=words)["ok"]
        assert read(path, "list", "events", words=words) == events
        assert not [each for each in tmp_path.iterdir() if "encrypting" in each.name]
    assert killed or KILLS < 6


@on_posix
def test_a_question_is_not_painted_over_by_the_progress_bar(path: Path, words: Path, tmp_path: Path) -> None:
    import pty

    encrypted(path, words)
    terminal, its_end = pty.openpty()
    arguments = [sys.executable, "-m", "capadesk", "salvage", str(path), str(tmp_path / "out.capadesk")]
    child = subprocess.Popen(arguments, stdin=its_end, stdout=its_end, stderr=its_end, cwd=ROOT)
    said = b""
    try:
        while b"Passphrase of desk.db: " not in said:
            assert select.select([terminal], [], [], 30)[0], said
            said += os.read(terminal, 65_536)
        # A bar that went on would be drawn anew ten times a second.
        assert not select.select([terminal], [], [], 0.4)[0]
    finally:
        child.kill()
        child.wait()
        os.close(terminal)
        os.close(its_end)
