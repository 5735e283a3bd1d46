"""Finds any record and any command by what is typed, with what was used last on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.codes import KindFamily
from capadesk.services.desk import Desk
from capadesk.services.finder_commands import Command, Fit, fit_of, marks_of, matching_commands
from capadesk.services.finding_words import FindingWords
from capadesk.services.last_used import Used, used_command, used_record
from capadesk.services.ports import SearchHit

COMMANDS_ONLY = ">"
"""Typed first, it narrows to commands."""

_HITS_OF_A_KIND = 8
_ROWS_OF_A_GROUP = 5
_GROUPS_SHOWN_WHOLE = 2
_USED_AT_BEGIN = 8
_USED_THAT_FIT = 4
_ROWS_AT_BEGIN = 9
_COMMON_AT_LEAST = 3


class Group(StrEnum):
    """Under which heading a finding stands; in this order where two fit equally well."""

    USED = "used"
    PEOPLE = "people"
    EVENTS = "events"
    MEETINGS = "meetings"
    ORGANISATIONS = "organisations"
    COMMANDS = "commands"
    ACTIONS = "actions"
    DECISIONS = "decisions"
    INTERACTIONS = "interactions"
    SERIES = "series"
    PROJECTS = "projects"
    CITIES = "cities"
    TAGS = "tags"


_GROUPS = {
    "person": Group.PEOPLE,
    "event": Group.EVENTS,
    "organisation": Group.ORGANISATIONS,
    "action": Group.ACTIONS,
    "decision": Group.DECISIONS,
    "interaction": Group.INTERACTIONS,
    "series": Group.SERIES,
    "project": Group.PROJECTS,
    "city": Group.CITIES,
    "tag": Group.TAGS,
}
_ORDER = list(Group)


class Finding(NamedTuple):
    """One row: a record or a command."""

    group: Group
    title: str
    detail: str
    record: SearchHit | None = None
    command: Command | None = None
    fit: Fit = Fit.SAME
    marks: tuple[tuple[int, int], ...] = ()
    """Where the title holds what was typed: (first, after last)."""

    @property
    def use(self) -> Used:
        """What is kept when it is chosen."""
        if self.record is not None:
            return used_record(self.record.kind, self.record.record_id)
        assert self.command is not None
        return used_command(self.command.key)


class Question(NamedTuple):
    """What is asked: the typed text, the commands that can be run now, what was used last (newest first)."""

    text: str
    commands: tuple[Command, ...] = ()
    uses: tuple[Used, ...] = ()


class Findings(NamedTuple):
    """The rows in their order, those of one group together."""

    text: str
    rows: tuple[Finding, ...]

    @property
    def are_similar(self) -> bool:
        """Whether nothing is written as it was typed."""
        return bool(self.rows) and all(row.fit is Fit.SIMILAR for row in self.rows)


class FinderService:
    """Decides what is found, in which order; safe to call from any thread, one at a time.

    `kinds` are the kinds of records that can be shown, `has_place` whether a record of them can.
    """

    def __init__(self, desk: Desk, kinds: Sequence[str], has_place: Callable[[str, UUID], bool]) -> None:
        self._lists = desk.store.lists
        self._code_book = desk.code_book
        self._words = FindingWords(desk.store, desk.localisation, desk.code_book)
        self._kinds = tuple(kinds)
        self._has_place = has_place

    def prepare(self) -> None:
        """Read ahead what the first answer to typed words would wait for."""
        self._lists.prepare_search()

    def find(self, question: Question) -> Findings:
        """What fits; without a word what was used last, and the common commands."""
        text = question.text.strip()
        if text.startswith(COMMANDS_ONLY):
            rows = self._commands_only(text.removeprefix(COMMANDS_ONLY).strip(), question)
        elif not text:
            rows = self._at_begin(question)
        else:
            rows = self._found(text, question)
        typed = text.removeprefix(COMMANDS_ONLY)
        return Findings(question.text, tuple(row._replace(marks=marks_of(typed, row.title)) for row in rows))

    # --- without a word ---------------------------------------------------------------------------

    def _at_begin(self, question: Question) -> list[Finding]:
        self._words.forget()
        used = self._used(question)[:_USED_AT_BEGIN]
        shown = {row.command for row in used}
        common = [each for each in question.commands if each.keys and each not in shown]
        room = max(_ROWS_AT_BEGIN - len(used), _COMMON_AT_LEAST)
        return used + [_of_command(each, Group.COMMANDS, Fit.SAME) for each in common[:room]]

    def _used(self, question: Question) -> list[Finding]:
        """What was used last and is still there."""
        records = [use.record for use in question.uses]
        hits = {
            used_record(hit.kind, hit.record_id): hit
            for hit in self._placed(self._lists.hits_by_id([each for each in records if each is not None]))
        }
        commands = {used_command(command.key): command for command in question.commands}
        found = []
        for use in question.uses:
            if use in hits:
                found.append(self._of_record(hits[use], Group.USED, Fit.SAME))
            elif use in commands:
                found.append(_of_command(commands[use], Group.USED, Fit.SAME))
        return found

    # --- commands ---------------------------------------------------------------------------------

    def _commands_only(self, typed: str, question: Question) -> list[Finding]:
        matching = matching_commands(typed, question.commands)
        places = {use: place for place, use in enumerate(question.uses)}
        if not typed:
            matching.sort(key=lambda each: places.get(used_command(each[1].key), len(places)))
        return [_of_command(command, Group.COMMANDS, fit) for fit, command in matching]

    # --- by words ---------------------------------------------------------------------------------

    def _found(self, text: str, question: Question) -> list[Finding]:
        hits = self._placed(self._lists.search(text, self._kinds, _HITS_OF_A_KIND))
        rows = [self._of_record(hit, self._group_of(hit), _fit_of_hit(text, hit)) for hit in hits]
        commands = matching_commands(text, question.commands)
        if any(row.fit is not Fit.SIMILAR for row in rows):
            commands = [each for each in commands if each[0] is not Fit.SIMILAR]
        rows += [_of_command(command, Group.COMMANDS, fit) for fit, command in commands]
        used = self._used_that_fit(text, rows, question)
        taken = {row.use for row in used}
        return used + _in_groups(row for row in rows if row.use not in taken)

    def _used_that_fit(self, text: str, rows: Sequence[Finding], question: Question) -> list[Finding]:
        """What was used last and is found now, or would be if more were shown of its kind."""
        found = {row.use: row.fit for row in rows if row.fit is not Fit.SIMILAR}
        fitting = []
        for row in self._used(question):
            fit = found[row.use] if row.use in found else fit_of(text, row.title)
            if fit is not None:
                fitting.append(row._replace(fit=fit))
        return fitting[:_USED_THAT_FIT]

    # --- rows -------------------------------------------------------------------------------------

    def _placed(self, hits: Iterable[SearchHit]) -> list[SearchHit]:
        return [hit for hit in hits if hit.kind in self._kinds and self._has_place(hit.kind, hit.record_id)]

    def _group_of(self, hit: SearchHit) -> Group:
        is_meeting = hit.kind == "event" and hit.code in self._code_book.kinds_of_family(KindFamily.MEETING)
        return Group.MEETINGS if is_meeting else _GROUPS[hit.kind]

    def _of_record(self, hit: SearchHit, group: Group, fit: Fit) -> Finding:
        return Finding(group, self._words.title(hit), self._words.detail(hit), hit, None, fit)


def _of_command(command: Command, group: Group, fit: Fit) -> Finding:
    return Finding(group, command.words, command.menu, None, command, fit)


def _fit_of_hit(text: str, hit: SearchHit) -> Fit:
    if hit.is_similar:
        return Fit.SIMILAR
    fit = fit_of(text, hit.title)
    return Fit.ELSEWHERE if fit is None else fit


def _in_groups(rows: Iterable[Finding]) -> list[Finding]:
    """The best first in each group, the group of the best first."""
    groups: dict[Group, list[Finding]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.fit)
    ordered = sorted(groups.items(), key=lambda each: (each[1][0].fit, _ORDER.index(each[0])))
    at_most = _HITS_OF_A_KIND if len(groups) <= _GROUPS_SHOWN_WHOLE else _ROWS_OF_A_GROUP
    return [row for _group, members in ordered for row in members[:at_most]]
