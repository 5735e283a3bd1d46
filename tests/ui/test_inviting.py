"""Inviting people in the window: who is chosen, what is written, what is recorded and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Participation, Person
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.services.calendars.calendar_choices import CHOICES, CalendarChoices, remembered_choices
from capadesk.services.calendars.invitation_service import Invitee
from capadesk.services.desk import Desk
from capadesk.services.own_profile import OWN_EMAIL
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.files.calendar_choices_dialog import CalendarChoicesDialog, reminder_words
from capadesk.ui.invitations.invitation_dialog import InvitationDialog
from capadesk.ui.invitations.invitee_model import InviteeModel
from capadesk.ui.window.main_window import MainWindow

WHEN = When.timed(datetime(2030, 5, 6, 9), datetime(2030, 5, 6, 12), "Europe/Rome")
_CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def event(desk: Desk) -> Event:
    made = Event(id=new_id(), title="Lab", when=WHEN)
    made = replace(made, uid=uid_for(made.id))
    with desk.store.unit_of_work() as work:
        work.save(made)
        for name, email in (("Bea", "bea@example.eu"), ("Cem", "cem@example.eu"), ("Dan", "")):
            person = Person(id=new_id(), given_name=name, email=email)
            work.save(person)
            link_id = Participation.derive_id(made.id, person.id, None, "participant")
            work.save(Participation(id=link_id, event_id=made.id, person_id=person.id))
        work.commit("Added")
    return made


@pytest.fixture
def dialog_of(qtbot: QtBot, window: MainWindow) -> Callable[[Event], InvitationDialog]:
    """Opens the dialog of an event in the window, as Ctrl+Shift+I does."""

    def open_dialog(event: Event) -> InvitationDialog:
        window.show_record("event", event.id)
        page = window.area_page
        assert page is not None
        page.invite()
        dialog = window.inviting.actions.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: bool(dialog.title.text()))
        return dialog

    return open_dialog


def wait_for_the_jobs(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy and window.bar.mood is not Mood.QUIET, timeout=10_000)


def invited(desk: Desk) -> set[str]:
    people = {person.id: person.given_name for person in desk.store.select(Person)}
    links = desk.store.select(Participation)
    return {people[link.person_id] for link in links if link.person_id and link.invited_on is not None}


def test_a_mail_is_opened_and_who_is_in_it_is_recorded_as_one_change(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event, dialog_of: Callable[[Event], InvitationDialog]
) -> None:
    opened: list[bytes] = []

    def take(path: Path) -> bool:
        opened.append(path.read_bytes())
        return True

    window.inviting.actions.open_file = take
    dialog = dialog_of(event)
    assert "Lab" in dialog.title.text()
    assert not dialog.main_button.isEnabled(), "an address that answers go to is missing"
    assert dialog.problem.text()
    dialog.organiser.setText("ada@example.eu")
    assert dialog.main_button.isEnabled()
    dialog.model.setData(dialog.model.index(1, 0), Qt.CheckState.Unchecked.value, _CHECK)
    dialog.main_button.click()
    qtbot.waitUntil(lambda: invited(desk) == {"Bea"}, timeout=10_000)
    wait_for_the_jobs(qtbot, window)
    assert b"bea@example.eu" in opened[0]
    assert b"cem@example.eu" not in opened[0]
    assert desk.store.own_setting(OWN_EMAIL) == "ada@example.eu"
    assert window.bar.is_undo_offered
    window.undo()
    qtbot.waitUntil(lambda: not invited(desk), timeout=10_000)
    wait_for_the_jobs(qtbot, window)


def test_an_address_that_not_every_mail_server_takes_is_said_and_hinders_nothing(
    desk: Desk, event: Event, dialog_of: Callable[[Event], InvitationDialog]
) -> None:
    with desk.store.unit_of_work() as work:
        (cem,) = work.select(Person, given_name="Cem")
        work.save(replace(cem, email="çem@bücher.example"))
        work.commit("Changed")
    dialog = dialog_of(event)
    dialog.organiser.setText("post@straße.de")
    assert "çem@bücher.example" in dialog.problem.text()
    assert dialog.main_button.isEnabled()
    dialog.model.setData(dialog.model.index(1, 0), Qt.CheckState.Unchecked.value, _CHECK)
    assert dialog.problem.text() == ""


def test_where_no_program_takes_mails_nobody_is_recorded_as_invited(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event, dialog_of: Callable[[Event], InvitationDialog]
) -> None:
    desk.store.set_own_setting(OWN_EMAIL, "ada@example.eu")
    window.inviting.actions.open_file = lambda _path: False
    dialog_of(event).main_button.click()
    wait_for_the_jobs(qtbot, window)
    assert "No program" in window.bar.text
    assert invited(desk) == set()


def test_the_mail_is_read_in_another_language(
    qtbot: QtBot, desk: Desk, event: Event, dialog_of: Callable[[Event], InvitationDialog]
) -> None:
    dialog = dialog_of(event)
    assert dialog.subject.text() == "Invitation: Lab"
    dialog.language.set_key("de", "German")
    dialog.language.key_chosen.emit("de")
    qtbot.waitUntil(lambda: dialog.subject.text() == "Einladung: Lab")
    assert "Wann: 6. Mai 2030" in dialog.text.toPlainText()
    dialog.reject()


def test_who_was_invited_is_offered_to_be_told_when_the_event_is_cancelled(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event, tmp_path: Path
) -> None:
    desk.store.set_own_setting(OWN_EMAIL, "ada@example.eu")
    window.show_change(desk.invitations.record(event.id, ["cem@example.eu"]))
    dossier = desk.events.open(event.id)
    window.show_change(desk.events.save(replace(dossier, event=replace(dossier.event, status="cancelled"))))
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION)
    assert "1 person was invited to “Lab”" in window.bar.text
    question = window.bar.question
    assert question is not None
    question.answers[0].then()
    dialog = window.inviting.actions.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert dialog.subject.text() == "Cancelled: Lab"
    window.inviting.actions.open_file = lambda _path: True
    dialog.main_button.click()
    qtbot.waitUntil(lambda: not invited(desk), timeout=10_000)
    wait_for_the_jobs(qtbot, window)


def test_what_has_no_day_is_said_in_the_bar(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event
) -> None:
    with desk.store.unit_of_work() as work:
        work.save(replace(event, when=When.months(2030, 5)))
        work.commit("Changed")
    window.inviting.invite(event.id)
    qtbot.waitUntil(lambda: window.bar.mood is Mood.ERROR)
    assert "no day yet" in window.bar.text


def test_five_thousand_people_are_ticked_and_sifted_at_once(desk: Desk, qtmodeltester) -> None:
    invitees = []
    for number in range(5_000):
        link = Participation(id=new_id(), event_id=new_id(), person_id=new_id())
        if number % 2:
            link = replace(link, invited_on=date(2026, 1, 1), status="registered")
        invitees.append(Invitee(link, f"Pérson {number}", f"p{number}@example.eu" if number % 10 else ""))
    model = InviteeModel(desk.code_book, desk.localisation, date(2026, 1, 2))
    model.set_invitees(invitees[:20])
    qtmodeltester.check(model)
    assert model.data(model.index(1, 2)) == "Invited yesterday · Registered"
    assert model.data(model.index(0, 2)) == "No e-mail address"
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEnabled
    model.set_invitees(invitees)
    assert len(model.chosen) == 2_000
    model.tick_shown(is_ticked=True)
    model.find("person 49")
    assert model.rowCount() == 111
    model.tick_shown(is_ticked=False)
    assert len(model.chosen) == 4_500 - 100


# --- the choices of a calendar file ------------------------------------------------------------------


def test_what_is_private_is_never_ticked_beforehand(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    everything = CalendarChoices(True, True, True, True, True, False, True, 60)
    desk.calendar.export_chosen(tmp_path / "out.ics", everything, date(2026, 1, 1))
    assert remembered_choices(desk.store) == CalendarChoices(False, False, False, True, True, False, True, 60)
    dialog = CalendarChoicesDialog(remembered_choices(desk.store))
    qtbot.addWidget(dialog)
    assert dialog.choices() == remembered_choices(desk.store)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.boxes["with_internal"].click()
        dialog.main_button.click()
    assert chosen.args == [replace(remembered_choices(desk.store), with_internal=True)]


@pytest.mark.parametrize("text", ["[]", "{", '{"with_actions": 1, "reminder_minutes": true}', '{"x": true}'])
def test_a_memory_that_was_spoilt_is_forgotten(desk: Desk, text: str) -> None:
    desk.store.set_own_setting(CHOICES, text)
    assert remembered_choices(desk.store) == CalendarChoices()


def test_reminders_are_worded() -> None:
    words = [reminder_words(minutes) for minutes in (None, 0, 15, 60, 120, 1440, 10080)]
    assert words == [
        "None", "When it begins", "15 minutes before", "1 hour before", "2 hours before", "1 day before",
        "1 week before",
    ]  # fmt: skip
