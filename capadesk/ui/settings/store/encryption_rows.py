"""The part of a data file's settings that encrypts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from capadesk.services.desk import Desk
from capadesk.services.words import _, ngettext
from capadesk.ui.common.desk_requests import DecryptFile, EncryptFile
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.settings.section_page import SectionPage

if TYPE_CHECKING:
    from capadesk.ui.settings.store.new_passphrase_dialog import NewPassphraseDialog
    from capadesk.ui.settings.store.plain_copies_dialog import PlainCopiesDialog


class EncryptionRows:
    """Rows of a section: whether the file is encrypted, and what can be done about it."""

    def __init__(self, section: SectionPage, desk: Desk) -> None:
        self._section = section
        self._desk = desk
        self._store = desk.store
        self.dialog: NewPassphraseDialog | PlainCopiesDialog | None = None
        section.add_heading(_("Encryption"))
        self.state = section.add_text("")
        self.encrypt_button = self._button(_("Encr&ypt this file…"), "lock", self.ask_for_passphrase)
        self.change_button = self._button(_("Change the pa&ssphrase…"), "lock", self.ask_for_passphrase)
        self.remove_button = self._button(_("&Remove the encryption…"), "", self.ask_to_remove)
        section.add_side_by_side(self.encrypt_button, self.change_button, self.remove_button)
        self.plain = section.add_text("")
        self.plain_button = self._button(_("&Look at them…"), "warning", self.show_plain_copies)
        section.add_side_by_side(self.plain_button)
        self.refresh()

    def _button(self, text: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(text, self._section.content)
        if icon:
            set_icon(button, icon)
        button.clicked.connect(act)
        button.setEnabled(not self._store.is_read_only)
        return button

    def refresh(self) -> None:
        """Say how it stands."""
        is_encrypted = self._store.is_encrypted
        self.state.setText(
            _("The file is encrypted: only its passphrase opens it, its backups and its drafts.")
            if is_encrypted
            else _("The file is not encrypted: everybody who gets it or one of its backups can read it.")
        )
        self.encrypt_button.setVisible(not is_encrypted)
        self.change_button.setVisible(is_encrypted)
        self.remove_button.setVisible(is_encrypted)
        count = len(self._store.plain_copies())
        self.plain.setText(
            ngettext(
                "{count} backup or other copy from before is not encrypted.",
                "{count} backups and other copies from before are not encrypted.",
                count,
            ).format(count=self._desk.localisation.number(count))
        )
        self.plain.setVisible(count > 0)
        self.plain_button.setVisible(count > 0)

    def ask_for_passphrase(self) -> None:
        """Ask for a new passphrase, then encrypt with it."""
        from capadesk.ui.settings.store.new_passphrase_dialog import NewPassphraseDialog

        dialog = NewPassphraseDialog(is_encrypted=self._store.is_encrypted, parent=self._section.window())

        def go_on() -> None:
            self._section.desk_wanted.emit(EncryptFile(dialog.passphrase, is_kept=dialog.keep.isChecked()))

        self._open(dialog, go_on)

    def ask_to_remove(self) -> None:
        """Ask whether everybody may read the file from now on."""
        self._section.asked.emit(
            Question(
                _("Without the encryption everybody who gets the file can read it."),
                (
                    Answer(
                        _("&Remove the encryption"), lambda: self._section.desk_wanted.emit(DecryptFile())
                    ),
                    Answer(_("&Leave it encrypted"), self.remove_button.setFocus, is_main=True),
                ),
            )
        )

    def show_plain_copies(self) -> None:
        """List what is not encrypted; it is deleted if that is wanted."""
        from capadesk.ui.settings.store.plain_copies_dialog import PlainCopiesDialog

        copies = self._store.plain_copies()
        dialog = PlainCopiesDialog(copies, self._desk.localisation, self._section.window())

        def go_on() -> None:
            self._section.job_wanted.emit(_("Deleting"), self._store.remove_plain_copies, self._say_deleted)

        self._open(dialog, go_on)

    def _open(self, dialog: NewPassphraseDialog | PlainCopiesDialog, then: object) -> None:
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _say_deleted(self, _none: object) -> None:
        self.refresh()
        self._section.told.emit(_("They are deleted; an encrypted backup is there."))
