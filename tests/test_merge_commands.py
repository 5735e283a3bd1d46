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


def test_what_contradicts_is_listed_and_settled_by_number(tmp_path: Path) -> None:
    hub, other = made(tmp_path / "hub.db"), made(tmp_path / "other.db")
    hub.do("add", "organisation", "name=Town of Forlì", "country=IT")
    hub.do("add", "event", "title=Forum")
    other.do("merge", hub.path)
    (event,), (town,) = hub.json("list", "events"), hub.json("list", "organisations")
    person = hub.json("add", "person", "family_name=Rossi")["id"]
    other.do("merge", hub.path)
    other.do("set", event["id"], "venue=Library")
    hub.do("set", event["id"], "venue=Town hall")
    assert hub.json("contradictions") == {"contradictions": []}
    assert "Nothing contradicts" in hub.run("contradictions").stderr
    assert "“contradictions”" in hub.run("merge", other.path).stderr
    (found,) = hub.json("contradictions")["contradictions"]
    assert (found["kind"], found["id"], found["field"]) == ("event", event["id"], "venue")
    assert [(value["text"], value["holds"]) for value in found["values"]] == [
        ("Town hall", True),
        ("Library", False),
    ]
    told = hub.run("contradictions")
    assert f"{event['id']}\tvenue" in told.stdout
    assert "1\tLibrary" in told.stdout
    for record_id, field, number in (
        (event["id"], "venue", 2),
        (event["id"], "title", 0),
        (person, "venue", 0),
    ):
        refused = hub.run("settle", record_id, field, number)
        assert (refused.exit_code, "lists what is open" in refused.stderr) == (1, True)
    hub.do("settle", event["id"], "venue", 1)
    assert hub.json("contradictions") == {"contradictions": []}
    other.do("merge", hub.path)
    assert other.json("contradictions") == {"contradictions": []}
    assert [item["venue"] for item in other.json("list", "events")] == ["Library"]
    assert town["id"]


def test_a_settled_value_may_be_the_one_that_holds(tmp_path: Path) -> None:
    hub, other = made(tmp_path / "hub.db"), made(tmp_path / "other.db")
    event = hub.json("add", "event", "title=Forum")["id"]
    other.do("merge", hub.path)
    other.do("set", event, "title=Fair")
    hub.do("set", event, "title=Congress")
    assert hub.run("merge", other.path).exit_code == 1
    change = hub.do("settle", event, "title", 0).strip()
    assert change
    assert hub.json("contradictions") == {"contradictions": []}
    assert [item["title"] for item in hub.json("list", "events")] == ["Congress"]
