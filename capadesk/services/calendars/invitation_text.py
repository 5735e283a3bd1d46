"""What an invitation says in words: subject, plain text and HTML of its mail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from html import escape

from capadesk.domain.records import Event
from capadesk.domain.series_rule import dates_between, local_starts, rule_of
from capadesk.resource_files import resource_path
from capadesk.services.ports import CalendarEntry, InvitationMethod, Localisation

_STYLE = "font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45;color:#1f2328"
_LABEL = "padding:2px 16px 2px 0;color:#59636e;vertical-align:top;white-space:nowrap"
_SUBJECT = 200
_MOST_DATES = 6
_LOOKED_AHEAD = timedelta(days=800)
_ENGLISH = {
    "invitation": "Invitation: {title}",
    "cancelled": "Cancelled: {title}",
    "asked": "You are invited. Please accept or decline; your calendar will remember it.",
    "told": "This event does not take place. Your calendar will take it out.",
    "what": "What",
    "when": "When",
    "again": "Again",
    "where": "Where",
    "online": "Online",
    "website": "Website",
}


class InvitationText:
    """The words of one invitation; `localisation` says dates in the mail's language."""

    def __init__(
        self,
        entry: CalendarEntry,
        method: InvitationMethod,
        organiser: str,
        localisation: Localisation,
        language: str,
    ) -> None:
        self._entry, self._method, self._organiser = entry, method, organiser
        self._localisation = localisation
        self.language = _known(language or localisation.language)
        self._words = words_in(self.language)

    @property
    def title(self) -> str:
        """The event's title, on one line."""
        return _one_line(self._event.title)

    @property
    def subject(self) -> str:
        """One line, at most 200 characters."""
        form = self._words["cancelled" if self._is_cancelled else "invitation"]
        return _one_line(form.format(title=self._event.title))[:_SUBJECT]

    @property
    def plain(self) -> str:
        """The mail's plain text."""
        parts = [self._opening, "\n".join(f"{label}: {value}" for label, value in self._facts())]
        if not self._is_cancelled:
            parts.append(self._event.description.strip())
        parts.append(self._organiser)
        return "\n\n".join(part for part in parts if part.strip()) + "\n"

    @property
    def html(self) -> str:
        """The same as HTML."""
        rows = "".join(
            f'<tr><td style="{_LABEL}">{escape(label)}</td><td>{_linked(value)}</td></tr>'
            for label, value in self._facts()
        )
        parts = [f"<p>{escape(self._opening)}</p>", f'<table style="border-collapse:collapse">{rows}</table>']
        if not self._is_cancelled:
            parts += [
                f"<p>{'<br>'.join(map(_linked, each.split(chr(10))))}</p>"
                for each in self._event.description.strip().split("\n\n")
                if each.strip()
            ]
        parts.append(f"<p>{escape(self._organiser)}</p>")
        title = escape(self.subject)
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
            f'<body style="{_STYLE}">{"".join(parts)}</body></html>\n'
        )

    @property
    def _event(self) -> Event:
        return self._entry.event

    @property
    def _is_cancelled(self) -> bool:
        return self._method is InvitationMethod.CANCEL

    @property
    def _opening(self) -> str:
        return self._words["told" if self._is_cancelled else "asked"]

    def _facts(self) -> Iterator[tuple[str, str]]:
        event, words = self._event, self._words
        yield words["what"], _one_line(event.title)
        yield words["when"], self._localisation.when(event.when)
        if again := self._next_dates():
            yield words["again"], again
        country = self._localisation.country_name(event.country) if event.country else ""
        places = dict.fromkeys(_one_line(part) for part in (event.venue, self._entry.city, country))
        if where := ", ".join(filter(None, places)):
            yield words["where"], where
        if event.online_link.strip():
            yield words["online"], event.online_link.strip()
        if event.website.strip():
            yield words["website"], event.website.strip()

    def _next_dates(self) -> str:
        """The next dates of a series: these are understood in every language."""
        event = self._event
        series, gone = rule_of(event), set(local_starts(event.exceptions, event))
        if series is None or event.when.start is None:
            return ""
        found: list[str] = []
        for start in dates_between(series, series.first, series.first + _LOOKED_AHEAD).starts[1:]:
            day = start.date()
            if start not in gone and day not in gone:
                found.append(self._localisation.date(day))
            if len(found) > _MOST_DATES:
                return "; ".join([*found[:_MOST_DATES], "…"])
        return "; ".join(found)


@cache
def _all_words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(resource_path("invitation_words.json").read_bytes())
    return found


def spoken_languages() -> Sequence[str]:
    """The languages that invitations can be written in beside English, as tags."""
    return sorted(_all_words())


def _known(language: str) -> str:
    """The tag that an invitation can be written in, nearest to this one."""
    for tag in (language, language.partition("-")[0]):
        if tag in _all_words():
            return tag
    return "en"


def words_in(language: str) -> dict[str, str]:
    """The words of an invitation in a language ("de", "de-AT"): English where there are no others."""
    known = _all_words()
    return _ENGLISH | (known.get(language) or known.get(language.partition("-")[0]) or {})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _linked(text: str) -> str:
    """Text as HTML; an address of the web that stands alone can be clicked."""
    words = text.split(" ")
    return " ".join(
        f'<a href="{escape(word)}">{escape(word)}</a>'
        if word.startswith(("https://", "http://")) and '"' not in word
        else escape(word)
        for word in words
    )
