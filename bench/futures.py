"""Seconds, memory and nanoseconds a cell of the projection; opponents, luck, workers, bounded memory.

python bench/futures.py [--small] [--high] [--mesa PYTHON]

A cell is charter × theory × world × particle × month × place. Whole size: 15 charters × 5 × 256 × 8 × 36 × 18, all
fourteen options of iraq-2015 and the status quo. NumPy and Mesa run the same order with the same noise at a small size
(``order_in_numpy.py``, ``order_in_mesa.py``; Mesa in an environment of its own) and are compared by CPU seconds a cell,
for a shared machine's wall clock says little. Where jax finds a GPU, all of it runs there.
"""

import argparse
import hashlib
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ["TETHER_CACHE"] = "off"  # what is measured is worked out

import jax
import jax.numpy as jnp
import numpy as np

from tether.forecast.observation import frailty, observation_luck
from tether.futures.basis import make_basis
from tether.futures.project import end_outcomes, project_charters, record_outcomes_of
from tether.futures.worlds import draw_worlds, ground_of
from tether.levers.compile import in_force, levers_by_month
from tether.randomness import sampler
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.study import open_case
from tether.study.futures import pairs_of

sys.path.insert(0, str(Path(__file__).parent))
import order_in_numpy

MONTHS, PLACES = 36, 18


def inputs(points, particles, block, seed=7, months=MONTHS, everything=True):
    """Return (basis, worlds, ground, groups, pairs) of iraq-2015."""
    sizes = Sizes(points, particles, block)
    case = open_case("iraq-2015").with_(sizes=sizes, filter=1024, horizon_months=months)
    names = sorted(p.stem for p in (case.spec.folder / "charters").glob("p*.yaml"))
    charters = case.read_charters(names if everything else case.spec.charters)
    pairs = pairs_of(case, charters)
    quo = pairs[0].sponsor
    alone = tuple(p for p in pairs if quo in (p.sponsor, p.host)) if everything else pairs
    basis = make_basis(case.panel, case.fit(), sizes, months, Noise(seed))
    return basis, draw_worlds(case.setting, points, seed), ground_of(case.setting), case.setting.groups, alone[:15]


def cells(args):
    basis, worlds, _, _, pairs = args
    sizes = basis.sizes
    return len(pairs) * len(worlds.theories) * sizes.points * sizes.particles * basis.months * len(basis.places)


def clocked(call):
    wall, cpu = time.perf_counter(), time.process_time()
    found = call()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def peak():
    """Return this process's peak in MB: VmHWM where there is one, for ru_maxrss begins at the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def whole(args, workers):
    """Print the first call (it compiles) and the second, which is what a cell costs."""
    count = cells(args)
    print(
        f"## {len(args[4])} charters × 5 × {args[0].sizes.points} × {args[0].sizes.particles} × {args[0].months} × 18"
    )
    print(f"{'':12} {'wall s':>8} {'cpu s':>8} {'wall ns/cell':>13} {'cpu ns/cell':>12} {'peak MB':>8}")
    for name in ("first call", "second"):
        _, wall, cpu = clocked(lambda: project_charters(*args, workers=workers))
        told = f"{wall * 1e9 / count:13.0f} {cpu * 1e9 / count:12.0f} {peak():8.0f}"
        print(f"{name:12} {wall:8.1f} {cpu:8.1f} {told}")
    return cpu * 1e9 / count


def limit(basis, spent):
    """Print what the draws alone would cost (6 Poisson, 1 gamma a cell, at the real means) as a share of all."""
    paths, parameters = basis.paths(0)
    lanes = basis.sizes.lanes
    luck = observation_luck(basis.noise, 1, 0, len(basis.places), lanes)
    mean = (jnp.exp(paths.log_rate[0]) * frailty(luck, parameters) * basis.shares).astype(jnp.float32)
    draw = jax.jit(sampler.poisson), jax.jit(sampler.gamma_ratio)
    size = jnp.broadcast_to(jnp.asarray(parameters.kappa, jnp.float32), mean[0].shape)
    took = []
    for _ in range(15):
        _, _, cpu = clocked(lambda: jax.block_until_ready([draw[0](luck.events, mean), draw[0](luck.deaths, mean)]))
        _, _, more = clocked(lambda: jax.block_until_ready(draw[1](luck.size, size)))
        took.append((cpu + more) * 1e9 / mean[0].size)
    least = min(took)
    print(
        f"the sampler alone: {least:.0f} cpu ns a cell (6 Poisson, 1 gamma): {least / spent:.0%} of what a cell costs\n"
    )


def arrays(args):
    """Return the block's inputs as NumPy arrays, for the opponents."""
    basis, worlds, ground, groups, pairs = args
    paths, parameters = basis.paths(0)
    world = jax.tree.map(np.asarray, worlds.block(basis.points_of(0), basis.sizes.particles))
    theories = range(len(worlds.theories))
    still = np.zeros(basis.sizes.lanes, np.int8)
    turned = [levers_by_month(p, groups, basis.months, basis.noise, 0, basis.sizes) for p in pairs]
    lanes = (len(basis.places), basis.sizes.lanes)
    return {
        "worlds": [jax.tree.map(lambda leaf, t=t: leaf[t], world) for t in theories],
        "ground": jax.tree.map(np.asarray, ground),
        "levers": [[jax.tree.map(np.asarray, in_force(month, still)) for month in months] for months in turned],
        "paths": (np.asarray(paths.log_rate), np.asarray(paths.log_size)),
        "lucks": [
            jax.tree.map(np.asarray, observation_luck(basis.noise, m + 1, 0, *lanes)) for m in range(basis.months)
        ],
        "chances": [np.asarray(basis.noise.uniforms("order.chance", m + 1, 0, lanes)) for m in range(basis.months)],
        "shares": np.asarray(basis.shares),
        "parameters": jax.tree.map(np.asarray, parameters),
        "table": sampler._table(),
    }


def against_numpy(months):
    """Print NumPy's cost a cell beside ours, one thread each, and how far the two agree."""
    args = inputs(64, 8, 64, months=months)
    args = (*args[:4], args[4][:4])
    given, count = arrays(args), cells(args)
    (theirs, _), _, slow = clocked(lambda: order_in_numpy.project(**given))
    project_charters(*args)
    ours, _, fast = clocked(lambda: project_charters(*args))
    mine = np.moveaxis(ours.country["deaths"], 3, 2).reshape(theirs.shape)
    print(f"## NumPy, 4 charters × 5 × 64 × 8 × {months} × 18, one thread")
    print(f"NumPy {slow * 1e9 / count:.0f} cpu ns a cell, ours {fast * 1e9 / count:.0f}: {slow / fast:.1f} ×")
    print(
        f"equal country-months of deaths: {(theirs == mine).mean():.3%}; sums {theirs.sum() / mine.sum():.6f} of ours\n"
    )
    return fast * 1e9 / count


def against_mesa(python, ours):
    if not python:
        print("## Mesa: no --mesa PYTHON given (a venv with mesa, numpy, scipy): skipped\n")
        return
    args = inputs(2, 2, 2, months=6)
    given = arrays((*args[:4], args[4][:2]))
    plain = {
        **given,
        "worlds": [w._asdict() for w in given["worlds"]],
        "ground": given["ground"]._asdict(),
        "levers": [[month._asdict() for month in months] for months in given["levers"]],
        "lucks": [{k: v._asdict() for k, v in luck._asdict().items()} for luck in given["lucks"]],
        "parameters": given["parameters"]._asdict(),
        "months": 6,
        "lanes": 4,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays.pickle"
        path.write_bytes(pickle.dumps(plain))
        script = Path(__file__).with_name("order_in_mesa.py")
        found = subprocess.run([python, str(script), str(path)], capture_output=True, text=True)
    try:
        told = json.loads(found.stdout)
    except ValueError:
        print(f"## Mesa: {(found.stdout or found.stderr).strip().splitlines()[-1]}\n")
        return
    cost = told["seconds"] * 1e9 / told["cells"]
    print(f"## Mesa {told['mesa']}, 2 charters × 5 × 2 × 2 × 6 × 18, one agent a world, for information")
    print(f"Mesa {cost:,.0f} cpu ns a cell: {cost / ours:,.0f} × ours at 64 × 8 (its arrays hold one particle)\n")


def luck(points):
    """Print how much smaller the variance of a paired difference is than with two seeds, one lever moved by 10 %."""
    args, other = inputs(points, 8, points), inputs(points, 8, points, seed=8)
    host = next(p for p in args[4] if p.host.startswith("p12"))
    print(f"## One lever of {host.host} moved by 10 %: variance of deaths' difference, two seeds over the same noise")
    for lever in ("intake", "individual", "vetting", "exit_places", "officer_lead", "territorial"):
        moved = tuple(replace(s, low=0.9 * s.low, high=0.9 * s.high) if s.lever == lever else s for s in host.settings)
        pairs = (args[4][0], host, replace(host, host="moved", settings=moved))
        y = project_charters(*args[:4], pairs)["deaths"].values.sum(axis=3, dtype=np.float64)
        z = project_charters(*other[:4], pairs)["deaths"].values.sum(axis=3, dtype=np.float64)
        paired = (y[2] - y[1]).reshape(5, -1).var(axis=1)
        apart = (z[2] - y[1]).reshape(5, -1).var(axis=1)
        ratios = [f"{a / p:,.0f}" if p else "no difference" for a, p in zip(apart, paired, strict=True)]
        print(f"{lever:14} by theory: {', '.join(ratios)}")
    print()


def bytes_equal():
    """Print whether 1, 2 and 4 threads and a Dask cluster of 1, 2 and 4 processes give equal bytes."""
    from distributed import LocalCluster

    args = inputs(32, 2, 8, months=12)
    args = (*args[:4], args[4][:4])

    def digest(**more):
        futures = project_charters(*args, **more)
        names = [*record_outcomes_of(futures), "place_totals", *end_outcomes(futures)]
        values = [futures[name].values for name in names]
        return hashlib.sha256(b"".join(np.ascontiguousarray(v).tobytes() for v in values)).hexdigest()[:16]

    found = {f"{n} threads": digest(workers=n) for n in (1, 2, 4)}
    for n in (1, 2, 4):
        with LocalCluster(n_workers=n, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
            found[f"Dask, {n} processes"] = digest(scheduler=cluster.scheduler_address)
    print("## Bytes:", "all equal" if len(set(found.values())) == 1 else "DIFFERENT", "-", found, "\n")


def memory(high):
    """Print the peak of a fresh process by number of blocks, arrays on disk; with ``high`` at --precision high too."""
    print("## Peak memory of a fresh process, blocks kept on disk")
    sizes = [(64, 8, 64), (128, 8, 64), (256, 8, 64)] + ([(1024, 16, 64)] if high else [])
    for points, particles, block in sizes:
        code = f"import futures; futures.alone({points}, {particles}, {block})"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent, env=dict(os.environ))


def alone(points, particles, block):
    args = inputs(points, particles, block, everything=False)
    before = peak()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        _, wall, cpu = clocked(lambda: project_charters(*args, workers=2, scratch=Path(folder)))
        disk = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6
    own = f"{peak():6.0f} MB ({before:.0f} before it), {disk:,.0f} MB on disk"
    print(
        f"{points} × {particles} in {args[0].blocks} blocks, {len(args[4])} pairs: {own}, {wall:.0f} s, cpu {cpu:.0f} s"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a sixteenth of the worlds")
    parser.add_argument("--high", action="store_true", help="memory at --precision high too (minutes)")
    parser.add_argument("--mesa", default="", help="python of a venv with mesa, numpy, scipy")
    parser.add_argument("--only", nargs="+", default=["whole", "numpy", "mesa", "luck", "bytes", "memory"])
    told = parser.parse_args()
    device = jax.devices()[0]
    print(f"device: {device.platform} {device.device_kind}, {os.cpu_count()} cores")
    print("" if device.platform != "cpu" else "no GPU found by jax: the CPU alone is measured\n")
    ours = 0.0
    if "whole" in told.only:
        args = inputs(16 if told.small else 256, 8, 16 if told.small else 64)
        limit(args[0], whole(args, workers=2))
    if {"numpy", "mesa"} & set(told.only):
        ours = against_numpy(6 if told.small else 36)
    if "mesa" in told.only:
        against_mesa(told.mesa, ours)
    if "luck" in told.only:
        luck(16 if told.small else 64)
    if "bytes" in told.only:
        bytes_equal()
    if "memory" in told.only:
        memory(told.high)


if __name__ == "__main__":
    main()
