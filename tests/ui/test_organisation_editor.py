from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capadesk.domain.errors import InvalidRecord
from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, Interaction, Organisation
from capadesk.services.people_service import OrganisationDossier
from capadesk.ui.common.editing.organisation_editor import OrganisationEditor
from tests.ui.editor_rules import doubled_mnemonics, fields_by_tab, labels_without_mnemonic, nameless_inputs
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
    editor = OrganisationEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(sample.organisation)
    editor.resize(800, 800)
    editor.show()
    return editor


PARENT = new_id()
VARIED = [
    OrganisationDossier(Organisation(id=new_id(), name="")),
    OrganisationDossier(
        Organisation(
            id=PARENT,
            name=" A\nB ",
            helix="spiral",
            level="cosmic",
            flags=("ministry", "flag_of_tomorrow", "financier"),
            country="XQ",
            city_id=new_id(),
            parent_id=new_id(),
            address="Street 1\nTown",
            notes="\u00a0\u2028",
        ),
        (Affiliation(id=new_id(), person_id=new_id(), organisation_id=PARENT, role="\t"),),
        (Interaction(id=new_id(), organisation_id=PARENT),),
        (new_id(),),
    ),
]


@pytest.mark.parametrize("dossier", VARIED, ids=["empty", "odd"])
def test_what_is_not_touched_comes_out_as_it_went_in(qtbot, desk, dossier):
    editor = OrganisationEditor(desk)
    qtbot.addWidget(editor)
    editor.set_dossier(dossier)
    assert editor.dossier() == dossier
    assert not editor.is_modified()


def test_the_sample_comes_out_as_it_went_in_after_a_walk_by_tab(qtbot, editor, sample):
    editor.focus_first()
    for page in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(page)
        for _step in range(50):
            qtbot.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
    assert editor.dossier() == sample.organisation


@pytest.mark.parametrize("name", ["name", "short_name", "legal_form", "website", "email", "phone"])
def test_a_line_changes_its_field_and_no_other(qtbot, editor, sample, name):
    line = editor.fields[name].line_edit
    line.selectAll()
    qtbot.keyClicks(line, "New words")
    expected = replace(sample.organisation.organisation, **{name: "New words"})
    assert editor.dossier() == replace(sample.organisation, organisation=expected)


def test_the_other_fields_change_their_field(qtbot, editor, sample):
    choose(editor.fields["helix"].combo, "Academia")
    qtbot.keyClicks(editor.fields["address"].text_edit, "c/o ")
    choose(editor.fields["level"].combo, "Not set")
    editor.fields["flags"].box("financier").click()
    parent = editor.fields["parent_id"].line_edit
    qtbot.keyClicks(parent, "universita")
    qtbot.keyClick(parent.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(parent.popup(), Qt.Key.Key_Return)
    editor.fields["tag_ids"].chips.chip(str(sample.organisation.tag_ids[0])).click()
    changed = editor.dossier().organisation
    assert (changed.helix, changed.level, changed.flags) == ("academia", "", ("ministry",))
    assert changed.address == "c/o " + sample.organisation.organisation.address
    assert changed.parent_id == sample.other_organisation
    assert editor.dossier().tag_ids == sample.organisation.tag_ids[1:]


def test_a_person_who_is_not_there_is_created_and_belongs_to_it(qtbot, desk, editor, sample):
    finder = editor.affiliations.finder
    qtbot.keyClicks(finder, "Maria del Mar")
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Up)
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Return)
    added = editor.dossier().affiliations[-1]
    assert added.organisation_id == sample.organisation.organisation.id
    assert desk.people.open(added.person_id).person.family_name == "Mar"
    desk.organisations.save(editor.dossier())
    assert len(desk.organisations.open(sample.organisation.organisation.id).affiliations) == 2


def test_a_missing_name_is_told_beneath_it(desk, editor):
    line = editor.fields["name"].line_edit
    line.clear()
    line.textEdited.emit("")
    with pytest.raises(InvalidRecord) as caught:
        desk.organisations.save(editor.dossier())
    editor.show_problems(caught.value.data["problems"])
    assert editor.tabs.widget(0).frames["name"].problem_line.isVisible()
    assert QApplication.focusWidget() is line


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
