"""Decides for the files: which there are, what each would bring, and which values are chosen (without Qt)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.folding import fold
from capadesk.services.desk import Desk
from capadesk.services.merging.merge_preview import (
    FieldKey,
    FilePreview,
    FileToMerge,
    MergePreview,
    RecordPreview,
)
from capadesk.services.merging.merge_report import outcome_text
from capadesk.services.merging.merge_service import MergeDone, Settlement
from capadesk.services.merging.package_service import MergeOutcome
from capadesk.services.ports import ProgressCallback
from capadesk.services.ports.change_package import Names
from capadesk.services.words import _, ngettext
from capadesk.ui.bring_together.preview_words import PreviewWords, referred
from capadesk.ui.bring_together.version_words import versions_of
from capadesk.ui.common.editing.comparison import Comparison
from capadesk.ui.common.job_runner import Work
from capadesk.ui.common.lists.day_rows import DayRow, RowMark
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.field_labels import kind_label
from capadesk.ui.common.wording.file_sizes import size_text
from capadesk.ui.common.wording.sentences import sentence_of

CONTRADICTORY = "contradictory"
_ORDER = {
    MergeOutcome.DELETED: 1,
    MergeOutcome.KEPT: 2,
    MergeOutcome.RESTORED: 3,
    MergeOutcome.UPDATED: 4,
    MergeOutcome.CREATED: 5,
}


class RecordFilter(NamedTuple):
    """Which records of which file are shown: its number, words to find, an outcome or CONTRADICTORY or ""."""

    file: int = 0
    text: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class FileState:
    """What is to be said of a file that cannot be merged: an icon, a title, a text."""

    icon: str
    title: str
    text: str


class FilesPresenter:
    """What the section shows, without widgets. What it gives to be called in a thread says so."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files: tuple[FileToMerge, ...] = ()
        self.preview: MergePreview | None = None
        self.done: MergeDone | None = None
        self.settlements: dict[FieldKey, Settlement] = {}
        self._words = PreviewWords(desk)

    # --- the files --------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> bool:
        """Add files that are not among them yet; whether there was any."""
        known = {each.path for each in self.files}
        new = [FileToMerge(path) for path in dict.fromkeys(paths) if path not in known]
        self.files += tuple(new)
        return bool(new)

    def remove(self, number: int) -> None:
        """Leave a file out."""
        self.files = tuple(each for place, each in enumerate(self.files) if place != number)

    def unlock(self, number: int, passphrase: str) -> None:
        """Give the passphrase of a file."""
        self.files = tuple(
            each._replace(passphrase=passphrase) if place == number else each
            for place, each in enumerate(self.files)
        )

    def clear(self) -> None:
        """Begin anew."""
        self.files = ()
        self.preview = None
        self.done = None
        self.settlements = {}

    def look(self) -> Work[MergePreview]:
        """The work of looking at the files; for a thread."""
        files = self.files
        return lambda step: self.desk.merging.preview(files, step)

    def take(self, preview: MergePreview) -> None:
        """What was seen; choices that fit nothing any more are dropped."""
        self.preview = preview
        present = preview.contradictions
        self.settlements = {
            key: chosen
            for key, chosen in self.settlements.items()
            if key in present and any(each.value == chosen.value for each in versions_of(present[key]))
        }

    def file_row(self, number: int) -> DayRow:
        """A file in the list."""
        file = self.files[number]
        seen = self.seen(number)
        if seen is None:
            mark = RowMark("clock", Tone.NEUTRAL, _("Not looked at yet"))
            return DayRow(number, "", "data_file", Tone.NEUTRAL, file.path.name, "", (mark,))
        icon, tone, text = _file_state(seen)
        title = seen.sender or file.path.name
        parts = [file.path.name] if seen.sender else []
        parts.append(
            self.counts_text(seen) if seen.is_ready else size_text(self.desk.localisation, seen.size)
        )
        if seen.is_without_names:
            parts.append(_("without names"))
        return DayRow(
            number,
            "",
            "package" if not seen.needs_passphrase else "lock",
            tone if not seen.is_ready else Tone.TEAL,
            title,
            " · ".join(part for part in parts if part),
            (RowMark(icon, tone, text),),
        )

    def seen(self, number: int) -> FilePreview | None:
        """What a file would bring, None while nobody has looked."""
        if self.preview is None or number >= len(self.preview.files):
            return None
        found = self.preview.files[number]
        return found if found.file == self.files[number] else None

    def state(self, number: int) -> FileState | None:
        """What is to be said of a file whose records are not to be seen; None if they are."""
        seen = self.seen(number)
        if seen is None:
            return FileState("clock", _("Not looked at yet"), "")
        if seen.error is not None and not seen.needs_passphrase:
            return FileState("warning", _("This file cannot be taken in"), sentence_of(seen.error))
        if seen.is_ready and not seen.records:
            text = _("Everything in it is here already.") if not seen.brings else ""
            waiting = seen.result.waiting if seen.result is not None else 0
            if waiting:
                text = ngettext(
                    "{count} change builds on another one that has not come yet, and waits. Ask its sender "
                    "for the earlier changes.",
                    "{count} changes build on others that have not come yet, and wait. Ask their sender for "
                    "the earlier changes.",
                    waiting,
                ).format(count=self._number(waiting))
            return FileState("check_circle", _("Nothing new in it"), text)
        return None

    def counts_text(self, seen: FilePreview) -> str:
        """ "120 new, 3 changed, 1 deleted"."""
        counts = seen.counts
        if not counts:
            return _("nothing new")
        return ", ".join(
            f"{self._number(counts[each])} {outcome_text(each).lower()}"
            for each in MergeOutcome
            if counts[each]
        )

    # --- all of them ------------------------------------------------------------------------------

    @property
    def is_seen(self) -> bool:
        """Whether all files were looked at; a look may have been cancelled."""
        return all(self.seen(number) is not None for number in range(len(self.files)))

    @property
    def can_merge(self) -> bool:
        """Whether there is something to take in."""
        return self.preview is not None and self.preview.brings and not self.desk.store.is_read_only

    def summary(self) -> str:
        """What would come in all, what is open, and which files stay out."""
        if self.preview is None:
            return ""
        ready = self.preview.ready
        totals = {each: sum(file.counts[each] for file in ready) for each in MergeOutcome}
        parts = [
            f"{self._number(count)} {outcome_text(each).lower()}" for each, count in totals.items() if count
        ]
        contradictions = len(self.preview.contradictions)
        if contradictions:
            words = ngettext("{count} contradictory field", "{count} contradictory fields", contradictions)
            said = words.format(count=self._number(contradictions))
            if self.settlements:
                said += " " + _("({count} chosen)").format(count=self._number(len(self.settlements)))
            parts.append(said)
        out = len(self.preview.files) - len(ready)
        if out:
            words = ngettext("{count} file stays out", "{count} files stay out", out)
            parts.append(words.format(count=self._number(out)))
        if any(file.ends_names for file in ready):
            parts.append(_("your file would be without names from then on"))
        return " · ".join(parts) or _("Everything is here already.")

    def choose(self, key: FieldKey, place: int) -> None:
        """Choose a value of a field that contradicts."""
        found = (self.preview.contradictions if self.preview is not None else {}).get(key)
        if found is not None:
            self.settlements[key] = Settlement(*key, versions_of(found)[place].value)

    def merge(self) -> Work[MergeDone | MergePreview]:
        """The work of taking in what was seen, else of looking again if that is not so any more.

        For a thread.
        """
        preview, chosen = self.preview or MergePreview(), tuple(self.settlements.values())
        merging, files = self.desk.merging, self.files

        def work(step: ProgressCallback) -> MergeDone | MergePreview:
            try:
                return merging.merge(preview, chosen, step)
            except UserError as error:
                if error.code != "preview_outdated":
                    raise
                return merging.preview(files, step)

        return work

    # --- what was done ----------------------------------------------------------------------------

    def done_title(self, done: MergeDone) -> str:
        """How many files were taken in."""
        words = ngettext("{count} file was taken in", "{count} files were taken in", len(done.reports))
        return words.format(count=self._number(len(done.reports)))

    def done_text(self, done: MergeDone) -> str:
        """What it brought, what was settled, what stays open, and what was refused."""
        lines = []
        if self.preview is not None:
            paths = {each.path for each in done.reports}
            files = [each for each in self.preview.files if each.file.path in paths]
            totals = {each: sum(file.counts[each] for file in files) for each in MergeOutcome}
            lines.append(
                ", ".join(
                    f"{self._number(count)} {outcome_text(each).lower()}"
                    for each, count in totals.items()
                    if count
                )
            )
        if done.is_cancelled:
            lines.append(_("Cancelled: the other files were not taken in."))
        if done.chosen:
            words = ngettext(
                "{count} contradiction settled.", "{count} contradictions settled.", len(done.chosen)
            )
            lines.append(words.format(count=self._number(len(done.chosen))))
        if any(report.names is Names.WITHHELD and report.result.change_sets for report in done.reports):
            lines.append(
                _(
                    "This file is without names: they are left out of whatever is taken in. See “Packages” "
                    "in Help."
                )
            )
        waiting = sum(report.result.waiting for report in done.reports)
        if waiting:
            words = ngettext(
                "{count} change waits for earlier ones.", "{count} changes wait for earlier ones.", waiting
            )
            lines.append(words.format(count=self._number(waiting)))
        lines.extend(sentence_of(error) for _path, error in done.refused)
        return "\n".join(line for line in lines if line)

    def save_report(self, path: Path) -> Work[None]:
        """The work of writing the report on what was taken in; for a thread."""
        preview, done = self.preview or MergePreview(), self.done
        assert done is not None

        def work(step: Callable[[int, int], None]) -> None:
            words = self._words.of(preview)
            words.know(referred(record for file in preview.files for record in file.records))
            self.desk.merging.save_report(path, preview, done, words, step)

        return work

    # --- the records of one file ------------------------------------------------------------------

    def fitting(self, wanted: RecordFilter) -> Callable[[], list[tuple[int, RecordPreview]]]:
        """Finds the records of a file that fit, in the order of the list; for a thread."""
        return partial(self._fitting, self.preview, wanted)

    def _fitting(self, preview: MergePreview | None, wanted: RecordFilter) -> list[tuple[int, RecordPreview]]:
        if preview is None or wanted.file >= len(preview.files):
            return []
        words = fold(wanted.text).split()
        found = [
            (number, record)
            for number, record in enumerate(preview.files[wanted.file].records)
            if _has_outcome(record, wanted.outcome) and (not words or self._says(preview, record, words))
        ]
        return sorted(found, key=lambda each: _rank(each[1]))

    def _says(self, preview: MergePreview, record: RecordPreview, words: Sequence[str]) -> bool:
        choice = preview.names.get((record.kind, record.record_id))
        name = f"{choice.name} {choice.detail}" if choice is not None else ""
        text = fold(f"{name} {kind_label(record.kind)} {record.author}")
        return all(word in text for word in words)

    def record_row(self, file: int, number: int, record: RecordPreview) -> DayRow:
        """A record in the list."""
        assert self.preview is not None
        return self._words.row(self.preview, self.settlements, (file, number), record)

    def comparison(self, file: int, number: int) -> Callable[[], Comparison]:
        """Words one record field by field; for a thread."""
        assert self.preview is not None
        record = self.preview.files[file].records[number]
        return partial(self._words.comparison, self.preview, record, dict(self.settlements))

    def _number(self, value: int) -> str:
        return self.desk.localisation.number(value)


def _file_state(seen: FilePreview) -> tuple[str, Tone, str]:
    """The chip of a file: icon, tone and word."""
    if seen.needs_passphrase:
        return "lock", Tone.AMBER, _("Passphrase needed")
    if seen.error is not None:
        return "cross_circle", Tone.RED, _("Not readable")
    if seen.contradiction_count:
        return "warning", Tone.AMBER, _("Contradictory")
    if seen.result is not None and seen.result.waiting and not seen.records:
        return "clock", Tone.AMBER, _("Would wait")
    if not seen.brings:
        return "check_circle", Tone.NEUTRAL, _("Nothing new")
    return "check_circle", Tone.GREEN, _("Ready")


def _has_outcome(record: RecordPreview, outcome: str) -> bool:
    if outcome == CONTRADICTORY:
        return record.is_contradictory
    return not outcome or record.outcome == outcome


def _rank(record: RecordPreview) -> int:
    return 0 if record.is_contradictory else _ORDER[record.outcome]
