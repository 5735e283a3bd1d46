from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from capadesk.domain.errors import InvalidRecord
from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, City, Interaction, Person
from capadesk.domain.when import Precision, When
from capadesk.services.people_service import PersonDossier
from capadesk.services.record_service import RecordService
from capadesk.ui.common.editing.person_editor import PersonEditor
from tests.ui.editor_rules import doubled_mnemonics, fields_by_tab, labels_without_mnemonic, nameless_inputs
from tests.ui.hands import choose
from tests.ui.small_desk import TODAY, add_sample, make_desk


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
    editor = PersonEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(sample.person)
    editor.resize(800, 800)
    editor.show()
    return editor


PARENT = new_id()
VARIED = [
    PersonDossier(Person(id=new_id())),
    PersonDossier(Person(id=new_id(), email="only@example.org")),
    PersonDossier(
        Person(
            id=PARENT,
            given_name=" A\nB ",
            family_name="\u00a0",
            phone="ext. 4 \t",
            language="tlh",
            country="XQ",
            city_id=new_id(),
            lawful_basis="because",
            notes="a\u2028b\r\nc",
        ),
        (
            Affiliation(id=new_id(), person_id=PARENT, organisation_id=new_id(), start=date(1, 1, 1)),
            Affiliation(id=new_id(), person_id=PARENT, organisation_id=new_id(), role="x\ny", is_main=True),
            Affiliation(id=new_id(), person_id=PARENT, organisation_id=new_id(), is_main=True),
        ),
        (
            Interaction(id=new_id(), person_id=PARENT, channel="smoke", event_id=new_id()),
            Interaction(id=new_id(), when=When.years(1999), summary="\u00a0", organisation_id=new_id()),
        ),
    ),
]


@pytest.mark.parametrize("dossier", VARIED, ids=["empty", "e-mail", "odd"])
def test_what_is_not_touched_comes_out_as_it_went_in(qtbot, desk, dossier):
    editor = PersonEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(dossier)
    assert editor.dossier() == dossier
    assert not editor.is_modified()


def test_the_sample_comes_out_as_it_went_in_after_a_walk_by_tab(qtbot, editor, sample):
    editor.focus_first()
    for page in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(page)
        for _step in range(40):
            qtbot.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
    assert editor.dossier() == sample.person
    assert not editor.is_modified()


@pytest.mark.parametrize(
    "name", ["honorific", "given_name", "family_name", "email", "phone", "mobile", "data_source"]
)
def test_a_line_changes_its_field_and_no_other(qtbot, editor, sample, name):
    line = editor.fields[name].line_edit
    line.selectAll()
    qtbot.keyClicks(line, "+39 new")
    expected = replace(sample.person.person, **{name: "+39 new"})
    assert editor.dossier() == replace(sample.person, person=expected)


def test_the_other_fields_change_their_field(qtbot, desk, editor, sample):
    editor.fields["language"].combo.fill()
    editor.fields["language"].combo.lineEdit().setText("Finnish")
    editor.fields["language"].combo.lineEdit().editingFinished.emit()
    editor.fields["country"].combo.fill()
    editor.fields["country"].combo.lineEdit().setText("Finland")
    editor.fields["country"].combo.lineEdit().editingFinished.emit()
    choose(editor.fields["lawful_basis"].combo, "Consent")
    qtbot.keyClicks(editor.fields["notes"].text_edit, "Prefers calls")
    city = editor.fields["city_id"].line_edit
    qtbot.keyClicks(city, "Villach")
    qtbot.keyClick(city.popup(), Qt.Key.Key_Up)
    qtbot.keyClick(city.popup(), Qt.Key.Key_Return)
    changed = editor.dossier().person
    assert (changed.language, changed.country, changed.lawful_basis) == ("fi", "FI", "consent")
    assert changed.notes == "Prefers calls"
    assert editor.directory.name("city", changed.city_id) == "Villach"
    assert editor.dossier().affiliations == sample.person.affiliations


def test_a_person_keeps_the_tags_that_are_chosen(qtbot, desk, editor, sample):
    tags = editor.fields["tag_ids"]
    qtbot.keyClicks(tags.line_edit, "energy")
    qtbot.keyClick(tags.line_edit.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(tags.line_edit.popup(), Qt.Key.Key_Return)
    (tag_id,) = editor.dossier().tag_ids
    desk.people.save(editor.dossier())
    assert desk.people.open(sample.person.person.id).tag_ids == (tag_id,)
    editor.set_dossier(desk.people.open(sample.person.person.id))
    tags.set_value(())
    desk.people.save(editor.dossier())
    assert desk.people.open(sample.person.person.id).tag_ids == ()


def test_a_name_with_a_typing_error_is_offered_and_never_taken_unasked(qtbot, desk, editor):
    RecordService(desk.store).add(City(id=new_id(), name="Villach"))
    editor.fields["city_id"].set_value(None)
    city = editor.fields["city_id"].line_edit
    qtbot.keyClicks(city, "Vilalch")
    qtbot.waitUntil(lambda: any(words.startswith("Villach") for words in city.offers()))
    assert [words.split(" ")[0] for words in city.offers()] == ["Villach", "Create"]
    city.popup().hide()
    qtbot.keyClick(city, Qt.Key.Key_Tab)
    assert city.record_id is None
    city.setFocus()
    qtbot.keyClicks(city, "h")
    qtbot.keyClick(city, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: any(words.startswith("Villach") for words in city.offers()))
    qtbot.keyClick(city.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(city.popup(), Qt.Key.Key_Return)
    assert editor.directory.name("city", editor.dossier().person.city_id) == "Villach"
    editor.wait()


def test_an_organisation_is_added_by_typing(qtbot, editor, sample):
    editor.set_dossier(replace(sample.person, affiliations=()))
    finder = editor.affiliations.finder
    qtbot.keyClicks(finder, "universita")
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Return)
    (added,) = editor.dossier().affiliations
    assert added.organisation_id == sample.other_organisation
    assert added.person_id == sample.person.person.id
    assert added.is_main


def test_only_one_organisation_is_the_main_one(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(1)
    table = editor.affiliations
    column = [c.field for c in table.model.columns].index("is_main")
    table.view.setCurrentIndex(table.model.index(1, column))
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert [a.is_main for a in editor.dossier().affiliations] == [False, True]


def test_a_position_ends_on_a_day(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(1)
    table = editor.affiliations
    index = table.model.index(0, [c.field for c in table.model.columns].index("end"))
    table.view.setCurrentIndex(index)
    table.view.edit(index)
    edit = table.view.indexWidget(index)
    edit.setDate(QDate(2026, 3, 31))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.dossier().affiliations[0].end == date(2026, 3, 31))
    assert editor.dossier().affiliations[1] == sample.person.affiliations[1]


def test_an_interaction_is_added_and_written(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(2)
    table = editor.interactions
    table.add_button.click()
    line = table.view.indexWidget(table.view.currentIndex())
    qtbot.keyClicks(line, "Lunch")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.dossier().interactions[-1].subject == "Lunch")
    fields = {name: field for name, _label, field in table._detail}
    choose(fields["channel"].combo, "Talk in person")
    qtbot.keyClicks(fields["summary"].text_edit, "She agrees.")
    fields["when"].set_precision(Precision.MONTH)
    added = editor.dossier().interactions[-1]
    assert (added.channel, added.summary) == ("meeting", "She agrees.")
    assert added.when == When.months(TODAY.year, TODAY.month)
    assert added.person_id == sample.person.person.id
    assert editor.dossier().interactions[:-1] == sample.person.interactions


def test_going_from_interaction_to_interaction_changes_nothing(qtbot, editor, sample):
    editor.tabs.setCurrentIndex(2)
    editor.interactions.view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(editor.interactions.view, key)
    assert editor.dossier() == sample.person
    assert not editor.is_modified()


def test_a_wrong_address_is_told_beneath_it(qtbot, desk, editor):
    line = editor.fields["email"].line_edit
    line.selectAll()
    qtbot.keyClicks(line, "no address")
    with pytest.raises(InvalidRecord) as caught:
        desk.people.save(editor.dossier())
    editor.show_problems(caught.value.data["problems"])
    frame = editor.tabs.widget(0).frames["email"]
    assert "name@example.org" in frame.problem_line.text()
    assert QApplication.focusWidget() is line


def test_what_was_edited_is_stored(qtbot, desk, editor, sample):
    qtbot.keyClicks(editor.fields["mobile"].line_edit, "+39 333")
    desk.people.save(editor.dossier())
    assert desk.people.open(sample.person.person.id).person.mobile == "+39 333"
    assert desk.people.open(sample.person.person.id).interactions == sample.person.interactions


def test_the_tables_keep_the_rules_of_qt_models(editor, qtmodeltester):
    qtmodeltester.check(editor.affiliations.model)
    qtmodeltester.check(editor.interactions.model)


def test_every_input_has_a_name_a_letter_and_a_place(editor):
    assert nameless_inputs(editor) == []
    assert doubled_mnemonics(editor) == []
    assert labels_without_mnemonic(editor) == []
    for page in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(page)
        assert fields_by_tab(editor, page) == list(editor.tabs.widget(page).frames)
