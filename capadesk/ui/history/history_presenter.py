"""Decides for the history: what is asked of the log, how a change reads, what is said before an undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole
from capadesk.domain.stamp import Stamp
from capadesk.services.desk import Desk
from capadesk.services.ports import HistoryEntry, HistoryFilter, Obstacle, UndoPreview, Whose
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.day_rows import DayRow, RowMark, local_day, local_time, moment_text
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.error_texts import LABEL_TEXTS
from capadesk.ui.common.wording.field_labels import field_label, kind_label
from capadesk.ui.common.wording.sentences import change_text
from capadesk.ui.common.wording.value_words import RecordKey, ValueWords
from capadesk.ui.history.change_reading import ChangePage, read_change

PAGE = 200
_MOST_NAMED = 2
_MOST_FIELDS = 4


class ObstacleText:
    """An obstacle in words, with the later changes and the records that it names."""

    def __init__(self, text: str, later: tuple[HistoryEntry, ...]) -> None:
        self.text = text
        self.later = later


class HistoryPresenter:
    """What the page shows, without widgets. What it gives to be called in a thread says so."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wanted = HistoryFilter(label_words=LABEL_TEXTS)
        self.record_name = ""

    # --- which changes ----------------------------------------------------------------------------

    @property
    def is_filtered(self) -> bool:
        """Whether not all changes are shown."""
        wanted = self.wanted
        return bool(wanted.text.strip()) or wanted.whose is not Whose.ALL or wanted.record is not None

    def find(self, text: str) -> None:
        """Choose the words to find."""
        self.wanted = replace(self.wanted, text=text)

    def choose_whose(self, whose: Whose) -> None:
        """Choose whose changes are shown."""
        self.wanted = replace(self.wanted, whose=whose)

    def choose_record(self, kind: str, record_id: UUID) -> None:
        """Show what happened to one record and its parts."""
        words = ValueWords(self.desk)
        words.know([(kind, record_id)])
        self.record_name = words.name(kind, record_id)
        self.wanted = replace(self.wanted, record=(kind, record_id), text="", whose=Whose.ALL)

    def all_records(self) -> None:
        """Show what happened to any record."""
        self.wanted = replace(self.wanted, record=None)
        self.record_name = ""

    def question(self, before: Stamp | None, limit: int = PAGE) -> Callable[[], list[HistoryEntry]]:
        """Reads a page of changes, in whatever thread; what is chosen later does not matter."""
        return partial(self.desk.store.find_history, self.wanted, limit, before)

    def details(self, stamp: Stamp, offset: int) -> Callable[[], ChangePage | None]:
        """Reads what a change did, in whatever thread."""
        return partial(read_change, self.desk, stamp, offset, self.wanted.record)

    def contradictions(self) -> Callable[[], int]:
        """Counts what contradicts in the record whose history is shown, in whatever thread."""
        return partial(self._contradictions, self.wanted.record)

    def _contradictions(self, record: RecordKey | None) -> int:
        if record is None:
            return 0
        return sum((each.kind, each.record_id) == record for each in self.desk.store.contradictions())

    def contradictions_text(self, count: int) -> str:
        """ "Settle 2 contradictions"."""
        words = ngettext("Settle {count} contradiction", "Settle {count} contradictions", count)
        return words.format(count=self.desk.localisation.number(count))

    # --- how a change reads -----------------------------------------------------------------------

    def row(self, entry: HistoryEntry) -> DayRow:
        """A change in the list."""
        icon, tone = _look(entry)
        time = self.desk.localisation.time(local_time(entry.time))
        parts = (time, entry.author, self._what_changed(entry))
        return DayRow(
            entry.stamp,
            local_day(entry.time),
            icon,
            Tone.NEUTRAL if entry.is_undone else tone,
            self.text(entry),
            " · ".join(part for part in parts if part),
            tuple(_marks(entry)),
            is_faded=entry.is_undone,
        )

    def _what_changed(self, entry: HistoryEntry) -> str:
        """The fields of one record, else how many records."""
        fields = [name for name in entry.fields if name != DELETED_FIELD]
        if not fields:
            return self.records_text(entry.record_count)
        named = [field_label(entry.kind, name) for name in fields[:_MOST_FIELDS]]
        return ", ".join(named) + (" …" if len(fields) > len(named) else "")

    def text(self, entry: HistoryEntry) -> str:
        """What a change did, in a sentence."""
        return change_text(entry.label, entry.label_data, entry.role)

    def records_text(self, count: int) -> str:
        """How many records it changed."""
        words = ngettext("{count} record", "{count} records", count)
        return words.format(count=self.desk.localisation.number(count))

    def about(self, entry: HistoryEntry) -> str:
        """Who, when, how many."""
        parts = (moment_text(self.desk, entry.time), entry.author, self.records_text(entry.record_count))
        return " · ".join(part for part in parts if part)

    def target(self, entry: HistoryEntry) -> Stamp:
        """What has to be undone: the change, or its undo if that is to be taken back."""
        return entry.undone_by if entry.is_undone and entry.undone_by is not None else entry.stamp

    # --- before an undo ---------------------------------------------------------------------------

    def look_ahead(self, entry: HistoryEntry) -> Callable[[], tuple[UndoPreview, list[ObstacleText]]]:
        """Finds what an undo would leave, in whatever thread; writes nothing."""
        return partial(self._looked_ahead, self.target(entry))

    def _looked_ahead(self, stamp: Stamp) -> tuple[UndoPreview, list[ObstacleText]]:
        preview = self.desk.store.preview_undo(stamp)
        words = ValueWords(self.desk)
        words.know(_named(preview))
        return preview, [self._worded(words, obstacle) for obstacle in preview.obstacles]

    def _worded(self, words: ValueWords, obstacle: Obstacle) -> ObstacleText:
        name = words.name(obstacle.kind, obstacle.record_id)
        if obstacle.holders:
            needing = [
                f"{kind_label(kind)} “{words.name(kind, each)}”" for kind, each in obstacle.holders[:3]
            ]
            if len(obstacle.holders) > len(needing):
                needing.append(_("others"))
            text = _("“{name}” is needed by {others}").format(
                name=name, others=self.desk.localisation.join(needing)
            )
        elif obstacle.field:
            text = _("{field} of “{name}” was changed since").format(
                field=field_label(obstacle.kind, obstacle.field), name=name
            )
        else:
            text = _("“{name}” was changed since").format(name=name)
        return ObstacleText(text, obstacle.later)

    def stays_text(self, preview: UndoPreview, obstacles: list[ObstacleText]) -> str:
        """What an undo would leave as it is, shortly: "Title of “X” was changed since, and 3 more"."""
        named = [each.text for each in obstacles[:_MOST_NAMED]]
        more = preview.obstacle_count - len(named)
        if more > 0:
            words = ngettext("{count} more", "{count} more", more)
            named.append(words.format(count=self.desk.localisation.number(more)))
        return self.desk.localisation.join(named)

    def later_text(self, entry: HistoryEntry) -> str:
        """A later change as it is named beside what it holds up."""
        parts = (self.text(entry), entry.author, moment_text(self.desk, entry.time))
        return " · ".join(part for part in parts if part)


def _named(preview: UndoPreview) -> Iterator[RecordKey]:
    for obstacle in preview.obstacles:
        yield obstacle.kind, obstacle.record_id
        yield from obstacle.holders


def _marks(entry: HistoryEntry) -> Iterator[RowMark]:
    if entry.is_undone:
        yield RowMark("undo", Tone.NEUTRAL, _("Undone"))
    if entry.is_received:
        yield RowMark("network", Tone.BLUE, _("Other desk"))


_LOOKS: dict[str, tuple[str, Tone]] = {
    "import": ("import", Tone.BLUE),
    "Added the sample data": ("sample", Tone.BLUE),
    "Added {count} generated events": ("sample", Tone.BLUE),
}
_BEGINNINGS: tuple[tuple[str, tuple[str, Tone]], ...] = (
    ("Added", ("plus", Tone.GREEN)),
    ("Deleted", ("trash", Tone.RED)),
    ("Restored", ("revert", Tone.TEAL)),
    ("Joined", ("merge", Tone.BLUE)),
)


def _look(entry: HistoryEntry) -> tuple[str, Tone]:
    """The icon and the hue of a change: its label is a code, in English whatever is shown."""
    if entry.role == ChangeRole.UNDO:
        return "undo", Tone.AMBER
    if entry.role == ChangeRole.REDO:
        return "redo", Tone.AMBER
    known = _LOOKS.get(entry.label)
    if known is not None:
        return known
    for beginning, look in _BEGINNINGS:
        if entry.label.startswith(beginning):
            return look
    return "pencil", Tone.TEAL
