"""What all areas of the window share."""
