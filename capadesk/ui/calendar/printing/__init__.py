"""Month, agenda and year on paper."""
