"""Section 3: where it was tried before. The nearest past cases clause by clause, those that end otherwise first.

What came of them is counted. No sentence says that a clause brought an outcome about. Wartime cases are counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.phrases import PLAN
from tether.brief.sentences import charter_titles
from tether.precedents.cases import MEANS, NAMES, Precedents, SimilarCase
from tether.precedents.designs_alike import DesignsAlike
from tether.report.blocks import Block, File, Files, Fold, Listing, Paragraph, Row, Section, Sentence, Table
from tether.report.numbers import count, listed, word

TRIED = (
    "Past cases that share most clauses with each charter, with what came of them. Clauses are counted, not weighed, "
    "and nothing here says that a clause brought an outcome about. Wartime cases are counted apart: in them the same "
    "clauses ended differently."
)
ALIKE = "What was recorded after past designs that share clauses with each option"
ALIKE_COLUMNS = ("Option", "Shared", "Designs", "More deaths after", "Countries: more", "Countries: fewer", "In a word")
ALIKE_MEANS = (
    "More or fewer than after like dates of the same countries without a design, each measured against the forecast of "
    "the status quo; own country left out, and designs whose two years ended after the cut-off. Mixed: chance would do "
    "it. Designs are not drawn by lot, and one shared clause is not a like case: see tether after-designs."
)
BASE_RATES_TITLE = "How often agreements and endings of wars lasted"
BASE_RATES = "How often such things lasted, counted by the cut-off and not weighed by likeness:"
CLAUSE_BY_CLAUSE = "clause by clause"
IN_WARTIME = "In wartime (S: seen in a source, R: recalled)"
AFTER_A_WAR = "After a war (S: seen in a source, R: recalled)"
OUTCOMES = {"indep": MEANS["indep"], "relapse": MEANS["relapse"], "abuse": MEANS["abuse"], "survive": MEANS["survive"]}


def section(content: BriefContent) -> Section | None:
    """Return the section of past cases; None where none was looked for."""
    if not content.tried:
        return None
    titles, found = charter_titles(content), content.tried
    near = {name: tried for name, tried in found.items() if tried.near}
    blocks: tuple[Block, ...] = (
        Paragraph((TRIED,)),
        *(Paragraph(tried_sentences(name, titles.get(name, name), t)) for name, t in near.items()),
        *_without(found, titles),
        *base_rates(content),
        *after_designs_alike(content),
        *(Fold(f"{titles.get(name, name)}: {CLAUSE_BY_CLAUSE}", tuple(_tables(name, t))) for name, t in near.items()),
        Files(
            (
                File("tried-before", "The nearest cases, clause by clause", tried_table(found)),
                *((File("base-rates", BASE_RATES_TITLE, rates_table(content)),) if content.designs else ()),
                *((File("designs-alike", ALIKE, alike_table(content)),) if content.after else ()),
            )
        ),
    )
    return Section(3, "tried", PLAN[3], blocks)


def base_rates(content: BriefContent) -> tuple[Paragraph, ...]:
    """Return how often agreements and endings of wars lasted, counted by the cut-off; nothing where not counted."""
    if content.designs is None:
        return ()
    said = (Sentence(content.designs.army, "rates/army"), Sentence(content.designs.relapse, "rates/relapse"))
    return (Paragraph((BASE_RATES, *said), "note"),)


def after_designs_alike(content: BriefContent) -> tuple[Block, ...]:
    """Return, option by option, what was recorded after past designs alike; nothing where nobody looked."""
    titles = charter_titles(content)
    rows = tuple(
        Row(
            (
                titles.get(name, name),
                "; ".join(alike.fixed) or "nothing that past designs are coded by",
                count(alike.count),
                count(alike.more),
                *map(count, alike.sides),
                alike.word,
            ),
            f"alike/{name}",
        )
        for name, alike in options_alike(content).items()
    )
    return (Table(ALIKE, ALIKE_COLUMNS, rows, numeric=(2, 3, 4, 5)), Paragraph((ALIKE_MEANS,), "note")) if rows else ()


def options_alike(content: BriefContent) -> dict[str, DesignsAlike]:
    """Return the designs alike of each option; the status quo is none."""
    base = content.comparison.status_quo if content.comparison else "status-quo"
    return {name: alike for name, alike in (content.after or {}).items() if name != base}


def alike_table(content: BriefContent) -> pd.DataFrame:
    """Return one row per option with ``result`` ids: alike/<charter>."""
    rows = [
        {
            "result": f"alike/{name}",
            "charter": name,
            "clauses": "; ".join(alike.fixed),
            "designs": alike.count,
            "more_recorded": alike.more,
            "countries_more": alike.sides[0],
            "countries_less": alike.sides[1],
            "word": alike.word,
        }
        for name, alike in options_alike(content).items()
    ]
    return pd.DataFrame(rows)


def rates_table(content: BriefContent) -> pd.DataFrame:
    """Return the base rates with ``result`` ids: rates/army, rates/relapse."""
    assert content.designs is not None
    said = {"rates/army": content.designs.army, "rates/relapse": content.designs.relapse}
    return pd.DataFrame([{"result": name, "said": text} for name, text in said.items()])


def tried_table(found: Mapping[str, Precedents]) -> pd.DataFrame:
    """Return one row per charter and near case with ``result`` ids: tried/<charter>/<case>."""
    rows = [
        {
            "result": f"tried/{name}/{n.case.id}",
            "charter": name,
            "case": n.case.name,
            "start": n.case.start,
            "wartime": n.case.wartime,
            "shared": ", ".join(n.shared),
            "differing": ", ".join(n.differing),
            "likeness": n.likeness,
            **{f"outcome_{k}": v for k, v in n.case.outcomes.items()},
            "outcome_read_after_cut_off": n.later,
            "sources": "; ".join(n.case.sources),
            "confidence": n.case.confidence,
        }
        for name, t in found.items()
        for n in t.near
    ]
    rows += [{"result": f"tried/{name}/none", "charter": name} for name, t in found.items() if not t.near]
    return pd.DataFrame(rows)


def _without(found: Mapping[str, Precedents], titles: Mapping[str, str]) -> tuple[Block, ...]:
    said = [s for n, t in found.items() if not t.near for s in tried_sentences(n, titles.get(n, n), t)]
    return (Listing(tuple(said), "small"),) if said else ()


def _tables(name: str, tried: Precedents) -> list[Block]:
    """Return one table for wartime and one for after a war, each with the cases that end otherwise first."""
    parts = [(IN_WARTIME, True), (AFTER_A_WAR, False)]
    chosen = [(title, [n for n in tried.near if n.case.wartime == wartime]) for title, wartime in parts]
    return [_table(name, title, near) for title, near in chosen if near]


def _table(name: str, title: str, near: list[SimilarCase]) -> Table:
    columns = ("Case", "In common", "Not in common", "What came of it within five years", "Rests on")
    rows = tuple(
        Row(
            (
                (n.case.name, n.case.start),
                _clauses(n, n.shared),
                _clauses(n, n.differing) or ("–",),
                outcome_words(n),
                (*n.case.sources, f"confidence: {n.case.confidence}"),
            ),
            f"tried/{name}/{n.case.id}",
        )
        for n in near
    )
    return Table(title, columns, rows, quoted=(0, 1, 2, 4))


def _clauses(near: SimilarCase, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{NAMES[n]}: {near.case.fields[n]} ({near.case.tags[n]})" for n in names)


def tried_sentences(name: str, title: str, found: Precedents) -> tuple[Sentence, ...]:
    """Return what came of the nearest cases, in wartime and after a war, and how far they disagree."""
    if not found.near:
        return (Sentence(f"{title}: no past case is near; {found.why}.", f"tried/{name}"),)
    closest = max(found.near, key=lambda n: (n.likeness, len(n.shared)))
    known = len(closest.shared) + len(closest.differing)
    start = (
        f"{title}: of {count(found.searched)} past cases the nearest {word(len(found.near))} share "
        f"{_range(found.near)} of the clauses known on both sides; nearest is {closest.case.name} "
        f"({count(len(closest.shared))} of {count(known)})."
    )
    parts = [_counts(found.near, True, "In wartime"), _counts(found.near, False, "After a war")]
    disagree = _disagreement(found.near)
    return tuple(Sentence(text, f"tried/{name}") for text in (start, *parts, disagree) if text)


def outcome_words(near: SimilarCase) -> tuple[str, ...]:
    """Return what came of one case, a line each."""
    if near.case.outcomes.get("enacted") == "no":
        return ("it never came about",)
    said = []
    for outcome, meaning in OUTCOMES.items():
        bad = near.case.bad(outcome)
        said.append(f"{meaning}: {'not known' if bad is None else 'yes' if bad else 'no'}")
    return (*said, "read after the cut-off") if near.later else tuple(said)


def _range(near: Sequence[SimilarCase]) -> str:
    low, high = (count(100 * f(n.likeness for n in near)) for f in (min, max))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _counts(near: Sequence[SimilarCase], wartime: bool, when: str) -> str:
    cases = [n for n in near if n.case.wartime == wartime]
    if not cases:
        return f"{when}: none."
    formed = [n for n in cases if n.case.outcomes.get("enacted") != "no"]
    said = [f"it never came about in {count(len(cases) - len(formed))} of {count(len(cases))}"]
    for outcome, meaning in OUTCOMES.items():
        known = [bad for bad in (n.case.bad(outcome) for n in formed) if bad is not None]
        said += [f"{meaning} in {count(sum(known))} of {count(len(known))}"] if known else []
    return f"{when} ({count(len(cases))}): {'; '.join(said if len(formed) < len(cases) else said[1:])}."


def _disagreement(near: Sequence[SimilarCase]) -> str:
    bad = [n for n in near if n.ended_badly is True]
    good = [n for n in near if n.ended_badly is False]
    if not (bad and good):
        return "They do not disagree in how they ended." if len(near) > 1 else ""
    if len(bad) == len(good):
        return f"By most of these signs {count(len(bad))} ended badly and {count(len(good))} did not."
    few, end, others = (bad, "ended badly", "did not") if len(bad) < len(good) else (good, "did not end badly", "did")
    names = listed(n.case.name for n in few)
    return f"By most of these signs {names} {end}; the others {others}."
