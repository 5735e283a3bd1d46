"""The windows of one run of the program: one after another, each over one data file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QSettings, Signal
from PySide6.QtWidgets import QWidget

from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.desk_opener import DeskOpener
from capadesk.services.store_place import is_hub
from capadesk.services.words import _
from capadesk.ui.common.desk_requests import (
    ConnectToHub,
    DecryptFile,
    DeskRequest,
    EncryptFile,
    MoveFile,
    NewFile,
    OpenFile,
    OpenHub,
    OpenSample,
    RecoverFile,
    Reopen,
    RestoreBackup,
)
from capadesk.ui.common.job_runner import Ok, Result
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.recent_files import RecentFiles
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.first_start.first_start_due import is_first_start
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.opening import WindowOpening

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback, PutBack, Recovery
    from capadesk.ui.first_start.first_start_page import FirstStartPage
    from capadesk.ui.first_start.first_start_presenter import FirstStartPresenter
    from capadesk.ui.waiting_window import WaitingWindow
    from capadesk.ui.window.locks import WindowLocks

SAMPLE_NAME = "capadesk-sample.db"


class WindowSession(QObject):
    """Shows a data file; another one takes its place when that is wanted, in the same process."""

    window_made = Signal(object)
    """A MainWindow that is about to be shown."""
    desk_opened = Signal(object)
    """The Desk that is about to be shown."""
    ended = Signal()
    """The user has closed the last window."""

    def __init__(
        self, opener: DeskOpener, appearance: Appearance, settings: QSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._opener = opener
        self._appearance = appearance
        self._settings = settings
        self._recent = RecentFiles(settings)
        self._desk: Desk | None = None
        self.window: MainWindow | None = None
        self.first_start: FirstStartPage | None = None
        self._waiting: WaitingWindow | None = None
        self.opening = WindowOpening(self, opener)

    # --- showing ----------------------------------------------------------------------------------

    def show(self, desk: Desk, message: str = "") -> None:
        """Show a desk: its window, or the questions of a first start. The session closes it in the end."""
        self._desk = desk
        self.desk_opened.emit(desk)
        if not desk.store.is_read_only:
            self._recent.note(desk.store.location)
        if is_first_start(desk):
            self._ask_first(desk)
        else:
            self._open_window(desk, message)

    @property
    def desk(self) -> Desk | None:
        """The desk that is open."""
        return self._desk

    def is_busy(self) -> bool:
        """Whether the window does long work, or something is being opened."""
        return self.window is None or self.window.runner.is_busy

    def close(self) -> None:
        """Close what is open, without asking."""
        self._take_down()

    def keep_for_session_end(self) -> None:
        """The system may end the session: keep what is not saved."""
        if self.window is not None:
            self.window.leaving.keep_for_session_end()

    def end_with_session(self) -> None:
        """The system ends the program: nothing is asked, what is not saved comes back at the next start."""
        if self.window is not None:
            self.window.leaving.end_with_session()
        else:
            self.ended.emit()

    @property
    def location(self) -> str:
        """Where what is open lies: the path of a file, the address of a hub."""
        assert self._desk is not None
        return self._desk.store.location

    @property
    def _file(self) -> Path:
        """The data file that is open."""
        return Path(self.location)

    def is_open(self, path: Path) -> bool:
        """Whether this is the data file that is open."""
        return not is_hub(self.location) and path.exists() and path.samefile(self._file)

    @property
    def _sample(self) -> Path:
        folder = self._opener.home() if is_hub(self.location) else self._file.parent
        return folder / SAMPLE_NAME

    def _open_window(self, desk: Desk, message: str) -> None:
        window = MainWindow(desk, self._appearance, WindowMemory(self._settings))
        self.window = window
        window.desk_wanted.connect(self.handle)
        window.closed.connect(self._end)
        self.window_made.emit(window)
        window.show()
        if message:
            window.bar.say(message)

    def _ask_first(self, desk: Desk) -> None:
        from capadesk.ui.first_start.first_start_page import FirstStartPage
        from capadesk.ui.first_start.first_start_presenter import FirstStartPresenter
        from capadesk.ui.first_start.system_guess import guessed

        presenter = FirstStartPresenter(desk, guessed(desk.author, desk.localisation.language))
        page = FirstStartPage(desk, presenter)
        WindowMemory(self._settings).restore(page)
        page.begun.connect(lambda: self._begin(presenter))
        page.sample_wanted.connect(lambda: self.handle(OpenSample()))
        page.file_wanted.connect(lambda path: self.handle(OpenFile(path)))
        page.hub_wanted.connect(lambda: self.handle(ConnectToHub()))
        page.closed.connect(self._end)
        self.first_start = page
        page.show()

    def _begin(self, presenter: FirstStartPresenter) -> None:
        if presenter.must_reopen():
            self._reopen()
            return
        assert self._desk is not None
        page, self.first_start = self.first_start, None
        self._open_window(self._desk, _("Everything is ready."))
        _dismiss(page)

    # --- another desk -----------------------------------------------------------------------------

    def handle(self, request: DeskRequest) -> None:
        """Do what a page or a menu asks, after what is not saved has been asked about."""
        match request:
            case OpenFile(path):
                self.opening.open_file(path)
            case OpenHub(address, note):
                self.opening.open_hub(address, note)
            case ConnectToHub():
                self.opening.ask_for_hub()
            case NewFile(path):
                self.leave_then(lambda: self._make(path))
            case OpenSample():
                self._open_sample()
            case RestoreBackup(backup):
                self.leave_then(lambda: self._restore(backup))
            case RecoverFile():
                self.leave_then(lambda: self.recover(self._file))
            case MoveFile(target):
                self.leave_then(lambda: self._move(target))
            case EncryptFile(passphrase, is_kept):
                self.leave_then(lambda: self._locks.encrypt(passphrase, is_kept=is_kept))
            case DecryptFile():
                self.leave_then(self._locks.decrypt)
            case Reopen():
                self.leave_then(self._reopen)

    @property
    def _locks(self) -> WindowLocks:
        from capadesk.ui.window.locks import WindowLocks

        return WindowLocks(self, self._opener)

    def _make(self, path: Path) -> None:
        self.wait_for(_("Making the file"), lambda _step: self._opener.make(path), self.show)

    def _open_sample(self) -> None:
        path = self._sample

        def show(desk: Desk) -> None:
            text = _("This is the sample, in a file of its own. Your own file is under File, Open recent.")
            self.show(desk, text)

        def prepare() -> None:
            self.wait_for(_("Preparing the sample"), lambda step: self._opener.open_sample(path, step), show)

        if self.is_open(path):
            self.say(_("{file} is open already.").format(file=path.name))
        else:
            self.leave_then(prepare)

    def _restore(self, backup: Path) -> None:
        file = self._file

        def work(step: ProgressCallback) -> tuple[Desk, PutBack]:
            made = self._opener.restore(backup, file, step)
            return self._opener.open(str(file)), made

        def show(done: tuple[Desk, PutBack]) -> None:
            desk, made = done
            self.show(desk)
            self._say_put_back(made)

        self.wait_for(_("Going back to the backup"), work, show)

    def recover(self, file: Path) -> None:
        """Bring a damaged file back, and show it in the place of what is open."""

        def work(step: ProgressCallback) -> tuple[Desk, Recovery]:
            recovery = self._opener.recover(file, step)
            return self._opener.open(str(file)), recovery

        def show(done: tuple[Desk, Recovery]) -> None:
            desk, recovery = done
            self.show(desk)
            self.say_recovered(recovery, desk)

        self.wait_for(_("Bringing the file back"), work, show)

    def say_recovered(self, recovery: Recovery, desk: Desk) -> None:
        """Say what became of a damaged file; where something is missing, offer to merge what others have."""
        from capadesk.ui.recovery_words import recovery_text

        if self.window is None:
            return
        text = recovery_text(recovery, desk.localisation)
        if not recovery.unreadable and not recovery.waiting:
            self.window.bar.say(text)
            return
        self.window.bar.ask(
            Question(
                text,
                (
                    Answer(_("&Merge what others have…"), self.window.together.take_files, is_main=True),
                    Answer(_("&Leave it so"), self.window.page.focus_first),
                ),
            )
        )

    def _move(self, target: Path) -> None:
        file = self._file

        def work(step: ProgressCallback) -> Desk:
            self._opener.move(file, target, step)
            return self._opener.open(str(target))

        self.wait_for(
            _("Moving the file"),
            work,
            lambda desk: self.show(desk, _("The file lies in {folder} now.").format(folder=target.parent)),
        )

    def _say_put_back(self, made: PutBack) -> None:
        """Say that a backup is in the file's place, and offer what stood there before."""
        kept = made.kept
        if self.window is None:
            return
        text = _("The file is as it was when the backup was made.")
        if kept is None:
            self.window.bar.say(text)
            return
        text += " " + _("What it held before is kept in {file}.").format(file=kept.path.name)
        self.window.bar.ask(
            Question(
                text,
                (
                    Answer(
                        _("&Put back what was there before"), lambda: self.handle(RestoreBackup(kept.path))
                    ),
                    Answer(_("&Leave it so"), self.window.page.focus_first, is_main=True),
                ),
            )
        )

    def _reopen(self) -> None:
        location, was_read_only = self.location, self._desk is not None and self._desk.store.is_read_only
        self._take_down()
        self._open_again(location, read_only=was_read_only)

    def _open_again(self, location: str, *, read_only: bool) -> None:
        """Show a file that was open a moment ago; where that has become impossible, say why and end."""
        try:
            desk = self._opener.open(location, read_only=read_only)
        except CapaDeskError as error:
            from capadesk.ui.common.wording.sentences import sentence_of
            from capadesk.ui.start_question import ask_at_start

            ask_at_start(sentence_of(error), [])
            self.ended.emit()
            return
        self.show(desk)

    def replace_by(self, desk: Desk, message: str = "") -> None:
        """Show a desk in the place of what is open."""
        self._take_down()
        self.show(desk, message)

    def wait_for(self, title: str, work: Callable[[Any], Any], then: Callable[[Any], None]) -> None:
        """Close the present file, work off the GUI thread, then go on; if it fails, come back and say why."""
        location = self.location
        was_read_only = self._desk is not None and self._desk.store.is_read_only
        place = self._place()
        self._take_down()
        from capadesk.ui.waiting_window import WaitingWindow

        self._waiting = waiting = WaitingWindow(title, place)
        waiting.show()

        def finish(result: Result[Any]) -> None:
            if isinstance(result, Ok):
                then(result.value)
                return
            self._open_again(location, read_only=was_read_only)
            if not isinstance(result.error, CapaDeskError):
                raise result.error
            if not isinstance(result.error, Cancelled):
                self.complain(result.error)

        waiting.run(work, finish)

    # --- leaving ----------------------------------------------------------------------------------

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """Go on after what is not saved has been asked about."""
        if self.window is not None:
            self.window.unsaved.leave_then(go_on)
        else:
            go_on()

    def _take_down(self) -> None:
        window, self.window = self.window, None
        page, self.first_start = self.first_start, None
        if window is not None:
            window.closed.disconnect(self._end)
            window.leaving.close_without_asking()
            window.deleteLater()
        _dismiss(page)
        if self._desk is not None:
            self._desk.store.close()
            self._desk = None

    def _end(self) -> None:
        self.window = None
        self.first_start = None
        self.ended.emit()

    # --- saying -----------------------------------------------------------------------------------

    def _place(self) -> QRect:
        shown: QWidget | None = self.window or self.first_start
        return shown.geometry() if shown is not None else QRect(100, 100, 1280, 800)

    def say(self, text: str) -> None:
        """Tell the user something, if there is a window."""
        if self.window is not None:
            self.window.bar.say(text)

    def complain(self, error: CapaDeskError) -> None:
        """Say what was refused."""
        if self.window is not None:
            from capadesk.ui.common.wording.sentences import sentence_of

            self.window.bar.complain(sentence_of(error))
        elif self.first_start is not None:
            self.first_start.show_failure(error)


def _dismiss(page: FirstStartPage | None) -> None:
    if page is not None:
        page.blockSignals(True)
        page.close()
        page.deleteLater()
