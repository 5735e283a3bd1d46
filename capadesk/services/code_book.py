"""The editable code lists as they are stored now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from capadesk.domain.codes import CodeList
from capadesk.domain.records import CodeItem
from capadesk.services.words import _

if TYPE_CHECKING:
    from capadesk.services.ports import Localisation, Store


class StoredCodeBook:
    """Implements ports.CodeBook over a store; `reload` after the lists have changed."""

    def __init__(self, store: Store, localisation: Localisation) -> None:
        self._store = store
        self._localisation = localisation
        self._items: dict[str, list[CodeItem]] | None = None
        self._by_code: dict[tuple[str, str], CodeItem] = {}

    def reload(self) -> None:
        """Read the lists again when they are next asked for."""
        self._items = None

    def label(self, code_list: str, code: str) -> str:
        """The word for a code in the user's language; the code itself if it is unknown."""
        if not code:
            return ""
        if code_list == CodeList.COUNTRY:
            return self._localisation.country_name(code)
        if code_list == CodeList.LANGUAGE:
            return self._localisation.language_name(code)
        self._load()
        item = self._by_code.get((code_list, code))
        return _(item.label) if item and item.label else code

    def items(self, code_list: str, *, with_retired: bool = False) -> Sequence[CodeItem]:
        """The values of a list in their order."""
        found = self._load().get(code_list, [])
        return [item for item in found if with_retired or not item.is_retired]

    def kinds_of_family(self, family: str) -> Sequence[str]:
        """The codes of the event kinds of a family, retired ones too."""
        return [i.code for i in self.items(CodeList.EVENT_KIND, with_retired=True) if i.family == family]

    def _load(self) -> dict[str, list[CodeItem]]:
        if self._items is None:
            lists: dict[str, list[CodeItem]] = {}
            for item in sorted(self._store.select(CodeItem), key=lambda i: (i.position, i.code)):
                lists.setdefault(item.code_list, []).append(item)
            self._by_code = {(i.code_list, i.code): i for items in lists.values() for i in items}
            self._items = lists
        return self._items
