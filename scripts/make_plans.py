"""Makes the synthetic rosters of the shipped cases and what their options' plans achieve (minutes).

python scripts/make_plans.py            # roster.parquet and plans.json of iraq-2015 and libya-2015
"""

from __future__ import annotations

import time

from tether.study import open_case
from tether.study.plans import write_plans, write_volunteers

# Heads on the roster: the middle of the groups' claims on field strength, together.
CASES = {"libya-2015": 24_000, "iraq-2015": 70_000}
SEED = 2015


def main() -> None:
    """Write the files of every case."""
    for name, size in CASES.items():
        case, clock = open_case(name), time.perf_counter()
        write_volunteers(case, size, SEED, case.spec.folder / case.spec.roster)
        print(write_plans(case).name, name, f"{time.perf_counter() - clock:.0f} s")


if __name__ == "__main__":
    main()
