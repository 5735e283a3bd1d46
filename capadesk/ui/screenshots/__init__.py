"""Pictures of the window, drawn by a program of their own: every area, and every state worth a look."""
