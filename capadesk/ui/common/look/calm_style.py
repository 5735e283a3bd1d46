"""Fusion, made calm: flat rounded fields and buttons, thin scroll bars, all from palette roles."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionToolButton,
    QWidget,
)

from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import mixed
from capadesk.ui.common.look.style_drawing import (
    ARROW,
    PRIMARY,
    draw_button,
    draw_check,
    draw_chevron,
    draw_field,
    draw_heading,
    draw_item,
    draw_progress,
    draw_radio,
    draw_ring,
    draw_splitter,
    draw_tab,
    draw_tool_button,
    fill,
    has_frame,
    heading_arrow,
    is_primary,
)

__all__ = ["INSET", "PRIMARY", "CalmStyle"]

INSET = "inset"  # a dynamic property of a header whose cells keep another distance
_FIELD_HEIGHT = 32
_SCROLL_BAR = 12
_SPLITTER = 9
_FIELD_FRAME = 3
_CELL_INSET = 7  # Qt adds one

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
        if element is QStyle.SubElement.SE_LineEditContents and has_frame(option):
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
                if has_frame(option):
                    draw_field(painter, option, widget)
            case QStyle.PrimitiveElement.PE_Frame if isinstance(widget, QAbstractScrollArea):
                draw_field(painter, option, widget)
            case QStyle.PrimitiveElement.PE_FrameFocusRect:
                draw_ring(painter, QRectF(option.rect), option.palette)
            case QStyle.PrimitiveElement.PE_PanelButtonCommand:
                draw_button(painter, option, widget)
            case QStyle.PrimitiveElement.PE_PanelButtonTool:
                draw_tool_button(painter, option)
            case QStyle.PrimitiveElement.PE_IndicatorCheckBox:
                draw_check(painter, option)
            case QStyle.PrimitiveElement.PE_IndicatorRadioButton:
                draw_radio(painter, option)
            case QStyle.PrimitiveElement.PE_PanelItemViewItem:
                draw_item(painter, option)
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
                draw_heading(painter, option)
                self._draw_heading_words(painter, option, widget)
            case QStyle.ControlElement.CE_HeaderSection | QStyle.ControlElement.CE_HeaderEmptyArea:
                draw_heading(painter, option)
            case QStyle.ControlElement.CE_TabBarTabShape:
                draw_tab(painter, option)
            case QStyle.ControlElement.CE_Splitter:
                draw_splitter(painter, option)
            case QStyle.ControlElement.CE_ProgressBar:
                draw_progress(painter, option)
            case QStyle.ControlElement.CE_MenuBarEmptyArea:
                painter.fillRect(option.rect, option.palette.window())
            case QStyle.ControlElement.CE_MenuBarItem:
                self._draw_menu_title(painter, option)
            case QStyle.ControlElement.CE_PushButtonLabel if is_primary(widget):
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

    def _draw_heading_words(
        self, painter: QPainter, option: QStyleOptionHeader, widget: QWidget | None
    ) -> None:
        inset = int((widget.property(INSET) if widget is not None else None) or _CELL_INSET + 1)
        is_sorted = option.sortIndicator != QStyleOptionHeader.SortIndicator.None_
        rect = option.rect.adjusted(inset, 0, -inset, 0)
        room = rect.width() - (ARROW + 2 if is_sorted else 0)
        words = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        role = _Role.Text if is_sorted else _Role.PlaceholderText
        if is_sorted:
            arrow = heading_arrow(option, rect, option.fontMetrics.horizontalAdvance(words))
            # Qt means by "down" that small values are on top; people read an arrow up that way.
            is_ascending = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortDown
            name = "chevron_up" if is_ascending else "chevron_down"
            paint_icon(painter, name, QRectF(arrow), option.palette.color(role))
            if option.textAlignment & Qt.AlignmentFlag.AlignRight:
                rect = rect.adjusted(0, 0, -ARROW - 2, 0)
        alignment = QStyle.visualAlignment(option.direction, option.textAlignment)
        self.drawItemText(painter, rect, int(alignment), option.palette, True, words, role)

    def _draw_menu_title(self, painter: QPainter, option: QStyleOption) -> None:
        assert isinstance(option, QStyleOptionMenuItem)
        painter.fillRect(option.rect, option.palette.window())
        if option.state & _State.State_Selected:
            ground = mixed(option.palette.color(_Role.Text), option.palette.color(_Role.Window), 0.08)
            fill(painter, QRectF(option.rect).adjusted(1, 1, -1, -1), ground)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextSingleLine
        if not self.styleHint(QStyle.StyleHint.SH_UnderlineShortcut, option):
            flags |= Qt.TextFlag.TextHideMnemonic
        enabled = bool(option.state & _State.State_Enabled)
        self.drawItemText(painter, option.rect, flags, option.palette, enabled, option.text, _Role.WindowText)

    def _draw_combo_box(
        self, painter: QPainter, option: QStyleOptionComboBox, widget: QWidget | None
    ) -> None:
        if option.frame:
            draw_field(painter, option, widget)
        arrow = self.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, widget
        )
        draw_chevron(painter, "chevron_down", arrow, option)

    def _draw_spin_box(self, painter: QPainter, option: QStyleOptionSpinBox, widget: QWidget | None) -> None:
        if option.frame:
            draw_field(painter, option, widget)
        for part, name in (
            (QStyle.SubControl.SC_SpinBoxUp, "chevron_up"),
            (QStyle.SubControl.SC_SpinBoxDown, "chevron_down"),
        ):
            if option.subControls & part:
                rect = self.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, widget)
                draw_chevron(painter, name, rect, option)

    def _draw_scroll_bar(self, painter: QPainter, option: QStyleOptionSlider, widget: QWidget | None) -> None:
        palette = option.palette
        if option.minimum == option.maximum:
            return
        thumb = self.subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, widget
        )
        upright = option.orientation == Qt.Orientation.Vertical
        rect = QRectF(thumb).adjusted(*((3, 1, -3, -1) if upright else (1, 3, -1, -3)))
        is_active = option.state & (_State.State_MouseOver | _State.State_Sunken)
        colour = mixed(palette.color(_Role.Text), palette.color(_Role.Base), 0.45 if is_active else 0.25)
        fill(painter, rect, colour, min(rect.width(), rect.height()) / 2)

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
