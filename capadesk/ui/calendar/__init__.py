"""The area Calendar: time to look at."""
