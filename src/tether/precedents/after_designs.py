"""What happened after past designs: recorded deaths beside the forecast made without them, against placebo dates.

    study = after_designs()                              # the frozen base and UCDP's agreements
    study.compared[0].said                               # what happened after, never what it caused
    after_designs(read_designs("mine.yaml"))             # your designs, scored with the shipped numbers

A design's score is y = log((recorded + 6) / (median + 6)) over 24 months, and the percentile of the record in the
forecast made from data to the month before (``outlooks.py``). The forecast misses by itself
(docs/explanation/skill.md), so nothing is compared with nought or one half, but with *placebo dates*: months of the
same countries at a like level of violence, with no design near (``placebo.py``, ``placebo_test.py``). Designs of a
file are never part of what they are scored with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tether.errors import InputError, Problem, UsageError
from tether.evidence.calendar import month as month_of
from tether.evidence.countries import lookup
from tether.forecast.series import Series
from tether.precedents.agreements import CLAUSES as AGREEMENT_CLAUSES
from tether.precedents.agreements import AgreementEvent, agreement_events, army_rate, relapse_said
from tether.precedents.country_months import MONTH, WINDOW, country_record
from tether.precedents.designs import (
    CONTRASTS,
    FIELDS,
    DatedDesign,
    DesignContrast,
    DesignFile,
    dated_designs,
    freeze_hash,
    second_coding,
)
from tether.precedents.outlooks import Key, SumOutlook, outlooks, shipped_outlooks, stamp
from tether.precedents.placebo import PlaceboMonths, placebo_pool
from tether.precedents.placebo_test import (
    EventTable,
    Procedure,
    SidesCompared,
    compare_sides,
    e_value,
    effective_number,
    event_table,
    replicates,
    sides_of,
    try_procedure,
)
from tether.precedents.shrunk_effects import EffectFit, fit_effects
from tether.precedents.theories_tried import TheoryFit, theories_tried

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
TESTED_CLAUSES = ("intarmy", "ddr", "shagov", "aut", "shaloc", "pko", "amn", "mil_prov")
SELECTION = "designs are not drawn by lot"


@dataclass(frozen=True)
class ClauseCompared:
    """One comparison with its words: the numbers, how much they hang on one country, what a hidden cause would need."""

    id: str
    one_said: str
    other_said: str
    found: SidesCompared
    second: SidesCompared | None  # by the second coding
    least: tuple[float, str]  # smallest difference with one country left out, and which
    most: tuple[float, str]
    hidden: float  # the E-value of what remains against placebo dates

    @property
    def said(self) -> str:
        """Say what happened after, with selection in the same sentence."""
        f = self.found
        return (
            f"Where {self.one_said} ({f.one} cases) the 24 months after saw {_times(f.mean_one)} the forecast's median "
            f"(geometric mean), where {self.other_said} ({f.other}) {_times(f.mean_other)}: a difference in y of "
            f"{f.difference:+.2f}; {SELECTION}. Placebo dates of the same countries, sorted alike, differ by "
            f"{f.placebo_mean:+.2f}, which leaves {f.against:+.2f} for the {f.placebo_one} and {f.placebo_other} that "
            f"have placebo dates (placebo p {_p(f.placebo_p)}, permutation p {_p(f.permutation_p)})."
        )

    @property
    def overturned(self) -> str:
        """Say what it would take to make the difference out of nothing."""
        return (
            f"A hidden cause that is {self.hidden:.1f} times as likely on one side as on the other, and that makes "
            f"more violence than foretold {self.hidden:.1f} times as likely, would make what is left out of nothing; "
            f"without {self.least[1]} the difference is {self.least[0]:+.2f}, without {self.most[1]} "
            f"{self.most[0]:+.2f}."
        )


@dataclass(frozen=True)
class DesignScore:
    """One design scored: its outlook, how it was widened, and what the shipped effects expect of it."""

    design: DatedDesign
    outlook: SumOutlook
    notes: tuple[str, ...]
    expected: tuple[float, float, float]  # log ratio: mean, and the 90 % interval
    log_density: float  # of its log ratio under the fitted effects
    log_density_without: float  # the same with no clause known


@dataclass(frozen=True)
class PlaceboSummary:
    """Placebo dates as a whole: how many, where their records fall in their forecasts, their log ratios."""

    count: int
    countries: int
    percentile: float
    inside: float  # share within the forecast's 90 % interval
    bands: tuple[float, ...]  # 5, 25, 50, 75, 95 % of the percentiles
    mean: float
    sd: float
    independent: float  # how many independent dates they count as


@dataclass(frozen=True)
class AfterDesigns:
    """All that is known of what happened after; ``refused``: (id, why); ``notes``: what was widened or joined."""

    scores: tuple[DesignScore, ...]
    refused: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    compared: tuple[ClauseCompared, ...]
    agreements: tuple[ClauseCompared, ...]
    agreement_notes: tuple[str, ...]
    placebo: PlaceboSummary
    fit: EffectFit
    theories: tuple[TheoryFit, ...]
    theories_without: tuple[tuple[str, str, float], ...] = ()  # comparison left out, theory that weighs most, weight
    own: tuple[DesignScore, ...] = ()
    own_refused: tuple[tuple[str, str], ...] = ()
    own_notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        mine = f", {len(self.own)} of your own" if self.own else ""
        return (
            f"AfterDesigns: {len(self.scores)} designs scored, {len(self.refused)} not{mine}; "
            f"{self.placebo.count:,} placebo dates in {self.placebo.countries} countries"
        )

    def to_dataframe(self, table: str = "designs") -> pd.DataFrame:
        """Return a table: "designs", a row a scored design, your own last; "compared", a row a comparison of sides.

        ``log_ratio`` is y, log((recorded + 6) / (median + 6)); differences are in y.
        """
        import pandas as pd

        if table not in ("designs", "compared"):
            raise UsageError(f"table: {table!r}; expected designs or compared")
        if table == "compared":
            rows = [
                {"id": c.id, "said": c.said, "overturned": c.overturned, **vars(c.found)}
                for c in (*self.compared, *self.agreements)
            ]
        else:
            marked = [("shipped", s) for s in self.scores] + [("own", s) for s in self.own]
            rows = [_row(whose, score) for whose, score in marked]
        frame = pd.DataFrame(rows)
        frame.attrs |= {"units": "deaths over months; log ratios", "cut_off": "the month before each design"}
        return frame


def _row(whose: str, score: DesignScore) -> dict[str, Any]:
    """Return a design's codes by both codings, its outlook and what was expected of it."""
    o, d, second = score.outlook, score.design, second_coding().get(score.design.id, {})
    return {
        "id": d.id,
        "whose": whose,
        "name": d.name,
        "country": d.country,
        "month": d.month,
        **d.codes,
        **{f"second_{f}": second.get(f, "") for f in FIELDS},
        **{name: getattr(o, name) for name in ("months", "last_year", "recorded", "low", "median", "high")},
        "percentile": o.percentile,
        "log_ratio": round(o.log_ratio, 4),
        **dict(zip(EXPECTED, (round(v, 4) for v in score.expected), strict=True)),
        "notes": "; ".join(score.notes),
        "sources": "; ".join(d.sources),
    }


EXPECTED = ("expected", "expected_low", "expected_high")


def after_designs(
    cases: DesignFile | None = None,
    own: Mapping[str, Series] | None = None,
    *,
    say: Callable[[str], None] = lambda text: None,
) -> AfterDesigns:
    """Return what happened after the frozen designs, and after those of ``cases``, scored with the same numbers."""
    base = _base()
    if cases is None:
        return base
    merged, joined = one_a_month(cases.designs)
    found = outlooks([(d.country, d.month) for d in merged], own, say=say)
    scored, refused, notes = _scores(merged, found, base.fit, own)
    return AfterDesigns(
        **{**vars(base), "own": scored, "own_refused": refused, "own_notes": (*cases.notes, *joined, *notes)}
    )


@cache
def _base() -> AfterDesigns:
    if stamp()["coding"] != freeze_hash():
        raise InputError(
            Problem(
                "the shipped scores were made for another coding",
                where="outlooks.json",
                expected="the hash of the frozen designs",
                remedy="python scripts/score_designs.py",
            )
        )
    designs, found = dated_designs(), shipped_outlooks()
    keys = [(d.country, d.month) for d in designs]
    events, agreement_notes = agreement_events()
    pool = placebo_pool([*keys, *((e.country, e.month) for e in events)])
    table = event_table(keys, found, pool)
    fit = effects(table, found, pool)
    scored, refused, notes = _scores(designs, found, fit, None)
    widened = tuple(f"{n}: placebo dates within a factor of four" for n in _widened(designs, pool))
    without = tuple(f"{c} {m}: no placebo date fits; not in the placebo test" for c, m in table.without_placebo)
    compared = tuple(_compared(table, contrast) for contrast in CONTRASTS)
    return AfterDesigns(
        scored,
        refused,
        (*notes, *widened, *without),
        tuple(sorted(compared, key=lambda c: c.found.placebo_p)),
        _agreements(events, found, pool),
        agreement_notes,
        placebo_summary(found, keys, pool),
        fit,
        theories(table),
        theories_without(table),
    )


# --- scores -----------------------------------------------------------------------------------------------------------


def one_a_month(designs: Sequence[DatedDesign]) -> tuple[tuple[DatedDesign, ...], tuple[str, ...]]:
    """Join designs of one country and month: what they disagree in is unknown, and it is said."""
    held: dict[Key, list[DatedDesign]] = {}
    for design in designs:
        held.setdefault((design.country, design.month), []).append(design)
    out, notes = [], []
    for same in held.values():
        first = same[0]
        if len(same) > 1:
            codes = {f: first.codes[f] if len({d.codes[f] for d in same}) == 1 else "unknown" for f in FIELDS}
            ids = " + ".join(d.id for d in same)
            notes.append(f"{ids}: two designs in one month count once; what they disagree in is unknown")
            sources = tuple(dict.fromkeys(s for d in same for s in d.sources))
            first = DatedDesign(ids, first.name, first.country, first.month, first.says, sources, codes, first.tags)
        out.append(first)
    return tuple(out), tuple(notes)


def _scores(
    designs: Sequence[DatedDesign],
    found: Mapping[Key, SumOutlook],
    fit: EffectFit,
    own: Mapping[str, Series] | None,
) -> tuple[tuple[DesignScore, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    scored, refused, notes = [], [], []
    for design in designs:
        record = country_record(design.country, design.month, own)
        outlook = found.get((design.country, design.month))
        if outlook is None:
            refused.append((design.id, record.why or "not forecast"))
            continue
        notes += [f"{design.id}: {n}" for n in record.notes]
        x, nothing, y = row_of(design.codes), [0.0] * len(COEFFICIENTS), outlook.log_ratio
        scored.append(
            DesignScore(
                design,
                outlook,
                record.notes,
                fit.predict(x, design.country),
                fit.log_density(y, x, design.country),
                fit.log_density(y, nothing, design.country),
            )
        )
    return tuple(scored), tuple(refused), tuple(notes)


ALL_FIVE = tuple(c.id for c in CONTRASTS)
CONTEXT = DesignContrast("context", "context", ("ongoing",), ("post",), "the war was on", "it was over")
COEFFICIENTS = (*ALL_FIVE, CONTEXT.id)


def row_of(codes: Mapping[str, str]) -> list[float]:
    """Return a design's row x: ½, −½ or 0 by comparison, the context last."""
    sides = [c.side(codes) for c in (*CONTRASTS, CONTEXT)]
    return [0.0 if s is None else s - 0.5 for s in sides]


def effects(table: EventTable, found: Mapping[Key, SumOutlook], pool: Mapping[Key, PlaceboMonths]) -> EffectFit:
    """Fit the hierarchical model to the designs of ``table`` and their placebo dates."""
    codes = {(d.country, d.month): d.codes for d in dated_designs()}
    dates = sorted({(k[0], m) for k in table.keys for m in pool[k].months if (k[0], m) in found})
    apart = {c: _effective([m for land, m in dates if land == c]) for c in {c for c, _ in dates}}
    count = Counter(c for c, _ in dates)
    y = np.r_[table.y, [found[k].log_ratio for k in dates]]
    x = np.array([*(row_of(codes[k]) for k in table.keys), *([0.0] * len(COEFFICIENTS) for _ in dates)])
    design = np.r_[np.ones(len(table.keys), bool), np.zeros(len(dates), bool)]
    weight = np.r_[[found[k].months / 24.0 for k in table.keys], [apart[c] / count[c] for c, _ in dates]]
    return fit_effects(y, x, design, [k[0] for k in (*table.keys, *dates)], weight, COEFFICIENTS)


def _effective(months: Sequence[str]) -> float:
    return effective_number(np.array([month_of(m).astype(int) for m in months], float))


# --- comparisons ------------------------------------------------------------------------------------------------------


def _compared(table: EventTable, contrast: DesignContrast) -> ClauseCompared:
    designs = {(d.country, d.month): d for d in dated_designs()}
    strata = [designs[k].codes["context"] for k in table.keys]
    again = sides_of(table.keys, lambda key: contrast.side(second_coding()[designs[key].id]))
    second = compare_sides(table, again, strata, contrast.id)
    said = contrast.one_said, contrast.other_said
    return _worded(contrast.id, said, table, _sides(table, contrast), strata, second)


def _agreements(
    events: Sequence[AgreementEvent], found: Mapping[Key, SumOutlook], pool: Mapping[Key, PlaceboMonths]
) -> tuple[ClauseCompared, ...]:
    held = {(e.country, e.month): e for e in events}
    table = event_table(held, found, pool)
    strata = [str(held[k].kind) for k in table.keys]
    out = []
    for clause in TESTED_CLAUSES:
        sides = np.array([held[k].clauses[clause] for k in table.keys], np.int64)
        said = f"the agreement has: {AGREEMENT_CLAUSES[clause]}", "it has not"
        out.append(_worded(clause, said, table, sides, strata, None))
    return tuple(sorted(out, key=lambda c: c.found.placebo_p))


def _worded(
    name: str,
    said: tuple[str, str],
    table: EventTable,
    sides: NDArray[np.int64],
    strata: Sequence[str],
    second: SidesCompared | None,
) -> ClauseCompared:
    found = compare_sides(table, sides, strata, name)
    lands = np.array([c for c, _ in table.keys])
    left = []
    for land in sorted(set(lands[sides >= 0])):
        kept = lands != land
        left.append((float(table.y[kept & (sides == 1)].mean() - table.y[kept & (sides == 0)].mean()), str(land)))
    return ClauseCompared(
        name, *said, found, second, min(left), max(left), e_value(found.against, float(table.y.std()))
    )


def procedures(names: Sequence[str] = ALL_FIVE, trials: int = 1000) -> dict[str, Procedure]:
    """Return size and power of the placebo test for each comparison: the whole procedure on placebo dates."""
    keys = [(d.country, d.month) for d in dated_designs()]
    table = event_table(keys, shipped_outlooks(), placebo_pool(keys))
    return {c.id: try_procedure(table, _sides(table, c), c.id, trials) for c in CONTRASTS if c.id in names}


def _sides(table: EventTable, contrast: DesignContrast) -> NDArray[np.int64]:
    """Return each design's side by the first coding, (event,)."""
    codes = {(d.country, d.month): d.codes for d in dated_designs()}
    return sides_of(table.keys, lambda key: contrast.side(codes[key]))


def theories(table: EventTable) -> tuple[TheoryFit, ...]:
    """Return how the five differences fit each theory, under the placebo dates' own covariance."""
    return theories_tried(*_differences_and_noise(table), ALL_FIVE)


def theories_without(table: EventTable) -> tuple[tuple[str, str, float], ...]:
    """Return, with each comparison left out, which theory then weighs most, and its weight."""
    seen, noise = _differences_and_noise(table)
    out = []
    for left, name in enumerate(ALL_FIVE):
        kept = [k for k in range(len(ALL_FIVE)) if k != left]
        first = theories_tried(seen[kept], noise[np.ix_(kept, kept)], tuple(ALL_FIVE[k] for k in kept))[0]
        out.append((name, first.theory, first.weight))
    return tuple(out)


def _differences_and_noise(table: EventTable) -> tuple[Array, Array]:
    """Return the five differences less the placebo dates' own, and the covariance of these."""
    drawn, covered = replicates(table, "theories", 2000), table.covered()
    seen, null = [], []
    for contrast in CONTRASTS:
        sides = _sides(table, contrast)
        one, other = (covered & (sides == s) for s in (1, 0))
        seen.append(table.y[one].mean() - table.y[other].mean())
        null.append(drawn[:, one].mean(axis=1) - drawn[:, other].mean(axis=1))
    return np.array(seen) - np.mean(null, axis=1), np.cov(np.array(null))


@dataclass(frozen=True)
class DesignRecord:
    """What a brief prints of past designs: what was known by its cut-off, with its own country left out."""

    army: str
    relapse: str
    designs: int
    theories: tuple[TheoryFit, ...]  # empty where too few designs have run their 24 months


FEWEST_DESIGNS = 30


def design_record(cut_off: str, country: str) -> DesignRecord:
    """Return base rates and theories' fits by what had happened by ``cut_off`` (YYYY-MM) in other countries."""
    own = lookup(country)
    last = month_of(cut_off) - (WINDOW - 1) * MONTH
    found = {
        k: o for k, o in shipped_outlooks().items() if month_of(k[1]) <= last and (own is None or k[0] != own.ucdp)
    }
    keys = [(d.country, d.month) for d in dated_designs()]
    table = event_table(keys, found, placebo_pool(keys))
    fits = theories(table) if int(table.covered().sum()) >= FEWEST_DESIGNS else ()
    return DesignRecord(army_rate(cut_off).said, relapse_said(cut_off), len(table.keys), fits)


def placebo_summary(
    found: Mapping[Key, SumOutlook], keys: Sequence[Key], pool: Mapping[Key, PlaceboMonths]
) -> PlaceboSummary:
    """Return what the placebo dates of ``keys`` look like together."""
    dates = sorted({(k[0], m) for k in keys for m in pool[k].months if (k[0], m) in found})
    rows = [found[d] for d in dates]
    percentile, y = np.array([r.percentile for r in rows]), np.array([r.log_ratio for r in rows])
    return PlaceboSummary(
        len(rows),
        len({c for c, _ in dates}),
        float(percentile.mean()),
        float(((percentile >= 0.05) & (percentile <= 0.95)).mean()),
        tuple(float(v) for v in np.quantile(percentile, [0.05, 0.25, 0.5, 0.75, 0.95])),
        float(y.mean()),
        float(y.std()),
        sum(_effective([m for land, m in dates if land == c]) for c in sorted({c for c, _ in dates})),
    )


def _widened(designs: Sequence[DatedDesign], pool: Mapping[Key, PlaceboMonths]) -> list[str]:
    return [d.id for d in designs if pool[d.country, d.month].factor > 2]


def _times(y: float) -> str:
    return f"{np.exp(y):.2f} times"


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "below .001"


def wanted_outlooks() -> list[Key]:
    """Return every (country, month) that the shipped table must hold: designs, agreements, placebo dates of both."""
    keys = [(d.country, d.month) for d in dated_designs()]
    events = [(e.country, e.month) for e in agreement_events()[0]]
    pool = placebo_pool([*keys, *events])
    return sorted({*keys, *events, *((k[0], m) for k, p in pool.items() for m in p.months)})


def sources_file() -> Path:
    """Return the cards of what the record was made from."""
    from importlib.resources import files

    return Path(str(files("tether.precedents"))) / "designs_sources.json"
