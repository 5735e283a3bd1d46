"""The lines of a calendar file, small or large: a large one is not held in memory."""

from __future__ import annotations

from mmap import mmap
from pathlib import Path

import pytest

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.calendar.calendar_bytes import calendar_bytes, let_go

MEGABYTE = 1024 * 1024
HEAD = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Größe\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_large_file_has_the_same_lines_as_a_small_one(tmp_path: Path, end: str, mark: bytes) -> None:
    # Line ends of two bytes lie across the edges of the blocks that are read, and zero bytes between them.
    lines = HEAD + "X-A:1234\0567890123\n" * (9 * MEGABYTE // 18) + "END:VEVENT\nEND:VCALENDAR"
    path = tmp_path / "large.ics"
    path.write_bytes(mark + lines.replace("\n", end).encode())
    data = calendar_bytes(path)
    assert isinstance(data, mmap)
    let_go(data)
    assert data[:] == f"\n{lines}\n".replace("\0", "").encode()
    data.close()


def test_a_large_file_of_something_else_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "large.ics"
    for content, reason in (
        (b" \r\n" * (3 * MEGABYTE), "empty"),
        (b"<html>" + b"x" * (9 * MEGABYTE), "web_page"),
        (b"x" * (9 * MEGABYTE), "no_calendar"),
        (HEAD.encode() + b"VERSION:1.0\n" * MEGABYTE, "vcalendar_1"),
    ):
        path.write_bytes(content)
        with pytest.raises(UnreadableFile) as refused:
            calendar_bytes(path)
        assert refused.value.data["reason"] == reason
