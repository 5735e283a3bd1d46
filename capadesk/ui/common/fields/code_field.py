"""A field for a value of an editable code list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from capadesk.domain.records import CodeItem
from capadesk.services.ports import CodeBook
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox, keep_narrow


class CodeField(Field):
    """One code, shown by its word; a retired or unknown code stays visible as long as it is chosen."""

    def __init__(
        self,
        code_book: CodeBook,
        code_list: str,
        parent: QWidget | None = None,
        *,
        optional: bool = True,
        allowed: Callable[[CodeItem], bool] | None = None,
    ) -> None:
        """`allowed` narrows the list, for example to the kinds of one family."""
        super().__init__(parent)
        self._code_book = code_book
        self._code_list = code_list
        self._is_optional = optional
        self._allowed = allowed
        self.combo = QuietComboBox(self)
        self.combo.activated.connect(lambda _row: self.changed.emit())
        keep_narrow(self.combo)
        self.hold(self.combo)
        self.set_value("")

    def value(self) -> str:
        """The code; "" for none."""
        return str(self.combo.currentData() or "")

    def set_value(self, value: str) -> None:
        """Show a code, with the list as it is now."""
        fill_with_codes(
            self.combo,
            self._code_book,
            self._code_list,
            value,
            optional=self._is_optional,
            allowed=self._allowed,
        )


def fill_with_codes(
    combo: QComboBox,
    code_book: CodeBook,
    code_list: str,
    value: str,
    *,
    optional: bool = True,
    allowed: Callable[[CodeItem], bool] | None = None,
) -> None:
    """Fill a combo box with a code list and choose `value`, which is added if the list lacks it."""
    combo.blockSignals(True)
    combo.clear()
    if optional or not value:
        combo.addItem(_("Not set") if optional else "", "")
    for item in code_book.items(code_list):
        if allowed is None or allowed(item):
            combo.addItem(code_book.label(code_list, item.code), item.code)
    row = combo.findData(value)
    if row < 0:
        combo.addItem(code_book.label(code_list, value), value)
        row = combo.count() - 1
    combo.setCurrentIndex(row)
    combo.blockSignals(False)
