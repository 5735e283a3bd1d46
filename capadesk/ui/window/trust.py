"""Asks what is to be done when the data file cannot be trusted: one question after another, none twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from capadesk.domain.errors import CapaDeskError
from capadesk.services.words import _, ngettext
from capadesk.ui.common.desk_requests import MoveFile, RecoverFile
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.message_bar import Answer, Mood, Question
from capadesk.ui.common.wording.sentences import reason_text

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.file_trust import TrustReport
    from capadesk.services.merging.package_service import MergeReport
    from capadesk.services.ports.file_place import RiskyPlace
    from capadesk.ui.window.main_window import MainWindow

_AGAIN_MS = 3_000
_NAMED_AT_MOST = 3


class WindowTrust(QObject):
    """Words what a TrustWatch found, and does what is answered."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._trust = desk.trust
        self._open: list[Question] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self._ask_next)
        self.dialog: QFileDialog | None = None

    def take(self, report: TrustReport) -> None:
        """Ask about everything that was found, the most urgent first."""
        if report.problems:
            self._open.append(self._damage(report))
        if report.lost_at is not None:
            self._open.append(self._loss(report))
        if report.copies:
            self._open.append(self._copies(report.copies))
        if report.place is not None:
            self._open.append(self._place(report.place))
        self._ask_next()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._open.clear()

    def _ask_next(self) -> None:
        """Ask the next question, unless the bar has one of somebody else's."""
        if not self._open:
            return
        if self._window.bar.mood is Mood.QUESTION:
            self._timer.start()
            return
        self._window.bar.ask(self._open.pop(0))

    def _answer(self, text: str, act: Callable[[], None] | None = None, *, is_main: bool = False) -> Answer:
        def give() -> None:
            try:
                if act is not None:
                    act()
            except CapaDeskError as error:
                self._window.show_failure(error)
                return
            self._timer.start()

        return Answer(text, give, is_main=is_main)

    # --- damage -----------------------------------------------------------------------------------

    def _damage(self, report: TrustReport) -> Question:
        text = _(
            "This file is damaged ({detail}). Bring back its last good backup: what can still be read of the "
            "file is added to it, and the damaged file is kept."
        ).format(detail=report.problems[0].detail)
        return _unhurried(
            text,
            (
                Answer(
                    _("&Bring it back"), lambda: self._window.desk_wanted.emit(RecoverFile()), is_main=True
                ),
                self._answer(_("&Not now")),
            ),
        )

    # --- lost changes -----------------------------------------------------------------------------

    def _loss(self, report: TrustReport) -> Question:
        assert report.lost_at is not None
        localisation = self._desk.localisation
        moment = report.lost_at.astimezone().replace(tzinfo=None)
        when = f"{localisation.date(moment.date())}, {localisation.time(moment)}"
        text = _(
            "Changes that were saved here up to {when} are missing: a part of the file was removed, or an "
            "older copy was put in its place."
        ).format(when=when)
        answers = []
        if report.lost_in is not None:
            text += " " + _("A backup still has them.")
            bring = self._answer(_("&Bring them back"), partial(self._merge, report.lost_in), is_main=True)
            answers.append(bring)
        else:
            text += " " + _("If you sent them to colleagues, merge what they have.")
            others = self._answer(
                _("&Merge what others have…"), self._window.together.take_files, is_main=True
            )
            answers.append(others)
        answers.append(self._answer(_("It is as it &should be"), self._trust.accept_loss))
        answers.append(self._answer(_("&Later")))
        return _unhurried(text, tuple(answers))

    # --- conflicted copies ------------------------------------------------------------------------

    def _copies(self, copies: tuple[Path, ...]) -> Question:
        names = ", ".join(f"“{path.name}”" for path in copies[:_NAMED_AT_MOST])
        if len(copies) > _NAMED_AT_MOST:
            names += " …"
        text = ngettext(
            "Beside this file lies {names}, a copy with changes that are not here: a synchroniser kept both.",
            "Beside this file lie {names}, copies with changes that are not here: a synchroniser kept them.",
            len(copies),
        ).format(names=names)
        return _unhurried(
            text,
            (
                self._answer(
                    _("&Look at them…"), partial(self._window.together.take_files, copies), is_main=True
                ),
                self._answer(_("Leave &alone"), partial(self._trust.leave_copies, copies)),
                self._answer(_("&Later")),
            ),
        )

    def _merge(self, path: Path) -> None:
        packages = self._desk.packages

        def say(report: MergeReport) -> None:
            number = self._desk.localisation.number
            text = _("Merged: {created} created, {updated} updated. Undo takes it out again.").format(
                created=number(report.result.created), updated=number(report.result.updated)
            )
            self._window.look_for_changes()
            self._window.bar.say(text, with_undo=True)

        self._window.files.run(_("Merging"), lambda step: packages.merge(path, progress=step), say)

    # --- the folder -------------------------------------------------------------------------------

    def _place(self, place: RiskyPlace) -> Question:
        text = reason_text(f"{place.kind}_folder", {"owner": place.owner, "folder": place.folder})
        leave = self._answer(_("&Leave it here"), partial(self._trust.accept_place, place))
        if not self._trust.is_movable or self._desk.store.is_read_only:
            return _unhurried(text, (leave,))
        return _unhurried(text, (self._answer(_("&Move the file…"), self.choose_place, is_main=True), leave))

    def choose_place(self) -> None:
        """Ask where the file is to lie from now on."""
        location = Path(self._desk.store.location)
        dialog = file_dialog(self._window, _("Move the file"), str(Path.home()), _("CapaDesk data (*)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(location.name)
        dialog.fileSelected.connect(lambda name: self._window.desk_wanted.emit(MoveFile(Path(name))))
        self.dialog = dialog
        dialog.open()


def _unhurried(text: str, answers: tuple[Answer, ...]) -> Question:
    """A question that comes by itself: who is typing types on."""
    return Question(text, answers, takes_focus=False)
