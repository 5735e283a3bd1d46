"""The program on a real (virtual) screen, played by keys and mouse from outside."""
