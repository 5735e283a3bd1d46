"""Figures beside the floor of the libraries: `make bench`."""
