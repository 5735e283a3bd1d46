"""Finding any record and any command: what fits, in which order, with what was used last on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Action, City, Event, Interaction, Organisation, Person, Platform
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.finder_commands import (
    Command,
    Fit,
    errors_between,
    fit_of,
    marks_of,
    matching_commands,
)
from capadesk.services.finder_service import FinderService, Finding, Group, Question
from capadesk.services.last_used import KEPT, LastUsed, Used, used_command, used_record

KINDS = ("event", "person", "organisation", "action", "interaction")
COMMANDS = (
    Command("File/New event", "New event", "File", "Ctrl+N"),
    Command("File/Import", "Import", "File", "Ctrl+I"),
    Command("File/Back up", "Back up", "File"),
    Command("Export/Excel report", "Excel report", "Export"),
    Command("Edit/Undo", "Undo", "Edit", "Ctrl+Z"),
    Command("View/Events", "Events", "View", "Ctrl+1"),
    Command("View/Dark", "Dark", "View"),
)

Find = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.store.close()


@pytest.fixture
def find(desk: Desk) -> Find:
    def has_place(kind: str, record_id: UUID) -> bool:
        return kind != "action" or desk.store.get(Action, record_id).event_id is not None

    service = FinderService(desk, KINDS, has_place)

    def found(text: str, *uses: Used) -> tuple[Finding, ...]:
        return service.find(Question(text, COMMANDS, uses)).rows

    return found


def save(desk: Desk, *records: Record) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("saved")


def person(given: str, family: str = "") -> Person:
    return Person(id=new_id(), given_name=given, family_name=family)


def event(title: str, kind: str = "workshop", when: When = When.unknown(), **fields: str) -> Event:  # noqa: B008
    return Event(id=new_id(), title=title, kind=kind, when=when, **fields)  # type: ignore[arg-type]


def use_of(record: Person | Event) -> Used:
    return used_record(record.KIND, record.id)


def shown(rows: tuple[Finding, ...]) -> list[tuple[Group, str]]:
    return [(row.group, row.title) for row in rows]


def titles(rows: tuple[Finding, ...]) -> list[str]:
    return [row.title for row in rows]


# --- records --------------------------------------------------------------------------------------


def test_records_stand_in_groups_and_the_group_that_fits_best_is_first(desk: Desk, find: Find) -> None:
    save(
        desk,
        event("Forum on cities", notes="Maria speaks"),
        event("Board with Maria", kind="meeting"),
        person("Maria", "Rossi"),
        person("Anna", "Maria"),
    )
    assert shown(find("maria")) == [
        (Group.PEOPLE, "Maria Rossi"),
        (Group.PEOPLE, "Anna Maria"),
        (Group.MEETINGS, "Board with Maria"),
        (Group.EVENTS, "Forum on cities"),
    ]


def test_a_row_says_when_and_where_in_words(desk: Desk, find: Find) -> None:
    lecce = City(id=new_id(), name="Lecce", country="IT")
    lab = Event(id=new_id(), title="Lab", kind="workshop", when=When.months(2024, 10), city_id=lecce.id)
    ministry = Organisation(id=new_id(), name="Ministry", short_name="MET", helix="government")
    call = Interaction(id=new_id(), channel="phone", summary="Budget", organisation_id=ministry.id)
    platform = Platform(id=new_id(), name="Hub", country="IT", time_zone="Europe/Rome")
    save(desk, platform, lecce, lab, ministry, call, event("Laboratory"))
    details = {row.title: row.detail for row in find("lab")}
    assert details == {"Lab": "October 2024 · Lecce", "Laboratory": "No date yet"}
    (row,) = find("ministry")
    assert row.detail.endswith(" · MET")
    (row,) = find("budget")
    assert (row.title, row.detail) == ("Phone call", "Ministry")


def test_a_typing_error_is_forgiven_and_said(desk: Desk, find: Find) -> None:
    save(desk, event("Workshop"))
    (row,) = find("wrokshop")
    assert (row.title, row.fit) == ("Workshop", Fit.SIMILAR)


def test_what_has_no_place_is_left_out(desk: Desk, find: Find) -> None:
    held = event("Held")
    save(
        desk,
        held,
        Action(id=new_id(), text="Call the mayor", event_id=held.id),
        Action(id=new_id(), text="Call the press"),
    )
    assert titles(find("call")) == ["Call the mayor"]


def test_many_groups_are_shown_with_a_few_rows_each(desk: Desk, find: Find) -> None:
    save(desk, *(event(f"Parma {number}") for number in range(9)))
    assert len(find("parma")) == 8
    save(desk, person("Parma"), Organisation(id=new_id(), name="Parma"))
    rows = find("parma")
    assert [sum(row.group is group for row in rows) for group in (Group.PEOPLE, Group.EVENTS)] == [1, 5]


def test_nothing_found_is_no_row(find: Find) -> None:
    assert find("xqzzkj") == ()
    assert find('"*) OR (') == ()


# --- what was used last ---------------------------------------------------------------------------


def test_what_was_used_last_stands_on_top_once(desk: Desk, find: Find) -> None:
    old, new = person("Maria", "Old"), person("Maria", "New")
    save(desk, old, new)
    assert shown(find("maria", use_of(old))) == [(Group.USED, "Maria Old"), (Group.PEOPLE, "Maria New")]


def test_what_was_used_last_is_found_among_very_many(desk: Desk, find: Find) -> None:
    first = event("Workshop 0")
    save(desk, first, *(event(f"Workshop {number}") for number in range(1, 40)))
    assert titles(find("workshop", use_of(first)))[0] == "Workshop 0"
    assert "Workshop 0" not in titles(find("workshop"))


def test_what_was_used_last_but_does_not_fit_is_not_shown(desk: Desk, find: Find) -> None:
    anna = person("Anna")
    save(desk, anna, person("Maria"))
    assert titles(find("maria", use_of(anna))) == ["Maria"]


def test_without_a_word_what_was_used_last_comes_before_common_commands(desk: Desk, find: Find) -> None:
    anna, gone = person("Anna"), person("Gone")
    save(desk, anna, gone)
    with desk.store.unit_of_work() as work:
        work.delete(Person, gone.id)
        work.commit("deleted")
    rows = find("", use_of(gone), used_command("View/Dark"), use_of(anna), used_command("no longer there"))
    assert shown(rows) == [
        (Group.USED, "Dark"),
        (Group.USED, "Anna"),
        (Group.COMMANDS, "New event"),
        (Group.COMMANDS, "Import"),
        (Group.COMMANDS, "Undo"),
        (Group.COMMANDS, "Events"),
    ]


def test_a_command_used_last_stands_on_top_of_records(desk: Desk, find: Find) -> None:
    save(desk, event("Dark sky forum"))
    assert shown(find("dark")) == [(Group.COMMANDS, "Dark"), (Group.EVENTS, "Dark sky forum")]
    save(desk, event("Dar"))
    assert shown(find("dar", used_command("View/Dark")))[0] == (Group.USED, "Dark")


def test_uses_are_bounded_kept_once_and_survive_a_restart() -> None:
    last_used = LastUsed()
    records = [used_record("event", new_id()) for _ in range(KEPT + 5)]
    for use in [*records, used_command("View/Dark"), records[-1]]:
        last_used.note(use)
    assert len(last_used.uses) == KEPT
    assert last_used.uses[:3] == (records[-1], used_command("View/Dark"), records[-2])
    assert LastUsed(last_used.texts()).uses == last_used.uses


def test_uses_that_cannot_be_read_are_left_out() -> None:
    good = used_record("event", new_id())
    texts = ["", "event", "event|xyz", "|", "|abc", *LastUsed().texts(), "|".join(good)]
    assert LastUsed(texts).uses == (good,)


# --- commands -------------------------------------------------------------------------------------


def test_the_sign_narrows_to_commands(desk: Desk, find: Find) -> None:
    save(desk, event("Export of goods"))
    assert shown(find("> ex")) == [(Group.COMMANDS, "Excel report")]
    assert len(find(">")) == len(COMMANDS)
    assert titles(find(">", used_command("View/Dark")))[0] == "Dark"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("new", ["New event"]),
        ("ev new", ["New event"]),
        ("EVENTS", ["Events"]),
        ("backup", ["Back up"]),
        ("back-up", ["Back up"]),
        ("export", ["Excel report"]),
        ("view dark", ["Dark"]),
        ("imprt", ["Import"]),
        ("exel reprot", ["Excel report"]),
        ("udno", ["Undo"]),
        ("zzz", []),
    ],
)
def test_commands_are_found_by_beginnings_menus_and_with_errors(typed: str, words: list[str]) -> None:
    assert [command.words for _fit, command in matching_commands(typed, COMMANDS)] == words


def test_accents_do_not_matter_for_commands() -> None:
    command = Command("", "Événements à venir", "Édition")
    assert matching_commands("evenements a", [command]) == [(Fit.BEGINNING, command)]
    assert matching_commands("edition", [command]) == [(Fit.ELSEWHERE, command)]


@pytest.mark.parametrize(
    ("typed", "title", "fit"),
    [
        ("łódź forum", "Lodz Forum", Fit.SAME),
        ("lodz", "Łódź Forum", Fit.BEGINNING),
        ("forum lo", "Łódź Forum", Fit.WORDS),
        ("dz", "Łódź Forum", None),
    ],
)
def test_how_well_a_title_fits(typed: str, title: str, fit: Fit | None) -> None:
    assert fit_of(typed, title) is fit


@pytest.mark.parametrize(
    ("first", "second", "errors"),
    [
        ("", "", 0),
        ("undo", "udno", 1),
        ("undo", "und", 1),
        ("undo", "unndo", 1),
        ("abc", "xyz", 3),
        ("", "ab", 2),
    ],
)
def test_errors_between_words_are_counted(first: str, second: str, errors: int) -> None:
    assert errors_between(first, second) == errors_between(second, first) == errors


@pytest.mark.parametrize(
    ("typed", "title", "marked"),
    [
        ("lo", "Łódź forum", ["Łó"]),
        ("for lodz", "Forum of Łódź, forever", ["For", "Łódź", "for"]),
        ("gross", "Große Halle", ["Groß"]),
        ("f fo", "Forum", ["Fo"]),
        ("rum", "Forum", []),
        ("", "Forum", []),
        ("a_b", "b & a_b", ["b", "a", "b"]),
    ],
)
def test_what_was_typed_is_marked_in_the_title(typed: str, title: str, marked: list[str]) -> None:
    assert [title[first:after] for first, after in marks_of(typed, title)] == marked
