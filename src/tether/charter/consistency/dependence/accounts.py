"""What is said of one body in two places agrees (DEP07): its commander, backers, arms, community, say in posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dependence.fitting import of_a_kind
from tether.charter.consistency.dependence.lines import CommandLine, lines_of, orders_of
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.roles import held_roles
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import ORDERS, Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Group, Post, Unit
from tether.charter.values import NONE, UNKNOWN, Blank, Number


@rule(
    code="DEP07",
    severity="error",
    statement="What is said of one body in two places agrees: who commands it, backs it, speaks for it, is armed",
    words="against common right and reason, or repugnant",
    source="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 107a, 114a, on statutes that are void",
    second="Celsus, Digest 50.17.188 pr.: where a will orders things that contradict each other, neither stands; "
    "Fuller, The Morality of Law, 1964, ch. 2: contradictory rules are one of eight ways to fail to make "
    "law",
    evidence="normative",
    remedy="Strike one of the two, or say when each of them holds.",
    asks="the legislature",
    fails="""
actors: [{id: donor, state: false}]
groups: [{id: front, patron: none}]
patrons: [{actor: donor, to: front, kinds: [funds]}]
""",
    passes="""
actors: [{id: donor, state: false}]
groups: [{id: front, patron: [donor]}]
patrons: [{actor: donor, to: front, kinds: [funds]}]
""",
)
def said_once(design: Design) -> Iterator[RuleVerdict]:
    """A force's commander against its lines, backers, arms under command, communities, and a partner's say in posts."""
    looked, found = set(), []
    for pairs in _ACCOUNTS:
        for path, conflict in pairs(design):
            if isinstance(conflict, str):
                yield cannot_tell(path, conflict)
                continue
            looked.add(path)
            found += [conflict] if conflict else []
    for conflict in apart(found):
        yield conflict.verdict(design)
    broken = {clause.path for c in found for clause in c.clauses}
    yield from (quiet(path) for path in sorted(looked - broken))


_Said = Iterator[tuple[str, Inconsistency | str | None]]  # a path, and a fault, a question, or that it agrees


def _commanders(design: Design) -> _Said:
    """The commander that a force names gives orders to it, or holds the post at its top."""
    lines = [line for line in lines_of(design) if line.type in ORDERS]
    graph = design.once("orders", orders_of)
    posts = {post.id: post for _, post in design.rows("posts")}
    roots: dict[str, set[str]] = defaultdict(set)
    ids = {unit.id for _, unit in design.rows("units")}
    for _, unit in design.rows("units"):
        if isinstance(unit.force, str) and not (isinstance(unit.parent, str) and unit.parent in ids):
            roots[unit.force].add(unit.id)
    for path, force in design.rows("forces"):
        who, tops = force.commander, {force.id, *roots[force.id]}
        into = [line for line in lines if line.below in tops and line.clause.path.startswith("command")]
        if not isinstance(who, str) or not into:
            continue
        at = f"{path}.commander"
        post = posts.get(who)
        heads_it = post is not None and post.unit in tops
        leads = who in graph and any(top in graph and nx.has_path(graph, who, top) for top in tops)
        unnamed = all(not isinstance(line.when, str) for line in into)
        if heads_it or leads or unnamed or any(line.above == who for line in into):
            yield at, None
            continue
        said = CharterClause(at, f"{who!r} commands {force.id!r}")
        other = [CharterClause(p, f"{e.from_!r} gives {e.to!r} no orders ({e.type})") for p, e in design.rows("command")
                 if e.from_ == who and e.to in tops]  # fmt: skip
        clauses = (said, *(line.clause for line in into), *other)
        yield at, Inconsistency("DEP07", clauses, ("who commands a force gives it orders",))


def _two_heads(design: Design) -> _Said:
    """The post that a force names as its commander is the one at its top, where another post is there."""
    posts = {post.id: (path, post) for path, post in design.rows("posts")}
    for path, force in design.rows("forces"):
        if force.commander not in posts:
            continue
        at, named = posts[force.commander]
        unit = design.named(named.unit)
        below = isinstance(unit, Unit) and unit.force == force.id and isinstance(unit.parent, str)
        tops = {u.id for _, u in design.rows("units") if u.force == force.id and u.parent in (NONE, force.id)}
        heads = [(p, post) for p, post in posts.values() if post.unit in {force.id, *tops} and post.id != named.id]
        if not (below and heads):
            yield f"{path}.commander", None
            continue
        clauses = [CharterClause(f"{path}.commander", f"{named.id!r} commands {force.id!r}")]
        clauses += [CharterClause(f"{p}.unit", f"{post.id!r} is at the head of {post.unit!r}") for p, post in heads]
        clauses.append(CharterClause(f"{at}.unit", f"{named.id!r} commands {named.unit!r} below it"))
        why = "a force has one commander, who is at its head"
        yield f"{path}.commander", Inconsistency("DEP07", tuple(clauses), (why,), lesser=True)


def _of_nobody(design: Design) -> _Said:
    """Of a text seen whole: what a group keeps for good is left with somebody."""
    stay, kind = design.at("totals.to_remain"), design.at("end_state.kind")
    merged = {s.from_ for _, s in design.militia_streams()} if str(kind).startswith("merge-") else set()
    taking = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in design.rows("exits")}
    written = stay is UNKNOWN or isinstance(stay, Number)
    for path, asset in design.rows("assets") if not design.open_world and (written or merged) else ():
        keeps = next((k for k in ("goes_to", "guarded_by") if getattr(asset, k) in taking), "")
        keeps = "held_by" if not keeps and asset.goes_to is NONE and asset.held_by in taking else keeps
        who = getattr(asset, keeps) if keeps else None
        if not isinstance(design.named(who), Group):
            continue
        at, gone = f"{path}.{keeps}", isinstance(stay, Number) and stay.hi == 0
        if stay is UNKNOWN:
            yield at, f"Does anybody of {who!r}, which keeps {asset.id!r}, stay as he is?"
            continue
        clauses = (
            CharterClause(at, f"{who!r} {_KEEPS[keeps]} {asset.id!r}"),
            CharterClause("totals.to_remain", f"nobody of {who!r} is to stay as he is")
            if gone
            else CharterClause("end_state.kind", f"in the end all are merged ({kind})"),
        )
        fault = Inconsistency("DEP07", clauses, ("a group of whom nobody is left keeps nothing",), lesser=True)
        yield at, fault if gone or (who in merged and not written) else None


_KEEPS = {"goes_to": "receives", "guarded_by": "guards", "held_by": "keeps"}


def _rivals(design: Design) -> _Said:
    """Who claims to be the state against it has no task on which its order rests."""
    claims = {name: n for n, name in enumerate(design.at("politics.rival_claimants") or ()) if isinstance(name, str)}
    for held in held_roles(design) if claims else ():
        if held.who in claims and held.role.rests and not held.path.startswith("steps."):
            clauses = (
                CharterClause(held.path, f"{held.who!r} {held.said}"),
                CharterClause(
                    f"politics.rival_claimants.{claims[held.who]}", f"{held.who!r} claims to be the state against it"
                ),
            )
            why = "who claims to be the state against it has no task under it"
            yield held.path, Inconsistency("DEP07", clauses, (why,), lesser=True)


def _in_use(design: Design) -> _Said:
    """Who commands a force in what it leads on is in one of its lines of command, or part of it."""
    graph, powers = design.once("orders", orders_of), powers_of(design)
    into: dict[str, list[CommandLine]] = {}  # by force
    below: dict[str, set[str]] = {}  # by commander: all to whom his orders go
    for path, row in design.rows("powers"):
        who, at = row.commanded_by, f"{path}.commanded_by"
        if row.grant not in ("lead", "shared") or (isinstance(who, Blank) and who is not UNKNOWN):
            continue
        if not isinstance(who, str):
            if design.charter.at(at) is UNKNOWN:
                yield at, f"Who commands {row.force!r} during {row.power}, and does he give it orders otherwise?"
            continue
        parts = powers.whole(row.force)
        if row.force not in into:
            lines = [line for line in lines_of(design) if line.clause.path.startswith("command")]
            into[row.force] = [line for line in lines if line.below in parts]
        if who not in below:
            below[who] = nx.descendants(graph, who) if who in graph else set()
        orders = [line for line in into[row.force] if line.type in ORDERS]
        unsure = any(line.type is None or line.when is None for line in into[row.force])
        if who in parts or below[who] & parts or not (orders or unsure):
            yield at, None
        elif unsure:
            yield at, f"Does {who!r}, who commands {row.force!r} during {row.power}, give it orders otherwise?"
        else:
            said = CharterClause(at, f"{who!r} commands {row.force!r} during {row.power}")
            why = "who commands a force in what it leads on gives it orders"
            yield at, Inconsistency("DEP07", (said, *(line.clause for line in orders)), (why,), lesser=True)


def _backing(design: Design) -> _Said:
    """A group without backers has none in the list of backers either."""
    for path, group in design.rows("groups"):
        written = design.charter.at(f"{path}.patron")
        backed = [(p, r) for p, r in design.rows("patrons") if r.to == group.id]
        if written is UNKNOWN and backed:
            yield f"{path}.patron", f"Who backs {group.id!r} from outside, and are these all who are listed?"
        if written is not NONE:
            if isinstance(written, tuple):
                yield f"{path}.patron", None
            continue
        said = CharterClause(f"{path}.patron", f"{group.id!r} has no outside backer")
        clauses = tuple(CharterClause(p, f"{r.actor!r} backs {r.to!r}") for p, r in backed)
        why = "a group has the backers that are listed"
        yield f"{path}.patron", Inconsistency("DEP07", (said, *clauses), (why,)) if backed else None


def _armed(design: Design) -> _Said:
    """A player is armed, or not, wherever the charter speaks of it."""
    at = {row.id: (path, row) for path, row in design.rows("actors")}
    for path, veto in design.rows("politics.vetoes"):
        row, where = design.named(veto.actor), f"{path}.armed"
        if not isinstance(veto.armed, bool):
            continue
        said = CharterClause(where, f"{veto.actor!r} has {'' if veto.armed else 'no '}men under arms")
        other = None
        if isinstance(row, Group) and isinstance(row.size, Number) and row.size.lo > 0 and not veto.armed:
            place = next(p for p, g in design.rows("groups") if g.id == row.id)
            other = CharterClause(f"{place}.size", f"{row.id!r} has {row.size} persons under arms")
        elif isinstance(row, Force) and isinstance(row.strength, Number) and row.strength.lo > 0 and not veto.armed:
            place = next(p for p, f in design.rows("forces") if f.id == row.id)
            other = CharterClause(f"{place}.strength", f"{row.id!r} has {row.strength} men")
        elif veto.actor in at and isinstance(at[veto.actor][1].armed, bool):
            place, actor = at[veto.actor]
            if actor.armed != veto.armed:
                words = f"{actor.id!r} has {'' if actor.armed else 'no '}men under arms of its own"
                other = CharterClause(f"{place}.armed", words)
        party = next(
            (
                (p, g)
                for p, g in design.rows("groups")
                if g.party == veto.actor and isinstance(g.size, Number) and g.size.lo > 0
            ),
            None,
        )
        if other is None and party is not None and not veto.armed:
            other = CharterClause(f"{party[0]}.party", f"{party[1].id!r}, with {party[1].size} men, is its own")
        why = "a player has men under arms, or has none"
        yield where, Inconsistency("DEP07", (said, other), (why,)) if other else None


def _speaking(design: Design) -> _Said:
    """A partner sits for the community that it speaks for."""
    at = {row.id: path for path, row in design.rows("actors")}
    for path, row in design.rows("sharing.partners"):
        actor = design.named(row.actor)
        own = getattr(actor, "community", None)
        if not (isinstance(own, str) and isinstance(row.community, str) and row.actor in at):
            continue
        clauses = (
            CharterClause(f"{path}.community", f"{row.actor!r} has a say for {row.community!r}"),
            CharterClause(f"{at[row.actor]}.community", f"{row.actor!r} speaks for {own!r}"),
        )
        fault = Inconsistency("DEP07", clauses, ("one speaks for one community",)) if own != row.community else None
        yield f"{path}.community", fault


_SAY = {"appoints": ("appointed_by", "appoints"), "dismisses": ("removable_by", "can remove")}


def _say_in_posts(design: Design) -> _Said:
    """A partner who appoints or dismisses does so in some post, where every post says who does."""
    posts = [(p, r) for p, r in design.rows("posts")]
    for path, row in design.rows("sharing.partners"):
        if not isinstance(row.actor, str) or not posts or design.open_world:
            continue
        if row.power is UNKNOWN:
            yield f"{path}.power", f"What say has {row.actor!r}, and in which posts?"
        if row.power not in _SAY:
            continue
        key, does = _SAY[row.power]
        hands = [getattr(post, key) for _, post in posts]
        named = [h if isinstance(h, tuple) else (h,) for h in hands]
        if not all(isinstance(one, str) for h in named for one in h):
            continue
        said = CharterClause(f"{path}.power", f"{row.actor!r} {row.power}")
        clauses = tuple(
            CharterClause(f"{p}.{key}", f"{', '.join(map(repr, h))} {does} {(post.title or post.id)!r}")
            for (p, post), h in zip(posts, named, strict=True)
        )
        missing = not any(row.actor in h for h in named)
        why = "who has a say in posts has it in one of them"
        yield f"{path}.power", Inconsistency("DEP07", (said, *clauses), (why,)) if missing else None


def _taken_over(design: Design) -> _Said:
    """Who takes the local force over in a crisis is another than its owner."""
    at = "sharing.territorial"
    owner, who = design.at(f"{at}.owner"), design.at(f"{at}.crisis_rule.who")
    if isinstance(owner, str) and isinstance(who, str):
        clauses = (
            CharterClause(f"{at}.crisis_rule.who", f"{who!r} takes over in a crisis"),
            CharterClause(f"{at}.owner", f"{owner!r} owns the local force at all times"),
        )
        why = "nobody takes over what is his"
        fault = Inconsistency("DEP07", clauses, (why,), lesser=True) if owner == who else None
        yield f"{at}.crisis_rule.who", fault
    elif UNKNOWN in (owner, who) and (isinstance(owner, str) or isinstance(who, str)):
        yield f"{at}.crisis_rule.who", "Who takes the local force over in a crisis, and who owns it otherwise?"


_BELOW = ("provincial", "regional", "local")


def _owned_below(design: Design) -> _Said:
    """In a centralised state no province or town owns the local force."""
    at = "sharing.territorial"
    model, owner = design.at(f"{at}.model"), design.at(f"{at}.owner")
    level = getattr(design.named(owner), "level", None)
    if not (isinstance(model, str) and isinstance(owner, str) and isinstance(level, str)):
        return
    place = next((p for p, r in design.rows("actors") if r.id == owner), "")
    clauses = (
        CharterClause(f"{at}.model", f"the state is {model}"),
        CharterClause(f"{at}.owner", f"{owner!r} owns the local force"),
        CharterClause(f"{place}.level", f"{owner!r} is {level}"),
    )
    why = "in a centralised state the centre owns its forces"
    fault = Inconsistency("DEP07", clauses, (why,), lesser=True) if model == "centralised" and level in _BELOW else None
    yield f"{at}.model", fault


_SECOND = ("deput", "assist", "vice", "second in", "member", "advis")


def _one_holder(design: Design) -> _Said:
    """Two clauses that fill one post of one unit, by its title, name one who appoints."""
    seen: dict[tuple[str, str], tuple[str, Post]] = {}
    for path, post in design.rows("posts"):
        title = " ".join(str(post.title).casefold().split()) if isinstance(post.title, str) else ""
        if not title or not isinstance(post.unit, str) or any(word in title for word in _SECOND):
            continue
        first, other = seen.setdefault((post.unit, title), (path, post))
        if first == path or not (isinstance(other.appointed_by, str) and isinstance(post.appointed_by, str)):
            continue
        clauses = tuple(
            CharterClause(p, f"{one.appointed_by!r} appoints the {one.title} ({one.id})")
            for p, one in ((path, post), (first, other))
        )
        why = "one post has one holder"
        fault = Inconsistency("DEP07", clauses, (why,)) if other.appointed_by != post.appointed_by else None
        yield path, fault


def _one_bearer(design: Design) -> _Said:
    """Two clauses that lay one duty on somebody, in the same words, lay it on one."""
    seen: dict[str, tuple[str, Any]] = {}
    for path, row in design.rows("obligations"):
        what = " ".join(row.what.casefold().split()) if isinstance(row.what, str) else ""
        first, other = seen.setdefault(what, (path, row)) if what else (path, row)
        if first == path or not (isinstance(other.bearer, str) and isinstance(row.bearer, str)):
            continue
        clauses = tuple(
            CharterClause(f"{p}.bearer", f"{one.bearer!r} bears the duty {one.id!r}: {one.what}")
            for p, one in ((path, row), (first, other))
        )
        differ = other.bearer != row.bearer and other.towards == row.towards
        yield (
            f"{path}.bearer",
            Inconsistency("DEP07", clauses, ("one duty has one bearer",), lesser=True) if differ else None,
        )


def _one_player(design: Design) -> _Said:
    """Two rows of one player say one number of seats and one position."""
    seen: dict[str, tuple[str, Any]] = {}
    for path, row in design.rows("politics.vetoes"):
        first, other = seen.setdefault(row.actor, (path, row))
        for key, said in (("seats", "{!r} holds {} seats"), ("position", "{!r} stands for {}")):
            one, two = getattr(other, key), getattr(row, key)
            if first == path or isinstance(one, Blank) or isinstance(two, Blank) or one == two:
                continue
            clauses = tuple(
                CharterClause(f"{p}.{key}", said.format(row.actor, value)) for p, value in ((path, two), (first, one))
            )
            yield f"{path}.{key}", Inconsistency("DEP07", clauses, ("one player is counted once",), lesser=True)


def _one_channel(design: Design) -> _Said:
    """The channel of complaint, where it names somebody, names the body that hears complaints."""
    named: dict[str, str] = {}
    for section in ("actors", "forces", "units", "posts", "groups"):
        for _, row in design.rows(section):
            for words in (row.id, getattr(row, "name", None), getattr(row, "title", None)):
                if isinstance(words, str):
                    named.setdefault(words.casefold(), row.id)
    for path, row in design.rows("trust.grievance"):
        channel = named.get(row.channel.casefold()) if isinstance(row.channel, str) else None
        if channel is None or not isinstance(row.body, str):
            continue
        clauses = (
            CharterClause(f"{path}.channel", f"one complains to {row.channel!r}"),
            CharterClause(f"{path}.body", f"{row.body!r} hears complaints"),
        )
        differ = channel != row.body
        fault = (
            Inconsistency("DEP07", clauses, ("one is heard by whom one complains to",), lesser=True) if differ else None
        )
        yield f"{path}.channel", fault


_PLACED = {
    "provincial": ("national", "foreign", "international"),
    "municipal": ("national", "foreign", "international"),
}


def _of_the_place(design: Design) -> _Said:
    """A partner of a province or a town is no body of the whole state, nor of another."""
    at = {row.id: path for path, row in design.rows("actors")}
    for path, row in design.rows("sharing.partners"):
        level = getattr(design.named(row.actor), "level", None)
        if not (isinstance(row.kind, str) and row.kind in _PLACED and isinstance(level, str) and row.actor in at):
            continue
        clauses = (
            CharterClause(f"{path}.kind", f"{row.actor!r} is a {row.kind} partner"),
            CharterClause(f"{at[row.actor]}.level", f"{row.actor!r} is {level}"),
        )
        why = f"a {row.kind} partner is of its place"
        fault = Inconsistency("DEP07", clauses, (why,), lesser=True) if level in _PLACED[row.kind] else None
        yield f"{path}.kind", fault


def _beside_an_outsider(design: Design) -> _Said:
    """Where an outsider holds command or appointments, nobody of the state commands or appoints past him."""
    graph, powers = design.once("orders", orders_of), powers_of(design)
    for path, held in design.rows("administrations"):
        places = set(held.places or ())
        what = CharterClause(f"{path}.powers", f"{held.actor!r} holds {', '.join(held.powers or ())} there")
        past: list[CharterClause] = []
        if "command" in (held.powers or ()):
            for line in lines_of(design):
                there = _stands(design, line.below) & places and line.clause.path.startswith("command")
                ours = line.type in ORDERS and line.phase is None and _of_this_state(design, line.above)
                if there and ours and not (held.actor in graph and nx.has_path(graph, held.actor, line.above)):
                    past.append(line.clause)
        if "appointments" in (held.powers or ()):
            for at, post in design.rows("posts"):
                who = post.appointed_by
                if (
                    _stands(design, post.unit) & places
                    and _of_this_state(design, who)
                    and not powers.path(held.actor, str(who))
                ):
                    past.append(CharterClause(f"{at}.appointed_by", f"{who!r} appoints {(post.title or post.id)!r}"))
        court, there = design.at("displacement.property_body"), design.at("displacement.places")
        meets = isinstance(there, tuple) and bool(set(there) & places)
        if "courts" in (held.powers or ()) and meets and _of_this_state(design, court):
            past.append(CharterClause("displacement.property_body", f"{court!r} hears claims to house and land there"))
        for at, asset in design.rows("assets") if "revenue" in (held.powers or ()) else ():
            for name in asset.revenue if isinstance(asset.revenue, dict) and set(asset.places or ()) & places else ():
                if _of_this_state(design, name):
                    past.append(CharterClause(f"{at}.revenue.{name}", f"{name!r} receives what {asset.id!r} brings in"))
        if past:
            why = "an outsider holds a power of the state, or the state does"
            yield f"{path}.powers", Inconsistency("DEP07", (what, *past), (why,), lesser=True)


def _of_this_state(design: Design, name: Any) -> bool:
    """Whether somebody is an organ of the state, and no outsider who holds its powers."""
    return isinstance(name, str) and design.is_state(name) is True and name not in design.administering


def _stands(design: Design, name: Any) -> set[str]:
    """Return the places of a force or a unit; of a unit without any, its force's."""
    row = design.named(name)
    places = getattr(row, "places", None)
    if not places and isinstance(getattr(row, "force", None), str):
        places = getattr(design.named(row.force), "places", None)
    return set(places) if isinstance(places, tuple) and isinstance(row, Force | Unit) else set()


def _handed_to_another(design: Design) -> _Said:
    """Who hands over a place, an asset or command hands it to somebody else."""
    for path, step in design.rows("steps"):
        if step.kind in ("hand-over", "command") and isinstance(step.by, str) and isinstance(step.to, str):
            clauses = (
                CharterClause(f"{path}.to", f"{step.to!r} receives it by step {step.id!r}"),
                CharterClause(f"{path}.by", f"{step.by!r} hands it over by step {step.id!r}"),
            )
            fault = Inconsistency("DEP07", clauses, ("nobody hands over to himself",)) if step.by == step.to else None
            yield f"{path}.to", fault
    for path, row in design.rows("administrations"):
        if isinstance(row.hands_to, str):
            clauses = (
                CharterClause(f"{path}.hands_to", f"{row.hands_to!r} takes over"),
                CharterClause(f"{path}.actor", f"{row.actor!r} hands its powers over"),
            )
            same = row.hands_to == row.actor
            fault = Inconsistency("DEP07", clauses, ("nobody hands over to himself",)) if same else None
            yield f"{path}.hands_to", fault


def _command_passed(design: Design) -> _Said:
    """Who has passed command on no longer commands always, and the other does."""
    for path, step in design.rows("steps"):
        if step.kind != "command" or not (isinstance(step.by, str) and isinstance(step.to, str)):
            continue
        if isinstance(design.named(step.to), Force | Unit | Post | Group) or step.by == step.to:
            continue  # command passes to those who are commanded, or stays
        lines = [(p, e) for p, e in design.rows("command") if e.type in ORDERS]
        kept = [(p, e) for p, e in lines if e.from_ == step.by and e.when == "always" and e.phase is NONE]
        taken = {e.to for _, e in lines if e.from_ == step.to}
        for at, line in kept if not design.open_world else ():
            clauses = (
                CharterClause(path, f"command passes from {step.by!r} to {step.to!r} by step {step.id!r}"),
                CharterClause(at, f"{step.by!r} commands {line.to!r} always, and {step.to!r} never"),
            )
            why = "who has passed command on does not keep it"
            fault = Inconsistency("DEP07", clauses, (why,), lesser=True) if line.to not in taken else None
            yield path, fault


_ACCOUNTS = (
    _commanders,
    _two_heads,
    _of_nobody,
    _rivals,
    _in_use,
    _backing,
    _armed,
    _speaking,
    _say_in_posts,
    _taken_over,
    _owned_below,
    _one_holder,
    _one_bearer,
    _one_player,
    _one_channel,
    _of_the_place,
    _beside_an_outsider,
    _handed_to_another,
    _command_passed,
    of_a_kind,
)
