"""QUO and MRG: quotas by party, army or group and of women, and armies that are merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tether.charter.belonging import belongs_to
from tether.charter.findings import RuleVerdict, cannot_tell, fires, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Unit
from tether.charter.values import NONE, UNKNOWN, Number

LUSAKA = "Lusaka Protocol, 1994, on the army (Peace Accords Matrix)"


@rule(
    code="QUO01",
    severity="error",
    statement="Quotas by party, army or group sum to no more than the whole, and keep their own cap, floor and parity",
    words="not more than 50%",
    source="Arusha Agreement, 2000, Protocol II, on the army (Peace Accords Matrix)",
    second="Officers of Burundi's army: 60 % army, 40 % CNDD-FDD, which sums (Pretoria protocol, Peace Accords Matrix)",
    evidence="normative",
    remedy="Let the shares sum to the whole, none above the cap or below the floor.",
    fails="""
forces: [{id: army, kind: army}]
groups: [{id: front}]
sharing: {allocation: [{pool: officers, holders: {army: 0.6, front: 0.5}}]}
""",
    passes="""
forces: [{id: army, kind: army}]
groups: [{id: front}]
sharing: {allocation: [{pool: officers, rule: quota, holders: {army: 0.6, front: 0.4}, cap: 0.6, floor: 0.3}]}
""",
)
def quotas_sum(design: Design) -> Iterator[RuleVerdict]:
    """Shares by holder: their sum, the row's cap and floor, and equality under a rule of parity."""
    for path, row in design.rows("sharing.allocation"):
        if row.holders is UNKNOWN and (isinstance(row.cap, Number) or isinstance(row.floor, Number)):
            question = f"Which share of {row.pool!r} does each party, army or group fill, within the cap and the floor?"
            yield cannot_tell(f"{path}.holders", question)
        if not isinstance(row.holders, dict) or not row.holders:
            continue
        found = [*_quota_faults(design, path, row)]
        yield from found
        if not found and UNKNOWN in (row.rule, row.cap, row.floor, *row.holders.values()):
            question = f"Which share of {row.pool!r} does each side fill, by which rule, with which cap and floor?"
            yield cannot_tell(f"{path}.holders", question)
        elif not found:
            yield quiet(f"{path}.holders")


def _quota_faults(design: Design, path: str, row: Any) -> Iterator[RuleVerdict]:
    shares = {name: share for name, share in row.holders.items() if isinstance(share, Number)}
    at, least = f"{path}.holders", sum(s.lo for s in shares.values())
    if least > 1 + design.settings.sum_gap:
        yield fires(at, f"the quotas of {row.pool!s} sum to {least:.4g}")
    for name, share in shares.items():
        if isinstance(row.cap, Number) and share.lo > row.cap.hi:
            yield fires(f"{at}.{name}", f"{name!r} fills {share} of {row.pool!s}, and nobody more than {row.cap}")
        if isinstance(row.floor, Number) and share.hi < row.floor.lo:
            yield fires(f"{at}.{name}", f"{name!r} fills {share} of {row.pool!s}, and nobody less than {row.floor}")
    apart = max((s.lo for s in shares.values()), default=0) - min((s.hi for s in shares.values()), default=0)
    if apart > design.settings.sum_gap and row.rule == "parity":
        said = ", ".join(f"{name} {share}" for name, share in shares.items())
        yield fires(at, f"{row.pool!s} is shared in parity, and unequally: {said}")


@rule(
    code="QUO02",
    severity="error",
    statement="A quota of women can be met: women may enter by the streams that fill it",
    words="falling short of the 35 percent affirmative action for women",
    source="Juba Monitor, 26 Mar 2020, on South Sudan's agreement of 2018, art. 1.4.4",
    second="South Sudan's assembly of 2021: 116 women of 550, where the agreement asked for 192 (Voice of Nigeria)",
    evidence="normative",
    remedy="Open the streams to women on the same terms.",
    fails="""
forces: [{id: guard, status: new}]
induction: [{id: s, into: guard, women: false}]
sharing: {allocation: [{pool: guard, women: 0.2}]}
""",
    passes="""
forces: [{id: guard, status: new}]
induction: [{id: s, into: guard, women: true}]
sharing: {allocation: [{pool: guard, women: 0.2}]}
""",
)
def women_can_enter(design: Design) -> Iterator[RuleVerdict]:
    """For each quota of women in a force: the streams into it."""
    streams: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    for path, stream in design.rows("induction"):
        streams[stream.into].append((path, stream))
    for path, row in design.rows("sharing.allocation"):
        into = streams.get(row.pool, [])
        perhaps = [*into, *(streams[UNKNOWN] if isinstance(design.named(row.pool), Force) else ())]
        if row.women is NONE or (isinstance(row.women, Number) and row.women.hi == 0) or not perhaps:
            continue
        may_enter = any(stream.women in (True, UNKNOWN) for _, stream in perhaps)
        if any(stream.women is True for _, stream in into):
            yield quiet(f"{path}.women")
        elif row.women is UNKNOWN and not may_enter and into:
            question = f"Are some of {row.pool!r} to be women? No stream into it is open to them."
            yield cannot_tell(f"{path}.women", question)
        elif row.women is not UNKNOWN and (may_enter or not into):
            yield cannot_tell(f"{path}.women", f"By which streams may women enter {row.pool!r} on the same terms?")
        elif row.women is not UNKNOWN:
            said = f"{row.women} of {row.pool!r} are to be women, and no stream into it is open to them"
            yield fires(f"{path}.women", said, partly=row.women.lo == 0, related=tuple(f"{p}.women" for p, _ in into))


@rule(
    code="QUO03",
    severity="error",
    statement="What enters a force fits its quotas by army or group",
    words="the composition of FAA will be made to reflect the principle of proportionality",
    source=LUSAKA,
    second="Officers of Burundi's army: 60 % army, 40 % CNDD-FDD (Pretoria protocol, Peace Accords Matrix)",
    evidence="normative",
    remedy="Change the quota, or the numbers that the streams take in.",
    fails="""
groups: [{id: front}]
forces: [{id: army}, {id: joint, status: new}]
induction: [{id: a, from: army, into: joint, intake: 9000}, {id: b, from: front, into: joint, intake: 3000}]
sharing: {allocation: [{pool: joint, holders: {army: 0.5, front: 0.5}}]}
""",
    passes="""
groups: [{id: front}]
forces: [{id: army}, {id: joint, status: new}]
induction: [{id: a, from: army, into: joint, intake: 6000}, {id: b, from: front, into: joint, intake: 6000}]
sharing: {allocation: [{pool: joint, holders: {army: 0.5, front: 0.5}}]}
""",
)
def intake_fits_the_quotas(design: Design) -> Iterator[RuleVerdict]:
    """For each quota of a force by origin: its share of what all streams into the force take in."""
    for path, row in design.rows("sharing.allocation"):
        streams = [(p, s) for p, s in design.rows("induction") if s.into == row.pool]
        if row.holders is UNKNOWN and not design.open_world and len({s.from_ for _, s in streams}) > 1:
            yield cannot_tell(f"{path}.holders", f"Which share of {row.pool!r} does each army or group fill?")
        if not isinstance(row.holders, dict) or not streams:
            continue
        named = {name for name in row.holders if any(s.from_ == name for _, s in streams)}
        if not named:
            continue
        at, related = f"{path}.holders", tuple(f"{p}.intake" for p, _ in streams)
        everywhere = [s.into for _, s in design.rows("induction")]
        if design.open_world or UNKNOWN in [*everywhere, *(v for _, s in streams for v in (s.from_, s.intake))]:
            yield cannot_tell(at, f"How many men enter {row.pool!r} from each army or group, by all streams?")
            continue
        off = [name for name in sorted(named) if _off(design, name, row.holders[name], [s for _, s in streams])]
        if off:
            told = "; ".join(f"{s.intake!s} from {s.from_!r}" for _, s in streams)
            quota = ", ".join(f"{name!r} {row.holders[name]}" for name in off)
            yield fires(at, f"the quotas of {row.pool!r} are {quota}, and its streams take in {told}", related=related)
        else:
            unsure = UNKNOWN in [row.holders[name] for name in named]
            yield cannot_tell(at, f"Which share of {row.pool!r} does each fill?") if unsure else quiet(at)


def _off(design: Design, name: str, quota: Any, streams: list[Any]) -> bool:
    """Whether no intake within the bounds gives a side its quota, by more than rounding."""
    if not isinstance(quota, Number):
        return False
    ours = [s.intake for s in streams if s.from_ == name and isinstance(s.intake, Number)]
    others = [s.intake for s in streams if s.from_ != name and isinstance(s.intake, Number)]
    low, high = sum(n.lo for n in ours), sum(n.hi for n in ours)
    least = low / (low + sum(n.hi for n in others)) if low else 0.0
    most = high / (high + sum(n.lo for n in others)) if high else 0.0
    gap = design.settings.sum_gap
    return quota.lo > most + gap or quota.hi < least - gap


@rule(
    code="MRG01",
    severity="error",
    statement="Where armies are merged, the men of each have a way in or a way out",
    words="will be demobilized and integrated into civilian society",
    source=LUSAKA,
    second="Angola 2002: a plan to demobilise 50,000 soldiers of UNITA 'in preparation for their integration' into the "
    "army (BBC, 31 Mar 2002)",
    evidence="normative",
    remedy="Add a stream from it, or an exit for its men.",
    fails="""
actors: [{id: south}]
forces: [{id: spla, status: to-dissolve, party: south}]
induction: none
exits: none
""",
    passes="""
actors: [{id: south}]
forces: [{id: spla, status: to-dissolve, party: south}, {id: joint, status: new}]
induction: [{id: s, from: spla, into: joint}]
""",
)
def each_army_goes_somewhere(design: Design) -> Iterator[RuleVerdict]:
    """Each army of a party that is to be dissolved: a stream from it, or an exit for it or for all."""
    for path, force in design.rows("forces"):
        dissolved = force.status == "to-dissolve"
        if not (dissolved and force.party is not NONE) and not (
            isinstance(force.party, str) and force.status is UNKNOWN
        ):
            continue
        sources = [row.from_ for _, row in design.rows("induction")]
        exits = [row.for_ for _, row in design.rows("exits")]
        if force.id in (*sources, *exits) or NONE in exits:
            yield quiet(path)
        elif design.open_world or UNKNOWN in (
            force.status, force.party, *sources, *exits, design.at("induction"), design.at("exits")
        ):  # fmt: skip
            yield cannot_tell(path, f"What becomes of {force.id!r} and its men: into which force, or out by which way?")
        else:
            yield fires(path, f"{force.id!r} is dissolved, and no stream takes its men in and no exit is for them")


@rule(
    code="MRG02",
    severity="warning",
    statement="The posts of a force that two armies form do not all go to one of them",
    words="will reflect the principle of proportionality between Government and UNITA military forces",
    source=LUSAKA,
    second="Burundi: 60 % of officers from the army and 40 % from the CNDD-FDD (Pretoria protocol, Peace Accords "
    "Matrix)",
    evidence="mixed",
    remedy="Write from which army each post's holder comes, and give each side some.",
    fails="""
actors: [{id: north}, {id: south}]
forces: [{id: saf, party: north}, {id: spla, party: south}, {id: joint, status: new}]
induction: [{id: a, from: saf, into: joint}, {id: b, from: spla, into: joint}]
units: [{id: j1, force: joint}]
posts: [{id: p1, unit: joint, ex_group: saf}, {id: p2, unit: j1, ex_group: saf}]
""",
    passes="""
actors: [{id: north}, {id: south}]
forces: [{id: saf, party: north}, {id: spla, party: south}, {id: joint, status: new}]
induction: [{id: a, from: saf, into: joint}, {id: b, from: spla, into: joint}]
units: [{id: j1, force: joint}]
posts: [{id: p1, unit: joint, ex_group: saf}, {id: p2, unit: j1, ex_group: spla}]
""",
)
def each_army_has_posts(design: Design) -> Iterator[RuleVerdict]:
    """Posts of a force into which forces of two parties go: the parties from which their holders come."""
    parties: dict[Any, set[str]] = defaultdict(set)
    unsure: set[Any] = set()
    for _, stream in design.rows("induction"):
        source = design.named(stream.from_)
        if isinstance(source, Force) and isinstance(source.party, str):
            parties[stream.into].add(source.party)
        elif isinstance(source, Force) and source.party is UNKNOWN:
            unsure.add(stream.into)
    if question := _may_merge(design):
        yield question
        return
    for into in dict.fromkeys([*parties, *unsure]):
        posts = [
            (p, row) for p, row in design.rows("posts") if isinstance(into, str) and _is_post_of(design, row, into)
        ]
        if len(posts) < 2:
            continue
        path, sides = f"{posts[0][0]}.ex_group", [_party(design, row.ex_group) for _, row in posts]
        if not parties[into] or (len(parties[into]) < 2 and into not in unsure):
            continue
        if len(parties[into]) < 2 or UNKNOWN in sides:
            yield cannot_tell(path, f"From which army does each commander in {into!r} come?")
        elif len(set(sides)) == 1 and sides[0] in parties[into]:
            said = f"all {len(posts)} posts of {into!r} go to {posts[0][1].ex_group!r}"
            yield fires(path, said, related=tuple(f"{p}.ex_group" for p, _ in posts[1:]))
        else:
            yield quiet(path)


def _may_merge(design: Design) -> RuleVerdict | None:
    """Ask once where armies of two parties may enter one force, and it is not known what enters it or serves in it."""
    parties = {f.party for _, f in design.rows("forces") if f.party is not NONE}
    posts = [(path, row) for path, row in design.rows("posts") if row.ex_group is not NONE]
    open_ = [p for p, s in design.rows("induction") if UNKNOWN in (s.from_, s.into)]
    open_ += [
        path for path, row in posts if row.unit is UNKNOWN or getattr(design.named(row.unit), "force", "") is UNKNOWN
    ]
    if len(parties - {UNKNOWN}) < 2 or len(posts) < 2 or not open_:
        return None
    question = "Which armies enter which force, and from which of them does each commander in it come?"
    return replace(cannot_tell(open_[0], question), related=tuple(open_[1:]))


def _is_post_of(design: Design, post: Any, force: str) -> bool:
    unit = design.named(post.unit)
    return isinstance(unit, Force | Unit) and force in belongs_to(design, unit.id)


def _party(design: Design, source: Any) -> Any:
    """Return the party whose army a post's holder comes from; UNKNOWN where that isn't said."""
    row = design.named(source)
    if isinstance(row, Force):
        return row.party
    return UNKNOWN if source is UNKNOWN else NONE
