"""The menu: which edits are offered against a finding, and with which values.

    menu = Menu(oracle, price_table())
    menu.grow(oracle.state(()))        # the edits that clear one of its findings, each tried on the checker

What may be written, and where it comes from, is in ``offers.py``.

An edit is offered only where the price table has points for it (what is no provision is a fact), never as ``unknown``
(that would turn a fault into a question), and only if the rule no longer fires there when it is made alone, or with one
other, and asks no question instead: the cheapest eight that do so. Edits are numbered in the order in which they come
up, so the same charter gives the same menu, unless the time for it runs out (``time``): then the findings that were not
looked at are ``untried``, and what is said of the menu holds of it as far as it was offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from tether.amend.edits import Desk, Edit, exclude, touched, touches
from tether.amend.offers import TO_WRITE, Offer, Offers, operation
from tether.amend.oracle import FindingLeft, Oracle, State, Tried
from tether.amend.prices import PriceTable, figures, price_of
from tether.amend.time_allowed import Stage, TimeAllowed, WorkAllowed
from tether.amend.wording import Wording
from tether.charter.paths import value_at
from tether.charter.rules import rule_of
from tether.charter.schema_keys import SchemaKey, key_at
from tether.charter.silence import CONSISTENCY
from tether.documents.yaml_file import key_of
from tether.errors import InputError

MOST_TRIED = 160  # edits tried against one finding …
MOST_TRIED_AT_ONCE = 24  # … of a part of consistency, which reads the whole charter each time
MOST_KEPT = 8  # edits offered against one finding; half of that against one of a part of consistency
MOST_PAIRED = 16  # edits of which pairs are tried where none does alone


@dataclass
class Menu:
    """The edits offered so far; ``grow`` adds those against the findings of a state."""

    oracle: Oracle
    table: PriceTable
    edits: list[Edit] = field(default_factory=list)
    helpless: dict[tuple[str, str], FindingLeft] = field(default_factory=dict)  # findings that no edit offered clears
    untried: dict[tuple[str, str], FindingLeft] = field(default_factory=dict)  # … not looked at in the time given
    time: WorkAllowed = field(default_factory=lambda: TimeAllowed(float("inf")))
    step: Callable[[str, int, int], None] = lambda name, done, of: None
    against: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # edits offered against a finding
    stage: Stage = "menu"  # of the work: until when it may grow
    cut: bool = False  # whether the time ran out on it
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _known: dict[tuple[str, str, str], Edit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wording = Wording(self.oracle.desk.whole)

    @property
    def desk(self) -> Desk:
        """The charter that is amended."""
        return self.oracle.desk

    def by_number(self, numbers: Iterable[int]) -> list[Edit]:
        """Return edits by their numbers, in order."""
        return [self.edits[n] for n in sorted(numbers)]

    def grow(self, state: State) -> bool:
        """Offer edits against the findings of a state that were not met before; return whether the menu grew."""
        before = len(self.edits)
        for number, finding in enumerate(state.left):
            if finding.place in self._seen or "+" in finding.path:
                continue
            self.step("findings looked at", number, len(state.left))
            chosen = [] if self._out_of_time() else self._chosen(finding, state)
            self.against[finding.place] = [self._add(replace(e, rank=rank)) for rank, e in enumerate(chosen)]
            if not chosen and not state.edits:
                (self.untried if self._out_of_time() else self.helpless)[finding.place] = finding
            self._seen.add(finding.place)
        for place, finding in list(self.helpless.items()) if len(self.edits) > before else ():
            if any(touches(e, finding.reads) and self.clears(e, finding) for e in self.edits[before:]):
                del self.helpless[place]
        return len(self.edits) > before

    def spares(self, finding: FindingLeft) -> bool:
        """Whether a finding is set aside: no edit offered clears it, or it was not looked at in the time given."""
        return finding.place in self.helpless or finding.place in self.untried

    def _out_of_time(self) -> bool:
        over = self.time.over(self.stage)
        self.cut = self.cut or over
        return over

    def _chosen(self, finding: FindingLeft, state: State) -> list[Edit]:
        tried = self._made(Offers(self.desk, finding, self.table), finding)
        return self._useful(tried, finding, state)

    def take(self, edits: Iterable[Edit]) -> None:
        """Take in the edits of another menu for the same charter."""
        for edit in edits:
            self._add(edit)

    def offer(self, path: str, test: Any) -> None:
        """Offer what meets a demand: the value that it wants at the place it turns on."""
        known, above, key = key_at(key_of(path)), path.rpartition(".")[0], path.rpartition(".")[2]
        if known is None or known.below is not None or key.isdigit():
            return
        value = value_at(self.desk.whole, path)
        for wanted in _wanted(known, value, test):
            edit = self._edit(Offer(operation(known, value), above, ((key, wanted),)))
            if edit is not None and self._reads([edit]):
                self._add(edit)

    def clears(self, edit: Edit, finding: FindingLeft) -> bool:
        """Whether a finding of the charter goes with one edit made, by its rule alone."""
        rule = rule_of(finding.code)
        before = self.oracle.fires([], rule) if rule else None
        return rule is not None and before is not None and _clears(before, self.oracle.fires([edit], rule), finding)

    def _made(self, offers: Offers, finding: FindingLeft) -> list[Edit]:
        """Return offers as edits that touch what the finding rests on, each once, priced and worded, cheapest first."""
        found: dict[tuple[str, str, str], Edit] = {}
        for offer in offers.all():
            edit = self._edit(offer)
            if edit is not None and edit.meaning() not in found and touches(edit, finding.reads):
                found[edit.meaning()] = edit
        most = MOST_TRIED_AT_ONCE if finding.code.startswith(CONSISTENCY) else MOST_TRIED
        return sorted(found.values(), key=lambda e: e.price)[:most]

    def _edit(self, offer: Offer) -> Edit | None:
        if self.desk.own(offer.path) is None:
            return None
        price = price_of(self.desk.whole, offer.op, offer.path, offer.values, self.table)
        if price is None:
            return None
        number, keys = len(self.edits), [key for key, _ in offer.values]
        under, exact = touched(self.desk.whole, offer.op, offer.path, keys, number)
        return Edit(number, offer.op, offer.path, offer.values, price, under=tuple(under), exact=tuple(exact))

    def _useful(self, edits: list[Edit], finding: FindingLeft, state: State) -> list[Edit]:
        """Return the edits that clear the finding alone, the cheapest; where none does, a pair of them that does."""
        made = self.by_number(state.edits)
        free = [e for e in edits if not any(exclude(e, other) for other in made)]
        rule = rule_of(finding.code)
        before = self.oracle.fires(made, rule) if rule else None
        if rule is None or before is None:
            return []
        alone: list[Edit] = []
        for edit in free:
            if self._out_of_time():
                return alone
            if any(_is_part(other, edit) for other in alone):
                continue
            if _clears(before, self.oracle.fires([*made, edit], rule), finding) and self._reads([*made, edit]):
                alone.append(edit)
            if len(alone) == (MOST_KEPT // 2 if finding.code.startswith(CONSISTENCY) else MOST_KEPT):
                break
        if alone:
            return alone
        several = free[: MOST_PAIRED // 3 if finding.code.startswith(CONSISTENCY) else MOST_PAIRED]
        pairs = ((a, b) for a, b in combinations(several, 2) if not exclude(a, b))
        for a, b in pairs:
            if self._out_of_time():
                return []
            second = _renumbered(replace(b, number=b.number + 1))
            both = [*made, a, second]
            if _clears(before, self.oracle.fires(both, rule), finding) and self._reads(both):
                return [a, b]
        return []

    def _reads(self, edits: list[Edit]) -> bool:
        """Whether a charter with these edits made can be read: every id is declared, every sum holds."""
        try:
            self.oracle.charter(edits)
        except InputError:
            return False
        return True

    def _add(self, edit: Edit) -> int:
        """Take an edit into the menu, if it is not there; return its number."""
        known = self._known.get(edit.meaning())
        if known is None:
            numbered = _renumbered(replace(edit, number=len(self.edits), kind=kind_of(edit, self.table)))
            made = worded(numbered, self._wording, self.table)
            self._known[edit.meaning()] = known = made
            self.edits.append(made)
        return known.number


def _clears(before: Tried, after: Tried | None, finding: FindingLeft) -> bool:
    """Whether a rule fires less often, no more at the finding's place, and asks no more than before."""
    if after is None or after.fires >= before.fires or after.asked > before.asked:
        return False
    return finding.path not in after.paths | (after.milder - before.milder)


def _wanted(known: SchemaKey, value: Any, test: Any) -> list[Any]:
    """Return plain values that meet a test at a key."""
    op, word = test.op if isinstance(test.op, str) else "is", str(test.value)
    now = list(value) if isinstance(value, tuple) else []
    if op == "includes":
        return [[*now, word]] if known.many else []
    if op == "excludes":
        return [[w for w in now if w != word]]
    if op == "is-not":
        return [w for w in known.words if w != word]
    if known.form == "flag":
        return [word == "true"]
    if known.form == "number":
        return [float(word) if not float(word).is_integer() else int(float(word))] if _is_number(word) else []
    return [[word]] if known.many else [word]


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _is_part(one: Edit, other: Edit) -> bool:
    """Whether an edit writes part of what another writes at the same place."""
    same = (one.op, one.path) == (other.op, other.path) and one.op in ("set", "move")
    return same and len(one.values) < len(other.values) and all(value in other.values for value in one.values)


def _renumbered(edit: Edit) -> Edit:
    """Return an edit with what it changes told under its own number."""
    under = (edit.token,) if edit.op == "add" else edit.under
    return replace(edit, under=under)


def kind_of(edit: Edit, table: PriceTable) -> Any:
    """Return whether a machine may do it, whether it changes what the law says, or whether words are still missing."""
    base = f"{edit.path}.0" if edit.op == "add" else edit.path
    open_figures = sum(figures(f"{base}.{key}", v) for key, v in edit.values if edit.op == "add" or isinstance(v, dict))
    if TO_WRITE in repr(edit.values) or open_figures:
        return "needs words"
    keys = [f"{edit.path}.{key}" for key, _ in edit.values] if edit.op in ("set", "move") else [edit.path]
    kinds = [row.kind for key in keys if (row := table.row(key))]
    return "needs words" if "needs words" in kinds else "changes meaning" if "changes meaning" in kinds else "safe"


def worded(edit: Edit, wording: Wording, table: PriceTable) -> Edit:
    """Return an edit with its place by ids, its sentences and who must agree."""
    agree = wording.who_agrees(edit, table)
    return replace(edit, at=wording.place(edit), sentence=wording.after(edit), before=wording.before(edit), agree=agree)
