"""How the parts of the calm style look."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyleOption,
    QStyleOptionFrame,
    QStyleOptionHeader,
    QStyleOptionProgressBar,
    QStyleOptionTab,
    QStyleOptionViewItem,
    QWidget,
)

from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import hover_ground, mixed, selection_ground

RADIUS = 6.0
PRIMARY = "primary"  # a dynamic property of the one button that a view wants pressed
ARROW = 12
_CHEVRON = 14

_State = QStyle.StateFlag
_Role = QPalette.ColorRole


def fill(painter: QPainter, rect: QRectF, colour: QColor, radius: float = RADIUS) -> None:
    """A rounded rectangle without a line."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def outline(
    painter: QPainter, rect: QRectF, colour: QColor, width: float = 1.0, radius: float = RADIUS
) -> None:
    """A rounded line inside a rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def draw_ring(painter: QPainter, rect: QRectF, palette: QPalette) -> None:
    """The ring of the focus."""
    outline(painter, rect, palette.color(_Role.Accent), 1.5, RADIUS - 1)


def draw_field(painter: QPainter, option: QStyleOption, widget: QWidget | None) -> None:
    """The ground and line of a field; a stronger line while it has the focus."""
    palette = option.palette
    rect = QRectF(option.rect)
    is_enabled = bool(option.state & _State.State_Enabled)
    ground = _Role.Base if is_enabled else _Role.Window
    fill(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), palette.color(ground))
    if option.state & _State.State_HasFocus and is_enabled:
        outline(painter, rect, palette.color(_Role.Accent), 2.0)
    else:
        hovered = bool(option.state & _State.State_MouseOver) and is_enabled
        outline(painter, rect, palette.color(_Role.Dark if hovered else _Role.Mid))


def draw_button(painter: QPainter, option: QStyleOption, widget: QWidget | None) -> None:
    """A push button; the primary one is filled with the accent."""
    palette = option.palette
    rect = QRectF(option.rect)
    is_enabled = bool(option.state & _State.State_Enabled)
    is_down = bool(option.state & (_State.State_Sunken | _State.State_On))
    is_hovered = bool(option.state & _State.State_MouseOver)
    strength = 0.16 if is_down else 0.08 if is_hovered and is_enabled else 0.0
    if is_primary(widget) and not is_enabled:
        fill(painter, rect, palette.color(_Role.Midlight))
    elif is_primary(widget):
        accent = palette.color(_Role.Highlight)
        fill(painter, rect, mixed(palette.color(_Role.WindowText), accent, strength))
    else:
        ground = mixed(palette.color(_Role.WindowText), palette.color(_Role.Button), strength)
        fill(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), ground)
        outline(painter, rect, palette.color(_Role.Mid))
    if option.state & _State.State_HasFocus:
        inner = rect.adjusted(2, 2, -2, -2)
        ring = palette.color(_Role.HighlightedText if is_primary(widget) else _Role.Accent)
        outline(painter, inner, ring, 1.5, RADIUS - 2)


def draw_tool_button(painter: QPainter, option: QStyleOption) -> None:
    """The ground of a tool button that is hovered or pressed."""
    palette = option.palette
    is_down = bool(option.state & (_State.State_Sunken | _State.State_On))
    is_hovered = bool(option.state & _State.State_MouseOver and option.state & _State.State_Enabled)
    if is_down or is_hovered:
        share = 0.12 if is_down else 0.07
        ground = mixed(palette.color(_Role.WindowText), palette.color(_Role.Window), share)
        fill(painter, QRectF(option.rect), ground)


def draw_check(painter: QPainter, option: QStyleOption) -> None:
    """A check box."""
    palette = option.palette
    rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    is_on = bool(option.state & _State.State_On)
    if is_on:
        fill(painter, rect, palette.color(_Role.Highlight), 4)
        ink = palette.color(_Role.HighlightedText)
        size = rect.width() - 2
        paint_icon(painter, "save", QRectF(rect.x() + 1, rect.y() + 1, size, size), ink)
    else:
        fill(painter, rect, palette.color(_Role.Base), 4)
        is_enabled = bool(option.state & _State.State_Enabled)
        outline(painter, rect, palette.color(_Role.Dark if is_enabled else _Role.Mid), 1.2, 4)


def draw_radio(painter: QPainter, option: QStyleOption) -> None:
    """A radio button."""
    palette = option.palette
    rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    radius = rect.height() / 2
    if option.state & _State.State_On:
        fill(painter, rect, palette.color(_Role.Highlight), radius)
        fill(painter, rect.adjusted(4, 4, -4, -4), palette.color(_Role.HighlightedText), radius)
    else:
        fill(painter, rect, palette.color(_Role.Base), radius)
        outline(painter, rect, palette.color(_Role.Dark), 1.2, radius)


def draw_item(painter: QPainter, option: QStyleOption) -> None:
    """The ground of an item of a list."""
    if option.state & _State.State_Selected:
        painter.fillRect(option.rect, selection_ground(option.palette))
    elif option.state & _State.State_MouseOver:
        painter.fillRect(option.rect, hover_ground(option.palette))
    if isinstance(option, QStyleOptionViewItem) and option.backgroundBrush.style() != Qt.BrushStyle.NoBrush:
        painter.fillRect(option.rect, option.backgroundBrush)


def draw_heading(painter: QPainter, option: QStyleOption) -> None:
    """The ground of a heading, with a line below."""
    painter.fillRect(option.rect, option.palette.base())
    if isinstance(option, QStyleOptionHeader) and option.state & _State.State_MouseOver:
        painter.fillRect(option.rect, hover_ground(option.palette))
    painter.setPen(option.palette.color(_Role.Midlight))
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())


def heading_arrow(option: QStyleOptionHeader, rect: QRect, words_width: int) -> QRect:
    """The arrow stands right behind the words of a heading, at the end where they end a column."""
    is_at_end = bool(option.textAlignment & Qt.AlignmentFlag.AlignRight)
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    offset = rect.width() - ARROW if is_at_end else words_width + 2
    left = rect.right() - offset - ARROW + 1 if is_mirrored else rect.left() + offset
    return QRect(left, rect.center().y() - ARROW // 2 + 1, ARROW, ARROW)


def draw_tab(painter: QPainter, option: QStyleOption) -> None:
    """A tab: a line below, a strong one for the chosen."""
    assert isinstance(option, QStyleOptionTab)
    palette = option.palette
    rect = QRectF(option.rect)
    is_selected = bool(option.state & _State.State_Selected)
    if option.state & _State.State_MouseOver and not is_selected:
        fill(painter, rect.adjusted(2, 2, -2, -4), hover_ground(palette))
    painter.setPen(palette.color(_Role.Midlight))
    painter.drawLine(QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5))
    if is_selected:
        line = QRectF(rect.left() + 6, rect.bottom() - 2.5, rect.width() - 12, 2.5)
        fill(painter, line, palette.color(_Role.Accent), 1.2)
    if option.state & _State.State_HasFocus:
        draw_ring(painter, rect.adjusted(3, 3, -3, -5), palette)


def draw_splitter(painter: QPainter, option: QStyleOption) -> None:
    """A thin line between two views."""
    rect = option.rect
    painter.setPen(option.palette.color(_Role.Midlight))
    if option.state & _State.State_Horizontal:
        painter.drawLine(rect.center().x(), rect.top(), rect.center().x(), rect.bottom())
    else:
        painter.drawLine(rect.left(), rect.center().y(), rect.right(), rect.center().y())


def draw_progress(painter: QPainter, option: QStyleOption) -> None:
    """A thin bar."""
    assert isinstance(option, QStyleOptionProgressBar)
    palette = option.palette
    rect = QRectF(option.rect)
    groove = QRectF(rect.x(), rect.center().y() - 2.5, rect.width(), 5)
    fill(painter, groove, palette.color(_Role.Midlight), 2.5)
    span = option.maximum - option.minimum
    share = (option.progress - option.minimum) / span if span > 0 else 0.35
    if share > 0:
        filled = QRectF(groove.x(), groove.y(), max(groove.width() * min(share, 1.0), 5), 5)
        fill(painter, filled, palette.color(_Role.Accent), 2.5)


def draw_chevron(painter: QPainter, name: str, rect: QRect, option: QStyleOption) -> None:
    """A small arrow in the middle of a rectangle."""
    role = _Role.PlaceholderText if option.state & _State.State_Enabled else _Role.Mid
    size = min(_CHEVRON, rect.height(), rect.width())
    left = rect.center().x() + 1 - size / 2
    top = rect.center().y() + 1 - size / 2
    paint_icon(painter, name, QRectF(left, top, size, size), option.palette.color(role))


def has_frame(option: QStyleOption) -> bool:
    """Whether a field is to be drawn with a frame."""
    return not isinstance(option, QStyleOptionFrame) or option.lineWidth > 0


def is_primary(widget: QWidget | None) -> bool:
    """Whether a widget is the primary button of its view."""
    return widget is not None and not isinstance(widget, QLineEdit) and bool(widget.property(PRIMARY))
