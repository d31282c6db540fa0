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
from tether.armed_order.theories import THEORIES
from tether.charter import Charter
from tether.decisions.break_even import break_even_table
from tether.decisions.cost_of_staging import unstaged
from tether.decisions.differences import Contrast, compare, contrasts
from tether.decisions.signposts import parts_of
from tether.errors import InputError, numbered
from tether.forecast.posterior import Posterior
from tether.forecast.size import filter_need
from tether.futures.basis import ProjectionInputs, make_basis
from tether.futures.outcomes import headline, measured, record_outcomes
from tether.futures.project import clear_blocks, pair_names, project_charters
from tether.futures.size import RunShape, projection_needs, sizes_that_fit
from tether.futures.status_quo import CoreFutures, project_core
from tether.futures.worlds import Worlds, draw_worlds, ground_of
from tether.induction.measures import Handover
from tether.levers.codebook import ReadingContext
from tether.levers.compile import CharterPair, believing, compile_pair
from tether.randomness.memory import refuse_too_large
from tether.randomness.noise import Noise
from tether.study.case import CaseInputs, Step, no_events
from tether.study.plans import plans_of
from tether.theatre import Theatre


@dataclass(frozen=True)
class ProjectedRecord:
    """A case's record filtered up to the cut-off, and the status quo projected from it."""

    posterior: Posterior
    basis: ProjectionInputs
    core: CoreFutures


@dataclass(frozen=True)
class CaseFutures:
    """A case run to its futures.

    ``record`` is None where the case names no events: nothing is projected then. ``projected`` is None where there is
    nothing to compare. ``silent`` says why.
    """

    case: CaseInputs
    charters: dict[str, Charter]
    record: ProjectedRecord | None
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
    def posterior(self) -> Posterior:
        """The record filtered up to the cut-off; ``InputError`` where the case names no events."""
        return self._recorded().posterior

    @property
    def basis(self) -> ProjectionInputs:
        """What every projection shares; ``InputError`` where the case names no events."""
        return self._recorded().basis

    @property
    def core(self) -> CoreFutures:
        """The status quo projected from the record; ``InputError`` where the case names no events."""
        return self._recorded().core

    def _recorded(self) -> ProjectedRecord:
        if self.record is None:
            raise InputError(no_events(self.case.spec))
        return self.record

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
    """Run the case: fit, project the core, project the charters, compare; ``scratch`` and ``scheduler`` as there.

    A case without events has its options planned where it names a roster, and nothing is projected.
    """
    check_size(case, charters, workers, scratch)
    clock = _Clock()
    if not case.spec.events:
        return _unprojected(case, charters, None, clock, plans_of(case, charters, step))
    posterior, basis = _filtered(case, step)
    step("filter", 1, 1)
    clock.mark("filter")
    core = project_core(basis, workers, _counting("status quo", basis.blocks, step))
    clock.mark("status quo")
    silent = _silent(case, charters)
    record = ProjectedRecord(posterior, basis, core)
    if silent:
        return _unprojected(case, charters, record, clock)
    plans = plans_of(case, charters, step)
    clock.mark("plans")
    pairs = pairs_of(case, charters, plans)
    worlds = draw_worlds(case.setting, case.spec.sizes.points, case.spec.seed, case.beliefs)
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
    return CaseFutures(case, charters, record, worlds, futures, table, breaks, "", anchored, told, pairs, twins, plans)


def _unprojected(
    case: CaseInputs,
    charters: dict[str, Charter],
    record: ProjectedRecord | None,
    clock: _Clock,
    plans: dict[str, Handover] | None = None,
) -> CaseFutures:
    """Return the futures of a case in which no charter is projected, with the reason."""
    empty, silent = pd.DataFrame(), _silent(case, charters)
    return CaseFutures(case, charters, record, None, None, empty, empty, silent, True, clock.told, plans=plans or {})


def _filtered(case: CaseInputs, step: Step) -> tuple[Posterior, ProjectionInputs]:
    """Return the posterior at the cut-off, and what every projection shares."""
    spec = case.spec
    step("filter", 0, 1)
    posterior = case.fit()
    return posterior, make_basis(case.panel, posterior, spec.sizes, spec.horizon_months, Noise(spec.seed))


def check_size(case: CaseInputs, charters: dict[str, Charter], workers: int = 1, scratch: Path | None = None) -> None:
    """Refuse a run that needs more memory, or more of the disk of ``scratch``, than there is.

    Raises:
        InputError: with the gigabytes needed and those left, and the sizes that would fit.
    """
    if _silent(case, charters):
        return
    spec, pairs, panel = case.spec, pairs_of(case, charters), case.panel
    shape = RunShape(
        spec.horizon_months,
        len(panel.places),
        len(pairs),
        len(THEORIES),
        len(record_outcomes(panel.cells.civilians is not None)),
        len(case.setting.groups),
        len(parts_of(case.setting)),
        sum(p.staged for p in pairs),
    )
    on_disk, sizes = scratch is not None, spec.sizes
    needs = (*projection_needs(shape, sizes, workers, on_disk=on_disk), filter_need(len(panel.places), spec.filter))
    fit = sizes_that_fit(shape, sizes, workers, on_disk=on_disk)
    remedy = f"sizes: {{points: {fit.points}, particles: {fit.particles}, block: {fit.block}}} fits" if fit else ""
    found = (
        f"{sizes.points:,} points × {sizes.particles:,} particles, "
        f"{numbered(len(pairs), 'pair')}, {spec.horizon_months} months"
    )
    where, remedy = str(spec.folder / "case.yaml"), remedy or "take fewer charters or months"
    refuse_too_large(needs, scratch, found, where=where, path="sizes", remedy=remedy)


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
    counted = not spec.events or case.panel.cells.civilians is not None  # without events: as UCDP counts
    outcomes = tuple(o.id for o in record_outcomes(counted))
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


NO_EVENTS = (
    "The case names no events, so there is no record of violence here, nothing is projected and no option is compared: "
    "give a UCDP GED file (tether brief {} --events FILE), or name it in case.yaml."
)


def _silent(case: CaseInputs, charters: dict[str, Charter]) -> str:
    if not case.spec.events:
        return NO_EVENTS.format(case.spec.id)
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
