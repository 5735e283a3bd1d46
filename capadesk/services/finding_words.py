"""How a found record reads: its title, and a second line with its date, its place and what it belongs to."""

from __future__ import annotations

from capadesk.domain.codes import CodeList
from capadesk.services.code_book import StoredCodeBook
from capadesk.services.own_platform import zone_of
from capadesk.services.ports import Localisation, SearchHit, Store
from capadesk.services.words import _


class FindingWords:
    """Words hits in the user's language."""

    def __init__(self, store: Store, localisation: Localisation, code_book: StoredCodeBook) -> None:
        self._store = store
        self._localisation = localisation
        self._code_book = code_book
        self._own_zone: str | None = None

    def forget(self) -> None:
        """The profile may have changed: read again which zone need not be named."""
        self._own_zone = None

    def title(self, hit: SearchHit) -> str:
        """Its first line; of a contact without a subject the channel."""
        if hit.title.strip():
            return " ".join(hit.title.split())
        return self._code_book.label(CodeList.INTERACTION_CHANNEL, hit.code) or _("Without a title")

    def detail(self, hit: SearchHit) -> str:
        """Its second line; "" if there is nothing to say."""
        return " · ".join(part for part in self._parts(hit) if part)

    def _parts(self, hit: SearchHit) -> tuple[str, ...]:
        when = self._localisation.when(hit.when, own_zone=self._zone()) if hit.when.is_known else ""
        match hit.kind:
            case "event":
                return when or _("No date yet"), hit.detail
            case "action":
                return (_("due {date}").format(date=when) if when else ""), hit.detail
            case "organisation":
                return self._code_book.label(CodeList.HELIX, hit.code), hit.detail
            case "city":
                return (self._localisation.country_name(hit.code) if hit.code else "",)
            case "tag":
                return (self._code_book.label(CodeList.TAG_GROUP, hit.code),)
            case _:
                return when, hit.detail

    def _zone(self) -> str:
        if self._own_zone is None:
            self._own_zone = zone_of(self._store)
        return self._own_zone
