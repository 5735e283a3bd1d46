"""Bringing the changes of several desks together."""
