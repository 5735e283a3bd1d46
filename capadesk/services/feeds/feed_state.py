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
_LONGEST_WAIT_S = 86_400
_TRUSTED = timedelta(days=7)
"""How long what a server says has changed is believed, before all of it is listed again."""
_USERS_TURN = frozenset(
    {
        *("feed_login_wrong", "feed_password_needed", "feed_not_permitted", "feed_not_found"),
        *("feed_not_secure", "feed_redirected", "feed_changed_there", "feed_refused", "feed_file_taken"),
        "feed_server_full",
    }
)
"""What does not mend itself."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """Times are UTC. `mark` is the store's newest change that was published; `events` how many are out.

    `error` is the code of what failed the last time, "" if nothing did, with its `data`. `token` is the
    server's name for the state that it was left in, if that is known; all of it was listed at `listed_at`.
    """

    published_at: datetime | None = None
    events: int = 0
    mark: int = -1
    error: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    failing_since: datetime | None = None
    failures: int = 0
    next_try: datetime | None = None
    token: str = ""
    listed_at: datetime | None = None

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

    def token_to_ask_with(self, now: datetime) -> str:
        """The token, unless everything is to be listed again."""
        is_trusted = self.listed_at is not None and now - self.listed_at < _TRUSTED
        return self.token if is_trusted else ""

    def published(self, now: datetime, events: int, mark: int, token: str = "") -> FeedState:
        """The state after it went well; `token` names the state that the server was left in."""
        listed_at = (self.listed_at if self.token_to_ask_with(now) else now) if token else None
        return FeedState(now, events, mark, token=token, listed_at=listed_at)

    def failed(self, error: CapaDeskError, now: datetime, *, is_file: bool) -> FeedState:
        """The state after it failed; what was published before stays said."""
        failures = self.failures + 1
        if is_file:
            wait = _FILE_WAIT_S
        elif error.code in _USERS_TURN:
            wait = _WAITS_S[-1]
        else:
            wait = _WAITS_S[min(failures, len(_WAITS_S)) - 1]
        if error.code == "feed_server_busy":
            wait = max(wait, min(error.data["seconds"], _LONGEST_WAIT_S))
        return replace(
            self,
            error=error.code,
            data=dict(error.data),
            failures=failures,
            failing_since=self.failing_since or now,
            next_try=now + timedelta(seconds=wait),
            token="",
            listed_at=None,
        )

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


def state_of_text(text: str) -> FeedState:
    """The state that was kept; nonsense is that of a feed that was never published."""
    try:
        kept = json.loads(text or "{}")
        for name in ("published_at", "failing_since", "next_try", "listed_at"):
            if kept.get(name) is not None:
                kept[name] = datetime.fromisoformat(kept[name])
        return FeedState(**kept)
    except (ValueError, TypeError, AttributeError):
        return FeedState()
