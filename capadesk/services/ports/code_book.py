"""The words of the code lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from capadesk.domain.records import CodeItem


class CodeBook(Protocol):
    """The editable code lists as they are now."""

    def label(self, code_list: str, code: str) -> str:
        """The word for a code in the user's language; the code itself if it is unknown, "" for ""."""

    def items(self, code_list: str, *, with_retired: bool = False) -> Sequence[CodeItem]: ...

    def kinds_of_family(self, family: str) -> Sequence[str]:
        """The event kinds of a family."""
