"""Scenario discovery judged: our PRIM beside ema_workbench's, on the same tables.

    python bench/discovery.py make TABLES [--study CASE]        # here: tables with known boxes, and a study's
    python bench/discovery.py ours TABLES
    OTHER/bin/python bench/discovery.py theirs TABLES           # an environment of its own, with ema_workbench
    python bench/discovery.py judge TABLES

Each table is a CSV of inputs and a last column ``worse``. Both sides write their whole peeling path; the judge prints,
for each table, density and coverage at the box with the largest coverage − elsewhere, the area under the path of
coverage against density, the inputs bounded, and the seconds.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20150604


def main() -> None:
    what, folder = sys.argv[1], Path(sys.argv[2])
    {"make": make, "ours": ours, "theirs": theirs, "judge": judge}[what](folder)


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    for name, (points, inputs, rule, noise) in TABLES.items():
        x = rng.uniform(size=(points, inputs))
        worse = rule(x) ^ (rng.uniform(size=points) < noise)
        frame = pd.DataFrame(x, columns=[f"x{i}" for i in range(inputs)]).assign(worse=worse.astype(int))
        frame.to_csv(folder / f"{name}.csv", index=False)
    if "--study" in sys.argv:
        _study(sys.argv[sys.argv.index("--study") + 1]).to_csv(folder / "study.csv", index=False)


def _study(name: str) -> pd.DataFrame:
    from tether.decisions.differences import leading, paired
    from tether.decisions.inputs import inputs_of
    from tether.futures.project import theories_of
    from tether.study import open_case

    study = open_case(name).project(workers=2)
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    d = paired(study.projected, leading(study.projected)[0], study.outcome)
    frame = pd.DataFrame({s: v.values.ravel() for s, v in drawn.items()})
    for i, theory in enumerate(theories_of(study.projected)):
        frame[f"theory={theory}"] = np.repeat(np.arange(len(d)) == i, d.shape[1]).astype(float)
    return frame.assign(worse=(d > 0).ravel().astype(int))


TABLES = {
    "box-2-of-10": (1000, 10, lambda x: (x[:, 1] < 0.4) & (x[:, 6] > 0.5), 0.0),
    "box-3-of-60-noisy": (1280, 60, lambda x: (x[:, 0] > 0.3) & (x[:, 9] < 0.6) & (x[:, 30] > 0.4), 0.1),
    "slanted": (1000, 8, lambda x: x[:, 0] + 0.7 * x[:, 1] > 1.1, 0.05),
    "two-corners": (1000, 6, lambda x: (x[:, 0] < 0.3) & (x[:, 1] < 0.3) | (x[:, 0] > 0.8) & (x[:, 1] > 0.6), 0.0),
    "nothing": (1000, 30, lambda x: x[:, 0] < -1, 0.3),
}


def ours(folder: Path) -> None:
    from tether.decisions.scenario_discovery import choose, peel, pruned

    for path in sorted(folder.glob("*.csv")):
        x, y, names = _read(path)
        start = time.perf_counter()
        boxes = peel(x, y)
        seconds = time.perf_counter() - start
        best = choose(boxes, len(names))
        kept = pruned(x, y, choose(boxes, 4))
        rows = [[b.density, b.coverage, len(b.restricted)] for b in boxes]
        told = {
            "path": rows,
            "bounded": [names[j] for j in best.restricted],
            "final": [kept.density, kept.coverage, [names[j] for j in kept.restricted]],
            "seconds": seconds,
        }
        path.with_suffix(".ours.json").write_text(json.dumps(told), "utf-8")


def theirs(folder: Path) -> None:
    import logging

    from ema_workbench.analysis import prim

    logging.disable(logging.CRITICAL)
    for path in sorted(folder.glob("*.csv")):
        x, y, names = _read(path)
        start = time.perf_counter()
        search = prim.Prim(pd.DataFrame(x, columns=names), y, threshold=1e-9, peel_alpha=0.05, mass_min=0.05)
        found = search.find_box()
        seconds = time.perf_counter() - start
        rows = found.peeling_trajectory[["density", "coverage", "res_dim"]].to_numpy().tolist()
        best = int(np.argmax([_informed(d, c, y.mean()) for d, c, _ in rows]))
        limits, whole = found.box_lims[best], found.box_lims[0]
        bounded = [n for n in names if list(limits[n]) != list(whole[n])]
        told = {"path": rows, "bounded": bounded, "seconds": seconds}
        path.with_suffix(".theirs.json").write_text(json.dumps(told), "utf-8")


def judge(folder: Path) -> None:
    print(f"{'table':20} {'':7} {'density':>8} {'coverage':>8} {'informed':>8} {'area':>6} {'seconds':>8}  bounded")
    for path in sorted(folder.glob("*.csv")):
        _, y, _ = _read(path)
        for side in ("ours", "theirs"):
            told = json.loads(path.with_suffix(f".{side}.json").read_text("utf-8"))
            rows = told["path"]
            best = max(range(len(rows)), key=lambda i: _informed(rows[i][0], rows[i][1], y.mean()))
            (d, c, _), title = rows[best], path.stem if side == "ours" else ""
            scores = f"{d:8.3f} {c:8.3f} {_informed(d, c, y.mean()):8.3f} {_area(rows):6.3f} {told['seconds']:8.2f}"
            print(f"{title:20} {side:7} {scores}  {' '.join(told['bounded'][:6])}")
        final = json.loads(path.with_suffix(".ours.json").read_text("utf-8"))["final"]
        print(f"{'':20} {'printed':7} {final[0]:8.3f} {final[1]:8.3f} {'':24} {' '.join(final[2]) or 'no bound'}")


def _read(path: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    frame = pd.read_csv(path)
    names = [c for c in frame if c != "worse"]
    return frame[names].to_numpy(float), frame["worse"].to_numpy(bool), names


def _informed(density: float, coverage: float, base: float) -> float:
    """Coverage less the share of the rest that lies in the box."""
    mass = coverage * base / density if density else 0.0
    return coverage - (mass - coverage * base) / (1 - base)


def _area(rows: list[list[float]]) -> float:
    """Area under the best density reached at each coverage, 0 to 1."""
    grid = np.linspace(0, 1, 201)[1:]
    return float(np.mean([max((d for d, c, _ in rows if c >= g), default=0.0) for g in grid]))


if __name__ == "__main__":
    main()
