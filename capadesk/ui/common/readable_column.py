"""A page of text and fields: as wide as it reads well, scrolled where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget


def readable_column(content: QWidget, parent: QWidget) -> QScrollArea:
    """The content at the leading edge, never wider than its own maximum; without a frame, passed by Tab."""
    holder = QWidget(parent)
    across = QHBoxLayout(holder)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(content, 100)
    across.addStretch(1)
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(holder)
    return area
