"""merges and unmerge on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.test_cli import Desk


def made(path: Path) -> Desk:
    desk = Desk(path)
    desk.do("new", "--platform", path.stem)
    return desk


def test_a_merge_is_listed_taken_out_and_comes_again(tmp_path: Path) -> None:
    hub, other = made(tmp_path / "hub.db"), made(tmp_path / "other.db")
    other.do("add", "event", "title=Elsewhere")
    assert hub.run("merges").stdout == "Nothing was merged into this file.\n"
    hub.do("merge", other.path)
    (entry,) = hub.json("merges")["merges"]
    assert (entry["number"], entry["kind"], entry["taken_out_at"]) == (1, "file", None)
    assert "created" in hub.run("merges").stdout
    taken = hub.json("unmerge", 1)
    assert (taken["number"], taken["records"]["event"], taken["waiting"]) == (1, 1, 0)
    assert hub.json("list", "events") == []
    assert "taken out" in hub.run("merges").stdout
    assert hub.json("check")["ok"]
    hub.do("merge", other.path)
    assert [event["title"] for event in hub.json("list", "events")] == ["Elsewhere"]
    hub.do("undo")
    assert hub.json("list", "events") == []


def test_a_merge_that_own_work_needs_stays_and_the_work_is_named(tmp_path: Path) -> None:
    hub, other = made(tmp_path / "hub.db"), made(tmp_path / "other.db")
    other.do("add", "event", "title=Elsewhere")
    hub.do("merge", other.path)
    (event,) = hub.json("list", "events")
    hub.do("set", event["id"], "venue=Town hall")
    result = hub.run("unmerge", 1)
    assert result.exit_code == 1
    assert "Elsewhere" in result.stderr
    assert hub.run("unmerge", 7).exit_code == 1
    assert [item["title"] for item in hub.json("list", "events")] == ["Elsewhere"]


def test_senders_are_told(tmp_path: Path) -> None:
    hub, other = made(tmp_path / "hub.db"), made(tmp_path / "other.db")
    hub.do("merge", other.path)
    (sender,) = hub.json("merges")["senders"]
    assert sender["is_silent"] is False
