"""Use cases, and in `ports` what they ask of the outside."""
