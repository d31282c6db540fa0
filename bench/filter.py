"""The filter's speed: the shipped core against the same model written for ``particles`` (NumPy), one process each.

    python bench/filter.py ../shared/data                      # prints the ratio where ``particles`` is installed
    python bench/filter.py ../shared/data --opponents DIR      # DIR: made by pip install --target DIR particles

Iraq's 18 governorates, 336 months. The second time in each line is the first call's, compile included.
``particles`` runs one place after another (it has no batch axis), with the same equations, and resamples
systematically below half.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

RHO, MU, SM, PI, SL, PHI, SU, V = 0.005, -4.0, 0.08, 0.037, 1.0, 0.6, 0.3, 0.1
PS, SB, SS, K, KAPPA, C, PB, MB, SIGB = 0.97, 0.9, 0.2, 14.0, 0.6, 1.0, 0.05, 1.0, 0.8


def ours(deaths: np.ndarray, events: np.ndarray, particles: int) -> list[float]:
    from tether.core.design import design
    from tether.inference import bank
    from tether.inference.following import record_of

    members, luck = design(1, "adm1"), bank.Stream(1, 0)
    record, taken = record_of(deaths, events), []
    for _ in range(3):
        began = time.perf_counter()
        run = bank.start(members, luck, deaths.shape[0], particles)
        run = bank.advance(run, members, record, 0, deaths.shape[1], luck)
        run.log_likelihood.block_until_ready()
        taken.append(time.perf_counter() - began)
    print("  log likelihood, sum over places:", round(float(run.log_likelihood.sum()), 1), file=sys.stderr)
    return [min(taken[1:]), taken[0]]


def theirs(deaths: np.ndarray, events: np.ndarray, particles: int) -> list[float]:
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

    taken, total = [], 0.0
    for _ in range(2):
        began, total = time.perf_counter(), 0.0
        for n, d in zip(events, deaths, strict=True):
            run = library.SMC(fk=Core(n, d - n), N=particles, resampling="systematic", ESSrmin=0.5, verbose=False)
            run.run()
            total += run.logLt
        taken.append(time.perf_counter() - began)
    print("  log likelihood, sum over places:", round(float(total), 1), file=sys.stderr)
    return [taken[1], taken[0]]


def _nb(count, mean, size, gammaln):
    constant = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return constant + size * np.log(size / (size + mean)) + count * (np.log(mean) - np.log(size + mean))


def engine(name: str, data: Path, particles: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    table = np.load(data)
    best, first = {"tether": ours, "particles": theirs}[name](table["deaths"], table["events"], particles)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(best, first, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path(__file__).parents[1] / ".." / "shared" / "data")
    parser.add_argument("--opponents", type=Path, default=None)
    parser.add_argument("--particles", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--engine", default="")
    args = parser.parse_args()
    if args.engine:
        engine(args.engine, args.data, args.particles[0])
        return
    if not args.data.exists():
        print(f"{args.data}: the raw data are not here; nothing is timed")
        return
    import tempfile

    from tether.scorecard.panels import iraq_governorates

    series = iraq_governorates(args.data).until("2016-12")
    cells = series.deaths.size
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "iraq.npz", deaths=series.deaths, events=series.events)
        for count in args.particles:
            took = {}
            for name in ("tether", "particles"):
                env = dict(os.environ)
                if name == "particles" and args.opponents:
                    env["PYTHONPATH"] = str(args.opponents)
                call = [sys.executable, __file__, str(Path(folder) / "iraq.npz"), "--engine", name]
                done = subprocess.run([*call, "--particles", str(count)], env=env, capture_output=True, text=True)
                if done.returncode:
                    print(f"{name}: not run ({done.stderr.strip().splitlines()[-1]})")
                    continue
                best, first, peak = (float(v) for v in done.stdout.split()[-3:])
                took[name] = best
                each = best / (cells * count) * 1e9
                print(
                    f"{name:10s} N {count:6d}: {best:7.2f} s (first call {first:.2f} s), {each:6.1f} ns per particle, ",
                    end="",
                )
                print(f"place and month; peak {peak:.0f} MiB; {done.stderr.strip().splitlines()[-1].strip()}")
            if len(took) == 2:
                print(f"           ratio particles / tether: {took['particles'] / took['tether']:.1f}")


if __name__ == "__main__":
    main()
