"""The settings of feeds."""
