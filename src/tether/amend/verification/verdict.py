"""The verdict on a certificate: its sets of edits checked again, its clauses read anew, its bound proved anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import Field

from tether.amend.prices import PriceTable, price_of
from tether.amend.verification.amending import AmendedTree, EditData, changed_by, clash, reached
from tether.amend.verification.bound import TooManyBranches, cheaper_than
from tether.charter.check import Report, check
from tether.charter.demands import met_by
from tether.charter.findings import Finding
from tether.charter.id_paths import place_at
from tether.charter.paths import value_at
from tether.charter.read import with_tree
from tether.charter.reading import Design
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.charter.tracing import stands_on
from tether.charter.values import Blank
from tether.charter.vote import read_vote
from tether.documents.json_file import JsonShape, check_json
from tether.errors import InputError, numbered

VOTES = "votes"
UNREADABLE = "unreadable"
UNBOUNDED = 10**9
Whole = Annotated[int, Field(ge=0, le=UNBOUNDED)]
Positive = Annotated[int, Field(ge=1, le=UNBOUNDED)]


class _EditRow(JsonShape):
    number: Whole
    op: Literal["set", "move", "add", "drop"]
    path: str
    price: Positive
    values: list[list[Any]]


class _ClauseRow(JsonShape):
    state: list[Whole]
    code: str
    path: str
    more: list[Whole]
    fewer: list[Whole]


class _RedLineRow(JsonShape):
    path: str
    written: str
    by: str


class _WishRow(JsonShape):
    kind: Literal["rule", "red line", "most", "votes"]
    name: str
    without: list[Whole] | None  # None: the time did not reach it


class _VotesRow(JsonShape):
    needed: Positive
    case: Literal["worst", "best"]


class AmendmentCertificateFile(JsonShape):
    """What a certificate's file holds."""

    amendment_certificate: Literal[1]
    tether: str
    charter: dict[str, str]
    checked: dict[str, Any]
    prices: str
    clear: list[Literal["stop", "error", "warning"]]
    red_lines: list[_RedLineRow]
    most: Positive | None
    votes: _VotesRow | None
    menu: list[_EditRow]
    spared: list[list[str]]
    untried: list[list[str]]
    edits: list[Whole] | None
    price: Whole
    floor: Whole
    clauses: list[_ClauseRow]
    conflict: list[_WishRow]
    seal: str


@dataclass(frozen=True)
class CheckedAgain:
    """What the checker is given beside the charter: what the certificate says, and the evidence and ids at hand."""

    theatre: Any = None
    known: Any = None


@dataclass(frozen=True)
class AmendmentVerdict:
    """``faults``: what of a certificate is not so. ``sets``: how many sets of edits were checked again."""

    faults: tuple[str, ...]
    price: int = 0
    floor: int = 0
    edits: int = 0
    clauses: int = 0
    sets: int = 0
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all of it is so."""
        return not self.faults

    def __str__(self) -> str:
        if not self.ok:
            more = f"\n  and {len(self.faults) - 20} more" if len(self.faults) > 20 else ""
            return "\n".join([f"{numbered(len(self.faults), 'fault')}", *(f"  {f}" for f in self.faults[:20])]) + more
        said = (
            f"true: {numbered(self.edits, 'edit')} for {numbered(self.price, 'point')}; no set "
            f"in its menu costs less than {self.floor}"
        )
        said = said if self.edits or self.price else "true: as it says"
        return (
            f"{said}\n{numbered(self.clauses, 'clause')} read anew, "
            f"{numbered(self.sets, 'amended charter')} checked again" + "".join(f"\n{note}" for note in self.notes)
        )


def verify_amendment(
    data: Any, charter: Charter, table: PriceTable, at_hand: CheckedAgain, *, where: str = "certificate"
) -> AmendmentVerdict:
    """Verify a certificate against the charter that it is of.

    Raises:
        InputError: it is not of the form of a certificate.
    """
    check_json(data, AmendmentCertificateFile, where)
    bound = list(_unbound(data, charter, table))
    if bound:  # of another charter, or not whole: nothing further could be told rightly
        return AmendmentVerdict(tuple(bound))
    return _Verifier(data, charter, table, at_hand).verdict()


def _unbound(data: Any, charter: Charter, table: PriceTable) -> Iterator[str]:
    plain = {key: value for key, value in data.items() if key != "seal"}
    sealed = hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if sealed != data["seal"]:
        yield "the certificate was changed after it was sealed"
    texts = {"text": charter, "base": charter._base}
    for name, one in texts.items():
        found = hashlib.sha256("\n".join(one.lines).encode()).hexdigest() if one is not None else ""
        if data["charter"].get(name) != found:
            what = "the charter" if name == "text" else "the status quo"
            yield f"it is of another text of {what}: checksum {str(data['charter'].get(name))[:12]}, found {found[:12]}"
    laws = "".join(hashlib.sha256("\n".join(law.lines).encode()).hexdigest() for law in charter._laws)
    if data["charter"].get("laws") != (hashlib.sha256(laws.encode()).hexdigest() if laws else ""):
        yield "it is of other texts of the general law"
    if data["charter"].get("id") != charter.id:
        yield f"it is of charter {data['charter'].get('id')!r}, not of {charter.id!r}"
    if data["prices"] != table.digest:
        yield "it was made with other prices (give them with --prices)"
    numbers = [e["number"] for e in data["menu"]]
    if numbers != list(range(len(numbers))):
        yield "the menu is not numbered through from 0"
    named = {n for c in data["clauses"] for key in ("state", "more", "fewer") for n in c[key]} | set(
        data["edits"] or ()
    )
    named |= {n for w in data["conflict"] for n in w["without"] or ()}
    if any(n >= len(numbers) for n in named):
        yield "it names edits that are not in its menu"


@dataclass
class _Verifier:
    """One verification; amended charters are checked once each."""

    data: Any
    charter: Charter
    table: PriceTable
    at_hand: CheckedAgain
    faults: list[str] = field(default_factory=list)
    sets: int = 0

    def __post_init__(self) -> None:
        said = self.data["checked"]
        self.world = str(said.get("world", ""))
        try:
            self.day = date.fromisoformat(str(said.get("day")))
            self.settings = Settings(**said.get("bounds", {}))
        except (ValueError, TypeError):
            self.day, self.settings = date.min, Settings()
            self.faults.append("what it says of how the charter was checked can't be read")
        self.kind = tuple(said.get("kind", ()))
        known = self.at_hand.known
        told = f"{known.name or known.claims.country} as of {known.as_of}" if known else ""
        if said.get("known", "") != told:
            self.faults.append(f"it was checked with {said.get('known') or 'no evidence'}, now with {told or 'none'}")
        self.whole = Design(self.charter).charter
        self.menu: list[EditData] = self.data["menu"]
        self.changes = [changed_by(self.whole, e) for e in self.menu] if not self._misplaced() else []
        self._found: dict[tuple[frozenset[int], bool], tuple[Charter, AmendedTree, Report] | None] = {}

    def verdict(self) -> AmendmentVerdict:
        """Return the verdict."""
        if not self.faults:
            for step in (
                self._prices,
                self._start,
                self._set,
                self._clauses,
                self._spared,
                self._bound,
                self._conflict,
            ):
                self.faults += step()
        data = self.data
        edits = data["edits"] or ()
        told = data["price"], data["floor"], len(edits), len(data["clauses"]), self.sets
        return AmendmentVerdict(tuple(dict.fromkeys(self.faults)), *told, self._notes())

    def _misplaced(self) -> bool:
        """Whether an edit of the menu stands at no place of the charter."""
        lost = []
        for edit in self.menu:
            try:
                there = value_at(self.whole, edit["path"]) if edit["path"] else True
                if edit["op"] == "drop" and isinstance(there, Blank):
                    raise KeyError
            except (KeyError, ValueError):
                lost.append(f"edit {edit['number']}: no such place: {edit['path']}")
        self.faults += lost
        return bool(lost)

    def _amended(self, numbers: Iterable[int], trace: bool = False) -> tuple[Charter, AmendedTree, Report] | None:
        key = frozenset(numbers), trace
        if key not in self._found:
            self.sets += not trace
            self._found[key] = self._check(key[0], trace)
        return self._found[key]

    def _check(self, numbers: frozenset[int], trace: bool) -> tuple[Charter, AmendedTree, Report] | None:
        edits = [self.menu[n] for n in sorted(numbers)]
        try:
            made = AmendedTree(self.charter, self.whole, edits)
            amended = with_tree(self.charter, made.tree, self.at_hand.theatre)
        except (InputError, ValueError, KeyError, AssertionError, AttributeError, IndexError, TypeError):
            return None
        options: dict[str, Any] = {"today": self.day, "settings": self.settings, "known": self.at_hand.known}
        report = check(amended, world=self.world, kind=self.kind, doubles=True, trace=trace, **options)
        return amended, made, report

    def _left(self, numbers: Iterable[int], trace: bool = False) -> dict[tuple[str, str], Finding] | None:
        """Return what is left to clear with edits made, by code and place; None where the text can't stand."""
        found = self._amended(numbers, trace)
        if found is None:
            return None
        _, made, report = found
        wanted, grave = self.data["clear"], self._grave() if numbers else set()
        told = (((f.code, made.before(f.path)), f) for f in report.fired)
        return {place: f for place, f in told if f.severity in wanted or place in grave}

    def _grave(self) -> set[tuple[str, str]]:
        """Return the places of stops and errors before any edit: one that edits only make milder is not cleared."""
        start = self._left(()) or {}
        return {place for place, f in start.items() if f.severity in ("stop", "error")}

    # the steps

    def _prices(self) -> Iterator[str]:
        for edit in self.menu:
            values = tuple((str(key), value) for key, value in edit["values"])
            true = price_of(self.whole, edit["op"], edit["path"], values, self.table)
            if true != edit["price"]:
                yield f"edit {edit['number']}: priced {edit['price']}, the table has {true or 'no price for it'}"

    def _start(self) -> Iterator[str]:
        start = self._left(())
        for name in ("spared", "untried"):
            for code, path in self.data[name]:
                if start is None or (code, path) not in start:
                    yield f"{name}: {code} at {path}, which the charter does not have"

    def _spare(self) -> set[tuple[str, str]]:
        """Return what is set aside; a clause that rests on one of these is refused."""
        return {(code, path) for code, path in (*self.data["spared"], *self.data["untried"])}

    def _notes(self) -> tuple[str, ...]:
        """Return what the certificate itself leaves open."""
        untried = [f"not looked at in the time given: {code} at {path}" for code, path in self.data["untried"]]
        open_ = [w for w in self.data["conflict"] if w["without"] is None]
        return (*untried, *(f"not settled: whether {w['kind']} {w['name']} is needed for the conflict" for w in open_))

    def _set(self) -> Iterator[str]:
        edits = self.data["edits"]
        if edits is None:
            if not self.data["conflict"] and self.data["floor"] == 0:
                yield "it names neither edits nor a conflict"
            return
        yield from self._unlawful(edits, self._barred(self.data["red_lines"]), self.data["most"])
        left = self._left(edits)
        if left is None:
            yield "the charter can't be read with its edits made"
            return
        yield from (f"{code} at {path} is left" for code, path in sorted(set(left) - self._spare()))
        if self._short(edits):
            yield f"it has fewer than {self.data['votes']['needed']} votes"
        total = sum(self.menu[n]["price"] for n in edits)
        if total != self.data["price"]:
            yield f"its edits cost {total}, not {self.data['price']}"

    def _unlawful(self, edits: Sequence[int], barred: frozenset[int], most: int | None) -> Iterator[str]:
        for a, b in combinations(edits, 2):
            if a == b or clash(self.menu[a], self.menu[b], self.whole):
                yield f"edits {a} and {b} can't both be made"
        yield from (f"edit {n} crosses a red line" for n in edits if n in barred)
        if most is not None and len(edits) > most:
            yield f"{numbered(len(edits), 'edit')}, more than {most}"

    def _barred(self, lines: Iterable[Any]) -> frozenset[int]:
        out = set()
        for number, edit in enumerate(self.menu):
            paths = {*self.changes[number][0], *((edit["path"],) if edit["op"] == "add" else ())}
            for line in lines:
                at = line["path"]
                if any(p == at or p.startswith(f"{at}.") or at.startswith(f"{p}.") for p in paths):
                    out.add(number)
        return frozenset(out)

    def _short(self, edits: Iterable[int]) -> bool:
        asked, found = self.data["votes"], self._amended(edits)
        if asked is None or found is None:
            return False
        vote = read_vote(self._design(found[0]))
        if not vote.counted:
            return True
        count = vote.bounds.in_favour
        return (count.hi if asked["case"] == "best" else count.lo) < asked["needed"]

    def _design(self, charter: Charter) -> Design:
        world = {"open": True, "closed": False}.get(self.world)
        return Design(charter, world, self.settings, today=self.day, known=self.at_hand.known)

    def _clauses(self) -> Iterator[str]:
        for number, clause in enumerate(self.data["clauses"]):
            said = f"clause {number} ({clause['code']} after edits {clause['state']})"
            if clause["code"] == UNREADABLE:
                yield from self._readable(clause, said)
                continue
            reads = self._reads(clause)
            if reads is None:
                yield f"{said}: nothing of the kind is left after these edits"
                continue
            touching = {n for n, changed in enumerate(self.changes) if reached(changed, reads)}
            state = set(clause["state"])
            if set(clause["more"]) != touching - state or set(clause["fewer"]) != touching & state:
                yield f"{said}: it names other edits than those that touch what it rests on"

    def _readable(self, clause: Any, said: str) -> Iterator[str]:
        state = set(clause["state"])
        if set(clause["fewer"]) != state or set(clause["more"]) != set(range(len(self.menu))) - state:
            yield f"{said}: it bars more than this one set"
        if self._amended(clause["state"]) is not None:
            yield f"{said}: the text can be read with these edits made"

    def _reads(self, clause: Any) -> set[str] | None:
        """Return what the finding of a clause rests on; None where there is no such finding."""
        if list(self._unlawful(clause["state"], frozenset(), None)):
            return None
        if clause["code"] == VOTES:
            found = self._amended(clause["state"])
            return self._turning(found[0]) if found is not None and self._short(clause["state"]) else None
        left = self._left(clause["state"], trace=True)
        found_at = (left or {}).get((clause["code"], clause["path"]))
        made = self._amended(clause["state"], True)
        if found_at is None or made is None or (clause["code"], clause["path"]) in self._spare():
            return None
        return {made[1].before(path) for path in stands_on(found_at, made[2].whole)}

    def _turning(self, amended: Charter) -> set[str]:
        """Return the places on which demands turn that a charter leaves unmet."""
        design, places = self._design(amended), set()
        for _, veto in design.rows("politics.vetoes"):
            for demand in veto.demands or ():
                test = demand.when
                if isinstance(test, Blank) or not isinstance(test.at, str) or met_by(design, test) == "yes":
                    continue
                place = place_at(self.whole, test.at)
                places |= {place} if place is not None else set()
        return places

    def _spared(self) -> Iterator[str]:
        """Yield what is spared although an edit of the menu would clear it by itself, and not make it a question."""
        for code, path in self.data["spared"]:
            found = self._left((), trace=True)
            finding = (found or {}).get((code, path))
            for number, changed in enumerate(self.changes) if finding is not None else ():
                if not reached(changed, stands_on(finding, self.whole) if finding else ()):
                    continue
                left = self._left((number,))
                if left is None or any(c == code for c, _ in left) or self._asked_of(code, (number,)):
                    continue
                yield f"spared: {code} at {path}, which edit {number} clears"

    def _asked_of(self, code: str, numbers: Iterable[int]) -> bool:
        """Whether a rule asks more with edits made than before: what it found has become a question."""
        count = [
            sum(f.code == code and f.result == "cannot tell" for f in found[2].findings) if found else 0
            for found in (self._amended(()), self._amended(numbers))
        ]
        return count[1] > count[0]

    def _bound(self) -> Iterator[str]:
        if self.data["edits"] is not None and self.data["floor"] > self.data["price"]:
            yield f"its floor {self.data['floor']} is above its price {self.data['price']}"
        if self.data["conflict"]:
            return
        yield from self._cheaper(self.data["clauses"], self.data["red_lines"], self.data["most"], self.data["floor"])

    def _cheaper(self, clauses: Any, lines: Any, most: int | None, price: int) -> Iterator[str]:
        rows = [(frozenset(c["more"]), frozenset(c["fewer"])) for c in clauses]
        pairs = combinations(range(len(self.menu)), 2)
        clashes = [(a, b) for a, b in pairs if clash(self.menu[a], self.menu[b], self.whole)]
        prices = [e["price"] for e in self.menu]
        try:
            found = cheaper_than(prices, rows, clashes, self._barred(lines), most, price)
        except TooManyBranches:
            yield "whether its clauses prove its floor was not settled in the branches allowed"
            return
        if found is not None:
            cost = sum(prices[n] for n in found)
            told = f"edits {sorted(found)} meet every clause for {cost}"
            yield told if price == UNBOUNDED else f"its floor is {price}, but {told}"

    def _conflict(self) -> Iterator[str]:
        """Yield what is not so of a conflict: that its wishes can't be had, or that all but one can."""
        wishes = self.data["conflict"]
        if not wishes:
            return
        if self.data["edits"] is not None:
            yield "it names edits and a conflict"
        yield from self._unwished(wishes)
        rows, lines, most = self._asked(wishes)
        yield from (f"not a conflict: {f}" for f in self._cheaper(rows, lines, most, UNBOUNDED))
        for wish in wishes:
            others = [w for w in wishes if w is not wish]
            if wish["without"] is None:
                continue
            for fault in self._unmet(wish["without"], others):
                yield f"without {wish['kind']} {wish['name']} the rest is not had by edits {wish['without']}: {fault}"

    def _unwished(self, wishes: Any) -> Iterator[str]:
        start = self._left(()) or {}
        asked = {("red line", line["written"]) for line in self.data["red_lines"]}
        asked |= {("rule", code) for code, path in start if (code, path) not in self._spare()}
        asked |= {("most", str(self.data["most"]))} if self.data["most"] is not None else set()
        asked |= {("votes", str(self.data["votes"]["needed"]))} if self.data["votes"] else set()
        told = [(w["kind"], w["name"]) for w in wishes]
        yield from (
            f"its conflict names {kind} {name}, which was not asked" for kind, name in told if (kind, name) not in asked
        )
        if len(set(told)) != len(told):
            yield "its conflict names one thing twice"

    def _asked(self, wishes: Any) -> tuple[list[Any], list[Any], int | None]:
        """Return the clauses, red lines and most edits that follow from some wishes."""
        rules = {w["name"] for w in wishes if w["kind"] == "rule"}
        kinds = {w["kind"] for w in wishes}
        before = {code for code, _ in self._left(()) or ()}
        rows = [
            c
            for c in self.data["clauses"]
            if (c["code"] == VOTES and "votes" in kinds)
            or (c["code"] != VOTES and (c["code"] in rules or c["code"] not in before))
        ]
        names = {w["name"] for w in wishes if w["kind"] == "red line"}
        lines = [line for line in self.data["red_lines"] if line["written"] in names]
        return rows, lines, self.data["most"] if "most" in kinds else None

    def _unmet(self, edits: Sequence[int], wishes: Any) -> Iterator[str]:
        rules = {w["name"] for w in wishes if w["kind"] == "rule"}
        kinds = {w["kind"] for w in wishes}
        _, lines, most = self._asked(wishes)
        yield from self._unlawful(edits, self._barred(lines), most)
        left = self._left(edits)
        if left is None:
            yield "the charter can't be read with them made"
            return
        before = {code for code, _ in self._left(()) or ()}
        for code, path in sorted(set(left) - self._spare()):
            if code in rules or code not in before:
                yield f"{code} at {path} is left"
        if "votes" in kinds and self._short(edits):
            yield "the votes are not there"
