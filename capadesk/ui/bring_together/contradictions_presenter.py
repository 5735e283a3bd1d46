"""Decides for the contradictions: which are open, how they read, and what settling does (without Qt)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from capadesk.domain.folding import fold
from capadesk.services.desk import Desk
from capadesk.services.merging.merge_preview import FieldKey
from capadesk.services.merging.merge_service import Settlement
from capadesk.services.ports import Contradiction
from capadesk.services.words import _, ngettext
from capadesk.ui.bring_together.version_words import compared, versions_of
from capadesk.ui.common.editing.comparison import ComparedField, ComparedValue, Comparison
from capadesk.ui.common.job_runner import Work
from capadesk.ui.common.lists.day_rows import DayRow, RowMark, local_day
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.wording.field_labels import field_label, kind_icon, kind_label
from capadesk.ui.common.wording.value_words import ValueWords

_MOST_AT_ONCE = 50

Read = tuple[list[Contradiction], ValueWords]
"""The contradictions, newest first, and words that know their records."""


class ContradictionsPresenter:
    """What the section shows, without widgets."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.text = ""
        self.found: list[Contradiction] = []
        self.chosen: dict[FieldKey, object] = {}
        self._words = ValueWords(desk)

    # --- which there are --------------------------------------------------------------------------

    def question(self) -> Callable[[], Read]:
        """Reads what is open, in whatever thread."""
        return self._read

    def _read(self) -> Read:
        found = self.desk.merging.contradictions()
        words = ValueWords(self.desk)
        words.know_contradictions(found)
        return found, words

    def take(self, read: Read) -> None:
        """What was read; choices in what is settled are dropped."""
        self.found, self._words = read
        present = {key_of(each) for each in self.found}
        self.chosen = {key: value for key, value in self.chosen.items() if key in present}

    def fitting(self) -> list[Contradiction]:
        """The contradictions that fit the words to find."""
        words = fold(self.text).split()
        return [each for each in self.found if all(word in self._text(each) for word in words)]

    def _text(self, found: Contradiction) -> str:
        authors = " ".join(each.author for each in versions_of(found))
        key = (found.kind, found.record_id)
        return fold(
            f"{self._words.name(*key)} {self._words.detail(*key)}"
            f" {field_label(found.kind, found.field)} {kind_label(found.kind)} {authors}"
        )

    def row(self, found: Contradiction) -> DayRow:
        """A contradiction in the list."""
        authors = dict.fromkeys(each.author for each in versions_of(found) if each.author)
        detail = (
            kind_label(found.kind),
            self._words.detail(found.kind, found.record_id),
            " / ".join(authors),
        )
        newest = max(each.time for each in (found.holds, *found.others))
        is_chosen = key_of(found) in self.chosen
        mark = (
            RowMark("check_circle", Tone.GREEN, _("Chosen"))
            if is_chosen
            else RowMark("warning", Tone.AMBER, field_label(found.kind, found.field))
        )
        return DayRow(
            key_of(found),
            local_day(newest),
            kind_icon(found.kind),
            Tone.NEUTRAL,
            self._words.name(found.kind, found.record_id),
            " · ".join(part for part in detail if part),
            (mark,),
        )

    # --- what is chosen ---------------------------------------------------------------------------

    def comparison(self, keys: Sequence[FieldKey]) -> Comparison:
        """One contradiction to choose in, with the others of its record; of several only how many."""
        wanted = set(keys)
        found = [each for each in self.found if key_of(each) in wanted]
        records = {(each.kind, each.record_id) for each in found}
        if len(records) != 1:
            words = ngettext("{count} contradiction", "{count} contradictions", len(found))
            return Comparison(
                words.format(count=self.desk.localisation.number(len(found))),
                _("All of them can be settled at once."),
                tuple(self._in_short(each) for each in found[:_MOST_AT_ONCE]),
                (_("Holds"), _("Other value")),
            )
        ((kind, record_id),) = records
        same = [each for each in self.found if (each.kind, each.record_id) == (kind, record_id)]
        fields = tuple(
            compared(
                self.desk,
                self._words,
                each,
                (self.chosen[key_of(each)],) if key_of(each) in self.chosen else None,
            )
            for each in same
        )
        about = (kind_label(kind), self._words.detail(kind, record_id))
        return Comparison(
            self._words.name(kind, record_id),
            " · ".join(part for part in about if part),
            fields,
            note=_("Two desks have changed it without knowing of each other. Choose what is right."),
        )

    def _in_short(self, found: Contradiction) -> ComparedField:
        """A contradiction among others: what holds, or was chosen, beside what lost."""
        value = self.chosen.get(key_of(found), found.holds.value)
        lost = next(each.value for each in versions_of(found) if each.value != value)
        name = self._words.name(found.kind, found.record_id)
        return ComparedField(
            key_of(found),
            f"{name}\n{field_label(found.kind, found.field)}",
            (
                ComparedValue(self._words.text(found.kind, found.field, value), is_strong=True),
                ComparedValue(self._words.text(found.kind, found.field, lost)),
            ),
        )

    def choose(self, key: FieldKey, place: int) -> None:
        """Choose a value."""
        for found in self.found:
            if key_of(found) == key:
                self.chosen[key] = versions_of(found)[place].value

    def settle(self, keys: Sequence[FieldKey], *, with_others: bool = False) -> Work[object]:
        """The work of settling contradictions, as one change.

        On what was chosen, else on what holds; `with_others` on the newest of the values that lost.
        """
        wanted = set(keys)
        settlements = tuple(
            Settlement(*key_of(each), self._value(each, with_others=with_others))
            for each in self.found
            if key_of(each) in wanted
        )
        return lambda step: self.desk.merging.settle(settlements, step)

    def _value(self, found: Contradiction, *, with_others: bool) -> object:
        if with_others:
            return found.others[0].value
        return self.chosen.get(key_of(found), found.holds.value)


def key_of(found: Contradiction) -> FieldKey:
    """Which field of which record contradicts."""
    return found.kind, found.record_id, found.field
