"""A long card words only the rows that are shown."""

from __future__ import annotations

from capadesk.domain.identity import new_id
from capadesk.ui.overview.overview_content import CardRow
from capadesk.ui.overview.worded_rows import WordedRows


def test_a_row_is_worded_when_it_is_shown_and_only_once():
    worded: list[str] = []

    def word(title: str) -> CardRow:
        worded.append(title)
        return CardRow("event", new_id(), title, "Today")

    rows = WordedRows(["Forum", "Workshop", "Summit"], word)
    assert len(rows) == 3
    assert not worded
    assert [row.title for row in rows[:2]] == ["Forum", "Workshop"]
    assert rows[0] is rows[:2][0]
    assert worded == ["Forum", "Workshop"]
    assert [row.title for row in rows] == ["Forum", "Workshop", "Summit"]
    assert not WordedRows([], word)
