"""Posts do not appoint each other, and nobody owes his post to those below him alone (DEP04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dependence.lines import orders_of
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Post, Unit, titled
from tether.charter.values import UNKNOWN

MOST = 12  # posts named in one question


@rule(
    code="DEP04",
    severity="error",
    statement="Posts do not appoint each other, and nobody is appointed, confirmed or removed only by those below him",
    words="",
    source="judged: whoever is appointed by those below him answers to them",
    second="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 107a, 114a, on being judge in one's own cause",
    evidence="normative",
    remedy="Let somebody above the post appoint and remove its holder, and somebody else confirm him.",
    asks="the head of government",
    fails="""
units: [{id: hq, force: g}, {id: b1, force: g, parent: hq}]
posts: [{id: p1, unit: hq, appointed_by: p2}, {id: p2, unit: b1, appointed_by: p1}]
""",
    passes="""
units: [{id: hq, force: g}, {id: b1, force: g, parent: hq}]
posts: [{id: p1, unit: hq, appointed_by: pm}, {id: p2, unit: b1, appointed_by: p1}]
""",
)
def appointed_from_above(design: Design) -> Iterator[RuleVerdict]:
    """Circles of appointment; posts that only their own subordinates fill or empty; who appoints and confirms."""
    posts = {post.id: (path, post) for path, post in design.rows("posts")}
    found = list(_appointing_each_other(posts))
    caught = {clause.path for c in found for clause in c.clauses}
    for path, post in posts.values():
        found += [c for c in _from_below(design, path, post) if c.clauses[0].path not in caught]
    for conflict in apart(found):
        yield conflict.verdict(design)
    broken = {clause.path.rsplit(".", 1)[0] for c in found for clause in c.clauses}
    unsaid = []
    for path, post in posts.values():
        if UNKNOWN in (post.appointed_by, post.removable_by):
            question = f"Does whoever appoints and removes the {titled(post)} stand above him?"
            yield cannot_tell(path, question)
        elif UNKNOWN in (post.nominated_by, post.confirmed_by):
            unsaid.append((path, titled(post)))
        elif path not in broken:
            yield quiet(path)
    if unsaid:
        titles = [title for _, title in unsaid[:MOST]] + ["others"] * (len(unsaid) > MOST)
        question = (
            f"Who proposes and who confirms the holders of these posts, somebody above them: {'; '.join(titles)}?"
        )
        yield replace(cannot_tell(unsaid[0][0], question), related=tuple(path for path, _ in unsaid[1:]))


def _acting(posts: dict[str, Any]) -> dict[Any, list[str]]:
    """Return the posts that act where a post, or the unit that they command, appoints."""
    acting: dict[Any, list[str]] = {}
    for name, (_, post) in posts.items():
        if isinstance(post.unit, str):
            acting.setdefault(post.unit, []).append(name)
    return acting | {name: [name] for name in posts}


def _appointing_each_other(posts: dict[str, Any]) -> Iterator[Inconsistency]:
    """Rings of posts each of which is filled, or can only be emptied, by the next."""
    hands: dict[tuple[str, str], list[tuple[str, CharterClause]]] = defaultdict(list)  # (post, how) → (by whom, …)
    acting = _acting(posts)
    for name, (path, post) in posts.items():
        title = repr(post.title or post.id)
        clause = CharterClause(f"{path}.appointed_by", f"{post.appointed_by!r} appoints {title}")
        hands[name, "appoint"] += [(above, clause) for above in acting.get(post.appointed_by, ())]
        removers = [acting.get(hand, ()) for hand in post.removable_by or ()]
        if removers and all(removers):
            said = f"only {', '.join(map(repr, post.removable_by))} can remove {title}"
            clause = CharterClause(f"{path}.removable_by", said)
            hands[name, "remove"] += [(above, clause) for group in removers for above in group]
        confirmers = [acting.get(hand, ()) for hand in post.confirmed_by or ()]
        if confirmers and all(confirmers):
            said = f"only {', '.join(map(repr, post.confirmed_by))} confirms {title}"
            clause = CharterClause(f"{path}.confirmed_by", said)
            hands[name, "confirm"] += [(above, clause) for group in confirmers for above in group]
        clause = CharterClause(f"{path}.nominated_by", f"{post.nominated_by!r} proposes {title}")
        hands[name, "propose"] += [(above, clause) for above in acting.get(post.nominated_by, ())]
    yield from _rings(hands)


_RINGS = (
    (("appoint",), "nobody appoints those who appoint him", False),
    (("remove",), "nobody is removed only by those whom only he can remove", False),
    (("appoint", "remove"), "nobody owes his post to those who owe theirs to him", False),
    (("appoint", "remove", "confirm"), "nobody is confirmed only by those who owe their posts to him", False),
    (("appoint", "remove", "propose"), "nobody is proposed by those who owe their posts to him", True),
)


def _rings(hands: dict[tuple[str, str], list[tuple[str, CharterClause]]]) -> Iterator[Inconsistency]:
    told: set[str] = set()
    for how, why, mild in _RINGS:
        graph = nx.DiGraph()
        for (name, what), given_by in hands.items():
            if what in how:
                for above, clause in given_by:
                    graph.add_edge(above, name, clause=clause)
        for part in nx.strongly_connected_components(graph):
            ring = graph.subgraph(part)
            if part & told or not (len(part) > 1 or any(graph.has_edge(n, n) for n in part)):
                continue
            if any(set(graph.predecessors(n)) - part for n in part):
                continue  # somebody else can fill or empty a post of the ring
            told |= part
            clauses = tuple(dict.fromkeys(ring.edges[edge]["clause"] for edge in nx.find_cycle(ring)))
            yield Inconsistency("DEP04", clauses, (why,), lesser=mild)


def _from_below(design: Design, path: str, post: Any) -> Iterator[Inconsistency]:
    title, who = repr(post.title or post.id), post.appointed_by
    lines = _under(design, post, who)
    if lines is not None:
        said = CharterClause(f"{path}.appointed_by", f"{who!r} appoints {title}")
        yield Inconsistency("DEP04", (said, *lines), ("nobody is appointed by those below him",))
    hands = [h for h in post.removable_by or () if isinstance(h, str)]
    under = [_under(design, post, h) for h in hands]
    if hands and all(u is not None for u in under):
        said = CharterClause(f"{path}.removable_by", f"only {', '.join(map(repr, hands))} can remove {title}")
        all_lines = tuple(dict.fromkeys(clause for u in under for clause in u or ()))
        yield Inconsistency("DEP04", (said, *all_lines), ("somebody above a post can remove its holder",))
    if isinstance(who, str) and who in (post.confirmed_by or ()):
        clauses = (
            CharterClause(f"{path}.confirmed_by", f"{who!r} confirms {title}"),
            CharterClause(f"{path}.appointed_by", f"{who!r} appoints {title}"),
        )
        yield Inconsistency("DEP04", clauses, ("who confirms is another than who appoints",))
    yield from _proposed_from_below(design, path, post)
    yield from _of_the_same_group(design, path, post)


def _proposed_from_below(design: Design, path: str, post: Any) -> Iterator[Inconsistency]:
    """Who proposes or confirms the holder of a post stands below it, or confirms his own proposal."""
    title, who = repr(post.title or post.id), post.nominated_by
    lines = _under(design, post, who)
    if lines is not None:
        said = CharterClause(f"{path}.nominated_by", f"{who!r} proposes {title}")
        yield Inconsistency("DEP04", (said, *lines), ("nobody is proposed by those below him",), lesser=True)
    hands = [h for h in post.confirmed_by or () if isinstance(h, str)]
    under = [_under(design, post, h) for h in hands]
    if hands and all(u is not None for u in under):
        said = CharterClause(f"{path}.confirmed_by", f"only {', '.join(map(repr, hands))} confirms {title}")
        below = tuple(dict.fromkeys(clause for u in under for clause in u or ()))
        yield Inconsistency("DEP04", (said, *below), ("nobody is confirmed by those below him",))
    if isinstance(who, str) and hands == [who] and who != post.appointed_by:
        clauses = (
            CharterClause(f"{path}.confirmed_by", f"only {who!r} confirms {title}"),
            CharterClause(f"{path}.nominated_by", f"{who!r} proposes {title}"),
        )
        yield Inconsistency("DEP04", clauses, ("who confirms is another than who proposes",), lesser=True)


def _under(design: Design, post: Any, hand: Any) -> tuple[CharterClause, ...] | None:
    """Return the clauses by which a unit or post stands below a post (or is it); None where it does not."""
    row = design.named(hand)
    if hand == post.id:
        return ()
    if not isinstance(row, Unit | Post | Force) or not isinstance(post.unit, str):
        return None
    at = {p.id: path for path, p in design.rows("posts")}
    top = design.named(post.unit)
    if isinstance(row, Force) and getattr(top, "force", "") == hand and not isinstance(getattr(top, "parent", ""), str):
        return (CharterClause(f"{at[post.id]}.unit", f"{post.id!r} commands {post.unit!r}, the head of {hand!r}"),)
    commands = CharterClause(f"{at[post.id]}.unit", f"{post.id!r} commands {post.unit!r}")
    own: tuple[CharterClause, ...] = ()
    goal = hand
    if isinstance(row, Post):
        own, goal = (CharterClause(f"{at[hand]}.unit", f"{hand!r} is a post of {row.unit!r}"),), row.unit
    if goal == post.unit:
        return None if own else (commands,)  # of two posts in one unit neither stands below the other
    graph = design.once("orders", orders_of)
    if post.unit not in graph or goal not in graph or not nx.has_path(graph, post.unit, goal):
        return None
    route = nx.shortest_path(graph, post.unit, goal)
    return (commands, *(graph.edges[edge]["clause"] for edge in pairwise(route)), *own)


def _of_the_same_group(design: Design, path: str, post: Any) -> Iterator[Inconsistency]:
    """A stream says that its men are commanded by another group's; the post says that its holder is one of them."""
    unit = design.named(post.unit)
    origin = getattr(unit, "origin", None)
    if not (isinstance(origin, dict) and isinstance(post.ex_group, str) and post.ex_group in origin):
        return
    at = next((p for p, u in design.rows("units") if u.id == post.unit), "units")
    for stream_path, stream in design.rows("induction"):
        if stream.from_ == post.ex_group and stream.into == unit.force and stream.commander_rule == "other-group":
            clauses = (
                CharterClause(f"{path}.ex_group", f"the {titled(post)} comes from {post.ex_group!r}"),
                CharterClause(
                    f"{stream_path}.commander_rule", f"men of {post.ex_group!r} are commanded by another group's"
                ),
                CharterClause(f"{at}.origin.{post.ex_group}", f"men of {post.ex_group!r} serve in {post.unit!r}"),
            )
            yield Inconsistency("DEP04", clauses, ("men of a group are commanded by another group's",))
