"""How the records of a preview read: a row in the list, and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capadesk.domain.record import RECORD_TYPES, fields_of, register_names
from capadesk.services.desk import Desk
from capadesk.services.merging.merge_preview import FieldKey, MergePreview, RecordKey, RecordPreview
from capadesk.services.merging.merge_report import outcome_text
from capadesk.services.merging.merge_service import Settlement
from capadesk.services.merging.package_service import MergeOutcome
from capadesk.services.words import _, ngettext
from capadesk.ui.bring_together.version_words import compared, versions_of
from capadesk.ui.common.editing.comparison import ComparedField, ComparedValue, Comparison
from capadesk.ui.common.lists.day_rows import DayRow, RowMark, moment_text
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.field_labels import field_label, kind_icon, kind_label
from capadesk.ui.common.wording.value_words import ValueWords

OUTCOME_LOOKS: dict[MergeOutcome, tuple[str, Tone]] = {
    MergeOutcome.CREATED: ("plus", Tone.GREEN),
    MergeOutcome.UPDATED: ("pencil", Tone.BLUE),
    MergeOutcome.DELETED: ("trash", Tone.RED),
    MergeOutcome.RESTORED: ("revert", Tone.TEAL),
    MergeOutcome.KEPT: ("info", Tone.PURPLE),
}
_MOST_FIELDS = 4
_NOT_SHOWN = frozenset({"uid", "source_key"})


Chosen = Mapping[FieldKey, Settlement]


class PreviewWords:
    """Words for what would come; rows are worded in the window's thread, all else in any."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._of_rows: tuple[MergePreview, ValueWords] | None = None

    def of(self, preview: MergePreview) -> ValueWords:
        """Words that know the records which are not here yet."""
        words = ValueWords(self._desk)
        words.remember(preview.names)
        return words

    def row(
        self, preview: MergePreview, chosen: Chosen, key: tuple[int, int], record: RecordPreview
    ) -> DayRow:
        """A record in the list."""
        if self._of_rows is None or self._of_rows[0] is not preview:
            self._of_rows = (preview, self.of(preview))
        words = self._of_rows[1]
        icon, tone = OUTCOME_LOOKS[record.outcome]
        marks = [RowMark(icon, tone, outcome_text(record.outcome))]
        open_count = sum(
            (found.kind, found.record_id, found.field) not in chosen for found in record.contradictions
        )
        heading = _heading(record)
        if record.is_contradictory:
            if open_count:
                words_of = ngettext("{count} contradictory", "{count} contradictory", open_count)
                marks = [
                    RowMark(
                        "warning",
                        Tone.AMBER,
                        words_of.format(count=self._desk.localisation.number(open_count)),
                    )
                ]
            else:
                marks = [RowMark("check_circle", Tone.GREEN, _("Chosen"))]
        fields = [field_label(record.kind, each.name) for each in record.fields[:_MOST_FIELDS]]
        if len(record.fields) > _MOST_FIELDS:
            fields.append("…")
        detail = (
            kind_label(record.kind),
            words.detail(record.kind, record.record_id),
            ", ".join(fields),
            record.author,
        )
        return DayRow(
            key,
            heading,
            kind_icon(record.kind),
            Tone.NEUTRAL,
            words.name(record.kind, record.record_id),
            " · ".join(part for part in detail if part),
            tuple(marks),
        )

    def comparison(self, preview: MergePreview, record: RecordPreview, chosen: Chosen) -> Comparison:
        """A record field by field."""
        words = self.of(preview)
        words.know(referred([record]))
        kind = record.kind
        who = record.author
        when = moment_text(self._desk, record.time) if record.time.timestamp() > 0 else ""
        about = (
            kind_label(kind),
            words.detail(kind, record.record_id),
            outcome_text(record.outcome),
            who,
            when,
        )
        fields: list[ComparedField] = []
        headings: tuple[str, ...] = ()
        if record.outcome is MergeOutcome.CREATED and record.record is not None:
            for name in register_names(type(record.record)):
                text = words.text(kind, name, getattr(record.record, name))
                if text and name not in _NOT_SHOWN:
                    fields.append(ComparedField(name, field_label(kind, name), (ComparedValue(text),)))
        else:
            for each in record.fields:
                if each.contradiction is not None:
                    settlement = chosen.get((kind, record.record_id, each.name))
                    fields.append(
                        compared(
                            self._desk, words, each.contradiction, (settlement.value,) if settlement else None
                        )
                    )
                else:
                    before = ComparedValue(words.text(kind, each.name, each.before))
                    after = ComparedValue(words.text(kind, each.name, each.after), is_strong=True)
                    fields.append(ComparedField(each.name, field_label(kind, each.name), (before, after)))
            if any(each.contradiction is None for each in record.fields):
                headings = (_("Here now"), _("After taking it in"))
        return Comparison(
            words.name(kind, record.record_id),
            " · ".join(part for part in about if part),
            tuple(fields),
            headings,
            _note(record),
        )


def _heading(record: RecordPreview) -> str:
    if record.is_contradictory:
        return _("Both sides have changed")
    return {
        MergeOutcome.CREATED: _("New here"),
        MergeOutcome.UPDATED: _("Changed there"),
        MergeOutcome.DELETED: _("Deleted there"),
        MergeOutcome.RESTORED: _("Comes back from the bin"),
        MergeOutcome.KEPT: _("Deleted on one side, kept"),
    }[record.outcome]


def _note(record: RecordPreview) -> str:
    return {
        MergeOutcome.DELETED: _("It was deleted there, and goes into the bin here."),
        MergeOutcome.RESTORED: _("It lies in the bin here, was changed there, and comes back."),
        MergeOutcome.KEPT: _(
            "One side has deleted it; the other has changed it meanwhile, or needs it. So it stays."
        ),
    }.get(record.outcome, "")


def referred(records: Iterable[RecordPreview]) -> Iterator[RecordKey]:
    """The records that the values of these records refer to."""
    for record in records:
        infos = fields_of(RECORD_TYPES[record.kind])
        for name, value in _values(record):
            target = infos[name].refers_to if name in infos else None
            if target is not None and value is not None:
                yield target, value


def _values(record: RecordPreview) -> Iterator[tuple[str, Any]]:
    for each in record.fields:
        yield each.name, each.before
        yield each.name, each.after
        if each.contradiction is not None:
            for version in versions_of(each.contradiction):
                yield each.name, version.value
    if record.outcome is MergeOutcome.CREATED and record.record is not None:
        for name in register_names(type(record.record)):
            yield name, getattr(record.record, name)
