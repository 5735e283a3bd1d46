"""Saying which column of a table is which field, before an import."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.ui.files.column_mapping_dialog import ColumnMappingDialog
from capadesk.ui.files.import_preview import ImportPreview
from capadesk.ui.window.main_window import MainWindow

TABLE = "Was;Wo genau;Tag\nLabor der Städte;Rathaus;03.04.2026\nFrühstück;Mensa;05.04.2026\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def preview_of(qtbot: QtBot, window: MainWindow, path: Path) -> ImportPreview:
    window.files.plan_import([path])
    qtbot.waitUntil(lambda: window.files.preview is not None, timeout=10_000)
    assert window.files.preview is not None
    return window.files.preview


def dialog_of(qtbot: QtBot, window: MainWindow, path: Path) -> ColumnMappingDialog:
    preview_of(qtbot, window, path).columns_button.click()
    columns = window.files.columns
    qtbot.waitUntil(lambda: columns.dialog is not None, timeout=10_000)
    assert columns.dialog is not None
    return columns.dialog


def choose(dialog: ColumnMappingDialog, **fields: str) -> None:
    """Say for the column with each number (c0, c1, ...) which field it is."""
    table = dialog.findChild(QTableWidget)
    assert table is not None
    for name, field in fields.items():
        combo = table.cellWidget(int(name[1:]), 2).findChild(QComboBox)
        assert combo is not None
        combo.setCurrentIndex(combo.findData(field))


def test_columns_with_strange_headings_are_imported_as_they_were_said(
    qtbot: QtBot, window: MainWindow, desk: Desk, table: Path
):
    dialog = dialog_of(qtbot, window, table)
    choose(dialog, c0="title", c1="venue", c2="start")
    before = window.files.preview
    dialog.accept()
    qtbot.waitUntil(lambda: window.files.preview not in (None, before), timeout=10_000)
    assert window.files.preview is not None
    window.files.preview.accept()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    events = desk.store.select(Event)
    assert {(event.title, event.venue) for event in events} == {
        ("Labor der Städte", "Rathaus"),
        ("Frühstück", "Mensa"),
    }


def test_a_mapping_needs_the_title_and_each_field_once(qtbot: QtBot, window: MainWindow, table: Path):
    dialog = dialog_of(qtbot, window, table)
    choose(dialog, c0="", c1="", c2="")
    assert not dialog.use_button.isEnabled()
    choose(dialog, c0="title", c1="title")
    assert not dialog.use_button.isEnabled()
    assert any(
        "Title" in label.text() and "more than one" in label.text() for label in dialog.findChildren(QLabel)
    )
    choose(dialog, c1="venue")
    assert dialog.use_button.isEnabled()
    dialog.reject()
    assert window.files.preview is not None
    window.files.preview.reject()


def test_a_saved_mapping_is_loaded_for_the_next_table(
    qtbot: QtBot, window: MainWindow, table: Path, tmp_path: Path
):
    dialog = dialog_of(qtbot, window, table)
    choose(dialog, c0="title", c1="venue", c2="")
    chosen = dialog.mapping
    window.files.columns.save(tmp_path / "columns.json")
    choose(dialog, c0="", c1="title")
    window.files.columns.load(tmp_path / "columns.json")
    assert dialog.mapping == chosen
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    window.files.columns.load(tmp_path / "other.json")
    assert dialog.mapping == chosen
    dialog.reject()
    assert window.files.preview is not None
    window.files.preview.reject()
