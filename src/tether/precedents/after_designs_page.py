"""The page of ``tether after-designs``: comparisons with their words, a picture, every design, what was left out.

    page = after_designs_page(after_designs(), charter=None, trials=1000)

The picture has one dot a design on the percentile scale of the forecast made without it, by clause, and behind it the
band in which placebo dates of the same countries lie. Percentiles and log ratios are never set against .5 and 0 alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tether.charter.read import read_charter
from tether.charter.schema import Charter
from tether.documents.cells import csv_text
from tether.documents.files import write_text
from tether.errors import UsageError
from tether.forecast.series import Series, series_of_events
from tether.precedents.after_designs import AfterDesigns, ClauseCompared, DesignScore, after_designs, procedures
from tether.precedents.agreements import army_rate, relapse_overturned, relapse_rates, relapse_said
from tether.precedents.country_months import known_records
from tether.precedents.designs import (
    CONTRASTS,
    MEANINGS,
    DesignContrast,
    DesignFile,
    agreement,
    read_designs,
)
from tether.precedents.designs_alike import codes_of
from tether.precedents.placebo_test import Procedure, SidesCompared, e_value
from tether.report import svg
from tether.report.blocks import (
    Block,
    Document,
    File,
    Files,
    Fold,
    Listing,
    Method,
    Paragraph,
    Picture,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
)
from tether.report.numbers import count, decimals, share

LEAD = (
    "At the date of each past design the country was forecast from data up to the month before, and what was recorded "
    "in the 24 months after is set beside that forecast. This tells what happened after designs. It does not tell what "
    "they caused, because designs are not drawn by lot: who is taken in how depends on who is winning, who is tired, "
    "and who insists."
)
MEASURED = (
    "y is log((recorded + 6) / (median + 6)): 0 as foretold, .69 twice as much. Percentile: where the record falls in "
    "the forecast. The forecast misses by itself, so every comparison is with placebo dates: Aprils and Octobers of "
    "the same countries with deaths of the last year within a factor of two, and no design within a year either side."
)
SET_LATER = (
    "How many independent dates a pool of placebo dates counts as was set after a first run, on placebo dates alone: "
    "with months two years apart in its place, sizes were .036 to .057 and p-values of all five were not uniform "
    "(Kolmogorov–Smirnov p below .1), and the placebo p of ways out, backers, outside force, entry and sharing were "
    ".001, .017, .022, .312 and .889. After a second run, on placebo dates alone too, each design's own month became "
    "one of those that are dealt: before, of 4,000 trials .053 (entry), .057 (sharing), .050 (ways out), .076 "
    "(backers) and .059 (outside force) were called at .05, .045 of those for backers at .01, because a month that "
    "misses by far stood against a pool that could not hold it; and the placebo p were .479, .911, .002, .006 and .029."
)
THEORY_NAMES = {
    "article": "Article",
    "settlement": "Settlement",
    "local-knowledge": "Local knowledge",
    "patron": "Patron",
    "strength": "Strength",
}


@dataclass(frozen=True)
class AfterRequest:
    """What ``tether after-designs`` was asked: a charter, a file of designs, events for their countries, trials."""

    charter: str = ""
    cases: Path | None = None
    events: str = ""
    trials: int = 1000


MOST_TRIALS = 10_000


def after_page(asked: AfterRequest, say: Callable[[str], None] = lambda text: None) -> tuple[AfterDesigns, Document]:
    """Return the study and its page; raise with every problem of the files given."""
    if not 0 <= asked.trials <= MOST_TRIALS:
        raise UsageError(f"--trials {asked.trials}: 0 to {MOST_TRIALS:,}")
    if asked.events and asked.cases is None:
        raise UsageError("--events adds countries to the designs of --cases FILE: give both")
    charter = read_charter(asked.charter) if asked.charter else None
    cases = read_designs(asked.cases) if asked.cases is not None else None
    own = events_of(cases, asked.events) if cases is not None and asked.events else None
    study = after_designs(cases, own, say=say)
    return study, after_designs_page(study, charter, asked.trials)


def events_of(cases: DesignFile, events: str) -> dict[str, Series]:
    """Return the series of those countries of ``cases`` that the shipped record lacks, from an event file."""
    missing = sorted({d.country for d in cases.designs} - set(known_records()))
    return {name: series_of_events(events, name, unit="country") for name in missing}


def written(study: AfterDesigns, out: Path) -> Path:
    """Write the designs (.csv) or the picture (.svg)."""
    text = picture(study) if out.suffix == ".svg" else csv_text(study.to_dataframe())
    return write_text(out, text)


def after_designs_page(study: AfterDesigns, charter: Charter | None = None, trials: int = 1000) -> Document:
    """Return the page; with a charter, first the designs that share its clause values."""
    tried = procedures(trials=trials) if trials else {}
    parts = [
        *([_of_charter(study, charter)] if charter is not None else []),
        *([_of_own(study)] if study.own or study.own_refused else []),
        _comparisons(study),
        _picture(study),
        _procedure(study, tried),
        _shrunk(study),
        _theories(study),
        _machine_read(study),
        _rates(),
        _coding(),
        _designs(study),
        _left_out(study),
    ]
    sections = tuple(Section(n, id_, title, blocks) for n, (id_, title, blocks) in enumerate(parts, start=1))
    return Document(
        "What happened after past designs",
        sections,
        under=f"{len(study.scores)} designs, {study.placebo.count:,} placebo dates",
        data=as_data(study, tried),
        name="after-designs",
    )


Part = tuple[str, str, tuple[Block, ...]]


def _comparisons(study: AfterDesigns) -> Part:
    rows = tuple(_compared_row(c) for c in study.compared)
    columns = ("Comparison", "Designs", "Mean y", "Difference", "Placebo mean (sd)", "p placebo", "p dealt anew")
    said = tuple((Sentence(c.said, f"compared/{c.id}"), Method(c.overturned)) for c in reversed(study.compared))
    five = Method("Five comparisons are made: where nothing differs, one such set in four has a p below .05.")
    return (
        "compared",
        "Sides compared",
        (
            Paragraph((Quoted(LEAD), Method(MEASURED)), "lead"),
            Listing(said),
            Table("By the first coding; by the second below it", columns, rows, numeric=(1, 2, 3, 4, 5, 6)),
            Paragraph((five,), "note"),
        ),
    )


def _compared_row(compared: ClauseCompared) -> Row:
    title = (f"{compared.one_said}, against", compared.other_said)
    both = [compared.found, *([compared.second] if compared.second else [])]
    figures = zip(*(_figures(f) for f in both), strict=True)
    return Row((title, *figures), f"compared/{compared.id}")


def _figures(found: SidesCompared) -> tuple[str, ...]:
    return (
        f"{found.one} : {found.other}",
        f"{found.mean_one:+.2f} : {found.mean_other:+.2f}",
        f"{found.difference:+.2f}",
        f"{found.placebo_mean:+.2f} ({found.placebo_sd:.2f})",
        f"{found.placebo_p:.3f}",
        f"{found.permutation_p:.3f}",
    )


def _picture(study: AfterDesigns) -> Part:
    drawn = picture(study)
    alt = (
        f"One dot a design on the percentile of the forecast made without it, by clause. Of {study.placebo.count:,} "
        f"placebo dates half lie between {study.placebo.bands[1]:.2f} and {study.placebo.bands[3]:.2f}."
    )
    return "picture", "Where the records fall in their forecasts", (Picture(drawn, alt),)


WIDTH, LEFT, STEP, TOP = 760.0, 270.0, 24.0, 40.0


def picture(study: AfterDesigns) -> str:
    """Return the picture as SVG: a strip a side, dots on 0–1, the placebo band behind."""
    strips = [(c, side) for c in CONTRASTS for side in (1, 0)]
    height = TOP + STEP * len(strips) + 40

    def x(share_: float) -> float:
        return LEFT + share_ * (WIDTH - LEFT - 20)

    low, first, middle, third, high = study.placebo.bands
    bottom = TOP + STEP * len(strips)
    body = [
        svg.box(x(low), TOP, x(high) - x(low), bottom - TOP, fill=svg.PALE),
        svg.box(x(first), TOP, x(third) - x(first), bottom - TOP, fill=svg.GREY, fill_opacity="0.35"),
        svg.path(f"M{x(middle):.1f},{TOP} V{bottom}", stroke=svg.GREY, stroke_width="1.5"),
        svg.words(x(middle), TOP - 22, "placebo dates: half and nine tenths", size=11, anchor="middle"),
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        body.append(svg.words(x(tick), bottom + 16, f"{tick:g}", size=11, anchor="middle"))
    body.append(svg.words(x(0.5), bottom + 32, "percentile of the record in the forecast", size=11, anchor="middle"))
    for number, (contrast, side) in enumerate(strips):
        body += _strip(study, contrast, side, TOP + STEP * (number + 0.5), x)
    described = "A strip for each side of a comparison; dots to the right saw more violence than foretold."
    return svg.frame(WIDTH, height, "Records in their forecasts", described, "".join(body))


def _strip(
    study: AfterDesigns, contrast: DesignContrast, side: int, y: float, x: Callable[[float], float]
) -> list[str]:
    mine = [s for s in study.scores if contrast.side(s.design.codes) == side]
    label = f"{contrast.one_said if side else contrast.other_said} ({len(mine)})"
    out = [svg.words(LEFT - 8, y + 4, svg.wrapped(label, LEFT - 12, 1)[0], size=11, anchor="end")]
    for score in mine:
        shift = (hash_of(score.design.id) - 0.5) * STEP * 0.6
        dot = svg.dot(x(score.outlook.percentile), y + shift, 3.2, fill=svg.INK, fill_opacity="0.6")
        out.append(svg.named(f"{score.design.name}, {score.design.month}", dot))
    if mine:
        mean = float(np.mean([s.outlook.percentile for s in mine]))
        out.append(svg.path(f"M{x(mean):.1f},{y - 9:.1f} V{y + 9:.1f}", stroke=svg.INK, stroke_width="2.5"))
    return out


def hash_of(text: str) -> float:
    """Return a number in [0, 1) that depends on the text alone, to set dots apart."""
    return sum(ord(c) * (n + 7) for n, c in enumerate(text)) % 97 / 97.0


def _procedure(study: AfterDesigns, tried: Mapping[str, Procedure]) -> Part:
    placebo = study.placebo
    whole = Sentence(
        f"At {placebo.count:,} placebo dates in {placebo.countries} countries the record falls at the percentile "
        f"{placebo.percentile:.2f} of its forecast on average (one half would be right), {share(placebo.inside)} lie "
        f"in the 90 % interval, and y is {placebo.mean:+.2f} on average with a standard deviation of {placebo.sd:.2f}.",
        "placebo",
    )
    rows = tuple(
        Row(
            (name, count(t.trials), f"{t.size:.3f}", f"{t.ks_p:.3f}", *(f"{v:.2f}" for v in t.power.values())),
            f"procedure/{name}",
        )
        for name, t in sorted(tried.items(), key=lambda item: -abs(item[1].size - 0.05))
    )
    columns = ("Comparison", "Trials", "Size at .05", "KS p", "Power at .5", "1.0", "1.5", "2.0")
    caption = Method(
        "The whole procedure on placebo dates in the designs' place: how often it calls a difference where there is "
        "none (.05 is right), whether its p-values are uniform, and how often it finds a log ratio of so much."
    )
    table = (Table(caption, columns, rows, numeric=tuple(range(1, 8))),) if rows else ()
    near = 1.96 / np.sqrt(12 * placebo.independent)
    overturned = Method(
        f"They count as {placebo.independent:.0f} independent dates. Were the forecast right on average, the mean of "
        f"so many would lie between {0.5 - near:.2f} and {0.5 + near:.2f} nineteen times of twenty; a mean there would "
        "overturn that it foretells too little."
    )
    return "procedure", "Placebo dates, size and power", (Paragraph((whole, overturned, Method(SET_LATER))), *table)


def _shrunk(study: AfterDesigns) -> Part:
    rows, spread = [], float(np.std([s.outlook.log_ratio for s in study.scores]))
    for name in ("design", *(c.id for c in CONTRASTS), "context"):
        low, high = study.fit.interval(name)
        effect = study.fit.effect(name)
        hidden = f"{e_value(effect, spread):.1f}"
        rows.append(Row((name, f"{effect:+.2f}", f"{low:+.2f} to {high:+.2f}", hidden), f"effect/{name}"))
    note = Method(
        "All clauses at once, with context and country, pooled towards nothing (a Gaussian model in closed form, its "
        "three spreads summed over a grid). 'design': any coded design against a placebo date; 'context': war on "
        "against over. The difference of y between the two sides, with the 90 % interval; nothing here is a cause. "
        "Hidden cause: how many times as likely it would have to be on one side, and to make more violence than "
        "foretold, to make the difference out of nothing."
    )
    columns = ("What differs", "y", "90 % interval", "Hidden cause")
    return (
        "shrunk",
        "All clauses at once",
        (Paragraph((note,), "note"), Table("", columns, tuple(rows), numeric=(1, 2, 3))),
    )


def _theories(study: AfterDesigns) -> Part:
    rows = tuple(
        Row(
            (
                THEORY_NAMES[f.theory],
                *(f.signs[c.id] for c in CONTRASTS),
                f"{f.bits:+.2f}",
                share(1 / len(study.theories)),
                share(f.weight),
            ),
            f"theory/{f.theory}",
        )
        for f in reversed(study.theories)
    )
    note = Method(
        "What each theory says of the difference in y (first side less other): + more violence, − less, 0 hardly any, "
        "? no view; bits: how much likelier the five differences are under it than if no clause made a difference, "
        "under the placebo dates' own noise. Weights by the record rest on codings by people who know history, and on "
        "designs that are not drawn by lot; equal weights stay the default."
    )
    columns = ("Theory", *(c.id for c in CONTRASTS), "Bits", "Equal weight", "Weighed by the record")
    table = Table("", columns, rows, numeric=(6, 7, 8))
    weighed = "; ".join(
        f"without {MEANINGS[comparison]} {THEORY_NAMES[theory].lower()} ({share(weight)})"
        for comparison, theory, weight in study.theories_without
    )
    overturned = Method(
        f"What would overturn the order: which theory weighs most with one comparison left out: {weighed}."
    )
    return "theories", "Theories on trial", (Paragraph((note, overturned), "note"), table)


def _clause_row(c: ClauseCompared) -> Row:
    f = c.found
    cells = (
        c.one_said.removeprefix("the agreement has: "),
        f"{f.one} : {f.other}",
        f"{f.percentile_one:.2f} : {f.percentile_other:.2f}",
        f"{f.difference:+.2f}",
        f"{f.placebo_mean:+.2f} ({f.placebo_sd:.2f})",
        f"{f.placebo_p:.3f}",
        f"{f.permutation_p:.3f}",
        f"{c.least[0]:+.2f} to {c.most[0]:+.2f}",
        f"{c.hidden:.1f}",
    )
    return Row(cells, f"agreement/{c.id}")


def _machine_read(study: AfterDesigns) -> Part:
    rows = tuple(map(_clause_row, reversed(study.agreements)))
    columns = (
        "Clause",
        "With : without",
        "Percentile",
        "Difference in y",
        "Placebo mean (sd)",
        "p placebo",
        "p dealt anew",
        "Without one country",
        "Hidden cause",
    )
    note = Method(
        "The agreements of the UCDP Peace Agreement Dataset, by country and month, as its coders read them: the same "
        "questions put to clauses that nobody here coded. Agreements are not drawn by lot either. What would overturn "
        "a line: the difference with any one country left out, and how many times as likely a hidden cause would have "
        "to be on one side, and to make more violence than foretold, to make what is left out of nothing."
    )
    left = Listing(tuple(Quoted(n) for n in study.agreement_notes), "small")
    return (
        "agreements",
        "Agreements, machine-read",
        (Paragraph((note,), "note"), Table("", columns, rows, numeric=tuple(range(1, 9))), left),
    )


def _rates() -> Part:
    army, relapse = army_rate(), relapse_rates()
    said = (
        (Sentence(army.said, "rates/army"), Method(army.overturned)),
        (Sentence(relapse_said(), "rates/relapse"), Method(relapse_overturned(relapse))),
    )
    return "rates", "Base rates", (Listing(said),)


def _coding() -> Part:
    rows = tuple(
        Row(
            (MEANINGS[a.field], share(a.same), f"{a.kappa:.2f}", count(a.both_known), share(a.same_where_known)),
            f"coding/{a.field}",
        )
        for a in sorted(agreement(), key=lambda a: a.kappa)
    )
    note = Method(
        "Two codings, frozen before any score was computed. The second was made from name, country, month and the "
        "words of the design alone, in another order; both are of one hand, which knows the history and had read the "
        "first trial's two lines. Agreement says how plain the words are, not how right the codes."
    )
    columns = ("Field", "The same", "Cohen's kappa", "Both say something", "The same there")
    return (
        "coding",
        "How far the coding can be trusted",
        (Paragraph((note,), "note"), Table("", columns, rows, numeric=(1, 2, 3, 4))),
    )


def _designs(study: AfterDesigns) -> Part:
    frame = study.to_dataframe()
    rows = tuple(_score_row(s) for s in sorted(study.scores, key=lambda s: -s.outlook.percentile))
    table = Table("Most violence against the forecast first", COLUMNS, rows, numeric=(2, 3, 4, 5))
    return "designs", "Every design", (Fold("Every design", (table,)), Files((File("designs", "Every design", frame),)))


COLUMNS = ("Design", "Coded", "Recorded", "Forecast's median (90 %)", "Percentile", "y")


def _score_row(score: DesignScore) -> Row:
    o, d = score.outlook, score.design
    coded = ", ".join(f"{f} {v}" for f, v in d.codes.items() if v != "unknown")
    forecast = f"{count(o.median)} ({count(o.low)} to {count(o.high)})"
    cells = ((d.name, f"{d.country}, {d.month}"), coded, count(o.recorded), forecast, decimals(o.percentile, 2))
    return Row((*cells, f"{o.log_ratio:+.2f}"), f"design/{d.id}")


def _left_out(study: AfterDesigns) -> Part:
    refused = tuple(Quoted(f"{i}: {why}") for i, why in study.refused) or (Quoted("none"),)
    notes = tuple(Quoted(n) for n in study.notes) or (Quoted("none"),)
    return (
        "left-out",
        "Refused, widened, joined",
        (Fold("Refused", (Listing(refused, "small"),)), Fold("Widened or with a caution", (Listing(notes, "small"),))),
    )


def _of_own(study: AfterDesigns) -> Part:
    rows = tuple(
        Row(
            (*_score_row(s).cells, f"{s.expected[0]:+.2f} ({s.expected[1]:+.2f} to {s.expected[2]:+.2f})"),
            f"own/{s.design.id}",
        )
        for s in study.own
    )
    total = [sum(getattr(s, n) for s in study.own) for n in ("log_density", "log_density_without")]
    inside = sum(s.expected[1] <= s.outlook.log_ratio <= s.expected[2] for s in study.own)
    said = Sentence(
        f"{inside} of {len(study.own)} lie within the 90 % interval of what the shipped effects expect; their summed "
        f"log density is {total[0]:.2f} with the clauses and {total[1]:.2f} without.",
        "own",
    )
    table = Table("", (*COLUMNS, "Expected y (90 %)"), rows, numeric=(2, 3, 4, 5, 6))
    left = Listing(
        tuple(Quoted(f"{i}: {w}") for i, w in study.own_refused) + tuple(map(Quoted, study.own_notes)), "small"
    )
    return "own", "Your designs, by the shipped numbers", (Paragraph((said,)), table, left)


def _of_charter(study: AfterDesigns, charter: Charter) -> Part:
    codes = codes_of(charter)
    shared = [(s, [f for f, v in codes.items() if s.design.codes[f] == v]) for s in study.scores]
    near = sorted((p for p in shared if p[1]), key=lambda p: (-len(p[1]), p[0].design.id))
    rows = tuple(
        Row((*_score_row(s).cells, ", ".join(MEANINGS[f] for f in fields)), f"shared/{s.design.id}")
        for s, fields in near[:20]
    )
    fixed = "; ".join(f"{MEANINGS[f]}: {v}" for f, v in codes.items()) or "none of the coded clauses"
    said = Sentence(f"The charter fixes {fixed}. {len(near)} designs share one of these values or more.", "charter")
    table = Table("Those that share most first", (*COLUMNS, "Shared"), rows, numeric=(2, 3, 4, 5))
    note = Quoted("They share clauses, not circumstances; what came after them is no forecast of this charter.")
    return "charter", "Designs that share the charter's clauses", (Paragraph((said, note)), table)


def as_data(study: AfterDesigns, tried: Mapping[str, Procedure]) -> dict[str, Any]:
    """Return the same as plain data, for the JSON twin."""
    return {
        "designs": study.to_dataframe().to_dict("records"),
        "refused": [{"id": i, "why": w} for i, w in (*study.refused, *study.own_refused)],
        "notes": [*study.notes, *study.own_notes],
        "compared": [_plain(c) for c in study.compared],
        "agreements": [_plain(c) for c in study.agreements],
        "placebo": vars(study.placebo),
        "procedure": {
            n: {"trials": t.trials, "size": t.size, "ks_p": t.ks_p, "power": {f"{k:g}": v for k, v in t.power.items()}}
            for n, t in tried.items()
        },
        "theories": [vars(f) for f in study.theories],
    }


def _plain(compared: ClauseCompared) -> dict[str, Any]:
    return {
        "id": compared.id,
        "said": compared.said,
        "overturned": compared.overturned,
        "hidden": compared.hidden,
        "least": list(compared.least),
        "most": list(compared.most),
        "found": vars(compared.found),
        "second": vars(compared.second) if compared.second else None,
    }
