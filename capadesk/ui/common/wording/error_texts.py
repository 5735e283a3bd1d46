"""What happened and what to do next, for each code of an error, a reason, a notice or a problem."""

from __future__ import annotations

from capadesk.services.words import N_
from capadesk.ui.common.wording.calendar_error_texts import CALENDAR_ERROR_TEXTS
from capadesk.ui.common.wording.feed_error_texts import FEED_ERROR_TEXTS
from capadesk.ui.common.wording.store_error_texts import STORE_ERROR_TEXTS

ERROR_TEXTS: dict[str, str] = {
    **STORE_ERROR_TEXTS,
    **FEED_ERROR_TEXTS,
    **CALENDAR_ERROR_TEXTS,
    # --- files and folders ---
    "disk_full": N_("There is no room left on the disk for {file}. Make room, then try again."),
    "folder_not_writable": N_(
        "Nothing may be written in the folder {folder}. Choose another folder, or ask for permission."
    ),
    "folder_missing": N_("There is no folder {folder}. Make it, or choose another one."),
    "not_permitted": N_("The file may not be read. Ask its owner for permission, or copy it elsewhere."),
    "file_not_readable": N_("{file} may not be read. Ask its owner for permission, or choose another file."),
    "file_not_writable": N_("{file} may not be changed. Ask for permission, or choose another file."),
    "file_in_use": N_("Another program holds {file}. Close it there, then try again."),
    "file_name_impossible": N_("{file} cannot be a file's name here. Choose another name."),
    "write_failed": N_("{file} could not be written: {detail}. Try another folder."),
    "disk_failed": N_("Reading or writing {file} failed: {detail}. Check the disk, then try again."),
    "not_found": N_("There is no such file. Check its name."),
    "not_a_file": N_("This is not a file that can be used here. Choose an ordinary file."),
    "read_error": N_("The file could not be read: {detail}. Check the disk, or copy the file elsewhere."),
    # --- records ---
    "record_not_found": N_(
        "There is no such record ({kind} {id}); it may have been deleted. Look it up again in its list."
    ),
    "invalid_record": N_("This cannot be stored: {problems}. Mend it, then save again."),
    "record_in_use": N_("This cannot be deleted, others need it: {uses}. Change those first."),
    "duplicate_record": N_("This is there already. Change the record that is there instead."),
    "refers_to_missing": N_(
        "The field “{field}” points to a record that is not there ({target}). Choose one that is."
    ),
    "change_set_not_found": N_("There is no such change here ({id}). Look it up in the history."),
    "draft_too_large": N_("This text is too long to be kept while you write. Save it from time to time."),
    "cancelled": N_("Cancelled; nothing of it was kept."),
    "undo_refused": N_("This cannot be undone, later work depends on it. Undo the later work first."),
    "restore_needs": N_("“{name}” belongs to “{needs}”, which lies in the bin too. Restore that as well."),
    "undo_blocked": N_("This cannot be undone: {what}. Undo the later changes first."),
    # --- dates and times ---
    "end_before_start": N_("The end ({end}) lies before the start ({start}). Exchange or mend them."),
    "date_unreadable": N_(
        "“{text}” is no date that can be read. Write 2024-10-17, 2024-10, 2024, or 17 October 2024."
    ),
    "date_of_series_not_found": N_(
        "“{name}” is not on that date any more ({date}). Look at the calendar again."
    ),
    "series_days_fixed": N_(
        "The rule of “{name}” names its days: all dates cannot be moved to other days. Move one date only."
    ),
    "date_impossible": N_("There is no such day ({text}). Look at the calendar and mend it."),
    "date_out_of_range": N_("The date lies outside the years that can be kept. Mend the year."),
    "date_not_expected": N_("There is a date although the date is said to be unknown. Mend one of them."),
    "date_serial_number": N_(
        "“{text}” is a bare number, which may be a date or anything else. Format the cell as a date."
    ),
    "zone_unknown": N_("There is no time zone “{zone}”. Use a name such as Europe/Rome."),
    "time_unreadable": N_("“{text}” is no time of day that can be read. Write it as 09:30."),
    "time_with_offset": N_("The time carries an offset. Give the local time, and the zone by its name."),
    "time_without_day": N_("There is a time, but no day. Add the day, or take the time out."),
    "time_not_expected": N_("There is a time although the day is not known. Mend the date's precision."),
    "start_missing": N_("The start is missing. Add it, or leave the end out as well."),
    "start_time_missing": N_("The end has a time and the start has none. Add the start's time."),
    "end_time_missing": N_("The start has a time and the end has none. Add the end's time."),
    "end_less_exact": N_("The end is known less well than the start. Give both alike."),
    "unknown_precision": N_("“{text}” is no precision. Use datetime, day, month, year or unknown."),
    "recurrence_unreadable": N_("“{text}” is no rule of recurrence (RFC 5545). Mend it or leave it out."),
    # --- values ---
    "missing": N_("It is missing. Fill it in."),
    "too_long": N_("It is too long. Shorten it to {limit} characters."),
    "not_text": N_("It holds signs that are no text. Write it anew, or save the file as text (UTF-8)."),
    "not_a_text": N_("A text is expected here. Put the value in quotation marks."),
    "not_a_list": N_("A list of texts is expected here. Put the values in square brackets."),
    "not_a_whole_number": N_("“{text}” is no whole number. Write digits only."),
    "number_out_of_range": N_("“{text}” is more or less than can be right here. Mend the number."),
    "not_an_email": N_("This is no e-mail address. It needs a name, an @ and a domain."),
    "not_a_country": N_("This is no country code. Use two capital letters such as IT."),
    "unknown_country": N_("“{text}” is no country that is known. Use its name or a code such as IT."),
    "unknown_language": N_("“{text}” is no language that is known. Use its name or a code such as it."),
    "unknown_code": N_("“{text}” is not in the list. Use one of its words, or add it to the list first."),
    "too_many_names": N_("There are more names than can be right here (at most {limit}). Split them."),
    "negative": N_("It is below zero. Give zero or more."),
    "too_large": N_("It is too large. Use a smaller one or split it."),
    # --- files that cannot be read ---
    "empty": N_("The file is empty. Choose another one, or save it again where it was made."),
    "truncated": N_("The file ends in the middle. Copy or download it again."),
    "damaged": N_("The file is damaged ({detail}). Copy it again, or open and save it where it was made."),
    "damaged_row": N_("This row cannot be read ({detail}). Look for a quotation mark that is not closed."),
    "encrypted": N_("The file is protected by a password. Save it without one."),
    "unknown_format": N_("This format is not known. Use .ics, .json, .xlsx, .ods or .csv."),
    "old_format": N_("This is the format of an old Excel. Open it there and save it as .xlsx."),
    "newer_format": N_("This was written by a newer CapaDesk. Install the newer program."),
    "not_a_workbook": N_("This is no workbook, whatever its name says. Save it as .xlsx or .csv."),
    "not_json": N_("This is no JSON. Check that it is the right file."),
    "invalid_json": N_("This is no valid JSON ({detail}). Mend it, or make the file again."),
    "wrong_encoding": N_("The letters cannot be read. Save the file as UTF-8."),
    "wrong_shape": N_("The content is not arranged as expected here. See the manual for the shape."),
    "too_deep": N_("The content is nested too deeply to be events. Check that it is the right file."),
    "number_too_long": N_("A number is too long to be right. Check that it is the right file."),
    "zip_bomb": N_("Unpacked, the file would fill the machine, so it was not opened. Check its origin."),
    "too_many_parts": N_("The file has more parts than any workbook. Check its origin."),
    "too_many_cells": N_("A sheet claims more cells than can be read. Save only the filled part."),
    "too_many_rows": N_("There are more than {limit} rows. Split the file."),
    "too_many_columns": N_("There are more than {limit} columns. Take out those that are not needed."),
    "too_many_events": N_("There are more than {limit} events. Split the file."),
    "too_much_text": N_("There is more text than can be read at once. Split the file."),
    "path_in_name": N_("A part of the file points out of it, so it was not opened. Check its origin."),
    "xml_entities": N_("The file defines entities, as attacks do, so it was not opened. Check its origin."),
    "xml_encoding": N_("A part of the file is in an encoding that is not allowed. Save it again as .xlsx."),
    "columns_missing": N_("Columns that are needed are missing. Compare the headings with the template."),
    "not_a_mapping": N_("This is no mapping of columns that CapaDesk has kept. Choose another file."),
    "not_a_table": N_("This is no table, so columns cannot be mapped. Use .xlsx, .ods or .csv."),
    "no_table_reader": N_("Tables cannot be read here. Install the program anew."),
    "mapping_does_not_fit": N_("The mapping does not fit this table. Map the columns anew."),
    "no_title_column": N_("No column looks like a title. Name one “Title”, or map the columns."),
    "no_such_sheet": N_("There is no sheet of that name. Choose one of the sheets that are there."),
    "unknown_field": N_("The mapping names a field that is not known. Map the columns anew."),
    "no_table": N_("There is no table with headings. Write the headings into one row above the data."),
    # --- pasted rows ---
    "paste_empty": N_("There are no rows on the clipboard. Copy rows of a spreadsheet first."),
    "paste_too_large": N_(
        "The clipboard holds more than {limit} million characters. Save the table as a file and import that."
    ),
    "paste_too_wide": N_("A row has more than {limit} columns. Copy only the columns that are needed."),
    "paste_too_long": N_("The table has more than {limit} cells. Save it as a file and import that."),
    "paste_no_people": N_(
        "No column is a name or an e-mail address. Copy the headings too: Given name, Family name, E-mail, "
        "Organisation, Position, Phone, City, Country."
    ),
    # --- items of an import ---
    "import_plan_outdated": N_(
        "The data changed while the file was being looked at. Nothing was taken in; try again."
    ),
    "preview_outdated": N_(
        "The data or one of the files changed since they were looked at. Nothing was taken in; look again."
    ),
    "in_bin": N_("This was deleted and lies in the bin; it was not brought back. Restore it there."),
    "changed_here": N_("This was changed here since it was read, and stays as it is. Open it and decide."),
    "twice_in_import": N_(
        "An earlier file speaks of the same event; that file counts. Compare the two files."
    ),
    "linked": N_("This was here already; from now on it is known to be the same, even if it is renamed."),
    "duplicate_in_file": N_("This stands twice in the file; the first was taken. Take one of them out."),
    "ambiguous": N_("More than one record fits. Decide which one is meant."),
    "kind_not_importable": N_("Records of this kind cannot be taken in. Take them out of the file."),
    "id_twice_in_file": N_("The same id stands twice in the file; the first was taken. Mend the ids."),
    "unknown_key": N_("“{key}” is not known and was not used."),
    "encoding_guessed": N_("The encoding was guessed. Look whether all letters are right."),
    "column_not_used": N_("The column “{heading}” was not used."),
    "column_guessed": N_("The column “{heading}” was understood by its values. Look whether that is right."),
    "column_ambiguous": N_("The column “{heading}” can mean more than one field and was not used. Map it."),
    "column_missing": N_("The mapping names a column “{heading}” that is not there."),
    "sheet_not_read": N_("This sheet has no column for titles and was not read."),
    # --- sample data ---
    "scaled_data_there": N_("This generated data was added before. Use another seed, or redo its undo."),
    "negative_count": N_("A number of records is below zero. Give zero or more."),
    "too_many_participations": N_(
        "{people} people cannot be there that often; at most {limit}. Ask for fewer or for more people."
    ),
    # --- what `check` finds ---
    "integrity": N_("The file's structure is damaged ({detail}). Bring back the last good backup."),
    "foreign_key": N_("A row points to nothing ({detail}). Bring back the last good backup."),
    "refers_to_deleted": N_("A record points to a deleted one ({detail}). Open it and choose another one."),
    "log_incomplete": N_("A change is not wholly in the log ({detail}). Bring back the last good backup."),
    "record_changed": N_(
        "A record is not what its history says ({detail}): something else has written into the file. "
        "“recover” brings it back."
    ),
    "changes_lost": N_(
        "Changes that were saved up to {detail} are not in the file any more: its WAL file was removed, or "
        "an older copy was put in its place. Merge the newest backup (“backups” lists them) to bring them "
        "back."
    ),
    "synchronised_folder": N_(
        "{owner} copies {folder} to other computers while the file is in use, and that damages it. Move the "
        "file to a folder that is not synchronised, and send packages instead."
    ),
    "network_folder": N_(
        "{folder} is on another computer ({owner}), where two programs do not see that both write: that "
        "damages the file. Keep it on this computer, and use a hub or packages to work together."
    ),
    "conflicted_copy": N_(
        "{file} is a copy that holds changes which this file lacks: a synchroniser kept both. “merge” takes "
        "them over."
    ),
    "log_changed": N_(
        "A change in the log is not as it was written ({detail}). Bring back the last good backup."
    ),
    "log_without_set": N_("The log has a piece without its change ({detail}). Bring back the last backup."),
    "record_without_log": N_("A record's origin is not in the log ({detail}). Bring back the last backup."),
    "search_index": N_(
        "The search may miss records ({detail}). Make a new data file and merge this one into it."
    ),
    # --- reports and calendars ---
    "report_unknown": N_("There is no report “{name}”. Use one of: {names}."),
    "format_unknown": N_("{file} has an ending that is not known here. Use one of: {endings}."),
}
"""The code's sentence in English, with the data's names in braces."""

KIND_NAMES: dict[str, tuple[str, str]] = {
    "accepted_clash": (N_("{count} clash that is fine"), N_("{count} clashes that are fine")),
    "action": (N_("{count} action"), N_("{count} actions")),
    "affiliation": (N_("{count} affiliation"), N_("{count} affiliations")),
    "city": (N_("{count} city"), N_("{count} cities")),
    "code_item": (N_("{count} value of a list"), N_("{count} values of lists")),
    "code_list": (N_("{count} list of codes"), N_("{count} lists of codes")),
    "decision": (N_("{count} decision"), N_("{count} decisions")),
    "event": (N_("{count} event"), N_("{count} events")),
    "head_count": (N_("{count} head-count"), N_("{count} head-counts")),
    "interaction": (N_("{count} interaction"), N_("{count} interactions")),
    "organisation": (N_("{count} organisation"), N_("{count} organisations")),
    "pair": (N_("{count} pair of records"), N_("{count} pairs of records")),
    "participation": (N_("{count} participation"), N_("{count} participations")),
    "person": (N_("{count} person"), N_("{count} people")),
    "platform": (N_("{count} platform"), N_("{count} platforms")),
    "project": (N_("{count} project"), N_("{count} projects")),
    "series": (N_("{count} series"), N_("{count} series")),
    "tag": (N_("{count} tag"), N_("{count} tags")),
    "tagging": (N_("{count} tag on a record"), N_("{count} tags on records")),
}
"""A count of records of a kind: singular and plural."""

LABEL_TEXTS: dict[str, str] = {
    "import": N_("Imported {file}"),
}
"""The labels of ChangeSets that are codes."""
