"""The sheet of all keys: the window's own, by menus, and those of lists and fields."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from PySide6.QtGui import QKeySequence

from capadesk.services.words import _


class Key(NamedTuple):
    """What to press, and what it does."""

    keys: str
    does: str


class KeyGroup(NamedTuple):
    """The keys of one place."""

    title: str
    keys: Sequence[Key]


def in_words(*texts: str) -> str:
    """ "Ctrl+Shift+Z, Ctrl+Y", as this system names its keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(text).toString(native) for text in texts)


def keys_of_lists() -> tuple[KeyGroup, ...]:
    """The keys that belong to no menu."""
    return (
        KeyGroup(
            _("In a list"),
            (
                Key(in_words("Up", "Down"), _("the record before, the record after")),
                Key(in_words("PgUp", "PgDown"), _("a page up, a page down")),
                Key(in_words("Home", "End"), _("the first record, the last one")),
                Key(in_words("Return"), _("go into the record")),
                Key(in_words("Shift+Up", "Shift+Down"), _("choose several records")),
                Key(in_words("F2"), _("type the name of the record anew, in its place")),
                Key(in_words("Del"), _("delete what is chosen")),
            ),
        ),
        KeyGroup(
            _("Above a list"),
            (
                Key(in_words("Down", "Return"), _("from the words to find to the list")),
                Key(in_words("Escape"), _("take the words away: show all again")),
                Key(in_words("Space", "Down"), _("open a filter")),
                Key(in_words("Del"), _("take the filter away")),
                Key(in_words("Alt+Up", "Alt+Down"), _("move a column, among the columns to choose")),
            ),
        ),
        KeyGroup(
            _("In a record and in forms"),
            (
                Key(in_words("Tab", "Shift+Tab"), _("the next field, the field before")),
                Key(in_words("Ctrl+Tab", "Ctrl+Shift+Tab"), _("the next page, the page before")),
                Key(in_words("Alt+Down"), _("open the choices of a field")),
                Key(_("Alt and the underlined letter"), _("go to that field, press that button")),
            ),
        ),
        KeyGroup(
            _("In a table of a record"),
            (
                Key(in_words("Ins"), _("add a line")),
                Key(in_words("Return", "F2"), _("change the cell")),
                Key(in_words("Del"), _("take the line out")),
            ),
        ),
        KeyGroup(
            _("When something is asked below"),
            (
                Key(in_words("Return"), _("give the answer that has the focus")),
                Key(in_words("Escape"), _("give the answer that changes nothing")),
            ),
        ),
        KeyGroup(
            _("In the calendar"),
            (
                Key(in_words("PgUp", "PgDown"), _("the time before, after")),
                Key(in_words("T"), _("today")),
                Key(in_words("+", "-"), _("less time, more time")),
                Key(in_words("Return"), _("open what is on the day")),
                Key(in_words("N"), _("a new event on the day")),
                Key(in_words("E", "Shift+E"), _("choose the next event of the day, the one before")),
                Key(_("Alt and an arrow"), _("move the chosen event")),
                Key(_("Alt, Shift and an arrow"), _("let the chosen event end later or earlier")),
                Key(in_words("Del"), _("delete the chosen event, or leave out dates")),
            ),
        ),
        KeyGroup(
            _("In the guide"),
            (
                Key(in_words("Ctrl+F"), _("search")),
                Key(in_words("F3", "Shift+F3"), _("the next place, the place before")),
                Key(in_words("Alt+Left", "Alt+Right"), _("back, forward")),
                Key(in_words("Escape"), _("close the help")),
            ),
        ),
    )


def as_html(groups: Sequence[KeyGroup]) -> str:
    """The groups as tables; colours are those of the palette."""
    parts = []
    for group in groups:
        if not group.keys:
            continue
        rows = "".join(
            f"<tr><td width='240'><b>{escape(key.keys)}</b></td><td>{escape(key.does)}</td></tr>"
            for key in group.keys
        )
        parts.append(f"<h3 style='margin-top: 12px'>{escape(group.title)}</h3>")
        parts.append(f"<table cellpadding='3'>{rows}</table>")
    return "".join(parts)
