"""What caution costs: a charter in phases beside the same charter in force from its start."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import END, Reason
from tether.brief.results import pair_id, with_ids
from tether.brief.sentences import pair_title, theory
from tether.decisions.judgement import Judgement
from tether.errors import numbered
from tether.report.blocks import Sentence
from tether.report.numbers import count, interval, listed, measure, sentence_case, signed

CAUTION = "What caution costs"
CAUTION_MEANS = (
    "A charter in phases is set beside the same charter in force from its start, in the same futures. Its phases move "
    "on, and are taken back, by what was recorded in each future, at the reviews that it names."
)


def caution_sentences(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say, for each charter in phases, what waiting changed and how its phases went, theory by theory."""
    if found.cost_of_staging.empty:
        return ()
    groups = found.cost_of_staging.groupby(["sponsor", "host"], sort=False)
    return tuple(s for _, rows in groups for s in _of(rows, comparison))


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return what waiting changed, by charter in phases and theory."""
    return {"caution": with_ids(found.cost_of_staging, lambda r: f"caution/{pair_id(r.sponsor, r.host)}/{r.theory}")}


def _of(rows: pd.DataFrame, comparison: Comparison) -> tuple[Sentence, Sentence]:
    first = rows.iloc[0]
    pair = pair_id(first["sponsor"], first["host"])
    title, result = pair_title(pair, comparison), f"caution/{pair}"
    outcome = comparison.outcome(first["outcome"])
    verdict = "distinguishable" if first["distinguishable"] else "not distinguishable"
    sizes = listed(
        f"{signed(r['value'])} {interval(r['lo'], r['hi'])}, more in {count(r['worlds_more'])} of "
        f"{count(r['worlds_total'])} assumed worlds ({theory(r['theory'], comparison)})"
        for _, r in rows.iterrows()
    )
    course = listed(
        f"{measure(r['months_late'])} months, {numbered(r['futures_reversed'], 'future')} and "
        f"{numbered(r['worlds_reversed'], 'world')} ({theory(r['theory'], comparison)})"
        for _, r in rows.iterrows()
    )
    cost = f"{title} is {verdict} from the same charter in force whole from its start on {outcome.title}: {sizes}."
    went = (
        f"By theory: the months in which {title} was not wholly in force, on average; the futures, of "
        f"{count(first['futures_total'])}, in which a phase was taken back; and the worlds, of "
        f"{count(first['worlds_total'])}, in which that happened in at least half of the futures: {course}."
    )
    return Sentence(sentence_case(cost), result), Sentence(sentence_case(went), result)


REASON = Reason(
    CAUTION, END + 60, caution_sentences, tables, {"caution": "What caution costs, by theory"}, note=CAUTION_MEANS
)
