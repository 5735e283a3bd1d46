"""Joins the finder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.common.used_memory import UsedMemory
    from capadesk.ui.finder.finder_panel import FinderPanel

KEYS = "Ctrl+K"


def make_finder(
    desk: Desk,
    used: UsedMemory,
    kinds: Sequence[str],
    has_place: Callable[[str, UUID], bool],
    actions: Callable[[], Iterable[QAction]],
    parent: QWidget,
) -> FinderPanel:
    """The finder of one window: the kinds of records that can be shown, and what can be done.

    Imported when it is first wanted.
    """
    from capadesk.services.finder_service import FinderService
    from capadesk.ui.finder.finder_panel import FinderPanel
    from capadesk.ui.finder.finder_presenter import FinderPresenter

    service = FinderService(desk, kinds, has_place)
    return FinderPanel(FinderPresenter(service, used), actions, parent)
