"""Print the acceptance table from the code itself, with how strong each row is.

python -m studies.acceptance            # every row, counts, and what is named and missing
python -m studies.acceptance --row 58   # one row and all that carries it
"""

from __future__ import annotations

import argparse

from studies.acceptance.coverage import coverage, named_things
from studies.acceptance.text import coverage_as_json, coverage_as_text


def main(arguments: list[str] | None = None) -> None:
    """Print the table, or one row of it, as text or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--row", type=int, default=0, choices=range(1, 68), metavar="1…67", help="one row alone")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    rows = [r for r in coverage() if asked.row in (0, r.number)]
    things = {} if asked.row else named_things()
    print(coverage_as_json(rows, things) if asked.json else coverage_as_text(rows, things))


if __name__ == "__main__":
    main()
