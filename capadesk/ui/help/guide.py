"""The user guide: its pages as they are shipped, and what can be found in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from capadesk.domain.folding import fold

FIRST_PAGE = "README"
_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([\w-]+)\.md(?:#[\w-]*)?\)")
_TITLE = "CapaDesk: "


class GuidePage(NamedTuple):
    """One page: the name of its file without ending, its title, its text in Markdown."""

    name: str
    title: str
    text: str


class Guide:
    """All pages, in the order in which the first page leads to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
        linked = _LINK.findall(texts.get(FIRST_PAGE, ""))
        order = dict.fromkeys(name for name in (FIRST_PAGE, *linked, *texts) if name in texts)
        self.pages: Sequence[GuidePage] = tuple(
            GuidePage(name, _title(texts[name], name), texts[name]) for name in order
        )

    def page(self, name: str) -> GuidePage:
        """The page of that name; the first one if there is none."""
        for page in self.pages:
            if page.name == name:
                return page
        return self.pages[0]

    def find(self, words: str) -> list[GuidePage]:
        """The pages that hold all words, those with a word in their title first; all pages for no word."""
        wanted = fold(words).split()
        found = [page for page in self.pages if all(word in fold(page.text) for word in wanted)]
        return sorted(found, key=lambda page: not any(word in fold(page.title) for word in wanted))


def _title(text: str, name: str) -> str:
    match = _HEADING.search(text)
    title = match[1].strip() if match else name.replace("-", " ").capitalize()
    title = title.removeprefix(_TITLE)
    return title[:1].upper() + title[1:]
