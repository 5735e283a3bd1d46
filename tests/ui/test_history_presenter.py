"""What the history says, without widgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Decision, Event, Participation, Person
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.merging.text_difference import Piece
from capadesk.services.ports import HistoryEntry, Whose
from capadesk.ui.common.look.palette import light_palette
from capadesk.ui.history.change_document import ChangeDocument
from capadesk.ui.history.change_reading import RECORDS_AT_ONCE, ChangePage, FieldLine
from capadesk.ui.history.history_presenter import HistoryPresenter


@pytest.fixture
def presenter(desk: Desk) -> HistoryPresenter:
    return HistoryPresenter(desk)


def save(desk: Desk, *records, label: str = "Changed “{name}”") -> ChangeSet:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        return work.commit(label, name=getattr(records[0], "title", ""))


def an_event(title: str = "Workshop", **fields: Any) -> Event:
    return Event(id=new_id(), title=title, **fields)


def entry_of(desk: Desk, change_set: ChangeSet) -> HistoryEntry:
    entry = desk.store.history_entry(change_set.stamp)
    assert entry is not None
    return entry


def page_of(presenter: HistoryPresenter, change_set: ChangeSet, offset: int = 0) -> ChangePage:
    page = presenter.details(change_set.stamp, offset)()
    assert page is not None
    return page


def test_a_row_says_what_who_when_and_which_fields(desk: Desk, presenter: HistoryPresenter) -> None:
    event = an_event()
    save(desk, event)
    changed = save(desk, replace(event, venue="Hall", status="held"))
    row = presenter.row(entry_of(desk, changed))
    assert row.title == "Changed “Workshop”"
    assert row.detail.endswith(" · Ada · Status, Venue") or row.detail.endswith(" · Ada · Venue, Status")
    assert row.key == changed.stamp
    assert not row.marks


def test_undone_changes_and_their_undo_are_marked(desk: Desk, presenter: HistoryPresenter) -> None:
    made = save(desk, an_event(), label="Added “{name}”")
    desk.store.undo()
    newest, oldest = (presenter.row(entry) for entry in presenter.question(None)()[:2])
    assert newest.title == "Undone: Added “Workshop”"
    assert newest.icon == "undo"
    assert (oldest.key, oldest.is_faded, [mark.text for mark in oldest.marks]) == (
        made.stamp,
        True,
        ["Undone"],
    )


def test_fields_read_in_words_before_and_after(desk: Desk, presenter: HistoryPresenter) -> None:
    city = City(id=new_id(), name="Lecce")
    event = an_event(when=When.days(date(2024, 10, 17), date(2024, 10, 17)), languages=("it",))
    save(desk, city, event)
    changed = save(
        desk,
        replace(
            event,
            status="held",
            city_id=city.id,
            country="IT",
            when=When.years(2025),
            languages=("it", "en"),
        ),
    )
    (section,) = page_of(presenter, changed).sections
    assert (section.kind, section.name, section.act, section.is_opened) == (
        "Event",
        "Workshop",
        "changed",
        True,
    )
    assert {line.label: (line.before, line.after) for line in section.lines} == {
        "Status": ("Planned", "Held"),
        "When": ("Thursday 17 October 2024", "2025"),
        "City": ("", "Lecce"),
        "Country": ("", "Italy"),
        "Languages": ("Italian", "Italian and English"),
    }


def test_a_long_text_is_shown_as_a_difference(desk: Desk, presenter: HistoryPresenter) -> None:
    event = an_event(minutes="We met at ten. The budget was adopted. Everybody agreed to meet again soon.")
    save(desk, event)
    changed = save(desk, replace(event, minutes=event.minutes.replace("adopted", "postponed")))
    (section,) = page_of(presenter, changed).sections
    (line,) = section.lines
    assert [part.text for part in line.parts if part.piece is Piece.GONE] == ["adopted"]
    assert [part.text for part in line.parts if part.piece is Piece.NEW] == ["postponed"]


def test_links_read_by_their_ends_and_deletions_as_such(desk: Desk, presenter: HistoryPresenter) -> None:
    event, person = an_event(), Person(id=new_id(), given_name="Ida", family_name="Åberg")
    link = Participation(
        id=Participation.derive_id(event.id, person.id, None, "speaker"),
        event_id=event.id,
        person_id=person.id,
        role="speaker",
    )
    save(desk, event, person, link)
    deleted = desk.deletion.delete("event", [event.id])
    sections = page_of(presenter, deleted).sections
    assert [(s.kind, s.name, s.detail, s.act, s.is_opened) for s in sections] == [
        ("Event", "Workshop", "", "deleted", False),
        ("Participation", "Ida Åberg", "Workshop", "deleted", False),
    ]


def test_a_large_change_comes_in_pages(desk: Desk, presenter: HistoryPresenter) -> None:
    people = [Person(id=new_id(), family_name=f"No {number}") for number in range(2 * RECORDS_AT_ONCE + 1)]
    with desk.store.unit_of_work() as work:
        work.save_many(people)
        made = work.commit("import", file="people.xlsx")
    first, last = page_of(presenter, made), page_of(presenter, made, 2 * RECORDS_AT_ONCE)
    assert (len(first.sections), first.has_more, first.total) == (RECORDS_AT_ONCE, True, len(people))
    assert (len(last.sections), last.has_more) == (1, False)
    assert first.sections[0].lines == (FieldLine("Family name", "", "No 0"),)
    assert presenter.row(entry_of(desk, made)).title == "Imported people.xlsx"


def test_the_history_of_one_record_leaves_out_the_others(desk: Desk, presenter: HistoryPresenter) -> None:
    event, other = an_event(), an_event(title="Other")
    both = save(desk, event, other)
    save(desk, replace(other, venue="Hall"))
    changed = save(desk, replace(event, venue="Hall"))
    presenter.choose_record("event", event.id)
    assert presenter.record_name == "Workshop"
    assert [entry.stamp for entry in presenter.question(None)()] == [changed.stamp, both.stamp]
    assert [section.name for section in page_of(presenter, both).sections] == ["Workshop"]
    presenter.all_records()
    assert len(page_of(presenter, both).sections) == 2


def test_words_are_written_as_text_and_marked_by_more_than_colour(
    desk: Desk, presenter: HistoryPresenter
) -> None:
    event = an_event(title="A <b>bold</b> title", venue="Hall & yard")
    save(desk, event)
    changed = save(desk, replace(event, venue="Town"))
    sections = page_of(presenter, changed).sections
    html = ChangeDocument(light_palette(), is_mirrored=False).html(sections, with_histories=True)
    assert "A &lt;b&gt;bold&lt;/b&gt; title" in html
    assert 'text-decoration:line-through">Hall &amp; yard' in html
    assert 'text-decoration:underline">Town' in html
    assert html.index("Hall &amp; yard") < html.index("→") < html.index("Town")
    assert f"history:event/{event.id}" in html
    assert "←" in ChangeDocument(light_palette(), is_mirrored=True).html(sections)


def test_codes_of_labels_are_found_by_their_words(desk: Desk, presenter: HistoryPresenter) -> None:
    with desk.store.unit_of_work() as work:
        work.save(an_event())
        work.commit("import", file="mirror.xlsx")
    save(desk, an_event(title="Mirror"))
    presenter.find("imported")
    assert [presenter.text(entry) for entry in presenter.question(None)()] == ["Imported mirror.xlsx"]
    presenter.find("")
    presenter.choose_whose(Whose.OTHERS)
    assert presenter.question(None)() == []
    assert presenter.is_filtered


def test_what_stays_is_said_with_the_later_change(desk: Desk, presenter: HistoryPresenter) -> None:
    event = an_event()
    save(desk, event)
    middle = save(desk, replace(event, title="Second", venue="Hall"))
    later = save(desk, replace(event, title="Third", venue="Hall"))
    preview, obstacles = presenter.look_ahead(entry_of(desk, middle))()
    assert preview.record_count == 1
    assert presenter.stays_text(preview, obstacles) == "Title of “Third” was changed since"
    assert [entry.stamp for entry in obstacles[0].later] == [later.stamp]
    assert presenter.later_text(obstacles[0].later[0]).startswith("Changed “Third” · Ada · Today, ")


def test_what_needs_a_record_is_named(desk: Desk, presenter: HistoryPresenter) -> None:
    event = an_event()
    made = save(desk, event)
    save(desk, *(Decision(id=new_id(), event_id=event.id, text=f"Item {n}") for n in range(5)))
    preview, obstacles = presenter.look_ahead(entry_of(desk, made))()
    assert preview.record_count == 0
    text = presenter.stays_text(preview, obstacles)
    assert text.startswith("“Workshop” is needed by Decision “Item ")
    assert text.endswith(" and others")


def test_what_is_undone_is_done_again(desk: Desk, presenter: HistoryPresenter) -> None:
    made = save(desk, an_event())
    desk.store.undo()
    entry = entry_of(desk, made)
    desk.store.undo_change_set(presenter.target(entry))
    assert len(desk.store.select(Event)) == 1
    assert presenter.target(entry_of(desk, made)) == made.stamp
