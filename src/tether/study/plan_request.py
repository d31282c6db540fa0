"""What is asked for by ``tether plan``: a case, one charter of a case (``iraq-2015/p10-individuals``), or a file.

    for request in plan_requests("iraq-2015"):  planned = make_plan(request)

A file inside a case's ``charters/`` is that case's; any other takes its theatre from ``meta.country`` where the package
ships it, or homes from its own places.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tether.charter import read_charter
from tether.documents.yaml_file import read_yaml
from tether.errors import UsageError
from tether.evidence.countries import lookup
from tether.study.case import known_cases, open_inputs
from tether.study.plans import PlanRequest, requests_of_case
from tether.theatre import known_countries, load

if TYPE_CHECKING:
    from tether.theatre import Theatre


def plan_requests(
    target: str,
    roster: Path | None = None,
    country: str = "",
    base: Path | None = None,
    mapping: Path | None = None,
) -> tuple[PlanRequest, ...]:
    """Return the charters that a target stands for, with their roster; UsageError where something is not said."""
    path = Path(target)
    if path.suffix in (".yaml", ".yml") and path.name != "case.yaml":
        return (_of_file(path, roster, country, base, mapping),)
    name, _, option = target.partition("/") if target.split("/")[0] in known_cases() else (target, "", "")
    case = open_inputs(name)
    charters = case.read_charters([option]) if option else case.charters
    return requests_of_case(case, charters, roster, mapping)


def one_request(
    target: str,
    roster: Path | None = None,
    country: str = "",
    base: Path | None = None,
    mapping: Path | None = None,
) -> PlanRequest:
    """Return the one charter that a target stands for, with its roster; UsageError where it stands for several."""
    found = plan_requests(target, roster, country, base, mapping)
    if len(found) != 1:
        names = ", ".join(f"{target}/{one.charter.id}" for one in found)
        raise UsageError(f"{target} has {len(found)} charters that take men in; name one: {names}")
    return found[0]


def _of_file(
    path: Path, roster: Path | None, country: str, base: Path | None, mapping: Path | None = None
) -> PlanRequest:
    home = path.resolve().parent.parent / "case.yaml"
    if path.resolve().parent.name == "charters" and home.exists() and not base:
        case = open_inputs(home)
        return requests_of_case(case, case.read_charters([path]), roster, mapping)[0]
    theatre = _theatre(path, country)
    below = read_charter(base, theatre) if base else None
    charter = read_charter(path, theatre, base=below)
    if roster is None:
        raise UsageError(f"no roster for {path}: give --roster FILE")
    return PlanRequest(charter, theatre, below, roster, mapping)


def _theatre(path: Path, country: str) -> Theatre | None:
    """Return the theatre named, else that of the charter's country, else none: its own places serve."""
    if country:
        return load(country)
    tree = read_yaml(path, "a charter file (YAML)").tree
    meta = tree.get("meta") if isinstance(tree, dict) else None
    meant = lookup(str(meta.get("country", ""))) if isinstance(meta, dict) else None
    return load(meant.id) if meant is not None and meant.id in known_countries() else None
