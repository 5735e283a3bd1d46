"""Whose public holidays the user of this desk sees in the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from capadesk.services.own_platform import platform_of

if TYPE_CHECKING:
    from capadesk.services.ports import Store

_SETTING = "holidays"
_NONE = "none"


class HolidayChoice(NamedTuple):
    """Whether they are shown, and of which countries (ISO 3166-1 alpha-2); () for that of the platform."""

    are_shown: bool = True
    countries: tuple[str, ...] = ()


def holiday_choice(store: Store) -> HolidayChoice:
    """What was chosen; shown, of the platform's country, if nothing was."""
    words = store.own_setting(_SETTING).split()
    return HolidayChoice(_NONE not in words, tuple(word for word in words if word != _NONE))


def choose_holidays(store: Store, choice: HolidayChoice) -> None:
    """Keep a choice. UserError `read_only`."""
    words = [] if choice.are_shown else [_NONE]
    store.set_own_setting(_SETTING, " ".join([*words, *choice.countries]))


def countries_with_holidays(store: Store) -> tuple[str, ...]:
    """The countries whose holidays are to be shown now."""
    choice = holiday_choice(store)
    if not choice.are_shown:
        return ()
    platform = platform_of(store)
    own = (platform.country,) if platform is not None and platform.country else ()
    return choice.countries or own
