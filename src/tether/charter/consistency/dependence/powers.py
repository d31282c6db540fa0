"""The graph of power: who commands, appoints, removes, pays, funds or contains whom, with the clause of each edge."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import networkx as nx

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dependence.lines import lines_of
from tether.charter.reading import BINDING, ORDERS, Design, heads
from tether.charter.schema.entities import Post, Unit


class PowerGraph:
    """The graph of who has power over whom, with the clause of each edge."""

    def __init__(self, design: Design):
        self.design = design
        self.graph = nx.DiGraph()
        self.orders = nx.DiGraph()
        self.members: dict[str, set[str]] = defaultdict(set)
        self._backers: dict[str, dict[str, CharterClause]] = defaultdict(dict)
        for line in lines_of(design):
            if line.type in BINDING:
                self._edge(line.above, line.below, line.clause)
            if line.type in (*ORDERS, "disciplinary"):
                self.orders.add_edge(line.above, line.below, clause=line.clause)
        self._forces()
        self._posts()
        self._money()

    def _edge(self, above: Any, below: Any, clause: CharterClause) -> None:
        known = isinstance(above, str) and isinstance(below, str) and above != below
        if known and not self.graph.has_edge(above, below):
            self.graph.add_edge(above, below, clause=clause)

    def _forces(self) -> None:
        for path, unit in self.design.rows("units"):
            if isinstance(unit.force, str):
                self.members[unit.force].add(unit.id)
                said = f"unit {unit.id!r} is of {unit.force!r}"
                self._edge(unit.force, unit.id, CharterClause(f"{path}.force", said))
            if isinstance(unit.parent, str):
                self.members[unit.parent].add(unit.id)
        for path, force in self.design.rows("forces"):
            said = f"{force.commander!r} commands {force.id!r}"
            self._edge(force.commander, force.id, CharterClause(f"{path}.commander", said))
        for path, group in self.design.rows("groups"):
            said = f"{group.id!r} belongs to {group.party!r}"
            clause = CharterClause(f"{path}.party", said)
            self._edge(group.party, group.id, clause)
            if isinstance(group.party, str) and not self.orders.has_edge(group.party, group.id):
                self.orders.add_edge(group.party, group.id, clause=clause)

    def _posts(self) -> None:
        for path, post in self.design.rows("posts"):
            title = repr(post.title or post.id)
            if isinstance(post.unit, str):
                self.members[post.unit].add(post.id)
                clause = CharterClause(f"{path}.unit", f"{title} is a post of {post.unit!r}")
                self._edge(post.unit, post.id, clause)
                self._edge(post.id, post.unit, clause)
            self._edge(
                post.appointed_by,
                post.id,
                CharterClause(f"{path}.appointed_by", f"{post.appointed_by!r} appoints {title}"),
            )
            for n, hand in enumerate(post.removable_by or ()):
                self._edge(hand, post.id, CharterClause(f"{path}.removable_by.{n}", f"{hand!r} can remove {title}"))

    def _money(self) -> None:
        for path, pay in self.design.rows("pay"):
            self._edge(pay.payer, pay.force, CharterClause(f"{path}.payer", f"{pay.payer!r} pays {pay.force!r}"))
            self._edge(pay.funder, pay.payer, CharterClause(f"{path}.funder", f"{pay.funder!r} funds {pay.payer!r}"))
        for path, row in self.design.rows("patrons"):
            said = f"{row.actor!r} backs {row.to!r}"
            self._edge(row.actor, row.to, CharterClause(path, said))

    def backers(self, name: str) -> dict[str, CharterClause]:
        """Return who funds, arms or leads an id or a part of it from outside, each with its clause."""
        if not self._backers:
            for path, row in self.design.rows("patrons"):
                self._backers[row.to].setdefault(row.actor, CharterClause(path, f"{row.actor!r} backs {row.to!r}"))
            for path, pay in self.design.rows("pay"):
                if isinstance(pay.funder, str):
                    clause = CharterClause(f"{path}.funder", f"{pay.funder!r} funds the pay of {pay.force!r}")
                    self._backers[pay.force].setdefault(pay.funder, clause)
            for path, group in self.design.rows("groups"):
                for n, backer in enumerate(group.patron or ()):
                    clause = CharterClause(f"{path}.patron.{n}", f"{backer!r} backs {group.id!r}")
                    self._backers[group.id].setdefault(backer, clause)
        found: dict[str, CharterClause] = {}
        for part in sorted(self.whole(name) & set(self._backers)):
            found = {**self._backers[part], **found}
        return found

    def one_backer(self, watcher: str, watched: str) -> tuple[CharterClause, ...]:
        """Return the clauses by which one outsider backs both the watched and the watcher."""
        ours = self.backers(watcher)
        theirs = self.backers(watched) if ours else {}
        shared = next((name for name in ours if name in theirs and not self.design.is_state(name)), None)
        return (ours[shared], theirs[shared]) if shared else ()

    def backs(self, watcher: str, watched: str) -> CharterClause | None:
        """Return the clause by which a watcher backs the watched, or None."""
        return None if self.design.is_state(watcher) else self.backers(watched).get(watcher)

    def every_backing(self, watcher: str, watched: str) -> tuple[CharterClause, ...]:
        """Return each clause by which one body backs another or funds its pay."""
        parts = self.whole(watched)
        rows = [(p, r) for p, r in self.design.rows("patrons") if r.actor == watcher and r.to in parts]
        paid = [(p, r) for p, r in self.design.rows("pay") if r.funder == watcher and r.force in parts]
        return (
            *(CharterClause(p, f"{watcher!r} backs {r.to!r}") for p, r in rows),
            *(CharterClause(f"{p}.funder", f"{watcher!r} funds the pay of {r.force!r}") for p, r in paid),
        )

    def over_both(self, watcher: str, watched: str) -> tuple[CharterClause, ...]:
        """Return the clauses by which one superior, not the head of state, commands a watcher and has the watched."""
        tops = set(heads(self.design))
        for path, edge in self.design.rows("command"):
            if edge.to != watcher or edge.type not in BINDING or edge.from_ in tops:
                continue
            theirs = self.above(edge.from_, watched) or self.hires(edge.from_, watched)
            theirs = theirs or self.owns(edge.from_, watched)
            if theirs:
                return (CharterClause(path, f"{edge.from_!r} commands {watcher!r} ({edge.type})"), *theirs)
        return ()

    def whole(self, name: str) -> set[str]:
        """Return an id with everything that is part of it: units of a force, units below a unit, posts."""
        found, open_ = {name}, [name]
        while open_:
            new = self.members.get(open_.pop(), set()) - found
            found |= new
            open_ += new
        return found

    def path(self, watched: str, watcher: str) -> tuple[CharterClause, ...] | None:
        """Return the clauses of a shortest path from the watched or a part of it to the watcher; None without one."""
        parts = self.whole(watched)
        if watcher in parts:
            return self._within(watched, watcher)
        return self._route(watcher, parts, graph=self.graph, upward=True)

    def reach(self, watched: str, other: str) -> tuple[CharterClause, ...] | None:
        """Return the lines of orders or discipline from one body or a part of it down to another, or None."""
        parts = self.whole(watched)
        return None if other in parts else self._route(other, parts, graph=self.orders, upward=True)

    def _route(
        self, start: str, goals: set[str], *, graph: nx.DiGraph, upward: bool
    ) -> tuple[CharterClause, ...] | None:
        """Search from one end, breadth first, until a goal is reached."""
        if start not in graph:
            return None
        view = graph.reverse(copy=False) if upward else graph
        came: dict[str, str] = {}
        for before, name in nx.bfs_edges(view, start):
            came[name] = before
            if name in goals:
                route = [name]
                while route[-1] != start:
                    route.append(came[route[-1]])
                route = route if upward else route[::-1]
                return tuple(graph.edges[edge]["clause"] for edge in pairwise(route))
        return None

    def _within(self, watched: str, watcher: str) -> tuple[CharterClause, ...]:
        row = self.design.named(watcher)
        section = "posts" if isinstance(row, Post) else "units" if isinstance(row, Unit) else ""
        at = next((p for p, r in self.design.rows(section) if r.id == watcher), "") if section else ""
        return (CharterClause(at, f"{watcher!r} is part of {watched!r}"),) if at and watcher != watched else ()

    def above(self, watcher: str, watched: str) -> tuple[CharterClause, ...] | None:
        """Return the lines by which a watcher commands the watched, or None."""
        return self._route(watcher, self.whole(watched), graph=self.orders, upward=False)

    def hires(self, watcher: str, watched: str) -> tuple[CharterClause, ...]:
        """Return the clauses by which somebody, no assembly or court, appoints or removes posts of the watched."""
        kind = getattr(self.design.named(watcher), "kind", None)
        if not isinstance(kind, str) or kind in ("institution", "court"):  # a parliament may confirm and oversee
            return ()
        below = set(self.graph[watcher]) if watcher in self.graph else set()
        posts = sorted(n for n in self.whole(watched) & below if isinstance(self.design.named(n), Post))
        return tuple(self.graph.edges[watcher, n]["clause"] for n in posts) or self._as_a_partner(watcher, watched)

    def _as_a_partner(self, watcher: str, watched: str) -> tuple[CharterClause, ...]:
        """Return the clauses by which a partner appoints or dismisses in a force that the charter creates."""
        new = {f.id for _, f in self.design.new_forces()}
        return tuple(
            CharterClause(f"{path}.power", f"{watcher!r} {row.power} in the force as a partner")
            for path, row in self.design.rows("sharing.partners")
            if row.actor == watcher and row.power in ("appoints", "dismisses") and watched in new
        )

    def owns(self, name: str, watched: str) -> tuple[CharterClause, ...]:
        """Return the clause by which somebody owns a local force that the charter creates."""
        at = "sharing.territorial.owner"
        local = {f.id for _, f in self.design.new_forces() if f.local is True}
        mine = self.design.at(at) == name and watched in local
        return (CharterClause(at, f"{name!r} owns the local force"),) if mine else ()

    def seats(self, body: str, watched: str) -> tuple[CharterClause, ...]:
        """Return the clauses by which the watched, or their party, sit in a joint body without an outsider."""
        own = getattr(self.design.named(watched), "party", None)
        for path, row in self.design.rows("joint_bodies"):
            sides = [(f"{path}.members.{n}.who", m.who) for n, m in enumerate(row.members or ())]
            sides += [(f"{path}.chair", row.chair)] if isinstance(row.chair, str) else []
            outside = any(self._outsider(name) for _, name in (*sides, (path, body)))
            if row.body == body and not outside:
                return tuple(
                    CharterClause(at, f"{name!r} sits in {body!r}")
                    for at, name in sides
                    if name in (watched, own) or name in self.whole(watched)
                )
        return ()

    def _outsider(self, name: Any) -> bool:
        row = self.design.named(name)
        return getattr(row, "level", None) in ("international", "foreign") or getattr(row, "kind", None) == "foreign"


def powers_of(design: Design) -> PowerGraph:
    """Return who has power over whom in a design, made once."""
    return design.once("powers", PowerGraph)
