"""Where in the assumptions a pair comes out higher than the status quo, or that nothing separates such worlds."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import CONTRAST, contrast_id, with_ids
from tether.brief.sentences import contrast_titles, named, outcome_title, theory
from tether.decisions.judgement import Judgement
from tether.decisions.scenario_discovery import Bound, Box
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, measure, sentence_case

BOXES = "Where in the assumptions it turns"


def boxes(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say in which part of the assumptions a pair comes out higher than the status quo, or that none was found."""
    return tuple(
        Sentence(_box(b, comparison), f"box/{contrast_id(vars(b))}", b.theories if b.separates else ())
        for b in found.boxes
    )


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the boxes by theory, and their bounds."""
    names = (*CONTRAST, "outcome", "base", "density", "coverage", "elsewhere", "held_density", "held_coverage")
    parts = [
        b.by_theory.assign(**{n: getattr(b, n) for n in (*names, "held_elsewhere", "why")}, separates=b.separates)
        for b in found.boxes
    ]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    bounds = [{**{n: getattr(b, n) for n in CONTRAST}, **vars(x)} for b in found.boxes for x in b.bounds]
    return {
        "boxes": with_ids(whole, lambda r: f"box/{contrast_id(r)}/{r.theory}"),
        "box_bounds": with_ids(pd.DataFrame(bounds), lambda r: f"box/{contrast_id(r)}/bound/{r.symbol}"),
    }


def _box(box: Box, comparison: Comparison) -> str:
    a, b = contrast_titles(vars(box), comparison)
    rows, outcome = box.by_theory, outcome_title(box.outcome, comparison)
    total = f"{count(rows['worse'].sum())} of {count(rows['worlds_total'].sum())} assumed worlds"
    if not box.separates:
        why = f" ({box.why.replace('not worse', 'not higher').replace('worse', 'higher')})" if box.why else ""
        higher = f"in which {a} comes out higher than {b} on {outcome}"
        return f"No part of the assumptions separates the {total} {higher} from the others{why}."
    inside = rows[rows["inside"] > 0]
    counts = listed(
        f"{count(r['worse_inside'])} of {count(r['inside'])} ({theory(r['theory'], comparison)})"
        for _, r in inside.iterrows()
    )
    where = listed(_bound(x) for x in box.bounds)
    only = f"under {named(box.theories, comparison)} only" if len(box.theories) < len(rows) else ""
    place = ", ".join(part for part in (only, f"where {where}" if box.bounds else "") if part)
    held = f"{count(100 * box.held_coverage)} in 100 such worlds and {count(100 * box.held_elsewhere)} in 100 others"
    return sentence_case(
        f"{a} comes out higher than {b} on {outcome} in {total}, and above all {place}: there in {counts}. On points "
        f"not used to find it, a box found in the same way takes in {held}."
    )


def _bound(bound: Bound) -> str:
    unit = f" {bound.unit}" if bound.unit not in ("", "1", "share", "fraction", "ratio", "rank") else ""
    low, high = bound.low > float("-inf"), bound.high < float("inf")
    span = bound.range_high - bound.range_low
    least, most, start, end = (measure(x, span) for x in (bound.low, bound.high, bound.range_low, bound.range_high))
    side = f"between {least} and {most}" if low and high else f"above {least}" if low else f"below {most}"
    return f"“{bound.meaning}” is {side}{unit} (drawn from {start} to {end})"


REASON = Reason(
    BOXES,
    END + 10,
    boxes,
    tables,
    {"boxes": "Where a pair comes out higher, by theory", "box_bounds": "Bounds of those parts of the assumptions"},
)
