"""The ambassador who works here: name and e-mail, and the language that dates are said in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from capadesk.domain.errors import InvalidRecord

if TYPE_CHECKING:
    from capadesk.services.ports import Store

OWN_NAME, OWN_EMAIL, OWN_LANGUAGE = "author", "author_email", "language"
"""The own settings of a data file that hold them."""


class OwnProfile(NamedTuple):
    """Who signs changes and reports."""

    name: str
    email: str


class OwnProfileService:
    """Reads and keeps what the user of this desk says about themselves; it is never merged."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def profile(self) -> OwnProfile:
        """The name that changes carry now, and the e-mail that goes with it."""
        return OwnProfile(self._store.author, self._store.own_setting(OWN_EMAIL))

    def save(self, profile: OwnProfile) -> None:
        """Sign with this name from now on; InvalidRecord; UserError `read_only`."""
        problems = []
        if not profile.name.strip():
            problems.append({"field": "name", "code": "missing"})
        if profile.email and not _is_address(profile.email):
            problems.append({"field": "email", "code": "not_an_email"})
        if problems:
            raise InvalidRecord("profile", problems)
        self._store.set_own_setting(OWN_NAME, profile.name)
        self._store.set_own_setting(OWN_EMAIL, profile.email)
        self._store.sign_as(profile.name)

    def language(self) -> str:
        """The tag that was chosen for this file; "" for that of the system."""
        return self._store.own_setting(OWN_LANGUAGE)

    def choose_language(self, tag: str) -> None:
        """Keep a language; it is spoken when the file is next opened. UserError `read_only`."""
        self._store.set_own_setting(OWN_LANGUAGE, tag)


def _is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and not any(c.isspace() for c in text)
