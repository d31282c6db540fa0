"""Blocks on what the mechanisms were held against: facts, misses first; then policy shocks. They stand in section 9.

They are the order's own record, not the status quo's: no score here vouches for a charter, and none stands beside a
difference between charters.
"""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent, CaseCard, HeldAgainst
from tether.brief.results import FACT_COLUMNS, entries
from tether.brief.wording.order import facts_held, samples, skill
from tether.judgement.facts import facts
from tether.judgement.facts_table import POOLED, not_expressible
from tether.report.blocks import Block, File, Files, Fold, Heading, Method, Paragraph, Row, Table
from tether.report.numbers import measure, signed, spell

HELD = "What the mechanisms were held against"
HELD_MEANS = (
    "Facts were read in sources and frozen before any replay was run, though after the mechanisms were written; which "
    "prior used which fact is checked against the registry. A replay runs the order alone, with the charter that was "
    "in force. A shock’s score judges the mechanisms together with our reading of the shock: it cannot tell which of "
    "them failed."
)
HELD_MISSES = (
    "Facts outside the replays’ 90 % interval, all five theories pooled. “Touches”: only the fact’s own interval "
    "reaches into it. Tags: S read in a source, D derived, R recalled."
)
HELD_FACTS = "Every fact replayed, by theory"
HELD_SHOCKS = "Every policy shock scored"
HELD_SUMS = "What facts and shocks add up to"
HELD_SCORES = (
    "Deaths of all types in every place, 12 months after each shock: CRPS of the status quo’s forecast, and the change "
    "when the mechanisms read the shock; smaller is nearer to what happened."
)
MISSED = ("miss", "touches")


def held_blocks(content: BriefContent) -> tuple[Block, ...]:
    """Return the blocks, none where no record ships."""
    held = content.held
    if held is None:
        return ()
    return (
        Heading(HELD),
        Paragraph((skill(held, content.case), samples(held, content.case), facts_held(held))),
        Paragraph((HELD_MEANS,), "note"),
        _misses(held),
        Fold(HELD_SHOCKS, (_shocks(held, content.case),)),
        Files(
            (
                File("facts-replayed", HELD_FACTS, facts_file(held)),
                File("order-shocks", HELD_SHOCKS, shocks_file(held)),
                File("order-sums", HELD_SUMS, sums_file(held, content.case)),
            )
        ),
    )


def facts_file(held: HeldAgainst) -> pd.DataFrame:
    """Return every replayed fact by theory, with ``result`` ids: order/facts/<fact>/<theory>."""
    table = held.record.facts.copy()
    table.insert(0, "result", "order/facts/" + table["fact"] + "/" + table["theory"])
    return table


def shocks_file(held: HeldAgainst) -> pd.DataFrame:
    """Return every score with ``result`` ids: order/shocks/<shock>/<model>/<score>."""
    table = held.record.scores.copy()
    table.insert(0, "result", "order/shocks/" + table["shock"] + "/" + table["model"] + "/" + table["score"])
    return table


def sums_file(held: HeldAgainst, case: CaseCard) -> pd.DataFrame:
    """Return what the sentences add up: differences with their intervals, counts of shocks and of facts."""
    record, nan = held.record, float("nan")
    known = record.shocks(held.country, cut_off=case.cut_off)
    free = record.shocks(held.country, out_of_sample=True, cut_off=case.cut_off)
    rows: list[tuple[str, str, float, float, float, str]] = [
        ("order/samples/shocks", "policy shocks known at the cut-off", len(known), nan, nan, "shocks"),
        ("order/samples/free", "of these, that fed no prior", len(free), nan, nan, "shocks"),
        ("order/skill/shocks", "policy shocks known at the cut-off", len(known), nan, nan, "shocks"),
    ]
    for score, unit in (("crps", "deaths"), ("ign", "bits"), ("crps_log1p", "log deaths"), ("mis", "deaths")):
        if known:
            found = record.difference(score, known)
            rows.append((f"order/skill/{score}", "order less core", found.mean, found.low, found.high, unit))
    for group in record.coverage():
        name = group.group.replace(" ", "-").replace(",", "")
        told = {"facts": group.count, "missed": group.count - group.touching}
        told |= {"inside-90": group.inside90, "inside-50": group.inside50}
        rows += [(f"order/held/{name}/{n}", group.group, v, nan, nan, "facts") for n, v in told.items()]
    rows.append(("order/held/no-quantity", "facts without a quantity here", len(not_expressible()), nan, nan, "facts"))
    return pd.DataFrame(rows, columns=FACT_COLUMNS)


def _misses(held: HeldAgainst) -> Table:
    known = {f.id: f for f in facts()}
    rows = held.record.facts
    rows = rows[(rows["theory"] == POOLED) & rows["verdict"].isin(MISSED)]
    printed = tuple(
        Row(
            (
                f"{known[r['fact']].what} ({known[r['fact']].end}, {known[r['fact']].tag})",
                f"{measure(r['mid'])} ({measure(r['low'])} to {measure(r['high'])})",
                f"{measure(r['q50'])} ({measure(r['q05'])} to {measure(r['q95'])})",
                "touches" if r["verdict"] == "touches" else "missed",
                "yes" if r["used"] else "no",
            ),
            f"order/facts/{r['fact']}/{POOLED}",
        )
        for r in entries(rows)
    )
    columns = ("Fact", "Documented", "Replayed: median (90 %)", "", "Used by a prior")
    return Table(Method(HELD_MISSES), columns, printed, numeric=(1, 2), quoted=(0,))


def _shocks(held: HeldAgainst, case: CaseCard) -> Table:
    record, rows = held.record, []
    known = {s.id for s in record.shocks(held.country, cut_off=case.cut_off)}
    for shock in record.shocks(held.country):
        crps, ign = (record.mean(s, (shock,)) - record.mean(s, (shock,), "core") for s in ("crps", "ign"))
        cells = (
            shock.title,
            spell(shock.origin) if shock.id in known else (spell(shock.origin), "after the cut-off"),
            measure(record.mean("crps", (shock,), "core")),
            signed(crps),
            signed(ign),
            ", ".join(shock.fed) or "none: out of sample",
        )
        rows.append(Row(cells, f"order/shocks/{shock.id}"))
    columns = ("Shock", "Seen from", "CRPS, status quo", "change", "change, bits", "Priors it fed")
    return Table(Method(HELD_SCORES), columns, tuple(rows), numeric=(2, 3, 4), quoted=(0, 5))
