"""What every section of the settings looks like: a title, a sentence, and rows that stay readable."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.look.fonts import strong_font, title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.readable_column import readable_column
from capadesk.ui.common.window_page import WindowPage

_WIDTH = 720
_CHARACTERS = 96


class SectionPage(WindowPage):
    """One section; it scrolls where the window is small, and is never wider than can be read."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = QWidget(self)
        self.content.setMaximumWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * _CHARACTERS))
        self.rows = QVBoxLayout(self.content)
        self.rows.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self.rows.setSpacing(MEDIUM)
        heading = QLabel(title, self.content)
        heading.setFont(title_font(self.font()))
        heading.setWordWrap(True)
        self.rows.addWidget(lead(heading))
        if text:
            self.add_text(text)
        self.rows.addSpacing(SMALL)
        self.scroll_area = readable_column(self.content, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scroll_area)

    def add_text(self, text: str) -> QLabel:
        """A quiet sentence."""
        label = QLabel(text, self.content)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.rows.addWidget(lead(label))
        return label

    def add_heading(self, text: str) -> QLabel:
        """A heading above what follows."""
        self.rows.addSpacing(LARGE)
        label = QLabel(text, self.content)
        label.setFont(strong_font(self.font()))
        self.rows.addWidget(lead(label))
        return label

    def add_widget(self, widget: QWidget) -> None:
        """A widget as wide as the section."""
        self.rows.addWidget(widget)

    def add_side_by_side(self, *widgets: QWidget) -> None:
        """Small things in a row, from where reading begins."""
        if all(isinstance(widget, QAbstractButton) for widget in widgets):
            holder = QWidget(self.content)
            flow = FlowLayout(holder, SMALL)
            for widget in widgets:
                flow.addWidget(widget)
            self.rows.addWidget(holder)
            return
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.rows.addLayout(row)

    def finish(self) -> None:
        """Keep what there is at the top."""
        self.rows.addStretch(1)
