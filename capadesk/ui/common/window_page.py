"""What the window asks of every page: of an area with a list, and of the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from capadesk.domain.change_set import ChangeSet

if TYPE_CHECKING:
    from capadesk.services.ports import KeptDraft
    from capadesk.ui.common.area_page import AreaPage
    from capadesk.ui.common.editing.brought_back import BroughtBack


class WindowPage(QWidget):
    """One page of the window. It says what happened and asks what it must; it never shows a dialog."""

    changed = Signal(object)
    """A ChangeSet was made here."""
    changed_so = Signal(object, str)
    """A ChangeSet was made here; what else is to be said of it, worded."""
    failed = Signal(object)
    """A CapaDeskError: nothing was done."""
    asked = Signal(object)
    """A Question."""
    told = Signal(str)
    """Something to know that is neither change nor failure."""
    calmed = Signal()
    """What was complained of does not matter any more."""
    state_changed = Signal()
    """What can be done with the page has changed."""
    record_wanted = Signal(str, object)
    """Show a record in its area: its kind and its id."""
    area_wanted = Signal(str, object)
    """Show an area whose list answers a ListQuery: the area's name and the query."""
    new_wanted = Signal(str)
    """Begin a new record in an area: its name."""
    new_dated_wanted = Signal(object)
    """Begin a new event on some days: a When."""
    history_wanted = Signal(str, object)
    """Show what happened to a record: its kind and its id."""
    contradictions_wanted = Signal(str, object)
    """Show what contradicts in a record: its kind and its id."""
    undo_wanted = Signal(object)
    """Undo one change wherever it stands: its Stamp."""
    job_wanted = Signal(str, object, object)
    """Work off the GUI thread: its title, the Work, and what to do with its result."""
    desk_wanted = Signal(object)
    """A DeskRequest: another data file, or this one anew."""
    export_wanted = Signal(object, str)
    """A Selection is to be written into a file; how it is called."""
    paste_wanted = Signal(str)
    """The clipboard is to be brought in as records of this kind."""
    invite_wanted = Signal(object)
    """Invite people to an event: its id."""
    feed_wanted = Signal(object, object)
    """What a list shows is to be published: its ListKind, and the ListFilter or the Selection."""
    import_wanted = Signal()
    sample_wanted = Signal()

    @property
    def as_area_page(self) -> AreaPage | None:
        """This page, if it has a list of records."""
        return None

    @property
    def is_modified(self) -> bool:
        """Whether the page holds what is not saved."""
        return False

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """Go on at once, or ask first what becomes of changes that are not saved."""
        go_on()

    @property
    def unsaved_name(self) -> str:
        """The name of what is not saved, while `is_modified`."""
        return ""

    def save(self) -> bool:
        """Store what is not saved; whether nothing is left unsaved. Says itself why not."""
        return not self.is_modified

    def revert(self) -> None:
        """Give up what is not saved."""

    def keep_at_once(self) -> None:
        """Keep as a draft what is not saved, and wait until it lies on the disk."""

    def bring_back_draft(self, draft: KeptDraft) -> BroughtBack | None:
        """Show a text that a crash has left, as if it had just been typed; None if all of it is stored.

        Fate.UNREADABLE where the page knows no such record.
        """
        from capadesk.ui.common.editing.brought_back import BroughtBack, Fate

        return BroughtBack("", Fate.UNREADABLE)

    @property
    def is_printable(self) -> bool:
        """Whether what is seen can be printed."""
        return False

    def show_print_preview(self) -> None:
        """Show on pages what is seen, to be printed; only while `is_printable`."""

    def choose_pdf(self) -> None:
        """Ask for a file, and write what is seen there as a PDF; only while `is_printable`."""

    def focus_first(self) -> None:
        """Go to where the work on this page begins."""
        self.setFocus()

    def focus_editor(self) -> None:
        """Go to what was typed and is not saved."""
        self.focus_first()

    def refresh(self, change_set: ChangeSet) -> None:
        """Show what a change did, made here or elsewhere."""

    def show_named_record(self, kind: str, record_id: UUID) -> None:
        """Show a record that is not a row of an area's list; nothing happens where there is none."""

    def shown(self) -> None:
        """The page has come to the front: read again what may be stale."""

    def remember(self, settings: QSettings) -> None:
        """Keep how the page looks: widths, orders, filters."""

    def recall(self, settings: QSettings) -> None:
        """Bring back how the page looked; then read what it shows."""

    def wait(self) -> None:
        """Wait for what is being read: before the store is closed."""
