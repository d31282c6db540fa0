"""What the user’s own beliefs replace, and which conclusions they moved."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import START, Reason
from tether.brief.results import contrast_id, with_ids
from tether.brief.sentences import named, pair_title
from tether.decisions.effect_of_beliefs import BeliefEffect
from tether.decisions.judgement import Judgement
from tether.report.blocks import Block, Fold, Method, Row, Sentence, Table
from tether.report.numbers import count, listed, measure, sentence_case, signed, word

MOVED = "What the user’s own beliefs moved"
MOVED_MEANS = (
    "The case puts its user’s beliefs in place of authored ranges (section 9 names who believes them and why). A small "
    "study was run with them and again without them, on the same points. What differs is what they moved."
)
MOVED_MEDIANS = "Median differences with the beliefs and without"
MOST_NAMED = 4  # conclusions that a sentence names


def believed(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say which ranges the user replaced, and which conclusions of a small study come out otherwise without them."""
    moved = found.effect_of_beliefs
    if moved is None:
        return ()
    replaced = [_replaced(part, comparison) for _, part in moved.ranges.groupby("symbol", sort=False)]
    jack = moved.leave_one_out
    size = f"a small study of {count(jack.points)} points, {count(jack.particles)} particles each, under every theory"
    counted = Sentence(
        f"Of the {count(jack.conclusions)} conclusions of {size}, {_number(jack.changes, 'beliefs')} without any of "
        "the beliefs.",
        "moved",
    )
    groups = jack.changes.groupby("dropped", sort=False)
    return (*replaced, counted, *(Sentence(_turned(part, comparison), f"moved/{name}") for name, part in groups))


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the ranges believed, the conclusions moved, the medians with and without, and the small study's size."""
    moved = found.effect_of_beliefs
    if moved is None:
        return {}
    changes, study = moved.leave_one_out.changes.reset_index(drop=True), moved.leave_one_out
    sizes = {"points": study.points, "particles": study.particles, "conclusions": study.conclusions}
    return {
        "beliefs": with_ids(moved.ranges, lambda r: f"belief/{r.symbol}/{r.theory}"),
        "moved": with_ids(changes, lambda r: f"moved/{r.dropped}/{r.name}"),
        "moved_medians": with_ids(moved.medians, lambda r: f"moved-median/{contrast_id(r)}/{r.theory}"),
        "moved_study": pd.DataFrame([{"result": "moved", **sizes, "changes": len(study.changes)}]),
    }


def moved_table(moved: BeliefEffect, comparison: Comparison) -> Table:
    """Return the median differences of the leading comparisons, as believed and as authored, theory by theory."""
    titles = {t.id: t.title for t in comparison.theories}
    outcome = next((o for o in comparison.outcomes if o.id == moved.outcome), None)
    told = f"{outcome.title}, {comparison.unit(outcome)}: " if outcome else ""
    caption = f"{told}median paired difference in the small study"
    rows = tuple(
        Row(
            (
                *(((_pair(r, comparison)), f"against {_other(r, comparison)}"), titles[r["theory"]]),
                *(signed(r["believed"]), signed(r["authored"])),
            ),
            "moved-median/{}+{}~{}+{}/{}".format(*(r[n] for n in _NAMES)),
        )
        for _, r in moved.medians.iterrows()
    )
    columns = ("Charters", "Theory", "With the beliefs", "Without")
    return Table(Sentence(sentence_case(caption), "moved-median"), columns, rows, numeric=(2, 3))


def _medians(found: Judgement, comparison: Comparison) -> tuple[Block, ...]:
    table = moved_table(found.effect_of_beliefs, comparison) if found.effect_of_beliefs else None
    return (Fold(MOVED_MEDIANS, (table,)),) if table and table.rows else ()


_NAMES = ("sponsor", "host", "against_sponsor", "against_host", "theory")


def _replaced(part: pd.DataFrame, comparison: Comparison) -> Sentence:
    first = part.iloc[0]
    theories = tuple(part["theory"])
    where = "" if len(theories) == len(comparison.theories) else f" under {named(theories, comparison)}"
    unit = f" {first['unit']}" if first["unit"] not in ("", "share", "ratio", "strength") else ""
    olds = dict.fromkeys(f"{measure(r['authored_lo'])} to {measure(r['authored_hi'])}" for _, r in part.iterrows())
    span = f"{measure(first['lo'])} to {measure(first['hi'])}{unit}"
    text = f"“{first['meaning']}” is believed to lie from {span}{where}, in place of {listed(olds, 'or')}."
    return Sentence(sentence_case(text), f"belief/{first['symbol']}", theories)


def _number(changes: pd.DataFrame, dropped: str) -> str:
    found = int((changes["dropped"] == dropped).sum())
    return f"{word(found)} come{'s' if found == 1 else ''} out otherwise" if found else "none comes out otherwise"


def _turned(part: pd.DataFrame, comparison: Comparison) -> str:
    outcomes = {o.id: o.title for o in comparison.outcomes}
    clauses = [
        f"{_pair(r, comparison)} against {_other(r, comparison)} on {outcomes.get(r['outcome'], r['outcome'])}: "
        f"{r['before']} with it, {r['after']} without"
        for _, r in part.head(MOST_NAMED).iterrows()
    ]
    more = f"; and {count(len(part) - MOST_NAMED)} more" if len(part) > MOST_NAMED else ""
    return f"What {part['title'].iloc[0]} moved: {'; '.join(clauses)}{more}."


def _pair(row: pd.Series, comparison: Comparison) -> str:
    return pair_title(f"{row['sponsor']}+{row['host']}", comparison)


def _other(row: pd.Series, comparison: Comparison) -> str:
    return pair_title(f"{row['against_sponsor']}+{row['against_host']}", comparison)


REASON = Reason(
    MOVED,
    START,
    believed,
    tables,
    {
        "beliefs": "The user's own beliefs",
        "moved": "Conclusions that the beliefs moved",
        "moved_medians": "Median differences with and without the beliefs",
        "moved_study": "The small study of the beliefs",
    },
    note=Method(MOVED_MEANS),
    more=_medians,
    always=True,
)
