"""Terms: what a charter says of an intake, before anybody volunteers, as numbers that the planner's rows are made of.

    terms = read_terms(charter, theatre, base)       # base: the status quo that an overlay is laid over
    terms.policy, terms.homes, terms.streams         # units need a roster: establishment.py

Read are ``induction``, ``exits``, ``units``, ``pay``, ``phases`` and the force that the streams go into. What the text
leaves open is filled with a named assumption: ``policy.notes`` says of every number whether the charter or we said it.
An interval enters with its middle. The bloc cap is the charter's ``max_group_share``, else the checker's bound.

To read another section: one function here that returns part of a ``Policy`` and says where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tether.charter import NONE, Blank, Charter, Number
from tether.errors import Problems
from tether.evidence.calendar import months_between
from tether.induction.ground import Containment, ground_of
from tether.induction.handover import Mode
from tether.induction.policy import BATTALION_OF_COMPANY, COMPANY_CAP, Policy
from tether.induction.provisions import Provenance, add_problem, exits_of, located, money, pace, quotas, section_of
from tether.induction.units import Homes

DEPLOY = {"home": (0.50, 1.00), "mixed": (0.15, 0.60), "elsewhere": (0.00, 0.15)}  # local share of a battalion: ours
STRICT = ("other-group", "assigned", "any", "same-group")  # of two commander rules the stricter holds
ORIGINS = {"recruits": "population"}  # names of the schema for what the roster calls otherwise
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
    communities: tuple[str, ...]
    stated: frozenset[str] = frozenset()  # families of rows that the charter itself states

    @property
    def homes(self) -> Homes:
        """Return the home places."""
        return self.ground.homes

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
    communities = [c.id for c in theatre.communities] if theatre is not None else []
    communities += [c.id for c in charter.communities or () if c.id not in communities]
    row = _force(charter, base, force)
    places = tuple(row.places) if row is not None and isinstance(row.places, tuple) else ()
    stated = _stated(rules, streams)
    return CharterTerms(charter.id, force, entered, _target(row), places, rules, ground, tuple(communities), stated)


def _stated(rules: Policy, streams: list[tuple[str, Any]]) -> frozenset[str]:
    """Return the families of rows whose number is the charter's own."""
    said = {
        ("bloc", "bloc-company"): any(isinstance(row.max_group_share, Number) for _, row in streams),
        ("vetting",): rules.vetting_per_month is not None,
        ("budget",): rules.annual_budget is not None,
        ("community-low", "community-high"): bool(rules.community_targets),
    }
    return frozenset(f for families, there in said.items() if there for f in families)


def _stream(path: str, row: Any, charter: Charter, told: Provenance) -> IntakeStream:
    heads = float(row.intake.mid) if isinstance(row.intake, Number) else None
    if heads is None:
        told.assumed(f"{row.id}: intake {row.intake}, so every volunteer of {row.from_} may be taken in")
    deploy = row.deploy if row.deploy in DEPLOY else "mixed"
    return IntakeStream(
        str(row.id), ORIGINS.get(row.from_, str(row.from_)), heads, _mode(row, told), deploy, located(charter, path)
    )


def _mode(row: Any, told: Provenance) -> Mode:
    if row.mode == "whole-unit":
        return "whole-unit"
    if row.mode == "individual":
        return "paper" if row.contract_with in ("unit", "commander") else "individual"
    told.assumed(f"{row.id}: mode {row.mode}, planned as individual entry, the most that it allows")
    return "individual"


def _caps(charter: Charter, streams: list[tuple[str, Any]], told: Provenance) -> dict[str, Any]:
    """Return the bloc caps, the commander rule and the range of local men: the strictest of the streams."""
    shares = [(row.max_group_share.mid, path) for path, row in streams if isinstance(row.max_group_share, Number)]
    rules = [(STRICT.index(row.commander_rule), path) for path, row in streams if row.commander_rule in STRICT]
    sent = [(row.deploy, path) for path, row in streams if row.deploy in DEPLOY]
    if shares:
        cap, path = min(shares)
        told.said(f"one militia at most {cap:.0%} of a company", located(charter, f"{path}.max_group_share"))
    elif all(row.max_group_share is NONE for _, row in streams):
        cap = 1.0
        told.said("no cap on one militia's share", located(charter, f"{streams[0][0]}.max_group_share"))
    else:
        cap = COMPANY_CAP
        told.assumed(f"one militia at most {cap:.0%} of a company, the checker's bound")
    battalion = cap * BATTALION_OF_COMPANY if cap < 1 else 1.0
    if cap < 1:
        told.assumed(f"one militia at most {battalion:.1%} of a battalion, so that its companies can be dealt")
    rule, path = min(rules, default=(0, ""))
    if path:
        told.said(f"commander rule {STRICT[rule]}", located(charter, f"{path}.commander_rule"))
    else:
        told.assumed(f"commander rule {STRICT[rule]}: the charter names none")
    low, high = _local([deploy for deploy, _ in sent])
    words = f"{low:.0%} to {high:.0%} of a battalion from where it stands"
    told.assumed(f"{words}, for deploy {', '.join(sorted({d for d, _ in sent})) or 'is not said'}")
    more = (
        "rank pyramid, officer cap 40 %, former sub-unit at most 15 %, communities within 12 points of the volunteers'"
    )
    told.assumed(more)
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


def _course(charter: Charter, base: Charter | None, streams: list[tuple[str, Any]], told: Provenance) -> dict[str, Any]:
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
        told.notes.append(f"{months} months, {starts} to {max(closed)}: until the intake or the last phase ends")
    else:
        months = MONTHS
        told.assumed(f"{months} months{' from ' + starts if starts else ''}: the charter names no end of the intake")
    return {"months": months, "starts": starts}


def _force(charter: Charter, base: Charter | None, force: str) -> Any:
    rows = [row for source in (charter, base) if source is not None for row in source.forces or ()]
    return next((row for row in rows if row.id == force), None)


def _target(row: Any) -> float | None:
    """Return the posts that a force is planned for: its target, else its ceiling."""
    numbers = (row.target_strength, row.ceiling) if row is not None else ()
    return next((float(n.mid) for n in numbers if isinstance(n, Number)), None)
