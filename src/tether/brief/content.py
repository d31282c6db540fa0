"""What a brief is made from: one frozen value, filled by the pipeline, read by the sections, changed by nobody.

    content = BriefContent(case=CaseCard(...), record=PrintedRecord(...), comparison=Comparison(...), ...)
    render(content)

Tables are tidy pandas frames; the columns that each must have are listed beside it, checked by ``contract.check``.
Months are strings ``YYYY-MM`` or anything pandas can turn into a month. Missing is NaN, never 0. A room that does not
exist yet is ``None``: its section is then absent, and the first page says "not screened", "not checked", "not scored".

Adding a section: give it its value here (default ``None``) and write ``sections/<name>.py``; it is found by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tether.amend.amendment import CharterAmendment
    from tether.armed_order.theories import Theory
    from tether.budget import CharterCost
    from tether.charter.check import Report
    from tether.decisions.judgement import Judgement
    from tether.evidence.claims.model import ClaimSource
    from tether.evidence.sources import SourceCard
    from tether.forecast.records import TrackRecord
    from tether.futures.outcomes import Outcome
    from tether.gate.note import ScreeningNote
    from tether.induction.measures import Handover
    from tether.precedents.after_designs import DesignRecord
    from tether.precedents.cases import Precedents
    from tether.precedents.designs_alike import DesignsAlike
    from tether.precedents.passage import PassageCount
    from tether.report.blocks import File
    from tether.theatre.places import TheatrePlace
    from tether.validation.skill import OrderRecord


@dataclass(frozen=True)
class CaseCard:
    """Who asks what, about where, knowing what; and how to run it again."""

    id: str  # "iraq-2015"
    title: str  # "Iraq, June 2015"
    country: str  # "Iraq"
    cut_off: str  # last month that the case may know, "2015-06"
    retrospective: bool
    data_version: str  # "UCDP GED 19.1"; "" where the case names no events
    seed: int
    run_id: str
    command: str  # the shell line that makes this brief again
    horizon: int  # months projected
    question: str = ""  # the case's question in one sentence
    package_version: str = ""
    data_until: str = ""  # last month of the event data, as they lie there: how old they are
    made: str = ""  # date of the run, ISO 8601


@dataclass(frozen=True)
class CodedText:
    """What a charter was coded from: its title, how much of the text was read, the coder's remark, what was cited."""

    charter: str
    title: str
    read: str  # "full", "part", "none", "" where the charter does not say
    note: str
    sources: tuple[str, ...]  # one line each: what it is, how much of it was seen, where it is


@dataclass(frozen=True)
class ClaimedLine:
    """One claim as a reader sees it: of whom, what, when, the source, and whether it was read, recalled or judged."""

    who: str
    says: str
    when: str
    source: str
    standing: str
    url: str
    id: str
    published: str = ""  # the day of the source that was read, ISO 8601; "" where nobody read one


@dataclass(frozen=True)
class Unplaced:
    """What could not be put into any place, counted over the map's months."""

    events: int
    deaths: int
    total_events: int  # placed and unplaced together
    total_deaths: int


@dataclass(frozen=True)
class PrintedRecord:
    """What the record says: events as counted, and the projection that goes on from them.

    history: month, place (id, or "unplaced"), events, best, low, high; civilians where the source has it (NaN where
      not). One row per month and place up to the cut-off; a month without rows is a month without data.
    map_table: place, events, deaths over ``map_months``; NaN = no data. Every place of ``places`` has a row or is grey.
    projection: month, q50 and symmetric pairs among q025/q975, q05/q95, q10/q90, q25/q75: national deaths a month under
      the status quo. paths: month, path, value (a few draws). place_projection: place, month, q50 and pairs.
    ess: place, minimum, mean: effective sample as a share of the particles, (0, 1].
    """

    places: tuple[TheatrePlace, ...]
    features: tuple[Mapping[str, Any], ...]  # GeoJSON features wound clockwise, ``properties.id`` = place id
    history: pd.DataFrame
    map_table: pd.DataFrame
    map_months: tuple[str, str]
    unplaced: Unplaced
    projection: pd.DataFrame
    paths: pd.DataFrame
    place_projection: pd.DataFrame
    ess: pd.DataFrame
    warnings: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unit: str = "deaths a month (best estimate, all types)"
    track_record: TrackRecord | None = None  # how the status quo’s forecast did at past months, never a charter’s
    held: pd.DataFrame | None = None  # place, holder (name), share of the people: who holds what, as claimed


@dataclass(frozen=True)
class RecordedDisplacement:
    """What lists of displaced people say up to the cut-off: counted, and never projected.

    table: result, day, place, name, series (hosted, from, returned), families, individuals (NaN where not said); the
      last list of each month.
    """

    table: pd.DataFrame
    files: tuple[str, ...]  # of the lists, as they were added


@dataclass(frozen=True)
class Baseline:
    """How the sum of places, from which charters differ, stands to the forecast printed in the record's section."""

    sum_of_places: float  # median over the horizon, same unit as the headline forecast
    forecast: float
    unit: str
    unplaced_share: float  # of events before the cut-off, 0..1


@dataclass(frozen=True)
class Comparison:
    """Charters against charters, sponsor × host, in every theory.

    table, one row per pair, theory, outcome: sponsor, host (of charters), theory, outcome (ids), kind ("difference",
      or "sign" for what has no series: value, lo, hi NaN), value (median over worlds of the paired difference), lo, hi
      (5th and 95th percentile across worlds), worlds_below, worlds_tied, worlds_total (below = less than under what it
      is compared with), distinguishable (zero outside [lo, hi] under at least four of the theories: repeated on each
      row of a pair and outcome), label. Optional against_sponsor, against_host: what the pair is compared with; left
      out, the status quo on both sides. worlds_above = total − below − tied.
    break_even, one row per pair of pairs, outcome, parameter, theory: a_sponsor, a_host, b_sponsor, b_host, outcome,
      symbol, meaning, unit, theory, value (NaN = none in range), lo, hi (bootstrap), range_lo, range_hi, a_lower
      ("above" or "below": the side of the value on which a's outcome is lower; "never", "always" where value is NaN).
    """

    theories: tuple[Theory, ...]
    charters: Mapping[str, str]  # id -> title of each that somebody may choose
    outcomes: tuple[Outcome, ...]
    headline: str  # id of the outcome that leads
    months: int  # over which outcomes with a series are counted
    table: pd.DataFrame
    break_even: pd.DataFrame
    status_quo: str = "status-quo"  # charter id
    baseline: Baseline | None = None
    clip_share: float | None = None  # share of tilts clipped, 0..1
    status_quo_sum: float | None = None  # median of the headline outcome under the status quo, over the months
    unobserved: tuple[str, ...] = ("displacement", "detention", "sexual violence")

    def outcome(self, name: str) -> Outcome:
        """Return one of the outcomes compared, by its id."""
        return next(o for o in self.outcomes if o.id == name)

    @cached_property
    def made(self) -> dict[str, Any]:
        """What has been read out of this comparison, by name (``results.py``): made once, changed by nobody."""
        return {}

    def unit(self, outcome: Outcome) -> str:
        """Return what an outcome is counted in: ``deaths over 36 months``."""
        return f"{outcome.unit} over {self.months} months" if outcome.observed else f"{outcome.unit} at the horizon"


@dataclass(frozen=True)
class FightingParty:
    """A side of the recorded fighting of the last year, and whether the order has it, with a size that is claimed."""

    name: str
    share: float  # of the year's deaths, those in events with it as a side
    in_order: bool
    sized: bool


@dataclass(frozen=True)
class PrintedInput:
    """One uncertain input of the run's worlds; ``values`` (theory, point), in ``unit``.

    ``in_file``: whether a file of beliefs may name it.
    """

    symbol: str
    meaning: str
    unit: str
    label: str
    values: NDArray[np.float64]
    in_file: bool


@dataclass(frozen=True)
class PrintedWorlds:
    """The run's worlds as the page's sliders count them: inputs, those that carry most first, and each option's sides.

    sides: pair ("sponsor+host") -> (theory, point), 0 where the leading outcome is lower than under the status quo, 1
      where it is the same, 2 where it is higher.
    """

    theories: tuple[str, ...]
    points: int
    inputs: tuple[PrintedInput, ...]
    sides: Mapping[str, NDArray[np.uint8]]


@dataclass(frozen=True)
class EvidenceStanding:
    """What a comparison hangs on, before it may stand on page one; judged in ``headline.py``.

    parties: every side with a tenth of the last year's deaths; empty where the data name nobody.
    matters_share, matters_deaths: the smallest difference that matters, as a share of the status quo's sum and in
    deaths: it must be larger than both.
    """

    parties: tuple[FightingParty, ...]
    read: int  # claims in use that somebody read in their source
    claims: int  # claims in use
    scored: bool  # whether the status quo of this country has been scored on past origins
    matters_share: float = 0.05
    matters_deaths: float = 50.0
    unscored: str = ""  # why it could not be


@dataclass(frozen=True)
class PromisedClause:
    """A clause of a charter that counts as nothing in the projection, or as a range, for what it leaves out."""

    charter: str
    path: str
    what: str
    heads: float | None
    lacks: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class HeldAgainst:
    """What the mechanisms were held against: the shipped record, and the country whose shocks count ("" all)."""

    record: OrderRecord
    country: str = ""


@dataclass(frozen=True)
class BriefContent:
    """All that one brief says.

    assumptions: symbol, unit, meaning, theory (id or "all"), lo, hi, source, label; optional overlap (of prior and
      posterior, for what is estimated). One row per symbol and theory.
    """

    case: CaseCard
    record: PrintedRecord | None  # None: the case names no events; ``left_out`` says so
    comparison: Comparison | None  # None: nothing to compare; ``left_out`` says why
    assumptions: pd.DataFrame
    sources: tuple[SourceCard | ClaimSource, ...]
    left_out: tuple[str, ...] = ()  # sentences: what the model leaves out
    run_files: Mapping[str, str] = field(default_factory=dict)  # file in the run folder -> what it holds
    downloads: tuple[File, ...] = ()  # more tables, carried by the last section
    findings: Mapping[str, Report] | None = None  # charter id -> what the rules found
    screening: tuple[ScreeningNote, ...] | None = None  # one note per decider, the sponsor's first
    judgement: Judgement | None = None  # regret, discovery, signposts, what hangs on one source
    plan: Mapping[str, Handover] | None = None  # charter id -> what its induction plan hands over
    passage: Mapping[str, PassageCount] | None = None  # charter id -> its vote, for those that a host must agree to
    tried: Mapping[str, Precedents] | None = None  # charter id -> the past cases nearest to it
    texts: tuple[CodedText, ...] = ()  # what each charter was coded from
    claimed: tuple[ClaimedLine, ...] = ()  # who is who by the claims, where there is no record of events
    displaced: RecordedDisplacement | None = None  # families displaced and come back, by list and place
    amendments: Mapping[str, CharterAmendment] | None = None  # charter id -> the cheapest edits that clear its faults
    designs: DesignRecord | None = None  # base rates, and how the record of past designs fits each theory
    held: HeldAgainst | None = None  # facts and policy shocks that the mechanisms were held against
    standing: EvidenceStanding | None = None  # what a comparison hangs on; None: nothing is compared
    paper: tuple[PromisedClause, ...] = ()  # clauses that the projection does not count as they are written
    after: Mapping[str, DesignsAlike] | None = None  # charter id -> what happened after designs alike
    worlds: PrintedWorlds | None = None  # what the sliders of section 7 narrow and count
    costs: Mapping[str, CharterCost] | None = None  # charter id -> what it costs, and the money that it names
    actors: Mapping[str, str] = field(default_factory=dict)  # id -> name of those whom plans and claims name

    @property
    def screened(self) -> bool:
        """Return whether the gate has screened the request; if not, no sentence may lean to a charter."""
        return bool(self.screening)
