"""Events in time: calendar files, occurrences, moving, clashes, holidays, invitations."""
