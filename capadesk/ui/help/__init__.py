"""Help: the user guide, a sheet of all keys, and what the program is made of."""
