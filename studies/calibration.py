"""Does the filter mean what it says? Simulation-based calibration of its states and of the weights of its members.

    python -m studies.calibration --replicates 96 --units 2 --months 60   # the table of docs/explanation/posterior.md

Draw one of the members and a hidden path from the model, draw a record from the path, filter the record, and ask
where the truth ranks in what the filter says: over many replicates the ranks are uniform if and only if filter,
likelihood and simulator are of one law (Talts et al. 2018, arXiv 1804.06788).

    found = calibrate(members, replicates=256, months=60, particles=512, seed=1)
    found.states["m"]      # ranks of the true last state, (replicate,), in (0, 1)
    found.parameters["sigma_m"]   # ranks of the true member's value under the members' likelihood weights

Run as a program it does the same for the posterior over hyper-parameters: each replicate draws a set from the pool's
prior (members of 2014-10), a record of units × months from the set, and the posterior given the record. Chi-square of
ranks in tenths has 9 degrees of freedom: 27.9 is exceeded once in a thousand.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.forecast import model as dynamics
from tether.forecast.filter import CoreModel, MixtureFilter
from tether.forecast.model import CoreParameters, CoreState
from tether.forecast.observation import MonthRecord, no_tilt, observation_luck, observe
from tether.forecast.posterior import find_weights
from tether.forecast.tempered_smc import FREE, MOVES, SETS, Prior, fit_tempered, pool_prior, to_parameters
from tether.randomness.noise import Noise, SeriesNoise

STATES = ("m", "u", "s")
PARAMETERS = ("sigma_m", "sigma_u", "k", "sigma_s", "kappa")


@dataclass(frozen=True)
class RankCalibration:
    """Ranks in (0, 1), uniform if all is well: per state and per parameter one array (replicate,)."""

    states: dict[str, NDArray[np.float64]]
    parameters: dict[str, NDArray[np.float64]]
    ess: NDArray[np.float64]


def calibrate(members: CoreParameters, replicates: int, months: int, particles: int, seed: int) -> RankCalibration:
    """Return ranks; ``members`` has leaves (member,), the truth is drawn uniformly among them."""
    rng = np.random.default_rng(seed)  # ranks' ties and the true members; the model's own luck is named noise
    truth = rng.integers(len(np.asarray(members.rho)), size=replicates)
    state, record = _simulate(members, truth, months, seed)
    core = MixtureFilter(CoreModel(), members, SeriesNoise(seed + 1, 0))
    run = core.advance(core.start(replicates, particles), record, 0, months)
    likelihood = np.asarray(run.log_likelihood)
    belief = np.exp(likelihood - likelihood.max(axis=0))
    belief /= belief.sum(axis=0)
    every = np.arange(replicates)
    share = np.exp(np.asarray(run.log_weight, float)) * belief[:, :, None]  # (member, replicate, particle)
    states = {
        name: ((np.asarray(getattr(run.hidden, name)) < np.asarray(getattr(state, name))[None]) * share).sum(
            axis=(0, 2)
        )
        for name in STATES
    }
    ranks = {}
    for name in PARAMETERS:
        values = np.asarray(getattr(members, name))
        below = (belief * (values[:, None] < values[truth][None])).sum(axis=0)
        ranks[name] = below + rng.random(replicates) * belief[truth, every]
    return RankCalibration(states, ranks, np.asarray(run.ess).min(axis=0).astype(float))


def _simulate(
    members: CoreParameters, truth: NDArray[np.int64], months: int, seed: int
) -> tuple[CoreState, MonthRecord]:
    """Return the last true states (replicate, 1) and the drawn record (month, replicate)."""
    noise, places = Noise(seed), truth.size
    p = CoreParameters(*(jnp.asarray(np.asarray(leaf)[truth][:, None], jnp.float32) for leaf in members))
    state = dynamics.initial(noise.uniforms("truth.initial", 0, 0, (dynamics.DRAWS, places, 1)), p)
    still, whole = no_tilt(places, 1, 1), jnp.ones((1, 1, 1), jnp.float32)
    seen = []
    for month in range(months):
        shock = dynamics.shocks(noise.uniforms("truth.step", month, 0, (dynamics.DRAWS, places, 1)))
        state = dynamics.step(state, p, shock)
        luck = observation_luck(noise, month, 0, places, 1, 1)
        drawn = observe(state.log_rate, state.log_size, whole, still, luck, p)
        seen.append((drawn.events[0, :, 0], (drawn.deaths - drawn.events)[0, :, 0]))
    events, excess = (jnp.stack(leaf) for leaf in zip(*seen, strict=True))
    return state, MonthRecord(events, excess)


@dataclass(frozen=True)
class PosteriorCalibration:
    """Per symbol the ranks of the true values (replicate,), and the mean of posterior sd / prior sd."""

    ranks: dict[str, NDArray[np.float64]]
    shrinkage: dict[str, float]
    noise: NDArray[np.float64]  # (replicate,): sd of the log likelihood's estimate


def calibrate_tempered(
    prior: Prior, replicates: int, units: int, months: int, seed: int, sets: int, particles: int, moves: int
) -> PosteriorCalibration:
    """Return the ranks of true hyper-parameters, drawn from ``prior``, in the posterior of records drawn from them."""
    rng = np.random.default_rng(seed)
    symbols = len(FREE)
    truth = np.asarray(prior.mean) + np.asarray(prior.sd) * rng.standard_normal((replicates, symbols))
    each = to_parameters(prior, jnp.asarray(truth))
    _, record = _simulate(each, np.repeat(np.arange(replicates), units), months, seed)
    found = []
    for number in range(replicates):
        mine = MonthRecord(*(leaf[:, number * units : (number + 1) * units] for leaf in record))
        noise = Noise(seed * 100_003 + number)
        found.append(fit_tempered(mine, prior, noise, months - 1, sets, particles, moves))
    below = np.array([(f.x < truth[n]).sum(axis=0) for n, f in enumerate(found)])
    ranks = (below + rng.random(below.shape)) / (sets + 1)
    shrinkage = np.mean([f.x.std(axis=0) for f in found], axis=0) / np.asarray(prior.sd)
    return PosteriorCalibration(
        dict(zip(FREE, ranks.T, strict=True)),
        dict(zip(FREE, shrinkage.tolist(), strict=True)),
        np.array([f.noise for f in found]),
    )


def histogram(ranks: NDArray[np.float64], bins: int = 10) -> NDArray[np.int64]:
    """Return the counts of ranks in equal bins."""
    return np.histogram(ranks, bins, (0.0, 1.0))[0]


def unevenness(ranks: NDArray[np.float64], bins: int = 10) -> float:
    """Return the chi-square statistic of the rank histogram; about bins − 1 if ranks are uniform."""
    counts, expected = histogram(ranks, bins), len(ranks) / bins
    return float(np.square(counts - expected).sum() / expected)


def main(arguments: list[str] | None = None) -> None:
    """Print the calibration of the posterior over hyper-parameters, symbol by symbol."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = {"replicates": 96, "units": 2, "months": 60, "sets": SETS, "particles": 64, "moves": MOVES, "seed": 5}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args(arguments)
    began = time.perf_counter()
    prior = pool_prior(find_weights(np.datetime64("2014-10"), "adm1"))
    found = calibrate_tempered(
        prior, args.replicates, args.units, args.months, args.seed, args.sets, args.particles, args.moves
    )
    print(f"{args.replicates} replicates of {args.units} units × {args.months} months, {args.sets} sets,")
    print(f"{args.particles} particles, {args.moves} moves: {time.perf_counter() - began:.0f} s;")
    print(f"sd of the log likelihood's estimate {np.median(found.noise):.1f} (median)")
    print("| symbol | ranks in tenths | chi-square | shrinkage of the sd |\n|---|---|---|---|")
    for name, ranks in found.ranks.items():
        counts = " ".join(str(n) for n in histogram(ranks))
        print(f"| {name} | {counts} | {unevenness(ranks):.1f} | {found.shrinkage[name]:.2f} |")
    print(f"largest of {len(found.ranks)}: {max(map(unevenness, found.ranks.values())):.1f}")


if __name__ == "__main__":
    main()
