"""What an edit costs a person who waits: a brief from nothing, the same again, and with one number edited, end to end.

    python bench/edit_one_clause.py                     # this checkout
    python bench/edit_one_clause.py --before OTHER/src  # and an earlier checkout in the same run, turn by turn

Every brief is a process of its own, as at the command line, on a copy of iraq-2015 in which the training of one option
is lengthened; the caches begin empty. The last rows are one process that stays open: the study again with the edited
option, compared in words. CPU seconds are those of the process and its children, user and system together: on a shared
machine they say more than the wall clock, and ratios more than either.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIMS = {  # wall seconds that a person should wait at most
    "brief, one clause edited": 10.0,
    "compare, open process, edited": 3.0,
    "compare, open process, edited back": 3.0,
}
HERE = Path(__file__).resolve().parents[1] / "src"
OPTION, CLAUSE, EDITS = "p10-individuals", "training: {weeks: 8,", ("training: {weeks: 9,", "training: {weeks: 10,")
BRIEF = "from tether.cli import main; main()"
OPEN = """
import sys, time
from tether.study import open_case
case, edits = sys.argv[1], sys.argv[2:]
def told():
    return len(open_case(case).project(workers=2).comparison_text())
told()
for edit in edits:
    path = __import__("pathlib").Path(case) / "charters" / "OPTION.yaml"
    path.write_text(path.read_text("utf-8").replace(*edit.split("|")), "utf-8")
    wall, cpu = time.perf_counter(), time.process_time()
    told()
    print(time.perf_counter() - wall, time.process_time() - cpu)
""".replace("OPTION", OPTION)


def copied(source, folder):
    """Return a copy of the case as a tree ships it."""
    shutil.copytree(source / "tether" / "cases" / "iraq-2015", folder)
    return folder


def edited(case, old, new):
    path = case / "charters" / f"{OPTION}.yaml"
    text = path.read_text("utf-8")
    assert old in text, f"{path}: no '{old}' to edit"
    path.write_text(text.replace(old, new), "utf-8")


def ran(source, cache, code, *arguments):
    """Run ``code`` in a new process of a tree; return (wall, cpu, what it printed)."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JAX_")}
    environment |= {"PYTHONPATH": str(source), "TETHER_CACHE": str(cache)}
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], env=environment, check=True, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu, told.stdout


def rows(source, scratch):
    """Yield (what, wall, cpu) of one tree."""
    case, cache, runs = copied(source, scratch / "case"), scratch / "cache", scratch / "runs"
    brief = (source, cache, BRIEF, "brief", case, "--runs", runs)
    yield ("brief, from nothing", *ran(*brief)[:2])
    yield ("brief, the same again", *ran(*brief)[:2])
    edited(case, CLAUSE, EDITS[0])
    yield ("brief, one clause edited", *ran(*brief)[:2])
    edits = [f"{EDITS[0]}|{EDITS[1]}", f"{EDITS[1]}|{CLAUSE}"]
    lines = ran(source, cache, OPEN, case, *edits)[2].strip().splitlines()
    for name, line in zip(("compare, open process, edited", "compare, open process, edited back"), lines, strict=True):
        wall, cpu = map(float, line.split())
        yield name, wall, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="src of an earlier checkout, run beside this one")
    before = parser.parse_args().before
    trees = {"ours": HERE} | ({"before": before.resolve()} if before else {})
    with tempfile.TemporaryDirectory() as folder:
        for name in trees:
            (Path(folder) / name).mkdir()
        runs = [rows(tree, Path(folder) / name) for name, tree in trees.items()]
        print(f"{'':36}" + "".join(f"{name + ' wall s':>14}{'cpu s':>8}" for name in trees) + "   ratio of cpu")
        for turn in zip(*runs, strict=True):
            ratio = f"{turn[-1][2] / turn[0][2]:13.1f} ×" if len(turn) > 1 else ""
            figures = "".join(f"{wall:14.1f}{cpu:8.1f}" for _, wall, cpu in turn)
            print(f"{turn[0][0]:36}{figures}{ratio}{against_aim(*turn[0][:2])}", flush=True)


def against_aim(what, wall):
    """Return whether a row's aim is reached by this checkout, and else by how much it is missed."""
    aim = AIMS.get(what)
    if aim is None:
        return ""
    return f"   aim {aim:.0f} s: " + ("reached" if wall <= aim else f"missed by {wall - aim:.1f} s")


if __name__ == "__main__":
    main()
