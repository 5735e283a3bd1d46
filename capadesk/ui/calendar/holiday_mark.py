"""The mark of a public holiday on a small day: a corner turned down, seen on every ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

_SHARE = 0.28
"""How much of the shorter side of a day it takes."""
_LEAST = 3.0


def paint_holiday_mark(painter: QPainter, place: QRectF, ink: QColor, *, is_mirrored: bool) -> None:
    """Where a line of reading ends; `is_mirrored`: that is at the left."""
    side = max(min(place.width(), place.height()) * _SHARE, _LEAST)
    x, inwards = (place.left(), side) if is_mirrored else (place.right(), -side)
    top = place.top()
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + inwards, top), QPointF(x, top + side)]))
    painter.restore()
