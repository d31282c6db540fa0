"""The command line: thin verbs around ``tether.case``; only this room and ``web`` print.

A verb is one file in ``verbs/`` with a function of the file's name; adding one needs no edit here.
"""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return the exit code (surfaces: 0 ok, 1 findings, 2 usage, 3 invalid input, 4 flagged)."""
    from tether.cli.app import run

    code = run(sys.argv[1:] if argv is None else argv)
    if argv is None:
        sys.exit(code)
    return code
