"""What happened and what to do next, for each error of a data file, a hub or a package of changes."""

from __future__ import annotations

from capadesk.services.words import N_

STORE_ERROR_TEXTS: dict[str, str] = {
    # --- the data file ---
    "file_missing": N_(
        "There is no file {file}. Check its name, or make a new data file with “capadesk --data FILE new”."
    ),
    "no_display": N_("There is no display for a window here; “capadesk --help” lists the commands."),
    "label_missing": N_("A value needs a name. Type one."),
    "label_too_long": N_("The name is too long: at most {count} characters."),
    "merge_not_found": N_("There is no merge {number} that could be taken out. Look at the list of merges."),
    "merge_needed": N_(
        "The merge of “{name}” cannot be taken out, {count} of the changes made in this file build on it:"
        " {changes}. Correct what is wrong by hand, or restore a backup from before the merge."
    ),
    "label_taken": N_("“{name}” is in the list already. Choose another name, or merge the two."),
    "code_ruled": N_("CapaDesk itself works with “{name}”: it can be renamed, but not taken away."),
    "code_used": N_("{count} records use “{name}”. Retire it, or merge it into another value."),
    "last_code": N_("“{name}” is the last value of its list, so it stays."),
    "codes_of_two_lists": N_("Only two values of the same list can be merged."),
    "join_needs_two": N_("Two different records are needed. Choose one more."),
    "kind_not_joinable": N_(
        "Records of the kind “{kind}” cannot be joined. Events, people, organisations, cities, series,"
        " projects and tags can."
    ),
    "choice_unknown": N_(
        "The field “{field}” cannot be taken from the record {id}. Choose a field that the records have,"
        " and one of the records."
    ),
    "record_joined": N_("“{name}” was joined into another record. Use that one: {into}."),
    "data_file_there": N_(
        "{file} is a data file, and is not written over. Choose another name for what is to be written."
    ),
    "file_exists": N_("{file} is there already and is left as it is. Choose another name, or move it away."),
    "not_a_capadesk_file": N_("{file} is not a CapaDesk data file. Choose a file that CapaDesk has made."),
    "newer_schema": N_(
        "{file} was written by a newer CapaDesk, and nothing in it was touched. Install the newer program."
    ),
    "changed_meanwhile": N_(
        "Others are changing the same data again and again. Nothing was saved; wait a moment, then try again."
    ),
    "in_use": N_("Another CapaDesk is using {file}. Close its window, or open the file for reading only."),
    "database_busy": N_("Another program is writing to {file} just now. Wait a moment and try again."),
    "read_only": N_("{file} is open for reading only. Open it for writing to change it."),
    "database_damaged": N_(
        "{file} is damaged. “capadesk --data FILE recover” brings back the last good backup with what can "
        "still be read; the damaged file is kept."
    ),
    "backup_damaged": N_(
        "The backup {file} is damaged, and nothing was changed. Choose another one; “backups” lists them."
    ),
    "source_damaged": N_(
        "{file} is damaged, and nothing of it was taken in. Ask who sent it to send it again; “capadesk "
        "salvage {file} OUT.capadesk” writes what is still whole in it as a package."
    ),
    "package_no_data_file": N_(
        "{file} is a package of changes, not a data file. Open your data file, and take the package in "
        "there: “Bring together” in the window, or “capadesk --data FILE merge {file}”."
    ),
    "nothing_salvaged": N_(
        "Nothing that is whole could be read of {file}. Ask colleagues for a package of what you sent them, "
        "and merge it into a new file."
    ),
    "nothing_put_back": N_(
        "No backup was put in the place of {file} yet, so there is nothing to put back. “backups” lists what "
        "there is."
    ),
    # --- an encrypted data file ---
    "file_passphrase_needed": N_(
        "{file} is encrypted. Type its passphrase when you are asked, or put it into the first line of a file"
        " and name that: “capadesk --data FILE --passphrase-file P”."
    ),
    "file_passphrase_wrong": N_(
        "This passphrase does not open {file}. Type it again; mind capital letters and the keyboard's"
        " language. Nobody can open the file without it."
    ),
    "passphrase_too_short": N_("The passphrase is too short. Take at least {count} characters."),
    "new_passphrase_needed": N_(
        "There is nobody to ask for the new passphrase. Put it into a file and name that with"
        " --new-passphrase-file."
    ),
    "encrypted_already": N_("{file} is encrypted already. “passphrase” changes its passphrase."),
    "not_encrypted": N_("{file} is not encrypted. “encrypt” does that."),
    # --- a hub ---
    "not_for_hubs": N_(
        "{location} is the address of a hub, and this is done with data files only. Name a data file; a hub"
        " is backed up and restored by who looks after its server."
    ),
    "synchronise_files_only": N_(
        "{location} is a hub itself. Synchronise a data file with it:"
        " “capadesk --data FILE synchronise ADDRESS”."
    ),
    "hub_unreachable": N_(
        "The hub {location} does not answer: {detail}. What you typed is kept. Check the network; CapaDesk"
        " connects again by itself when you go on."
    ),
    "hub_lost": N_(
        "The hub {location} does not answer. What you type is kept on this computer; CapaDesk connects again"
        " by itself."
    ),
    "hub_refused": N_(
        "The hub {location} does not let you in: {detail}. Ask who looks after its server for permission."
    ),
    "hub_text_too_long": N_(
        "The hub {location} cannot keep this, because a code or a key in it is too long: {detail}. Shorten it"
        " where it was written, and try again."
    ),
    "hub_database_missing": N_(
        "There is no such database on the server of {location}. Correct its name, or ask who looks after the"
        " server to make it."
    ),
    "hub_not_secure": N_(
        "The connection to {location} cannot be made as securely as you ask: {detail}. Ask who looks after"
        " the server, or choose another encryption."
    ),
    "hub_password_needed": N_(
        "The hub {location} asks for a password. Type it under File, Connect to a hub, or start CapaDesk on a"
        " terminal once; the keyring of your system can keep it."
    ),
    "hub_password_wrong": N_(
        "The hub {location} does not accept the password. Type it again, or ask who looks after the server."
    ),
    "hub_empty": N_(
        "The database {location} is there, but holds no hub yet. Set it up under File, Connect to a hub, or"
        " with “capadesk --data ADDRESS new”."
    ),
    "hub_exists": N_("There is a hub at {location} already; it is left as it is. Open it, or name another."),
    "hub_address_unknown": N_(
        "{location} is no address of a hub. It reads “postgresql+psycopg://user@server/database”."
    ),
    "password_in_address": N_(
        "An address must not hold a password: every program here could read it. Write {location} only;"
        " CapaDesk asks for the password. What was typed on a terminal may stand in its history: delete it"
        " there."
    ),
    "own_file": N_("This is the open data file itself. Choose another file."),
    "same_file": N_("{file} is the open data file itself. Choose another file."),
    # --- packages of changes ---
    "not_a_package": N_(
        "This is neither a package of changes nor a data file of CapaDesk. Check that it is the right file."
    ),
    "package_damaged": N_(
        "The package is damaged: its checksum is wrong. Nothing was taken in; copy or send it again."
    ),
    "part_changed": N_(
        "This part is not what was written: its checksum or size is wrong. Have the package written again."
    ),
    "part_missing": N_("This part of the package is missing. Have the package written again."),
    "part_unknown": N_("This part is not in the package's manifest. Have the package written again."),
    "part_twice": N_("This part is there twice, so the package was not opened. Check its origin."),
    "package_key": N_("The manifest is not as it should be ({key}). Have the package written again."),
    "package_line": N_(
        "Line {line} is not as the format says ({detail}). Nothing was taken in; have it written again."
    ),
    "package_counts": N_(
        "There are more or fewer lines than the package says. Nothing was taken in; have it written again."
    ),
    "newer_package": N_(
        "The package is of version {version} of the format, which is newer. Install the newer CapaDesk."
    ),
    "package_too_large": N_(
        "This is more than a package can hold ({limit} MB). Send a part: “export changes --since”."
    ),
    "passphrase_missing": N_(
        "The package is encrypted. Give its passphrase: in a file named by --passphrase-file or "
        "CAPADESK_PASSPHRASE_FILE, or when you are asked for it."
    ),
    "passphrase_wrong": N_(
        "The package could not be decrypted: the passphrase is wrong, or the file is damaged. Try again, or "
        "have it sent again."
    ),
    "not_by_passphrase": N_(
        "The file is encrypted for a key, not with a passphrase. Decrypt it with “age -d” first."
    ),
    "passphrase_needed": N_(
        "There is nobody to ask for a passphrase. Put it into a file and name that in {variable}."
    ),
    "passphrase_file_unreadable": N_(
        "{file} holds no passphrase that can be read. Write it into its first line, in UTF-8."
    ),
    "state_unreadable": N_(
        "“{text}” is not what another desk has seen. Copy the whole line that “replica-state” prints there."
    ),
    "no_state_in_file": N_(
        "{file} does not say what another desk has seen. Name a package that it sent, or a text file with "
        "the line that “replica-state” prints there."
    ),
    "contradiction_not_found": N_(
        "There is no value {number} of “{field}” of {id} to settle on. “contradictions” lists what is open."
    ),
    "without_names_refused": N_(
        "{file} is without names, and the data file has names. Merge it into a data file of its own, or ask "
        "for a package with names."
    ),
}
