"""The filter's speed and memory: the shipped core against the same model in ``particles`` (NumPy) and ``pypomp`` (JAX).

    python bench/filter.py ../shared/data                      # opponents that are not installed are skipped, and named
    python bench/filter.py ../shared/data --opponent-python /tmp/pp/bin/python   # a venv of theirs: pip install them

Iraq's 18 governorates, 336 months, one process per engine and size, one after another; ratios are to ours. Both
opponents run one place after another (neither has an axis of series): ``particles`` resamples systematically below
half as we do, ``pypomp`` at every month (its default), its process vectorised by hand. A cell is a particle, place and
month. ``--growth`` shows how our time grows with particles, places and months; ``--cache`` what JAX's compilation cache
saves of the first call. ``sampler`` is our limit: the months' random numbers and nothing else.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

RHO, MU, SM, PI, SL, PHI, SU, V = 0.005, -4.0, 0.08, 0.037, 1.0, 0.6, 0.3, 0.1
PS, SB, SS, K, KAPPA, C, PB, MB, SIGB = 0.97, 0.9, 0.2, 14.0, 0.6, 1.0, 0.05, 1.0, 0.8
ROUNDS = 3


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(once) -> tuple[float, float, float, float, float]:
    """Return the best later round in wall and in processor seconds, the first, what ``once`` said, memory before."""
    before, wall, busy, said = memory(), [], [], 0.0
    for _ in range(ROUNDS):
        began, ran = time.perf_counter(), time.process_time()
        said = once()
        wall.append(time.perf_counter() - began)
        busy.append(time.process_time() - ran)
    return min(wall[1:]), min(busy[1:]), wall[0], said, before


def tether(deaths: np.ndarray, events: np.ndarray, count: int):
    from tether.forecast.filter import CoreModel, MixtureFilter
    from tether.forecast.filter_history import record_of
    from tether.forecast.hyperparameters import design
    from tether.randomness.noise import SeriesNoise

    core = MixtureFilter(CoreModel(), design(1, "adm1"), SeriesNoise(1, 0))
    record = record_of(deaths, events)

    def once() -> float:
        state = core.advance(core.start(deaths.shape[0], count), record, 0, deaths.shape[1])
        return float(state.log_likelihood.sum())

    return timed(once)


def sampler(deaths: np.ndarray, events: np.ndarray, count: int):
    """The month's uniforms, turned into shocks and summed: nothing else of the filter."""
    import jax
    import jax.numpy as jnp

    from tether.forecast import model as dynamics
    from tether.randomness.noise import SeriesNoise

    luck, shape = SeriesNoise(1, 0), (dynamics.DRAWS, deaths.shape[0], count)

    @jax.jit
    def once(months: int):
        def one(month, total):
            shock = dynamics.shocks(luck.uniforms("bank.step", month, shape))
            return total + sum(leaf.sum(dtype=jnp.float32) for leaf in shock)

        return jax.lax.fori_loop(0, months, one, jnp.float32(0))

    return timed(lambda: float(once(deaths.shape[1])))


def particles(deaths: np.ndarray, events: np.ndarray, count: int):
    import particles as library
    from scipy.special import gammaln

    rng = np.random.default_rng(1)

    class Core(library.FeynmanKac):
        def __init__(self, n, x):
            self.n, self.x, self.T = n, x, len(n)

        def M0(self, N):
            z = rng.standard_normal((N, 2))
            start = np.stack([MU + 2.0 * z[:, 0], np.zeros(N), SB + SS / np.sqrt(1 - PS**2) * z[:, 1], np.zeros(N)], 1)
            return self.M(0, start)

        def M(self, t, xp):
            N = len(xp)
            m, u, s = xp[:, 0], xp[:, 1], xp[:, 2]
            z, r = rng.standard_normal((N, 5)), rng.random((N, 2))
            g = np.exp(-V * np.clip(m + u, -2, 6))
            level = m + RHO * (MU - m) + SM * g * z[:, 0] + (r[:, 0] < PI) * SL * z[:, 1]
            size = SB + PS * (s - SB) + SS * z[:, 3]
            return np.stack([level, PHI * u + SU * g * z[:, 2], size, (r[:, 1] < PB) * (MB + SIGB * z[:, 4])], 1)

        def logG(self, t, xp, x):
            n, excess = self.n[t], self.x[t]
            out = _nb(n, np.exp(x[:, 0] + x[:, 1]), K, gammaln)
            return out + (_nb(excess, n * np.exp(x[:, 2] + x[:, 3]), KAPPA * n**C, gammaln) if n > 0 else 0.0)

    def once() -> float:
        total = 0.0
        for n, d in zip(events, deaths, strict=True):
            run = library.SMC(fk=Core(n, d - n), N=count, resampling="systematic", ESSrmin=0.5, verbose=False)
            run.run()
            total += run.logLt
        return float(total)

    return timed(once)


def _nb(count, mean, size, gammaln):
    constant = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return constant + size * np.log(size / (size + mean)) + count * (np.log(mean) - np.log(size + mean))


def pypomp(deaths: np.ndarray, events: np.ndarray, count: int):
    import jax
    import jax.numpy as jnp
    import pandas as pd
    from jax.scipy.special import gammaln
    from pypomp import Pomp, PompParameters
    from pypomp.core.model_mechanics import vectorized
    from pypomp.types import (
        CovarDict,
        InitialTimeFloat,
        ObservationDict,
        ParamDict,
        RNGKey,
        StateDict,
        StepSizeFloat,
        TimeFloat,
    )

    def rinit(theta_: ParamDict, key: RNGKey, covars: CovarDict, t0: InitialTimeFloat):
        z = jax.random.normal(key, (2,))
        return {"m": theta_["mu"] + 2.0 * z[0], "u": 0.0, "s": SB + SS / np.sqrt(1 - PS**2) * z[1], "o": 0.0}

    @vectorized
    def rproc(X_: StateDict, theta_: ParamDict, key: RNGKey, covars: CovarDict, t: TimeFloat, dt: StepSizeFloat):
        m, u, s = X_["m"], X_["u"], X_["s"]
        normal, uniform = jax.random.split(key)
        z, r = jax.random.normal(normal, (5, *m.shape)), jax.random.uniform(uniform, (2, *m.shape))
        g = jnp.exp(-V * jnp.clip(m + u, -2, 6))
        level = m + RHO * (theta_["mu"] - m) + SM * g * z[0] + (r[0] < PI) * SL * z[1]
        size = SB + PS * (s - SB) + SS * z[3]
        return {"m": level, "u": PHI * u + SU * g * z[2], "s": size, "o": (r[1] < PB) * (MB + SIGB * z[4])}

    def dmeas(Y_: ObservationDict, X_: StateDict, theta_: ParamDict, covars: CovarDict, t: TimeFloat):
        n, x = Y_["n"], Y_["x"]
        known = _log_nb(n, X_["m"] + X_["u"], K)
        sized = _log_nb(x, jnp.log(jnp.maximum(n, 1.0)) + X_["s"] + X_["o"], KAPPA * jnp.maximum(n, 1.0) ** C)
        return known + jnp.where(n > 0, sized, 0.0)

    def _log_nb(count, log_mean, size):
        constant = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
        total = jnp.logaddexp(jnp.log(size), log_mean)
        return constant + size * (jnp.log(size) - total) + count * (log_mean - total)

    months = np.arange(1.0, deaths.shape[1] + 1)
    frames = [pd.DataFrame({"n": n, "x": d - n}, index=months) for n, d in zip(events, deaths, strict=True)]
    model = Pomp(frames[0], PompParameters([{"mu": MU}]), ["m", "u", "s", "o"], 0.0, rinit, rproc, dmeas=dmeas, nstep=1)

    def once() -> float:
        total = 0.0
        for number, frame in enumerate(frames):  # one compiled program: only the observations differ
            model.ys = frame
            model.pfilter(J=count, key=jax.random.key(number))
            total += float(np.asarray(model.results_history[-1].logLiks).ravel()[0])
        return total

    return timed(once)


ENGINES = {"tether": tether, "sampler": sampler, "particles": particles, "pypomp": pypomp}


def engine(name: str, data: Path, count: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    table = np.load(data)
    print(*ENGINES[name](table["deaths"], table["events"], count), memory())


def run(name: str, data: Path, count: int, python: str, cache: str = "") -> tuple[float, ...] | None:
    """Run one engine in a process of its own: (wall, processor, first, log likelihood, MiB before, MiB at most)."""
    environment = dict(os.environ) | {"TETHER_CACHE": "off"} | ({"JAX_COMPILATION_CACHE_DIR": cache} if cache else {})
    if cache:
        environment["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    call = [python, __file__, str(data), "--engine", name, "--particles", str(count)]
    done = subprocess.run(call, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(f"{name:10s} N {count:6d}: not run ({(done.stderr.strip().splitlines() or ['no reason given'])[-1]})")
        return None
    return tuple(float(v) for v in done.stdout.split()[-6:])


def compare(data: Path, cells: int, counts: list[int], opponents: str) -> None:
    print("engine     particles  wall s  processor s  first call s  ns per cell  MiB (above imports)  log likelihood")
    for count in counts:
        took = {}
        for name in ENGINES:
            python = sys.executable if name in ("tether", "sampler") else opponents
            found = run(name, data, count, python)
            if found is None:
                continue
            wall, busy, first, said, before, peak = found
            took[name] = (wall, busy)
            print(f"{name:10s} {count:9d} {wall:7.2f} {busy:12.2f} {first:13.2f}", end="")
            print(f" {busy / (cells * count) * 1e9:12.1f} {peak:9.0f} ({peak - before:.0f})", end="")
            print("" if name == "sampler" else f"      {said:.0f}")
        ours = took["tether"]
        ratios = [f"{n} {w / ours[0]:.2f} (wall) {b / ours[1]:.2f} (processor)" for n, (w, b) in took.items()]
        print(f"ratios to tether at N {count}: " + "; ".join(ratios))


def growth(folder: Path, deaths: np.ndarray, events: np.ndarray) -> None:
    """Time for particles, places and months, each doubled twice from the same middle."""
    months = deaths.shape[1]
    sizes = [("particles", n, 18, months) for n in (1_000, 4_000, 16_000)]
    sizes += [("places", 2_000, p, months) for p in (9, 18, 36, 72)] + [
        ("months", 2_000, 18, m) for m in (84, 168, 336)
    ]
    for what, count, places, width in sizes:
        rows = np.resize(np.arange(deaths.shape[0]), places)
        path = folder / f"{what}-{count}-{places}-{width}.npz"
        np.savez(path, deaths=deaths[rows, :width], events=events[rows, :width])
        found = run("tether", path, count, sys.executable)
        if found:
            each = found[0] / (places * width * count) * 1e9
            print(
                f"growth by {what}: N {count}, {places} places, {width} months: {found[0]:.2f} s, {each:.1f} ns", end=""
            )
            print(f", {found[4]:.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path(__file__).parents[1] / ".." / "shared" / "data")
    parser.add_argument("--opponent-python", default=sys.executable)
    parser.add_argument("--particles", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--cache", action="store_true")
    parser.add_argument("--engine", default="")
    args = parser.parse_args()
    if args.engine:
        engine(args.engine, args.data, args.particles[0])
        return
    if not args.data.exists():
        print(f"{args.data}: the raw data are not here; nothing is timed")
        return
    root = Path(__file__).parents[1]
    sys.path[:0] = [str(root), str(root / "src")]
    from studies.panels import iraq_governorates

    series = iraq_governorates(args.data).until("2016-12")
    assert series.events is not None
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "iraq.npz"
        np.savez(data, deaths=series.deaths, events=series.events)
        compare(data, series.deaths.size, args.particles, args.opponent_python)
        if args.growth:
            growth(Path(folder), series.deaths, series.events)
        if args.cache:
            for when in ("empty", "filled"):
                found = run("tether", data, args.particles[0], sys.executable, cache=f"{folder}/cache")
                if found:
                    print(f"first call with a compilation cache that is {when}: {found[2]:.2f} s")


if __name__ == "__main__":
    main()
