"""Inviting the people of an event, and telling them that it is cancelled."""
