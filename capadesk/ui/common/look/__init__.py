"""How everything looks: colours, type, icons, style, and small widgets without content."""
