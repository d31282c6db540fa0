"""Where it was tried before: a coded table of past cases, how each rule reads in it, which cases are like a charter.

``cases.yaml`` holds 21 attempts to take militias in: what each was (``f``), and what came of it within five years
(``o``), each value tagged S (seen in a source) or R (recalled). A rule that names a field has a tally: in how many
cases it would fire, and in how many of those the outcome was bad, apart from those where it would be quiet. Wartime
cases are counted apart, because there the rules separate outcomes much less. It describes these cases; it predicts
nothing.

    coded_cases();  tally_of(rule_of("IND01"))
    similar_cases(charter, base=status_quo, before="2015-06").near[0].case.name

A clause is one of thirteen fields of the table that a charter's text also fixes: how men enter, who commands them,
where they serve, which sharing, exits, payer, roll, patrons, vetting, arms, law, end. Likeness to a case is

    clauses shared / clauses known on both sides        (at least ``FEWEST`` of them)

an unknown is left out of both. It is a count of clauses, not a weight of reasons: a case that shares many clauses may
differ in all that mattered, and what came of it was not caused by the clauses. Cases younger than a year at ``before``
are left out; those whose five years ran past it are marked. To add a clause: a function in ``CLAUSES``, named as the
field in the table of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from tether.charter.layers import laid_over
from tether.charter.reading import Design
from tether.charter.rules import Rule
from tether.charter.schema import Charter
from tether.charter.values import NONE, Blank
from tether.documents.models import Shape, Words, read_model

BAD = {"indep": ("yes", "partial"), "relapse": ("yes", "partial"), "abuse": ("yes", "some"), "survive": ("no",)}
MEANS = {
    "indep": "the militia lived on inside",
    "relapse": "fighting came back",
    "abuse": "civilians were abused",
    "survive": "the force did not last five years",
}
FEWEST = 4  # clauses known on both sides
NEAREST = 5
WINDOW = 5  # years over which outcomes were coded
OUTSIDE = ("n/a", "unknown", None)


# --- the table, and how each rule reads in it ------------------------------------------------------------------------


@dataclass(frozen=True)
class CodedCase:
    """One coded case: ``fields`` and ``outcomes`` by name; ``tags`` say S (seen) or R (recalled)."""

    id: str
    name: str
    start: str
    fields: dict[str, Any]
    outcomes: dict[str, Any]
    tags: dict[str, str]
    text: str
    sources: tuple[str, ...]
    confidence: str

    @property
    def wartime(self) -> bool:
        """Whether the war was going on."""
        return bool(self.fields.get("context") == "ongoing")

    def bad(self, outcome: str) -> bool | None:
        """Whether the outcome was bad; None where it does not apply or is unknown."""
        value = self.outcomes.get(outcome)
        return None if value in (None, "n/a", "unknown") else value in BAD[outcome]


@cache
def coded_cases() -> tuple[CodedCase, ...]:
    """Return the coded cases."""
    path = Path(str(resources.files("tether.precedents"))) / "cases.yaml"
    return tuple(row.case() for row in read_model(path, CasesFile, name=path.name).cases)


Tagged = tuple[Any, Literal["S", "R"]]


class CaseRow(Shape):
    """A case as written: ``f`` its fields, ``o`` its outcomes, each a value and its tag."""

    id: Words
    name: Words
    start: Words
    f: dict[str, Tagged]
    o: dict[str, Tagged]
    text: Words
    src: tuple[str, ...]
    conf: Literal["high", "medium", "low"]

    def case(self) -> CodedCase:
        """Return the case."""
        fields, outcomes = ({k: value for k, (value, _) in part.items()} for part in (self.f, self.o))
        tags: dict[str, str] = {k: tag for k, (_, tag) in {**self.f, **self.o}.items()}
        return CodedCase(self.id, self.name, self.start, fields, outcomes, tags, self.text.strip(), self.src, self.conf)


class CasesFile(Shape):
    """The one key of the table of cases."""

    cases: tuple[CaseRow, ...]


@dataclass(frozen=True)
class OutcomeCount:
    """How often an outcome was bad where the rule would fire, and where it would be quiet."""

    fired: int
    bad_when_fired: int
    quiet: int
    bad_when_quiet: int


def count_outcome(rule: Rule, outcome: str, wartime: bool | None = None) -> OutcomeCount:
    """Count the cases; ``wartime`` limits them to those during (True) or after (False) a war."""
    cells = [0, 0, 0, 0]
    for case in coded_cases():
        fired = rule.tally.fires(case.fields.get(rule.tally.field)) if rule.tally else None
        bad = case.bad(outcome)
        if fired is None or bad is None or wartime not in (None, case.wartime):
            continue
        cells[0 if fired else 2] += 1
        cells[1 if fired else 3] += bad
    return OutcomeCount(*cells)


def tally_of(rule: Rule) -> str:
    """Return the rule's tally in words."""
    if rule.tally is None:
        return "Not coded in the table of cases."
    said = []
    for outcome in ("indep", "relapse", "abuse"):
        war, after = count_outcome(rule, outcome, True), count_outcome(rule, outcome, False)
        said.append(f"{MEANS[outcome]}: in wartime {_odds(war)}; after a war {_odds(after)}")
    return (
        f"Field `{rule.tally.field}`, {len(coded_cases())} cases. "
        + ". ".join(s[0].upper() + s[1:] for s in said)
        + "."
    )


def _odds(n: OutcomeCount) -> str:
    return f"{n.bad_when_fired} of {n.fired} where it would fire, {n.bad_when_quiet} of {n.quiet} where not"


# --- the cases nearest to a charter -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SimilarCase:
    """One case beside a charter. ``later``: its outcomes were read after the date that the charter may know."""

    case: CodedCase
    shared: tuple[str, ...]
    differing: tuple[str, ...]
    later: bool

    @property
    def likeness(self) -> float:
        """Return the share of the clauses known on both sides that are the same."""
        return len(self.shared) / (len(self.shared) + len(self.differing))

    @property
    def ended_badly(self) -> bool | None:
        """Whether it never came about, or more than half of its known outcomes were bad; None where none is known."""
        if self.case.outcomes.get("enacted") == "no":
            return True
        known = [bad for bad in map(self.case.bad, BAD) if bad is not None]
        return sum(known) * 2 > len(known) if known else None


@dataclass(frozen=True)
class Precedents:
    """The cases nearest to a charter, those that end unlike most first. ``why``: why there are none."""

    charter: str
    near: tuple[SimilarCase, ...]
    searched: int  # cases that the date allows
    clauses: int  # clauses that the charter fixes
    why: str = ""


def similar_cases(
    charter: Charter, base: Charter | None = None, before: str = "", without: Iterable[str] = (), most: int = NEAREST
) -> Precedents:
    """Return the coded cases nearest to a charter; ``base`` is what an overlay lies over, ``without`` its own case."""
    known = clauses_of(charter, base)
    cases = [c for c in coded_cases() if c.id not in set(without) and (not before or _after(c, 1) <= before)]
    found = [_near(case, known, before) for case in cases]
    far = [n for n in found if len(n.shared) + len(n.differing) >= FEWEST]
    ranked = sorted(far, key=lambda n: (-n.likeness, -len(n.shared), n.case.id))[:most]
    why = "" if ranked else f"it fixes {len(known)} of the clauses that cases are coded by, too few to compare"
    return Precedents(charter.id, tuple(_unlike_most_first(ranked)), len(cases), len(known), why)


def clauses_of(charter: Charter, base: Charter | None = None) -> dict[str, str]:
    """Return the clauses that a charter fixes, as the table of cases codes them; what it leaves open is not there."""
    overlay = bool(charter.meta and charter.meta.overlay)
    design = Design(laid_over(charter, base) if base is not None and overlay else charter)
    read = {name: clause(design) for name, clause in CLAUSES.items()}
    return {name: value for name, value in read.items() if value is not None}


def _near(case: CodedCase, known: dict[str, str], before: str) -> SimilarCase:
    both = [n for n in known if case.fields.get(n) not in OUTSIDE]
    same = tuple(n for n in both if case.fields[n] == known[n])
    return SimilarCase(
        case, same, tuple(n for n in both if n not in same), bool(before) and _after(case, WINDOW) > before
    )


def _after(case: CodedCase, years: int) -> str:
    return f"{int(case.start[:4]) + years}{case.start[4:]}"


def _unlike_most_first(ranked: list[SimilarCase]) -> list[SimilarCase]:
    """Put the cases whose end differs from that of most before the others, each part by likeness."""
    bad = sum(n.ended_badly is True for n in ranked)
    good = sum(n.ended_badly is False for n in ranked)
    if bad == good or not (bad and good):
        return ranked
    unlike = bad < good
    return sorted(ranked, key=lambda n: n.ended_badly is not unlike)


# --- the clauses, in the order in which a reader meets them ---------------------------------------------------------


def _mode(design: Design) -> str | None:
    if design.at("induction") is NONE:
        return "none"
    mode = _one_or("mixed", (s.mode for _, s in design.militia_streams()))
    if mode == "individual" and any(s.contract_with in ("unit", "commander") for _, s in design.militia_streams()):
        return "individual-paper"
    return mode


def _same_commander(design: Design) -> str | None:
    said = {"same-group": "yes", "other-group": "no", "assigned": "no", "any": "partial"}
    return _one_or("partial", (_in(said, s.commander_rule) for _, s in design.militia_streams()))


def _home(design: Design) -> str | None:
    said = {"home": "yes", "elsewhere": "no", "mixed": "partial"}
    return _one_or("partial", (_in(said, s.deploy) for _, s in design.militia_streams()))


def _sharing(design: Design) -> str | None:
    if isinstance(design.at("sharing"), Blank):
        return "none" if design.at("sharing") is NONE else None
    centre = any(True for _ in design.rows("sharing.central"))
    model = design.at("sharing.territorial.model")
    local = model in ("devolved", "federal", "mixed")
    return {(True, True): "both", (True, False): "centre", (False, True): "local"}.get((centre, local))


def _exits(design: Design) -> str | None:
    if design.at("exits") is NONE:
        return "none"
    work = ("job-public", "job-private", "apprenticeship", "business-capital", "land", "return-to-post")
    kinds = {row.kind for _, row in design.rows("exits") if not isinstance(row.kind, Blank)}
    if not kinds:
        return None
    if kinds <= set(work):
        return "jobs"
    return "cash" if kinds <= {"cash", "pension"} else "mixed"


def _payer(design: Design) -> str | None:
    names = [n for _, row in design.rows("pay") for n in (row.payer, row.funder) if isinstance(n, str)]
    states = {design.is_state(name) for name in names}
    if not states or None in states:
        return None
    return "state" if states == {True} else "mixed"


def _roll(design: Design) -> str | None:
    rows = [row for _, row in design.rows("pay")]
    if any(row.roll is NONE or row.via == "commander" for row in rows):
        return "no"
    counted = [r.roll for r in rows if not isinstance(r.roll, Blank)]
    return "yes" if counted and all(r.headcount_months or r.cross_match is True for r in counted) else None


def _patron(design: Design) -> str | None:
    if design.at("patrons") is NONE:
        return "none"
    rows = [row for _, row in design.rows("patrons")]
    if not rows:
        return None
    if all(row.via_state is True for row in rows):
        return "aligned"
    return "multiple" if len({row.actor for row in rows}) > 1 else "competing"


def _vetting(design: Design) -> str | None:
    screens = [s.vetting for _, s in design.militia_streams()]
    if not screens or any(v is not NONE and isinstance(v, Blank) for v in screens):
        return None
    if all(v is NONE for v in screens):
        return "none"
    real = all(v is not NONE and v.level == "individual" and v.independent is True for v in screens)
    return "real" if real else "paper"


def _arms(design: Design) -> str | None:
    said = {"state": "state", "group": "group", "person": "group", "patron": "group", "mixed": "mixed"}
    return _one_or("mixed", (_in(said, row.owner) for _, row in design.rows("arms")))


def _heavy(design: Design) -> str | None:
    classes = [row.class_ for _, row in design.rows("arms")]
    if not classes or any(isinstance(c, Blank) for c in classes):
        return None
    return "yes" if "heavy" in classes else "no"


def _legal(design: Design) -> str | None:
    said = {"law": "law", "bill": "law", "decree": "decree", "agreement": "agreement"}
    return _in(said, design.at("law.instrument.status"))


def _end(design: Design) -> str | None:
    kind = design.at("end_state.kind")
    return None if kind is not NONE and isinstance(kind, Blank) else "no" if kind is NONE else "yes"


CLAUSES: dict[str, Callable[[Design], str | None]] = {
    "mode": _mode,
    "same_cmdr": _same_commander,
    "home": _home,
    "sharing": _sharing,
    "exits": _exits,
    "payer": _payer,
    "roll_check": _roll,
    "patron": _patron,
    "vetting": _vetting,
    "arms": _arms,
    "heavy": _heavy,
    "legal": _legal,
    "end_state": _end,
}
NAMES = {
    "mode": "how men enter",
    "same_cmdr": "who commands them",
    "home": "where they serve",
    "sharing": "power-sharing",
    "exits": "ways out",
    "payer": "who pays",
    "roll_check": "count of the roll",
    "patron": "outside backers",
    "vetting": "screening",
    "arms": "who owns the arms",
    "heavy": "heavy arms",
    "legal": "the instrument",
    "end_state": "how it ends",
}


def _in(said: dict[str, str], value: Any) -> str | None:
    return said.get(value) if isinstance(value, str) else None


def _one_or(several: str, values: Iterable[Any]) -> str | None:
    """Return the one value that all share, ``several`` where they differ, None where any is not known."""
    found = [None if isinstance(v, Blank) else v for v in values]
    if not found or None in found:
        return None
    return str(found[0]) if len(set(found)) == 1 else several
