import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from capadesk.domain.errors import Cancelled, UserError
from capadesk.domain.identity import imported_id, new_id
from capadesk.domain.records import (
    City,
    CodeItem,
    Event,
    HeadCount,
    Organisation,
    Participation,
    Platform,
    Tag,
    Tagging,
)
from capadesk.domain.when import When
from capadesk.formats.tables.event_table_reader import EventTableReader
from capadesk.formats.tables.events_json_reader import EventsJsonReader
from capadesk.resource_files import resource_path
from capadesk.services.deletion_service import DeletionService
from capadesk.services.importing.import_plan import ImportPlan, ImportReport, Outcome
from capadesk.services.importing.import_service import ImportService
from capadesk.services.own_platform import zone_to_assume
from capadesk.services.ports import ColumnMapping
from capadesk.services.shipped_records import shipped_records
from capadesk.storage.sqlite_store import SqliteStore

EVENTS = resource_path("capacities-events.json")


class StandingClock:
    """ports.Clock on a day of its own."""

    def __init__(self, day: date = date(2024, 6, 1)) -> None:
        self.day = day

    def now(self) -> datetime:
        """Midnight."""
        return datetime.combine(self.day, datetime.min.time(), UTC)

    def today(self) -> date:
        """The day."""
        return self.day


@pytest.fixture
def store(tmp_path) -> Iterator[SqliteStore]:
    code_lists = resource_path("code_lists.json").read_text(encoding="utf-8")
    cities = resource_path("mission-cities.csv").read_text(encoding="utf-8")
    opened = SqliteStore.create(tmp_path / "a.db", author="Ada", shipped=shipped_records(code_lists, cities))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def service(store, clock) -> ImportService:
    def zone() -> str:
        return zone_to_assume(store)

    return ImportService(store, [EventsJsonReader(zone), EventTableReader(zone)], clock)


def run(service: ImportService, *paths: Path) -> ImportReport:
    return service.apply(service.plan(paths))


def json_file(path: Path, *events: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"events": events}), encoding="utf-8")
    return path


def counts(plan: ImportPlan) -> dict[str, int]:
    return {str(outcome): number for outcome, number in plan.counts.items() if number}


def edit(store: SqliteStore, **values: Any) -> Event:
    with store.unit_of_work() as work:
        (event,) = work.select(Event)
        event = replace(event, **values)
        work.save(event)
        work.commit("Changed “{name}”", name=event.title)
    return event


def only_event(store: SqliteStore) -> Event:
    (event,) = store.select(Event)
    return event


def whole_state(store: SqliteStore) -> list[Any]:
    kinds: Sequence[type[Any]] = (
        Event, Organisation, City, Tag, Tagging, Participation, HeadCount, CodeItem, Platform
    )  # fmt: skip
    return [record for kind in kinds for record in store.select(kind)]


BREAKFAST = {
    "title": "Climate breakfast",
    "kind": "climate_breakfast",
    "date_precision": "day",
    "start": "2024-05-22",
    "end": "2024-05-22",
    "format": "in_person",
    "city": "Rome",
    "country": "IT",
    "organisers": ["ENEA", "CNR"],
    "topics": ["heat"],
    "language": "it",
}


# --- bar 2 ----------------------------------------------------------------------------------------


def test_the_events_of_the_project_come_in_again_out_and_back(store, service):
    before = whole_state(store)
    report = run(service, EVENTS)
    assert (report.created, len(report.items), report.unreadable) == (36, 36, ())
    assert report.change_set == store.history()[0].stamp.to_bytes().hex()
    after = whole_state(store)

    again = run(service, EVENTS)
    assert (again.same, again.created, again.change_set) == (36, 0, None)
    assert whole_state(store) == after
    assert len(store.history()) == 1

    store.undo()
    assert whole_state(store) == before
    store.redo()
    assert whole_state(store) == after


def test_every_date_arrives_exactly(store, service):
    run(service, EVENTS)
    found = {event.title: event for event in store.select(Event)}
    for raw in json.loads(EVENTS.read_text(encoding="utf-8"))["events"]:
        when = found[raw["title"]].when
        assert when.precision == raw["date_precision"]
        if raw.get("start_time"):
            assert (when.start_text, when.end_text, when.zone) == (
                "2024-02-19T10:30",
                "2024-02-19T12:00",
                "Europe/Brussels",
            )
        else:
            assert (when.start_text, when.end_text) == (raw["start"] or "", raw["end"] or "")


def test_an_import_that_was_undone_can_be_made_again(store, service):
    run(service, EVENTS)
    after = whole_state(store)
    store.undo()
    assert run(service, EVENTS).created == 36
    assert whole_state(store) == after


def test_two_desks_make_the_same_records(store, service, tmp_path):
    other = SqliteStore.create(tmp_path / "b.db", author="Bo")
    run(service, EVENTS)
    run(ImportService(other, [EventsJsonReader()], StandingClock()), EVENTS)
    assert {event.id for event in store.select(Event)} == {event.id for event in other.select(Event)}
    assert {o.id for o in store.select(Organisation)} == {o.id for o in other.select(Organisation)}
    other.close()


def test_a_dry_run_changes_nothing(store, service):
    before = whole_state(store)
    assert counts(service.plan([EVENTS])) == {"create": 36}
    assert whole_state(store) == before
    assert store.history() == []


# --- what a new event brings along ----------------------------------------------------------------


def test_a_new_event_comes_with_organisers_city_and_topics(store, service, tmp_path):
    run(service, json_file(tmp_path / "e.json", BREAKFAST))
    event = only_event(store)
    (city,) = store.select(City, id=event.city_id)
    assert (city.name, city.status) == ("Rome", "mission")
    assert (event.kind, event.mode, event.languages) == ("climate_breakfast", "in_person", ("it",))
    assert event.uid == f"{event.id}@capadesk.eu"
    links = store.select(Participation, event_id=event.id)
    organisations = {o.id: o.name for o in store.select(Organisation)}
    assert {(organisations[link.organisation_id], link.role, link.status) for link in links} == {
        ("ENEA", "organiser", "attended"),
        ("CNR", "organiser", "attended"),
    }
    (tag,) = [tag for tag in store.select(Tag) if tag.name == "heat"]
    assert tag.group == "topic"
    assert [tagging.event_id for tagging in store.select(Tagging, tag_id=tag.id)] == [event.id]


def test_a_past_event_was_held_and_a_coming_one_is_planned(store, service, tmp_path):
    coming = BREAKFAST | {"title": "Next", "start": "2024-07-01", "end": "2024-07-01"}
    unknown = {"title": "Some day", "organisers": ["ENEA"]}
    run(service, json_file(tmp_path / "e.json", BREAKFAST, coming, unknown))
    found = {event.title: event for event in store.select(Event)}
    assert {title: event.status for title, event in found.items()} == {
        "Climate breakfast": "held",
        "Next": "planned",
        "Some day": "planned",
    }
    (link,) = store.select(Participation, event_id=found["Some day"].id)
    assert link.status == "registered"


def test_the_calendar_moves_on_and_the_same_file_still_changes_nothing(store, service, clock, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST | {"start": "2024-07-01", "end": "2024-07-01"})
    run(service, path)
    clock.day = date(2025, 1, 1)
    assert run(service, path).change_set is None
    assert only_event(store).status == "planned"


def test_names_that_are_there_are_used_whatever_their_case_and_accents(store, service, tmp_path):
    lodz, agency = City(id=new_id(), name="Łódź", country="PL"), new_id()
    with store.unit_of_work() as work:
        work.save(lodz)
        work.save(Organisation(id=agency, name="Agency for New Technologies", short_name="ENEA"))
        work.commit("made")
    tags = len(store.select(Tag))
    event = BREAKFAST | {
        "city": "LODZ", "country": "PL", "organisers": ["enea"], "topics": ["energy systems"]
    }  # fmt: skip
    run(service, json_file(tmp_path / "e.json", event))
    assert only_event(store).city_id == lodz.id
    assert [link.organisation_id for link in store.select(Participation)] == [agency]
    assert len(store.select(Tag)) == tags
    assert len(store.select(Organisation)) == 1


def test_a_city_that_is_nowhere_is_made_once(store, service, tmp_path):
    vaasa = {"city": "Vaasa", "country": "FI"}
    run(service, json_file(tmp_path / "e.json", BREAKFAST | vaasa, BREAKFAST | vaasa | {"title": "Two"}))
    (city,) = [city for city in store.select(City) if city.name == "Vaasa"]
    assert (city.country, city.status) == ("FI", "other")
    assert {event.city_id for event in store.select(Event)} == {city.id}


def test_codes_may_stand_as_words(store, service, tmp_path):
    words = {"kind": "Climate Breakfast", "format": "en ligne", "status": "durchgeführt"}
    run(service, json_file(tmp_path / "e.json", BREAKFAST | words))
    event = only_event(store)
    assert (event.kind, event.mode, event.status) == ("climate_breakfast", "online", "held")


def test_a_word_that_no_list_knows_is_named_with_its_place(store, service, tmp_path):
    report = run(service, json_file(tmp_path / "e.json", BREAKFAST | {"kind": "picnic"}, BREAKFAST))
    (problem,) = report.unreadable
    assert (problem.place, problem.reason, problem.data) == (
        "events[0].kind",
        "unknown_code",
        {"list": "event_kind", "text": "picnic"},
    )
    assert report.created == 1


def test_equal_rows_of_a_file_are_events_of_their_own_and_stay_so(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST, BREAKFAST)
    assert run(service, path).created == 2
    assert run(service, path).same == 2
    assert len(store.select(Event)) == 2


# --- what is there ---------------------------------------------------------------------------------


def test_a_file_that_was_corrected_updates_what_nobody_has_touched(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST | {"note": "old"})
    run(service, path)
    json_file(path, BREAKFAST | {"note": "new", "format": "online", "city": "Rome"})
    plan = service.plan([path])
    (item,) = plan.items
    assert item.outcome is Outcome.UPDATE
    assert item.differences == {"mode": ("in_person", "online"), "notes": ("old", "new")}
    assert service.apply(plan).updated == 1
    assert only_event(store).notes == "new"
    assert run(service, path).same == 1


def test_what_people_changed_since_is_kept_and_shown(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST | {"note": "from the file"})
    run(service, path)
    edit(store, title="Breakfast of the hub", notes="from Ada")
    json_file(path, BREAKFAST | {"note": "from the file", "format": "online"})
    plan = service.plan([path])
    (item,) = plan.items
    assert item.outcome is Outcome.CONFLICT
    assert item.kept == {
        "title": ("Breakfast of the hub", "Climate breakfast"),
        "notes": ("from Ada", "from the file"),
    }
    assert item.differences == {"mode": ("in_person", "online")}
    service.apply(plan)
    event = only_event(store)
    assert (event.title, event.notes, event.mode) == ("Breakfast of the hub", "from Ada", "online")


def test_an_edit_that_was_undone_is_no_edit(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST | {"note": "one"})
    run(service, path)
    edit(store, notes="two")
    store.undo()
    json_file(path, BREAKFAST | {"note": "three"})
    assert run(service, path).updated == 1
    assert only_event(store).notes == "three"


def test_an_import_that_was_undone_leaves_the_field_to_the_next(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST | {"note": "one"})
    run(service, path)
    json_file(path, BREAKFAST | {"note": "two"})
    run(service, path)
    store.undo()
    assert only_event(store).notes == "one"
    assert run(service, path).updated == 1


def test_an_event_typed_by_hand_is_recognised_by_title_and_date(store, service, tmp_path):
    typed = Event(
        id=new_id(), title="climate BREAKFAST", when=When.days(date(2024, 5, 22)), venue="Villa Altieri"
    )
    with store.unit_of_work() as work:
        work.save(typed)
        work.commit("made")
    path = json_file(tmp_path / "e.json", BREAKFAST | {"kind": "workshop", "venue": "", "note": "n"})
    report = run(service, path)
    assert (report.updated, report.created) == (1, 0)
    event = only_event(store)
    assert (event.id, event.title, event.venue) == (typed.id, "climate BREAKFAST", "Villa Altieri")
    assert (event.notes, event.country, event.mode) == ("n", "IT", "in_person")
    assert len(store.select(Participation, event_id=typed.id)) == 2
    assert run(service, path).change_set is None
    edit(store, title="Another name")
    json_file(path, BREAKFAST | {"kind": "workshop"})
    assert counts(service.plan([path])) == {"conflict": 1}


def test_what_was_typed_by_hand_is_never_overwritten(store, service, tmp_path):
    typed = Event(
        id=new_id(), title="Climate breakfast", when=When.days(date(2024, 5, 22)), kind="forum", notes="mine"
    )
    with store.unit_of_work() as work:
        work.save(typed)
        work.commit("made")
    path = json_file(tmp_path / "e.json", BREAKFAST | {"note": "theirs"})
    (item,) = run(service, path).items
    assert item.kept == {"kind": ("forum", "climate_breakfast"), "notes": ("mine", "theirs")}
    assert only_event(store).notes == "mine"


def test_the_same_title_and_day_in_another_city_is_another_event(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST)
    run(service, path)
    other = json_file(tmp_path / "f.json", BREAKFAST | {"city": "Milan"})
    assert run(service, other).created == 1
    assert run(service, path, other).same == 2


def test_organisers_follow_the_file_until_someone_has_changed_them_here(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST)
    run(service, path)
    json_file(path, BREAKFAST | {"organisers": ["ENEA", "ICLEI"]})
    (item,) = run(service, path).items
    before, after = item.differences["organisers"]
    assert (sorted(before.split("; ")), sorted(after.split("; "))) == (["CNR", "ENEA"], ["ENEA", "ICLEI"])
    names = {o.id: o.name for o in store.select(Organisation)}
    links = {
        names[link.organisation_id]: link for link in store.select(Participation) if link.organisation_id
    }
    assert links.keys() == {"ENEA", "ICLEI"}

    # Taken away by the file, CNR may come back with it; taken away by hand, ICLEI may not.
    json_file(path, BREAKFAST | {"organisers": ["ENEA", "ICLEI", "CNR"]})
    run(service, path)
    assert len(store.select(Participation)) == 3
    with store.unit_of_work() as work:
        work.delete(Participation, links["ICLEI"].id)
        work.commit("Changed “{name}”", name="x")
    (item,) = run(service, path).items
    assert item.outcome is Outcome.CONFLICT
    assert set(item.kept) == {"organisers"}
    assert len(store.select(Participation)) == 2


def test_head_counts_follow_the_file_but_not_against_counts_made_here(store, service, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("Title,Participants on site,Participants online\nA,40,25\n", encoding="utf-8")
    run(service, path)
    found = {(c.presence, c.group): c.count for c in store.select(HeadCount)}
    assert found == {("on_site", "not_stated"): 40, ("remote", "not_stated"): 25}
    path.write_text("Title,Participants on site,Participants online\nA,42,25\n", encoding="utf-8")
    assert run(service, path).updated == 1
    with store.unit_of_work() as work:
        (count,) = work.select(HeadCount, presence="remote")
        work.save(replace(count, count=30))
        work.commit("Changed “{name}”", name="A")
    (item,) = run(service, path).items
    assert item.kept == {"head_count_remote": (30, 25)}
    assert {c.count for c in store.select(HeadCount)} == {42, 30}


def test_a_count_without_groups_is_not_added_to_groups_counted_here(store, service, tmp_path):
    event = Event(id=new_id(), title="A")
    with store.unit_of_work() as work:
        work.save(event)
        for group, count in (("women", 22), ("men", 18)):
            count_id = HeadCount.derive_id(event.id, "on_site", group)
            work.save(HeadCount(id=count_id, event_id=event.id, group=group, count=count))
        work.commit("made")
    path = tmp_path / "e.csv"
    path.write_text("Title,Participants on site\nA,40\n", encoding="utf-8")
    assert run(service, path).conflicts == 0
    path.write_text("Title,Participants on site\nA,41\n", encoding="utf-8")
    (item,) = run(service, path).items
    assert item.kept == {"head_count_on_site": (40, 41)}
    assert len(store.select(HeadCount)) == 2


# --- ids of the file ------------------------------------------------------------------------------


def test_an_id_in_the_file_survives_a_new_title_and_date(store, service, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("ID,Title,Date\nE-7,Breakfast,2024-05-22\n", encoding="utf-8")
    run(service, path)
    path.write_text("ID,Title,Date\nE-7,Brunch,2024-05-23\n", encoding="utf-8")
    report = run(service, path)
    assert (report.created, report.updated) == (1, 0)  # nothing but the number is left: another event

    path.write_text("ID,Title,Date\nE-7,Lunch,2024-05-22\n", encoding="utf-8")
    assert run(service, path).updated == 1
    path.write_text("ID,Title,Date\nE-7,Lunch,2024-05-29\n", encoding="utf-8")
    assert run(service, path).updated == 1
    assert sorted(event.title for event in store.select(Event)) == ["Brunch", "Lunch"]


def test_an_id_twice_in_a_file_is_refused(service, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("ID,Title\n7,A\n7,B\n", encoding="utf-8")
    report = run(service, path)
    assert report.created == 1
    assert [(p.place, p.reason) for p in report.unreadable] == [("e!B3", "id_twice_in_file")]


def test_the_same_events_from_a_table_and_from_json_are_the_same(store, service, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["ID", "Title", "Date", "City", "Country"])
    sheet.append(["E-1", "Climate breakfast", date(2024, 5, 22), "Rome", "IT"])
    book.save(tmp_path / "e.xlsx")
    run(service, json_file(tmp_path / "e.json", BREAKFAST))
    assert run(service, tmp_path / "e.xlsx").same == 1
    assert len(store.select(Event)) == 1


def test_two_files_of_one_import_may_speak_of_the_same_event(store, service, tmp_path):
    one = json_file(tmp_path / "a.json", BREAKFAST)
    two = json_file(tmp_path / "b.json", BREAKFAST)
    three = json_file(tmp_path / "c.json", BREAKFAST | {"note": "more"})
    report = run(service, one, two, three)
    assert (report.created, report.same, report.conflicts) == (1, 1, 1)
    assert [item.reason for item in report.items] == ["", "twice_in_import", "twice_in_import"]
    assert len(store.select(Event)) == 1


# --- the bin --------------------------------------------------------------------------------------


def test_what_lies_in_the_bin_is_told_and_stays_there(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST, BREAKFAST | {"title": "Other"})
    run(service, path)
    event = next(event for event in store.select(Event) if event.title == "Climate breakfast")
    DeletionService(store).delete("event", [event.id])
    report = run(service, path)
    assert (report.in_bin, report.same, report.created, report.change_set) == (1, 1, 0, None)
    (item,) = [item for item in report.items if item.outcome is Outcome.IN_BIN]
    assert (item.title, item.record_id, item.reason) == ("Climate breakfast", event.id, "in_bin")
    assert [event.title for event in store.select(Event)] == ["Other"]


def test_an_event_typed_by_hand_that_was_deleted_stays_in_the_bin(store, service, tmp_path):
    typed = Event(id=new_id(), title="Climate breakfast", when=When.days(date(2024, 5, 22)))
    with store.unit_of_work() as work:
        work.save(typed)
        work.commit("made")
    path = json_file(tmp_path / "e.json", BREAKFAST)
    run(service, path)
    DeletionService(store).delete("event", [typed.id])
    assert counts(service.plan([path])) == {"in_bin": 1}


def test_a_deletion_that_was_undone_is_no_deletion(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST)
    run(service, path)
    DeletionService(store).delete("event", [only_event(store).id])
    store.undo()
    assert run(service, path).same == 1


def test_an_organisation_in_the_bin_is_told_once_and_tied_to_nothing(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST)
    run(service, path)
    DeletionService(store).delete("organisation", [imported_id("organisation", "enea")])
    json_file(path, BREAKFAST, BREAKFAST | {"title": "New"}, BREAKFAST | {"title": "Newer"})
    report = run(service, path)
    assert (report.created, report.same, report.in_bin) == (2, 1, 1)
    (item,) = [item for item in report.items if item.outcome is Outcome.IN_BIN]
    assert (item.record_kind, item.title) == ("organisation", "ENEA")
    assert [o.name for o in store.select(Organisation)] == ["CNR"]


def test_a_city_in_the_bin_is_told_and_not_revived(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST | {"city": "Vaasa", "country": "FI"})
    run(service, path)
    DeletionService(store).delete("city", [imported_id("city", "vaasa|FI")])
    report = run(service, path)
    assert (report.same, report.in_bin) == (1, 1)
    assert only_event(store).city_id is None


def test_an_organisation_that_was_renamed_here_is_the_same(store, service, tmp_path):
    path = json_file(tmp_path / "e.json", BREAKFAST)
    run(service, path)
    with store.unit_of_work() as work:
        (enea,) = work.select(Organisation, name="ENEA")
        work.save(replace(enea, name="Agenzia nazionale"))
        work.commit("Changed “{name}”", name="x")
    assert run(service, path).same == 1
    assert len(store.select(Organisation)) == 2


# --- one change, or none --------------------------------------------------------------------------


def test_the_change_set_says_what_it_was(store, service, tmp_path):
    path = json_file(tmp_path / "events\nof 2024.json", BREAKFAST)
    report = run(service, path)
    entry = store.history()[0]
    assert (entry.label, entry.label_data) == ("import", {"file": "events�of 2024.json", "count": 1})
    assert report.items[0].file == str(tmp_path / "events�of 2024.json")


def test_cancelling_leaves_nothing(store, service):
    def cancel(done: int, total: int) -> None:
        if total and done >= total / 2:
            raise Cancelled

    before = whole_state(store)
    with pytest.raises(Cancelled):
        service.plan([EVENTS], cancel)
    plan = service.plan([EVENTS])
    with pytest.raises(Cancelled):
        service.apply(plan, cancel)
    assert whole_state(store) == before
    assert store.history() == []
    assert service.apply(plan).created == 36


def test_progress_ends_at_its_total(service):
    seen: list[tuple[int, int]] = []
    plan = service.plan([EVENTS], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (36, 36)
    seen.clear()
    service.apply(plan, lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] > 100


def test_a_plan_that_the_desk_has_outrun_is_refused(store, service, tmp_path):
    plan = service.plan([json_file(tmp_path / "e.json", BREAKFAST)])
    with store.unit_of_work() as work:
        work.save(Organisation(id=new_id(), name="ENEA"))
        work.commit("made")
    with pytest.raises(UserError, match="import_plan_outdated"):
        service.apply(plan)
    assert store.select(Event) == []


def test_a_thousand_rows_come_in_blocks_and_go_at_once(store, service, tmp_path):
    path = tmp_path / "e.csv"
    rows = [f"Event {n},{1 + n % 28}.{1 + n % 12}.2024,Org {n % 250}; Org {n % 7}\n" for n in range(1_000)]
    path.write_text("Title,Date,Organisers\n" + "".join(rows), encoding="utf-8")
    before = whole_state(store)
    report = run(service, path)
    assert report.created == 1_000
    assert report.changes is not None
    assert report.changes.created_counts["event"] == 1_000
    assert run(service, path).change_set is None
    store.undo()
    assert whole_state(store) == before
    assert run(service, path).created == 1_000
    assert store.check() == []


# --- tables ---------------------------------------------------------------------------------------


def test_a_mapping_given_for_a_file_is_used(store, service, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("Was,Sorte,Zeit\nA,Stammtisch,17.10.2024 9:30\n", encoding="utf-8")
    mapping = ColumnMapping(
        (("Was", "title"), ("Sorte", "kind"), ("Zeit", "start")),
        words=(("kind", "Stammtisch", "networking"),),
    )
    service.apply(service.plan([path], mappings={path: mapping}))
    event = only_event(store)
    assert (event.kind, event.when.zone) == ("networking", "Europe/Brussels")


def test_times_without_a_zone_are_in_the_platforms(store, service, tmp_path):
    with store.unit_of_work() as work:
        work.save(Platform(id=new_id(), name="Hub", time_zone="Europe/Bucharest"))
        work.commit("made")
    path = tmp_path / "e.csv"
    path.write_text("Title,Date\nA,17.10.2024 9:30\n", encoding="utf-8")
    run(service, path)
    assert only_event(store).when.zone == "Europe/Bucharest"


def test_the_template_offers_the_words_of_this_desk(store, service, tmp_path):
    with store.unit_of_work() as work:
        work.save(CodeItem(id=new_id(), code_list="event_kind", code="picnic", label="Picnic", position=99))
        work.commit("made")
    service.write_template(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    words = {cell.value for sheet in book for row in sheet for cell in row}
    assert {"Picnic", "Kick-off meeting", "Hybrid"} <= words
    assert service.preview_table(tmp_path / "t.xlsx").unmatched == ()
    assert ("title", "Title") in service.table_fields()


def test_a_mapping_can_be_kept(service, tmp_path):
    mapping = ColumnMapping((("Was", "title"),))
    service.save_mapping(mapping, tmp_path / "m.json")
    assert service.load_mapping(tmp_path / "m.json") == mapping


# --- bar 7: bad and hostile files -----------------------------------------------------------------


def xlsx_with(path: Path, parts: dict[str, str]) -> Path:
    """A workbook of one event, some of whose parts were replaced."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Title"])
    book.worksheets[0].append(["A"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= {name: text.encode() for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData><row><c t='inlineStr'><is><t>&j;</t></is></c></row></sheetData></worksheet>"
)


def bad_files(folder: Path) -> dict[str, Path]:
    def written(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    events = EVENTS.read_bytes()
    sound = xlsx_with(folder / "sound.xlsx", {}).read_bytes()
    huge = folder / "huge.json"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    huge_table = folder / "huge.xlsx"
    with huge_table.open("wb") as file:
        file.truncate(2 * 1024**3)
    return {
        "truncated": written("cut.json", events[: len(events) // 2]),
        "truncated table": written("cut.xlsx", sound[: len(sound) // 2]),
        "empty": written("empty.json", b""),
        "empty table": written("empty.xlsx", b""),
        "empty csv": written("empty.csv", b""),
        "2 GB": huge,
        "2 GB table": huge_table,
        "wrong encoding": written("latin.json", events.decode().encode("utf-16")),
        "NUL bytes": written("nul.csv", b"Title,Date\nA\0B,2024\n"),
        "cyclic": written("deep.json", b"[" * 500_000),
        "XML bomb": xlsx_with(folder / "bomb.xlsx", {"xl/worksheets/sheet1.xml": XML_BOMB}),
        "path in a name": xlsx_with(folder / "path.xlsx", {"../../../evil": "x"}),
        "not a format": written("photo.png", b"\x89PNG"),
        "missing": folder / "missing.json",
        "folder": folder,
    }


REASONS = {
    "truncated": "truncated",
    "truncated table": "truncated",
    "empty": "empty",
    "empty table": "empty",
    "empty csv": "empty",
    "2 GB": "too_large",
    "2 GB table": "too_large",
    "wrong encoding": "wrong_encoding",
    "NUL bytes": "not_text",
    "cyclic": "too_deep",
    "XML bomb": "xml_entities",
    "path in a name": "path_in_name",
    "not a format": "unknown_format",
    "missing": "not_found",
    "folder": "not_a_file",
}


def test_each_bad_file_has_its_own_reason_and_changes_nothing(store, service, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    files = bad_files(folder)
    before = whole_state(store)
    for what, path in files.items():
        report = run(service, path)
        assert [(problem.file, problem.reason) for problem in report.unreadable] == [
            (str(path), REASONS[what])
        ], what
        assert report.change_set is None
    assert whole_state(store) == before
    assert store.history() == []


def test_a_bad_file_does_not_stop_the_good_one_beside_it(store, service, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"{")
    report = run(service, bad, json_file(tmp_path / "e.json", BREAKFAST))
    assert (report.created, len(report.unreadable)) == (1, 1)


def test_a_formula_arrives_as_exactly_that_text(store, service, tmp_path):
    formula = "=cmd|' /C calc'!A0"
    run(service, json_file(tmp_path / "e.json", BREAKFAST | {"title": formula, "note": "+39 06"}))
    event = only_event(store)
    assert (event.title, event.notes) == (formula, "+39 06")


def test_a_hostile_file_name_is_only_shown(store, service, tmp_path):
    name = b"..%2f\n\x1b[31m" + bytes([0xFF]) + "\u202e.json".encode()
    path = tmp_path / os.fsdecode(name)
    report = run(service, json_file(path, BREAKFAST, {"title": ""}))
    assert report.created == 1
    shown = report.unreadable[0].file
    assert shown.isprintable()
    assert "\n" not in shown
    shown.encode()
    assert "/" not in store.history()[0].label_data["file"]


def test_text_that_no_database_can_hold_is_refused(store, service, tmp_path):
    path = tmp_path / "e.json"
    path.write_text('{"events": [{"title": "\\ud800"}]}', encoding="utf-8")
    assert [problem.reason for problem in run(service, path).unreadable] == ["not_text"]
    assert store.select(Event) == []
