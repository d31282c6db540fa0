"""What ``tether roster`` does: open the case, make the roster, say what it is."""

from __future__ import annotations

import json
from pathlib import Path


def run_roster(name: str, size: int, seed: int | None, out: Path, as_json: bool, dry_run: bool) -> str:
    """Write the roster and return what to print."""
    from tether.case import open_case
    from tether.case.volunteers import write_volunteers

    case = open_case(name)
    used = case.spec.seed if seed is None else seed
    table, lines = write_volunteers(case, size, used, out, dry_run=dry_run)
    sums = table[["heads_low", "heads", "heads_high"]].sum()
    if as_json:
        group = table["militia"].str.split("/").str[0]
        told = {"file": str(out), "written": not dry_run, "synthetic": True, "seed": used, "cells": len(table)}
        return json.dumps({**told, "about": lines, "groups": table.groupby(group)["heads"].sum().to_dict()}, indent=1)
    counted = f"{sums.heads:,} heads ({sums.heads_low:,} to {sums.heads_high:,}) in {len(table):,} cells"
    return "\n".join([*lines, counted, f"{'not written: ' if dry_run else ''}{out}"])
