"""The command line, command by command, as scripts call it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from capadesk.bootstrap import open_desk_for_window
from capadesk.commands.command_line import cli
from capadesk.commands.list_command import SHOWN
from capadesk.domain.errors import UserError
from capadesk.resource_files import resource_path

EVENTS_JSON = resource_path("capacities-events.json")


class Desk:
    """A data file and the command line on it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *arguments: object, typed: str | None = None) -> Result:
        return CliRunner().invoke(cli, ["--data", str(self.path), *map(str, arguments)], typed)

    def do(self, *arguments: object) -> str:
        """The standard output of a command that must succeed."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: object) -> Any:
        return json.loads(self.do(*arguments, "--json"))

    def add(self, *arguments: object) -> str:
        """The id of the record that was added."""
        return str(self.json("add", *arguments)["id"])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk.db")


@pytest.fixture
def empty_desk(desk: Desk) -> Desk:
    desk.do(
        "new", "--platform", "Our hub", "--country", "it", "--time-zone", "Europe/Rome", "--language", "it"
    )
    return desk


# --- the given events -----------------------------------------------------------------------------


def test_the_given_events_come_in_once_are_undone_as_one_and_come_back(desk: Desk):
    first = desk.json("import", EVENTS_JSON)
    assert (first["created"], first["updated"], first["same"]) == (36, 0, 0)
    assert first["unreadable"] == []
    assert first["conflicts"] == 0
    assert first["change_set"]
    again = desk.json("import", EVENTS_JSON)
    assert (again["created"], again["updated"], again["same"]) == (0, 0, 36)
    assert again["change_set"] is None
    assert "capacities-events.json" in desk.do("undo")
    assert desk.json("list", "events") == []
    desk.do("redo")
    assert len(desk.json("list", "events")) == 36


def test_the_given_events_come_back_with_title_dates_and_precision(desk: Desk):
    desk.do("import", EVENTS_JSON)
    listed = {event["title"]: event for event in desk.json("list", "events")}
    given = json.loads(EVENTS_JSON.read_text(encoding="utf-8"))["events"]
    assert listed.keys() == {event["title"] for event in given}
    for event in given:
        found = listed[event["title"]]
        start, end = event["start"], event["end"]
        if event["date_precision"] == "datetime":
            start, end = f"{start}T{event['start_time']}", f"{end}T{event['end_time']}"
            assert found["time_zone"] == event["time_zone"]
        assert (found["precision"], found["start"], found["end"]) == (event["date_precision"], start, end)
        assert (found["city"], found["country"]) == (event["city"], event["country"])
        assert sorted(found["organisers"]) == sorted(event["organisers"])
    assert [e["precision"] for e in listed.values()].count("datetime") == 1


def test_a_dry_run_changes_nothing(empty_desk: Desk):
    tried = empty_desk.json("import", EVENTS_JSON, "--dry-run")
    assert (tried["created"], tried["change_set"]) == (36, None)
    assert empty_desk.json("list", "events") == []


def test_a_dry_run_without_a_data_file_makes_none(desk: Desk):
    assert desk.json("import", EVENTS_JSON, "--dry-run")["created"] == 36
    assert list(desk.path.parent.iterdir()) == []


def test_the_meetings_among_the_events_are_a_list_of_their_own(desk: Desk):
    desk.do("import", EVENTS_JSON)
    assert {event["kind"] for event in desk.json("list", "meetings")} == {
        "consortium_meeting",
        "kick_off",
        "meeting",
    }


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_taken(desk: Desk, tmp_path: Path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"events": [')
    result = desk.run("import", bad, EVENTS_JSON, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["created"] == 36
    assert [each["file"] for each in document["unreadable"]] == [str(bad)]
    assert document["unreadable"][0]["reason"]
    assert str(bad) in result.stderr


# --- adding and changing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "precision", "start", "end", "zone"),
    [
        ("2024-10-17", "day", "2024-10-17", "2024-10-17", None),
        ("2024-10-17/2024-10-19", "day", "2024-10-17", "2024-10-19", None),
        ("2024-10", "month", "2024-10", "2024-10", None),
        ("2024", "year", "2024", "2024", None),
        ("2024-10-17T09:30/2024-10-17T12:00@Europe/Athens", "datetime", "2024-10-17T09:30",
         "2024-10-17T12:00", "Europe/Athens"),
        ("2024-10-17T09:30", "datetime", "2024-10-17T09:30", None, "Europe/Rome"),
        ("unknown", "unknown", None, None, None),
    ],
)  # fmt: skip
def test_a_date_is_known_as_well_as_it_is_typed(
    empty_desk: Desk, when: str, precision: str, start: str | None, end: str | None, zone: str | None
):
    empty_desk.do("add", "event", "title=Forum", f"when={when}")
    (event,) = empty_desk.json("list", "events")
    assert event["precision"] == precision
    assert (event["start"], event["end"], event["time_zone"]) == (start, end, zone)


def test_an_added_event_prints_its_change_and_gets_what_every_event_has(empty_desk: Desk):
    printed = empty_desk.do("add", "event", "title=Forum", "city=Rome", "languages=it, en")
    (event,) = empty_desk.json("list", "events")
    assert printed.strip() in [entry["change_set"] for entry in empty_desk.json("history")]
    assert event["uid"].startswith(event["id"])
    assert (event["city"], event["country"], event["languages"]) == ("Rome", "IT", ["it", "en"])


def test_records_point_to_others_by_name(empty_desk: Desk):
    empty_desk.do("add", "organisation", "name=Ministry of Climate", "helix=Government", "level=national")
    empty_desk.do("add", "person", "given_name=Ada", "family_name=Conti", "email=ada@example.eu")
    ends = ("person=Ada Conti", "organisation=ministry of climate")
    empty_desk.do("add", "affiliation", *ends, "role=Head of unit", "is_main=yes")
    (person,) = empty_desk.json("list", "people")
    assert (person["organisation"], person["position"]) == ("Ministry of Climate", "Head of unit")
    (organisation,) = empty_desk.json("list", "organisations")
    assert (organisation["helix"], organisation["people"]) == ("government", 1)


def test_a_meeting_and_its_action_are_listed(empty_desk: Desk):
    meeting = empty_desk.add("meeting", "title=Mirror group", "when=2024-05-02")
    empty_desk.do("add", "action", "text=Send the minutes", f"event={meeting}", "due=2024-05-09")
    assert [m["title"] for m in empty_desk.json("list", "meetings")] == ["Mirror group"]
    (action,) = empty_desk.json("list", "actions")
    assert (action["event_title"], action["due"], action["is_overdue"]) == (
        "Mirror group",
        "2024-05-09",
        True,
    )


def test_a_change_is_in_the_history_of_its_record(empty_desk: Desk):
    event = empty_desk.add("event", "title=Forum")
    changed = empty_desk.do("set", event, "title=National forum", "status=confirmed").strip()
    newest, oldest = empty_desk.json("history", event)
    assert newest["change_set"] == changed
    assert newest["fields"]["title"] == {"before": "Forum", "after": "National forum"}
    assert oldest["is_creation"]
    assert "National forum" in empty_desk.do("history", event)


def test_setting_what_is_so_already_acknowledges_nothing(empty_desk: Desk):
    event = empty_desk.add("event", "title=Forum")
    result = empty_desk.run("set", event, "title=Forum")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing changed" in result.stderr


def test_an_empty_value_clears_a_field(empty_desk: Desk):
    event = empty_desk.add("event", "title=Forum", "city=Rome", "venue=Hall")
    empty_desk.do("set", event, "city=", "venue=")
    (found,) = empty_desk.json("list", "events")
    assert (found["city"], found["venue"]) == (None, None)


def test_deleting_says_what_went_along_and_can_be_undone(empty_desk: Desk):
    event = empty_desk.add("event", "title=Forum")
    empty_desk.do("add", "decision", f"event={event}", "text=Go on")
    result = empty_desk.run("delete", event)
    assert result.exit_code == 0
    assert "1 decision" in result.stderr
    assert empty_desk.json("list", "events") == []
    assert "Forum" in empty_desk.do("undo")
    assert len(empty_desk.json("list", "events")) == 1
    assert len(empty_desk.json("list", "decisions")) == 1


def test_undo_and_redo_say_what_and_refuse_when_there_is_nothing(desk: Desk):
    desk.do("add", "event", "title=Forum")
    assert "Added “Forum”" in desk.do("undo")
    result = desk.run("undo")
    assert result.exit_code == 1
    assert "nothing to undo" in result.stderr
    assert "Added “Forum”" in desk.do("redo")
    assert desk.run("redo").exit_code == 1


def test_search_finds_without_accents(empty_desk: Desk):
    empty_desk.do("add", "event", "title=Forum in Łódź")
    empty_desk.do("add", "event", "title=Other")
    assert [event["title"] for event in empty_desk.json("list", "events", "--search", "lodz")] == [
        "Forum in Łódź"
    ]


# --- wrong usage ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "event", "colour=red"), "title, kind, status"),
        (("add", "event", "title"), "title, kind, status"),
        (("add", "event", "status=planned"), "title"),
        (("add", "event", "title=A", "title=B"), "twice"),
        (("add", "event", "title=A", "when=17 October"), "2024-10-17"),
        (("add", "event", "title=A", "when=2024-10-17T09:30@Rome"), "Rome"),
        (("add", "event", "title=A", "when=2024-10-19/2024-10-17"), "before the start"),
        (("add", "event", "title=A", "status=sleeping"), "planned"),
        (("add", "event", "title=A", "city=Atlantis"), "Atlantis"),
        (("add", "event", "title=A", "uid=x"), "title, kind, status"),
        (("add", "moon", "title=A"), "event"),
        (("add", "affiliation", "is_main=maybe"), "maybe"),
        (("set", "not-an-id", "title=A"), "not-an-id"),
        (("list", "moons"), "events"),
        (("list", "events", "--from", "soon"), "soon"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_would_be_right(
    empty_desk: Desk, arguments: tuple[str, ...], said: str
):
    result = empty_desk.run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stdout == ""


def test_what_a_rule_forbids_is_refused_with_the_field(empty_desk: Desk):
    result = empty_desk.run("add", "person", "family_name=Conti", "email=nobody")
    assert result.exit_code == 1
    assert "“E-mail” is no e-mail address" in result.stderr


def test_an_unknown_record_is_refused(empty_desk: Desk):
    result = empty_desk.run("set", "00000000-0000-0000-0000-000000000000", "title=A")
    assert result.exit_code == 1
    assert "There is no such record" in result.stderr


# --- the data file --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [("list", "events"), ("check",), ("undo",), ("history",), ("backup", "copy.db")]
)
def test_commands_that_read_do_not_make_a_file(desk: Desk, command: tuple[str, ...]):
    result = desk.run(*command)
    assert result.exit_code == 1
    assert str(desk.path) in result.stderr
    assert not desk.path.exists()


def test_new_leaves_a_file_alone_that_is_there(empty_desk: Desk):
    before = empty_desk.path.read_bytes()
    result = empty_desk.run("new")
    assert result.exit_code == 1
    assert str(empty_desk.path) in result.stderr
    assert empty_desk.path.read_bytes() == before


def test_new_refuses_a_zone_or_country_that_cannot_be_and_makes_no_file(desk: Desk):
    assert desk.run("new", "--platform", "Hub", "--time-zone", "Europe/Nowhere").exit_code == 1
    assert desk.run("new", "--platform", "Hub", "--country", "Italy").exit_code == 1
    assert not desk.path.exists()


def test_a_file_that_is_none_of_ours_is_refused_untouched(desk: Desk):
    desk.path.write_text("dear diary " * 50)
    result = desk.run("list", "events")
    assert result.exit_code == 1
    assert "not a CapaDesk data file" in result.stderr
    assert desk.path.read_text() == "dear diary " * 50


def test_check_tells_a_sound_file_and_a_damaged_one(empty_desk: Desk):
    assert empty_desk.json("check") == {"ok": True, "problems": [], "warnings": []}
    raw = bytearray(empty_desk.path.read_bytes())
    for start in range(4096 * 2, len(raw) - 4096, 4096):
        raw[start + 100 : start + 300] = b"\x7f" * 200
    empty_desk.path.write_bytes(raw)
    result = empty_desk.run("check", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert document["problems"]


def test_a_backup_restores_what_was_there(empty_desk: Desk, tmp_path: Path):
    empty_desk.do("add", "event", "title=Before")
    copy = tmp_path / "copy.capadesk"
    empty_desk.do("backup", copy)
    assert empty_desk.run("backup", copy).exit_code == 1
    empty_desk.do("add", "event", "title=After")
    empty_desk.do("restore", copy)
    assert [event["title"] for event in empty_desk.json("list", "events")] == ["Before"]
    assert empty_desk.json("check")["ok"]
    empty_desk.do("add", "event", "title=Later")


def test_restoring_a_file_from_itself_or_from_nothing_is_refused(empty_desk: Desk, tmp_path: Path):
    for source in (empty_desk.path, tmp_path / "none.db"):
        result = empty_desk.run("restore", source)
        assert result.exit_code == 1
        assert str(source) in result.stderr
    assert empty_desk.json("check")["ok"]


def test_merging_takes_over_what_another_desk_has_and_again_nothing(empty_desk: Desk, tmp_path: Path):
    other = Desk(tmp_path / "other.db")
    other.do("add", "event", "title=Elsewhere")
    assert empty_desk.json("merge", other.path, "--dry-run")["created"] == 1
    assert empty_desk.json("list", "events") == []
    merged = empty_desk.json("merge", other.path)
    assert (merged["created"], merged["conflicts"], merged["unreadable"]) == (1, 0, [])
    assert [event["title"] for event in empty_desk.json("list", "events")] == ["Elsewhere"]
    assert empty_desk.json("merge", other.path)["created"] == 0


def test_merging_a_file_that_is_not_there_is_told(empty_desk: Desk, tmp_path: Path):
    result = empty_desk.run("merge", tmp_path / "none.db", "--json")
    assert result.exit_code == 1
    assert str(tmp_path / "none.db") in json.loads(result.stdout)["unreadable"][0]["reason"]


# --- demonstration, reports, exports ---------------------------------------------------------------


def test_the_demonstration_has_something_for_every_list(desk: Desk):
    desk.do("demo")
    for kind in ("events", "meetings", "people", "organisations", "actions", "decisions"):
        assert desk.json("list", kind), kind
    assert desk.json("check")["ok"]


def test_scaled_data_has_the_numbers_asked_for_and_is_the_same_for_a_seed(tmp_path: Path):
    listed = []
    for name in ("one.db", "two.db"):
        desk = Desk(tmp_path / name)
        desk.do("demo", "--events", 40, "--people", 30, "--attendance", 120, "--seed", 7)
        listed.append(desk.json("list", "events"))
        assert len(listed[-1]) >= 40
    assert [e["title"] for e in listed[0]] == [e["title"] for e in listed[1]]


def test_the_activity_report_is_a_workbook(desk: Desk, tmp_path: Path):
    from openpyxl import load_workbook

    desk.do("demo")
    out = tmp_path / "report.xlsx"
    desk.do("report", "activity", out, "--from", "2023", "--to", "2024-12")
    book = load_workbook(out)
    assert len(book.sheetnames) >= 4


def test_a_report_that_is_not_known_is_wrong_usage(empty_desk: Desk, tmp_path: Path):
    result = empty_desk.run("report", "horoscope", tmp_path / "x.xlsx")
    assert result.exit_code == 2
    assert "activity" in result.stderr


def test_the_calendar_is_exported_and_what_has_no_day_is_counted(desk: Desk, tmp_path: Path):
    desk.do("import", EVENTS_JSON)
    out = tmp_path / "out.ics"
    result = desk.run("export", "calendar", out)
    assert result.exit_code == 0, result.output
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 31
    assert "5" in result.stderr
    desk.do("export", "calendar", out, "--partial-dates", "spans")
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 35


def test_the_calendar_can_be_filtered(desk: Desk, tmp_path: Path):
    desk.do("import", EVENTS_JSON)
    out = tmp_path / "out.ics"
    desk.do("export", "calendar", out, "--kind", "webinar", "--from", "2024-01-01", "--to", "2024-12-31")
    wanted = [
        event
        for event in desk.json("list", "events")
        if event["kind"] == "webinar"
        and event["start"][:4] == "2024"
        and event["precision"] in ("day", "datetime")
    ]
    assert out.read_bytes().count(b"BEGIN:VEVENT") == len(wanted) > 0


def test_people_are_exported_as_values_and_as_a_workbook(empty_desk: Desk, tmp_path: Path):
    from openpyxl import load_workbook

    empty_desk.do("add", "person", "given_name=Ada", "family_name=Conti", "phone=+39 06 123", "notes==1+1")
    values = tmp_path / "people.csv"
    empty_desk.do("export", "people", values)
    with values.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Given name"], row["Phone"], row["Notes"]) == ("Ada", "+39 06 123", "=1+1")
    book = tmp_path / "people.xlsx"
    empty_desk.do("export", "people", book)
    cells = {cell.value for sheet in load_workbook(book) for line in sheet.iter_rows() for cell in line}
    assert {"Ada", "+39 06 123", "=1+1"} <= cells


def test_tags_of_people_are_exported_with_them(empty_desk: Desk, tmp_path: Path):
    empty_desk.do("add", "person", "given_name=Ada", "email=ada@example.org")
    (person,) = empty_desk.json("list", "people")
    empty_desk.do("add", "tag", "name=heat pumps")
    (tag,) = empty_desk.json("find", "heat pumps")
    empty_desk.do("add", "tagging", f"tag_id={tag['id']}", f"person_id={person['id']}")
    empty_desk.do("export", "people", tmp_path / "people.csv")
    with (tmp_path / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["Topics"] for row in csv.DictReader(file)] == ["heat pumps"]
    empty_desk.do("export", "people", tmp_path / "people.vcf")
    assert "CATEGORIES:heat pumps\r\n" in (tmp_path / "people.vcf").read_bytes().decode("utf-8")


def test_people_are_exported_as_contacts_without_private_notes(empty_desk: Desk, tmp_path: Path):
    empty_desk.do("add", "person", "given_name=Ada", "email=ada@example.org", "notes=late again")
    empty_desk.do("add", "person", "given_name=Zoë", "family_name=Łuczak")
    out = tmp_path / "people.vcf"
    result = empty_desk.run("export", "people", out)
    assert (result.exit_code, "2 people written" in result.stdout) == (0, True)
    text = out.read_bytes().decode("utf-8")
    assert text.count("BEGIN:VCARD\r\nVERSION:3.0\r\n") == 2
    assert "N:Łuczak;Zoë;;;" in text
    assert "late again" not in text


def test_an_ending_that_cannot_be_written_is_wrong_usage(empty_desk: Desk, tmp_path: Path):
    result = empty_desk.run("export", "people", tmp_path / "people.docx")
    assert result.exit_code in (1, 2)
    assert ".csv" in result.stderr
    assert list(tmp_path.glob("*.docx")) == []


# --- names, windows, history ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["with blank.db", "100% #1?.db", "Übersicht – Łódź.db", "a&mode=ro.db"])
def test_a_data_file_may_be_called_anything(tmp_path: Path, name: str):
    desk = Desk(tmp_path / name)
    desk.do("add", "event", "title=Forum")
    assert len(desk.json("list", "events")) == 1
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".db"] == [name]


def test_a_second_window_on_a_file_may_only_read(empty_desk: Desk):
    location = str(empty_desk.path)
    first = open_desk_for_window(location)
    with pytest.raises(UserError, match="in_use"):
        open_desk_for_window(location)
    second = open_desk_for_window(location, read_only=True)
    with pytest.raises(UserError, match="read_only"):
        second.store.unit_of_work()
    second.store.close()
    first.store.close()
    open_desk_for_window(location).store.close()


def test_a_window_without_a_display_is_refused_with_a_way_on(
    empty_desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    result = empty_desk.run()
    assert result.exit_code == 1
    assert "capadesk --help" in result.stderr


def test_the_address_of_a_hub_is_refused_without_its_password(tmp_path: Path):
    result = CliRunner().invoke(cli, ["--data", "postgresql://me:secret@hub.eu/desk", "list", "events"])
    assert result.exit_code == 1
    assert "hub.eu" in result.stderr
    assert "secret" not in result.stderr


def test_the_history_of_an_imported_event_names_the_file(desk: Desk):
    desk.do("import", EVENTS_JSON)
    event = desk.json("list", "events")[0]["id"]
    desk.do("set", event, "venue=Town hall")
    newest, oldest = desk.json("history", event)
    assert newest["fields"] == {"venue": {"before": "", "after": "Town hall"}}
    assert "capacities-events.json" in oldest["label"]


def test_without_a_terminal_a_list_is_lines_of_columns_parted_by_tabs(empty_desk: Desk):
    event = empty_desk.add("event", "title=Forum\tof cities", "when=2024-10")
    (line,) = empty_desk.do("list", "events").splitlines()
    assert line.split("\t")[:3] == [event, f"{event}@capadesk.eu", "Forum of cities"]


@pytest.mark.parametrize("kind", ["events", "meetings", "people", "organisations", "actions", "decisions"])
def test_what_a_terminal_shows_of_a_list_is_in_its_document(desk: Desk, kind: str):
    desk.do("demo")
    for document in desk.json("list", kind)[:3]:
        assert {name for name, _heading in SHOWN[kind]} <= document.keys()


# --- columns that need to be said ---------------------------------------------------------------------


def test_a_guessed_mapping_is_written_corrected_and_used(desk: Desk, tmp_path: Path):
    table, mapping = tmp_path / "liste.csv", tmp_path / "columns.json"
    table.write_text("Name;Wo genau;Beginn\nLabor;Rathaus;03.04.2026\n", encoding="utf-8")
    assert "Wo genau" in desk.do("import", table, "--save-columns", mapping)
    document = json.loads(mapping.read_text(encoding="utf-8"))
    document["columns"].append(["Wo genau", "venue"])
    mapping.write_text(json.dumps(document), encoding="utf-8")
    assert desk.json("import", table, "--columns", mapping)["created"] == 1
    assert desk.json("list", "events")[0]["title"] == "Labor"
    again = desk.json("import", table, "--columns", mapping)
    assert (again["created"], again["same"], again["change_set"]) == (0, 1, None)


def test_a_mapping_that_is_none_is_refused(desk: Desk, tmp_path: Path):
    table, mapping = tmp_path / "liste.csv", tmp_path / "columns.json"
    table.write_text("Title\nLabor\n", encoding="utf-8")
    mapping.write_text("[]", encoding="utf-8")
    result = desk.run("import", table, "--columns", mapping)
    assert result.exit_code == 1
    assert "columns.json" in result.stderr


# --- find -----------------------------------------------------------------------------------------


def test_find_forgives_accents_and_typing_errors_and_says_so(desk: Desk):
    event = desk.add("event", "title=Werkstatt in Łódź")
    desk.add("organisation", "name=Werkstatt GmbH")
    found = desk.json("find", "werkstat", "lodz")
    assert [(each["id"], each["kind"], each["is_similar"]) for each in found] == [(event, "event", False)]
    result = desk.run("find", "wrekstatt", "--kind", "organisation")
    assert result.exit_code == 0
    assert result.stdout.split("\t")[1:3] == ["organisation", "Werkstatt GmbH"]
    assert "comes near" in result.stderr
    assert desk.json("find", '"*) (') == []
    assert desk.run("find", "xqzzkj").stdout == ""


def test_text_from_a_file_does_not_reach_the_terminal_as_a_command(tmp_path: Path) -> None:
    sent, desk = Desk(tmp_path / "sent.db"), Desk(tmp_path / "desk.db")
    title = "\x1b]0;taken\x07\x9b31mFair"
    sent.do("add", "event", f"title={title}")
    desk.do("add", "event", "title=Own")
    for shown in (desk.run("merge", sent.path), desk.run("list", "events"), desk.run("history")):
        assert "Fair" in shown.output
        assert not {"\x1b", "\x07", "\x9b"} & set(shown.output)
    told = desk.run("list", "events", "--json").stdout
    assert not {"\x1b", "\x07", "\x9b"} & set(told)
    assert title in [event["title"] for event in json.loads(told)]
