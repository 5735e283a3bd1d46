"""Makes `python -m capadesk` the command line."""

import sys

from capadesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
