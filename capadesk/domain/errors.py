"""Errors that cross layers: a code and data, never a sentence; `ui` and `cli` word them."""

from __future__ import annotations

from typing import Any


class CapaDeskError(Exception):
    """An expected failure, named by `code` and described by `data` (JSON-like values only)."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code}({details})"


class UserError(CapaDeskError):
    """The user can mend it: a missing title, an unreadable file, a record that others hold on to."""


class EnvironmentFailure(CapaDeskError):
    """The machine failed: no room on the disk, a folder that may not be written, a damaged file."""


class RecordNotFound(UserError):
    """No live record has this id."""

    def __init__(self, kind: str, record_id: object) -> None:
        super().__init__("record_not_found", kind=kind, id=str(record_id))


class InvalidRecord(UserError):
    """A record breaks a rule; `data["problems"]` is a list of {"field", "code"}."""

    def __init__(self, kind: str, problems: list[dict[str, str]]) -> None:
        super().__init__("invalid_record", kind=kind, problems=problems)


class RecordInUse(UserError):
    """Others point to the record; `data["uses"]` is a list of {"kind", "count"}."""

    def __init__(self, kind: str, record_id: object, uses: list[dict[str, Any]]) -> None:
        super().__init__("record_in_use", kind=kind, id=str(record_id), uses=uses)


class ChangedMeanwhile(UserError):
    """Something was stored since the state that a change builds on was read: read it anew."""

    def __init__(self) -> None:
        super().__init__("changed_meanwhile")


class UnreadableFile(UserError):
    """A file cannot be read; `data` names `file`, `place` in it and the `reason` code."""

    def __init__(self, file: str, reason: str, place: str = "", **data: Any) -> None:
        super().__init__("unreadable_file", file=file, reason=reason, place=place, **data)


class Cancelled(CapaDeskError):
    """The user cancelled long work; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("cancelled")
