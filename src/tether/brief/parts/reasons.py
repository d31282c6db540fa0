"""What carries a comparison: blocks of section 7 from a study's judgement.

What hangs on one source comes first; then where in the assumptions a pair comes out higher, what would be worth
knowing, which inputs carry the spread; regret and the robustness of the verdicts behind folds. Tables go as CSV.

Sentences about what a study's judgement found: what hangs on one thing, regret, boxes, information, robustness.

Each takes ``(found, comparison)`` and returns sentences that cite rows of ``judged.judgement_tables(found)``. Counts
are of worlds, by theory; nothing is averaged over theories, and "nothing separates them" is said as plainly as any
finding.

Sentences about the user's own beliefs: what they replace, and which conclusions they moved.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.phrases import BOXES, WORTH_KNOWING
from tether.brief.results import CONTRAST, contrast_id, judgement_tables
from tether.brief.sentences import named, pair_title, theory
from tether.decisions.effect_of_beliefs import BeliefEffect
from tether.decisions.judgement import Judgement
from tether.decisions.scenario_discovery import Bound, Box
from tether.decisions.sensitivity import LUCK, REST
from tether.decisions.value_of_information import ANY
from tether.report.blocks import Block, File, Files, Fold, Heading, Listing, Method, Paragraph, Row, Sentence, Table
from tether.report.numbers import count, listed, measure, sentence_case, share, signed, word

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


Sentences = tuple[Sentence, ...]
FEW = 3  # how many of a kind a sentence names


def hanging(found: Judgement, comparison: Comparison) -> Sentences:
    """Say which conclusions change when one source, what is recalled, or one mechanism is left out."""
    jack = found.jackknife
    if jack is None:
        return ()
    size = f"a small study of {count(jack.points)} points, {count(jack.particles)} particles each, under every theory"
    told = (
        f"{count(len(jack.drops))} things were left out one at a time in {size}; it draws {count(jack.conclusions)} "
        f"conclusions, and {count(len(jack.changes))} times one of them came out otherwise."
    )
    said = [Sentence(sentence_case(told), "jackknife")]
    rows = jack.hanging
    if rows.empty:
        said.append(
            Sentence(
                "No distinguishable conclusion of the small study comes, goes or turns with one source.", "jackknife"
            )
        )
    for (kind, dropped), part in rows.groupby(["kind", "dropped"], sort=False):
        said.append(Sentence(_hang(part, comparison), f"jackknife/{kind}/{dropped}"))
    for drop in jack.emptied:
        said.append(Sentence(f"Without {drop.title} nothing is left to compare.", f"jackknife/{drop.kind}/{drop.id}"))
    return tuple(said)


def regrets(found: Judgement, comparison: Comparison) -> Sentences:
    """Say how each option of a decider stands to the lowest, the other keeping the status quo, and who is dominated."""
    rows = found.regret.options
    still = rows[rows["given"] == comparison.status_quo] if len(rows) else rows
    groups = still.groupby(["decider", "sponsor", "host"], sort=False) if len(still) else ()
    said = [Sentence(_regret(part, found, comparison), _regret_id(part)) for _, part in groups]
    return (*said, *_dominance(found, comparison))


def boxes(found: Judgement, comparison: Comparison) -> Sentences:
    """Say in which part of the assumptions a pair comes out higher than the status quo, or that none was found."""
    return tuple(
        Sentence(_box(b, comparison), f"box/{contrast_id(vars(b))}", b.theories if b.separates else ())
        for b in found.boxes
    )


def information_sentences(found: Judgement, comparison: Comparison) -> Sentences:
    """Say in how many more worlds the lower pair would be named if one assumption were known."""
    if found.information.empty:
        return ()
    groups = found.information.groupby(CONTRAST, sort=False)
    return tuple(Sentence(_known(part, comparison), f"information/{contrast_id(part.iloc[0])}") for _, part in groups)


def carriers(found: Judgement, comparison: Comparison) -> Sentences:
    """Say which inputs carry the spread of each leading difference, with their labels and sources."""
    if found.shares.empty:
        return ()
    groups = found.shares.groupby(CONTRAST, sort=False)
    return tuple(Sentence(_carried(part, comparison), f"shares/{contrast_id(part.iloc[0])}") for _, part in groups)


def robustness(found: Judgement, comparison: Comparison) -> Sentences:
    """Say what shuffled labels leave of the conclusions, and how many verdicts other draws would turn."""
    test, table = found.permutation, found.stability
    shuffled = (
        f"Of {count(test.judged)} leading comparisons and outcomes, {count(test.conclusions)} are distinguishable; "
        f"with the charters’ labels shuffled {count(test.shuffles)} times, {measure(test.shuffled)} are on average and "
        f"{count(test.most)} at most."
    )
    firm = int(table["firm"].sum()) if len(table) else 0
    edge = (
        f"{count(firm)} of these {count(len(table))} verdicts stay the same in at least 95 of 100 resamplings of the "
        f"points; {count(len(table) - firm)} lie at the edge, and other draws may turn them."
    )
    return Sentence(shuffled, "permutation"), *((Sentence(edge, "stability"),) if len(table) else ())


def _names(row: object, comparison: Comparison) -> tuple[str, str]:
    """Return how a contrast's two pairs are called; ``row`` maps or holds the contrast's columns."""
    get = row.get if hasattr(row, "get") else lambda n: getattr(row, n)
    return tuple(pair_title(f"{get(s)}+{get(h)}", comparison) for s, h in (CONTRAST[:2], CONTRAST[2:]))  # type: ignore[return-value]


def _title(comparison: Comparison, outcome: str) -> str:
    return next((o.title for o in comparison.outcomes if o.id == outcome), outcome)


def _hang(part: pd.DataFrame, comparison: Comparison) -> str:
    clauses = []
    for _, row in part.head(FEW).iterrows():
        a, b = _names(row, comparison)
        clauses.append(f"{a} against {b} on {_title(comparison, row['outcome'])}: {row['before']}, then {row['after']}")
    more = f"; and {count(len(part) - FEW)} more" if len(part) > FEW else ""
    changed = f"{word(len(part))} conclusion{'s change' if len(part) > 1 else ' changes'}"
    return f"Without “{part['title'].iloc[0]}”, {changed}: {'; '.join(clauses)}{more}."


def _regret(part: pd.DataFrame, found: Judgement, comparison: Comparison) -> str:
    first = part.iloc[0]
    name = pair_title(f"{first['sponsor']}+{first['host']}", comparison)
    outcome, other = _title(comparison, found.outcome), "sponsor" if first["decider"] == "host" else "host"
    return sentence_case(
        f"{name}, among the {first['decider']}’s options while the {other} keeps the status quo: alone lowest on "
        f"{outcome} in {_span(part['worlds_lowest'])} of {count(first['worlds_total'])} assumed worlds, by theory; its "
        f"gap to the lowest has a median of {_span(part['regret_median'])} and a 95th percentile of "
        f"{_span(part['regret_high'])}; its worst tenth of worlds averages {_span(part['worst_tenth'])}."
    )


def _span(values: pd.Series) -> str:
    low, high = count(values.min()), count(values.max())
    return low if low == high else f"{low} to {high}"


def _regret_id(part: pd.DataFrame) -> str:
    first = part.iloc[0]
    return f"regret/{first['decider']}/{first['given']}/{first['sponsor']}+{first['host']}"


def _dominance(found: Judgement, comparison: Comparison) -> Iterator[Sentence]:
    rows = found.regret.undominated
    if rows.empty:
        return
    read = listed(_title(comparison, o) for o in found.regret.aims)
    lost = rows[~rows["undominated"]]
    if lost.empty:
        yield Sentence(
            f"No option is dominated by another of the same decider on {read}, under all theories at once.",
            "undominated",
        )
    for _, row in lost.iterrows():
        names = listed(pair_title(p, comparison) for p in row["dominated_by"].split(", "))
        a = pair_title(f"{row.sponsor}+{row.host}", comparison)
        text = f"{a} is dominated by {names} on {read}, under all theories at once."
        yield Sentence(
            sentence_case(text), f"undominated/{row['decider']}/{row['given']}/{row['sponsor']}+{row['host']}"
        )


def _box(box: Box, comparison: Comparison) -> str:
    a, b = _names(box, comparison)
    rows, outcome = box.by_theory, _title(comparison, box.outcome)
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
        f"that it was not found on, a box found in the same way takes in {held}."
    )


def _bound(bound: Bound) -> str:
    unit = f" {bound.unit}" if bound.unit not in ("", "1", "share", "fraction", "ratio", "rank") else ""
    low, high = bound.low > float("-inf"), bound.high < float("inf")
    span = bound.range_high - bound.range_low
    least, most, start, end = (measure(x, span) for x in (bound.low, bound.high, bound.range_low, bound.range_high))
    side = f"between {least} and {most}" if low and high else f"above {least}" if low else f"below {most}"
    return f"“{bound.meaning}” is {side}{unit} (drawn from {start} to {end})"


def _known(part: pd.DataFrame, comparison: Comparison) -> str:
    a, b = _names(part.iloc[0], comparison)
    blind = part[part["theory"] == ANY]
    told = blind[blind["gain"] > blind["noise"]].sort_values("gain", ascending=False, kind="stable").head(FEW)
    without, total = (count(blind[c].iloc[0]) for c in ("worlds_without", "worlds_total"))
    start = f"naming the same side everywhere is right in {without} of {total} assumed worlds"
    if told.empty:
        idle = "knowing any one assumption would not raise that by more than shuffled ones do"
        return f"{sentence_case(a)} against {b}: {start}, and {idle}."
    clauses = listed(
        f"“{r['meaning']}” ({count(r['worlds_knowing'])}: {a} is the lower one {r['a_lower']} {measure(r['cut'])})"
        for _, r in told.iterrows()
    )
    more = f"it would be right in more worlds if one knew {clauses}"
    return f"{sentence_case(a)} against {b}, whichever theory holds: {start}; {more}."


def _carried(part: pd.DataFrame, comparison: Comparison) -> str:
    a, b = _names(part.iloc[0], comparison)
    inputs = part[~part["symbol"].isin([REST, LUCK])]
    chance = part.loc[part["symbol"] == LUCK, "share"]
    theories = part["theory"].nunique()
    luck = f"; luck of few particles carries {_shares(chance)}" if chance.notna().any() else ""
    if inputs.empty:
        spread = f"the spread of {a} against {b} under any of the {word(theories)} theories"
        return f"No drawn input alone carries {spread}{luck}."
    most = inputs.groupby("symbol", sort=False)["share"].sum().sort_values(ascending=False, kind="stable").index[:FEW]
    clauses = []
    for symbol in most:
        rows = inputs[inputs["symbol"] == symbol]
        first = rows.iloc[0]
        under = (
            f"under {named(rows['theory'], comparison)}"
            if len(rows) < theories
            else f"under all {word(theories)} theories"
        )
        clauses.append(f"“{first['meaning']}” ({_shares(rows['share'])} {under}; {first['label']}: {first['source']})")
    return f"The spread of {a} against {b} is carried most by {listed(clauses)}{luck}."


def _shares(values: pd.Series) -> str:
    low, high = share(values.min()), share(values.max())
    return low if low == high else f"{low} to {high}"


MOST_NAMED = 4  # conclusions that a sentence names


def believed(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say which ranges the user replaced, and which conclusions of a small study come out otherwise without them."""
    moved = found.moved
    if moved is None:
        return ()
    replaced = [_replaced(part, comparison) for _, part in moved.ranges.groupby("symbol", sort=False)]
    jack = moved.jackknife
    size = f"a small study of {count(jack.points)} points, {count(jack.particles)} particles each, under every theory"
    counted = Sentence(
        f"Of the {count(jack.conclusions)} conclusions of {size}, {_number(jack.changes, 'beliefs')} without any of "
        "the beliefs.",
        "moved",
    )
    groups = jack.changes.groupby("dropped", sort=False)
    return (*replaced, counted, *(Sentence(_turned(part, comparison), f"moved/{name}") for name, part in groups))


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
