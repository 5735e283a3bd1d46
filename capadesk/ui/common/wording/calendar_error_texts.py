"""What happened and what to do next, for each error in reading calendar files."""

from __future__ import annotations

from capadesk.services.words import N_

CALENDAR_ERROR_TEXTS: dict[str, str] = {
    # --- calendar files ---
    "web_page": N_(
        "This is a web page and no calendar, often a page for signing in. Open its address in a browser, "
        "sign in and save the calendar's file."
    ),
    "no_calendar": N_("There is no calendar in it. Check that it is the right file, and export it again."),
    "no_calendar_in_mail": N_("This mail carries no calendar: no invitation, and no answer to one."),
    "vcalendar_1": N_(
        "This is vCalendar 1.0, the format before iCalendar. Export the calendar again as iCalendar (.ics)."
    ),
    "component_not_closed": N_("The end of this {name} is missing; what is there was read."),
    "too_many_lines": N_("This {name} has more lines than any event; only the first were read."),
    "line_unreadable": N_("“{text}” is no line of a calendar and was left out."),
    "nothing_in_it": N_("There is nothing in it. Take it out, or mend it where it was made."),
    "method_unknown": N_("“{text}” is no way to send a calendar that is known; it was read as published."),
    "method_not_taken": N_(
        "This is a message to an organiser ({method}), which changes nothing here. Answer it where it came."
    ),
    "zone_not_found": N_(
        "Nobody knows the time zone “{zone}” ({count} times). They were read as times in {assumed}: look "
        "whether that is right."
    ),
    "times_without_zone": N_(
        "{count} times name no time zone. They were read as times in {assumed}; choose another one if that "
        "is not right."
    ),
    "journal_not_taken": N_("Journal entries are not taken in: there is no place for them here."),
    "free_busy_not_taken": N_("Free and busy times are not taken in: there is no place for them here."),
    "more_notices": N_("There are {count} more remarks of these kinds."),
    "count_and_until": N_("The rule of recurrence has both a number and an end; the end counts."),
    "exception_unreadable": N_("“{text}” is no date that could be left out of the series; it was not used."),
    "further_date_unreadable": N_("“{text}” is no further date that can be read; it was not used."),
    "too_many_dates": N_("There are more than {limit} further dates; only the first were taken."),
    "end_before_start_dropped": N_("The end lies before the start and was left out. Look at the start."),
    "end_unreadable": N_("“{text}” is no end that can be read; it was left out."),
    "duration_unreadable": N_("“{text}” is no duration that can be read; the end was left open."),
    "further_rules_left_out": N_("The event has very many rules of recurrence; {count} were left out."),
    "further_rule_not_followed": N_("“{text}” is a further rule of recurrence that cannot be followed."),
    "exrule_not_followed": N_("“{text}” leaves out dates in a way that cannot be followed."),
    "exrule_followed_until": N_("A rule leaves out dates without end; it was followed until {day}."),
    "lines_not_kept": N_("{count} long parts, such as attached files, were not kept."),
    "text_shortened": N_("{name} is longer than {limit} characters and was shortened."),
    "uid_twice": N_("Two events have the same UID ({uid}); both were taken, the second under a new one."),
    "this_and_future_as_one": N_(
        "A change of this and all later dates could only be taken for this date. Look at the later ones."
    ),
    "this_and_future_until": N_(
        "A change of this and all later dates was taken until {day}. Look at the later ones."
    ),
    "recurrence_not_followed": N_(
        "“{text}” recurs in a way that calendars do not follow alike; only its first date is shown."
    ),
    "superseded_in_file": N_("The file has a newer version of this; that one was taken."),
    "zone_by_its_rules": N_(
        "Nobody knows the time zone “{zone}” ({count} times). What the file says of its clocks was followed; "
        "the times are shown as in {shown}."
    ),
    "people_not_known": N_(
        "Of those whom the calendar names, the directory lacks {count}; nobody was entered. Add whom you "
        "need, then import it again."
    ),
    "older_version": N_(
        "The file has an older version of this than the one that is here; nothing was changed."
    ),
    "own_email_missing": N_(
        "An invitation needs an address that answers go to. Enter your e-mail address in the settings, or "
        "name one with --organiser."
    ),
    "not_of_the_event": N_(
        "Nobody with the address {emails} is tied to the event. Add the person to it first."
    ),
    "nobody_to_invite": N_(
        "Nobody of “{title}” can be written to. Add people to the event, and their e-mail addresses."
    ),
    "invitation_without_day": N_("“{title}” has no day yet. Enter when it is, then invite people."),
    "invitation_cancelled": N_("“{title}” is cancelled. Tell those who were invited, or plan it anew first."),
    "not_cancelled": N_("“{title}” is not cancelled. Set its status to cancelled first."),
    "cancelled_unknown": N_("This was cancelled, and it was never here: there is nothing to do."),
    "reply_unknown": N_("This answers an invitation to an event that is not here. Import the event first."),
}
