"""Words that begin where reading begins, whatever their own direction."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel


def lead(label: QLabel) -> QLabel:
    """Let a label of several lines stand at the leading edge; Qt goes by the direction of its first word."""
    if QGuiApplication.isRightToLeft():
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return label
