"""Same thing? Records that may be one, side by side, and the joining of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk
from capadesk.services.merging.duplicate_service import DuplicateGroup
from capadesk.services.words import _
from capadesk.ui.bring_together.duplicates_presenter import STAYS, Asked, DuplicatesPresenter, GroupKey
from capadesk.ui.bring_together.together_section import SectionWords, TogetherSection


class DuplicatesSection(TogetherSection):
    """Joins the list of groups and the panel."""

    counted = Signal(int)
    """How many are offered."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.presenter = DuplicatesPresenter(desk)
        words = SectionWords(
            "duplicates",
            _("Duplicates"),
            _("Find in the duplicates"),
            _("Records side by side"),
            _("Choose what may be the same thing"),
            _("Nothing is doubled"),
            _("Two desks may record the same organisation or workshop. What looks alike stands here."),
            _("Nothing fits"),
        )
        super().__init__(desk, self.presenter, words, ("duplicate", "check_circle"), parent)
        self._asked: Asked | None = None
        self._group: GroupKey | None = None
        self._keep: UUID | None = None
        self._compared = self._answer("compare")
        self.join_button = self.panel.add_button(_("&Join"), self.join, "merge", is_main=True)
        self.different_button = self.panel.add_button(_("&Not the same"), self.dismiss, "close")
        self.later_button = self.panel.add_button(_("&Later"), self.put_off, "clock")
        self._again = self._empty.add_button(_("Offer again what was put &off"), self._offer_again)
        self.list.chosen.connect(self._show_group)
        self.list.opened.connect(self.join_button.setFocus)
        self.panel.chosen.connect(self._take_choice)
        self._compared.loaded.connect(self._show_compared)

    # --- what can be done -------------------------------------------------------------------------

    def chosen(self) -> DuplicateGroup | None:
        """The group that is chosen."""
        row = self.model.row_at(self.list.currentIndex().row())
        return self.presenter.group(row.key) if row is not None else None

    def join(self) -> None:
        """Join the records that are compared, as chosen."""
        if self._asked is not None and not self._is_read_only:
            self.job_wanted.emit(_("Joining"), self.presenter.join(self._asked), self.changed.emit)

    def dismiss(self) -> None:
        """Remember that they are not the same."""
        group = self.chosen()
        if group is not None and not self._is_read_only:
            self.job_wanted.emit(_("Noting"), self.presenter.dismiss(group), self.changed.emit)

    def put_off(self) -> None:
        """Leave it for now, and go on to the next one."""
        group = self.chosen()
        if group is not None:
            self.presenter.put_off(group)
            self._show_rows()

    def _offer_again(self) -> None:
        self.presenter.offer_again()
        self._show_rows()

    # --- within -----------------------------------------------------------------------------------

    def _take(self, groups: list[DuplicateGroup]) -> None:
        self.presenter.groups = groups
        self._show_rows()

    def _show_rows(self) -> None:
        had_focus, position = self._has_list_focus(), self.list.currentIndex().row()
        fitting = self.presenter.fitting()
        self.counted.emit(len(self.presenter.groups))
        self.list.blockSignals(True)
        has_rows = self._put_rows([self.presenter.row(each) for each in fitting])
        self.list.blockSignals(False)
        self._again.setVisible(bool(self.presenter.put_off_count))
        if has_rows:
            self._lists.setCurrentWidget(self.list)
            self.list.show_position(min(max(position, 0), self.model.rowCount() - 1))
            if had_focus:
                self.list.setFocus()
            return
        is_searched = bool(self.presenter.text and self.presenter.groups)
        self._lists.setCurrentWidget(self._nothing_found if is_searched else self._empty)
        self._asked = self._group = None
        self._right.setCurrentWidget(self._blank)

    def _show_group(self, key: GroupKey | None) -> None:
        group = self.presenter.group(key)
        if key != self._group:  # read anew, it is as far as somebody has come with it
            self._group, self._keep, self._asked = key, None, None
            self.presenter.choices.clear()
        if group is None:
            self._compared.drop()
            self._right.setCurrentWidget(self._choose)
        else:
            self._compared.ask(self.presenter.compare(group, self._keep))

    def _show_compared(self, asked: Asked) -> None:
        self._asked = asked
        for button in (self.join_button, self.different_button):
            button.setEnabled(not self._is_read_only)
        self.panel.show_comparison(self.presenter.comparison(asked))
        self._right.setCurrentWidget(self.panel)

    def _take_choice(self, key: Any, place: int) -> None:
        if self._asked is None:
            return
        group = self.presenter.group(self._asked.group)
        if key != STAYS:
            self.presenter.choose(self._asked, key, place)
        elif group is not None and place:
            self._keep = self._asked.compared.records[place].id
            self._compared.ask(self.presenter.compare(group, self._keep))
