"""The area Organisations."""
