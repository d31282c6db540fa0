"""What is asked for by ``tether plan``: a case, one charter of a case (``iraq-2015/p10-individuals``), or a file.

    for asked in asked_of("iraq-2015"):  found = plan_asked(asked)

A case plans every option of its host that takes men in, on the roster that it names. A file inside a case's
``charters/`` is that case's; any other takes its theatre from ``meta.country`` where the package ships it, or homes
from its own places.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.case.case import Case, known_cases, open_case
from tether.charter import Blank, Charter, read_charter
from tether.documents.yaml_file import read_yaml
from tether.errors import UsageError
from tether.evidence.countries import lookup
from tether.induction.door import read_roster
from tether.induction.planned import CharterPlan, plan_charter
from tether.induction.roster_file import about
from tether.induction.terms import read_terms
from tether.theatre import known_countries, load

if TYPE_CHECKING:
    from tether.induction.cells import RosterCells
    from tether.induction.terms import CharterTerms
    from tether.theatre import Theatre


@dataclass(frozen=True)
class PlanRequest:
    """One charter and the roster that it is put to. ``base``: the status quo that it is laid over."""

    charter: Charter
    theatre: Theatre | None
    base: Charter | None
    roster: Path

    def terms(self) -> CharterTerms:
        """Return what the charter asks for."""
        return read_terms(self.charter, self.theatre, self.base)

    def cells(self, terms: CharterTerms) -> RosterCells:
        """Return the volunteers."""
        communities = terms.communities
        return read_roster(self.roster, terms.homes, communities=communities, starts=terms.policy.starts)

    def about(self) -> tuple[str, ...]:
        """Return what the roster says of itself."""
        return about(self.roster)


def asked_of(
    target: str, roster: Path | None = None, country: str = "", base: Path | None = None
) -> tuple[PlanRequest, ...]:
    """Return the charters that a target stands for, with their roster; UsageError where something is not said."""
    path = Path(target)
    if path.suffix in (".yaml", ".yml") and path.name != "case.yaml":
        return (_of_file(path, roster, country, base),)
    name, _, option = target.partition("/") if target.split("/")[0] in known_cases() else (target, "", "")
    case = open_case(name)
    charters = case.read_charters([option]) if option else case.charters
    return asked_in(case, charters, roster)


def asked_in(case: Case, charters: dict[str, Charter], roster: Path | None = None) -> tuple[PlanRequest, ...]:
    """Return the options of a case's host that take men in."""
    first, *options = charters.values()
    chosen = [c for c in options if c.decider != "sponsor" and takes_in(c)]
    if not chosen:
        names = ", ".join(c.id for c in options) or "none"
        raise UsageError(f"nothing to plan in {case.spec.id}: no option of the host has induction streams ({names})")
    return tuple(PlanRequest(c, case.theatre, first, _roster_of(case, roster)) for c in chosen)


def takes_in(charter: Charter) -> bool:
    """Return whether a charter has streams of its own."""
    return not isinstance(charter.induction, Blank) and bool(charter.induction)


def plan_asked(asked: PlanRequest, **options: Any) -> CharterPlan:
    """Read the roster and plan (``explain``, ``all_posts``, ``threads`` as in ``plan_charter``)."""
    terms = asked.terms()
    return plan_charter(terms, asked.cells(terms), asked.charter, **options)


def roster_path(case: Case) -> Path | None:
    """Return the roster that a case names; None where it names none."""
    return case.spec.folder / case.spec.roster if case.spec.roster else None


def _roster_of(case: Case, roster: Path | None) -> Path:
    found = roster or roster_path(case)
    if found is None:
        size = f"tether roster {case.spec.id} --size 20000 --out roster.csv"
        raise UsageError(f"no roster: give --roster FILE, or name one in case.yaml; {size} makes a synthetic one")
    return found


def _of_file(path: Path, roster: Path | None, country: str, base: Path | None) -> PlanRequest:
    home = path.resolve().parent.parent / "case.yaml"
    if path.resolve().parent.name == "charters" and home.exists() and not base:
        case = open_case(home)
        return asked_in(case, case.read_charters([path]), roster)[0]
    theatre = _theatre(path, country)
    below = read_charter(base, theatre) if base else None
    charter = read_charter(path, theatre, base=below)
    if roster is None:
        raise UsageError(f"no roster for {path}: give --roster FILE")
    return PlanRequest(charter, theatre, below, roster)


def _theatre(path: Path, country: str) -> Theatre | None:
    """Return the theatre named, else that of the charter's country, else none: its own places serve."""
    if country:
        return load(country)
    tree = read_yaml(path, "a charter file (YAML)").tree
    meta = tree.get("meta") if isinstance(tree, dict) else None
    meant = lookup(str(meta.get("country", ""))) if isinstance(meta, dict) else None
    return load(meant.id) if meant is not None and meant.id in known_countries() else None
