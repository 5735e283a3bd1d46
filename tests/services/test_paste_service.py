"""Pasted rows as events and as people, through the plan of an import, over a real data file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, Event, Organisation, Person
from capadesk.services.desk import Desk
from capadesk.services.importing.import_plan import Outcome
from capadesk.services.importing.paste_service import PASTE_LIMIT
from capadesk.services.scratch_folder import ScratchFolder, file_name


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.scratch.close()
    opened.store.close()


def pasted_events(desk: Desk, text: str, html: str = "", kind: str = "") -> dict[str, Event]:
    plan = desk.imports.plan([desk.paste.events_file(text, html, kind)])
    assert plan.counts[Outcome.UNREADABLE] == 0, plan.items
    desk.imports.apply(plan)
    return {event.title: event for event in desk.store.select(Event)}


def test_rows_with_headings_are_events(desk: Desk):
    events = pasted_events(
        desk,
        "Title\tStart\tEnd\tStatus\tCountry\n"
        "Climate breakfast\t17.10.2024\t18.10.2024\theld\tItaly\n"
        "Forum\t2024-11\t\tplanned\tPL\n",
    )
    assert events["Climate breakfast"].when.start_text == "2024-10-17"
    assert events["Climate breakfast"].when.end_text == "2024-10-18"
    assert (events["Climate breakfast"].status, events["Climate breakfast"].country) == ("held", "IT")
    assert events["Forum"].when.start_text == "2024-11"


def test_rows_without_headings_tell_by_their_values(desk: Desk):
    events = pasted_events(
        desk,
        "17/10/2024\tClimate breakfast\tWebinar\tRome\tItaly\t12\n"
        "03/11/2024\tForum on heat\tWorkshop\tWarsaw\tPoland\t40\n",
    )
    breakfast = events["Climate breakfast"]
    assert (breakfast.when.start_text, breakfast.kind, breakfast.country) == ("2024-10-17", "webinar", "IT")


def test_a_single_column_of_titles(desk: Desk):
    assert set(pasted_events(desk, "Forum\nKick-off meeting\nWorkshop in Lecce\n")) == {
        "Forum",
        "Kick-off meeting",
        "Workshop in Lecce",
    }


def test_a_single_row_is_an_event_and_no_heading(desk: Desk):
    assert set(pasted_events(desk, "Forum\t17/10/2024\n")) == {"Forum"}


def test_rows_pasted_into_meetings_are_meetings(desk: Desk):
    events = pasted_events(desk, "Title\tStart\nBoard\t2024-10-17\n", kind="meeting")
    assert events["Board"].kind == "meeting"
    events = pasted_events(desk, "Call\t2024-10-18\nJour fixe\t2024-10-19\n", kind="meeting")
    assert events["Jour fixe"].kind == "meeting"


def test_the_same_rows_again_change_nothing(desk: Desk):
    text = "Title\tStart\nForum\t2024-10-17\n"
    pasted_events(desk, text)
    plan = desk.imports.plan([desk.paste.events_file(text)])
    assert plan.counts[Outcome.SAME] == 1
    assert len(plan.work) == 0


def test_an_html_table_counts_before_the_text(desk: Desk):
    html = "<table><tr><th>Title</th><th>Start</th></tr><tr><td>Forum</td><td>2024-10-17</td></tr></table>"
    assert set(pasted_events(desk, "something else", html)) == {"Forum"}


def test_nothing_and_too_much_are_refused(desk: Desk):
    for text, code in (("", "paste_empty"), ("x" * (PASTE_LIMIT + 1), "paste_too_large")):
        with pytest.raises(UserError) as refused:
            desk.paste.events_file(text)
        assert refused.value.code == code


# --- people -----------------------------------------------------------------------------------------


def outcomes(desk: Desk, text: str) -> list[Outcome]:
    return [item.outcome for item in desk.paste.people_plan(text).items]


PEOPLE = (
    "Given name\tFamily name\tE-mail\tOrganisation\tPosition\tCountry\tShoe size\n"
    "Anna\tBianchi\tanna@example.org\tMinistry\tHead of unit\tItaly\t38\n"
    "Piotr\tŁuczak\t\tMinistry\t\tPL\t44\n"
)


def test_people_are_made_with_their_organisation(desk: Desk):
    plan = desk.paste.people_plan(PEOPLE)
    assert plan.counts[Outcome.CREATE] == 2
    assert [(notice.code, notice.data["heading"]) for notice in plan.notices] == [
        ("column_not_used", "Shoe size")
    ]
    assert desk.store.select(Person) == []
    report = desk.imports.apply(plan)
    people = {person.family_name: person for person in desk.store.select(Person)}
    assert (people["Bianchi"].email, people["Łuczak"].country) == ("anna@example.org", "PL")
    (ministry,) = desk.store.select(Organisation)
    (place,) = desk.store.select(Affiliation, person_id=people["Bianchi"].id)
    assert (place.organisation_id, place.role, place.is_main) == (ministry.id, "Head of unit", True)
    assert report.change_set
    desk.store.undo()
    assert desk.store.select(Person) == []


def test_people_who_are_here_are_left_as_they_are(desk: Desk):
    desk.imports.apply(desk.paste.people_plan(PEOPLE))
    assert outcomes(desk, PEOPLE) == [Outcome.SAME, Outcome.SAME]
    assert outcomes(desk, "Name\tE-mail\nA. B.\tANNA@example.org\nBianchi, Anna\tother@example.org\n") == [
        Outcome.SAME,
        Outcome.CREATE,
    ]


def test_the_same_person_twice_in_the_rows_is_made_once(desk: Desk):
    text = "Name\tE-mail\nAnna Bianchi\ta@example.org\nAnna Bianchi\ta@example.org\n"
    assert outcomes(desk, text) == [Outcome.CREATE, Outcome.SAME]


def test_people_without_headings_are_found_by_their_address(desk: Desk):
    plan = desk.paste.people_plan("Anna Bianchi\tanna@example.org\nPiotr Łuczak\tp@example.org\n")
    desk.imports.apply(plan)
    assert {(p.given_name, p.family_name) for p in desk.store.select(Person)} == {
        ("Anna", "Bianchi"),
        ("Piotr", "Łuczak"),
    }


@pytest.mark.parametrize(
    "headings", ["Vorname\tNachname\tE-Mail\tFirma\tLand", "Nome\tCognome\tE-mail\tEnte\tPaese"]
)
def test_headings_of_partners_are_understood_in_their_language(desk: Desk, headings: str):
    desk.imports.apply(desk.paste.people_plan(headings + "\nAnna\tBianchi\ta@b.eu\tENEA\tItaly\n"))
    (person,) = desk.store.select(Person)
    assert (person.given_name, person.family_name, person.email) == ("Anna", "Bianchi", "a@b.eu")
    assert person.country == "IT"
    assert [each.name for each in desk.store.select(Organisation)] == ["ENEA"]


def test_what_cannot_be_people_says_why(desk: Desk):
    with pytest.raises(UserError) as refused:
        desk.paste.people_plan("1\t2\n3\t4\n")
    assert refused.value.code == "paste_no_people"
    plan = desk.paste.people_plan("Name\tE-mail\tCountry\nA\tnot an address\tIT\nB\tb@c.d\tNowhere\n\t\tIT\n")
    assert [(item.outcome, item.reason) for item in plan.items] == [
        (Outcome.UNREADABLE, "not_an_email"),
        (Outcome.UNREADABLE, "unknown_country"),
        (Outcome.UNREADABLE, "missing"),
    ]


def test_a_person_in_the_list_with_the_same_name_elsewhere_is_another_one(desk: Desk):
    with desk.store.unit_of_work() as work:
        work.save(Person(id=new_id(), given_name="Anna", family_name="Rossi"))
        work.commit("made")
    assert outcomes(desk, "Name\tOrganisation\nAnna Rossi\tUniversity\n") == [Outcome.CREATE]
    assert outcomes(desk, "Name\nAnna Rossi\n") == [Outcome.SAME]


# --- the temporary folder ---------------------------------------------------------------------------


def test_the_temporary_folder_is_private_and_goes(tmp_path: Path):
    scratch = ScratchFolder(tmp_path)
    first, second = scratch.new_file("Forum", ".ics"), scratch.new_file("Forum", ".ics")
    first.write_text("x", encoding="utf-8")
    assert first != second
    assert first.name == "Forum.ics"
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    scratch.close()
    assert list(tmp_path.iterdir()) == []
    scratch.close()


def test_a_title_becomes_a_name_that_every_system_takes():
    assert file_name('a/b\\c: "d"?\n e') == "a b c d e"
    assert file_name("../..") == "capadesk"
    assert len(file_name("ż" * 500).encode()) <= 80
