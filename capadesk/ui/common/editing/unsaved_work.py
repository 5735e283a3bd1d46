"""What all pages of a window hold that is not saved: asked about once, and brought back after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from capadesk.domain.errors import CapaDeskError
from capadesk.services.draft_service import DraftService
from capadesk.services.fault_report import ProgramWord
from capadesk.services.ports import KeptDraft
from capadesk.services.words import _
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.window_page import WindowPage

if TYPE_CHECKING:
    from capadesk.ui.common.editing.brought_back import BroughtBack

_LOG = logging.getLogger(__name__)


class PagesOfWindow(Protocol):
    """What is asked of the window that has the pages."""

    def made_pages(self) -> Mapping[str, WindowPage]:
        """The pages that were made so far, by the names of their areas."""

    def page_named(self, name: str) -> WindowPage | None:
        """The page of an area, made if it was not; None if there is no such area."""

    def show_area_named(self, name: str) -> WindowPage: ...

    def ask(self, question: Question) -> None: ...

    def tell(self, text: str) -> None: ...


class UnsavedWork:
    """Asks once for all pages together; each answer is named by what it does."""

    def __init__(self, window: PagesOfWindow, drafts: DraftService) -> None:
        self._window = window
        self._drafts = drafts

    # --- leaving ----------------------------------------------------------------------------------

    @property
    def is_any(self) -> bool:
        """Whether any page holds what is not saved."""
        return bool(self._modified())

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """Go on at once, or ask first what becomes of all that is not saved."""
        modified = self._modified()
        if not modified:
            go_on()
            return
        first = next(iter(modified))
        self._window.show_area_named(first)
        if len(modified) == 1:
            modified[first].leave_then(go_on)
            return
        names = ", ".join(_("“{name}”").format(name=page.unsaved_name) for page in modified.values())
        text = _("Changes are not saved in {names}.").format(names=names)
        self._window.ask(
            Question(
                text,
                (
                    Answer(_("&Save all"), lambda: self._save_all(go_on), is_main=True),
                    Answer(_("&Discard all"), lambda: self._discard_all(go_on)),
                    Answer(_("&Keep editing"), modified[first].focus_first),
                ),
            )
        )

    def _modified(self) -> dict[str, WindowPage]:
        return {name: page for name, page in self._window.made_pages().items() if page.is_modified}

    def _save_all(self, go_on: Callable[[], None] | None = None) -> None:
        for name, page in self._modified().items():
            # The page has said why not; it is shown with what has to be mended.
            if not page.save():
                self._window.show_area_named(name)
                return
        if go_on is not None:
            go_on()

    def _discard_all(self, go_on: Callable[[], None] | None = None) -> None:
        for page in self._modified().values():
            page.revert()
        if go_on is not None:
            go_on()

    # --- after a crash ----------------------------------------------------------------------------

    def bring_back(self) -> None:
        """Show what was kept and never saved, each in its area, and say so.

        A draft that makes trouble is left where it is: it must not stop this start, nor the next.
        """
        left = self._left()
        if not left:
            return
        from capadesk.ui.common.editing.brought_back import BroughtBack, Fate, brought_back_text

        found: list[BroughtBack] = []
        pages: dict[str, WindowPage] = {}
        shown: set[tuple[str, str]] = set()
        for draft in left:
            page, form = self._window.page_named(draft.area), (draft.area, draft.kind)
            if page is None:
                found.append(BroughtBack("", Fate.UNREADABLE))
            elif form not in shown and (one := self._bring_back_one(page, draft)) is not None:
                found.append(one)
                if one.fate is not Fate.UNREADABLE:
                    pages[draft.area] = page
                    shown.add(form)
        if pages:
            self._window.show_area_named(next(iter(pages)))
            self._window.ask(self._question(brought_back_text(found), list(pages.values())))
        elif found:
            self._window.tell(brought_back_text(found))

    def _left(self) -> list[KeptDraft]:
        try:
            return self._drafts.left()
        except CapaDeskError as error:
            _LOG.warning("drafts cannot be read: %s", ProgramWord(error.code))
            return []

    def _bring_back_one(self, page: WindowPage, draft: KeptDraft) -> BroughtBack | None:
        from capadesk.ui.common.editing.brought_back import BroughtBack, Fate

        try:
            one = page.bring_back_draft(draft)
            if one is None:
                self._drafts.forget(draft.area, draft.record_id)
        except Exception:  # noqa: BLE001 - else the program would not start any more
            _LOG.exception("a draft cannot be shown")
            page.revert()
            return BroughtBack("", Fate.UNREADABLE)
        return one

    def _question(self, text: str, pages: list[WindowPage]) -> Question:
        keep = Answer(_("&Keep editing"), pages[0].focus_editor)
        if len(pages) == 1:
            save, discard = Answer(_("&Save it"), self._save_all, is_main=True), _("&Discard it")
        else:
            save, discard = Answer(_("&Save all"), self._save_all, is_main=True), _("&Discard all")
        return Question(text, (save, Answer(discard, self._discard_all), keep))

    def keep_at_once(self) -> None:
        """Keep what was typed until now, and wait until it lies on the disk."""
        for page in self._window.made_pages().values():
            page.keep_at_once()
