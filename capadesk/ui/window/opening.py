"""Opens another data file, or a hub, beside the one that is open, and then puts it in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.desk_opener import DeskOpener
from capadesk.services.store_place import is_hub, name_with_ending, short_name
from capadesk.services.words import _
from capadesk.ui.common.job_runner import Err, Ok, Result
from capadesk.ui.common.message_bar import Answer, Question

if TYPE_CHECKING:
    from capadesk.ui.common.hub_dialog import HubDialog
    from capadesk.ui.common.passphrase_question import PassphraseQuestion
    from capadesk.ui.window.session import WindowSession

_BACKUPS = ".backups"
_WAYS_ON = frozenset({"database_damaged", "package_no_data_file"})


class WindowOpening:
    """What a session opens when somebody names a file or a hub."""

    def __init__(self, session: WindowSession, opener: DeskOpener) -> None:
        self._session = session
        self._opener = opener
        self.hub_dialog: HubDialog | None = None
        self.passphrase_question: PassphraseQuestion | None = None

    def open_file(self, path: Path) -> None:
        """Open a data file, after what is not saved has been asked about."""
        if self._session.is_open(path):
            self._session.say(_("{file} is open already.").format(file=path.name))
        else:
            self._session.leave_then(lambda: self._open(str(path)))

    def open_hub(self, address: str, note: str = "") -> None:
        """Open a hub; `note` is said when it is open."""
        if address == self._session.location:
            self._session.say(_("{file} is open already.").format(file=short_name(address)))
        else:
            self._session.leave_then(lambda: self._open(address, note=note))

    def ask_for_hub(self, address: str = "", error: CapaDeskError | None = None) -> None:
        """Show the form of a hub; `error` is why the one at this address could not be opened."""
        from capadesk.ui.common.hub_dialog import HubDialog
        from capadesk.ui.common.hub_presenter import HubPurpose

        desk = self._session.desk
        assert desk is not None
        parent = self._session.window or self._session.first_start
        self.hub_dialog = HubDialog(desk, HubPurpose.OPEN, parent, address=address, error=error)
        self.hub_dialog.hub_chosen.connect(self.open_hub)
        self.hub_dialog.open()

    def _open(self, location: str, *, read_only: bool = False, note: str = "") -> None:
        """Open beside the present file, which stays if that fails; an older file is migrated meanwhile."""
        # A backup that is changed would be thrown away by the rotation one day.
        is_backup = not is_hub(location) and Path(location).absolute().parent.name.endswith(_BACKUPS)
        message = note
        if is_backup:
            message = _("This is a backup: it is open for reading only.")
        elif read_only:
            message = _("Another window works on this file: it is open for reading only.")

        def work(_step: object) -> Desk:
            return self._opener.open(location, read_only=read_only or is_backup)

        def finish(result: Result[Desk]) -> None:
            if isinstance(result, Ok):
                self._replace_when_saved(result.value, location, message)
            else:
                self._take_failure(location, result.error)

        title = _("Opening {file}").format(file=name_with_ending(location))
        if self._session.window is None and is_hub(location):
            self._session.wait_for(title, work, lambda desk: self._session.show(desk, message))
        elif self._session.window is None:
            try:
                finish(Ok(work(None)))
            except CapaDeskError as error:
                finish(Err(error))
        elif not self._session.window.runner.run(title, work, finish):
            self._session.say(_("Something is still running; wait for it, or cancel it."))

    def _take_failure(self, location: str, error: Exception) -> None:
        if not isinstance(error, CapaDeskError):
            raise error
        if error.code == "in_use":
            self._offer_reading(location, error)
        elif error.code == "file_passphrase_needed":
            self._ask_for_passphrase(location, Path(error.data["file"]))
        elif error.code.startswith("hub_"):
            self.ask_for_hub(location, error)
        elif error.code in _WAYS_ON:
            self._offer_way_on(Path(location), error)
        else:
            self._session.complain(error)

    def _ask_for_passphrase(self, location: str, path: Path) -> None:
        from capadesk.ui.common.passphrase_question import ask_for_passphrase

        desk = self._session.desk
        assert desk is not None
        parent = self._session.window or self._session.first_start
        self.passphrase_question = ask_for_passphrase(path, desk.unlock, parent, lambda: self._open(location))

    def _replace_when_saved(self, desk: Desk, location: str, message: str) -> None:
        if (
            self._session.window is not None and self._session.window.unsaved.is_any
        ):  # written while the file was opened
            desk.store.close()
            self._session.leave_then(lambda: self._open(location))
        else:
            self._session.replace_by(desk, message)

    def _offer_way_on(self, path: Path, error: CapaDeskError) -> None:
        """A damaged file can be brought back, a package be brought together with the open file."""
        window = self._session.window
        if window is None:
            self._session.complain(error)
            return
        if error.code == "package_no_data_file":
            text = _("{file} is a package of changes, not a data file.").format(file=path.name)
            answer = Answer(
                _("&Look what it would bring…"), lambda: window.together.take_files([path]), is_main=True
            )
        else:
            from capadesk.ui.recovery_words import damage_text, recovery_way

            text = damage_text(error)
            answer = Answer(
                recovery_way(error),
                lambda: self._session.leave_then(lambda: self._session.recover(path)),
                is_main=True,
            )
        window.bar.ask(Question(text, (answer, Answer(_("&Stay here"), window.page.focus_first))))

    def _offer_reading(self, location: str, error: CapaDeskError) -> None:
        if self._session.window is None:
            self._session.complain(error)
            return
        from capadesk.ui.common.wording.sentences import sentence_of

        self._session.window.bar.ask(
            Question(
                sentence_of(error),
                (
                    Answer(
                        _("Open for &reading only"),
                        lambda: self._open(location, read_only=True),
                        is_main=True,
                    ),
                    Answer(_("&Stay here"), self._session.window.page.focus_first),
                ),
            )
        )
