"""Saving what stands in the editor of an area, also where others have changed the same record meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.errors import CapaDeskError, InvalidRecord, RecordNotFound
from capadesk.services.merging.rebasing import Clash, with_theirs
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import ChangedByOthers
from capadesk.ui.common.message_bar import Answer, Question

# What settles clashes is imported when there is one.
if TYPE_CHECKING:
    from capadesk.ui.common.area_page import AreaPage
    from capadesk.ui.common.editing.clash_presenter import ClashPresenter
    from capadesk.ui.common.editing.comparison_panel import ComparisonPanel


class RecordSaving:
    """Stores a dossier; where somebody was quicker, it asks first, field by field, in the editor's place."""

    def __init__(self, page: AreaPage) -> None:
        self._page = page
        self._clashes: ClashPresenter | None = None
        self.panel: ComparisonPanel | None = None

    def save(self, base: Any, edited: Any) -> bool:
        """Store a dossier over the `base` it was made from, None if it is a new one; whether it is stored."""
        presenter = self._page.presenter
        try:
            done = presenter.save_over(base, edited)
        except InvalidRecord as error:
            self._page.record.show_problems(error.data["problems"])
            self._page.failed.emit(error)
            return False
        except CapaDeskError as error:
            self._page.failed.emit(error)
            return False
        if isinstance(done, ChangedByOthers):
            self._ask(done)
            return False
        self._page.take_stored(presenter.record_of(edited).id, done)
        return True

    def compare(self, record_id: UUID, values: Mapping[str, Any]) -> None:
        """Ask what these fields of a record shall hold, which others have changed or deleted meanwhile.

        CapaDeskError if the record cannot be read.
        """
        presenter = self._page.presenter
        try:
            present = presenter.open(record_id)
        except RecordNotFound:
            from capadesk.ui.common.editing.clash_presenter import gone_text

            self._page.told.emit(gone_text(presenter.desk, presenter.record_kind, record_id))
            return
        record = presenter.record_of(present)
        clashes = [
            Clash(record.KIND, record_id, field, value, getattr(record, field))
            for field, value in values.items()
        ]
        mine = with_theirs(present, [clash._replace(theirs=clash.mine) for clash in clashes])
        self._page.show_record(record_id)
        self._ask(ChangedByOthers(present, mine, tuple(clashes)))

    def _ask(self, found: ChangedByOthers[Any]) -> None:
        from capadesk.ui.common.editing.clash_presenter import ClashPresenter

        clashes = ClashPresenter(self._page.presenter, found)
        if found.present is None:
            bring_back = Answer(_("&Save and bring it back"), lambda: self._bring_back(found.edited), True)
            stay = Answer(_("&Keep editing"), self._page.record.show_typed)
            self._page.asked.emit(Question(clashes.deletion_text(), (bring_back, stay)))
            return
        self._clashes = clashes
        self._page.record.show_rebased(found.present, found.edited)
        panel = self._made_panel()
        panel.show_comparison(clashes.comparison())
        self._page.record.show_beside_list(panel)
        panel.focus_first()

    def _bring_back(self, edited: Any) -> None:
        self.save(None, edited)

    def _made_panel(self) -> ComparisonPanel:
        if self.panel is None:
            from capadesk.ui.common.editing.comparison_panel import ComparisonPanel

            self.panel = ComparisonPanel(_("Changed by two"), self._page)
            self.panel.chosen.connect(self._choose)
            self.panel.add_button(_("&Save what is chosen"), self._save_chosen, "save", is_main=True)
            self.panel.add_button(_("&Keep editing"), self._keep_editing)
        return self.panel

    def _choose(self, key: object, place: int) -> None:
        if self._clashes is not None:
            self._clashes.choose(key, place)

    def _save_chosen(self) -> None:
        if self._clashes is not None:
            self.save(self._clashes.present, self._clashes.decided())

    def _keep_editing(self) -> None:
        if self._clashes is not None:
            self._page.record.show_rebased(self._clashes.present, self._clashes.decided())
        self._page.record.show_typed()
