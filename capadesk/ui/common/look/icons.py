"""Our own line drawings, tinted from the palette and sharp at every scale."""

from __future__ import annotations

import functools
import weakref

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from capadesk.resource_files import resource_path

ICON_SIZE = 20
_INK = "#000000"  # what the drawings are drawn in

_followers: weakref.WeakKeyDictionary[QAction | QAbstractButton, tuple[str, QPalette.ColorRole]] = (
    weakref.WeakKeyDictionary()
)


def pixmap(name: str, colour: QColor, size: int = ICON_SIZE, scale: float = 1.0) -> QPixmap:
    """The drawing in a colour; `size` in device-independent pixels, `scale` is the screen's."""
    return _pixmap(name, colour.name(QColor.NameFormat.HexArgb), size, round(scale, 2))


def paint_icon(painter: QPainter, name: str, where: QRectF, colour: QColor) -> None:
    """Draw an icon into a rectangle."""
    painter.drawPixmap(
        where.topLeft(), pixmap(name, colour, round(where.width()), painter.device().devicePixelRatioF())
    )


def tinted_icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """An icon in the colours that the palette has now; it does not follow a change of the palette."""
    return QIcon(_TintedDrawing(name, role, QGuiApplication.palette()))


def set_icon(
    target: QAction | QAbstractButton, name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText
) -> None:
    """Give an action or button an icon that follows the palette."""
    _followers[target] = (name, role)
    target.setIcon(tinted_icon(name, role))


def icon_name_of(target: QAction | QAbstractButton) -> str:
    """The name of the drawing that `set_icon` gave; "" if it gave none."""
    return _followers[target][0] if target in _followers else ""


def tint_again() -> None:
    """Draw the icons given by `set_icon` anew, after the palette has changed."""
    for target, (name, role) in list(_followers.items()):
        try:
            target.setIcon(tinted_icon(name, role))
        except RuntimeError:  # Qt has deleted it already
            _followers.pop(target, None)


def drawing(name: str, colour: QColor) -> str:
    """The SVG of an icon in a colour: for what is not a screen."""
    return _source(name).replace(_INK, colour.name())


def application_icon() -> QIcon:
    """The program's own icon."""
    return QIcon(str(resource_path("icons/capadesk.svg")))


class _TintedDrawing(QIconEngine):
    """Draws an icon when it is seen, at the size and scale that the screen asks for."""

    def __init__(self, name: str, role: QPalette.ColorRole, palette: QPalette) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._palette = palette

    def clone(self) -> QIconEngine:
        """Qt wants another one alike, when somebody adds to a copy of the icon."""
        twin = _TintedDrawing(self._name, self._role, self._palette)
        _twins.append(twin)
        return twin

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Qt wants it drawn."""
        paint_icon(painter, self._name, QRectF(rect), self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Qt wants a picture for a screen without scale."""
        return pixmap(self._name, self._colour(mode), min(size.width(), size.height()))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Qt wants a picture for a screen with this scale; `size` in device-independent pixels."""
        return pixmap(self._name, self._colour(mode), min(size.width(), size.height()), scale)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        is_disabled = mode is QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if is_disabled else QPalette.ColorGroup.Active
        return self._palette.color(group, self._role)


_twins: list[_TintedDrawing] = []
"""Qt owns them, but PySide would delete them on the way to it."""


@functools.lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    drawing = _source(name)
    ink = QColor(colour)
    renderer = QSvgRenderer(QByteArray(drawing.replace(_INK, ink.name()).encode()))
    picture = QPixmap(QSize(round(size * scale), round(size * scale)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(ink.alphaF())
    renderer.render(painter)
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


@functools.cache
def _source(name: str) -> str:
    return resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
