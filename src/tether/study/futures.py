"""A case run to its futures: the record filtered, the status quo projected, then every pair of charters beside it.

    found = project_case(inputs, inputs.charters)        # posterior, core futures, charters' futures, their differences

Everything that a brief or a run folder prints is made from this one value; only the small studies of ``judgement.py``
run the model again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from tether.armed_order.beliefs import believed_parameters
from tether.charter import Charter
from tether.decisions.break_even import break_even_table
from tether.decisions.cost_of_staging import unstaged
from tether.decisions.differences import Contrast, compare, contrasts
from tether.decisions.signposts import parts_of
from tether.forecast.posterior import Posterior
from tether.futures.basis import ProjectionInputs, make_basis
from tether.futures.outcomes import headline, measured, record_outcomes
from tether.futures.project import clear_blocks, pair_names, project_charters
from tether.futures.status_quo import CoreFutures, project_core
from tether.futures.worlds import Worlds, draw_worlds, ground_of
from tether.induction.measures import Handover
from tether.levers.codebook import ReadingContext
from tether.levers.compile import CharterPair, believing, compile_pair
from tether.randomness.noise import Noise
from tether.study.case import CaseInputs, Step
from tether.study.plans import plans_of
from tether.theatre import Theatre


@dataclass(frozen=True)
class CaseFutures:
    """A case run to its futures. ``projected`` is None where there is nothing to compare (``silent`` says why)."""

    case: CaseInputs
    charters: dict[str, Charter]
    posterior: Posterior
    basis: ProjectionInputs
    core: CoreFutures
    worlds: Worlds | None
    projected: xr.Dataset | None  # by pair, in the order of ``pairs`` (``futures/project.py``)
    table: pd.DataFrame
    breaks: pd.DataFrame
    silent: str = ""
    anchored: bool = True
    seconds: dict[str, float] = field(default_factory=dict, compare=False)
    pairs: tuple[CharterPair, ...] = ()  # every sponsor's option under every host's, the status quo first
    twins: xr.Dataset | None = None  # charters in phases, once more without phases: what caution costs
    plans: dict[str, Handover] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """The outcome that leads: civilian deaths, or one-sided deaths where the data do not say who died."""
        return headline(measured(self.basis.civilians)).id

    def clear(self) -> None:
        """Forget the finished blocks that a scratch folder keeps: the results are where they should be."""
        for futures in (self.projected, self.twins):
            clear_blocks(futures)


def project_case(
    case: CaseInputs,
    charters: dict[str, Charter],
    workers: int = 1,
    step: Step = lambda name, done, of: None,
    scratch: Path | None = None,
    scheduler: str = "",
) -> CaseFutures:
    """Run the case: fit, project the core, project the charters, compare; ``scratch`` and ``scheduler`` as there."""
    spec, clock = case.spec, _Clock()
    step("filter", 0, 1)
    posterior = case.fit()
    basis = make_basis(case.panel, posterior, spec.sizes, spec.horizon_months, Noise(spec.seed))
    clock.mark("filter")
    core = project_core(basis, workers, _counting("status quo", basis.blocks, step))
    clock.mark("status quo")
    silent = _silent(case, charters)
    if silent:
        return CaseFutures(
            case, charters, posterior, basis, core, None, None, pd.DataFrame(), pd.DataFrame(), silent, True, clock.told
        )
    plans = plans_of(case, charters, step)
    clock.mark("plans")
    pairs = pairs_of(case, charters, plans)
    worlds = draw_worlds(case.setting, spec.sizes.points, spec.seed, case.beliefs)
    run = partial(
        project_charters,
        *(basis, worlds, ground_of(case.setting), case.setting.groups),
        workers=workers,
        scratch=scratch,
        scheduler=scheduler,
    )
    futures, twins = _projected(run, pairs, _counting("charters", basis.blocks, step), parts_of(case.setting))
    clock.mark("charters")
    breaks, table = _break_evens(case, basis, worlds, futures), compare(futures)
    clock.mark("judgement")
    anchored = all(_anchored(futures, core, o) for o in core.country)
    told = clock.told
    return CaseFutures(
        case, charters, posterior, basis, core, worlds, futures, table, breaks, "", anchored, told, pairs, twins, plans
    )


def _projected(
    run: Callable[..., xr.Dataset], pairs: tuple[CharterPair, ...], count: Callable[[], None], watch: dict[str, Any]
) -> tuple[xr.Dataset, xr.Dataset | None]:
    """Return the futures of all pairs, and those of the staged ones once more without their phases."""
    futures = run(pairs=pairs, on_block=count, watch=watch)
    staged = unstaged(pairs)
    return futures, run(pairs=(pairs[0], *staged)) if staged else None


def _break_evens(case: CaseInputs, basis: ProjectionInputs, worlds: Worlds, futures: xr.Dataset) -> pd.DataFrame:
    outcome = headline(measured(basis.civilians)).id
    near, ranges = _break_even_contrasts(futures), believed_parameters(case.beliefs)
    return break_even_table(futures, worlds.parameters, near, outcome, ranges)


def pairs_of(
    case: CaseInputs, charters: dict[str, Charter], plans: dict[str, Handover] | None = None
) -> tuple[CharterPair, ...]:
    """Return every sponsor's option under every host's, the status quo first on both sides; ``plans`` as achieved."""
    spec = case.spec
    base = next(iter(charters.values()))
    options = list(charters.values())[1:]
    sponsors = [base, *(c for c in options if c.decider == "sponsor")]
    hosts = [base, *(c for c in options if c.decider != "sponsor")]
    outcomes = tuple(o.id for o in record_outcomes(case.panel.cells.civilians is not None))
    frame = ReadingContext(
        case.setting.groups, spec.roles.state, umbrellas(case.theatre), spec.cut_off, outcomes, plans or {}
    )
    return tuple(believing(compile_pair(base, s, h, frame), case.beliefs) for s in sponsors for h in hosts)


def umbrellas(theatre: Theatre) -> dict[str, tuple[str, ...]]:
    """Return the actors that stand under each actor (``part_of``), for rows that name an umbrella."""
    under: dict[str, list[str]] = {}
    for actor in theatre.actors:
        if actor.part_of:
            under.setdefault(actor.part_of, []).append(actor.id)
    return {name: (name, *members) for name, members in under.items()}


def _silent(case: CaseInputs, charters: dict[str, Charter]) -> str:
    if len(charters) < 2:
        return "The case names no option beside the status quo, so nothing is compared."
    if not case.setting.groups:
        return "No claim gives the size of a militia here, so no charter can be projected: add claims with sources."
    return ""


def _break_even_contrasts(futures: xr.Dataset) -> tuple[Contrast, ...]:
    """Compare each host's option with the status quo and with each other while the sponsor changes nothing."""
    names = pair_names(futures)
    still = [i for i, (sponsor, _) in enumerate(names) if sponsor == names[0][0]]
    return tuple(c for c in contrasts(futures) if c.a in still and c.b in still)


def _anchored(futures: xr.Dataset, core: CoreFutures, outcome: str) -> bool:
    """Return whether the status quo's rows equal the core's own projection, byte for byte, under every theory."""
    wanted = core.country[outcome].view(np.int32)
    return all(np.array_equal(rows.view(np.int32), wanted) for rows in futures[outcome].values[0])


def _counting(name: str, blocks: int, step: Step) -> Callable[[], None]:
    done = [0]
    step(name, 0, blocks)

    def one() -> None:
        done[0] += 1
        step(name, done[0], blocks)

    return one


class _Clock:
    """Seconds by step, for the manifest."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}
        self.last = time.perf_counter()

    def mark(self, name: str) -> None:
        now = time.perf_counter()
        self.told[name], self.last = round(now - self.last, 2), now
