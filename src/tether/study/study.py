"""A study: a case run to its futures, with everything that a brief or a run folder needs.

A study judged: the calls of the judgement room with what only a case knows (record, inputs, claims).

found = judgement_of(study)                          # seconds: regret, boxes, information, shares, signposts
found = with_beliefs(found, study)                   # seconds: a small study again without the user's beliefs
found = with_jackknife(found, study)                 # minutes: a small study again for each source left out

Every number of a study with its label: the order's parameters by theory, starting sizes, codings, the core.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from tether.armed_order.beliefs import Belief, belief_about, believed_parameters, believed_spread
from tether.armed_order.start import Spread, setting_from, untied
from tether.armed_order.theories import THEORIES, parameters
from tether.charter import Charter
from tether.decisions.break_even import break_even_table
from tether.decisions.communities import parts_by_people
from tether.decisions.cost_of_staging import cost_of_staging, unstaged
from tether.decisions.costs import Resources, claimed_pay, costs, months_to_intake, months_to_redeploy
from tether.decisions.differences import Contrast, compare, contrasts
from tether.decisions.effect_of_beliefs import effect_of_beliefs, without
from tether.decisions.inputs import inputs_of
from tether.decisions.judgement import Judgement, judge
from tether.decisions.leave_one_out import TIES, WORDS, Drop, drops_of, leave_one_out
from tether.decisions.regret import Threshold, record_thresholds
from tether.decisions.signposts import parts_of
from tether.errors import UsageError, did_you_mean
from tether.forecast.posterior import Posterior, find_weights
from tether.futures.basis import ProjectionInputs, make_basis
from tether.futures.outcomes import ONE_SIDED, ORDER_OUTCOMES, RECORD_OUTCOMES, headline, measured, record_outcomes
from tether.futures.project import by_decider, pair_names, project_charters, theories_of
from tether.futures.status_quo import CoreFutures, project_core
from tether.futures.worlds import Worlds, correlations, draw_worlds, ground_of
from tether.induction.measures import Handover
from tether.levers.codebook import ReadingContext, codings
from tether.levers.compile import CharterPair, believing, compile_pair
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.study.case import Case, Step
from tether.study.plans import plans_of
from tether.theatre import Theatre


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

    def judged(self, jackknife: bool = False) -> Judgement | None:
        """Return the judgement, if asked with each source left out in turn; None where nothing is compared."""
        if self.projected is None:
            return None
        return with_leave_one_out(self.judgement, self) if jackknife else self.judgement

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

    def write(self, root: str | Path = "runs", command: str = "", jackknife: bool = False) -> Path:
        """Write a run folder below ``root`` and return it; nothing half-written is left."""
        from tether.study.run_folder import write_run

        return write_run(self, Path(root), command, jackknife)


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


def quantiles(draws: np.ndarray[Any, Any], levels: tuple[float, ...]) -> np.ndarray[Any, Any]:
    """Return quantiles over the last axis, float64, level first."""
    return np.quantile(draws.astype(np.float64), levels, axis=-1)


SMALL = Sizes(points=32, particles=4, block=32)


def judgement_of(study: Study) -> Judgement:
    """Return the judgement of a study that compares something.

    Raises:
        ValueError: the study compares nothing (``study.silent`` says why).
    """
    if study.projected is None or study.worlds is None:
        raise ValueError(study.silent)
    spec = study.case.spec
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    names = {c.id: c.name for c in study.case.theatre.communities}
    people = parts_by_people(study.case.setting.people, names)
    found = judge(study.projected, drawn, study.outcome, spec.cut_off, thresholds(study), seed=spec.seed, people=people)
    found = replace(found, resources=resources_of(study))
    if study.twins is None:
        return found
    return replace(found, caution=cost_of_staging(study.projected, study.twins, study.pairs, study.outcome))


def resources_of(study: Study) -> Resources:
    """Return the study's tables of money and time."""
    assert study.projected is not None and study.worlds is not None
    case, roles = study.case, study.case.spec.roles
    army = roles.state[0] if roles.state else ""
    names = {a.id: a.name for a in case.theatre.actors}
    soldier = case.claims.interval(army, "pay") if army else None
    return Resources(
        costs(list(study.charters.values())[1:], soldier),
        claimed_pay(case.claims, {a: names.get(a, a) for a in (*roles.militias, *roles.state)}, army),
        months_to_intake(study.projected, study.pairs),
        months_to_redeploy(study.worlds.parameters["role_speed"], theories_of(study.projected)),
    )


def thresholds(study: Study) -> tuple[Threshold, ...]:
    """Return the record's own thresholds for the leading outcome; none where the record is shorter than the horizon."""
    panel, months = study.case.panel, study.case.spec.horizon_months
    if len(panel.months) < months:
        return ()
    cells = panel.cells
    counted = cells.civilians if study.outcome == "civilian_deaths" and cells.civilians is not None else None
    recorded = counted[-months:].sum() if counted is not None else cells.best[-months:, :, ONE_SIDED].sum()
    title = next(o.title for o in measured(study.basis.civilians) if o.id == study.outcome)
    return record_thresholds(float(recorded), months, title)


def with_leave_one_out(
    found: Judgement, study: Study, sizes: Sizes = SMALL, on_drop: Callable[[], None] = lambda: None
) -> Judgement:
    """Return the judgement with the source jackknife: each source in use, and what is recalled, left out in turn."""
    drops = (*drops_of(study.case.setting.claims_used), WORDS, TIES)
    shaken = leave_one_out(drops, lambda drop: _small(study, sizes, drop), [study.outcome, *_signs(study)], on_drop)
    return replace(found, jackknife=shaken)


def with_beliefs(found: Judgement, study: Study, sizes: Sizes | None = None) -> Judgement:
    """Return the judgement with what the user's own beliefs moved; unchanged where the case holds none.

    ``sizes`` of the small study: by default ``SMALL``, or the study's own where that is smaller still.
    """
    beliefs, own = study.case.beliefs, study.case.spec.sizes
    if not beliefs:
        return found
    run = partial(_small, study, sizes or min(SMALL, own, key=lambda s: s.points * s.particles))
    outcomes = [study.outcome, *_signs(study)]
    return replace(found, moved=effect_of_beliefs(beliefs, belief_ranges(study), run, study.outcome, outcomes))


def _signs(study: Study) -> tuple[str, ...]:
    return tuple(o.id for o in ORDER_OUTCOMES if o.compared) if study.projected is not None else ()


def _small(study: Study, sizes: Sizes, drop: Drop | None) -> xr.Dataset | None:
    """Run the study again, small, on the same posterior, without ``drop``."""
    case, spec = study.case, study.case.spec
    claims = case.claims if drop is None else drop.of(case.claims)
    setting = case.setting if drop is None else setting_from(case.theatre, claims, spec.roles)
    if not setting.groups:
        return None
    setting = untied(setting) if drop == TIES else setting
    basis = make_basis(case.panel, study.posterior, sizes, spec.horizon_months, Noise(spec.seed))
    beliefs = without(case.beliefs, drop)
    worlds = draw_worlds(setting, sizes.points, spec.seed, beliefs)
    pairs = tuple(believing(p, beliefs, ranged=drop != WORDS) for p in _pairs(study, setting.groups))
    return project_charters(basis, worlds, ground_of(setting), setting.groups, pairs)


def _pairs(study: Study, groups: tuple[str, ...]) -> tuple[CharterPair, ...]:
    """Return the study's pairs without the settings of groups that play no part any more."""
    assert study.projected is not None
    return tuple(replace(p, settings=tuple(s for s in p.settings if s.group in groups)) for p in study.pairs)


ALL = "all"
MEN, HOLD = "men of {} in the field", "a foreign patron's hold on {}"
DECLARED = ("nat",)  # core parameters that no fit has moved


def assumptions(study: Study) -> pd.DataFrame:
    """Return one row per symbol and theory ("all" where the same): meaning, range, source, label."""
    rows = [*_core(study)]
    if study.projected is not None:
        rows += [*_order(study.case.beliefs), *_sizes(study), *_together(study), *_codings(study.case.beliefs)]
    return pd.DataFrame(rows, columns=["symbol", "unit", "meaning", "theory", "lo", "hi", "source", "label"])


def belief_ranges(study: Study) -> pd.DataFrame:
    """Return what the user believes beside what was authored or claimed, one row per belief and theory."""
    rows = []
    for belief in study.case.beliefs:
        meaning, unit, authored = _as_authored(study, belief.symbol)
        for theory in belief.theories:
            span = (*belief.quantiles[1:4:2], *authored(theory))
            rows.append((belief.symbol, meaning, unit, theory, *span, belief.author, belief.reason))
    names = ["symbol", "meaning", "unit", "theory", "lo", "hi", "authored_lo", "authored_hi", "author", "reason"]
    return pd.DataFrame(rows, columns=names)


def _as_authored(study: Study, symbol: str) -> tuple[str, str, Callable[[str], tuple[float, float]]]:
    if symbol in parameters():
        row = parameters()[symbol]
        return row.meaning, row.unit, lambda theory: (row.quantiles(theory)[1], row.quantiles(theory)[3])
    if "=" in symbol:
        coding = codings()[tuple(symbol.split("=", 1))]  # type: ignore[index]
        return coding.meaning, "lever", lambda theory: (coding.low, coding.high)
    kind, _, group = symbol.partition(".")
    name = next((a.name for a in study.case.theatre.actors if a.id == group), group)
    setting = study.case.setting
    spread = setting.sizes[group] if kind == "size" else setting.patron[group]
    meaning, unit = (MEN, "heads") if kind == "size" else (HOLD, "strength")
    return meaning.format(name), unit, lambda theory: (spread.low, spread.high)


def _order(beliefs: tuple[Belief, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for row in believed_parameters(beliefs).values():
        for theory in [t.id for t in THEORIES] if row.overrides else [ALL]:
            held = belief_about(row.symbol, theory, beliefs)
            low, high = row.quantiles(theory)[1], row.quantiles(theory)[3]
            known = parameters()[row.symbol]
            source, label = (held.source, row.label) if held else (known.source, known.label)
            rows.append((row.symbol, row.unit, row.meaning, theory, low, high, source, label))
    return rows


def _sizes(study: Study) -> list[tuple[Any, ...]]:
    setting, beliefs = study.case.setting, study.case.beliefs
    names = {a.id: a.name for a in study.case.theatre.actors}
    rows = []
    for g, spread in setting.sizes.items():
        rows += _interval(f"size.{g}", "heads", MEN.format(names.get(g, g)), spread, beliefs)
    for g, spread in setting.patron.items():
        if spread.high > 0 or any(b.symbol == f"patron.{g}" for b in beliefs):
            rows += _interval(f"patron.{g}", "strength", HOLD.format(names.get(g, g)), spread, beliefs)
    return rows


def _interval(
    symbol: str, unit: str, meaning: str, spread: Spread, beliefs: tuple[Belief, ...]
) -> list[tuple[Any, ...]]:
    rows = []
    for theory in [t.id for t in THEORIES] if any(b.symbol == symbol for b in beliefs) else [ALL]:
        held, s = belief_about(symbol, theory, beliefs), believed_spread(symbol, spread, theory, beliefs)
        claims = "claims, recalled: check before use" if s.recalled else "claims (section 10)"
        label = "assumption" if s.recalled else "literature range"
        rows.append((symbol, unit, meaning, theory, s.low, s.high, held.source if held else claims, label))
    return rows


def _together(study: Study) -> list[tuple[Any, ...]]:
    return [
        (
            *(
                t.cause.symbol,
                "correlation",
                f"rank correlation of {', '.join(t.symbols)} where they share a cause",
                ALL,
            ),
            *(t.cause.low, t.cause.high, t.cause.reason, t.cause.label),
        )
        for t in correlations(study.case.setting)
    ]


def _codings(beliefs: tuple[Belief, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for row in codings().values():
        symbol = f"{row.field}={row.word}"
        held = belief_about(symbol, THEORIES[0].id, beliefs)
        low, high = (held.quantiles[1], held.quantiles[3]) if held else (row.low, row.high)
        source = held.source if held else f"authors' coding of words: {row.reason}"
        rows.append((symbol, "lever", row.meaning, ALL, low, high, source, row.label))
    return rows


def _core(study: Study) -> list[tuple[Any, ...]]:
    said = find_weights(study.case.spec.cut_off, "adm1").said
    text = (files("tether.forecast") / "registry.csv").read_text("utf-8").splitlines()
    used = study.posterior.parameters
    rows = []
    for entry in csv.DictReader(text):
        values = np.asarray(getattr(used, entry["symbol"]), dtype=float).ravel()
        low, high = np.quantile(values, (0.05, 0.95))
        declared = entry["symbol"] in DECLARED
        source = "declared, not fitted" if declared else said
        label = "assumption" if declared else "estimated"
        rows.append((f"core.{entry['symbol']}", entry["unit"], entry["meaning"], ALL, low, high, source, label))
    return rows
