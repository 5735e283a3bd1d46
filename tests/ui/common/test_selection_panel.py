"""The choices for many records: what is chosen, what is left as it is, and names for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import open_desk
from capadesk.domain.codes import CodeList, KindFamily
from capadesk.domain.identity import new_id
from capadesk.domain.records import Person, Project, Series, Tag
from capadesk.services.bulk_service import BULK_FIELDS
from capadesk.services.desk import Desk
from capadesk.ui.common.fields.change_fields import CodeChange, DayChange, LinkChange, NamedChange
from capadesk.ui.common.lists.bulk_choices import bulk_choices, codes_of, inline_codes, selected_text
from capadesk.ui.common.lists.selection_panel import SelectionPanel

KINDS = ("event", "person", "organisation", "action", "decision")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.store.close()


def save(desk: Desk, *records: Any) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("made")


def panel_of(qtbot: QtBot, desk: Desk, kind: str, family: KindFamily | None = None) -> SelectionPanel:
    panel = SelectionPanel(desk, kind, family)
    qtbot.addWidget(panel)
    return panel


def choose(combo: QComboBox, words: str) -> None:
    combo.showPopup()
    combo.hidePopup()
    row = combo.findText(words)
    assert row >= 0, [combo.itemText(number) for number in range(combo.count())]
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_left_as_it_is_until_something_is_chosen(qtbot: QtBot, desk: Desk, kind: str):
    panel = panel_of(qtbot, desk, kind)
    assert panel.values() == {}
    assert not panel.apply_button.isEnabled()


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_can_be_carried_out(kind: str):
    assert {choice.field for choice in bulk_choices(kind)} <= BULK_FIELDS[kind]
    assert {choice.field for choice in inline_codes(kind)} <= BULK_FIELDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_input_has_a_name(qtbot: QtBot, desk: Desk, kind: str):
    panel = panel_of(qtbot, desk, kind)
    inputs: list[QWidget] = [*panel.findChildren(QComboBox), *panel.findChildren(QLineEdit)]
    for widget in inputs:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            owner = widget.parentWidget()
            names = (widget.accessibleName(), owner.accessibleName() if owner is not None else "")
            assert any(names), widget


def test_a_code_a_country_and_none(qtbot: QtBot, desk: Desk):
    panel = panel_of(qtbot, desk, "person")
    country, basis = panel.field("country"), panel.field("lawful_basis")
    assert isinstance(country, NamedChange)
    assert isinstance(basis, CodeChange)
    choose(country.combo, "Poland")
    assert panel.values() == {"country": "PL"}
    assert panel.apply_button.isEnabled()
    choose(country.combo, "Not set")
    choose(basis.combo, "Not set")
    assert panel.values() == {"country": "", "lawful_basis": ""}
    choose(basis.combo, "Leave as it is")
    assert panel.values() == {"country": ""}
    assert basis.combo.currentIndex() == -1
    panel.clear()
    assert panel.values() == {}


def test_a_series_a_project_and_a_tag(qtbot: QtBot, desk: Desk):
    series = Series(id=new_id(), name="Lab")
    project = Project(id=new_id(), name="Capacity for cities", acronym="CC")
    tag = Tag(id=new_id(), name="district heating of ours")
    save(desk, series, project, tag)
    panel = panel_of(qtbot, desk, "event", KindFamily.EVENT)
    for name, words in (
        ("series_id", "Lab"),
        ("project_id", "CC"),
        ("tag_removed", "district heating of ours"),
    ):
        field = panel.field(name)
        assert isinstance(field, NamedChange)
        choose(field.combo, words)
    assert panel.values() == {"series_id": series.id, "project_id": project.id, "tag_removed": tag.id}
    added = panel.field("tag_added")
    assert isinstance(added, LinkChange)
    added.field.set_value(tag.id)
    assert panel.values()["tag_added"] == tag.id
    series_field = panel.field("series_id")
    assert isinstance(series_field, NamedChange)
    choose(series_field.combo, "Not set")
    assert panel.values()["series_id"] is None


def test_an_owner_and_a_day(qtbot: QtBot, desk: Desk):
    anna = Person(id=new_id(), given_name="Anna")
    save(desk, anna)
    panel = panel_of(qtbot, desk, "action")
    owner, due = panel.field("owner_person_id"), panel.field("due")
    assert isinstance(owner, LinkChange)
    assert isinstance(due, DayChange)
    owner.field.set_value(anna.id)
    due.field.set_value(date(2027, 1, 2))
    assert panel.values() == {"owner_person_id": anna.id, "due": date(2027, 1, 2)}
    panel.clear()
    assert panel.values() == {}


def test_kinds_are_those_of_the_family(desk: Desk):
    (choice,) = [each for each in bulk_choices("event") if each.source == CodeList.EVENT_KIND]
    meetings = {code for code, _word, _look in codes_of(desk, choice, KindFamily.MEETING)}
    events = {code for code, _word, _look in codes_of(desk, choice, KindFamily.EVENT)}
    assert meetings == set(desk.code_book.kinds_of_family(KindFamily.MEETING))
    assert meetings.isdisjoint(events)


def test_it_says_how_many_of_what():
    assert selected_text("event", KindFamily.EVENT, 23, "23") == "23 events selected"
    assert selected_text("event", KindFamily.MEETING, 2, "2") == "2 meetings selected"
    assert selected_text("person", None, 1200, "1,200") == "1,200 people selected"
    assert selected_text("city", None, 2, "2") == "2 records selected"
