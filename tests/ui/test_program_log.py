"""The log tells what the program did, and nothing of what its records say."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.bootstrap import program_log
from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.domain.records import Action, Decision, Event, Organisation, Person
from capadesk.program_log import KEPT_FILES, LARGEST_BYTES, ProgramLog
from capadesk.services.desk import Desk
from capadesk.services.fault_report import ProgramWord
from capadesk.ui.common.fault_reporter import FaultReporter
from capadesk.ui.common.job_runner import JobRunner
from capadesk.ui.common.qt_messages import QtMessages, without_quotes
from capadesk.ui.window.main_window import MainWindow

LOG = logging.getLogger("capadesk.tests")
SHORTEST_WORD = 5


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ProgramLog]:
    started = ProgramLog(tmp_path / "log")
    assert started.start(logging.DEBUG)
    yield started
    started.stop()


def written(log: ProgramLog) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(log.file.parent.iterdir()))


def words_of_records(desk: Desk) -> set[str]:
    """Every text, name and address that the records hold; of texts also the words that may be names."""
    found: set[str] = {desk.author}
    for record_type in (Event, Person, Organisation, Action, Decision):
        for record in desk.store.select(record_type):
            for field in fields(record):
                value = getattr(record, field.name)
                if isinstance(value, str) and field.name not in ("kind", "status", "visibility", "mode"):
                    words = re.findall(r"[^\s,;()]+", value)
                    found.update(word for word in words if "@" in word or word[0].isupper())
                    found.add(value)
    return {word for word in found if len(word) >= SHORTEST_WORD}


def test_no_word_of_the_sample_is_in_the_log_after_work_and_faults(
    qtbot: QtBot, log: ProgramLog, make_window: Callable[[], MainWindow], desk: Desk
):
    window = make_window()
    window.files.add_sample()
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    reporter = FaultReporter("1.2.3")
    window.fault_found.connect(reporter.show)
    person = desk.store.select(Person)[0]
    event = desk.store.select(Event)[0]
    window.show_record("person", person.id)
    window.page.focus_editor()
    qtbot.keyClicks(QApplication.focusWidget(), "Quetzalcoatl")
    window.page.record.editor.fields["email"].line_edit.setText("quetzalcoatl.example")
    window.page.record.editor.fields["email"].line_edit.textEdited.emit("")
    assert not window.page.save()
    window.page.failed.emit(EnvironmentFailure("disk_full", file=f"/home/{person.family_name}/desk.db"))
    window.page.failed.emit(UserError("record_not_found", kind="event", id=event.title))
    window.page.failed.emit(KeyError(person.email))

    def work(_progress: object) -> None:
        raise ValueError(event.title)

    window.runner.run(f"Importing {event.title}", work, lambda _result: None)
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    window.page.revert()
    text = written(log)
    assert "refused: invalid_record" in text
    assert "refused: disk_full" in text
    assert "job SampleService.add_sample: done in" in text
    assert re.search(r"a fault after \d+\.\d\d s\n    ValueError\n", text)
    assert "KeyError" in text
    words = words_of_records(desk) | {"Quetzalcoatl", str(Path.home()), desk.store.location}
    assert len(words) > 200
    assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", text)] == []
    for widget in QApplication.topLevelWidgets():
        if type(widget).__name__ == "CrashDialog":
            widget.close()


def test_texts_are_hidden_and_words_of_the_program_are_told(log: ProgramLog):
    LOG.info("%s opened %d of %s in %.1f s", "Rossi", 3, ProgramWord("events"), 0.25)
    LOG.info(ValueError("Rossi"))
    assert ": … opened 3 of events in 0.2 s\n" in written(log)
    assert "Rossi" not in written(log)


def test_the_files_stay_small_and_few(log: ProgramLog):
    for number in range(8000):
        LOG.info("line %d of many: %s", number, ProgramWord("x" * 150))
    files = [path for path in log.file.parent.iterdir() if path.name.startswith("capadesk.log")]
    assert len(files) == KEPT_FILES + 1
    assert all(path.stat().st_size <= LARGEST_BYTES for path in files)


def test_a_folder_that_may_not_be_written_means_no_log_and_no_fault(tmp_path: Path):
    (tmp_path / "log").write_text("a file where the folder should be")
    refused = ProgramLog(tmp_path / "log")
    assert not refused.start()
    LOG.info("said to nobody")
    refused.stop()


def test_the_log_lies_in_the_folder_of_the_system(own_user_folders: Path):
    assert program_log().file.is_relative_to(own_user_folders)


def test_a_long_job_leaves_its_duration(qtbot: QtBot, log: ProgramLog):
    runner = JobRunner()
    results: list[object] = []

    def count_words(_progress: object) -> int:
        return 7

    runner.run("Counting the words of Anna", count_words, results.append)
    qtbot.waitUntil(lambda: bool(results))
    runner.wait()
    assert re.search(r"job \S*count_words: done in \d+\.\d\d s", written(log))
    assert "Anna" not in written(log)


@pytest.mark.qt_log_ignore("QFile")
def test_warnings_of_qt_are_logged_without_what_they_quote(log: ProgramLog):
    assert without_quotes('QFile::open: "/home/anna/Rossi.pdf" is no file') == "QFile::open: … is no file"
    assert without_quotes("cannot read /home/anna/x.svg now") == "cannot read … now"
    messages = QtMessages()
    messages.start()
    qWarning('QFile: "Rossi" is no file')
    messages.stop()
    assert "WARNING capadesk.ui.common.qt_messages: Qt: QFile: … is no file" in written(log)
