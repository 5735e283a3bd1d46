"""Several desks' changes: packages, merging, synchronising, same things joined."""
