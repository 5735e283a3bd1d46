"""Decides for the bin: what lies in it, how it reads, what comes back with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from capadesk.domain.errors import CapaDeskError
from capadesk.domain.folding import fold
from capadesk.services.deletion_service import RestorePreview
from capadesk.services.desk import Desk
from capadesk.services.ports import BinEntry
from capadesk.services.words import _, ngettext
from capadesk.ui.common.job_runner import Work
from capadesk.ui.common.lists.day_rows import DayRow, RowMark, local_day, local_time, moment_text
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.field_labels import kind_icon, kind_label
from capadesk.ui.common.wording.sentences import count_text

Along = tuple[tuple[BinEntry, ...], RestorePreview | None]
"""What was asked for, and what would come back with it; None if nothing may be changed here."""


class BinPresenter:
    """What the page shows, without widgets."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.text = ""
        self.entries: tuple[BinEntry, ...] = ()
        self._texts: dict[BinEntry, str] = {}

    # --- what lies there --------------------------------------------------------------------------

    def question(self) -> Callable[[], list[BinEntry]]:
        """Reads the bin, in whatever thread."""
        return self.desk.store.bin

    def take(self, entries: Sequence[BinEntry]) -> None:
        """What was read. Decisions that went along with their event come back with it, and are not listed."""
        events = {entry.stamp for entry in entries if entry.kind == "event"}
        self._texts.clear()
        self.entries = tuple(
            entry for entry in entries if entry.kind != "decision" or entry.stamp not in events
        )

    def fitting(self) -> list[BinEntry]:
        """The entries that fit the words to find, newest first."""
        words = fold(self.text).split()
        return [entry for entry in self.entries if self._fits(entry, words)] if words else list(self.entries)

    def _fits(self, entry: BinEntry, words: Sequence[str]) -> bool:
        text = self._texts.get(entry)
        if text is None:
            text = self._texts[entry] = fold(f"{entry.name} {kind_label(entry.kind)} {entry.author}")
        return all(word in text for word in words)

    def row(self, entry: BinEntry) -> DayRow:
        """A deleted record in the list."""
        time = self.desk.localisation.time(local_time(entry.deleted_at))
        return DayRow(
            entry,
            local_day(entry.deleted_at),
            "trash",
            Tone.NEUTRAL,
            self.name(entry),
            " · ".join(part for part in (time, entry.author) if part),
            (RowMark(kind_icon(entry.kind), Tone.NEUTRAL, kind_label(entry.kind)),),
        )

    def name(self, entry: BinEntry) -> str:
        """How a record reads in one line."""
        return entry.name.partition("\n")[0] or _("(without a name)")

    # --- what is chosen ---------------------------------------------------------------------------

    def title(self, entries: Sequence[BinEntry]) -> str:
        """The one record's name, else how many there are."""
        if len(entries) == 1:
            return self.name(entries[0])
        words = ngettext("{count} record", "{count} records", len(entries))
        return words.format(count=self.desk.localisation.number(len(entries)))

    def about(self, entries: Sequence[BinEntry]) -> str:
        """What it is, who deleted it and when."""
        if len(entries) != 1:
            kinds = dict.fromkeys(entry.kind for entry in entries)
            counts = {kind: sum(entry.kind == kind for entry in entries) for kind in kinds}
            return ", ".join(count_text(kind, count) for kind, count in counts.items())
        (entry,) = entries
        by = _("deleted by {author}").format(author=entry.author) if entry.author else _("deleted")
        return " · ".join((kind_label(entry.kind), by, moment_text(self.desk, entry.deleted_at)))

    def along(self, entries: Sequence[BinEntry]) -> Callable[[], Along]:
        """Finds what would come back with records, in whatever thread."""
        return partial(self._along, tuple(entries))

    def _along(self, entries: tuple[BinEntry, ...]) -> Along:
        try:
            return entries, self.desk.deletion.restore_preview(entries)
        except CapaDeskError:  # such as a file that is open for reading only: restoring will say it
            return entries, None

    def along_text(self, preview: RestorePreview) -> str:
        """What comes back with it and what is linked again."""
        along = ", ".join(count_text(kind, count) for kind, count in sorted(preview.comes_along.items()))
        linked = ", ".join(count_text(kind, count) for kind, count in sorted(preview.linked.items()))
        if along and linked:
            return _("Also come back: {along}. Linked again: {linked}.").format(along=along, linked=linked)
        if along:
            return _("Also come back: {along}.").format(along=along)
        if linked:
            return _("Linked again: {linked}.").format(linked=linked)
        return _("Nothing else comes back.")

    def restore(self, entries: Sequence[BinEntry]) -> Work[object]:
        """The work of bringing records back, as one change."""
        chosen = tuple(entries)
        return lambda step: self.desk.deletion.restore(chosen, step)
