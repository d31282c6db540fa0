"""The command line: thin verbs around ``tether.study``; only this room and ``web`` print.

A verb is a function in the file of its kind (``studies``, ``charters``, ``planner``, ``evidence``, ``scores``), named
in that file's ``VERBS``. Heavy imports belong inside the function: ``tether --help`` stays quick.
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
