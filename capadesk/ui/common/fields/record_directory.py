"""How records read that fields refer to, and the making of new ones by a typed name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from capadesk.domain.codes import CodeList
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Affiliation, City, Series, Tag
from capadesk.services.ports import Choice
from capadesk.services.record_service import RecordService
from capadesk.services.words import _
from capadesk.ui.common.newest_answer import NewestAnswer

if TYPE_CHECKING:
    from capadesk.services.desk import Desk


_PATIENCE_S = 0.015
_SIMILAR = 8


class SimilarChoices(NamedTuple):
    """Records, with their kinds, that words nearly like the typed text name."""

    text: str
    choices: tuple[tuple[str, Choice], ...]


class RecordDirectory(QObject):
    """What the choosers of one editor ask. A record that is made here is stored at once."""

    record_created = Signal(object)
    creation_failed = Signal(object)
    similar_found = Signal(object)
    """The SimilarChoices that were asked for last."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[tuple[str, UUID], Choice] = {}
        self._answer: NewestAnswer | None = None

    def choices(self, kind: str, text: str, limit: int = 30) -> Sequence[Choice]:
        """Records of the kind whose name holds the typed words."""
        found = self._desk.store.lists.choices(kind, text, limit)
        return [self._keep(kind, choice) for choice in found]

    def ask_similar(self, kinds: Sequence[str], text: str) -> None:
        """Look in a thread for records whose words are written nearly like these: see `similar_found`."""
        if self._answer is None:
            self._answer = NewestAnswer("similar", _PATIENCE_S, self)
            self._answer.loaded.connect(self._tell_similar)
            self._answer.failed.connect(self.creation_failed)
        lists = self._desk.store.lists

        def read() -> SimilarChoices:
            found = [
                (kind, choice) for kind in kinds for choice in lists.similar_choices(kind, text, _SIMILAR)
            ]
            return SimilarChoices(text, tuple(found))

        self._answer.ask(read)

    def _tell_similar(self, found: SimilarChoices) -> None:
        said = tuple((kind, self._keep(kind, choice)) for kind, choice in found.choices)
        self.similar_found.emit(SimilarChoices(found.text, said))

    def wait(self) -> None:
        """End the thread: before the store is closed."""
        if self._answer is not None:
            self._answer.wait()
            self._answer = None

    def know(self, kind: str, ids: Iterable[UUID | None]) -> None:
        """Read how these records are called, all at once."""
        wanted = [i for i in dict.fromkeys(ids) if i is not None and (kind, i) not in self._known]
        if wanted:
            for choice in self._desk.store.lists.choices_by_id(kind, wanted):
                self._keep(kind, choice)

    def name(self, kind: str, record_id: UUID | None) -> str:
        """How the record is called; a dash of words if it is nowhere to be found."""
        if record_id is None:
            return ""
        self.know(kind, [record_id])
        choice = self._known.get((kind, record_id))
        return choice.name if choice else _("(not found)")

    def detail(self, kind: str, record_id: UUID | None) -> str:
        """What tells it from others of the same name."""
        if record_id is None:
            return ""
        self.know(kind, [record_id])
        choice = self._known.get((kind, record_id))
        return choice.detail if choice else ""

    def _keep(self, kind: str, choice: Choice) -> Choice:
        """The choice in words: what the lists give as a code reads as its word."""
        name, detail = choice.name, choice.detail
        if kind == "tag":
            name = _(name) if name else name
            detail = self._desk.code_book.label(CodeList.TAG_GROUP, detail)
        elif kind == "city":
            detail = self._desk.code_book.label(CodeList.COUNTRY, detail)
        elif kind == "event":
            detail = detail[:10]
        if detail == name:
            detail = ""
        known = self._known[kind, choice.id] = Choice(choice.id, name, detail)
        return known

    def main_organisation(self, person_id: UUID) -> UUID | None:
        """The organisation that a person mainly stands for."""
        found = self._desk.store.select(Affiliation, person_id=person_id)
        current = [a for a in found if a.end is None or a.end >= self._desk.clock.today()]
        main = [a for a in current if a.is_main] or (current if len(current) == 1 else [])
        return main[0].organisation_id if main else None

    def forget(self) -> None:
        """Read the names anew: they may have changed since."""
        self._known.clear()

    def create(self, kind: str, name: str) -> UUID | None:
        """Store a new record with that name; None if that failed, which `creation_failed` tells."""
        try:
            record_id, change_set = self._stored(kind, name.strip())
        except CapaDeskError as error:
            self.creation_failed.emit(error)
            return None
        self._known[kind, record_id] = Choice(record_id, name.strip(), "")
        self.record_created.emit(change_set)
        return record_id

    def _stored(self, kind: str, name: str) -> tuple[UUID, object]:
        if kind == "person":
            person = self._desk.people.new(name)
            return person.person.id, self._desk.people.save(person)
        if kind == "organisation":
            organisation = self._desk.organisations.new(name)
            return organisation.organisation.id, self._desk.organisations.save(organisation)
        record: City | Tag | Series
        if kind == "city":
            record = City(id=new_id(), name=name)
        elif kind == "tag":
            record = Tag(id=new_id(), name=name)
        else:
            record = Series(id=new_id(), name=name)
        return record.id, RecordService(self._desk.store).add(record)


def create_words(kind: str, name: str) -> str:
    """The entry of a chooser that makes a new record."""
    words = {
        "person": _("Create person “{name}”"),
        "organisation": _("Create organisation “{name}”"),
        "city": _("Create city “{name}”"),
        "tag": _("Create tag “{name}”"),
        "series": _("Create series “{name}”"),
    }
    return words[kind].format(name=name)
