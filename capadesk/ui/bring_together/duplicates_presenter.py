"""Decides for the duplicates: which records may be one, how they differ, and what joining takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from capadesk.domain.folding import fold
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.services.desk import Desk
from capadesk.services.merging import duplicate_service
from capadesk.services.merging.duplicate_service import DuplicateGroup, FieldDifference, Reason
from capadesk.services.ports import LikenessReason, Standing, Sureness
from capadesk.services.words import N_, _, ngettext
from capadesk.ui.common.editing.comparison import NO_VALUE, ComparedField, ComparedValue, Comparison
from capadesk.ui.common.job_runner import Work
from capadesk.ui.common.lists.day_rows import DayRow, RowMark
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.field_labels import field_label, kind_icon, kind_label
from capadesk.ui.common.wording.sentences import count_text
from capadesk.ui.common.wording.value_words import RecordKey, ValueWords

STAYS = "\0stays"
"""The key of the row that says which record stays."""
MOST_AT_ONCE = 3
GroupKey = tuple[str, tuple[UUID, ...]]


class Asked:
    """What was compared, and in what words."""

    def __init__(self, group: GroupKey, compared: duplicate_service.Comparison, words: ValueWords) -> None:
        self.group = group
        self.compared = compared
        self.words = words


class DuplicatesPresenter:
    """What the section shows, without widgets."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.text = ""
        self.groups: list[DuplicateGroup] = []
        self.choices: dict[str, UUID] = {}
        self._later: set[GroupKey] = set()

    # --- which there are --------------------------------------------------------------------------

    def question(self) -> Callable[[], list[DuplicateGroup]]:
        """Looks for what may be doubled, in whatever thread."""
        return self.desk.duplicates.groups

    def fitting(self) -> list[DuplicateGroup]:
        """The groups that fit the words to find, and were not put off."""
        words = fold(self.text).split()
        return [
            each
            for each in self.groups
            if key_of(each) not in self._later and all(word in self._text(each) for word in words)
        ]

    def _text(self, group: DuplicateGroup) -> str:
        names = " ".join(f"{each.name} {each.detail}" for each in group.candidates)
        return fold(f"{names} {kind_label(group.kind)}")

    def row(self, group: DuplicateGroup) -> DayRow:
        """A group in the list."""
        names = list(dict.fromkeys(each.name for each in group.candidates))
        reason = group.reasons[0]
        detail = (
            kind_label(group.kind),
            ngettext("{count} record", "{count} records", len(group.candidates)).format(
                count=self.desk.localisation.number(len(group.candidates))
            ),
            self._reason_text(reason.code),
        )
        icon, tone, text = _SURENESS_LOOKS[group.sureness]
        return DayRow(
            key_of(group),
            {
                Sureness.SURE: _("Surely the same"),
                Sureness.LIKELY: _("Likely the same"),
                Sureness.POSSIBLE: _("Possibly the same"),
            }[group.sureness],
            kind_icon(group.kind),
            Tone.NEUTRAL,
            " / ".join(names),
            " · ".join(detail),
            (RowMark(icon, tone, _(text)),),
        )

    def _reason_text(self, code: LikenessReason) -> str:
        return {
            LikenessReason.JOINED_BEFORE: _("joined before"),
            LikenessReason.UID: _("same calendar identity"),
            LikenessReason.EMAIL: _("same e-mail"),
            LikenessReason.GRANT_NUMBER: _("same grant number"),
            LikenessReason.NAME: _("same name"),
            LikenessReason.NAME_AND_COUNTRY: _("same name and country"),
            LikenessReason.NAME_AND_ORGANISATION: _("same name and organisation"),
            LikenessReason.TITLE_AND_DATE: _("same title and date"),
            LikenessReason.WEBSITE: _("same website"),
        }[code]

    def _reason_with_key(self, reason: Reason) -> str:
        text = self._reason_text(reason.code)
        return f"{text}: {reason.shared}" if reason.shared else text

    # --- one of them ------------------------------------------------------------------------------

    def group(self, key: GroupKey | None) -> DuplicateGroup | None:
        """The group of that key."""
        return next((each for each in self.groups if key_of(each) == key), None)

    def compare(self, group: DuplicateGroup, keep: UUID | None = None) -> Callable[[], Asked]:
        """Reads the records side by side, in whatever thread; `keep` is the one that is to stay."""
        return partial(self._compare, group, keep)

    def _compare(self, group: DuplicateGroup, keep: UUID | None) -> Asked:
        compared = self.desk.duplicates.compare(group.kind, group.ids[:MOST_AT_ONCE], keep)
        words = ValueWords(self.desk)
        words.know(_referred(group.kind, compared.differences))
        words.know((group.kind, record.id) for record in compared.records)
        return Asked(key_of(group), compared, words)

    def comparison(self, asked: Asked) -> Comparison:
        """The records side by side; the one that stays comes first."""
        compared, words, kind = asked.compared, asked.words, asked.compared.kind
        ids = [record.id for record in compared.records]
        stays = tuple(
            ComparedValue(
                words.name(kind, each),
                self._standing_text(compared.standings[each]),
                _("Stays") if not place else "",
            )
            for place, each in enumerate(ids)
        )
        fields = [ComparedField(STAYS, _("Which record stays"), stays, 0)]
        fields.extend(self._field(asked, difference, ids) for difference in compared.differences)
        group = self.group(asked.group)
        reasons = group.reasons if group is not None else ()
        about = " · ".join([kind_label(kind), *map(self._reason_with_key, reasons)])
        note = _("What hangs on the others goes over to the record that stays. Undo takes it back.")
        if group is not None and len(group.ids) > MOST_AT_ONCE:
            note = _("There are {count} of them: these first, the others are offered again.").format(
                count=self.desk.localisation.number(len(group.ids))
            )
        return Comparison(_("Same thing?"), about, tuple(fields), note=note)

    def _field(self, asked: Asked, difference: FieldDifference, ids: list[UUID]) -> ComparedField:
        kind, name = asked.compared.kind, difference.field
        taken = self.choices.get(name, difference.taken_from)
        values = tuple(ComparedValue(asked.words.text(kind, name, difference.values[each])) for each in ids)
        together = RowMark("merge", Tone.TEAL, _("Put together"))
        return ComparedField(
            name,
            field_label(kind, name),
            values,
            ids.index(taken) if taken is not None else NO_VALUE,
            together if taken is None else None,
        )

    def _standing_text(self, standing: Standing) -> str:
        if standing.is_shipped:
            return _("Comes with the program")
        parts = [count_text(kind, count) for kind, count in sorted(standing.links.items()) if count]
        return ", ".join(parts) or _("Nothing hangs on it")

    # --- what becomes of it -----------------------------------------------------------------------

    def choose(self, asked: Asked, field: str, place: int) -> None:
        """Take the value of one record for a field."""
        self.choices[field] = asked.compared.records[place].id

    def join(self, asked: Asked) -> Work[object]:
        """The work of joining; for a thread."""
        compared, choices = asked.compared, dict(self.choices)
        others = [record.id for record in compared.records[1:]]
        return lambda step: self.desk.duplicates.join(compared.kind, compared.keep, others, choices, step)

    def dismiss(self, group: DuplicateGroup) -> Work[object]:
        """The work of remembering that they are not the same; for a thread."""
        return lambda _step: self.desk.duplicates.dismiss(group.kind, group.ids)

    def put_off(self, group: DuplicateGroup) -> None:
        """Do not offer it again in this window."""
        self._later.add(key_of(group))

    @property
    def put_off_count(self) -> int:
        """How many were put off."""
        return len(self._later)

    def offer_again(self) -> None:
        """Offer what was put off."""
        self._later.clear()


def key_of(group: DuplicateGroup) -> GroupKey:
    """Kind and ids of a group."""
    return group.kind, group.ids


def _referred(kind: str, differences: tuple[FieldDifference, ...]) -> list[RecordKey]:
    infos = fields_of(RECORD_TYPES[kind])
    found: list[RecordKey] = []
    for difference in differences:
        target = infos[difference.field].refers_to if difference.field in infos else None
        if target is not None:
            found.extend((target, value) for value in difference.values.values() if value is not None)
    return found


_SURENESS_LOOKS: dict[Sureness, tuple[str, Tone, str]] = {
    Sureness.SURE: ("check_circle", Tone.GREEN, N_("Sure")),
    Sureness.LIKELY: ("info", Tone.BLUE, N_("Likely")),
    Sureness.POSSIBLE: ("help", Tone.NEUTRAL, N_("Possible")),
}
