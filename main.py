"""Starts CapaDesk from a checkout."""

import sys

if __name__ == "__main__":
    from capadesk.cli import main

    sys.exit(main())
