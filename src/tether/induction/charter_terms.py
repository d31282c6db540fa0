"""Terms: what a charter says of an intake, before anybody volunteers, as numbers that the planner's rows are made of.

    terms = read_terms(charter, theatre, base)       # base: the status quo that an overlay is laid over
    terms.policy, terms.homes, terms.streams         # units need a roster: establishment.py

Read are ``induction``, ``exits``, ``units``, ``pay``, ``phases`` and the force that the streams go into. What the text
leaves open is filled with a named assumption: ``policy.notes`` says of every number whether the charter or we said it.
An interval enters with its middle. The bloc cap is the charter's ``max_group_share``, else the checker's bound.

To read another section: one function here that returns part of a ``Policy`` and says where it comes from.

Provisions: what a charter provides for an intake beside its streams: pace, money, exits, quotas.

Each function returns part of a ``Policy`` and tells a ``Provenance`` where every number comes from: the charter, by
file and line, or an assumption of ours. A number given as an interval enters with its middle.

The ground of an intake: which homes there are, which place contains which, and who stands under which umbrella.

A home is a place of the theatre (a province or district: as fine as the theatre knows it), or a district, municipality
or town that the charter itself declares inside one. Without a theatre the charter's own places serve. A name above
them (a country, a region) stands for the homes that it contains.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from tether.charter import ABSENT, NONE, UNKNOWN, Blank, Charter, Number
from tether.charter.settings import Settings
from tether.errors import Problems
from tether.evidence.calendar import months_between
from tether.induction.cells import POPULATION, RANKS, Homes
from tether.induction.measures import Mode
from tether.induction.problem import BATTALION_OF_COMPANY, COMPANY_CAP, ExitRoute, Policy
from tether.induction.roster_words import RosterWords

MONTH_WEEKS = 52 / 12


class Provenance:
    """Where each number comes from: the charter, or an assumption of ours."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def said(self, what: str, where: str) -> None:
        """Note what the charter says, and where."""
        self.notes.append(f"{what} ({where})")

    def assumed(self, what: str) -> None:
        """Note what we assume."""
        self.notes.append(f"assumed: {what}")


def pace(charter: Charter, streams: list[tuple[str, Any]], provenance: Provenance) -> dict[str, Any]:
    """Return heads that can be taken in a month: the least of screening and training places."""
    rates = dict(_rates(charter, streams))
    weeks = [row.training.weeks.mid for _, row in streams if row.training and isinstance(row.training.weeks, Number)]
    training = {"training_months": max(1, math.ceil(max(weeks) / MONTH_WEEKS))} if weeks else {}
    if not rates:
        provenance.assumed("no limit on heads screened or trained a month: the charter gives none")
        return training
    least = min(rates, key=lambda words: rates[words])
    provenance.notes.append(f"at most {rates[least]:,.0f} heads a month: {least}")
    return {"vetting_per_month": int(rates[least]), **training}


def _rates(charter: Charter, streams: list[tuple[str, Any]]) -> Iterator[tuple[str, float]]:
    bodies: dict[str, tuple[float, str]] = {}
    schools: dict[str, tuple[float, str]] = {}
    for path, row in streams:
        if row.vetting and isinstance(row.vetting.per_month, Number):
            bodies[str(row.vetting.by)] = row.vetting.per_month.mid, located(charter, f"{path}.vetting.per_month")
        weeks = row.training.weeks if row.training else None
        if isinstance(weeks, Number) and weeks.mid > 0 and isinstance(row.training.places, Number):
            rate = row.training.places.mid * MONTH_WEEKS / weeks.mid
            schools[str(row.training.by)] = rate, located(charter, f"{path}.training.places")
    for what, found in (("screening", bodies), ("training places", schools)):
        if found:
            yield f"{what} ({', '.join(where for _, where in found.values())})", sum(r for r, _ in found.values())


def money(charter: Charter, base: Charter | None, force: str, provenance: Provenance) -> dict[str, Any]:
    """Return pay per head and year by rank and the budget, in the charter's currency."""
    rows = [row for row in section_of(charter, base, "pay") or () if row.force == force]
    budgets = [row.annual_budget.mid for row in rows if isinstance(row.annual_budget, Number)]
    monthly = [row.base_month.mid for row in rows if isinstance(row.base_month, Number)]
    out: dict[str, Any] = {}
    currency = str(charter.meta.currency) if charter.meta and charter.meta.currency else "its currency"
    if monthly:
        year = sum(monthly) * 12 * Settings().oncost
        out["pay_per_year"] = {rank.id: year for rank in RANKS}
        provenance.assumed(
            f"{year:,.0f} {currency} a head and year: base pay × 12 × {Settings().oncost:g}, every rank alike"
        )
    else:
        provenance.assumed("no pay per head: the charter gives none, so the cost is not counted")
    if budgets and monthly:
        out["annual_budget"] = sum(budgets)
        provenance.notes.append(f"at most {sum(budgets):,.0f} {currency} a year ({located(charter, 'pay')})")
    elif budgets:
        provenance.assumed("the budget binds nothing, since no pay per head is given")
    return out


def exits_of(charter: Charter, base: Charter | None, provenance: Provenance) -> tuple[ExitRoute, ...]:
    """Return the exits with their places; those without a number count as none."""
    section, out = section_of(charter, base, "exits"), []
    if isinstance(section, Blank):
        words = {UNKNOWN: "unknown, counted as none", NONE: "none, as the charter says"}
        provenance.assumed(f"exits: {words.get(section, 'none, since the charter names none')}")
        return ()
    for index, row in enumerate(section or ()):
        if row.kind and isinstance(row.places, Number):
            cost = row.cost.mid if isinstance(row.cost, Number) else 0.0
            out.append(ExitRoute(str(row.kind), int(row.places.mid), float(cost), str(row.id)))
        else:
            provenance.assumed(f"exits.{index} ({row.id}): kind {row.kind}, places {row.places}, counted as none")
    if any(row.for_ for row in section or ()):
        provenance.assumed("places meant for one group are pooled")
    return tuple(out)


def quotas(charter: Charter, ground: Containment, problems: Problems) -> dict[str, dict[str, float]]:
    """Return community quotas by province from units that state them."""
    targets: dict[str, dict[str, float]] = {}
    for index, unit in enumerate(charter.units or ()):
        shares = {k: v.mid for k, v in (unit.community_shares or {}).items() if isinstance(v, Number)}
        if sum(shares.values()) > 1 + 1e-9:
            said = f"quotas of {sum(shares.values()):.0%} together"
            add_problem(problems, charter, f"units.{index}.community_shares", said, "shares that sum to at most 100 %")
        elif shares:
            for home in ground.within(unit.places):
                targets.setdefault(ground.homes.province_of[home], shares)
    return targets


def section_of(charter: Charter, base: Charter | None, name: str) -> Any:
    """Return a section of the charter, or the status quo's where an overlay leaves it out."""
    own = getattr(charter, name)
    return getattr(base, name) if own is ABSENT and base is not None else own


def located(charter: Charter, path: str) -> str:
    """Return file:line of a path, the file without its folder."""
    return f"{PurePath(charter.file).name}:{charter.position(path).line}"


def add_problem(problems: Problems, charter: Charter, path: str, said: str, expected: str) -> None:
    """Add a problem at a path of the charter."""
    place = charter.position(path)
    problems.add(said, line=place.line, column=place.column, path=path, expected=expected)


BELOW = ("district", "municipality", "town", "zone")  # kinds of place that may be a home inside a province
ABOVE = ("country", "region")


@dataclass(frozen=True)
class Containment:
    """``parent`` of each place, ``part_of`` of each actor, both by id."""

    homes: Homes
    parent: Mapping[str, str] = field(default_factory=dict)
    part_of: Mapping[str, str] = field(default_factory=dict)

    def within(self, places: Any) -> tuple[str, ...]:
        """Return the homes that named places contain, in order of id; none for a blank."""
        named = set(places) if isinstance(places, tuple) else set()
        return tuple(h for h in self.homes.ids if named & {*_chain(h, self.parent), self.homes.province_of[h]})

    def above(self, actor: str) -> tuple[str, ...]:
        """Return an actor and everything that it is part of, the nearest first."""
        return tuple(_chain(actor, self.part_of))


def ground_of(charter: Charter, theatre: Any, assumed: Callable[[str], None]) -> Containment:
    """Return the ground of a charter in a theatre (None: the charter's own places)."""
    rows = {row.id: row for row in charter.places or ()}
    parent = {name: row.parent for name, row in rows.items() if isinstance(row.parent, str)}
    part_of = {a.id: a.part_of for a in theatre.actors if a.part_of} if theatre is not None else {}
    if theatre is None:
        province_of, names, near = _own(rows, parent), {n: str(r.name or n) for n, r in rows.items()}, {}
        assumed("homes are the charter's own places, none of them neighbours: no theatre was given")
    else:
        fixed = {p.id: p.name for p in theatre.places}
        parent |= {place: theatre.id for place in fixed if place not in parent}
        inside = {n: p for n, r in rows.items() if r.kind in BELOW and (p := _first(_chain(n, parent)[1:], fixed))}
        province_of = {place: place for place in fixed} | inside
        names = fixed | {n: str(rows[n].name or n) for n in inside}
        near = {p: frozenset(q) for p, q in theatre.neighbours.items()}
        if not inside:
            assumed(
                f"a home is a {theatre.place_kind} of {theatre.name}: neither theatre nor charter knows finer places"
            )
    return Containment(Homes(province_of, near, names), parent, part_of)


def _own(rows: Mapping[str, Any], parent: Mapping[str, str]) -> dict[str, str]:
    """Return the charter's places that contain no other (or are provinces), each with its province."""
    inner = set(parent.values())
    homes = [n for n, r in rows.items() if r.kind not in ABOVE and (n not in inner or r.kind == "province")] or list(
        rows
    )
    return {n: _first(_chain(n, parent), [m for m in rows if rows[m].kind == "province"]) or n for n in homes}


def _first(names: Iterable[str], wanted: Iterable[str]) -> str:
    known = set(wanted)
    return next((n for n in names if n in known), "")


def _chain(name: str, parent: Mapping[str, str]) -> list[str]:
    """Return a name and what stands above it, the nearest first; a circle ends where it began."""
    chain: list[str] = []
    while name and name not in chain:
        chain.append(name)
        name = parent.get(name, "")
    return chain


DEPLOY = {"home": (0.50, 1.00), "mixed": (0.15, 0.60), "elsewhere": (0.00, 0.15)}  # local share of a battalion: ours
STRICT = ("other-group", "assigned", "any", "same-group")  # of two commander rules the stricter holds
ORIGINS = {"recruits": "population"}  # names of the schema for what the roster calls otherwise
ARMED = ("force", "umbrella", "group", "unit", "society")  # kinds of actor that a volunteer may come from
RECRUITED = ("army", "police", "former-army", "other")  # origins that a stream may name beside groups
MONTHS = 24  # planned months where a charter names no end


@dataclass(frozen=True)
class IntakeStream:
    """One way in: ``heads`` None where the charter gives no number; ``path`` is its place in the charter."""

    id: str
    group: str
    heads: float | None
    mode: Mode
    deploy: str
    path: str


@dataclass(frozen=True)
class CharterTerms:
    """What a charter asks for. ``posts`` is the force's own target, None where it has none."""

    charter: str
    force: str
    streams: tuple[IntakeStream, ...]
    posts: float | None
    places: tuple[str, ...]  # where the force stands, as named; () = not said
    policy: Policy
    ground: Containment
    words: RosterWords  # the ids that a roster of volunteers may use
    stated: frozenset[str] = frozenset()  # families of rows that the charter itself states

    @property
    def homes(self) -> Homes:
        """Return the home places."""
        return self.ground.homes

    @property
    def communities(self) -> tuple[str, ...]:
        """Return the communities of the theatre, then those that the charter adds."""
        return self.words.communities

    @property
    def mode(self) -> Mode:
        """Return how most men enter (a stream without a number counts as one)."""
        weight: dict[Mode, float] = {}
        for stream in self.streams:
            weight[stream.mode] = weight.get(stream.mode, 0.0) + (stream.heads or 1.0)
        return max(weight, key=lambda mode: weight[mode])

    def of(self, militia: str) -> IntakeStream | None:
        """Return the stream that takes a militia of a roster in: its own, its group's, or an umbrella's above it."""
        above = [part for name in (militia, *reversed(militia.split("/"))) for part in self.ground.above(name)]
        found = {s.group: s for s in self.streams}
        return next((found[name] for name in above if name in found), None)


def read_terms(charter: Charter, theatre: Any = None, base: Charter | None = None) -> CharterTerms:
    """Read a charter's terms of intake; InputError lists, with file and line, what makes no intake of it."""
    found, told = Problems(charter.file), Provenance()
    section, streams = section_of(charter, base, "induction"), []
    if isinstance(section, Blank) or not section:
        add_problem(
            found,
            charter,
            "induction",
            f"no streams ({section or 'an empty list'})",
            "at least one stream into a force",
        )
        found.raise_if_any()
    force = str(section[0].into)
    for index, row in enumerate(section):
        path = f"induction.{index}"
        if str(row.into) != force:
            told.assumed(f"one force is planned: {row.id} into {row.into} is left out")
        elif isinstance(row.from_, Blank):
            add_problem(found, charter, f"{path}.from", f"stream {row.id} comes from nobody", "a group, or population")
        else:
            streams.append((path, row))
    ground = ground_of(charter, theatre, told.assumed)
    rules = replace(Policy(), **_caps(charter, streams, told), **_course(charter, base, streams, told))
    rules = replace(rules, **pace(charter, streams, told), **money(charter, base, force, told))
    rules = replace(rules, exits=exits_of(charter, base, told), community_targets=quotas(charter, ground, found))
    found.raise_if_any()
    rules = replace(rules, notes=tuple(told.notes))
    rules.check(charter.file)
    entered = tuple(_stream(path, row, charter, told) for path, row in streams)
    if len({s.mode for s in entered}) > 1:
        told.assumed("streams enter in different ways; all are planned like the largest")
    rules = replace(rules, notes=tuple(told.notes))
    words = roster_words(charter, theatre, base, ground.homes, [s.group for s in entered])
    row = _force(charter, base, force)
    places = tuple(row.places) if row is not None and isinstance(row.places, tuple) else ()
    stated = _stated(rules, streams)
    return CharterTerms(charter.id, force, entered, _target(row), places, rules, ground, words, stated)


def roster_words(
    charter: Charter, theatre: Any, base: Charter | None, homes: Homes, streams: Iterable[str] = ()
) -> RosterWords:
    """Return the ids that a roster may use: the theatre's, the charter's, the status quo's below it, the streams'."""
    actors = [a for a in theatre.actors if a.kind in ARMED] if theatre is not None else []
    named = {a.id: a.names for a in actors}
    for source in (charter, base):
        rows: list[Any] = [*(source.groups or ()), *(source.forces or ())] if source is not None else []
        named = {r.id: (str(r.name),) if r.name else () for r in rows} | named
    communities: dict[str, tuple[str, ...]] = {}
    if theatre is not None:
        communities = {c.id: (c.name, c.name_ar) for c in theatre.communities}
    communities |= {c.id: () for c in charter.communities or () if c.id not in communities}
    places = {p.id: p.names for p in theatre.places} if theatre is not None else {}
    militias = tuple(sorted({*named, *streams, *RECRUITED, POPULATION}))
    names = {"militia": named, "community": communities, "home": {n: (m,) for n, m in homes.names.items()} | places}
    return RosterWords(militias, homes.ids, tuple(communities), names=names)


def _stated(rules: Policy, streams: list[tuple[str, Any]]) -> frozenset[str]:
    """Return the families of rows whose number is the charter's own."""
    said = {
        ("bloc", "bloc-company"): any(isinstance(row.max_group_share, Number) for _, row in streams),
        ("vetting",): rules.vetting_per_month is not None,
        ("budget",): rules.annual_budget is not None,
        ("community-low", "community-high"): bool(rules.community_targets),
    }
    return frozenset(f for families, there in said.items() if there for f in families)


def _stream(path: str, row: Any, charter: Charter, provenance: Provenance) -> IntakeStream:
    heads = float(row.intake.mid) if isinstance(row.intake, Number) else None
    if heads is None:
        provenance.assumed(f"{row.id}: intake {row.intake}, so every volunteer of {row.from_} may be taken in")
    deploy = row.deploy if row.deploy in DEPLOY else "mixed"
    return IntakeStream(
        str(row.id),
        ORIGINS.get(row.from_, str(row.from_)),
        heads,
        _mode(row, provenance),
        deploy,
        located(charter, path),
    )


def _mode(row: Any, provenance: Provenance) -> Mode:
    if row.mode == "whole-unit":
        return "whole-unit"
    if row.mode == "individual":
        return "paper" if row.contract_with in ("unit", "commander") else "individual"
    provenance.assumed(f"{row.id}: mode {row.mode}, planned as individual entry, the most that it allows")
    return "individual"


def _caps(charter: Charter, streams: list[tuple[str, Any]], provenance: Provenance) -> dict[str, Any]:
    """Return the bloc caps, the commander rule and the range of local men: the strictest of the streams."""
    shares = [(row.max_group_share.mid, path) for path, row in streams if isinstance(row.max_group_share, Number)]
    rules = [(STRICT.index(row.commander_rule), path) for path, row in streams if row.commander_rule in STRICT]
    sent = [(row.deploy, path) for path, row in streams if row.deploy in DEPLOY]
    if shares:
        cap, path = min(shares)
        provenance.said(f"one militia at most {cap:.0%} of a company", located(charter, f"{path}.max_group_share"))
    elif all(row.max_group_share is NONE for _, row in streams):
        cap = 1.0
        provenance.said("no cap on one militia's share", located(charter, f"{streams[0][0]}.max_group_share"))
    else:
        cap = COMPANY_CAP
        provenance.assumed(f"one militia at most {cap:.0%} of a company, the checker's bound")
    battalion = cap * BATTALION_OF_COMPANY if cap < 1 else 1.0
    if cap < 1:
        provenance.assumed(f"one militia at most {battalion:.1%} of a battalion, so that its companies can be dealt")
    rule, path = min(rules, default=(0, ""))
    if path:
        provenance.said(f"commander rule {STRICT[rule]}", located(charter, f"{path}.commander_rule"))
    else:
        provenance.assumed(f"commander rule {STRICT[rule]}: the charter names none")
    low, high = _local([deploy for deploy, _ in sent])
    words = f"{low:.0%} to {high:.0%} of a battalion from where it stands"
    provenance.assumed(f"{words}, for deploy {', '.join(sorted({d for d, _ in sent})) or 'is not said'}")
    more = (
        "rank pyramid, officer cap 40 %, former sub-unit at most 15 %, communities within 12 points of the volunteers'"
    )
    provenance.assumed(more)
    return {
        "company_cap": cap,
        "battalion_cap": battalion,
        "commander_rule": STRICT[rule],
        "local_low": low,
        "local_high": high,
    }


def _local(deploys: list[str]) -> tuple[float, float]:
    ranges = [DEPLOY[d] for d in deploys] or [DEPLOY["mixed"]]
    return min(r[0] for r in ranges), max(r[1] for r in ranges)


def _course(
    charter: Charter, base: Charter | None, streams: list[tuple[str, Any]], provenance: Provenance
) -> dict[str, Any]:
    """Return the first month and the number of planned months."""
    opened = [row.starts.month for _, row in streams if row.starts]
    starts = (
        min(opened)
        if opened
        else (charter.starts or (charter.meta.drafted.month if charter.meta and charter.meta.drafted else ""))
    )
    closed = [f"{row.ends.hi:%Y-%m}" for _, row in streams if row.ends]
    phases = section_of(charter, base, "phases")
    closed = closed or [f"{phase.ends.hi:%Y-%m}" for phase in phases or () if phase.ends]
    if closed and starts and max(closed) >= starts:
        months = months_between(starts, max(closed)) + 1
        provenance.notes.append(f"{months} months, {starts} to {max(closed)}: until the intake or the last phase ends")
    else:
        months = MONTHS
        provenance.assumed(
            f"{months} months{' from ' + starts if starts else ''}: the charter names no end of the intake"
        )
    return {"months": months, "starts": starts}


def _force(charter: Charter, base: Charter | None, force: str) -> Any:
    rows = [row for source in (charter, base) if source is not None for row in source.forces or ()]
    return next((row for row in rows if row.id == force), None)


def _target(row: Any) -> float | None:
    """Return the posts that a force is planned for: its target, else its ceiling."""
    numbers = (row.target_strength, row.ceiling) if row is not None else ()
    return next((float(n.mid) for n in numbers if isinstance(n, Number)), None)
