"""The commands of the command line, a family a file; `command_line` joins them."""
