"""Dates, numbers, countries and languages as people say and write them."""
