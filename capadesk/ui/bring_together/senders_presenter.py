"""Decides for the senders: who sent what and when, what was merged, what waits (without Qt)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from capadesk.domain.folding import fold
from capadesk.services.desk import Desk
from capadesk.services.merging.sender_silence import Contact, contacts_of
from capadesk.services.ports import MergeEntry, Sender, SourceKind, WaitingSet
from capadesk.services.words import _, ngettext
from capadesk.ui.common.editing.comparison import ComparedField, ComparedValue, Comparison
from capadesk.ui.common.job_runner import Work
from capadesk.ui.common.lists.day_rows import DayRow, RowMark, moment_text
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.sentences import count_text, label_text

_MOST_NAMED = 12

Item = Sender | MergeEntry | WaitingSet


class Read(NamedTuple):
    """What was read at one moment."""

    senders: list[Sender]
    merges: list[MergeEntry]
    waiting: list[WaitingSet]


class SendersPresenter:
    """What the section shows, without widgets."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.text = ""
        self.read = Read([], [], [])

    def question(self) -> Callable[[], Read]:
        """Reads everything, in whatever thread."""
        store = self.desk.store
        return lambda: Read(store.senders(), store.merges(), store.waiting())

    @property
    def is_empty(self) -> bool:
        """Whether nothing ever came here."""
        return not (self.read.senders or self.read.merges or self.read.waiting)

    def rows(self) -> list[DayRow]:
        """What waits, who sent, and what was merged, each under its heading."""
        items: list[tuple[Item, DayRow]] = [
            *((each, self._waiting_row(each)) for each in self.read.waiting),
            *((each, self._sender_row(each)) for each in self.read.senders),
            *((each, self._merge_row(each)) for each in self.read.merges),
        ]
        words = fold(self.text).split()
        return [row for _item, row in items if all(word in fold(row.spoken) for word in words)]

    def contact(self, sender: Sender) -> Contact:
        """How it stands with one of the senders that were read."""
        return contacts_of(self.read.senders, self.desk.clock.now())[sender.replica]

    # --- rows -------------------------------------------------------------------------------------

    def _waiting_row(self, waiting: WaitingSet) -> DayRow:
        parts = (waiting.author, moment_text(self.desk, waiting.time))
        return DayRow(
            waiting.stamp,
            _("Waits for earlier changes"),
            "clock",
            Tone.AMBER,
            label_text(waiting.label, waiting.label_data),
            " · ".join(part for part in parts if part),
            (RowMark("clock", Tone.AMBER, _("Waiting")),),
        )

    def _sender_row(self, sender: Sender) -> DayRow:
        contact = self.contact(sender)
        mark = {
            Contact.SILENT: RowMark("warning", Tone.AMBER, _("Silent for a month")),
            Contact.FOLLOWED: RowMark("revert", Tone.NEUTRAL, _("Another file since")),
            Contact.IN_TOUCH: RowMark("check_circle", Tone.GREEN, _("In touch")),
        }[contact]
        return DayRow(
            sender.replica,
            _("Who sends"),
            "person",
            Tone.AMBER if contact is Contact.SILENT else Tone.TEAL,
            self.sender_name(sender),
            _("Came last: {moment}").format(moment=moment_text(self.desk, sender.last_received)),
            (mark,),
        )

    def _merge_row(self, entry: MergeEntry) -> DayRow:
        is_out = entry.taken_out_at is not None
        marks = (RowMark("revert", Tone.NEUTRAL, _("Taken out")),) if is_out else ()
        if not is_out and entry.conflicts:
            words = ngettext("{count} contradictory", "{count} contradictory", entry.conflicts)
            marks = (RowMark("warning", Tone.AMBER, words.format(count=self._number(entry.conflicts))),)
        detail = (moment_text(self.desk, entry.at), self._brought(entry))
        return DayRow(
            entry.number,
            _("What was brought together"),
            "merge",
            Tone.NEUTRAL if is_out else Tone.BLUE,
            self.merge_name(entry),
            " · ".join(part for part in detail if part),
            marks,
            is_faded=is_out,
        )

    def sender_name(self, sender: Sender) -> str:
        """Who it is, as far as is known."""
        return sender.name or _("Desk {mark}").format(mark=sender.replica.hex()[:8].upper())

    def merge_name(self, entry: MergeEntry) -> str:
        """Whose file it was."""
        return entry.name or PurePath(entry.path).name or _("Unknown sender")

    def _brought(self, entry: MergeEntry) -> str:
        parts = []
        if entry.created:
            parts.append(_("{count} new").format(count=self._number(entry.created)))
        if entry.updated:
            parts.append(_("{count} changed").format(count=self._number(entry.updated)))
        if entry.waiting:
            parts.append(_("{count} waiting").format(count=self._number(entry.waiting)))
        return ", ".join(parts) or _("nothing new")

    # --- what is chosen ---------------------------------------------------------------------------

    def item(self, key: object) -> Item | None:
        """What a row stands for: a stamp waits, bytes are a replica, a number is a merge."""
        if isinstance(key, bytes):
            return next((each for each in self.read.senders if each.replica == key), None)
        if isinstance(key, int):
            return next((each for each in self.read.merges if each.number == key), None)
        return next((each for each in self.read.waiting if each.stamp == key), None)

    def comparison(self, item: Item) -> Comparison:
        """What is known of it."""
        if isinstance(item, Sender):
            return self._of_sender(item)
        if isinstance(item, MergeEntry):
            return self._of_merge(item)
        return self._of_waiting(item)

    def _of_sender(self, sender: Sender) -> Comparison:
        own = [each for each in self.read.merges if each.replica == sender.replica]
        lines = [
            f"{moment_text(self.desk, each.at)}: {self._brought(each)}"
            for each in own[:_MOST_NAMED]
            if each.taken_out_at is None
        ]
        fields = [(_("Came last"), moment_text(self.desk, sender.last_received))]
        if sender.last_change is not None:
            fields.append((_("Newest change"), moment_text(self.desk, sender.last_change)))
        fields.append((_("What came"), "\n".join(lines)))
        fields.append((_("Desk"), sender.replica.hex().upper()))
        note = ""
        contact = self.contact(sender)
        if contact is Contact.SILENT:
            note = _("Nothing has come from there for a month. Ask for a package, or whether one got lost.")
        elif contact is Contact.FOLLOWED:
            note = _("The same person sends from another file now, as after a move or a restore.")
        return Comparison(self.sender_name(sender), _("Sender"), _facts(fields), note=note)

    def _of_merge(self, entry: MergeEntry) -> Comparison:
        kinds = {
            SourceKind.FILE: _("Whole data file"),
            SourceKind.PACKAGE: _("Package"),
            SourceKind.HUB: _("Hub"),
            SourceKind.WITHOUT_NAMES: _("Package without names"),
        }
        fields = [
            (_("When"), moment_text(self.desk, entry.at)),
            (_("File"), entry.path),
            (_("Sort"), kinds.get(SourceKind(entry.kind), entry.kind)),
            (_("Changes"), self._number(entry.change_sets)),
            (_("New records"), self._number(entry.created)),
            (_("Changed records"), self._number(entry.updated)),
            (_("Contradictory fields"), self._number(entry.conflicts) if entry.conflicts else ""),
            (_("Waiting then"), self._number(entry.waiting) if entry.waiting else ""),
        ]
        note = ""
        if entry.taken_out_at is not None:
            note = _("Taken out {moment}. Bring the file in again to have it back.").format(
                moment=moment_text(self.desk, entry.taken_out_at)
            )
        about = _("Merge {number}").format(number=self._number(entry.number))
        return Comparison(self.merge_name(entry), about, _facts(fields), note=note)

    def _of_waiting(self, waiting: WaitingSet) -> Comparison:
        missing = [self._missing_text(each) for each in waiting.missing[:_MOST_NAMED]]
        if len(waiting.missing) > _MOST_NAMED:
            words = ngettext("{count} more", "{count} more", len(waiting.missing) - _MOST_NAMED)
            missing.append(words.format(count=self._number(len(waiting.missing) - _MOST_NAMED)))
        fields = [
            (_("Made by"), waiting.author),
            (_("When"), moment_text(self.desk, waiting.time)),
            (_("Lacks"), "\n".join(missing)),
        ]
        note = _("It takes effect by itself when these have come. Ask its sender for the earlier changes.")
        return Comparison(
            label_text(waiting.label, waiting.label_data), _("Change that waits"), _facts(fields), note=note
        )

    def _missing_text(self, missing: str) -> str:
        kind, colon, _record_id = missing.partition(":")
        if colon:
            return _("{record} that has not come").format(record=count_text(kind, 1))
        replica = bytes.fromhex(missing)[6:] if len(missing) == 28 else b""
        sender = next((each for each in self.read.senders if each.replica == replica), None)
        name = self.sender_name(sender) if sender is not None else replica.hex()[:8].upper()
        return _("An earlier change of {desk}").format(desk=name)

    # --- taking out -------------------------------------------------------------------------------

    def take_out_text(self, entry: MergeEntry) -> str:
        """What taking a merge out means."""
        return _(
            "Take out what “{name}” brought ({what}), as if it had not come? Nothing is sent to anyone; "
            "bringing the file in again brings it back. What other desks built on it waits until then."
        ).format(name=self.merge_name(entry), what=self._brought(entry))

    def take_out(self, entry: MergeEntry) -> Work[object]:
        """The work of taking it out; for a thread."""
        return lambda step: self.desk.store.take_out_merge(entry.number, step)

    def _number(self, value: int) -> str:
        return self.desk.localisation.number(value)


def _facts(fields: list[tuple[str, str]]) -> tuple[ComparedField, ...]:
    return tuple(ComparedField(label, label, (ComparedValue(text),)) for label, text in fields if text)
