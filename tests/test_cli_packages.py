"""Packages on the command line: written, encrypted, checked, merged, reported."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from capadesk.domain.replica_state import state_text
from capadesk.domain.stamp import Stamp
from capadesk.formats.packages.age_file import AGE_BEGINNING
from tests.test_cli import Desk


@pytest.fixture
def ann(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "ann.db")
    desk.do(
        "new", "--platform", "Our hub", "--country", "it", "--time-zone", "Europe/Rome", "--language", "it"
    )
    desk.do("add", "person", "given_name=Ada", "family_name=Rossi", "email=ada@example.org")
    desk.do("add", "event", "title=Workshop", "minutes=Ada said yes.")
    return desk


@pytest.fixture
def bob(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "bob.db")


def titles(desk: Desk) -> list[str]:
    return sorted(event["title"] for event in desk.json("list", "events"))


def test_a_package_brings_what_another_desk_has_and_again_nothing(
    ann: Desk, bob: Desk, tmp_path: Path
) -> None:
    package = tmp_path / "ann.capadesk"
    written = ann.json("export", "changes", package)
    assert (written["names"], written["encrypted"], written["kinds"]["event"]) == ("included", False, 1)
    tried = bob.json("merge", package, "--dry-run")
    assert (tried["created"], tried["dry_run"]) == (3, True)
    assert not bob.path.exists()
    merged = bob.json("merge", package)
    assert (merged["created"], merged["conflicts"], merged["unreadable"]) == (3, 0, [])
    assert {(item["kind"], item["outcome"]) for item in merged["items"]} == {
        ("event", "created"),
        ("person", "created"),
        ("platform", "created"),
    }
    assert "Ada Rossi" in [item["title"] for item in merged["items"]]
    again = bob.json("merge", package)
    assert (again["created"], again["items"], again["sources"][0]["change_sets"]) == (0, [], 0)
    assert bob.json("replica-state") == ann.json("replica-state")


def test_a_dry_run_tries_each_file_after_those_before_it_and_keeps_nothing(
    ann: Desk, bob: Desk, tmp_path: Path
) -> None:
    bob.json("add", "event", "title=Own", "kind=workshop")
    state = bob.json("replica-state")
    tried = bob.json("merge", ann.path, ann.path, "--dry-run")
    assert (tried["created"], [source["change_sets"] > 0 for source in tried["sources"]]) == (
        3,
        [True, False],
    )
    assert "Ada Rossi" in [item["title"] for item in tried["items"]]
    assert (bob.json("replica-state"), titles(bob)) == (state, ["Own"])
    bob.path.chmod(0o400)
    assert bob.json("merge", ann.path, "--dry-run")["created"] == 3


def test_since_takes_a_state_a_file_or_a_package(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    package = tmp_path / "ann.capadesk"
    ann.do("export", "changes", package)
    bob.do("merge", package)
    state = bob.do("replica-state").strip()
    (tmp_path / "state.txt").write_text(state, encoding="utf-8")
    ann.do("add", "event", "title=Later")
    for since in (state, tmp_path / "state.txt", package):
        assert ann.json("export", "changes", tmp_path / "more.capadesk", "--since", since)["changes"] == 1
    assert bob.json("merge", tmp_path / "more.capadesk")["created"] == 1
    assert titles(bob) == ["Later", "Workshop"]
    refused = ann.run("export", "changes", tmp_path / "x.capadesk", "--since", state[:-1])
    assert refused.exit_code == 1
    assert "replica-state" in refused.stderr
    assert not (tmp_path / "x.capadesk").exists()


def test_every_record_is_told_and_the_counts_last(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    ann.do("export", "changes", tmp_path / "ann.capadesk")
    told = bob.do("merge", tmp_path / "ann.capadesk").splitlines()
    assert "  created: 1 event: Workshop" in told
    assert told[-1] == "3 created, 0 updated, 0 same, 0 conflicts, 0 waiting."


def test_a_damaged_package_is_refused_and_the_others_are_merged(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.capadesk", tmp_path / "bad.capadesk"
    ann.do("export", "changes", good)
    content = bytearray(good.read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    result = bob.run("merge", bad, good, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    (refused,) = document["unreadable"]
    assert (refused["file"], refused["code"]) == (str(bad), "package_damaged")
    assert "checksum" in refused["reason"]
    assert document["created"] == 3


def test_what_waits_is_said_with_what_to_do(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    state = ann.do("replica-state").strip()
    ann.do("add", "event", "title=Later")
    ann.do("export", "changes", tmp_path / "later.capadesk", "--since", state)
    result = bob.run("merge", tmp_path / "later.capadesk")
    assert result.exit_code == 1
    assert "1 waiting" in result.stdout
    assert "ask its sender" in result.stderr


def test_without_names_the_command_says_what_is_left_out(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    package = tmp_path / "n.capadesk"
    result = ann.run("export", "changes", package, "--without-names")
    assert result.exit_code == 0
    assert "minutes" in result.stderr
    with zipfile.ZipFile(package) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for text in (b"Rossi", b"ada@", b"said yes"):
        assert text not in everything
    refused = ann.run("merge", package)
    assert refused.exit_code == 1
    assert "data file of its own" in refused.stderr
    assert bob.json("merge", package)["created"] == 3
    (person,) = bob.json("list", "people")
    assert person["family_name"].startswith("Person ")


def test_an_encrypted_package_needs_its_passphrase(
    ann: Desk, bob: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, wrong = tmp_path / "secret.txt", tmp_path / "wrong.txt"
    secret.write_text("correct horse battery\n", encoding="utf-8")
    wrong.write_text("incorrect horse\n", encoding="utf-8")
    named = ann.json("export", "changes", tmp_path / "e.capadesk", "--encrypt", "--passphrase-file", secret)[
        "file"
    ]
    assert named == str(tmp_path / "e.capadesk.age")
    package = Path(named)
    content = package.read_bytes()
    assert content.startswith(AGE_BEGINNING)
    refused = bob.run("merge", package)
    assert refused.exit_code == 1
    assert "--passphrase-file" in refused.stderr
    refused = bob.run("merge", package, "--passphrase-file", wrong)
    assert refused.exit_code == 1
    assert "passphrase is wrong" in refused.stderr
    monkeypatch.setenv("CAPADESK_PASSPHRASE_FILE", str(secret))
    damaged = tmp_path / "damaged.capadesk.age"
    damaged.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert bob.run("merge", damaged).exit_code == 1
    assert bob.json("merge", package)["created"] == 3


def test_the_passphrase_comes_from_no_other_place(ann: Desk, tmp_path: Path) -> None:
    refused = ann.run("export", "changes", tmp_path / "e.capadesk.age")
    assert refused.exit_code == 1
    assert "CAPADESK_PASSPHRASE_FILE" in refused.stderr
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"\n")
    refused = ann.run("export", "changes", tmp_path / "e.capadesk", "--encrypt", "--passphrase-file", empty)
    assert refused.exit_code == 1
    assert str(empty) in refused.stderr
    assert list(tmp_path.glob("*.age")) == []


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_the_program_age_opens_an_encrypted_package(ann: Desk, tmp_path: Path) -> None:
    import pty

    (tmp_path / "secret.txt").write_text("correct horse battery\n", encoding="utf-8")
    package = tmp_path / "e.capadesk.age"
    ann.do("export", "changes", package, "--passphrase-file", tmp_path / "secret.txt")
    ann.do("export", "changes", tmp_path / "clear.capadesk")
    out = tmp_path / "opened.capadesk"
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("age", ["age", "-d", "-o", str(out), str(package)])  # noqa: S606 - age asks its terminal
    os.read(terminal, 100)
    os.write(terminal, b"correct horse battery\n")
    while True:
        try:
            if not os.read(terminal, 100):
                break
        except OSError:
            break
    assert os.waitpid(child, 0)[1] == 0
    assert out.read_bytes() == (tmp_path / "clear.capadesk").read_bytes()
    done = subprocess.run(["unzip", "-tq", str(out)], capture_output=True, check=False)
    assert done.returncode == 0


def test_a_file_that_loses_names_says_so(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    without, named = tmp_path / "without.capadesk", tmp_path / "named.capadesk"
    ann.do("export", "changes", without, "--without-names")
    said = bob.run("merge", without)
    assert (said.exit_code, "without names" in said.stderr) == (0, True)
    ann.do("add", "person", "given_name=Ida", "family_name=Bianchi")
    ann.do("export", "changes", named)
    said = bob.run("merge", named)
    assert (said.exit_code, "without names" in said.stderr) == (0, True)
    assert "without names" not in bob.run("merge", named).stderr


def test_how_a_merge_ended_is_said(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    text = tmp_path / "text.capadesk"
    text.write_text("hello", encoding="utf-8")
    assert "Nothing was taken in." in bob.run("merge", text, tmp_path).stderr
    assert "in part" in bob.run("merge", text, ann.path).stderr
    event = ann.json("list", "events")[0]["id"]
    bob.do("set", event, "title=From Bob")
    ann.do("set", event, "title=From Ann")
    assert "All of it would be taken in" in bob.run("merge", ann.path, "--dry-run").stderr
    contradictory = bob.run("merge", ann.path)
    assert (contradictory.exit_code, "All of it was taken in" in contradictory.stderr) == (1, True)


def test_a_folder_is_no_file(bob: Desk, tmp_path: Path) -> None:
    refused = bob.run("merge", tmp_path)
    assert (refused.exit_code, str(tmp_path) in refused.stderr) == (1, True)
    assert "ordinary file" in refused.stderr


def test_the_state_of_a_hub_of_many_desks_is_taken(ann: Desk, tmp_path: Path) -> None:
    replicas = (number.to_bytes(8, "big") for number in range(1, 21))
    state = state_text({replica: Stamp(1, replica) for replica in replicas})
    assert 255 < len(state) < 1_000
    assert ann.json("export", "changes", tmp_path / "all.capadesk", "--since", state)["change_sets"] == 3


def test_what_holds_no_state_is_named(ann: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out.capadesk"
    refused = ann.run("export", "changes", out, "--since", ann.path)
    assert (refused.exit_code, f"{ann.path} does not say" in refused.stderr) == (1, True)
    refused = ann.run("export", "changes", out, "--since", "state.txt")
    assert (refused.exit_code, "no file state.txt" in refused.stderr) == (1, True)


def test_an_export_under_the_name_of_a_data_file_is_refused(ann: Desk, bob: Desk) -> None:
    bob.do("add", "event", "title=Of Bob")
    for words in (("changes",), ("calendar",)):
        refused = ann.run("export", *words, bob.path)
        assert (refused.exit_code, "is a data file" in refused.stderr) == (1, True)
    assert titles(bob) == ["Of Bob"]


def test_a_package_named_as_the_data_file_says_where_it_goes(ann: Desk, tmp_path: Path) -> None:
    package = tmp_path / "ann.capadesk"
    ann.do("export", "changes", package)
    refused = Desk(package).run("list", "events")
    assert (refused.exit_code, f"merge {package}" in refused.stderr) == (1, True)


def test_a_damaged_file_that_was_sent_is_to_be_sent_again(ann: Desk, bob: Desk, tmp_path: Path) -> None:
    sent = tmp_path / "sent" / "ann.db"
    sent.parent.mkdir()
    sent.write_bytes(ann.path.read_bytes()[:50_000])
    refused = bob.run("merge", sent)
    assert (refused.exit_code, "send it again" in refused.stderr) == (1, True)
