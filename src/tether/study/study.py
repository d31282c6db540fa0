"""A study: a case run to its futures, with everything that a brief or a run folder needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from tether.armed_order.beliefs import believed_parameters
from tether.charter import Charter
from tether.decisions.break_even import break_even_table
from tether.decisions.cost_of_staging import unstaged
from tether.decisions.differences import Contrast, compare, contrasts
from tether.decisions.judgement import Judgement
from tether.decisions.signposts import parts_of
from tether.errors import UsageError, did_you_mean
from tether.forecast.posterior import Posterior
from tether.futures.basis import ProjectionInputs, make_basis
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES, headline, measured, record_outcomes
from tether.futures.project import by_decider, pair_names, project_charters
from tether.futures.status_quo import CoreFutures, project_core
from tether.futures.worlds import Worlds, draw_worlds, ground_of
from tether.induction.measures import Handover
from tether.levers.codebook import ReadingContext
from tether.levers.compile import CharterPair, believing, compile_pair
from tether.randomness.noise import Noise
from tether.study.judging import judgement_of, with_beliefs, with_leave_one_out
from tether.study.plans import plans_of
from tether.theatre import Theatre

if TYPE_CHECKING:
    from tether.study.case import Case, Step


@dataclass(frozen=True)
class Study:
    """A case's futures. ``projected`` is None where there is nothing to compare (``silent`` says why)."""

    case: Case
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

    def __repr__(self) -> str:
        spec = self.case.spec
        return (
            f"Study of {spec.id}: {len(self.pairs) or 1} sponsor × host pairs, "
            f"{spec.sizes.points} worlds × 5 theories × {spec.sizes.particles} particles\n"
            f"  {spec.horizon_months} months after {spec.cut_off} (cut-off), deaths and events per month\n"
            f"  seed {spec.seed}; smallest effective sample {float(self.posterior.ess.min()):.4f} of the particles"
        )

    @property
    def outcome(self) -> str:
        """The outcome that leads: civilian deaths, or one-sided deaths where the data do not say who died."""
        return headline(measured(self.basis.civilians)).id

    @property
    def futures(self) -> xr.Dataset | None:
        """The futures, dims (sponsor, host, theory, point, month, particle); None where nothing is compared."""
        return None if self.projected is None else by_decider(self.projected)

    def compare(self, outcome: str | None = None) -> pd.DataFrame:
        """Return the paired differences of one outcome (default: the headline), one row per pair and theory.

        Raises:
            UsageError: nothing is compared, or no such outcome is.
        """
        wanted = self.outcome if outcome is None else outcome
        known = dict.fromkeys(self._compared(self.table).get("outcome", ()))
        if wanted not in known:
            raise UsageError(f"outcome: {wanted!r:.60}; {did_you_mean(str(wanted), known)}")
        return self._told(self.table[self.table["outcome"] == wanted], self._unit(wanted))

    def break_even(self) -> pd.DataFrame:
        """Return where the comparison would turn, one row per pair and theory, in the assumption's own unit.

        Raises:
            UsageError: nothing is compared.
        """
        return self._told(self._compared(self.breaks), "as in the column unit")

    def regret(self) -> pd.DataFrame:
        """Return each option's regret, one row per decider's choice, option and theory, in the headline's unit.

        Raises:
            UsageError: nothing is compared.
        """
        return self._told(self.judgement.regret.options, self._unit(self.outcome))

    def signposts(self) -> pd.DataFrame:
        """Return what to watch and how well it sorts, one row per contrast, chosen pair and theory.

        Raises:
            UsageError: nothing is compared.
        """
        from tether.decisions.signposts import signpost_table

        return self._told(signpost_table(self.judgement.signposts), "as in the column unit")

    @cached_property
    def judgement(self) -> Judgement:
        """Everything that the futures say about the charters, with what the user's own beliefs moved; made once.

        Raises:
            UsageError: nothing is compared.
        """
        self._compared(self.table)
        return with_beliefs(judgement_of(self), self)

    def judged(self, leave_one_out: bool = False) -> Judgement | None:
        """Return the judgement, if asked with each source left out in turn; None where nothing is compared."""
        if self.projected is None:
            return None
        return with_leave_one_out(self.judgement, self) if leave_one_out else self.judgement

    def _compared(self, table: pd.DataFrame) -> pd.DataFrame:
        if self.projected is None:
            raise UsageError(f"nothing is compared in {self.case.spec.id}: {self.silent}")
        return table

    def _told(self, table: pd.DataFrame, units: str) -> pd.DataFrame:
        """Return a copy that says of what case it is, in which units, and up to when the case knew."""
        spec, told = self.case.spec, table.copy()
        told.attrs = {"case": spec.id, "units": units, "cut_off": str(spec.cut_off), "months": spec.horizon_months}
        told.attrs |= {"outcome": self.outcome, "seed": spec.seed}
        return told

    def _unit(self, outcome: str) -> str:
        unit = {o.id: o.unit for o in (*RECORD_OUTCOMES, *ORDER_OUTCOMES)}.get(outcome, "")
        seen = outcome in self.core.country
        return f"{unit} over {self.case.spec.horizon_months} months" if seen else f"{unit} at the horizon"

    def to_xarray(self) -> xr.Dataset:
        """Return the country draws, dims (charter, theory, point, month, particle)."""
        from tether.study.run_folder import dataset

        return dataset(self)

    def brief(self, path: str | Path = "brief.html") -> Path:
        """Write the brief alone, and its JSON twin beside it."""
        from tether.brief import write
        from tether.study.brief_content import content_of

        return write(content_of(self), Path(path))

    def write(self, root: str | Path = "runs", command: str = "", leave_one_out: bool = False) -> Path:
        """Write a run folder below ``root`` and return it; nothing half-written is left."""
        from tether.study.run_folder import write_run

        return write_run(self, Path(root), command, leave_one_out)


def study_of(
    case: Case,
    charters: dict[str, Charter],
    workers: int,
    step: Step,
    scratch: Path | None = None,
    scheduler: str = "",
) -> Study:
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
        return Study(
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
    return Study(
        case, charters, posterior, basis, core, worlds, futures, table, breaks, "", anchored, told, pairs, twins, plans
    )


def _projected(
    run: Callable[..., xr.Dataset], pairs: tuple[CharterPair, ...], count: Callable[[], None], watch: dict[str, Any]
) -> tuple[xr.Dataset, xr.Dataset | None]:
    """Return the futures of all pairs, and those of the staged ones once more without their phases."""
    futures = run(pairs=pairs, on_block=count, watch=watch)
    staged = unstaged(pairs)
    return futures, run(pairs=(pairs[0], *staged)) if staged else None


def _break_evens(case: Case, basis: ProjectionInputs, worlds: Worlds, futures: xr.Dataset) -> pd.DataFrame:
    outcome = headline(measured(basis.civilians)).id
    near, ranges = _break_even_contrasts(futures), believed_parameters(case.beliefs)
    return break_even_table(futures, worlds.parameters, near, outcome, ranges)


def pairs_of(
    case: Case, charters: dict[str, Charter], plans: dict[str, Handover] | None = None
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


def _silent(case: Case, charters: dict[str, Charter]) -> str:
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
