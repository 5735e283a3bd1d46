"""A popup to choose the columns of a list in."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.lists.check_popup import CheckPopup
from capadesk.ui.common.lists.column_keeper import ColumnKeeper
from capadesk.ui.common.lists.column_layout import ColumnLayout
from capadesk.ui.common.lists.list_columns import CellKind
from capadesk.ui.common.lists.list_facets import Offer
from capadesk.ui.common.look.spacing import SMALL


class ColumnsPopup(CheckPopup):
    """Ticks show columns, Alt with an arrow moves them, "Automatic" leaves the choice to the list."""

    def __init__(self, keeper: ColumnKeeper, localisation: Localisation, parent: QWidget) -> None:
        super().__init__(_("Columns"), localisation, parent)
        self._keeper = keeper
        self.list.is_movable = True
        self.automatic = self.add_button(_("Automatic"))
        self.automatic.setToolTip(_("The list chooses its columns by its width"))
        self.automatic.clicked.connect(self._choose_automatic)
        self.up = QPushButton(_("Move up"), self)
        self.down = QPushButton(_("Move down"), self)
        self.up.setToolTip(_("Alt+Up"))
        self.down.setToolTip(_("Alt+Down"))
        row = QHBoxLayout()
        row.setContentsMargins(SMALL, SMALL, SMALL, 0)
        for button, step in ((self.up, -1), (self.down, 1)):
            button.clicked.connect(lambda _checked=False, step=step: self.list.move_current(step))
            row.addWidget(button)
        self.column.addLayout(row)
        self.chosen.connect(self._choose)
        self.list.moved.connect(self._order)
        self._show()

    def _show(self) -> None:
        keeper = self._keeper
        columns = keeper.layout.in_order(keeper.columns)
        fixed = frozenset(each.key for each in columns if each.kind is CellKind.TITLE)
        self.set_offers([Offer(each.key, each.heading, -1) for each in columns], keeper.shown_keys(), fixed)
        self.automatic.setEnabled(keeper.layout != ColumnLayout())

    def _choose(self, keys: tuple[str, ...]) -> None:
        keeper = self._keeper
        keeper.set_layout(keeper.layout.with_shown(frozenset(keys)))
        self.automatic.setEnabled(True)

    def _order(self) -> None:
        keeper = self._keeper
        keeper.set_layout(keeper.layout.with_order([each.value for each in self.model.offers]))
        self.automatic.setEnabled(True)

    def _choose_automatic(self) -> None:
        self._keeper.set_layout(ColumnLayout())
        self._show()
