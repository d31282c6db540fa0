"""A judgement's tables with names: every number that a sentence about it may print, as rows with an id in ``result``.

    judgement_tables(found)["regret"]        # the frame of ``Judgement.regret.options`` with its ids

Ids are paths as in ``results``: ``box/p9+status-quo/article``; a contrast with something else than the status quo on
both sides carries it after a tilde.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tether.judgement.jackknife import LeaveOneOut
from tether.judgement.judgement import Judgement
from tether.judgement.signposts import signpost_table

CONTRAST = ["sponsor", "host", "against_sponsor", "against_host"]


def contrast_id(row: Mapping[str, Any] | pd.Series) -> str:
    """Return the id of a contrast: ``p3+p9~status-quo+status-quo``."""
    return f"{row['sponsor']}+{row['host']}~{row['against_sponsor']}+{row['against_host']}"


def judgement_tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the tables by name, each with a ``result`` column first; those without rows are left out."""
    tables = {
        "regret": _with(found.regret.options, lambda r: f"regret/{r.decider}/{r.given}/{_pair(r)}/{r.theory}"),
        "satisficing": _with(found.regret.satisficing, lambda r: f"satisficing/{r.threshold}/{_pair(r)}/{r.theory}"),
        "undominated": _with(found.regret.undominated, lambda r: f"undominated/{r.decider}/{r.given}/{_pair(r)}"),
        "boxes": _with(_boxes(found), lambda r: f"box/{contrast_id(r)}/{r.theory}"),
        "box_bounds": _with(_bounds(found), lambda r: f"box/{contrast_id(r)}/bound/{r.symbol}"),
        "information": _with(found.information, lambda r: f"information/{contrast_id(r)}/{r.symbol}/{r.theory}"),
        "shares": _with(found.shares, lambda r: f"shares/{contrast_id(r)}/{r.symbol}/{r.theory}"),
        "signposts": _with(
            signpost_table(found.signposts), lambda r: f"signpost/{contrast_id(r)}/{r.watched}/{r.theory}"
        ),
        "caution": _with(found.caution, lambda r: f"caution/{_pair(r)}/{r.theory}"),
        "permutation": pd.DataFrame([{"result": "permutation", **vars(found.permutation)}]),
        "stability": _with(found.stability, lambda r: f"stability/{r.outcome}/{contrast_id(r)}"),
        **_jackknife(found),
        **_moved(found),
        "losses": _with(found.losses, lambda r: f"losses/{contrast_id(r)}/{r.people}/{r.theory}"),
        **_resources(found),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _with(table: pd.DataFrame, name: Any) -> pd.DataFrame:
    ids = [name(row) for _, row in table.iterrows()]
    return table.assign(result=ids)[["result", *table.columns]] if len(table) else table


def _pair(row: pd.Series) -> str:
    return f"{row['sponsor']}+{row['host']}"


def _boxes(found: Judgement) -> pd.DataFrame:
    names = (*CONTRAST, "outcome", "base", "density", "coverage", "elsewhere", "held_density", "held_coverage")
    parts = [
        b.by_theory.assign(**{n: getattr(b, n) for n in (*names, "held_elsewhere", "why")}, separates=b.separates)
        for b in found.boxes
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _bounds(found: Judgement) -> pd.DataFrame:
    return pd.DataFrame([{**{n: getattr(b, n) for n in CONTRAST}, **vars(x)} for b in found.boxes for x in b.bounds])


def _resources(found: Judgement) -> dict[str, pd.DataFrame]:
    if found.resources is None:
        return {}
    return {
        "costs": _with(found.resources.costs, lambda r: f"cost/{r.charter}/{r.line.replace(' ', '-')}"),
        "pay": _with(found.resources.pay, lambda r: f"pay/{r.actor}"),
        "intake": _with(found.resources.intake, lambda r: f"intake/{_pair(r)}/{r.theory}"),
        "redeployment": _with(found.resources.redeployment, lambda r: f"redeployment/{r.theory}"),
    }


def _moved(found: Judgement) -> dict[str, pd.DataFrame]:
    moved = found.moved
    if moved is None:
        return {}
    changes = moved.jackknife.changes.reset_index(drop=True)
    return {
        "beliefs": _with(moved.ranges, lambda r: f"belief/{r.symbol}/{r.theory}"),
        "moved": _with(changes, lambda r: f"moved/{r.dropped}/{r.name}"),
        "moved_medians": _with(moved.medians, lambda r: f"moved-median/{contrast_id(r)}/{r.theory}"),
        "moved_study": pd.DataFrame([_moved_study(moved.jackknife)]),
    }


def _moved_study(jack: LeaveOneOut) -> dict[str, Any]:
    told = {"points": jack.points, "particles": jack.particles, "conclusions": jack.conclusions}
    return {"result": "moved", **told, "changes": len(jack.changes)}


def _jackknife(found: Judgement) -> dict[str, pd.DataFrame]:
    jack = found.jackknife
    if jack is None:
        return {}
    drops = pd.DataFrame([vars(d) for d in jack.drops])
    drops = drops.assign(points=jack.points, particles=jack.particles, conclusions=jack.conclusions)
    changes = jack.changes.reset_index(drop=True)
    return {
        "left_out": _with(drops, lambda r: f"jackknife/{r.kind}/{r.id}"),
        "jackknife": _with(changes, lambda r: f"jackknife/{r.kind}/{r.dropped}/{r.name}"),
    }
