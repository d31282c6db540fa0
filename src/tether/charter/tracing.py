"""What a verdict rests on: the paths of a charter that a rule read before it gave the verdict.

    report = check(charter, trace=True)
    report.findings[0].because            # ("pay", "pay.0.force", "pay.0.roll.audit_by", …)
    rests_on(finding.because, "pay.0.roll")      # whether a change there may change the verdict

``TracingDesign`` is a ``Design`` whose parts tell of every field that is read. A rule is a generator, and a verdict can
rest only on what was read before it was given: that is what ``because`` holds, with one exception that makes it sharp.
Where a rule goes through the rows of a list and gives a verdict for a row, what was read of the rows before that one is
left out. So a rule must not carry what it found in one row over to the verdict on another, unless it first reads all
rows and then gives its verdicts; a test changes paths outside ``because`` and holds the rules to it.

``pay`` alone stands for the rows that there are: the verdict may change where a row is added. A verdict that is given
of one row while a rule goes through them rests on that row being there, ``pay.0``, and not on the others. What several
rules read together once (a system of constraints) is read by each verdict that uses it. Of the graph of command a
verdict rests on the lines at the nodes that it visits, of every other line on its not being led there
(``~command.3.to``), and on no line being added (``+command``). The charter's reading is read by all:
``meta.text_seen`` and ``meta.overlay``, unless the caller chose the reading.

A charter given to other rooms can be watched too: ``watched(charter, read)`` calls ``read(path)`` for each field read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx
from pydantic import BaseModel

from tether.charter.findings import Finding, RuleVerdict
from tether.charter.known import Known
from tether.charter.paths import names_of, references, value_at
from tether.charter.reading import ENTITIES, Design
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.charter.values import Blank, Number, When

if TYPE_CHECKING:
    from tether.charter.rules.rule import Rule

P = TypeVar("P", bound=BaseModel)
T = TypeVar("T")
Read = Callable[[str], None]
READING = ("meta.overlay", "meta.text_seen")  # what decides between the open and the closed reading
_AT = "__read_at__"  # where a watched part keeps its path and whom it tells


def rests_on(because: Iterable[str], path: str) -> bool:
    """Whether a change at ``path`` (of a value, a part or the rows of a list) may change a verdict with these reasons.

    A key or position inside one value (``units.0.origin.m1``, ``units.0.places.1``) counts as that value. A reason
    ``~command.3.to`` is one where the key is written otherwise, and none where its row goes; ``+command`` is one where
    a row is added to the list.
    """
    same = (path, f"~{path}", f"+{path}")
    return any(read in same or read.startswith(f"{path}.") for read in because)


PARTS = ("NUM", "TIM", "DEP", "GRF")  # codes of ``charter/consistency``: each names the clauses that can't all be true


def stands_on(finding: Finding, charter: Charter) -> tuple[str, ...]:
    """Return the paths without a change of which a charter keeps a finding of this code.

    A part of ``consistency`` reads the charter as one system, and so its findings rest on all of it. But each names an
    irreducible set of clauses that can't all be true: while these stand as they are they can't, whatever else changes.
    Kept of such a finding's reasons are the rows of its clauses, those of whom they name, and every list as a whole,
    since a row added somewhere may take a clause's place. Of a rule's finding all reasons are kept.
    """
    if not finding.code.startswith(PARTS) or finding.partly:
        return finding.because
    rows = {_row_of(path) for path in (finding.path, *finding.related)}
    named = {name for row in rows for name in _names_in(charter, row)}
    places = {f"{s}.{n}" for s in ENTITIES for n, row in enumerate(getattr(charter, s) or ()) if row.id in named}
    starts = tuple(f"{row}." for row in rows | places)
    return tuple(
        read
        for read in finding.because
        if read in rows or read.lstrip("~+").startswith(starts) or not any(step.isdigit() for step in read.split("."))
    )


def _row_of(path: str) -> str:
    """Return the row in which a path stands; a path outside rows as it is."""
    steps = path.split(".")
    numbers = [n for n, step in enumerate(steps) if step.isdigit()]
    return ".".join(steps[: numbers[0] + 1]) if numbers else path


def _names_in(charter: Charter, path: str) -> Iterator[str]:
    """Yield the ids that stand at a path, or below it."""
    try:
        value = value_at(charter, path)
    except KeyError:
        return
    if isinstance(value, BaseModel) and not isinstance(value, Number | When):
        yield from (name for _, name, _ in references(value))


class TracingDesign(Design):
    """A design that knows what was read for each verdict."""

    def __init__(
        self,
        charter: Charter,
        open_world: bool | None = None,
        settings: Settings | None = None,
        *,
        today: date | None = None,
        known: Known | None = None,
    ):
        super().__init__(charter, open_world, settings, today=today, known=known)
        self._given = () if open_world is not None else (*READING, *(("general_law",) if self.law else ()))
        self._log: list[str] = []  # reads that still count, in order
        self.reads: set[str] = set()  # all that was ever read
        self._read_by: dict[str, tuple[str, ...]] = {}  # what each shared thing was made of
        self._making = 0  # how many shared things are being made, one for another
        self._loops = 0  # lists that the rule at work has gone through
        self._open: list[int] = []  # those that it is going through, the outermost first
        self._telling: set[int] = set()  # those in which it gives verdicts
        self.charter = watched(self.charter, self._log_read)
        self.whole = watched(self.whole, self._log_read)
        self._places = {row.id: f"{s}.{n}" for s in ENTITIES for n, row in enumerate(self.at(s) or ())}
        self._log.clear()
        self.reads.clear()

    def verdicts(self, rule: Rule) -> list[tuple[RuleVerdict, tuple[str, ...]]]:
        """Return a rule's verdicts, each with the paths that it rests on, sorted.

        The rule runs twice: the first time shows in which lists it gives verdicts row by row.
        """
        self._telling.clear()
        for _ in self._run(rule):
            self._telling.update(self._open)
        return [(v, tuple(sorted({*self._log, *self._given}))) for v in self._run(rule)]

    def reads_in_all(self, rule: Rule) -> tuple[str, ...]:
        """Return all that a rule reads, whatever it says of it."""
        before = self.reads
        self.reads = set()
        self._telling.clear()
        for _ in self._run(rule):
            pass
        found, self.reads = self.reads, before | self.reads
        return tuple(sorted(found))

    def reads_of(self, name: str) -> tuple[str, ...]:
        """Return what a shared thing was made of."""
        return self._read_by.get(name, ())

    def read_openly(self) -> Design:
        """Return the same charter with absent keys read as unknown, traced as well."""
        today, known = self.today, self.known
        if self.law:  # what a general law fills in is given by the caller's reading
            return super().read_openly()
        other = TracingDesign(self.laid, True, self.settings, today=today, known=known)
        other.told_kinds = self.told_kinds
        return other

    def _run(self, rule: Rule) -> Iterator[RuleVerdict]:
        self._log.clear()
        self._loops = 0
        yield from rule.check(self)

    def note(self, paths: Iterable[str]) -> None:
        """Count paths as read."""
        self._log += paths
        self.reads.update(paths)

    def _log_read(self, path: str) -> None:
        self._log.append(path)
        self.reads.add(path)

    def rows(self, section: str) -> Iterator[tuple[str, Any]]:
        """Yield ``(path, row)``; what was read of one row is forgotten at the next where verdicts are given by row."""
        if self._making:
            yield from super().rows(section)
            return
        yield from self.one_by_one(super().rows(section), lambda found: [found[0]])

    def one_by_one(self, items: Iterator[T], presence: Callable[[T], list[str]]) -> Iterator[T]:
        """Yield items; where verdicts are given by item, what was read of the others is forgotten.

        ``presence`` is what an item's being there rests on.
        """
        number = self._loops
        self._loops += 1
        self._open.append(number)
        before: list[str] = []
        start = len(self._log)
        try:
            for found in items:
                if number in self._telling:  # of the list, a verdict on one row rests on that row being there
                    before += self._log[start:]
                    self._log[start:] = presence(found)
                yield found
                if number in self._telling:
                    before += self._log[start:]
                    del self._log[start:]
        finally:
            self._open.remove(number)
            self._log += before

    def once(self, name: str, make: Callable[[Design], T]) -> T:
        """Return the shared thing, and count as read what it was made of."""
        if name not in self._made:
            with self._apart() as reads:
                super().once(name, make)
            self._read_by[name] = tuple(dict.fromkeys(reads))
        self._log += self._read_by[name]
        found: T = self._made[name]
        return found

    @contextmanager
    def _apart(self) -> Iterator[list[str]]:
        """Collect what is read meanwhile, instead of counting it for the verdict at hand."""
        outer, self._log = self._log, []
        self._making += 1
        try:
            yield self._log
        finally:
            self._log = outer
            self._making -= 1

    def command_graph(self, types: tuple[str | Blank, ...]) -> nx.MultiDiGraph:
        """Return the graph of command, which tells of the lines at each node that is visited."""
        with self._apart():
            graph = super().command_graph(types)
            at: dict[str, list[str]] = {}
            for path, edge in super().rows("command"):
                for node in (edge.from_, edge.to):
                    at.setdefault(node, []).extend(f"{path}.{key}" for key in ("from", "to", "type", "when", "phase"))
            for path, unit in super().rows("units"):
                for node in {unit.id, unit.parent, unit.force}:
                    if isinstance(node, str):
                        at.setdefault(node, []).extend(f"{path}.{key}" for key in ("id", "parent", "force"))
        ends = {"command": ("from", "to"), "units": ("id", "parent", "force")}
        for section, keys in ends.items() if "full" in types else (("command", ends["command"]),):
            self._log.append(f"+{section}")
            self._log += [f"~{path}.{key}" for path, _ in super().rows(section) for key in keys]
        graph._succ = _Visited(graph._succ, at, self)
        graph._pred = _Visited(graph._pred, at, self)
        graph._node = _Visited(graph._node, at, self)
        return graph

    def named(self, name: Any) -> Any:
        """Return the row of an id; where there is none, any row that is added may become it."""
        path = self._places.get(name) if isinstance(name, str) else None
        if path is None:
            self._log += ENTITIES if isinstance(name, str) else ()
            return None
        self._log.append(f"{path}.id")
        section, _, number = path.partition(".")
        return self._peek(section)[int(number)]

    def _peek(self, section: str) -> Any:
        return object.__getattribute__(self.whole, "__dict__")[section]


class _Visited(dict[str, Any]):
    """What a graph holds by node; tells the design of the lines at each node that is looked up or met."""

    def __init__(self, held: dict[str, Any], at: dict[str, list[str]], design: TracingDesign):
        super().__init__(held)
        self._at, self._design = at, design

    def _met(self, node: Any) -> list[str]:
        return self._at.get(node, []) if isinstance(node, str) else []

    def __getitem__(self, node: str) -> Any:
        self._design.note(self._met(node))
        return super().__getitem__(node)

    def __contains__(self, node: object) -> bool:
        self._design.note(self._met(node))
        return super().__contains__(node)

    def __iter__(self) -> Iterator[str]:
        return self._design.one_by_one(super().__iter__(), self._met)

    def get(self, node: str, otherwise: Any = None) -> Any:
        """Return what is held at a node."""
        self._design.note(self._met(node))
        return super().get(node, otherwise)

    def items(self) -> Any:
        """Return all nodes with what is held there."""
        self._all()
        return super().items()

    def values(self) -> Any:
        """Return what is held at all nodes."""
        self._all()
        return super().values()

    def keys(self) -> Any:
        """Return all nodes."""
        self._all()
        return super().keys()

    def __len__(self) -> int:
        self._all()
        return super().__len__()

    def _all(self) -> None:
        self._design.note([path for paths in self._at.values() for path in paths])


def watched(part: P, read: Read, path: str = "") -> P:
    """Return a copy of a charter (or a part of one) that calls ``read`` with the path of each field that is read."""
    values: dict[str, Any] = {}
    for key, name in names_of(type(part)).items():
        value, at = getattr(part, name), f"{path}.{key}" if path else key
        if isinstance(value, BaseModel) and not isinstance(value, Number | When):
            value = watched(value, read, at)
        elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
            value = tuple(watched(item, read, f"{at}.{n}") for n, item in enumerate(value))
        values[name] = value
    copy = _watched_type(type(part)).model_construct(**values)
    object.__setattr__(copy, "__pydantic_private__", part.__pydantic_private__)
    object.__getattribute__(copy, "__dict__")[_AT] = (path, read)
    return copy


@cache
def _watched_type(model: type[P]) -> type[P]:
    keys = {name: key for key, name in names_of(model).items()}
    plain: Callable[[Any, str], Any] = object.__getattribute__

    def told(self: Any, name: str) -> Any:
        if name in keys:
            state = plain(self, "__dict__")
            if _AT in state:
                path, read = state[_AT]
                read(f"{path}.{keys[name]}" if path else keys[name])
        elif name == "__dict__":  # the whole: compared, hashed, printed or dumped
            for one in keys:
                told(self, one)
        return plain(self, name)

    body = {"__getattribute__": told, "__module__": __name__, "__doc__": model.__doc__}
    made: Callable[..., type[P]] = type(model)
    return made(model.__name__, (model,), body)
