"""Can it be paid: what each option costs, as sentences, a table and a title, from one ``CharterCost`` each.

Every amount is an interval with its best value. It is what the charter's own lines and the price book come to
(``budget``), never a forecast of spending. Who pays is named by the charter's text; a payer without a sum is said to be
one. What nobody prices is listed, and is asked of the finance ministry in the letter of questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from tether.budget.cost import CharterCost, CostLine
from tether.budget.price_book import MoneySpan
from tether.errors import numbered
from tether.report.blocks import Row, Sentence, Table
from tether.report.numbers import count, listed, spell

UNITS = ((1e9, "billion"), (1e6, "million"))
PARTS = {  # what stands together in a table and a picture → its items
    "Pay": ("pay",),
    "Food, kit, cover": ("keep",),
    "Training": ("training", "screening"),
    "Equipment": ("equipment",),
    "Ways out": ("exit", "exit-month", "pension"),
}
COSTS_MEAN = (
    "The men counted are the plan’s where an option is planned, else the charter’s. Prices come from the charter, else "
    "from a price book by country and year, each row read in a source or judged, and listed in the annex. Ends of an "
    "interval take every price low, or every price high. Prices are those of their own year. A year is one of pay and "
    "keep at the strength of the last month."
)


def span_words(span: MoneySpan, currency: str = "", after: str = "") -> str:
    """Return an amount with its ends: ``USD 1.1 to 4.6 billion, best value 2.3``; ``after`` follows the ends."""
    scale, unit = next(((by, name) for by, name in UNITS if span.middle >= by), (1.0, ""))
    low, middle, high = (_digits(x / scale, bool(unit)) for x in (span.low, span.middle, span.high))
    start, end = f"{currency} " if currency else "", f" {unit}" if unit else ""
    if low == high:
        return f"{start}{middle}{end}{after}"
    return f"{start}{low} to {high}{end}{after}, best value {middle}"


def _digits(value: float, scaled: bool) -> str:
    return f"{value:.1f}" if scaled and value < 10 else count(value)


def cost_sentence(cost: CharterCost, title: str) -> Sentence:
    """Say what one charter costs, for whom, in which time, and in a year at full strength."""
    if not cost.lines:
        why = listed(cost.unpriced) if cost.unpriced else "nothing in it is priced"
        return Sentence(f"{title}: not priced; {why}.", f"cost/{cost.charter}")
    men = f"{count(cost.heads)} {'man' if round(cost.heads) == 1 else 'men'}"
    who = f"{men} {'as planned' if cost.planned else 'by its text'}" if cost.heads else "its ways out"
    text = f"{title}: {span_words(cost.total, cost.currency)}, in {numbered(cost.months, 'month')} for {who}"
    if cost.full_year.middle:
        text += f"; then {span_words(cost.full_year, cost.currency, ' a year')}"
    return Sentence(f"{text}.", f"cost/{cost.charter}")


def payer_sentences(costs: Mapping[str, CharterCost], titles: Mapping[str, str]) -> tuple[Sentence, ...]:
    """Say who pays by each text and with which sum, options that say the same together."""
    said: dict[str, list[str]] = {}
    for name, cost in costs.items():
        if cost.takes_in:
            said.setdefault(_payers(cost), []).append(name)
    return tuple(
        Sentence(f"{listed(titles.get(n, n) for n in names)}: {_of_several(text, names)}.", f"cost/{names[0]}")
        for text, names in said.items()
    )


def _of_several(text: str, names: list[str]) -> str:
    """Return what is said of one text, said of several."""
    if len(names) == 1:
        return text
    both = text.replace("its text names nobody", "their texts name nobody").replace("by its text", "by their texts")
    return both.replace("and it names neither", "and they name neither")


def _payers(cost: CharterCost) -> str:
    if not cost.money:
        return "its text names nobody who pays, and it names neither a sum nor a budget"
    told = []
    for role, verb in (("payer", "pays"), ("funder", "gives the money"), ("donor", "gives")):
        found = [m for m in cost.money if m.role == role]
        if found:
            many = verb if len(found) == 1 else {"pays": "pay"}.get(verb, verb.replace("gives", "give"))
            told.append(f"{listed(_with_sum(m.who, m.total, cost.currency) for m in found)} {many} by its text")
    sums = "" if cost.named is not None else ", and it names neither a sum nor a budget"
    verdict = {
        "short": "; that is less than the least that it costs",
        "covered": "; that is more than the most that it costs",
        "undecided": "; whether that is enough cannot be told",
    }.get(cost.word, "")
    return f"{'; '.join(told)}{sums}{verdict}"


def _with_sum(who: str, total: MoneySpan | None, currency: str) -> str:
    return who if total is None else f"{who} ({span_words(total, currency)})"


def claimed_sentences(costs: Mapping[str, CharterCost]) -> tuple[Sentence, ...]:
    """Say which sums others named for the same force, which no text of an option holds."""
    found: dict[str, str] = {}
    for name, cost in costs.items():
        for claim in cost.claimed:
            later = ", which is later than the cut-off" if claim.later else ""
            words = (
                f"{span_words(claim.amount, claim.currency)} ({claim.what or 'for the force'}; {claim.source}{later})"
            )
            found.setdefault(words, name)
    return tuple(
        Sentence(f"Named elsewhere, and in no option’s text: {words}.", f"cost/{name}") for words, name in found.items()
    )


def unpriced_sentence(costs: Mapping[str, CharterCost]) -> tuple[Sentence, ...]:
    """Say what is not priced, and what only a rough figure prices, for whom the finance ministry is asked."""
    open_ = dict.fromkeys(u for c in costs.values() for u in c.unpriced)
    rough = [a for a in dict.fromkeys(a for c in costs.values() for a in c.asked) if a not in open_]
    first = next((n for n, c in costs.items() if c.unpriced or c.asked), "")
    told = [f"not priced: {'; '.join(open_)}"] if open_ else []
    told += [f"priced by our own rough figure alone: {'; '.join(rough)}"] if rough else []
    if not told:
        return ()
    text = f"{'; '.join(told)}. The letter of questions asks the finance ministry."
    return (Sentence(text[:1].upper() + text[1:], f"cost/{first}"),)


def money_title(costs: Mapping[str, CharterCost], titles: Mapping[str, str]) -> str:
    """Return the finding: what the dearest option costs, and how many texts name a sum."""
    known = {n: c for n, c in costs.items() if c.takes_in and c.lines}
    if not known:
        return "No option is priced"
    name, cost = max(known.items(), key=lambda pair: pair[1].total.middle)
    named = sum(c.named is not None for c in known.values())
    sums = {0: "no text names a sum", len(known): "each text names a sum"}.get(
        named, f"{count(named)} of {count(len(known))} texts name{'s' * (named == 1)} a sum"
    )
    short, months = titles.get(name, name).partition(" ")[0], numbered(cost.months, "month")
    least, most = _ends(cost)
    return f"{short} costs {cost.currency} {least} to {most} in {months}; {sums}"


def _ends(cost: CharterCost) -> tuple[str, str]:
    scale, unit = next(((by, name) for by, name in UNITS if cost.total.middle >= by), (1.0, ""))
    ends = [_digits(x / scale, bool(unit)) for x in (cost.total.low, cost.total.high)]
    return ends[0], f"{ends[1]} {unit}".strip()


def parts_of(cost: CharterCost) -> dict[str, MoneySpan]:
    """Return the sums of what stands together, by ``PARTS``; what costs nothing is left out."""
    found: dict[str, MoneySpan] = {}
    for name, items in PARTS.items():
        for line in cost.lines:
            if line.item in items and line.total.high > 0:
                found[name] = found[name] + line.total if name in found else line.total
    return found


def costs_block(costs: Mapping[str, CharterCost], titles: Mapping[str, str]) -> Table | None:
    """Return one row per option that costs something: best values of its parts, the whole with ends, a year."""
    known = {n: c for n, c in costs.items() if c.takes_in and c.lines}
    if not known:
        return None
    parts = [part for part in PARTS if any(part in parts_of(cost) for cost in known.values())]
    rows = tuple(
        Row(
            (
                titles.get(name, name),
                *(_best(parts_of(cost).get(part), cost) for part in parts),
                tuple(span_words(cost.total, cost.currency).split(", ")),
                _best(cost.full_year, cost),
            ),
            f"cost/{name}",
        )
        for name, cost in known.items()
    )
    columns = ("Option", *parts, "In all", "Then a year")
    numeric = tuple(range(1, len(columns)))
    return Table("Best value of each part; the whole with its ends", columns, rows, numeric, quoted=(0,))


def _best(span: MoneySpan | None, cost: CharterCost) -> str:
    if span is None or not span.middle:
        return "–"
    return span_words(MoneySpan(span.middle, span.middle, span.middle), cost.currency)


def costs_table(costs: Mapping[str, CharterCost]) -> pd.DataFrame:
    """Return the whole and every line with ``result`` ids: cost/<charter>, cost/<charter>/<n>-<item>."""
    rows: list[dict[str, object]] = []
    for name, cost in costs.items():
        year = {f"year_{n}": getattr(cost.full_year, n) for n in ("low", "middle", "high")}
        whole = {"word": cost.word, "unpriced": "; ".join(cost.unpriced), "months": cost.months, **year}
        named = {} if cost.named is None else {"named_low": cost.named.low, "named_high": cost.named.high}
        rows.append({"result": f"cost/{name}", "charter": name, **_flat(cost, cost.total), **whole, **named})
        rows += [_line(f"cost/{name}/{n}-{line.item}", name, cost, line) for n, line in enumerate(cost.lines, 1)]
    return pd.DataFrame(rows)


def _line(result: str, charter: str, cost: CharterCost, line: CostLine) -> dict[str, object]:
    each = {f"each_{n}": getattr(line.each, n) for n in ("low", "middle", "high")}
    said = {
        "what": line.what,
        "number": line.number.middle,
        "unit": line.unit,
        "label": line.label,
        "rests": line.rests,
    }
    return {"result": result, "charter": charter, **_flat(cost, line.total), **said, **each}


def _flat(cost: CharterCost, span: MoneySpan) -> dict[str, object]:
    return {"currency": cost.currency, "low": span.low, "middle": span.middle, "high": span.high}


def months_table(costs: Mapping[str, CharterCost]) -> pd.DataFrame:
    """Return what each option costs month by month with ``result`` ids: cost/<charter>/month/<n>."""
    rows = [
        {"result": f"cost/{name}/month/{m}", "charter": name, "month": m, **_flat(cost, span)}
        for name, cost in costs.items()
        for m, span in enumerate(cost.by_month, 1)
        if cost.lines
    ]
    return pd.DataFrame(rows)


def lines_block(cost: CharterCost) -> Table:
    """Return every line of one option: for how many, at which price, from where."""
    rows = tuple(
        Row(
            (
                line.what,
                f"{count(line.number.middle)} {line.unit}",
                span_words(line.each, cost.currency),
                span_words(line.total, cost.currency),
                (line.rests,),
            ),
            f"cost/{cost.charter}/{n}-{line.item}",
        )
        for n, line in enumerate(cost.lines, 1)
    )
    since = f", from {spell(cost.starts)}" if cost.starts else ""
    caption = f"{cost.currency}, {numbered(cost.months, 'month')}{since}"
    return Table(caption, ("What", "For", "Each", "In all", "Rests on"), rows, (1, 2, 3), quoted=(0, 4))


def cost_lines(cost: CharterCost) -> list[str]:
    """Return one charter's cost as lines of text: the whole, each line, who pays, what nobody prices."""
    costs = {cost.charter: cost}
    told = [
        cost_sentence(cost, "what it costs").text,
        *(s.text for s in payer_sentences(costs, {cost.charter: "money"})),
    ]
    lines = [
        f"  {line.what}: {count(line.number.middle)} {line.unit}, {span_words(line.each, cost.currency)} each; "
        f"{span_words(line.total, cost.currency)} ({line.rests})"
        for line in cost.lines
    ]
    return [told[0], *lines, *told[1:], *(s.text for s in unpriced_sentence(costs))]


def page_one_sentence(costs: Mapping[str, CharterCost]) -> tuple[Sentence, ...]:
    """Say on page one whose money it is, where any text names somebody and a sum; without one the matrix says so."""
    known = {n: c for n, c in costs.items() if c.takes_in}
    who = dict.fromkeys(m.who for c in known.values() for m in c.money)
    if not who or not any(c.named is not None for c in known.values()):
        return ()
    return (Sentence(f"Who pays, by the texts: {listed(who)}.", f"cost/{next(iter(known))}"),)


def charters_priced(costs: Iterable[CharterCost]) -> bool:
    """Return whether any charter takes somebody in or leads somebody out."""
    return any(cost.takes_in for cost in costs)
