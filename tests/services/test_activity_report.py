"""The activity report over a real data file: what it says, and what a writer makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    Decision,
    Event,
    HeadCount,
    Organisation,
    Participation,
    Person,
    Platform,
    Series,
    Tag,
    Tagging,
)
from capadesk.domain.report import Report
from capadesk.domain.when import When
from capadesk.formats.reports.excel_report_writer import ExcelReportWriter
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.resource_files import resource_path
from capadesk.services.code_book import StoredCodeBook
from capadesk.services.ports import ProgressCallback, ReportWriter
from capadesk.services.reporting.report_service import ReportService
from capadesk.services.shipped_records import shipped_records
from capadesk.storage.sqlite_store import SqliteStore

NOW = datetime(2024, 11, 23, 8, 30, tzinfo=UTC)


class StandingClock:
    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return NOW.date()


class KeptReport:
    """A writer that reads all rows and keeps them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Mapping[str, Any]]] = {}

    def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None:
        self.rows = rows_of(report)


def rows_of(report: Report) -> dict[str, list[Mapping[str, Any]]]:
    return {
        table.name: [
            dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows()
        ]
        for table in report.tables
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    shipped = shipped_records(
        resource_path("code_lists.json").read_text(encoding="utf-8"),
        resource_path("mission-cities.csv").read_text(encoding="utf-8"),
    )
    made = SqliteStore.create(tmp_path_factory.mktemp("desk") / "ours.db", author="Ann", shipped=shipped)
    with made.unit_of_work() as work:
        for record in example():
            work.save(record)
        work.commit("added")
    yield made
    made.close()


def example() -> list[Record]:
    ministry = Organisation(
        id=new_id(), name="Ministry of Climate", short_name="MoC", helix="government", level="national",
        country="AT", flags=("ministry", "financier"),
    )  # fmt: skip
    university = Organisation(id=new_id(), name="Universität Łódź", helix="academia", country="PL")
    idle = Organisation(id=new_id(), name="Nowhere near")
    ada = Person(id=new_id(), given_name="Ada", family_name="Óbidos", country="PT")
    bert = Person(id=new_id(), email="bert@example.org")
    city = City(id=new_id(), name="Graz", country="AT")
    series = Series(id=new_id(), name="Transition lab")
    forum = Event(
        id=new_id(), title="=Forum", kind="forum", status="held", mode="hybrid", country="AT",
        city_id=city.id, series_id=series.id, languages=("de", "en"), project_role="organiser",
        when=When.timed(datetime(2024, 10, 17, 9, 30), datetime(2024, 10, 18, 16), "Europe/Vienna"),
        website="https://example.org",
    )  # fmt: skip
    meeting = Event(
        id=new_id(), title="Kick-off", kind="kick_off", status="planned", when=When.months(2024, 11)
    )
    past = Event(id=new_id(), title="Long ago", status="held", when=When.years(2019))
    undated = Event(id=new_id(), title="Some day", when=When.unknown())
    tag = Tag(id=new_id(), name="Energy")
    decision = Decision(
        id=new_id(), event_id=forum.id, number="D1", text="We go on", decided_on=date(2024, 10, 18)
    )
    return [
        Platform(id=new_id(), name="Austrian hub", country="AT", time_zone="Europe/Vienna"),
        *(ministry, university, idle, ada, bert, city, series, forum, meeting, past, undated, tag, decision),
        Affiliation(id=new_id(), person_id=ada.id, organisation_id=university.id, role="Professor"),
        Affiliation(id=new_id(), person_id=ada.id, organisation_id=ministry.id, role="Adviser", is_main=True),
        participation(forum, None, ministry, "organiser", "attended"),
        participation(forum, ada, university, "speaker", "attended", presence="remote", is_outsider=True),
        participation(forum, ada, university, "participant", "attended"),
        participation(forum, bert, None, "participant", "registered"),
        participation(meeting, bert, ministry, "participant", "invited"),
        HeadCount(id=new_id(), event_id=forum.id, presence="on_site", group="women", count=30),
        HeadCount(id=new_id(), event_id=forum.id, presence="remote", group="women", count=5),
        HeadCount(id=new_id(), event_id=forum.id, presence="remote", group="not_stated", count=7),
        Tagging(id=new_id(), tag_id=tag.id, event_id=forum.id),
        action(
            "Late", event_id=forum.id, decision_id=decision.id, due=date(2024, 11, 20), owner_person_id=ada.id
        ),
        action("Done", event_id=forum.id, due=date(2024, 11, 1), status="done", done_on=date(2024, 10, 30)),
        action("Loose"),
        action("Due in 2025", due=date(2025, 3, 1), owner_organisation_id=ministry.id),
    ]


def participation(
    event: Event,
    person: Person | None,
    organisation: Organisation | None,
    role: str,
    status: str,
    **more: Any,
) -> Participation:
    person_id = person.id if person else None
    organisation_id = organisation.id if organisation else None
    return Participation(
        id=Participation.derive_id(event.id, person_id, organisation_id, role),
        event_id=event.id,
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        status=status,
        **more,
    )


def action(text: str, **fields: Any) -> Action:
    return Action(id=new_id(), text=text, **fields)


@pytest.fixture
def reports(store: SqliteStore) -> ReportService:
    localisation = BabelLocalisation("en")
    writers: dict[str, ReportWriter] = {".xlsx": ExcelReportWriter(), ".kept": KeptReport()}
    code_book = StoredCodeBook(store, localisation)
    return ReportService(store, writers, localisation, code_book, StandingClock(), author="Ann")


@pytest.fixture
def rows(reports: ReportService) -> dict[str, list[Mapping[str, Any]]]:
    return rows_of(reports.build("activity"))


YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def test_an_event_is_told_with_its_numbers_and_in_words(rows):
    assert [row["title"] for row in rows["events"]] == ["Long ago", "=Forum", "Kick-off", "Some day"]
    forum = rows["events"][1]
    assert forum == {
        "title": "=Forum",
        "when": forum["when"],
        "first_day": date(2024, 10, 17),
        "last_day": date(2024, 10, 18),
        "precision": "Date and time",
        "kind": "Forum",
        "status": "Held",
        "mode": "Hybrid",
        "venue": None,
        "city": "Graz",
        "country": "Austria",
        "languages": "German, English",
        "organisers": "MoC",
        "project_role": "Organiser",
        "series": "Transition lab",
        "tags": "Energy",
        "people": 43,
        "registered": 2,
        "attended": 1,
        "on_site": 30,
        "remote": 12,
        "women": 35,
        "men": 0,
        "non_binary": 0,
        "not_stated": 7,
        "organisations": 2,
        "countries": 2,
        "outsiders": 1,
        "decisions": 1,
        "actions_open": 1,
        "website": "https://example.org",
        "objectives": None,
        "description": None,
        "lessons": None,
    }
    assert "2024" in forum["when"]
    assert "09:30" in forum["when"]


def test_a_partial_date_stands_in_words_with_its_first_and_last_day(rows):
    kick_off, some_day = rows["events"][2:]
    dates = ("when", "first_day", "last_day", "precision")
    assert [kick_off[key] for key in dates] == [
        "November 2024",
        date(2024, 11, 1),
        date(2024, 11, 30),
        "Month",
    ]
    assert [some_day[key] for key in dates] == [None, None, None, "Not known yet"]


def test_participation_names_people_and_organisations_by_event(rows):
    told = [
        (row["event"], row["name"], row["organisation"], row["country"], row["role"], row["status"])
        for row in rows["participation"]
    ]
    assert told == [
        ("=Forum", "bert@example.org", None, None, "Participant", "Registered"),
        ("=Forum", "Ministry of Climate", "Ministry of Climate", "Austria", "Organiser", "Attended"),
        ("=Forum", "Ada Óbidos", "Universität Łódź", "Poland", "Speaker", "Attended"),
        ("=Forum", "Ada Óbidos", "Universität Łódź", "Poland", "Participant", "Attended"),
        ("Kick-off", "bert@example.org", "Ministry of Climate", "Austria", "Participant", "Invited"),
    ]
    speaker = rows["participation"][2]
    assert (speaker["helix"], speaker["presence"], speaker["outsider"]) == ("Academia", "Remote", "Yes")


def test_people_and_organisations_stand_by_name_with_what_they_took_part_in(rows):
    assert [tuple(row.values()) for row in rows["people"]] == [
        ("bert@example.org", None, None, None, None, None, None, None, 2, 0),
        (
            "Ada Óbidos",
            "Ministry of Climate",
            "Adviser",
            "Government",
            "National",
            None,
            "Portugal",
            None,
            1,
            1,
        ),
    ]
    told = [(row["name"], row["flags"], row["people"], row["events"]) for row in rows["organisations"]]
    assert told == [
        ("Ministry of Climate", "Ministry, Financier", 1, 2),
        ("Nowhere near", None, 0, 0),
        ("Universität Łódź", None, 1, 1),
    ]


def test_an_action_past_its_due_date_is_marked_unless_it_is_done(rows):
    told = [(row["text"], row["owner"], row["overdue"], row["days_late"]) for row in rows["actions"]]
    assert told == [
        ("Done", None, None, None),
        ("Late", "Ada Óbidos", "Overdue", 3),
        ("Due in 2025", None, None, None),
        ("Loose", None, None, None),
    ]
    assert rows["actions"][1]["decision"] == "D1"
    assert rows["decisions"][0]["actions_open"] == 1


def test_a_period_leaves_out_what_lies_outside_it(reports):
    rows = rows_of(reports.build("activity", *YEAR))
    names = {table: [next(iter(row.values())) for row in found] for table, found in rows.items()}
    assert names["events"] == ["=Forum", "Kick-off"]
    assert len(names["participation"]) == 5
    assert names["people"] == ["bert@example.org", "Ada Óbidos"]
    assert names["organisations"] == ["Ministry of Climate", "Universität Łódź"]
    assert [row["text"] for row in rows["actions"]] == ["Done", "Late"]
    november = rows_of(reports.build("activity", date(2024, 11, 2), date(2024, 11, 3)))
    assert [row["title"] for row in november["events"]] == ["Kick-off"]
    assert [row["name"] for row in november["people"]] == ["bert@example.org"]
    assert november["decisions"] == []
    assert [row["title"] for row in rows_of(reports.build("activity", None, date(2020, 1, 1)))["events"]] == [
        "Long ago"
    ]


@pytest.mark.parametrize("period", [(None, None), YEAR, (None, date(2020, 1, 1)), (date(2024, 11, 2), None)])
def test_the_counts_told_beforehand_are_those_of_the_rows(reports, period):
    report = reports.build("activity", *period)
    rows = rows_of(report)
    assert {table.name: table.row_count for table in report.tables} == {
        name: len(found) for name, found in rows.items()
    }


def test_what_to_look_at_is_noted(reports):
    assert reports.build("activity").notes == (
        "1 event was held, but nobody is recorded as there, by name or by number.",
        "1 action is overdue.",
        "1 open action has no owner.",
        "1 open action has no due date.",
    )
    assert reports.build("activity", *YEAR).notes[0].startswith("1 event has no date yet")


def test_the_report_says_where_it_comes_from(reports):
    provenance = reports.build("activity", *YEAR).provenance
    assert (provenance.platform, provenance.author, provenance.time_zone, provenance.data_file) == (
        "Austrian hub",
        "Ann",
        "Europe/Vienna",
        "ours.db",
    )
    assert provenance.made_at == datetime(2024, 11, 23, 9, 30)


def test_the_workbook_holds_a_sheet_for_each_table(reports, tmp_path):
    calls: list[tuple[int, int]] = []
    path = tmp_path / "activity.xlsx"
    reports.write("activity", path, *YEAR, progress=lambda done, total: calls.append((done, total)))
    book = python_calamine.load_workbook(path)
    assert book.sheet_names == [
        "Cover", "Events", "Participation", "People", "Organisations", "Decisions", "Actions",
    ]  # fmt: skip
    events = book.get_sheet_by_name("Events").to_python()
    assert events[1][:4] == ["=Forum", events[1][1], date(2024, 10, 17), date(2024, 10, 18)]
    assert calls[-1] == (14, 14)


def test_a_report_is_written_as_the_data_were_at_one_moment(store, tmp_path):
    class Meddler(KeptReport):
        def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None:
            other = SqliteStore.open(Path(store.location), author="Bob")
            with other.unit_of_work() as work:
                work.save(Tag(id=new_id(), name="Meanwhile"))
                work.save(Organisation(id=new_id(), name="Meanwhile"))
                work.commit("added")
            super().write(report, path, progress)
            assert other.undo() is not None
            other.close()

    meddler = Meddler()
    localisation = BabelLocalisation("en")
    reports = ReportService(
        store, {".kept": meddler}, localisation, StoredCodeBook(store, localisation), StandingClock()
    )
    reports.write("activity", tmp_path / "report.kept")
    assert "Meanwhile" not in [row["name"] for row in meddler.rows["organisations"]]


def test_what_cannot_be_asked_for_is_named(reports, tmp_path):
    with pytest.raises(UserError) as unknown:
        reports.build("nonsense")
    assert (unknown.value.code, unknown.value.data["known"]) == ("report_unknown", ["activity"])
    with pytest.raises(UserError) as backwards:
        reports.build("activity", date(2024, 2, 1), date(2024, 1, 1))
    assert backwards.value.code == "end_before_start"
    with pytest.raises(UserError) as ending:
        reports.write("activity", tmp_path / "report.doc")
    assert (ending.value.code, ending.value.data["endings"]) == ("format_unknown", ".kept, .xlsx")
