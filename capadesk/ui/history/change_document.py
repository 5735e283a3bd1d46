"""A change as rich text: records, fields, before and after; what went is struck out, what came underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

from capadesk.domain.stamp import Stamp
from capadesk.services.merging.text_difference import Part, Piece
from capadesk.services.words import _
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.wording.value_words import RecordKey
from capadesk.ui.history.change_reading import FieldLine, RecordSection

_NOTHING = "–"
_LINKS = frozenset({"participation", "affiliation", "head_count", "tagging"})


class ObstacleLine(NamedTuple):
    """Something that would stay, and the later changes that hold it up: (stamp, words)."""

    text: str
    later: tuple[tuple[Stamp, str], ...]


class ChangeDocument:
    """Writes the text in the colours of a palette; `is_mirrored`: from right to left."""

    def __init__(self, palette: QPalette, *, is_mirrored: bool) -> None:
        gone, new = tone_colours(Tone.RED, palette), tone_colours(Tone.GREEN, palette)
        warned = tone_colours(Tone.AMBER, palette)
        self._gone = f"color:{_css(gone.text)}; background-color:{_css(gone.ground)}"
        self._new = f"color:{_css(new.text)}; background-color:{_css(new.ground)}"
        self._warned = f"color:{_css(warned.text)}; background-color:{_css(warned.ground)}"
        self._warned_text = _css(warned.text)
        self._quiet = _css(palette.color(QPalette.ColorRole.PlaceholderText))
        self._ink = _css(palette.color(QPalette.ColorRole.Text))
        self._link = _css(palette.color(QPalette.ColorRole.Link))
        self._is_mirrored = is_mirrored
        # The mark turns a line whose own letters run from left to right.
        self._mark = "\u200f" if is_mirrored else ""
        self._arrow = f"{self._mark}←{self._mark}" if is_mirrored else "→"

    def html(
        self,
        sections: Sequence[RecordSection],
        obstacles: Sequence[ObstacleLine] = (),
        *,
        with_histories: bool = False,
    ) -> str:
        """The whole text; `with_histories`: each record leads to all that happened to it."""
        records = (
            self._section(section, with_histories and section.key[0] not in _LINKS) for section in sections
        )
        return "".join((*self._obstacles(obstacles), *records))

    # --- what stands in the way -------------------------------------------------------------------

    def _obstacles(self, obstacles: Sequence[ObstacleLine]) -> Iterator[str]:
        if not obstacles:
            return
        yield '<table width="100%" cellspacing="0" cellpadding="8"><tr>'
        yield f'<td style="{self._warned}">'
        yield f"<b>{escape(_('What would stay as it is'))}</b>"
        for obstacle in obstacles:
            yield f'<p style="margin-top:6px; margin-bottom:0px">{self._mark}{escape(obstacle.text)}'
            for stamp, words in obstacle.later:
                yield (f'<br><a href="change:{stamp}" style="color:{self._warned_text}">{escape(words)}</a>')
            yield "</p>"
        yield "</td></tr></table>"

    # --- records ----------------------------------------------------------------------------------

    def _section(self, section: RecordSection, with_history: bool) -> str:
        name = f"<b>{escape(section.name)}</b>"
        if section.is_opened:
            address = f"record:{_address(section.key)}"
            name = f'<a href="{address}" style="color:{self._link}; text-decoration:none">{name}</a>'
        about = escape(" · ".join(part for part in (section.kind, section.detail, section.act) if part))
        if with_history:
            words = escape(_("all its changes"))
            about += f' · <a href="history:{_address(section.key)}" style="color:{self._link}">{words}</a>'
        head = (
            f'<p style="margin-top:16px; margin-bottom:2px">{self._mark}{name}'
            f'<br><span style="color:{self._quiet}; font-size:small">{self._mark}{about}</span></p>'
        )
        if not section.lines:
            return head
        rows = "".join(self._row(line, is_creation=section.is_creation) for line in section.lines)
        return f'{head}<table width="100%" cellspacing="0" cellpadding="3">{rows}</table>'

    def _row(self, line: FieldLine, *, is_creation: bool) -> str:
        style = f"color:{self._quiet}; padding-left:0px; padding-right:0px"
        label = f'<td width="28%" style="{style}">{self._mark}{escape(line.label)}</td>'
        value = f'<td width="72%">{self._mark}{self._value(line, is_creation)}</td>'
        return f"<tr>{value}{label}</tr>" if self._is_mirrored else f"<tr>{label}{value}</tr>"

    def _value(self, line: FieldLine, is_creation: bool) -> str:
        if line.parts:
            return "".join(self._part(part) for part in line.parts)
        if is_creation:
            return _lines(line.after)
        before = self._struck(line.before) if line.before else _NOTHING
        after = self._underlined(line.after) if line.after else _NOTHING
        return f"{before} {self._arrow} {after}"

    def _part(self, part: Part) -> str:
        match part.piece:
            case Piece.GONE:
                return self._struck(part.text)
            case Piece.NEW:
                return self._underlined(part.text)
            case Piece.SKIPPED:
                return f'<span style="color:{self._quiet}"> … </span>'
            case _:
                return _lines(part.text)

    def _struck(self, text: str) -> str:
        return f'<span style="{self._gone}; text-decoration:line-through">{_lines(text)}</span>'

    def _underlined(self, text: str) -> str:
        return f'<span style="{self._new}; text-decoration:underline">{_lines(text)}</span>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _css(colour: QColor) -> str:
    return colour.name()


def _address(key: RecordKey) -> str:
    kind, record_id = key
    return f"{kind}/{record_id}"
