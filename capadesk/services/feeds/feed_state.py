"""How a feed fares: when it was last published, what failed, and when it is tried again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure, UserError

_WAITS_S = (60, 300, 900, 3600)
"""How long the next try waits after the first failure, the second, ..."""
_FILE_WAIT_S = 60
"""A folder that comes back is not worth waiting for: looking for it costs nothing."""
_LONG = timedelta(hours=1)
_USERS_TURN = frozenset(
    {
        *("feed_login_wrong", "feed_password_needed", "feed_not_permitted", "feed_not_found"),
        *("feed_not_secure", "feed_redirected", "feed_changed_there", "feed_refused", "feed_file_taken"),
    }
)
"""What does not mend itself."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """Times are UTC. `mark` is the store's newest change that was published; `events` how many are out.

    `error` is the code of what failed the last time, "" if nothing did, with its `data`.
    """

    published_at: datetime | None = None
    events: int = 0
    mark: int = -1
    error: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    failing_since: datetime | None = None
    failures: int = 0
    next_try: datetime | None = None

    @property
    def failure(self) -> CapaDeskError | None:
        """What failed the last time, as it was raised."""
        if not self.error:
            return None
        kind = UserError if self.error in _USERS_TURN else EnvironmentFailure
        return kind(self.error, **self.data)

    @property
    def is_users_turn(self) -> bool:
        """Whether it does not mend itself."""
        return self.error in _USERS_TURN

    def is_worrying(self, now: datetime) -> bool:
        """Whether the user should hear of it: it fails for long, or waits for something that they must do."""
        if self.failing_since is None:
            return False
        return self.is_users_turn or now - self.failing_since >= _LONG

    def published(self, now: datetime, events: int, mark: int) -> FeedState:
        """The state after it went well."""
        return FeedState(now, events, mark)

    def failed(self, error: CapaDeskError, now: datetime, *, is_file: bool) -> FeedState:
        """The state after it failed; what was published before stays said."""
        failures = self.failures + 1
        if is_file:
            wait = _FILE_WAIT_S
        elif error.code in _USERS_TURN:
            wait = _WAITS_S[-1]
        else:
            wait = _WAITS_S[min(failures, len(_WAITS_S)) - 1]
        return replace(
            self,
            error=error.code,
            data=dict(error.data),
            failures=failures,
            failing_since=self.failing_since or now,
            next_try=now + timedelta(seconds=wait),
        )

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


def state_of_text(text: str) -> FeedState:
    """The state that was kept; nonsense is that of a feed that was never published."""
    try:
        kept = json.loads(text or "{}")
        for name in ("published_at", "failing_since", "next_try"):
            if kept.get(name) is not None:
                kept[name] = datetime.fromisoformat(kept[name])
        return FeedState(**kept)
    except (ValueError, TypeError, AttributeError):
        return FeedState()
