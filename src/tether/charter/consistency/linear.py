"""A system of linear constraints over intervals: whether it can hold, and which part of it cannot.

A *datum* says that a quantity lies in ``[lo, hi]``; a *relation* that ``Σ coefficient × quantity`` does. Every quantity
is at least 0, and free above where nothing bounds it. A system falls into connected parts, and each is decided by the
cheapest proof that works:

1. *propagation*: every constraint tightens the bounds of its quantities from those of the others (Davis 1987). A bound
   that crosses its opposite is a proof that it cannot hold; the constraints behind it are the first cut of the set;
2. where the constraints form no circle, bounds at rest prove that it can hold (Freuder 1982); where they do, a point is
   sought by fixing one quantity after another and propagating;
3. what is still open is a linear program for HiGHS, by ``scipy.optimize``, in the offline page by what the page brings.
   The base install has no solver: there the part is undecided, and the caller says so.

The set is then shrunk by deletion with the proof that found it (``clauses.irreducible``).
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tether.charter.consistency.clauses import CharterClause, irreducible
from tether.charter.consistency.lp_text import LinearRow, LinearRows, in_page

TOLERANCE = 1e-7  # of the size of a constraint's terms: below it nothing is a contradiction
SECONDS = 20.0  # for a linear program in the page
ROUNDS = 60  # propagations of one constraint, on average, before the bounds are left as they are


@dataclass(frozen=True)
class Constraint:
    """``lo ≤ Σ coefficient × quantity ≤ hi``, with the clauses that say it; a datum has one quantity and one clause."""

    code: str
    terms: tuple[tuple[float, str], ...]
    lo: float
    hi: float
    clauses: tuple[CharterClause, ...] = ()
    why: str = ""  # for a relation: the sentence that sets its quantities against each other
    path: str = ""  # where a verdict on it stands
    question: str = ""
    lesser: bool = False  # odd rather than impossible: one degree milder

    @property
    def relation(self) -> bool:
        """Whether it relates quantities, and is not a written number."""
        return bool(self.why)

    @cached_property
    def scale(self) -> float:
        """The size of its written ends, at least 1: what rounding is measured by."""
        return max([1.0, *(abs(end) for end in (self.lo, self.hi) if math.isfinite(end))])


@dataclass
class Enclosure:
    """The bounds of each quantity, and for each bound the constraint and the bounds that it follows from."""

    lo: dict[str, float] = field(default_factory=dict)
    hi: dict[str, float] = field(default_factory=dict)
    behind: dict[tuple[str, str], int] = field(default_factory=dict)  # (quantity, side) → event
    events: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)  # (constraint, events it used)
    trail: list[tuple[str, str, float | None]] | None = None  # while a point is sought: what each bound was before

    def of(self, name: str) -> tuple[float, float]:
        """Return the bounds of a quantity."""
        return self.lo.get(name, 0.0), self.hi.get(name, math.inf)

    def put(self, name: str, side: str, value: float) -> None:
        """Set one end, and remember what it was where that is asked for."""
        ends = self.lo if side == "lo" else self.hi
        if self.trail is not None:
            self.trail.append((name, side, ends.get(name)))
        ends[name] = value

    def back(self, mark: int) -> None:
        """Take back what was set since the trail was ``mark`` long."""
        assert self.trail is not None
        while len(self.trail) > mark:
            name, side, before = self.trail.pop()
            ends = self.lo if side == "lo" else self.hi
            if before is None:
                del ends[name]
            else:
                ends[name] = before


def parts(system: Sequence[Constraint]) -> Iterator[list[Constraint]]:
    """Yield the connected parts of a system: constraints that share quantities, in their order."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for constraint in system:
        first = find(constraint.terms[0][1])
        for _, name in constraint.terms[1:]:
            root[find(name)] = first
    found: dict[str, list[Constraint]] = defaultdict(list)
    for constraint in system:
        found[find(constraint.terms[0][1])].append(constraint)
    yield from found.values()


def decide(part: Sequence[Constraint]) -> tuple[list[Constraint] | None, Enclosure, bool]:
    """Return (a set that cannot hold or None, the bounds, whether that is proved) for one connected part."""
    bounds = Enclosure()
    broken = propagate(part, bounds)
    if broken is not None:
        chosen = irreducible([part[n] for n in sorted(broken)], _crosses)
        return irreducible(chosen, _contradict), bounds, True
    if _tree(part) or _has_point(part, bounds):
        return None, bounds, True
    solved = _by_highs(part)
    if solved is None:
        return None, bounds, False
    if solved:
        return None, bounds, True
    return irreducible(list(part), _contradict), bounds, True


def _contradict(some: Sequence[Constraint]) -> bool:
    """Whether constraints surely cannot hold together, by whichever proof: some may fall apart into parts."""
    for part in parts(some):
        bounds = Enclosure()
        if propagate(part, bounds) is not None:
            return True
        if not (_tree(part) or _has_point(part, bounds)) and _by_highs(part) is False:
            return True
    return False


def _crosses(some: Sequence[Constraint]) -> bool:
    return propagate(some, Enclosure()) is not None


def propagate(
    system: Sequence[Constraint],
    bounds: Enclosure,
    changed: Iterable[str] | None = None,
    using: dict[str, list[int]] | None = None,
) -> set[int] | None:
    """Tighten ``bounds`` until they rest; return the constraints of a contradiction, or None.

    ``changed`` names the quantities whose bounds are new; without it every constraint is looked at. ``using`` is the
    index of quantities (``_using``), where it is at hand.
    """
    using = _using(system) if using is None else using
    first = range(len(system)) if changed is None else sorted({n for name in changed for n in using[name]})
    waiting, queued = deque(first), set(first)
    left = ROUNDS * len(system) + 100
    while waiting and left:
        left -= 1
        number = waiting.popleft()
        queued.discard(number)
        touched = _tighten(number, system[number], bounds)
        if touched is None:
            return _behind(number, system[number], bounds)
        for name in touched:
            for other in using[name]:
                if other != number and other not in queued:
                    queued.add(other)
                    waiting.append(other)
    return None


def _using(system: Sequence[Constraint]) -> dict[str, list[int]]:
    using: dict[str, list[int]] = defaultdict(list)
    for number, constraint in enumerate(system):
        for _, name in constraint.terms:
            using[name].append(number)
    return using


def _tighten(number: int, constraint: Constraint, bounds: Enclosure) -> list[str] | None:
    """Tighten the quantities of one constraint; the names touched, or None where it cannot hold.

    It is the innermost loop of the checker: one pass over the terms, and no more where no end can move.
    """
    lo_of, hi_of, scale = bounds.lo, bounds.hi, constraint.scale
    ends: list[tuple[float, str, float, float]] = []
    least = most = 0.0
    free_low: set[str] = set()  # quantities without an end, which leave the sum without one
    free_high: set[str] = set()
    for a, name in constraint.terms:
        low, high = a * lo_of.get(name, 0.0), a * hi_of.get(name, math.inf)
        if a < 0:
            low, high = high, low
        ends.append((a, name, low, high))
        least, most = least + low, most + high
        if low == -math.inf:
            free_low.add(name)
        else:
            scale = max(scale, low, -low)
        if high == math.inf:
            free_high.add(name)
    if least > constraint.hi + TOLERANCE * scale or most < constraint.lo - TOLERANCE * scale:
        return None
    above = constraint.hi < math.inf and len(free_low) < 2  # else the rest of the sum bounds nobody from above
    below = constraint.lo > -math.inf and len(free_high) < 2
    if not (above or below):
        return []
    touched = []
    used: tuple[int, ...] | None = None  # the events behind the bounds, asked for where one of them moves
    for a, name, low, high in ends:
        upper, lower = math.inf * a, -math.inf * a
        if above:
            upper = (constraint.hi - (least - low if low > -math.inf else _rest(ends, 2, name, free_low))) / a
        if below:
            lower = (constraint.lo - (most - high if high < math.inf else _rest(ends, 3, name, free_high))) / a
        new = _narrower(bounds, name, *((lower, upper) if a > 0 else (upper, lower)), scale)
        if new:
            used = _events(constraint, bounds) if used is None else used
            _narrow(number, used, bounds, name, new)
            touched.append(name)
    return touched


def _events(constraint: Constraint, bounds: Enclosure) -> tuple[int, ...]:
    """Return the events that the bounds of a constraint's quantities follow from; none while a point is sought."""
    if bounds.trail is not None:
        return ()
    behind = bounds.behind
    return tuple({e for _, n in constraint.terms for s in ("lo", "hi") if (e := behind.get((n, s), -1)) >= 0})


def _rest(ends: Sequence[tuple[float, str, float, float]], side: int, name: str, free: set[str]) -> float:
    """Return the sum of the ends of all terms but one quantity's, which has no end itself."""
    if len(free) > 1:  # another has none either
        return -math.inf if side == 2 else math.inf
    return sum(float(e[side]) for e in ends if e[1] != name)


def _narrower(bounds: Enclosure, name: str, lower: float, upper: float, scale: float) -> list[tuple[str, float]]:
    """Return the ends of a quantity that a constraint moves by more than rounding."""
    lo, hi = bounds.lo.get(name, 0.0), bounds.hi.get(name, math.inf)
    if lower <= lo and upper >= hi:
        return []
    step = TOLERANCE * max(1.0, lo, -lo, abs(hi) if hi < math.inf else 0.0, scale * 1e-3)
    new = []
    if lo + step < lower < math.inf:
        new.append(("lo", lower))
    if -math.inf < upper < hi - step:
        new.append(("hi", upper))
    return new


def _narrow(number: int, used: tuple[int, ...], bounds: Enclosure, name: str, new: list[tuple[str, float]]) -> None:
    for side, value in new:
        bounds.put(name, side, value)
        if bounds.trail is None:
            bounds.events.append((number, used))
            bounds.behind[name, side] = len(bounds.events) - 1


def _behind(number: int, constraint: Constraint, bounds: Enclosure) -> set[int]:
    """Return every constraint that a contradiction at one of them follows from."""
    found = {number}
    open_ = [e for _, name in constraint.terms for s in ("lo", "hi") if (e := bounds.behind.get((name, s), -1)) >= 0]
    seen = set(open_)
    while open_:
        source, used = bounds.events[open_.pop()]
        found.add(source)
        new = [e for e in used if e not in seen]
        seen.update(new)
        open_ += new
    return found


def _tree(part: Sequence[Constraint]) -> bool:
    """Whether the constraints of two quantities or more form no circle: then bounds at rest are a proof."""
    wide = [c for c in part if len(c.terms) > 1]
    names = {name for c in wide for _, name in c.terms}
    return sum(len(c.terms) for c in wide) == len(wide) + len(names) - 1 if wide else True


def _has_point(part: Sequence[Constraint], bounds: Enclosure) -> bool:
    """Try all lower ends at once; then fix one quantity after another; whether a point is reached."""
    if all(_holds(c, bounds) for c in part):
        return True
    here = Enclosure(dict(bounds.lo), dict(bounds.hi), trail=[])
    using = _using(part)
    for name in sorted(using, key=lambda n: here.of(n)[1] - here.of(n)[0]):
        lo, hi = here.of(name)
        if hi - lo <= TOLERANCE * max(1.0, hi):
            continue
        top = hi if math.isfinite(hi) else max(1.0, 2 * lo)
        for value in dict.fromkeys((lo + (top - lo) / 2, top, lo)):
            mark = len(here.trail or ())
            here.put(name, "lo", value)
            here.put(name, "hi", value)
            if propagate(part, here, (name,), using) is None:
                break
            here.back(mark)
        else:
            return False
    return all(_holds(c, here) for c in part)


def _holds(constraint: Constraint, bounds: Enclosure) -> bool:
    sizes = [a * bounds.of(name)[0] for a, name in constraint.terms]
    slack = 10 * TOLERANCE * max([1.0, *map(abs, sizes)])
    return constraint.lo - slack <= sum(sizes) <= constraint.hi + slack


def _by_highs(part: Sequence[Constraint]) -> bool | None:
    """Whether a linear program has a point; None where no solver is at hand or it gives no answer."""
    names = {name: n for n, name in enumerate(dict.fromkeys(name for c in part for _, name in c.terms))}
    rows = list(_rows_below(part, names))
    if not rows:
        return True
    try:
        from scipy.optimize import linprog  # the base install stays without it
        from scipy.sparse import coo_array
    except ImportError:
        return _in_page(rows, len(names))
    down, across, values = zip(*((n, at, a) for n, row in enumerate(rows) for at, a in row.terms.items()), strict=True)
    matrix: Any = coo_array((values, (down, across)), shape=(len(rows), len(names))).tocsr()
    most = [row.most for row in rows]
    status = linprog([0.0] * len(names), A_ub=matrix, b_ub=most, bounds=(0, None), method="highs").status
    return {0: True, 2: False}.get(int(status))


def _rows_below(part: Sequence[Constraint], names: Mapping[str, int]) -> Iterator[LinearRow]:
    """Give each finite end of each constraint as a row with a most, scaled, a hair wide."""
    for constraint in part:
        scale = max([abs(a) for a, _ in constraint.terms])
        for sign, bound in ((1.0, constraint.hi), (-1.0, -constraint.lo)):
            if math.isfinite(bound):
                terms: dict[int, float] = defaultdict(float)
                for a, name in constraint.terms:
                    terms[names[name]] += sign * a / scale
                yield LinearRow(terms, most=(bound + TOLERANCE * max(1.0, abs(bound))) / scale)


def _in_page(rows: Sequence[LinearRow], width: int) -> bool | None:
    try:
        point = in_page(LinearRows([0.0] * width, [math.inf] * width, rows), SECONDS)
    except TimeoutError:
        return None
    return {"Optimal": True, "Infeasible": False}.get(point.status) if point is not None else None
