"""What hangs on one thing: a source, what is recalled, or one mechanism left out in turn."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import START, Reason
from tether.brief.results import with_ids
from tether.brief.sentences import contrast_titles, outcome_title
from tether.decisions.judgement import Judgement
from tether.errors import numbered
from tether.report.blocks import Sentence
from tether.report.numbers import count, sentence_case, word

HANGING = "What hangs on one thing"
NO_JACKKNIFE = "This run did not try which conclusions hang on one source."
MOST_NAMED = 3  # conclusions that a sentence names


def hanging(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say which conclusions change when one source, what is recalled, or one mechanism is left out."""
    jack = found.leave_one_out
    if jack is None:
        return ()
    size = (
        f"a small study of {numbered(jack.points, 'point')}, "
        f"{numbered(jack.particles, 'particle')} each, under every theory"
    )
    told = (
        f"{numbered(len(jack.drops), 'thing')} were left out, one at a time, in {size}. It draws "
        f"{count(jack.conclusions)} "
        f"conclusions; {numbered(len(jack.changes), 'time')} one of them came out otherwise."
    )
    sentences = [Sentence(sentence_case(told), "jackknife")]
    rows = jack.hanging
    if rows.empty:
        sentences.append(
            Sentence(
                "No distinguishable conclusion of the small study comes, goes or turns with one source.", "jackknife"
            )
        )
    for (kind, dropped), part in rows.groupby(["kind", "dropped"], sort=False):
        sentences.append(Sentence(_hang(part, comparison), f"jackknife/{kind}/{dropped}"))
    for drop in jack.emptied:
        sentences.append(
            Sentence(f"Without {drop.title} nothing is left to compare.", f"jackknife/{drop.kind}/{drop.id}")
        )
    return tuple(sentences)


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return what was left out, and the conclusions that changed when it was."""
    jack = found.leave_one_out
    if jack is None:
        return {}
    drops = pd.DataFrame([vars(d) for d in jack.drops])
    drops = drops.assign(points=jack.points, particles=jack.particles, conclusions=jack.conclusions)
    changes = jack.changes.reset_index(drop=True)
    return {
        "left_out": with_ids(drops, lambda r: f"jackknife/{r.kind}/{r.id}"),
        "jackknife": with_ids(changes, lambda r: f"jackknife/{r.kind}/{r.dropped}/{r.name}"),
    }


def _hang(part: pd.DataFrame, comparison: Comparison) -> str:
    clauses = []
    for _, row in part.head(MOST_NAMED).iterrows():
        a, b = contrast_titles(row, comparison)
        clauses.append(
            f"{a} against {b} on {outcome_title(row['outcome'], comparison)}: {row['before']}, then {row['after']}"
        )
    more = f"; and {count(len(part) - MOST_NAMED)} more" if len(part) > MOST_NAMED else ""
    changed = f"{word(len(part))} conclusion{'s change' if len(part) > 1 else ' changes'}"
    return f"Without “{part['title'].iloc[0]}”, {changed}: {'; '.join(clauses)}{more}."


REASON = Reason(
    HANGING,
    START + 10,
    hanging,
    tables,
    {"left_out": "What was left out, one at a time", "jackknife": "Conclusions that changed when it was"},
    unasked=NO_JACKKNIFE,
    always=True,
)
