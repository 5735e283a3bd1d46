"""Decides for synchronising with a hub: what is said of both ways, before and after (without Qt)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, auto
from functools import partial
from typing import Any, NamedTuple

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.merging.synchronise_service import (
    MOST_RECORDS,
    OneWay,
    Synchronised,
    SynchronisePreview,
)
from capadesk.services.ports import MergeResult, ProgressCallback
from capadesk.services.store_place import everything_anew, is_hub, short_name
from capadesk.services.words import N_, _, ngettext
from capadesk.ui.common.hub_presenter import hub_problem
from capadesk.ui.common.job_runner import Work
from capadesk.ui.common.lists.day_rows import moment_text
from capadesk.ui.common.wording.sentences import count_text

SYNCHRONISED = N_("Synchronised with “{name}”")
LOST = frozenset({"hub_unreachable", "hub_lost"})
"""What passes by itself: it is tried again."""
ASKS = frozenset(
    {
        *("hub_password_needed", "hub_password_wrong", "hub_refused", "hub_database_missing"),
        *("hub_not_secure", "hub_empty"),
    }
)
"""What the form of the hub can mend."""
_KINDS = ("event", "person", "organisation", "action", "decision", "interaction", "series", "project")
_MOST_AUTHORS = 4


class State(Enum):
    """How far it is."""

    IS_HUB = auto()
    NO_HUB = auto()
    READY = auto()
    RUNNING = auto()
    DONE = auto()
    LOST = auto()
    FAILED = auto()


class Outcome(NamedTuple):
    """What came of one attempt; `received` was taken in even if the rest failed with `error`."""

    done: Synchronised | None
    received: MergeResult | None
    error: CapaDeskError | None = None


class WayWords(NamedTuple):
    """What stands in the card of one way."""

    title: str
    text: str


class SynchronisePresenter:
    """One data file and its hub."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._service = desk.synchronise
        self.state = State.NO_HUB
        self.preview: SynchronisePreview | None = None
        self.outcome: Outcome | None = None
        self.is_tried_again = False
        """Whether the hub, which did not answer, is asked again in a moment."""
        self.begin_anew()

    @property
    def address(self) -> str:
        """That of the hub; "" as long as none is named."""
        return "" if is_hub(self.desk.store.location) else self._service.known_hub().address

    @property
    def hub_name(self) -> str:
        """How the hub reads."""
        return short_name(self.address)

    @property
    def can_write(self) -> bool:
        """Whether anything can be taken in here."""
        return not self.desk.store.is_read_only

    def use(self, address: str) -> None:
        """Another hub; UserError `read_only`."""
        self._service.remember(address)
        self.preview = None
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what came of it."""
        self.outcome = None
        if is_hub(self.desk.store.location):
            self.state = State.IS_HUB
        else:
            self.state = State.READY if self.address else State.NO_HUB

    # --- work for other threads ---------------------------------------------------------------------

    def look(self) -> Callable[[], SynchronisePreview]:
        """Asks what would come and go."""
        return partial(self._service.look, self.address)

    def synchronise(self) -> Work[Outcome]:
        """Does it, and tells what became of it, also if it fails or is cancelled on the way."""
        address, service = self.address, self._service

        def work(step: ProgressCallback) -> Outcome:
            received: list[MergeResult] = []
            try:
                done = service.synchronise(address, step, received.append)
            except CapaDeskError as error:
                return Outcome(None, received[0] if received else None, error)
            return Outcome(done, done.received)

        return work

    def take(self, outcome: Outcome) -> ChangeSet | None:
        """Note what came of it; what windows are to be told, None if nothing came."""
        self.outcome = outcome
        error = outcome.error
        if error is None:
            self.state, self.preview = State.DONE, None
        elif error.code in LOST:
            self.state = State.LOST
        else:
            self.state = State.READY if isinstance(error, Cancelled) else State.FAILED
        if outcome.received is None:
            return None
        anew = everything_anew()
        return ChangeSet(
            anew.stamp,
            datetime.now(UTC),
            "",
            SYNCHRONISED,
            {"name": self.hub_name},
            created_counts=anew.created_counts,
        )

    def take_failure(self, error: CapaDeskError) -> None:
        """Looking at the hub failed."""
        self.outcome = Outcome(None, None, error)
        self.state = State.LOST if error.code in LOST else State.FAILED

    # --- words --------------------------------------------------------------------------------------

    def last_text(self) -> str:
        """When it was last done."""
        at = self._service.known_hub().at
        if at is None:
            return _("Not synchronised yet")
        return _("Last synchronised: {time}").format(time=moment_text(self.desk, at))

    @property
    def conflicts(self) -> int:
        """How many fields contradict since."""
        outcome = self.outcome
        if outcome is None:
            return 0
        results = (outcome.received, outcome.done.sent if outcome.done is not None else None)
        return max((result.conflicts for result in results if result is not None), default=0)

    def coming(self) -> WayWords:
        """The card of what comes from the hub."""
        if self.outcome is not None and self.outcome.received is not None:
            return self._result(self.outcome.received)
        if self.state is State.DONE:
            return WayWords(_("Nothing was new"), "")
        return self._way(self.preview.coming if self.preview is not None else None)

    def going(self) -> WayWords:
        """The card of what goes to the hub."""
        if self.outcome is not None and self.outcome.done is not None:
            return self._result(self.outcome.done.sent)
        return self._way(self.preview.going if self.preview is not None else None)

    def state_text(self) -> str:
        """What is to be known now; "" for nothing."""
        error = self.outcome.error if self.outcome is not None else None
        match self.state:
            case State.DONE:
                return _("This file and the hub hold the same now.")
            case State.LOST:
                text = _("The hub does not answer.")
                if self.is_tried_again:
                    text = _(
                        "The hub does not answer. CapaDesk tries again by itself and goes on from there."
                    )
                return text + " " + self._stays_text()
            case State.FAILED if error is not None:
                return hub_problem(error).text
            case _:
                return ""

    def stopped_text(self) -> str:
        """What is said when somebody has stopped it."""
        return _("Stopped.") + " " + self._stays_text()

    def _stays_text(self) -> str:
        if self.outcome is not None and self.outcome.received is not None:
            return _("What has come from the hub stays.")
        return _("Nothing was changed here.")

    def _way(self, way: OneWay | None) -> WayWords:
        if way is None:
            return WayWords("–", "")
        if not way.change_sets:
            return WayWords(_("Nothing new"), "")
        title = ngettext("{count} change", "{count} changes", way.change_sets)
        return WayWords(title.format(count=self._number(way.change_sets)), "\n".join(self._lines(way)))

    def _lines(self, way: OneWay) -> list[str]:
        lines = []
        counted = ", ".join(count_text(kind, way.records[kind]) for kind in _KINDS if kind in way.records)
        if not way.is_whole:
            lines.append(_("More than {count} records").format(count=self._number(MOST_RECORDS)))
        elif counted:
            lines.append(counted)
        if way.authors:
            named = list(way.authors[:_MOST_AUTHORS])
            more = len(way.authors) - len(named)
            if more:
                text = ngettext("{count} more", "{count} more", more)
                named.append(text.format(count=self._number(more)))
            lines.append(_("by {names}").format(names=self.desk.localisation.join(named)))
        return lines

    def _result(self, result: MergeResult) -> WayWords:
        if not result.change_sets and not result.waiting:
            return WayWords(_("Nothing was new"), "")
        title = ngettext("{count} change taken in", "{count} changes taken in", result.change_sets)
        lines = [
            text.format(count=self._number(count))
            for text, count in (
                (
                    ngettext("{count} record is new", "{count} records are new", result.created),
                    result.created,
                ),
                (ngettext("{count} was changed", "{count} were changed", result.updated), result.updated),
                (
                    ngettext("{count} field contradicts", "{count} fields contradict", result.conflicts),
                    result.conflicts,
                ),
                (
                    ngettext(
                        "{count} change waits for others", "{count} changes wait for others", result.waiting
                    ),
                    result.waiting,
                ),
            )
            if count
        ]
        return WayWords(title.format(count=self._number(result.change_sets)), "\n".join(lines))

    def _number(self, count: Any) -> str:
        return self.desk.localisation.number(count)
