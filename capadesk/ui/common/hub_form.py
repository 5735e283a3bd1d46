"""The fields of a hub: server, database, user, password, encryption; and those of one that is set up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFormLayout, QPushButton, QWidget

from capadesk.services.hub_place import PORT, SCHEME, Encryption, HubPlace, password_in, place_of_address
from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.fields.password_field import PasswordField
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.hub_presenter import HubTyped, encryptions
from capadesk.ui.common.look.spacing import LARGE, SMALL

_SCHEMES = (f"{SCHEME}://", "postgresql://", "postgres://")
_PORT_CHARACTERS = 10


class HubForm(QWidget):
    """Says what is typed; an address that is pasted into the field of the server fills the others."""

    changed = Signal()
    """Something was typed or chosen."""
    resized = Signal()
    """Another row is shown, or one less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inputs: dict[str, Field] = {}
        self._length = 0
        self._form = form = form_layout(self)
        self.server = self._row("server", _("&Server"), LineField(self, placeholder="hub.example.org"))
        self.port = self._row("port", _("P&ort"), LineField(self, placeholder=str(PORT)))
        self.port.setMaximumWidth(self.fontMetrics().averageCharWidth() * _PORT_CHARACTERS)
        self.database = self._row("database", _("&Database"), LineField(self, placeholder="capadesk"))
        self.user = self._row("user", _("&User"), LineField(self))
        self.password = self._row("password", _("&Password"), PasswordField(self))
        self.keep = QCheckBox(_("&Keep the password in the keyring of the system"), self)
        form.addRow("", self.keep)
        self.encryption = QuietComboBox(self)
        for value, words in encryptions().items():
            self.encryption.addItem(words, value)
        self.encryption.setAccessibleName(_("Encryption"))
        form.addRow(_("&Encryption"), self.encryption)
        self.certificate = CertificateField(self)
        self._inputs["certificate"] = self.certificate
        form.addRow(_("&Certificate"), self.certificate)
        self.certificate.set_label(_("Certificate"))
        self.server.line_edit.textEdited.connect(self._take_address)
        self.encryption.currentIndexChanged.connect(self._follow_encryption)
        self.encryption.activated.connect(lambda _row: self.changed.emit())
        for field in self._inputs.values():
            field.changed.connect(self.changed)
        self._follow_encryption()

    def _row(self, name: str, label: str, field: LineField) -> LineField:
        self._form.addRow(label, field)
        field.set_label(label.replace("&", ""))
        self._inputs[name] = field
        return field

    def show_place(self, place: HubPlace) -> None:
        """Fill the fields; the password is left alone."""
        for name in ("server", "database", "user", "certificate"):
            self._inputs[name].set_value(getattr(place, name))
        self.port.set_value("" if place.port == PORT else str(place.port))
        self.encryption.setCurrentIndex(max(self.encryption.findData(place.encryption), 0))

    def typed(self) -> HubTyped:
        """What stands in the fields."""
        return HubTyped(
            server=self.server.value(),
            port=self.port.value(),
            database=self.database.value(),
            user=self.user.value(),
            password=self.password.value(),
            is_kept=self.keep.isChecked(),
            encryption=Encryption(self.encryption.currentData()),
            certificate=self.certificate.value(),
        )

    def show_password_is_kept(self) -> None:
        """The keyring has it: it need not be typed."""
        self.password.line_edit.setPlaceholderText(_("kept in the keyring"))

    def focus_field(self, name: str) -> None:
        """Go to a field, "" for the first that is empty."""
        if name == "encryption":
            self.encryption.setFocus()
            return
        empty = next((each for each, field in self._inputs.items() if not field.value()), "server")
        self._inputs.get(name, self._inputs[empty if name == "" else "server"]).setFocus()

    def _take_address(self, text: str) -> None:
        is_pasted = len(text) > self._length + 1
        self._length = len(text)
        if not is_pasted or not text.strip().startswith(_SCHEMES):
            return
        place, password = place_of_address(text), password_in(text)
        if place.database:
            self.show_place(place)
            if password:
                self.password.set_value(password)

    def _follow_encryption(self) -> None:
        is_proved = self.encryption.currentData() == Encryption.PROVED
        self._form.setRowVisible(self.certificate, is_proved)
        self.resized.emit()


class CertificateField(LineField):
    """The file of an authority's certificate, with a button that chooses it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, placeholder=_("of an authority that the system knows"))
        self.choose_button = QPushButton(_("Choose its &file…"), self)
        self.choose_button.setAutoDefault(False)
        self.choose_button.setAccessibleName(_("Choose the certificate’s file"))
        self.choose_button.clicked.connect(self._choose)
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(SMALL)
        layout.addWidget(self.choose_button)

    def _choose(self) -> None:
        kinds = _("Certificates (*.crt *.pem *.cer)") + ";;" + _("All files (*)")
        dialog = file_dialog(self, _("Certificate of the authority"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.changed.emit()


class NewHubForm(QWidget):
    """What a hub that is set up must know: its platform and the country."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = form_layout(self)
        self.name = LineField(self)
        self.country = CountryField(localisation, self)
        for label, field in ((_("&Name of the hub"), self.name), (_("Countr&y"), self.country)):
            form.addRow(label, field)
            field.set_label(label.replace("&", ""))


def form_layout(parent: QWidget) -> QFormLayout:
    """Labels beside their fields, above them where there is no room."""
    form = QFormLayout(parent)
    form.setContentsMargins(0, 0, 0, 0)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setHorizontalSpacing(LARGE)
    form.setVerticalSpacing(SMALL)
    return form
