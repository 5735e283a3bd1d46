"""Two versions of a text: what went, what came, what stayed."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from capadesk.services.merging.text_difference import Part, Piece, difference

SAME, GONE, NEW, SKIPPED = Piece.SAME, Piece.GONE, Piece.NEW, Piece.SKIPPED


def test_a_changed_word_stands_beside_the_old_one() -> None:
    assert difference("We meet in Rome today", "We meet in Lecce today") == [
        Part(SAME, "We meet in "),
        Part(GONE, "Rome"),
        Part(NEW, "Lecce"),
        Part(SAME, " today"),
    ]


def test_neighbouring_changes_read_as_one() -> None:
    parts = difference("ask Ann Smith now", "ask Ben Jones now")
    assert parts == [Part(SAME, "ask "), Part(GONE, "Ann Smith"), Part(NEW, "Ben Jones"), Part(SAME, " now")]


def test_much_that_stayed_is_left_out() -> None:
    long = "word " * 200
    parts = difference(long + "old" + " word" * 200, long + "new" + " word" * 200)
    assert [part.piece for part in parts] == [SKIPPED, SAME, GONE, NEW, SAME, SKIPPED]
    assert all(len(part.text) <= 60 for part in parts)


def test_a_new_line_is_new() -> None:
    assert difference("one\n", "one\ntwo\n") == [Part(SAME, "one\n"), Part(NEW, "two\n")]


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_versions_can_be_read_back(before: str, after: str) -> None:
    parts = difference(before, after, context=1_000)
    assert "".join(part.text for part in parts if part.piece is not NEW) == before
    assert "".join(part.text for part in parts if part.piece is not GONE) == after


def test_long_texts_without_a_common_word_take_no_time_to_speak_of() -> None:
    before = "\n".join(f"old{n} " * 50 for n in range(2_000))
    after = "\n".join(f"new{n} " * 50 for n in range(2_000))
    start = perf_counter()
    assert [part.piece for part in difference(before, after)] == [GONE, NEW]
    assert perf_counter() - start < 2
