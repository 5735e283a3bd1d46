"""Invitations from the window: chosen in a dialog, written off the GUI thread, recorded, opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import EventStatus
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.records import Event
from capadesk.services.calendars.invitation_service import addresses_of
from capadesk.services.ports import InvitationMethod, ProgressCallback
from capadesk.services.scratch_folder import file_name
from capadesk.services.words import _, ngettext
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.invitations.invitation_dialog import InvitationDialog, Way, Wish

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.ui.common.job_runner import Work

RunJob = Callable[[str, "Work[Any]", Callable[[Any], None]], None]


class Written(NamedTuple):
    """What was written where, and to whom it goes."""

    event_id: UUID
    method: InvitationMethod
    path: Path
    addresses: tuple[str, ...]


class InvitationActions(QObject):
    """Opens the dialog of an event, and does what it asks for."""

    changed = Signal(object, str)
    """A ChangeSet was made; what else is to be said."""
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk, run: RunJob, window: QWidget) -> None:
        """`run` does long work with progress and Cancel; failures are told by whoever gave it."""
        super().__init__(window)
        self._desk = desk
        self._run = run
        self._window = window
        self.dialog: InvitationDialog | None = None
        self.open_file: Callable[[Path], bool] = _opened

    def invite(self, event_id: UUID) -> None:
        """Ask who is invited to an event; of a cancelled one, who hears of it."""
        try:
            event = self._desk.store.get(Event, event_id)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        is_cancelled = event.status == EventStatus.CANCELLED
        method = InvitationMethod.CANCEL if is_cancelled else InvitationMethod.REQUEST
        dialog = InvitationDialog(self._desk, event_id, method, self._window)
        dialog.failed.connect(self.failed)
        dialog.wanted.connect(lambda wish: self._take(dialog, event, method, wish))
        dialog.finished.connect(lambda _code: self._forget(dialog))
        self.dialog = dialog
        dialog.open()
        dialog.read()

    def _forget(self, dialog: InvitationDialog) -> None:
        self.dialog = None
        dialog.deleteLater()

    def _take(self, dialog: InvitationDialog, event: Event, method: InvitationMethod, wish: Wish) -> None:
        if wish.way is Way.OPEN:
            path = self._desk.scratch.new_file(event.title, ".eml")
            self._write(dialog, event.id, method, wish, path)
        elif wish.way is Way.SAVE_EACH:
            self._ask_folder(lambda folder: self._write(dialog, event.id, method, wish, folder))
        else:
            is_mail = wish.way is Way.SAVE_MAIL
            kinds = _("Mail (*.eml)") if is_mail else _("Calendar (*.ics)")
            name = file_name(event.title) + (".eml" if is_mail else ".ics")
            self._ask_file(kinds, name, lambda path: self._write(dialog, event.id, method, wish, path))

    def _ask_file(self, kinds: str, name: str, then: Callable[[Path], None]) -> None:
        dialog = file_dialog(self._window, _("Save the invitation"), "", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    def _ask_folder(self, then: Callable[[Path], None]) -> None:
        dialog = file_dialog(self._window, _("A folder for the mails"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    def _write(
        self,
        dialog: InvitationDialog,
        event_id: UUID,
        method: InvitationMethod,
        wish: Wish,
        path: Path,
    ) -> None:
        service = self._desk.invitations

        def work(step: ProgressCallback) -> Written:
            invitation = service.prepare(
                event_id,
                wish.person_ids,
                method=method,
                language=wish.language,
                organiser=wish.organiser,
            )
            if wish.way is Way.SAVE_EACH:
                service.write_each(invitation, path, progress=step)
            else:
                service.write(invitation, path)
            service.remember_address(wish.organiser)
            return Written(event_id, method, path, tuple(addresses_of(invitation)))

        dialog.accept()
        self._run(_("Writing the invitation"), work, lambda written: self._take_written(written, wish))

    def _take_written(self, written: Written, wish: Wish) -> None:
        if wish.way is not Way.OPEN:
            self._record(written, _("It is in {file}.").format(file=written.path))
        elif self.open_file(written.path):
            self._record(written, _("Your mail program has it: send it there."))
        else:
            self.told.emit(
                _(
                    "No program opens mails on this computer, so nobody is recorded as invited. Save the mail"
                    " instead, and open it where your mails are."
                )
            )

    def _record(self, written: Written, more: str) -> None:
        service = self._desk.invitations
        is_cancelling = written.method is InvitationMethod.CANCEL
        record = service.record_cancellation if is_cancelling else service.record

        def say(change_set: ChangeSet) -> None:
            if change_set:
                self.changed.emit(change_set, more)
                return
            count = len(written.addresses)
            text = ngettext("For {count} person.", "For {count} people.", count)
            self.told.emit(f"{text.format(count=self._desk.localisation.number(count))} {more}")

        self._run(
            _("Recording who was invited"),
            lambda _step: record(written.event_id, written.addresses),
            say,
        )


def _opened(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
