"""backups and restore on the command line."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from tests.test_cli import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk.db")
    made.do("new", "--platform", "Platform")
    return made


def titles(desk: Desk) -> list[str]:
    return [event["title"] for event in desk.json("list", "events")]


def test_what_a_restore_would_change_is_told_with_who_and_when(desk: Desk, tmp_path: Path) -> None:
    desk.do("add", "event", "title=Kept")
    desk.do("add", "event", "title=Renamed")
    copy = tmp_path / "copy.capadesk"
    desk.do("backup", copy)
    (renamed,) = [event for event in desk.json("list", "events") if event["title"] == "Renamed"]
    desk.do("set", renamed["id"], "title=New name")
    desk.do("add", "event", "title=Added since")
    desk.do("delete", renamed["id"])
    told = desk.json("restore", copy, "--dry-run")
    assert (told["same"], told["related"]) == (False, True)
    assert told["lost"]["count"] == 3
    assert told["lost"]["created"] == {"event": 1}
    assert told["lost"]["deleted"] == {"event": 1}
    assert told["gained"]["count"] == 0
    assert all(change["author"] and change["time"] for change in told["lost"]["changes"])
    text = desk.run("restore", copy, "--dry-run").stdout
    assert "3 changes are in the file and not in the backup" in text
    assert "Added since" in text
    assert sorted(titles(desk)) == ["Added since", "Kept"]


def test_what_only_the_backup_has_is_told(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.capadesk"
    desk.do("add", "event", "title=Early")
    desk.do("backup", copy)
    desk.do("add", "event", "title=Late")
    late = tmp_path / "late.capadesk"
    desk.do("backup", late)
    desk.do("restore", copy)
    told = desk.json("restore", late, "--dry-run")
    assert told["gained"]["count"] == 1
    assert told["gained"]["created"] == {"event": 1}
    assert told["lost"]["count"] == 0
    assert desk.json("restore", copy, "--dry-run")["same"] is True


def test_a_backup_of_another_file_is_told(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other.db")
    other.do("new", "--platform", "Other")
    told = desk.json("restore", other.path, "--dry-run")
    assert told["related"] is False
    assert "another file" in desk.run("restore", other.path, "--dry-run").stderr


def test_a_restore_is_undone_and_done_again(desk: Desk, tmp_path: Path) -> None:
    result = desk.run("restore", "--undo")
    assert result.exit_code == 1
    assert "nothing to put back" in result.stderr
    desk.do("add", "event", "title=Before")
    copy = tmp_path / "copy.capadesk"
    desk.do("backup", copy)
    desk.do("add", "event", "title=After")
    desk.do("restore", copy)
    assert titles(desk) == ["Before"]
    told = desk.json("restore", "--undo")
    assert Path(told["kept"]).exists()
    assert sorted(titles(desk)) == ["After", "Before"]
    desk.do("restore", "--undo")
    assert titles(desk) == ["Before"]


def test_a_backup_or_undo_is_named(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("restore").exit_code == 2
    assert desk.run("restore", tmp_path / "copy", "--undo").exit_code == 2
    assert desk.run("restore", tmp_path / "none", "--dry-run").exit_code == 1


def test_backups_are_listed(desk: Desk, tmp_path: Path) -> None:
    assert desk.json("backups") == []
    assert "no backup" in desk.run("backups").stdout
    copy = tmp_path / "copy.capadesk"
    desk.do("backup", copy)
    desk.do("add", "event", "title=Later")
    desk.do("restore", copy)
    (entry,) = desk.json("backups")
    assert (entry["verified"], entry["reason"]) == (True, "before_restore")
    assert "before going back" in desk.run("backups").stdout


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[100:4096] = b"\x7f" * 3996
    path.write_bytes(raw)


def test_a_damaged_file_is_brought_back_with_what_was_done_since(desk: Desk, tmp_path: Path) -> None:
    desk.do("add", "event", "title=Before")
    desk.do("recover")
    assert "sound" in desk.run("recover").stderr
    with contextlib.closing(open_desk(str(desk.path)).store) as store:
        store.backup_now()
    desk.do("add", "event", "title=After")
    damage(desk.path)
    refused = desk.run("list", "events")
    assert refused.exit_code == 1
    assert "recover" in refused.stderr
    assert ".capadesk" in refused.stderr
    told = desk.json("recover")
    assert (told["added"], told["unreadable"], told["waiting"]) == (1, 0, 0)
    assert Path(told["damaged"]).exists()
    assert sorted(titles(desk)) == ["After", "Before"]
    assert desk.json("check")["ok"]


def test_without_a_backup_what_can_be_read_goes_into_a_new_file(desk: Desk) -> None:
    desk.do("add", "event", "title=Before")
    raw = bytearray(desk.path.read_bytes())
    raw[-4096 * 30 :] = b"\x7f" * (4096 * 30)
    desk.path.write_bytes(raw)
    told = desk.json("recover")
    assert told["backup"] is None
    assert "Before" in titles(desk) or told["unreadable"] or told["waiting"]
    assert desk.json("check")["ok"]


def test_what_is_whole_in_a_damaged_file_is_taken_out_as_a_package(desk: Desk, tmp_path: Path) -> None:
    desk.do("add", "event", "title=Whole")
    out = tmp_path / "salvaged.capadesk"
    told = desk.json("salvage", desk.path, out)
    assert told["unreadable"] == 0
    assert desk.run("salvage", desk.path, out).exit_code == 1
    other = Desk(tmp_path / "other.db")
    other.do("merge", out)
    assert titles(other) == ["Whole"]
    strange = tmp_path / "strange"
    strange.write_bytes(b"x" * 5000)
    refused = desk.run("salvage", strange, tmp_path / "none.capadesk")
    assert refused.exit_code == 1
    assert "strange" in refused.stderr
    assert not (tmp_path / "none.capadesk").exists()


def test_changes_that_were_lost_are_told(desk: Desk) -> None:
    old = desk.path.read_bytes()
    desk.do("add", "event", "title=Lost")
    with desk.path.open("wb") as file:
        file.write(old)
    told = desk.run("list", "events")
    assert told.exit_code == 0
    assert "not in the file any more" in told.stderr
    assert [problem["code"] for problem in json.loads(desk.run("check", "--json").stdout)["problems"]] == [
        "changes_lost"
    ]


def test_a_synchronised_folder_is_told_once_and_by_check(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    desk = Desk(tmp_path / "Dropbox" / "desk.db")
    assert "Dropbox" in desk.run("add", "event", "title=One").stderr
    assert "Dropbox" not in desk.run("add", "event", "title=Two").stderr
    told = desk.json("check")
    assert (told["ok"], [each["code"] for each in told["warnings"]]) == (True, ["synchronised_folder"])
    assert "not synchronised" in desk.run("check").stderr


def test_a_file_whose_first_page_is_gone_is_read_without_any_backup(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk.db")
    desk.do("new", "--platform", "Our hub")
    desk.do("add", "event", "title=Kept")
    raw = desk.path.read_bytes()
    desk.path.write_bytes(bytes(4_096) + raw[4_096:])
    refused = desk.run("list", "events")
    assert (refused.exit_code, "is damaged" in refused.stderr) == (1, True)
    assert desk.run("recover").exit_code == 0
    assert [event["title"] for event in desk.json("list", "events")] == ["Kept"]


def test_an_emptied_file_is_damaged_and_not_somebody_elses(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk.db")
    desk.do("add", "event", "title=Gone")
    desk.path.write_bytes(b"")
    refused = desk.run("list", "events")
    assert (refused.exit_code, "is damaged" in refused.stderr) == (1, True)


def test_a_backup_without_a_name_goes_beside_the_others_and_rotates(desk: Desk) -> None:
    assert "“backup” makes one" in desk.run("backups").stdout
    desk.do("backup")
    (entry,) = desk.json("backups")
    assert (entry["verified"], entry["reason"]) == (True, "")
