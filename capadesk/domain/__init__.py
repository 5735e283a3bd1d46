"""Records, rules and words of the field, free of any library but python-dateutil."""
