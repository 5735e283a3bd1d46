from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from capadesk.domain.codes import KindFamily
from capadesk.domain.errors import InvalidRecord
from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, City, Decision, Event, HeadCount, Participation
from capadesk.domain.when import Precision, When
from capadesk.services.event_service import EventDossier
from capadesk.ui.common.editing.event_editor import EventEditor
from capadesk.ui.common.fields.optional_date_field import OptionalDateEdit
from capadesk.ui.common.fields.record_line_edit import RecordLineEdit
from tests.ui.editor_rules import (
    doubled_mnemonics,
    fields_by_tab,
    labels_without_mnemonic,
    nameless_inputs,
)
from tests.ui.hands import choose
from tests.ui.small_desk import add_sample, make_desk


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    yield desk
    desk.store.close()


@pytest.fixture
def sample(desk):
    return add_sample(desk)


@pytest.fixture
def editor(qtbot, desk, sample):
    editor = EventEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(sample.event)
    editor.resize(900, 800)
    editor.show()
    yield editor
    editor.wait()


def cell_input(table, row, field):
    """Open the cell and give its input."""
    column = [c.field for c in table.model.columns].index(field)
    index = table.model.index(row, column)
    table.view.setCurrentIndex(index)
    table.view.edit(index)
    return table.view.indexWidget(index)


ODD = Event(
    id=new_id(),
    title="  blanks and a\nline break  ",
    kind="kind_of_tomorrow",
    status="unheard_of",
    when=When.timed(datetime(2026, 1, 2, 3, 4, 5), None, "US/Eastern"),
    mode="by_pigeon",
    country="XQ",
    city_id=new_id(),
    project_id=new_id(),
    series_id=new_id(),
    languages=("it", "it", "tlh"),
    website="javascript:alert(1)",
    description="a\r\nb\u2028c\u00a0d",
    agenda="\ttabs\x0bvertical",
    minutes_status="lost",
    visibility="",
    recurrence="FREQ=MONTHLY",
    exceptions=("2026-02-02T03:04",),
    series_event_id=new_id(),
    original_start="2026-01-02",
    source_key="x",
    sequence=4,
)
PARENT = ODD.id
VARIED = [
    EventDossier(Event(id=new_id(), title="")),
    EventDossier(Event(id=new_id(), title="m", kind="meeting", when=When.months(2024, 10))),
    EventDossier(Event(id=new_id(), title="y", when=When.years(2024, 2026))),
    EventDossier(Event(id=new_id(), title="d", when=When.days(date(44, 3, 15)))),
    EventDossier(
        ODD,
        (
            Participation(id=new_id(), event_id=PARENT),
            Participation(id=new_id(), event_id=PARENT, person_id=new_id(), role="jester", status="?"),
            Participation(id=new_id(), event_id=PARENT, organisation_id=new_id(), notes="a\nb"),
        ),
        (
            HeadCount(id=new_id(), event_id=PARENT, presence="nowhere", group="cats", count=3),
            HeadCount(id=new_id(), event_id=PARENT, count=-4),
            HeadCount(id=new_id(), event_id=PARENT, group="men", count=10**9),
        ),
        (Decision(id=new_id(), event_id=PARENT, text="x\ny", decided_on=date(50, 1, 1), status="?"),),
        (
            Action(id=new_id(), event_id=PARENT, decision_id=new_id(), due=date(1, 1, 1), priority="?"),
            Action(id=new_id(), event_id=PARENT, owner_person_id=new_id(), notes="\u00a0", number="1.a"),
        ),
        (new_id(), new_id()),
    ),
]


@pytest.mark.parametrize("dossier", VARIED, ids=lambda dossier: dossier.event.title[:3] or "empty")
def test_what_is_not_touched_comes_out_as_it_went_in(qtbot, desk, dossier):
    editor = EventEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(dossier)
    for page in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(page)
    assert editor.dossier() == dossier
    assert not editor.is_modified()


def test_the_sample_comes_out_as_it_went_in_after_a_walk_by_tab(qtbot, editor, sample):
    editor.focus_first()
    for page in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(page)
        for _step in range(60):
            qtbot.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
    assert editor.dossier() == sample.event
    assert not editor.is_modified()


def test_one_editor_shows_one_event_after_the_other(editor, sample):
    for dossier in (*VARIED, sample.event):
        editor.set_dossier(dossier)
        assert editor.dossier() == dossier


LINES = ["title", "venue", "website", "online_link"]
TEXTS = ["objectives", "description", "agenda", "minutes", "lessons", "notes"]
CODES = [
    ("kind", "Webinar", "webinar"),
    ("status", "Confirmed", "confirmed"),
    ("mode", "Online", "online"),
    ("project_role", "Supporter", "supporter"),
    ("minutes_status", "Approved", "approved"),
    ("visibility", "Internal", "internal"),
]


@pytest.mark.parametrize("name", LINES)
def test_a_line_changes_its_field_and_no_other(qtbot, editor, sample, name):
    line = editor.fields[name].line_edit
    line.selectAll()
    qtbot.keyClicks(line, "New words")
    assert editor.dossier() == replace(sample.event, event=replace(sample.event.event, **{name: "New words"}))
    assert editor.is_modified()


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_changes_its_field_and_no_other(qtbot, editor, sample, name):
    edit = editor.fields[name].text_edit
    edit.selectAll()
    qtbot.keyClicks(edit, "New words")
    assert editor.dossier() == replace(sample.event, event=replace(sample.event.event, **{name: "New words"}))


@pytest.mark.parametrize(("name", "words", "code"), CODES)
def test_a_code_changes_its_field_and_no_other(editor, sample, name, words, code):
    choose(editor.fields[name].combo, words)
    assert editor.dossier() == replace(sample.event, event=replace(sample.event.event, **{name: code}))


def test_the_other_fields_of_the_overview_change_their_field(qtbot, desk, editor, sample):
    editor.fields["when"].set_precision(Precision.MONTH)
    editor.fields["country"].combo.fill()
    editor.fields["country"].combo.lineEdit().setText("Austria")
    editor.fields["country"].combo.lineEdit().editingFinished.emit()
    editor.fields["languages"].chips.chip("it").click()
    editor.fields["project_id"].clear_button.click()
    editor.fields["tag_ids"].chips.chip(str(sample.event.tag_ids[0])).click()
    editor.head_counts.spins["remote", "women"].setValue(6)
    turin = desk.store.select(City, name="Turin")[0]
    city = editor.fields["city_id"].line_edit
    city.selectAll()
    qtbot.keyClicks(city, "turi")
    qtbot.keyClick(city.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(city.popup(), Qt.Key.Key_Return)
    changed = editor.dossier()
    assert changed.event == replace(
        sample.event.event,
        when=When.months(2026, 2),
        country="AT",
        languages=("en",),
        project_id=None,
        city_id=turin.id,
    )
    assert changed.tag_ids == sample.event.tag_ids[1:]
    assert changed.head_counts[-1].count == 6
    assert changed.participations == sample.event.participations


def test_taking_a_change_back_by_hand_is_no_change(qtbot, editor, sample):
    told: list[bool] = []
    editor.modified_changed.connect(told.append)
    line = editor.fields["title"].line_edit
    line.setCursorPosition(0)
    qtbot.keyClicks(line, "x")
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert told == [True, False]
    assert editor.dossier() == sample.event


def test_a_new_meeting_is_recorded_from_nothing(qtbot, desk, editor):
    editor.set_dossier(desk.events.new(KindFamily.MEETING))
    editor.focus_first()
    qtbot.keyClicks(editor.fields["title"].line_edit, "Kick-off")
    desk.events.save(editor.dossier())
    stored = desk.store.select(Event, title="Kick-off")[0]
    assert (stored.kind, stored.country) == ("meeting", "IT")


# --- people ---------------------------------------------------------------------------------------


def test_a_person_is_added_by_typing_and_comes_for_their_organisation(qtbot, editor, sample):
    editor.set_dossier(replace(sample.event, participations=()))
    editor.tabs.setCurrentIndex(1)
    finder = editor.people_table.finder
    qtbot.keyClicks(finder, "anna")
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Return)
    added = editor.dossier().participations[0]
    assert added.person_id == sample.person.person.id
    assert added.organisation_id == sample.organisation.organisation.id
    assert (added.role, added.status) == ("participant", "invited")
    assert finder.text() == ""


def test_an_organisation_that_is_not_there_is_created_and_takes_part(qtbot, desk, editor, sample):
    created: list[object] = []
    editor.record_created.connect(created.append)
    finder = editor.people_table.finder
    qtbot.keyClicks(finder, "Zzz Institute")
    assert finder.offers() == ["Create person “Zzz Institute”", "Create organisation “Zzz Institute”"]
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Up)
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Return)
    added = editor.dossier().participations[-1]
    assert added.person_id is None
    assert desk.organisations.open(added.organisation_id).organisation.name == "Zzz Institute"
    assert len(created) == 1


def test_role_status_presence_and_outsider_change_in_their_cells(qtbot, editor, sample):
    table = editor.people_table
    editor.tabs.setCurrentIndex(1)
    row = next(i for i, p in enumerate(sample.event.participations) if p.person_id == sample.other_person)
    for field, words in (("role", "Chair"), ("status", "Attended"), ("presence", "Remote")):
        choose(cell_input(table, row, field), words)
    flag = table.model.index(row, [c.field for c in table.model.columns].index("is_outsider"))
    table.view.setCurrentIndex(flag)
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    changed = editor.dossier().participations[row]
    expected = replace(
        sample.event.participations[row],
        role="chair",
        status="attended",
        presence="remote",
        is_outsider=False,
    )
    assert changed == expected


def test_rows_are_removed_with_delete(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(1)
    view = editor.people_table.view
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    left = editor.dossier().participations
    assert left == (sample.event.participations[0], sample.event.participations[2])
    assert editor.is_modified()


def test_who_somebody_came_for_is_found_in_the_cell(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(1)
    row = next(i for i, p in enumerate(sample.event.participations) if p.person_id == sample.other_person)
    line = cell_input(editor.people_table, row, "organisation_id")
    assert isinstance(line, RecordLineEdit)
    qtbot.keyClicks(line, "universita")
    qtbot.keyClick(line.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(line.popup(), Qt.Key.Key_Return)
    assert editor.dossier().participations[row].organisation_id == sample.other_organisation


# --- decisions and actions ------------------------------------------------------------------------


def test_a_decision_is_added_and_written_by_keyboard(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(3)
    view = editor.decisions_table.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    line = view.indexWidget(view.currentIndex())
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "Meet every month")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(editor.dossier().decisions[-1].text) > 0)
    added = editor.dossier().decisions[-1]
    assert (added.number, added.text, added.status) == ("2", "Meet every month", "taken")
    assert editor.dossier().decisions[0] == sample.event.decisions[0]


def test_due_priority_and_status_of_an_action_change_in_their_cells(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(4)
    table = editor.actions_table
    edit = cell_input(table, 1, "due")
    assert isinstance(edit, OptionalDateEdit)
    edit.setDate(QDate(2026, 6, 30))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.dossier().actions[1].due == date(2026, 6, 30))
    choose(cell_input(table, 1, "priority"), "Low")
    choose(cell_input(table, 1, "status"), "Done")
    expected = replace(sample.event.actions[1], due=date(2026, 6, 30), priority="low", status="done")
    assert editor.dossier().actions[1] == expected


def test_the_rest_of_an_action_is_written_beneath(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(4)
    table = editor.actions_table
    table.view.selectRow(1)
    fields = {name: field for name, _label, field in table._detail}
    choose(fields["decision_id"].combo, "1 " + sample.event.decisions[0].text)
    qtbot.keyClicks(fields["source_item"].line_edit, "4b")
    qtbot.keyClicks(fields["notes"].text_edit, "By phone")
    fields["done_on"].date_edit.setDate(QDate(2026, 3, 1))
    expected = replace(
        sample.event.actions[1],
        decision_id=sample.event.decisions[0].id,
        source_item="4b",
        notes="By phone",
        done_on=date(2026, 3, 1),
    )
    assert editor.dossier().actions == (sample.event.actions[0], expected)


def test_an_overdue_action_says_so_in_a_word_and_a_sign(editor):
    model = editor.actions_table.model
    column = [c.field for c in model.columns].index("due")
    assert "overdue" in model.index(0, column).data()
    assert model.index(0, column).data(Qt.ItemDataRole.DecorationRole) is not None
    assert "overdue" not in model.index(1, column).data()


def test_an_action_lets_go_of_a_decision_that_is_removed(editor, sample):
    editor.decisions_table.view.selectRow(0)
    editor.decisions_table.remove_chosen()
    assert editor.dossier().decisions == ()
    assert editor.dossier().actions[0].decision_id is None


def test_the_tables_keep_the_rules_of_qt_models(editor, qtmodeltester):
    for table in (editor.people_table, editor.decisions_table, editor.actions_table):
        qtmodeltester.check(table.model)


# --- problems, names, keys ------------------------------------------------------------------------


def problems_on_saving(desk, editor):
    with pytest.raises(InvalidRecord) as caught:
        desk.events.save(editor.dossier())
    return caught.value.data["problems"]


def test_a_missing_title_is_told_beneath_it_and_it_gets_the_focus(qtbot, desk, editor):
    editor.tabs.setCurrentIndex(3)
    editor.fields["title"].line_edit.clear()
    editor.fields["title"].line_edit.textEdited.emit("")
    editor.show_problems(problems_on_saving(desk, editor))
    frame = editor.tabs.widget(0).frames["title"]
    assert frame.problem_line.isVisible()
    assert frame.problem_line.text()
    assert QApplication.focusWidget() is editor.fields["title"].line_edit
    qtbot.keyClicks(editor.fields["title"].line_edit, "T")
    assert not frame.problem_line.isVisible()


def test_an_end_before_the_start_is_refused_where_it_stands(desk, editor):
    editor.fields["when"].spans[Precision.DATETIME].end.date_edit.setDate(QDate(2020, 1, 1))
    editor.show_problems(problems_on_saving(desk, editor))
    assert editor.tabs.widget(0).frames["when"].problem_line.isVisible()


def test_a_decision_without_words_is_found_in_its_table(desk, editor):
    editor.decisions_table.add_button.click()
    editor.show_problems(problems_on_saving(desk, editor))
    assert editor.tabs.currentIndex() == 3
    assert editor.tabs.widget(3).frames["decisions"].problem_line.isVisible()
    assert editor.decisions_table.view.currentIndex().row() == 1


def test_a_problem_of_no_field_here_is_told_above(editor):
    editor.show_problems([{"field": "exceptions", "code": "too_long"}])
    assert "Exceptions" in editor.problem_line.text()
    editor.show_problems(())
    assert editor.problem_line.text() == ""


def test_every_input_has_a_name_for_screen_readers(editor):
    assert nameless_inputs(editor) == []


def test_every_label_has_a_letter_of_its_own_on_its_page(editor):
    assert doubled_mnemonics(editor) == []
    assert labels_without_mnemonic(editor) == []


def test_tab_goes_through_the_fields_from_top_to_bottom(editor):
    for page in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(page)
        assert fields_by_tab(editor, page) == list(editor.tabs.widget(page).frames)


@pytest.mark.parametrize("language", ["de", "it", "fi", "el"])
def test_the_editor_speaks_the_dates_of_other_languages(qtbot, tmp_path, language):
    folder = tmp_path / language
    folder.mkdir()
    desk = make_desk(folder, language)
    sample = add_sample(desk)
    editor = EventEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(sample.event)
    assert editor.dossier() == sample.event
    desk.store.close()
