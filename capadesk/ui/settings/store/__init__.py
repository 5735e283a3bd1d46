"""The settings of the data file or hub: place, backups, passphrase."""
