"""What carries a comparison: blocks of section 7 from a study's judgement.

What hangs on one source comes first; then where in the assumptions a pair comes out higher, what would be worth
knowing, which inputs carry the spread; regret and the robustness of the verdicts behind folds. Tables go as CSV.
"""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.judged import CONTRAST, judgement_tables
from tether.brief.phrases import BOXES, WORTH_KNOWING
from tether.brief.wording.beliefs import believed, moved_table
from tether.brief.wording.judgement import boxes, carriers, hanging, information_sentences, regrets, robustness
from tether.judgement.information import ANY
from tether.judgement.judgement import Judgement
from tether.report.blocks import Block, File, Files, Fold, Heading, Listing, Method, Paragraph, Sentence

HANGING = "What hangs on one thing"
NO_JACKKNIFE = "Which conclusions hang on one source was not tried in this run."
MOVED = "What the user’s own beliefs moved"
MOVED_MEANS = (
    "The case puts its user’s beliefs in place of authored ranges (section 9 names who believes them and why). A small "
    "study was run with them and again without, on the same points: what differs, they moved."
)
MOVED_MEDIANS = "Median differences with the beliefs and without"
CARRIERS = "Which inputs carry the spread"
REGRETS = "Option by option: gaps to the lowest, and who is dominated"
ROBUSTNESS = "How firm the verdicts are"
CARRIED = 12  # rows of the value of information that the page carries for each contrast; the run folder has all
TITLES = {
    "left_out": "What was left out, one at a time",
    "jackknife": "Conclusions that changed when it was",
    "boxes": "Where a pair comes out higher, by theory",
    "box_bounds": "Bounds of those parts of the assumptions",
    "information": "What would be worth knowing",
    "shares": "Inputs that carry the spread",
    "regret": "Gaps to the lowest option, by theory",
    "satisficing": "Options within a threshold, by theory",
    "undominated": "Options that no other dominates",
    "permutation": "Labels shuffled",
    "stability": "Verdicts under other draws",
    "beliefs": "The user's own beliefs",
    "moved": "Conclusions that the beliefs moved",
    "moved_medians": "Median differences with and without the beliefs",
    "losses": "Losses by community of the place, apart",
    "costs": "What charters say that they cost",
    "pay": "What men are paid, as claimed",
    "intake": "Months below the guard's intake",
    "redeployment": "Months to half of an ordered move",
    "moved_study": "The small study of the beliefs",
}


def hanging_blocks(found: Judgement, comparison: Comparison) -> tuple[Block, ...]:
    """Return what hangs on one thing; a line that says so where it was not tried."""
    told = hanging(found, comparison)
    if not told:
        return (Paragraph((NO_JACKKNIFE,), "note"),)
    return (Heading(HANGING), Listing(told))


def moved_blocks(found: Judgement, comparison: Comparison) -> tuple[Block, ...]:
    """Return what the user's own beliefs moved; nothing where the case holds none."""
    if found.moved is None:
        return ()
    table = moved_table(found.moved, comparison)
    told = (
        Heading(MOVED),
        Paragraph((Method(MOVED_MEANS),), "note"),
        Listing(believed(found, comparison)),
    )
    return (*told, *((Fold(MOVED_MEDIANS, (table,)),) if table.rows else ()))


def reason_blocks(found: Judgement, comparison: Comparison) -> tuple[Block, ...]:
    """Return where comparisons turn, what would be worth knowing, and the folds behind them."""
    return (
        *_listed(BOXES, boxes(found, comparison)),
        *_listed(WORTH_KNOWING, information_sentences(found, comparison)),
        *_folded(CARRIERS, carriers(found, comparison)),
        *_folded(REGRETS, regrets(found, comparison)),
        *_folded(ROBUSTNESS, robustness(found, comparison)),
        Files(tuple(File(name.replace("_", "-"), TITLES[name], table) for name, table in _tables(found).items())),
    )


def _listed(title: str, told: tuple[Sentence, ...]) -> tuple[Block, ...]:
    return (Heading(title), Listing(told)) if told else ()


def _folded(title: str, told: tuple[Sentence, ...]) -> tuple[Block, ...]:
    return (Fold(title, (Listing(told),)),) if told else ()


def _tables(found: Judgement) -> dict[str, pd.DataFrame]:
    tables = {name: table for name, table in judgement_tables(found).items() if name in TITLES}
    if "information" in tables:
        rows = tables["information"]
        ranked = rows[rows["theory"] == ANY].sort_values("gain", ascending=False, kind="stable")
        tables["information"] = ranked.groupby(CONTRAST, sort=False).head(CARRIED)
    return tables
