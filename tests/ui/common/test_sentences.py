"""Every error can be said."""

from __future__ import annotations

import string

import pytest

from capadesk.domain.errors import (
    CapaDeskError,
    EnvironmentFailure,
    InvalidRecord,
    RecordInUse,
    UnreadableFile,
    UserError,
)
from capadesk.domain.record import RECORD_TYPES
from capadesk.services.ports import Notice, Problem, Unreadable
from capadesk.ui.common.wording.error_texts import ERROR_TEXTS, KIND_NAMES
from capadesk.ui.common.wording.sentences import label_text, problem_text, sentence_of
from tests.codes_raised import codes_raised

_OWN_WORDING = {"unreadable_file"}


def test_every_code_that_is_raised_has_a_sentence():
    nameless = [f"{c.place}: {c.sort} {c.code}" for c in codes_raised() if c.code not in ERROR_TEXTS]
    assert [line for line in nameless if line.rpartition(" ")[2] not in _OWN_WORDING] == []


def test_every_sentence_ends_as_a_sentence_does():
    assert [code for code, text in ERROR_TEXTS.items() if not text.endswith(".")] == []


@pytest.mark.parametrize("code", ERROR_TEXTS)
def test_a_sentence_needs_no_data(code):
    assert "{" not in sentence_of(UserError(code))


def test_a_sentence_with_data_names_the_file_and_the_folder():
    assert "/tmp/a.db" in sentence_of(EnvironmentFailure("disk_full", file="/tmp/a.db"))
    assert "/tmp" in sentence_of(EnvironmentFailure("folder_not_writable", folder="/tmp"))
    assert sentence_of(UserError("not_a_file", file="/tmp/x")).startswith("/tmp/x: ")


def test_an_unreadable_file_is_named_with_the_place_in_it():
    text = sentence_of(UnreadableFile("list.csv", "wrong_encoding", "line 3"))
    assert text.startswith("list.csv, line 3: ")


def test_an_unknown_code_still_reads_as_a_sentence():
    text = sentence_of(CapaDeskError("moon_too_bright", level=3))
    assert "moon too bright" in text
    assert "level: 3" in text
    assert text.endswith(".")


def test_what_is_wrong_with_a_record_is_said_field_by_field():
    error = InvalidRecord("person", [{"field": "family_name", "code": "missing"}])
    assert "“Family name” is missing" in sentence_of(error)


def test_what_hangs_on_a_record_is_counted():
    error = RecordInUse("city", "id", [{"kind": "event", "count": 2}, {"kind": "person", "count": 1}])
    assert "2 events, 1 person" in sentence_of(error)


def test_items_of_a_report_name_file_and_place():
    assert problem_text(Unreadable("a.json", "events[3].start", "missing")).startswith(
        "a.json, events[3].start:"
    )
    assert "colour" in problem_text(Notice("a.json", "events[0].colour", "unknown_key", {"key": "colour"}))
    assert "event" in problem_text(Problem("something_odd", "event", "detail"))


def test_a_label_is_filled_with_its_data():
    assert label_text("Added “{name}”", {"name": "Forum"}) == "Added “Forum”"
    assert label_text("Added “{name}”", {}) == "Added “…”"


def test_a_label_within_a_label_is_worded_too():
    data = {"label": "Added “{name}”", "label_data": {"name": "Forum"}}
    assert label_text("Undid: {label}", data) == "Undid: Added “Forum”"


def test_every_kind_of_record_can_be_counted():
    assert set(RECORD_TYPES) <= set(KIND_NAMES)
    for forms in KIND_NAMES.values():
        for form in forms:
            assert [name for _, name, _, _ in string.Formatter().parse(form) if name] == ["count"]
