"""Fusion, made calm: flat rounded fields and buttons, thin scroll bars, all from palette roles."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionTab,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
    QTextEdit,
    QWidget,
)

from capadesk.ui.common.icons import paint_icon
from capadesk.ui.common.palette import hover_ground, mixed, selection_ground

RADIUS = 6.0
PRIMARY = "primary"  # a dynamic property of the one button that a view wants pressed
_FIELD_HEIGHT = 32
_SCROLL_BAR = 12
_SPLITTER = 9
_CHEVRON = 14
_FIELD_FRAME = 3
_HEADING_INSET = 12
_CELL_INSET = 11  # Qt adds one
_ARROW = 12

_State = QStyle.StateFlag
_Role = QPalette.ColorRole


class CalmStyle(QProxyStyle):
    """The window's style."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.shows_mnemonics = False

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """Qt asks how to behave."""
        if hint is QStyle.StyleHint.SH_UnderlineShortcut:
            return int(self.shows_mnemonics)
        return super().styleHint(hint, option, widget, returned)

    # --- sizes ------------------------------------------------------------------------------------

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Qt asks for a length."""
        match metric:
            case QStyle.PixelMetric.PM_ScrollBarExtent:
                return _SCROLL_BAR
            case QStyle.PixelMetric.PM_SplitterWidth:
                return _SPLITTER
            case QStyle.PixelMetric.PM_DefaultFrameWidth if isinstance(widget, QAbstractScrollArea):
                return _FIELD_FRAME
            case (
                QStyle.PixelMetric.PM_TabBarTabShiftVertical | QStyle.PixelMetric.PM_TabBarTabShiftHorizontal
            ):
                return 0
            case QStyle.PixelMetric.PM_FocusFrameHMargin:
                return _CELL_INSET
            case QStyle.PixelMetric.PM_TabBarTabHSpace:
                return 28
            case QStyle.PixelMetric.PM_TabBarTabVSpace:
                return 16
            case QStyle.PixelMetric.PM_MenuBarVMargin | QStyle.PixelMetric.PM_MenuBarHMargin:
                return 4
            case _:
                return super().pixelMetric(metric, option, widget)

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """Qt asks how large a widget is around its contents."""
        full = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        match kind:
            case QStyle.ContentsType.CT_LineEdit:
                full.setHeight(max(full.height(), _FIELD_HEIGHT))
            case QStyle.ContentsType.CT_SpinBox:
                full.setHeight(max(size.height(), _FIELD_HEIGHT))
            case QStyle.ContentsType.CT_ComboBox:
                full.setHeight(max(full.height(), _FIELD_HEIGHT))
                full.setWidth(full.width() + 12)
            case QStyle.ContentsType.CT_PushButton:
                full.setHeight(max(full.height(), _FIELD_HEIGHT))
                full.setWidth(full.width() + 12)
            case QStyle.ContentsType.CT_MenuItem:
                full.setHeight(max(full.height(), 28)) if full.height() > 12 else None
            case QStyle.ContentsType.CT_ItemViewItem:
                full.setHeight(max(full.height(), 30))
            case _:
                pass
        return full

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        """Qt asks where a part lies."""
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if element is QStyle.SubElement.SE_LineEditContents and _has_frame(option):
            return rect.adjusted(5, 0, -5, 0)
        return rect

    # --- simple parts -----------------------------------------------------------------------------

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Qt asks to draw a part."""
        match element:
            case QStyle.PrimitiveElement.PE_PanelLineEdit | QStyle.PrimitiveElement.PE_FrameLineEdit:
                if _has_frame(option):
                    _draw_field(painter, option, widget)
            case QStyle.PrimitiveElement.PE_Frame if isinstance(widget, QAbstractScrollArea):
                _draw_field(painter, option, widget)
            case QStyle.PrimitiveElement.PE_FrameFocusRect:
                _draw_ring(painter, QRectF(option.rect), option.palette)
            case QStyle.PrimitiveElement.PE_PanelButtonCommand:
                _draw_button(painter, option, widget)
            case QStyle.PrimitiveElement.PE_PanelButtonTool:
                _draw_tool_button(painter, option)
            case QStyle.PrimitiveElement.PE_IndicatorCheckBox:
                _draw_check(painter, option)
            case QStyle.PrimitiveElement.PE_IndicatorRadioButton:
                _draw_radio(painter, option)
            case QStyle.PrimitiveElement.PE_PanelItemViewItem:
                _draw_item(painter, option)
            case QStyle.PrimitiveElement.PE_FrameTabWidget | QStyle.PrimitiveElement.PE_FrameTabBarBase:
                pass
            case _:
                super().drawPrimitive(element, option, painter, widget)

    # --- controls ---------------------------------------------------------------------------------

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Qt asks to draw a control."""
        match element:
            case QStyle.ControlElement.CE_Header if isinstance(option, QStyleOptionHeader):
                _draw_heading(painter, option)
                self._draw_heading_words(painter, option)
            case QStyle.ControlElement.CE_HeaderSection | QStyle.ControlElement.CE_HeaderEmptyArea:
                _draw_heading(painter, option)
            case QStyle.ControlElement.CE_TabBarTabShape:
                _draw_tab(painter, option)
            case QStyle.ControlElement.CE_Splitter:
                _draw_splitter(painter, option)
            case QStyle.ControlElement.CE_ProgressBar:
                _draw_progress(painter, option)
            case QStyle.ControlElement.CE_MenuBarEmptyArea:
                painter.fillRect(option.rect, option.palette.window())
            case QStyle.ControlElement.CE_MenuBarItem:
                self._draw_menu_title(painter, option)
            case QStyle.ControlElement.CE_PushButtonLabel if _is_primary(widget):
                option.palette.setColor(_Role.ButtonText, option.palette.color(_Role.HighlightedText))
                super().drawControl(element, option, painter, widget)
            case QStyle.ControlElement.CE_ItemViewItem:
                # Selected rows keep the colour of their words: their ground is only a breath of the accent.
                option.palette.setColor(_Role.HighlightedText, option.palette.color(_Role.Text))
                super().drawControl(element, option, painter, widget)
            case _:
                super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Qt asks to draw a control of several parts."""
        if control is QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._draw_combo_box(painter, option, widget)
        elif control is QStyle.ComplexControl.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            self._draw_spin_box(painter, option, widget)
        elif control is QStyle.ComplexControl.CC_ToolButton and isinstance(option, QStyleOptionToolButton):
            if option.toolButtonStyle == Qt.ToolButtonStyle.ToolButtonIconOnly:
                option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
            super().drawComplexControl(control, option, painter, widget)
        elif control is QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            self._draw_scroll_bar(painter, option, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _draw_heading_words(self, painter: QPainter, option: QStyleOptionHeader) -> None:
        is_sorted = option.sortIndicator != QStyleOptionHeader.SortIndicator.None_
        rect = option.rect.adjusted(_HEADING_INSET, 0, -_HEADING_INSET, 0)
        room = rect.width() - (_ARROW + 2 if is_sorted else 0)
        words = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        role = _Role.Text if is_sorted else _Role.PlaceholderText
        if is_sorted:
            arrow = _heading_arrow(option, rect, option.fontMetrics.horizontalAdvance(words))
            # Qt means by "down" that small values are on top; people read an arrow up that way.
            is_ascending = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortDown
            name = "chevron_up" if is_ascending else "chevron_down"
            paint_icon(painter, name, QRectF(arrow), option.palette.color(role))
            if option.textAlignment & Qt.AlignmentFlag.AlignRight:
                rect = rect.adjusted(0, 0, -_ARROW - 2, 0)
        alignment = QStyle.visualAlignment(option.direction, option.textAlignment)
        self.drawItemText(painter, rect, int(alignment), option.palette, True, words, role)

    def _draw_menu_title(self, painter: QPainter, option: QStyleOption) -> None:
        assert isinstance(option, QStyleOptionMenuItem)
        painter.fillRect(option.rect, option.palette.window())
        if option.state & _State.State_Selected:
            ground = mixed(option.palette.color(_Role.Text), option.palette.color(_Role.Window), 0.08)
            _fill(painter, QRectF(option.rect).adjusted(1, 1, -1, -1), ground)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextSingleLine
        if not self.styleHint(QStyle.StyleHint.SH_UnderlineShortcut, option):
            flags |= Qt.TextFlag.TextHideMnemonic
        enabled = bool(option.state & _State.State_Enabled)
        self.drawItemText(painter, option.rect, flags, option.palette, enabled, option.text, _Role.WindowText)

    def _draw_combo_box(
        self, painter: QPainter, option: QStyleOptionComboBox, widget: QWidget | None
    ) -> None:
        if option.frame:
            _draw_field(painter, option, widget)
        arrow = self.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, widget
        )
        _draw_chevron(painter, "chevron_down", arrow, option)

    def _draw_spin_box(self, painter: QPainter, option: QStyleOptionSpinBox, widget: QWidget | None) -> None:
        if option.frame:
            _draw_field(painter, option, widget)
        for part, name in (
            (QStyle.SubControl.SC_SpinBoxUp, "chevron_up"),
            (QStyle.SubControl.SC_SpinBoxDown, "chevron_down"),
        ):
            if option.subControls & part:
                rect = self.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, widget)
                _draw_chevron(painter, name, rect, option)

    def _draw_scroll_bar(self, painter: QPainter, option: QStyleOptionSlider, widget: QWidget | None) -> None:
        palette = option.palette
        is_in_field = widget is not None and isinstance(widget.parentWidget(), QTextEdit)
        painter.fillRect(option.rect, palette.base() if is_in_field else QBrush(Qt.BrushStyle.NoBrush))
        if option.minimum == option.maximum:
            return
        thumb = self.subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, widget
        )
        upright = option.orientation == Qt.Orientation.Vertical
        rect = QRectF(thumb).adjusted(*((3, 1, -3, -1) if upright else (1, 3, -1, -3)))
        is_active = option.state & (_State.State_MouseOver | _State.State_Sunken)
        colour = mixed(palette.color(_Role.Text), palette.color(_Role.Base), 0.45 if is_active else 0.25)
        _fill(painter, rect, colour, min(rect.width(), rect.height()) / 2)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Qt asks where a part of a control lies."""
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if control is QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return self._scroll_bar_part(option, part, rect)
        if control is QStyle.ComplexControl.CC_ComboBox and part is QStyle.SubControl.SC_ComboBoxEditField:
            return rect.adjusted(4, 0, 0, 0) if option.direction == Qt.LayoutDirection.LeftToRight else rect
        if control is QStyle.ComplexControl.CC_SpinBox and part is QStyle.SubControl.SC_SpinBoxEditField:
            return rect.adjusted(5, 0, 0, 0) if option.direction == Qt.LayoutDirection.LeftToRight else rect
        return rect

    def _scroll_bar_part(self, option: QStyleOptionSlider, part: QStyle.SubControl, usual: QRect) -> QRect:
        """A scroll bar without arrows: the groove is the whole of it."""
        whole = option.rect
        upright = option.orientation == Qt.Orientation.Vertical
        length = whole.height() if upright else whole.width()
        match part:
            case QStyle.SubControl.SC_ScrollBarAddLine | QStyle.SubControl.SC_ScrollBarSubLine:
                return QRect()
            case QStyle.SubControl.SC_ScrollBarGroove:
                return whole
            case (
                QStyle.SubControl.SC_ScrollBarSlider
                | QStyle.SubControl.SC_ScrollBarSubPage
                | QStyle.SubControl.SC_ScrollBarAddPage
            ):
                span = option.maximum - option.minimum
                size = length
                if span > 0:
                    size = max(28, round(option.pageStep * length / (span + option.pageStep)))
                start = QStyle.sliderPositionFromValue(
                    option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
                )
                begin, end = {
                    QStyle.SubControl.SC_ScrollBarSlider: (start, start + size),
                    QStyle.SubControl.SC_ScrollBarSubPage: (0, start),
                    QStyle.SubControl.SC_ScrollBarAddPage: (start + size, length),
                }[part]
                if upright:
                    return QRect(whole.x(), whole.y() + begin, whole.width(), end - begin)
                return QRect(whole.x() + begin, whole.y(), end - begin, whole.height())
            case _:
                return usual


# --- drawing ------------------------------------------------------------------------------------------


def _fill(painter: QPainter, rect: QRectF, colour: QColor, radius: float = RADIUS) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def _outline(
    painter: QPainter, rect: QRectF, colour: QColor, width: float = 1.0, radius: float = RADIUS
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def _draw_ring(painter: QPainter, rect: QRectF, palette: QPalette) -> None:
    _outline(painter, rect, palette.color(_Role.Accent), 1.5, RADIUS - 1)


def _draw_field(painter: QPainter, option: QStyleOption, widget: QWidget | None) -> None:
    palette = option.palette
    rect = QRectF(option.rect)
    is_enabled = bool(option.state & _State.State_Enabled)
    ground = _Role.Base if is_enabled else _Role.Window
    _fill(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), palette.color(ground))
    if option.state & _State.State_HasFocus and is_enabled:
        _outline(painter, rect, palette.color(_Role.Accent), 2.0)
    else:
        hovered = bool(option.state & _State.State_MouseOver) and is_enabled
        _outline(painter, rect, palette.color(_Role.Dark if hovered else _Role.Mid))


def _draw_button(painter: QPainter, option: QStyleOption, widget: QWidget | None) -> None:
    palette = option.palette
    rect = QRectF(option.rect)
    is_enabled = bool(option.state & _State.State_Enabled)
    is_down = bool(option.state & (_State.State_Sunken | _State.State_On))
    is_hovered = bool(option.state & _State.State_MouseOver)
    strength = 0.16 if is_down else 0.08 if is_hovered and is_enabled else 0.0
    if _is_primary(widget) and not is_enabled:
        _fill(painter, rect, palette.color(_Role.Midlight))
    elif _is_primary(widget):
        accent = palette.color(_Role.Highlight)
        _fill(painter, rect, mixed(palette.color(_Role.WindowText), accent, strength))
    else:
        ground = mixed(palette.color(_Role.WindowText), palette.color(_Role.Button), strength)
        _fill(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), ground)
        _outline(painter, rect, palette.color(_Role.Mid))
    if option.state & _State.State_HasFocus:
        inner = rect.adjusted(2, 2, -2, -2)
        ring = palette.color(_Role.HighlightedText if _is_primary(widget) else _Role.Accent)
        _outline(painter, inner, ring, 1.5, RADIUS - 2)


def _draw_tool_button(painter: QPainter, option: QStyleOption) -> None:
    palette = option.palette
    is_down = bool(option.state & (_State.State_Sunken | _State.State_On))
    is_hovered = bool(option.state & _State.State_MouseOver and option.state & _State.State_Enabled)
    if is_down or is_hovered:
        share = 0.12 if is_down else 0.07
        ground = mixed(palette.color(_Role.WindowText), palette.color(_Role.Window), share)
        _fill(painter, QRectF(option.rect), ground)


def _draw_check(painter: QPainter, option: QStyleOption) -> None:
    palette = option.palette
    rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    is_on = bool(option.state & _State.State_On)
    if is_on:
        _fill(painter, rect, palette.color(_Role.Highlight), 4)
        ink = palette.color(_Role.HighlightedText)
        size = rect.width() - 2
        paint_icon(painter, "save", QRectF(rect.x() + 1, rect.y() + 1, size, size), ink)
    else:
        _fill(painter, rect, palette.color(_Role.Base), 4)
        is_enabled = bool(option.state & _State.State_Enabled)
        _outline(painter, rect, palette.color(_Role.Dark if is_enabled else _Role.Mid), 1.2, 4)


def _draw_radio(painter: QPainter, option: QStyleOption) -> None:
    palette = option.palette
    rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    radius = rect.height() / 2
    if option.state & _State.State_On:
        _fill(painter, rect, palette.color(_Role.Highlight), radius)
        _fill(painter, rect.adjusted(4, 4, -4, -4), palette.color(_Role.HighlightedText), radius)
    else:
        _fill(painter, rect, palette.color(_Role.Base), radius)
        _outline(painter, rect, palette.color(_Role.Dark), 1.2, radius)


def _draw_item(painter: QPainter, option: QStyleOption) -> None:
    if option.state & _State.State_Selected:
        painter.fillRect(option.rect, selection_ground(option.palette))
    elif option.state & _State.State_MouseOver:
        painter.fillRect(option.rect, hover_ground(option.palette))
    if isinstance(option, QStyleOptionViewItem) and option.backgroundBrush.style() != Qt.BrushStyle.NoBrush:
        painter.fillRect(option.rect, option.backgroundBrush)


def _draw_heading(painter: QPainter, option: QStyleOption) -> None:
    painter.fillRect(option.rect, option.palette.base())
    if isinstance(option, QStyleOptionHeader) and option.state & _State.State_MouseOver:
        painter.fillRect(option.rect, hover_ground(option.palette))
    painter.setPen(option.palette.color(_Role.Midlight))
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())


def _heading_arrow(option: QStyleOptionHeader, rect: QRect, words_width: int) -> QRect:
    """The arrow stands right behind the words of a heading, at the end where they end a column."""
    is_at_end = bool(option.textAlignment & Qt.AlignmentFlag.AlignRight)
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    offset = rect.width() - _ARROW if is_at_end else words_width + 2
    left = rect.right() - offset - _ARROW + 1 if is_mirrored else rect.left() + offset
    return QRect(left, rect.center().y() - _ARROW // 2 + 1, _ARROW, _ARROW)


def _draw_tab(painter: QPainter, option: QStyleOption) -> None:
    assert isinstance(option, QStyleOptionTab)
    palette = option.palette
    rect = QRectF(option.rect)
    is_selected = bool(option.state & _State.State_Selected)
    if option.state & _State.State_MouseOver and not is_selected:
        _fill(painter, rect.adjusted(2, 2, -2, -4), hover_ground(palette))
    painter.setPen(palette.color(_Role.Midlight))
    painter.drawLine(QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5))
    if is_selected:
        line = QRectF(rect.left() + 6, rect.bottom() - 2.5, rect.width() - 12, 2.5)
        _fill(painter, line, palette.color(_Role.Accent), 1.2)
    if option.state & _State.State_HasFocus:
        _draw_ring(painter, rect.adjusted(3, 3, -3, -5), palette)


def _draw_splitter(painter: QPainter, option: QStyleOption) -> None:
    rect = option.rect
    painter.setPen(option.palette.color(_Role.Midlight))
    if option.state & _State.State_Horizontal:
        painter.drawLine(rect.center().x(), rect.top(), rect.center().x(), rect.bottom())
    else:
        painter.drawLine(rect.left(), rect.center().y(), rect.right(), rect.center().y())


def _draw_progress(painter: QPainter, option: QStyleOption) -> None:
    assert isinstance(option, QStyleOptionProgressBar)
    palette = option.palette
    rect = QRectF(option.rect)
    groove = QRectF(rect.x(), rect.center().y() - 2.5, rect.width(), 5)
    _fill(painter, groove, palette.color(_Role.Midlight), 2.5)
    span = option.maximum - option.minimum
    share = (option.progress - option.minimum) / span if span > 0 else 0.35
    if share > 0:
        filled = QRectF(groove.x(), groove.y(), max(groove.width() * min(share, 1.0), 5), 5)
        _fill(painter, filled, palette.color(_Role.Accent), 2.5)


def _draw_chevron(painter: QPainter, name: str, rect: QRect, option: QStyleOption) -> None:
    role = _Role.PlaceholderText if option.state & _State.State_Enabled else _Role.Mid
    size = min(_CHEVRON, rect.height(), rect.width())
    left = rect.center().x() + 1 - size / 2
    top = rect.center().y() + 1 - size / 2
    paint_icon(painter, name, QRectF(left, top, size, size), option.palette.color(role))


def _has_frame(option: QStyleOption) -> bool:
    return not isinstance(option, QStyleOptionFrame) or option.lineWidth > 0


def _is_primary(widget: QWidget | None) -> bool:
    return widget is not None and not isinstance(widget, QLineEdit) and bool(widget.property(PRIMARY))
