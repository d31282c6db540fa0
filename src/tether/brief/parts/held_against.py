"""What the mechanisms were held against: facts, misses first; then policy shocks. It stands in section 9.

It is the order's own record, not the status quo's: no score here vouches for a charter, none stands beside a difference
between charters, and no sentence praises one. The words follow from the record's label alone; a shock that fed a prior
is not called out of sample, and misses come before hits. ``known`` are the shocks that the case's cut-off knows.
"""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent, CaseCard, HeldAgainst
from tether.brief.results import FACT_COLUMNS, entries
from tether.forecast.scores import BootstrapMean
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Method,
    Paragraph,
    Row,
    Sentence,
    Table,
)
from tether.report.numbers import count, measure, share, signed, spell, word
from tether.validation.facts import facts
from tether.validation.replays import POOLED, not_expressible
from tether.validation.skill import CANNOT_TELL, COSTS, NO_SKILL, SKILL

HELD = "The mechanisms tested on facts and policy shocks"
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
# What section 7 says before any difference: words without a number, chosen by the record's label.
LABELS = {
    SKILL: (
        "Tested on dated policy shocks, the mechanisms that set charters apart had some skill here; the section on "
        "assumptions says how much, and on which shocks."
    ),
    NO_SKILL: (
        "Tested on dated policy shocks, the mechanisms add no predictive skill here: what follows rests on the "
        "theories and ranges alone."
    ),
    COSTS: (
        "Tested on dated policy shocks, the mechanisms add no predictive skill here and cost some: what follows "
        "rests on the theories and ranges alone."
    ),
    CANNOT_TELL: (
        "It is not known whether the mechanisms that set charters apart have any skill here: too few dated policy "
        "shocks are known at the cut-off."
    ),
}
SHORT = {SKILL: "some skill shown", NO_SKILL: "no skill shown", COSTS: "skill lost", CANNOT_TELL: "skill not known"}


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


def skill(held: HeldAgainst, case: CaseCard) -> Sentence:
    """Say what the shocks known at the cut-off say of the mechanisms."""
    record = held.record
    known = record.shocks(held.country, cut_off=case.cut_off)
    label = record.label(held.country, case.cut_off)
    where = f"dated policy shocks in {case.country}" if held.country else "dated policy shocks elsewhere"
    if label == CANNOT_TELL:
        return Sentence(f"{_of(len(known))} {where} can be scored at the cut-off, too few to tell.", "order/skill")
    told = {
        SKILL: "the mechanisms score lower than the status quo’s forecast alone",
        NO_SKILL: "the mechanisms add no predictive skill here",
        COSTS: "the mechanisms add no predictive skill here and cost some",
    }[label]
    crps, ign = (record.difference(score, known) for score in ("crps", "ign"))
    text = (
        f"At {word(len(known))} {where} whose twelve months lie before the cut-off, {told}: added to the status quo’s "
        f"forecast, they change its mean CRPS of {measure(record.mean('crps', known, 'core'))} deaths by "
        f"{_span(crps)} and its ignorance score of {measure(record.mean('ign', known, 'core'))} bits by {_span(ign)}; "
        "smaller is nearer to what happened."
    )
    return Sentence(text, "order/skill")


def samples(held: HeldAgainst, case: CaseCard) -> Sentence:
    """Say how many of the shocks fed no prior, and how much the mechanisms moved at all."""
    record = held.record
    known = record.shocks(held.country, cut_off=case.cut_off)
    free = record.shocks(held.country, out_of_sample=True, cut_off=case.cut_off)
    fed = "none fed a prior" if len(free) == len(known) else f"{word(len(free))} fed no prior"
    text = (
        f"Of these shocks {fed}; only a shock that fed none is out of sample. The mechanisms changed the mean in "
        f"{share(record.moved(known)) if known else '–'} of the place-months."
    )
    return Sentence(text, "order/samples")


def facts_held(held: HeldAgainst) -> Sentence:
    """Say how many facts were missed, how many lie inside, how many the order has no quantity for."""
    groups = {c.group: c for c in held.record.coverage()}
    free = groups["no prior used it"]
    text = (
        f"Of {count(free.count)} dated facts that no prior used, {count(free.count - free.touching)} are missed "
        f"outright, {count(free.inside90)} lie inside the replays’ 90 % interval and {count(free.inside50)} inside the "
        f"50 % one; were the ranges right, about {count(0.9 * free.count)} and {count(0.5 * free.count)} would. For "
        f"{count(len(not_expressible()))} further facts the model has no quantity."
    )
    return Sentence(text, "order/held")


def _of(number: int) -> str:
    return word(number).capitalize()


def _span(found: BootstrapMean) -> str:
    return f"{signed(found.mean)} ({signed(found.low)} to {signed(found.high)})"
