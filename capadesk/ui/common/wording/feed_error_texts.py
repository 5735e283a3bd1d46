"""What happened and what to do next, for each code of an error in publishing feeds."""

from __future__ import annotations

from capadesk.services.words import N_

FEED_ERROR_TEXTS: dict[str, str] = {
    "feed_unknown": N_("There is no feed “{name}”. “capadesk feed list” shows those that there are."),
    "feed_name_taken": N_("There is a feed “{name}” already. Choose another name."),
    "feed_nothing_chosen": N_("The chosen events are not there any more. Choose others in the list."),
    "feed_too_many_chosen": N_(
        "{count} events are chosen; a feed takes {limit} at most. Choose fewer, or narrow the list by a"
        " filter and publish that."
    ),
    "feed_place_taken": N_("The feed “{name}” goes to that place already. Choose another one."),
    "feed_place_fixed": N_(
        "Where “{name}” goes stays as it is: others read it there. Remove the feed, and make another one."
    ),
    "feed_file_taken": N_(
        "{file} is there already, and CapaDesk has not written it. Choose another name, or move it away."
    ),
    "feed_address_unknown": N_(
        "“{location}” is no address of a server. It reads “https://cloud.example.org”."
    ),
    "feed_not_secure": N_(
        "{location} would send your password readable for everybody on the way. Use its address with https."
    ),
    "feed_server_silent": N_(
        "The calendar server {location} does not answer. CapaDesk tries again by itself; check the network if"
        " it lasts."
    ),
    "feed_server_failed": N_(
        "The calendar server {location} has a fault just now ({status}). CapaDesk tries again by itself."
    ),
    "feed_server_busy": N_(
        "The calendar server {location} has too much to do just now, and wants to be left alone for {seconds}"
        " seconds. CapaDesk tries again by itself after that."
    ),
    "feed_server_full": N_(
        "The calendar server {location} has no room left for this user. Delete something there, or ask who"
        " looks after it; CapaDesk tries again every hour."
    ),
    "feed_calendar_not_made": N_(
        "The calendar server {location} does not let programs make a calendar. Make “{name}” on its web site,"
        " then choose it here."
    ),
    "feed_login_wrong": N_(
        "The calendar server {location} does not accept this user and password. Change the feed and type them"
        " again; some servers want a password made for programs."
    ),
    "feed_password_needed": N_(
        "The password for {location} is not known here. Change the feed and type it, or let the keyring of"
        " your system keep it."
    ),
    "feed_not_permitted": N_(
        "The calendar server {location} does not let you do that. Check the address, or ask who looks after"
        " the calendar for permission to change it."
    ),
    "feed_not_found": N_(
        "There is no calendar at {location} any more. Remove the feed, and publish it to another calendar."
    ),
    "feed_redirected": N_(
        "The calendar server {location} sends to {target}. If that is right, use that address instead."
    ),
    "feed_certificate_bad": N_(
        "{location} could not prove that it is the right server: its certificate is not valid. Nothing was"
        " sent. Ask who looks after it."
    ),
    "feed_answer_unusable": N_(
        "What {location} answers is nothing that a calendar server says. Check the address of the server."
    ),
    "feed_changed_there": N_(
        "{count} events of “{name}” were changed on the server by somebody else, and were left so: {titles}."
        " Overwrite them with yours, or enter here what was changed there."
    ),
    "feed_refused": N_(
        "The server did not take {count} events of “{name}”: {titles}. It says: {detail}. All others are"
        " published."
    ),
}
