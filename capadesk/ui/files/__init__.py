"""Files in and out, from the window's menu."""
