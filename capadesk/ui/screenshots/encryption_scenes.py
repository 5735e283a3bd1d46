"""What is to be seen of encrypted data files."""

from __future__ import annotations

from pathlib import Path

from capadesk.domain.errors import UserError
from capadesk.services.ports.encryption import PlainCopy
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.common.passphrase_question import PassphraseQuestion
from capadesk.ui.screenshots.stage import Size, Stage
from capadesk.ui.settings.store.new_passphrase_dialog import NewPassphraseDialog
from capadesk.ui.settings.store.plain_copies_dialog import PlainCopiesDialog

_FILE = Path("/home/ada/Documents/capadesk.db")
TYPED = "correct horse battery"


def data_file_settings(on: Stage, size: Size, scheme: Scheme, name: str) -> None:
    """The settings of the data file that is open."""
    on.show("settings", size, scheme)
    on.window.page.show_section("data_file")
    on.settle()
    on.shoot(name)
    on.window.page.show_section(on.window.page.sections[0].name)


def encryption_dialogs(on: Stage, scheme: Scheme, pattern: str) -> None:
    """What is asked and listed when a file is encrypted; `pattern` makes the names of the pictures."""
    copies = [
        PlainCopy(_FILE.parent / f"capadesk.db.backups/capadesk-202611{day}T101502Z.capadesk", 1_843_200)
        for day in range(14, 29)
    ]
    on.appearance.choose(scheme)
    for name, dialog in (
        ("encrypt", NewPassphraseDialog(is_encrypted=False, parent=on.window)),
        ("passphrase-change", NewPassphraseDialog(is_encrypted=True, parent=on.window)),
        ("plain-copies", PlainCopiesDialog(copies, on.desk.localisation, on.window)),
        ("passphrase-asked", PassphraseQuestion(_FILE, _wrong, on.window)),
    ):
        dialog.show()
        if isinstance(dialog, PassphraseQuestion):
            dialog.passphrase.setText(TYPED)
            dialog.try_it()
        elif isinstance(dialog, NewPassphraseDialog):
            dialog.first.setText(TYPED)
        on.settle()
        on.shoot(pattern.format(name), dialog)
        dialog.reject()
        dialog.deleteLater()


def _wrong(path: Path, _passphrase: str, _is_kept: bool) -> bool:
    raise UserError("file_passphrase_wrong", file=path.name)
