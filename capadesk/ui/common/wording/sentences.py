"""Codes and data made into sentences: what happened, where, and what to do next (without Qt)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from capadesk.domain.change_set import ChangeRole
from capadesk.domain.errors import UnreadableFile
from capadesk.services.ports import Notice, Unreadable
from capadesk.services.words import _, ngettext
from capadesk.ui.common.wording.error_texts import ERROR_TEXTS, KIND_NAMES, LABEL_TEXTS
from capadesk.ui.common.wording.field_labels import field_label

if TYPE_CHECKING:
    from capadesk.domain.errors import CapaDeskError
    from capadesk.services.ports import Problem


def sentence_of(error: CapaDeskError) -> str:
    """What happened and what to do next; names the file and the place in it if the error knows them."""
    if isinstance(error, UnreadableFile):
        data = {name: value for name, value in error.data.items() if name not in ("file", "place", "reason")}
        return place_text(error.data["file"], error.data["place"], reason_text(error.data["reason"], data))
    data = {name: value for name, value in error.data.items() if value != ""}
    if error.code == "invalid_record":
        data["problems"] = "; ".join(
            field_problem_text(problem["field"], problem["code"], str(data.get("kind", "")))
            for problem in data.get("problems", ())
        )
    elif error.code == "record_in_use":
        data["uses"] = ", ".join(count_text(use["kind"], use["count"]) for use in data.get("uses", ()))
    elif error.code == "merge_needed":
        reasons = data.get("reasons", ())
        data["changes"] = "; ".join(label_text(label, values) for _id, label, values in reasons)
    elif error.code == "folder_not_writable" and "folder" not in data:
        data["folder"] = PurePath(str(data.get("file", ""))).parent
    text = reason_text(error.code, data)
    if data.get("backup"):
        text += " " + _("The newest backup is {backup}.").format(backup=data["backup"])
    named = str(data.get("file", data.get("folder", data.get("location", ""))))
    return text if not named or named in text else f"{named}: {text}"


def reason_text(code: str, data: Mapping[str, Any]) -> str:
    """The sentence of one code; for a code without one, the code itself in words, and its data."""
    known = ERROR_TEXTS.get(code)
    if known is not None:
        return _(known).format_map(_Data(data))
    details = ", ".join(f"{name}: {value}" for name, value in data.items() if value not in ("", None))
    words = code.replace("_", " ")
    if details:
        return _("It was refused: {words} ({details}). Mend that, then try again.").format(
            words=words, details=details
        )
    return _("It was refused: {words}. Mend that, then try again.").format(words=words)


def place_text(file: str, place: str, text: str) -> str:
    """ "file, place: text", with what is known of it."""
    where = ", ".join(part for part in (file, place) if part)
    return f"{where}: {text}" if where else text


def problem_text(problem: Unreadable | Notice | Problem) -> str:
    """One item of an import's report, or one thing that `check` found."""
    if isinstance(problem, Unreadable):
        return place_text(problem.file, problem.place, reason_text(problem.reason, problem.data))
    if isinstance(problem, Notice):
        return place_text(problem.file, problem.place, reason_text(problem.code, problem.data))
    data = {"detail": problem.detail, "file": problem.place}
    return place_text("", problem.place, reason_text(problem.code, data))


def field_problem_text(field: str, code: str, kind: str = "") -> str:
    """A rule that a field of a record breaks, in a few words."""
    known = {
        "missing": _("{field} is missing"),
        "too_long": _("{field} is too long"),
        "not_an_email": _("{field} is no e-mail address"),
        "not_a_country": _("{field} is no code of a country, such as IT"),
        "negative": _("{field} is below zero"),
        "end_before_start": _("{field} ends before it starts"),
        "too_large": _("{field} is too large"),
        "not_secure": _("{field} must begin with https"),
    }
    text = known.get(code, _("{field} is not right ({code})"))
    return text.format(field=f"“{field_text(field, kind)}”", code=code.replace("_", " "))


def field_text(field: str, kind: str = "") -> str:
    """A field's name in words: "Family name"."""
    return field_label(kind, field)


def count_text(kind: str, count: int) -> str:
    """How many records of a kind: "3 events"."""
    singular, plural = KIND_NAMES.get(kind, ("{count} " + kind, "{count} " + kind))
    return ngettext(singular, plural, count).format(count=count)


def label_text(label: str, data: Mapping[str, Any]) -> str:
    """What a ChangeSet did, worded: its label translated and filled with its data.

    A label within the data (an undo names what it undid) is worded as well.
    """
    filled = dict(data)
    inner = filled.get("label")
    if isinstance(inner, str):
        inner_data = filled.get("label_data", filled.get("data", {}))
        filled["label"] = label_text(inner, inner_data if isinstance(inner_data, Mapping) else {})
    return _(LABEL_TEXTS.get(label, label)).format_map(_Data(filled))


def change_text(label: str, data: Mapping[str, Any], role: str) -> str:
    """`label_text`, and whether the change was the undo or the redo of it."""
    text = label_text(label, data)
    if role == ChangeRole.UNDO:
        return _("Undone: {text}").format(text=text)
    if role == ChangeRole.REDO:
        return _("Done again: {text}").format(text=text)
    return text


class _Data(dict[str, Any]):
    """Data for a sentence; what is not known reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
