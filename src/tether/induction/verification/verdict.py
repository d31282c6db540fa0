"""The verdict on a plan folder: its files as listed, its rows kept, its certificate sound, its claims true.

Telling a verdict: as text for a terminal, or as JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tether.documents.file_list import MANIFEST, FileCheck, check_files
from tether.errors import Problems, numbered
from tether.induction.verification.bound import proved_bounds
from tether.induction.verification.certificate import price_faults
from tether.induction.verification.lawful import POPULATION, distance_bands, faults
from tether.induction.verification.measured import counted_measures
from tether.induction.verification.reading import Folder, read_folder, read_json

EQUAL = 1e-6  # relative difference between a claimed and a recomputed figure that arithmetic explains
WORKING = "working"
UNBOUND = "the certificate names no charter and no roster: an older edition wrote it, or it was planned in Python"


@dataclass(frozen=True)
class PlanVerdict:
    """``faults`` are changed files, broken rows, unsound prices or untrue claims, in sentences.

    ``gaps`` are (achieved − bound) / achieved; those of unplaced and exits are shares of all heads. ``relaxed`` are the
    rows that gave way, ``notes`` what was not checked, ``binds`` the charter and roster that the certificate names.
    """

    faults: tuple[str, ...]
    achieved: dict[str, float] = field(default_factory=dict)
    bounds: dict[str, float] = field(default_factory=dict)
    gaps: dict[str, float] = field(default_factory=dict)
    heads: int = 0
    relaxed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    binds: dict[str, Any] = field(default_factory=dict)
    files: FileCheck = field(default_factory=FileCheck)

    def __repr__(self) -> str:
        gaps = ", ".join(f"{name} {gap:.2%}" for name, gap in self.gaps.items()) or "none proved"
        said = (
            "lawful, and true of itself"
            if self.ok
            else f"{numbered(len(self.faults), 'fault')}; the first: {self.faults[0]}"
        )
        return f"Verdict on a plan of {self.heads:,} heads: {said}\n  largest share by which it could be better: {gaps}"

    @property
    def ok(self) -> bool:
        """Return whether the plan keeps every row and says nothing untrue of itself."""
        return not self.faults


def verify_folder(path: Path | str, *, files_only: bool = False) -> PlanVerdict:
    """Verify a plan folder, or the folder around it; InputError if it can't be read.

    ``files_only``: compare every file with the list in the manifest, which takes a second, and count nothing again.
    """
    outer = Path(path)
    folder = working_folder(outer)
    checks = [check_files(place) for place in dict.fromkeys((outer, folder)) if (place / MANIFEST).is_file()]
    changed = tuple(dict.fromkeys(fault for check in checks for fault in check.faults))
    files = checks[0] if checks else FileCheck()
    if files_only:
        return PlanVerdict(changed if checks else (str(files),), files=files)
    plan = read_folder(folder)
    notes = (*(() if checks else (str(files),)), *(() if "charter" in plan.claims.get("binds", {}) else (UNBOUND,)))
    broken, heads = [*changed, *faults(plan), *price_faults(plan)], int(plan.roster.heads.sum())
    told = PlanVerdict((), {}, {}, {}, heads, tuple(_relaxed(plan)), notes, plan.claims.get("binds", {}), files)
    if any(fault.startswith(("cell", "prices:")) for fault in broken):
        return replace(told, faults=tuple(broken))
    reached = counted_objectives(plan)
    proved = proved_bounds(plan, reached)
    gaps = _gaps(reached, proved, heads)
    broken += [*_untrue(plan, reached, proved, gaps), *_unbound(plan), *_otherwise(folder, plan)]
    return replace(told, faults=tuple(broken), achieved=reached, bounds=proved, gaps=gaps)


def working_folder(path: Path | str) -> Path:
    """Return the folder with the certificate: the one given, or the working folder inside it."""
    inside = Path(path) / WORKING
    return inside if (inside / "claims.json").is_file() else Path(path)


def counted_objectives(plan: Folder) -> dict[str, float]:
    """Return each objective, counted from the postings."""
    posted = plan.posted
    heads = posted[posted.militia != POPULATION].groupby(["location", "battalion", "militia"]).heads.sum()
    size = posted.groupby(["location", "battalion"]).heads.sum()
    squares = (heads.astype(float) ** 2).groupby(level=["location", "battalion"]).sum()
    without = plan.leaving.exit == ""
    return {
        "unplaced": float(plan.leaving.loc[without, "heads"].sum()),
        "exits": float(plan.leaving.loc[~without, "heads"].sum()),
        "concentration": float((squares / size).sum()),
        "distance": float(posted.heads.to_numpy() @ distance_bands(plan)),
    }


def _gaps(reached: dict[str, float], proved: dict[str, float], heads: int) -> dict[str, float]:
    scale = {"unplaced": max(heads, 1), "exits": max(heads, 1)}
    return {k: (reached[k] - b) / max(scale.get(k, reached[k]), 1e-9) for k, b in proved.items()}


def _relaxed(plan: Folder) -> Iterator[str]:
    for row in plan.policy["relaxations"]:
        where = " ".join(part for part in (row["place"], row["key"]) if part)
        yield f"{row['family']} {where}: by {row['amount']:g}"


def _untrue(plan: Folder, reached: dict[str, float], proved: dict[str, float], gaps: dict[str, float]) -> Iterator[str]:
    """Give every claim that the folder's own rows and prices don't bear out."""
    claims = plan.claims
    if claims["heads"] != int(plan.roster.heads.sum()):
        yield f"claims heads {claims['heads']}, found {int(plan.roster.heads.sum())}"
    for kind, found in (("achieved", reached), ("bounds", proved), ("gaps", gaps)):
        for name in sorted({*claims[kind], *found}):
            said, true = claims[kind].get(name), found.get(name)
            slack = 1e-3 if kind == "bounds" else 0.0
            if kind == "gaps" and name in proved:  # a gap is as inexact as its bound
                scale = plan.roster.heads.sum() if name in ("unplaced", "exits") else reached[name]
                slack = 2e-3 / max(float(scale), 1e-9)
            if said is None or true is None or not abs(said - true) <= EQUAL * max(abs(true), 1.0) + slack:
                yield f"claims {kind} {name} {_figure(said)}, found {_figure(true)}"
    for name, bound in proved.items():
        if not bound <= reached[name] * (1 + EQUAL) + 1e-3:
            above = f"above what the plan reaches, {reached[name]:.6g}"
            yield f"bound on {name} {bound:.6g} {above}: rules and prices differ"
    yield from _unlike(claims["measures"], counted_measures(plan), "claims measures")


def _unlike(said: Any, true: Any, path: str) -> Iterator[str]:
    """Give every value in which two trees of plain values differ; a figure may differ by its arithmetic."""
    if isinstance(said, dict) and isinstance(true, dict):
        for key in sorted({*said, *true}):
            missing = object()
            one, other = said.get(key, missing), true.get(key, missing)
            if one is missing or other is missing:
                yield f"{path} {key}: {'missing' if one is missing else 'no such measure'}"
            else:
                yield from _unlike(one, other, f"{path} {key}")
    elif type(said) in (int, float) and type(true) in (int, float):
        if not abs(said - true) <= EQUAL * max(abs(true), 1.0):
            yield f"{path} {_figure(said)}, found {_figure(true)}"
    elif said != true:
        yield f"{path} {said!r:.40}, found {true!r:.40}"


def _unbound(plan: Folder) -> Iterator[str]:
    """Give every file of the folder that is not the one which the certificate is bound to."""
    if "binds" not in plan.claims:  # an older edition's
        return
    bound = plan.claims["binds"].get("files")
    bound = bound if isinstance(bound, dict) else {}
    for name, found in plan.sums.items():
        if bound.get(name) != found:
            yield f"{name}: checksum {found[:12]}…, the certificate is bound to {str(bound.get(name))[:12]}…"


def _otherwise(folder: Path, plan: Folder) -> Iterator[str]:
    """Give what the account in ``report.json`` says otherwise than the claims."""
    path = folder / "report.json"
    if not path.is_file():
        return
    problems = Problems(str(folder))
    told = read_json(path, problems)
    yield from (f"report.json: {p.found}" for p in problems.found)
    if told:
        for kind in ("achieved", "bounds", "gaps"):
            yield from _unlike(told.get(kind), plan.claims[kind], f"report.json: {kind}")
        measures = told.get("measures")
        mine = measures.get(told.get("mode")) if isinstance(measures, dict) else None
        yield from _unlike(mine, plan.claims["measures"], "report.json: measures")


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.6g}" if math.isfinite(value) else str(value)


SHOWN = 20  # faults printed; the rest are counted
NAMES = {
    "unplaced": "without a post or an exit (heads)",
    "exits": "leaving by an exit (heads)",
    "concentration": "bloc concentration (Σ X²/S)",
    "distance": "distance (heads × band)",
}


def verdict_text(verdict: PlanVerdict) -> str:
    """Return the verdict in lines: faults first, what it is bound to, then each objective with its bound and gap."""
    kept = "every row kept" if not verdict.relaxed else f"every row kept but {len(verdict.relaxed)} that gave way"
    counted = (
        f"lawful: {kept}, {verdict.heads:,} heads" if verdict.heads else "files as listed; nothing was counted again"
    )
    lines = [counted if verdict.ok else f"{numbered(len(verdict.faults), 'fault')}"]
    lines += _shown(verdict.faults, "and {} more") + _shown(verdict.relaxed, "and {} more rows that gave way")
    lines += [*([f"files: {verdict.files}"] if verdict.files.listed is not None else []), *verdict.notes]
    for what in ("charter", "roster"):
        named = verdict.binds.get(what, {})
        if isinstance(named, dict) and named:
            lines.append(f"bound to {what} {named.get('file', '')} with checksum {str(named.get('sha256'))[:12]}…")
    for name, title in NAMES.items():
        if name in verdict.bounds:
            reached, bound, gap = verdict.achieved[name], verdict.bounds[name], verdict.gaps[name]
            lines.append(f"{title}: {reached:,.1f}; no plan goes below {bound:,.1f}; gap {gap:.3%}")
    return "\n".join(lines)


def _shown(lines: tuple[str, ...], more: str) -> list[str]:
    rest = [f"  {more.format(len(lines) - SHOWN)}"] if len(lines) > SHOWN else []
    return [*(f"  {line}" for line in lines[:SHOWN]), *rest]


def verdict_json(verdict: PlanVerdict) -> str:
    """Return the verdict as JSON, with ``ok``."""
    return json.dumps({"ok": verdict.ok, **asdict(verdict)}, indent=1)
