"""Shows what going back to a backup would change, before it is done."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.backup_service import Difference, RestorePreview
from capadesk.services.ports import HistoryEntry, Localisation
from capadesk.services.words import _, ngettext
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import strong_font, title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, SMALL, WIDE
from capadesk.ui.common.wording.sentences import change_text, count_text


class RestorePreviewDialog(QDialog):
    """What only the file holds, what only the backup holds; `accepted` when the user goes back."""

    def __init__(
        self, preview: RestorePreview, made: str, localisation: Localisation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._localisation = localisation
        self.preview = preview
        self.setWindowTitle(_("Go back to a backup"))
        self.setModal(True)
        self.resize(860, 560)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        self._column.setSpacing(SMALL)
        title = self._add_text(_("Back to {made}").format(made=made))
        title.setFont(title_font(self.font()))
        self._add_quiet(summary_of(preview))
        self.lists: list[QTreeWidget] = []
        for heading, difference in (
            (_("What would go"), preview.lost),
            (_("What would come back"), preview.gained),
        ):
            if difference.count:
                self._add_difference(heading, difference)
        if not self.lists:
            self._column.addStretch(1)
        self._add_buttons()

    def _add_text(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self._column.addWidget(lead(label))
        return label

    def _add_quiet(self, text: str) -> None:
        self._add_text(text).setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _add_difference(self, heading: str, difference: Difference) -> None:
        self._column.addSpacing(SMALL)
        self._add_text(heading).setFont(strong_font(self.font()))
        self._add_quiet(counts_of(difference))
        tree = QTreeWidget(self)
        tree.setAccessibleName(heading)
        tree.setHeaderLabels([_("When"), _("Who"), _("What")])
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.header().setMinimumSectionSize(self.fontMetrics().horizontalAdvance("M" * 6))
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        tree.addTopLevelItems([self._row(entry) for entry in difference.entries])
        more = difference.count - len(difference.entries)
        if more > 0:
            text = ngettext("and {count} more", "and {count} more", more)
            tree.addTopLevelItem(
                QTreeWidgetItem(["", "", text.format(count=self._localisation.number(more))])
            )
        self._column.addWidget(tree, 1)
        self.lists.append(tree)

    def _row(self, entry: HistoryEntry) -> QTreeWidgetItem:
        moment = entry.time.astimezone().replace(tzinfo=None)
        when = f"{self._localisation.date(moment.date())}, {self._localisation.time(moment)}"
        what = change_text(entry.label, entry.label_data, entry.role)
        row = QTreeWidgetItem([when, entry.author, what])
        row.setToolTip(2, what)
        return row

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        self.keep_button = QPushButton(_("&Keep the file as it is"), self)
        self.keep_button.clicked.connect(self.reject)
        self.go_button = QPushButton(_("Go back to &it"), self)
        self.go_button.setProperty(PRIMARY, True)
        self.go_button.clicked.connect(self.accept)
        self.go_button.setVisible(not self.preview.is_same)
        self.keep_button.setDefault(True)
        self.keep_button.setFocus()
        row.addWidget(self.keep_button)
        row.addWidget(self.go_button)
        self._column.addSpacing(SMALL)
        self._column.addLayout(row)


def summary_of(preview: RestorePreview) -> str:
    """What going back means, in a sentence or two."""
    if preview.is_same:
        return _("The file and this backup hold the same changes: there is nothing to go back to.")
    text = _(
        "What the file holds now is kept as a backup first, so that this can be taken back. What goes can "
        "also be merged in again later."
    )
    if not preview.is_related:
        return _("This is a backup of another file: they have no change in common.") + " " + text
    return text


def counts_of(difference: Difference) -> str:
    """How many changes by whom, and what they did: "3 changes by Ann: 2 events created"."""
    count = ngettext("{count} change", "{count} changes", difference.count).format(count=difference.count)
    authors = ", ".join(name for name in difference.authors[:5] if name)
    if len(difference.authors) > 5:
        authors += " …"
    if authors:
        count = _("{changes} by {authors}").format(changes=count, authors=authors)
    parts = [
        template.format(records=_records(counts))
        for template, counts in (
            (_("created: {records}"), difference.created),
            (_("changed: {records}"), difference.changed),
            (_("deleted: {records}"), difference.deleted),
        )
        if counts
    ]
    return " · ".join([count, *parts])


def _records(counts: Mapping[str, int]) -> str:
    return ", ".join(count_text(kind, count) for kind, count in sorted(counts.items()))
