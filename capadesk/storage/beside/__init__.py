"""Files beside the data file: drafts, own settings, what was published."""
