"""The settings: how the window looks and speaks, the platform, the ambassador, backups, the data file."""
