"""The line numbers of offsets in a file, counted no more than once."""

from __future__ import annotations

from capadesk.formats.calendar.calendar_bytes import CalendarBytes


class Places:
    """Counts the lines of `data`, which begins with a line feed that the file does not have."""

    def __init__(self, data: CalendarBytes) -> None:
        self._data = data
        self._offset = 0
        self._line = 0

    def line_at(self, offset: int) -> int:
        """The number of the line that an offset lies in, from 1; fastest in the order of the file."""
        if offset < self._offset:
            self._line -= self._data[offset : self._offset].count(b"\n")
        else:
            self._line += self._data[self._offset : offset].count(b"\n")
        self._offset = offset
        return self._line
