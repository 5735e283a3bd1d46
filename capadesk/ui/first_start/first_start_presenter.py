"""Decides what the first start proposes, and keeps what was answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capadesk.services.desk import Desk
from capadesk.services.own_profile import OwnProfile, OwnProfileService
from capadesk.services.platform_service import PlatformService
from capadesk.services.words import _
from capadesk.ui.common.wording.languages import named_languages
from capadesk.ui.first_start.system_guess import SystemGuess, known_language


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """What is asked at the first start."""

    name: str
    platform: str
    country: str
    time_zone: str
    language: str


class FirstStartPresenter:
    """One page of questions, each answered already."""

    def __init__(self, desk: Desk, guess: SystemGuess) -> None:
        self._desk = desk
        self._guess = guess
        self._platforms = PlatformService(desk.store)

    def proposal(self) -> FirstAnswers:
        """What is right for most."""
        fallback = self._platforms.new(self._guess.language)
        return FirstAnswers(
            name=self._guess.name,
            platform=self.platform_name(self._guess.country),
            country=self._guess.country,
            time_zone=self._guess.time_zone or fallback.time_zone,
            language=self._guess.language,
        )

    def platform_name(self, country: str) -> str:
        """A name for the platform of a country."""
        if not country:
            return _("National platform")
        return _("National platform {country}").format(country=self._desk.localisation.country_name(country))

    def languages(self) -> list[tuple[str, str]]:
        """(tag, name) of what can be chosen."""
        return named_languages(self._desk.localisation)

    def begin(self, answers: FirstAnswers) -> None:
        """Keep the answers, the platform as the first change; InvalidRecord, EnvironmentFailure."""
        if answers.name:
            OwnProfileService(self._desk.store).save(OwnProfile(answers.name, ""))
        platform = replace(
            self._platforms.new(answers.language),
            name=answers.platform,
            country=answers.country,
            time_zone=answers.time_zone,
        )
        self._platforms.save(platform)
        if answers.language != known_language(self._desk.localisation.language):
            OwnProfileService(self._desk.store).choose_language(answers.language)

    def must_reopen(self) -> bool:
        """Whether another language was chosen than the one that is spoken now."""
        chosen = OwnProfileService(self._desk.store).language()
        return bool(chosen) and chosen != self._desk.localisation.language
