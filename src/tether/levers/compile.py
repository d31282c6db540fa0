"""From charters to levers: what a pair (sponsor's option × host's option) turns, month by month.

A case's charter is an overlay on its status quo: a section that is absent keeps the status quo's, ``none`` is off,
``unknown`` (and an interval) is drawn per world over its range and listed. A section that is there replaces the whole
of the status quo's from the charter's start. ``aid`` and ``patrons`` are the sponsor's to set, all else the host's;
full compliance of each with its own charter is assumed and said.

Each section is read by one function of ``sections.py``. What none reads is returned in ``unread``: the projection is
silent about it, and the brief says so. A charter with phases is *staged*: what a phase brings acts while that phase is
in force (``phases.py``).

Levers of one pair over one block: a table of settings becomes arrays, month by month and stage by stage.

A setting that is left open is drawn per point by named noise (``lever.<symbol>.<group>``), and so is how the words of a
field are read (``coding.<field>``): the same name gives the same rank in every charter, so two charters that leave the
same thing unknown, or use the same word, share that luck.

A *stage* is how many of a course's phases are in force (``phases.py``); sponsor and host may each have a course, and
the pair's stage counts both: ``stage = sponsor's · (host's phases + 1) + host's``. A pair without a course has the same
levers in every stage. Every pair of a run is given as many stages as the longest, so that all have one shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.armed_order.beliefs import Belief
from tether.armed_order.levers import Levers, registry
from tether.charter import ABSENT, Charter
from tether.charter.values import Blank
from tether.levers.codebook import Coded, Level, ReadingContext, Setting, spans, words_in
from tether.levers.on_paper import PaperClause, paper_clauses
from tether.levers.phases import PhasePlan, phases_of
from tether.levers.sections import FIELDS, HOST, SPONSOR, Reading
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes

SILENT = (
    *("meta", "sources", "version", "forces", "places", "communities", "actors", "groups", "units", "posts"),
    *("waivers", "contradictions", "general_law", "note", "src", "conf", "article"),
    "politics",  # whether it passes is counted apart, before anything starts (judgement/passage)
)


@dataclass(frozen=True)
class CharterPair:
    """A sponsor's option under a host's option, compiled. Later settings replace earlier ones from their month on."""

    sponsor: str
    host: str
    settings: tuple[Setting, ...]
    unread: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    first: int = 0
    courses: tuple[PhasePlan | None, PhasePlan | None] = (None, None)  # the sponsor's and the host's
    paper: tuple[PaperClause, ...] = field(default=(), repr=False)  # clauses that count as nothing, or as a range

    @property
    def staged(self) -> bool:
        """Return whether either charter has phases that the projection acts on."""
        return any(c is not None for c in self.courses)

    @property
    def stages(self) -> int:
        """Return how many stages the two courses have together; 1 where neither charter has phases."""
        sponsor, host = (len(c.phases) if c else 0 for c in self.courses)
        return (sponsor + 1) * (host + 1)

    def phases_in_force(self, stage: Any, sponsor: bool = False) -> Any:
        """Return how many phases of the host's (or the sponsor's) course a stage, or an array of stages, stands for."""
        many = (len(self.courses[1].phases) if self.courses[1] else 0) + 1
        return stage // many if sponsor else stage % many

    def holds(self, setting: Setting, stage: int) -> bool:
        """Return whether a setting acts in a stage."""
        return not setting.phase or bool(self.phases_in_force(stage, setting.sponsor) >= setting.phase)


def compile_pair(status_quo: Charter, sponsor: Charter, host: Charter, frame: ReadingContext) -> CharterPair:
    """Compile the pair; either may be the status quo itself."""
    settings = list(_registered(frame, registry(), 0))
    for readings in (HOST, SPONSOR):
        settings += _read(readings, status_quo, status_quo, frame)
    courses: dict[bool, PhasePlan | None] = {True: None, False: None}
    for readings, charter in ((HOST, host), (SPONSOR, sponsor)):
        if charter.id != status_quo.id:
            own = _read(readings, charter, status_quo, frame)
            courses[readings is SPONSOR], own = _staged(charter, own, frame, readings is SPONSOR)
            settings += own
    changing = [c for c in (sponsor, host) if c.id != status_quo.id]
    unknown = tuple(dict.fromkeys(s.path for s in settings if s.drawn))
    first = min((frame.first(c) for c in changing), default=0)
    both = courses[True], courses[False]
    told = () if frame.carried_out else tuple(_fields_told(changing))
    unread = (*told, *_unread(sponsor, host, changing), *(u for c in both if c for u in c.unread))
    unread += tuple(f"{c.id}: phases (none brings what a lever reads)" for c in changing if c.phases and not any(both))
    paper = () if frame.carried_out else tuple(p for c in changing for p in paper_clauses(c, status_quo))
    return CharterPair(sponsor.id, host.id, tuple(settings), unread, unknown, first, both, paper)


def _unread(sponsor: Charter, host: Charter, changing: list[Charter]) -> Iterable[str]:
    """Return the sections of the options that no reading reads, and those that are the other decider's to set."""
    known = {*SILENT, *HOST, *SPONSOR, "phases"}
    yield from sorted({f"{c.id}: {name}" for c in changing for name in _said(c) if name not in known})
    for charter, names, whose in ((host, SPONSOR, "a sponsor's"), (sponsor, HOST, "a host's")):
        if charter in changing:
            yield from (f"{charter.id}: {name} ({whose} to set)" for name in names if name in _said(charter))


def _fields_told(changing: list[Charter]) -> Iterable[str]:
    """Return, for each option, what its rows say and no reading looks at."""
    yield from (f"{c.id}: {', '.join(fields)}" for c in changing if (fields := _unread_fields(c)))


ASIDE = ("id", "src", "conf", "note", "article", "starts", "ends", "phase")  # of any row: read elsewhere, or no clause


def _unread_fields(charter: Charter) -> list[str]:
    """Return what the rows of read sections say and no reading looks at, as ``pay.registration``, each once."""
    found: dict[str, None] = {}
    for name, read in FIELDS.items():
        section = getattr(charter, name)
        for row in () if isinstance(section, Blank) else section:
            said = [f for f in type(row).model_fields if f not in ASIDE and not isinstance(getattr(row, f), Blank)]
            found |= dict.fromkeys(f"{name}.{f}" for f in said if f not in read)
    return list(found)


def _staged(
    charter: Charter, settings: list[Setting], frame: ReadingContext, sponsor: bool
) -> tuple[PhasePlan | None, list[Setting]]:
    """Return the charter's course and its settings, each with the number of the phase that brings it."""
    course = phases_of(charter, frame)
    if course is None:
        return None, settings
    brought = {str(name): i for i, p in enumerate(charter.phases or (), 1) for name in p.brings or ()}
    found = [replace(s, phase=_phase(s, charter, course, brought), sponsor=sponsor) for s in settings]
    return (course, found) if any(s.phase for s in found) else (None, settings)


def _phase(setting: Setting, charter: Charter, course: PhasePlan, brought: dict[str, int]) -> int:
    """Return the number of the phase that brings a setting: its row's own, else its section's, else 0."""
    section, _, rest = (setting.row or setting.path).partition(".")
    index = rest.partition(".")[0]
    row: Any = getattr(charter, section)[int(index)] if index.isdigit() else None
    return course.number(getattr(row, "phase", None)) or brought.get(setting.section or section, 0)


def believing(pair: CharterPair, beliefs: Iterable[Belief], ranged: bool = True) -> CharterPair:
    """Return the pair with each word's range as the user believes it, or as authored where no belief says otherwise.

    ``ranged`` False reads every word at its middle.
    """
    ranges = spans(beliefs)
    if not ranged:
        ranges = {word: (value, value, value) for word, (_, value, _) in ranges.items()}

    def read(end: Level) -> Level:
        return end.respelt(ranges) if isinstance(end, Coded) else end

    return replace(pair, settings=tuple(replace(s, low=read(s.low), high=read(s.high)) for s in pair.settings))


def _registered(frame: ReadingContext, levers: Iterable[str], first: int) -> Iterable[Setting]:
    for name in levers:
        for group in frame.groups:
            yield Setting(name, group, registry()[name].status_quo, registry()[name].status_quo, first, "status quo")


def _read(readings: dict[str, Reading], charter: Charter, status_quo: Charter, frame: ReadingContext) -> list[Setting]:
    """Return what the charter's own sections set; one that is there replaces the whole of it from its start."""
    first, found = (0 if charter is status_quo else frame.first(charter)), []
    for name, reading in readings.items():
        if getattr(charter, name) is not ABSENT:
            own = [*_registered(frame, reading.levers, first), *reading.read(charter, status_quo, frame, first)]
            found += [replace(s, section=name) for s in own]
    return found


def _said(charter: Charter) -> list[str]:
    return [n for n in type(charter).model_fields if n not in SILENT and getattr(charter, n) is not ABSENT]


def stage_count(pairs: Iterable[CharterPair]) -> int:
    """Return the number of stages that the pair with the most has; 1 where none has a course."""
    return max((p.stages for p in pairs), default=1)


def levers_by_month(
    pair: CharterPair, groups: tuple[str, ...], months: int, noise: Noise, block: int, sizes: Sizes, stages: int = 1
) -> list[Levers]:
    """Return one ``Levers`` a month, leaves (stage, group, 1, particle): the same shape for every pair.

    Months between which nothing changes share one value.
    """
    words = words_in(end for s in pair.settings for end in (s.low, s.high))
    ranks = {f: coding_ranks(f, noise, block, sizes) for f in dict.fromkeys(w.field for w in words)}
    drawn = [(s, _value(s, ranks, noise, block, sizes)) for s in pair.settings]
    starts = sorted({0, *(s.first for s in pair.settings if s.first < months)})
    levers: list[Levers] = []
    for start, end in zip(starts, [*starts[1:], months], strict=True):
        values = {n: np.zeros((stages, len(groups), 1, sizes.lanes), np.float32) for n in Levers._fields}
        for setting, value in drawn:
            held = [stage for stage in range(stages) if setting.first <= start and pair.holds(setting, stage)]
            values[setting.lever][held, groups.index(setting.group), 0, :] = value
        levers += [Levers(*(jnp.asarray(values[n]) for n in Levers._fields))] * (end - start)
    return levers


def in_force(levers: Levers, stage: jax.Array) -> Levers:
    """Return the levers (group, 1, particle) of each lane's own stage (particle,)."""

    def chosen(values: jax.Array) -> jax.Array:
        act = values[0]
        for number in range(1, values.shape[0]):
            act = jnp.where(stage == number, values[number], act)
        return act

    act: Levers = jax.tree.map(chosen, levers)
    return act


def coding_ranks(field: str, noise: Noise, block: int, sizes: Sizes) -> NDArray[np.float64]:
    """Return the rank at which a field's words are read, (point,) of the block."""
    return np.asarray(noise.uniforms(f"coding.{field}", 0, block, (sizes.block,)), np.float64)


def _value(
    setting: Setting, ranks: Mapping[str, NDArray[np.float64]], noise: Noise, block: int, sizes: Sizes
) -> NDArray[np.float32]:
    low, high = (end.at(ranks) if isinstance(end, Coded) else end for end in (setting.low, setting.high))
    if not setting.drawn:
        return np.repeat(np.broadcast_to(low, sizes.block), sizes.particles).astype(np.float32)
    rank = noise.uniforms(f"lever.{setting.lever}.{setting.group}", 0, block, (sizes.block,))
    drawn = low + (high - low) * np.asarray(rank)
    return np.repeat(drawn, sizes.particles).astype(np.float32)
