"""What talks to other systems: the keyring of the user's session."""
