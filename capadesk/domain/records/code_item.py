"""One value of an editable code list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import record


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class CodeItem:
    """A value of a code list; `family` groups event kinds; a retired value stays readable."""

    KIND: ClassVar[str] = "code_item"
    id: UUID
    code_list: str
    code: str
    label: str = ""
    family: str = ""
    position: int = 0
    is_retired: bool = False
