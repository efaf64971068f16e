#!/usr/bin/env python3
"""Run, test and manage this clone: ``python3 dev.py up | test | manage | lock``.

Needs nothing but Python 3.11 to 3.13; see ``stack/`` for how.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)

# Before anything of ours is imported, and in words that every Python 3 understands.
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit(
        "dev.py: this is Python {}.{}; Python 3.11, 3.12 or 3.13 is needed\n"
        "  what to do: run it with one of these, for example: python3.12 dev.py up".format(*sys.version_info[:2])
    )

from stack.commands import main  # noqa: E402 - after the check

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
