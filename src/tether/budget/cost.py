"""What one charter costs, by month and in all, with what could not be priced and the money that it names.

    found = cost_of(charter, status_quo, plan, country="IRQ", as_of="2015-06")
    found.total.middle, found.by_month, found.unpriced, found.word

Who is counted: the men of the plan where there is one (heads in post at each month's end, ways out taken), else the
charter's own heads, from the day on which a stream opens to the day on which it closes. Of N planned months:

    pay        = Σ_months heads · pay of a soldier · rank factor       rank factor = Σ_ranks share of posts · ratio
    keep       = pay · (on-cost − 1)                                    food, kit, cover
    training   = men who enter by a stream with training · price        in the month of entry
    equipment  = men who enter · price                                  in the month of entry
    ways out   = places taken · cost per place, or months of support · price; a pension for the months that are left

Where the charter states a base pay it is every rank's, as the planner and the checker count it (so the middle of a
year's pay and keep is the plan's own); the high end pays ranks as the price book does. An interval is the product of
ends: nothing says that all prices are high together, so it is wide. Amounts are in prices of the year in which the
charter starts or of the row's own year, not carried forward.

To price another thing: a row in ``prices.csv``, its words in ``ITEMS``, a function below that returns its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from tether.budget.money import ClaimedBudget, NamedMoney, claimed_budgets, named_money, span_of
from tether.budget.price_book import (
    DOLLAR,
    ITEMS,
    NOTHING,
    BookPrice,
    Label,
    MoneySpan,
    in_currency,
    price,
)
from tether.charter import NONE, Blank, Charter, Number
from tether.errors import InputError
from tether.evidence.calendar import months_between
from tether.evidence.claims import Claims
from tether.evidence.countries import lookup
from tether.induction.cells import PYRAMID
from tether.induction.charter_terms import MONTHS, read_terms, section_of
from tether.induction.measures import Handover

ONE = MoneySpan(1.0, 1.0, 1.0)
NO_NUMBER = "how many enter: the charter gives no number"


@dataclass(frozen=True)
class CostLine:
    """One thing that costs: ``number`` of ``unit`` at ``each``, month by month in ``months``."""

    item: str  # of ``ITEMS``
    what: str
    number: MoneySpan
    unit: str
    each: MoneySpan
    label: Label
    rests: str  # where the price comes from
    months: tuple[MoneySpan, ...]

    @property
    def total(self) -> MoneySpan:
        """Return the sum over the months."""
        return _sum(self.months)


@dataclass(frozen=True)
class CharterCost:
    """What a charter costs in ``currency`` over its planned months, and the money that it names."""

    charter: str
    currency: str
    starts: str  # YYYY-MM, "" where it does not say
    months: int
    heads: float  # men in post at the end, middle
    planned: bool  # heads and ways out are the plan's
    takes_in: bool  # whether it takes anybody in or leads anybody out
    lines: tuple[CostLine, ...] = ()
    unpriced: tuple[str, ...] = ()  # in words
    money: tuple[NamedMoney, ...] = ()
    claimed: tuple[ClaimedBudget, ...] = ()

    @cached_property
    def total(self) -> MoneySpan:
        """Return the sum of all that is priced."""
        return _sum([line.total for line in self.lines])

    @cached_property
    def by_month(self) -> tuple[MoneySpan, ...]:
        """Return the sum of all lines, month by month."""
        return tuple(_sum([line.months[m] for line in self.lines]) for m in range(self.months))

    @property
    def full_year(self) -> MoneySpan:
        """Return a year's pay and keep of the men in post at the end."""
        return _sum([line.months[-1] * 12.0 for line in self.lines if line.item in ("pay", "keep")])

    @property
    def named(self) -> MoneySpan | None:
        """Return the money named with a sum; None where no sum is."""
        sums = [m.total for m in self.money if m.total is not None]
        return _sum(sums) if sums else None

    @property
    def asked(self) -> tuple[str, ...]:
        """Return what neither the charter nor a price of its own country says, for the finance ministry."""
        rough = [
            ITEMS[line.item] for line in self.lines if line.rests.partition(":")[0] in ROUGH and line.item != "keep"
        ]
        return tuple(dict.fromkeys((*rough, *(u for u in self.unpriced if u in ITEMS.values()))))

    @property
    def word(self) -> str:
        """Return the matrix's word: the cost that is priced against the money that is named."""
        if not self.takes_in:
            return "no pay"
        if (not any(line.item == "pay" for line in self.lines) and NO_NUMBER in self.unpriced) or not self.lines:
            return "not priced"
        if not self.money:
            return "no money named"
        if self.named is None:
            return "payer, no sum"
        if self.named.high < self.total.low:
            return "short"
        return "covered" if self.named.low >= self.total.high else "undecided"


ROUGH = ("judged for the world", *(f"judged for {r}" for r in ("africa", "americas", "asia", "europe", "middle-east")))


def cost_of(
    charter: Charter,
    base: Charter | None = None,
    plan: Handover | None = None,
    *,
    country: str = "",
    as_of: str = "",
    names: Mapping[str, str] | None = None,
    claims: Claims | None = None,
) -> CharterCost:
    """Return what a charter costs. ``country``: a name or ISO3 code where the charter names none; ``claims`` as known.

    ``names`` gives the printed name of an actor's id; ``as_of`` leaves out prices published later.
    """
    streams = tuple(_rows(charter.induction))
    exits = tuple(_rows(charter.exits))
    forces = {str(s.into) for s in streams}
    months, starts = _course(charter, base, plan)
    purse = _Purse.of(charter, base, country, as_of, int(starts[:4]) if starts else 0)
    heads = _heads(streams, plan, months, starts)
    paid = () if plan is None and _unnumbered(streams) else _men(charter, base, streams, heads, purse)
    lines = [*paid, *_ways_out(exits, plan, months, starts, purse)]
    if streams and plan is None and _unnumbered(streams):
        purse.unpriced.append(NO_NUMBER)
    return CharterCost(
        charter.id,
        purse.currency,
        starts,
        months,
        heads[-1].middle if heads else 0.0,
        plan is not None,
        bool(streams or exits),
        tuple(lines),
        tuple(dict.fromkeys(purse.unpriced)),
        named_money(charter, base, forces, names or {}, months, starts) if streams else (),
        claimed_budgets(claims, forces, as_of),
    )


class _Purse:
    """Prices in one currency for one charter; what it finds no price for it remembers."""

    def __init__(self, currency: str, country: str, year: int, as_of: str):
        self.currency, self.country, self.year, self.as_of = currency, country, year, as_of
        self.unpriced: list[str] = []

    @classmethod
    def of(cls, charter: Charter, base: Charter | None, country: str, as_of: str, year: int) -> _Purse:
        """Return the purse of a charter: its own currency where a sum or a rate is known in it, else dollars."""
        metas = [c.meta for c in (charter, base) if c is not None and c.meta]
        where = next((str(m.country) for m in metas if m.country), country) or country
        found = lookup(where) or lookup(country)
        iso3 = found.iso3 if found else ""
        own = next((str(m.currency) for m in metas if m.currency), DOLLAR)
        rate = price("rate", iso3, year, as_of)
        known = own == DOLLAR or (rate is not None and rate.currency == own)
        return cls(own if known or _states_sums(charter, base) else DOLLAR, iso3, year, as_of)

    def find(self, item: str) -> BookPrice | None:
        """Return the nearest price in the purse's currency; None, remembered, where there is none."""
        found = price(item, self.country, self.year, self.as_of)
        made = in_currency(found, self.currency, self.country, self.year, self.as_of) if found else None
        if made is None:
            more = f" (priced in dollars alone, and no rate to {self.currency} is known)" if found else ""
            self.unpriced.append(f"{ITEMS[item]}{more}")
        return made

    def ratio(self, item: str) -> MoneySpan:
        """Return a ratio of the book."""
        found = price(item, self.country, self.year)
        return found.amount if found else ONE


def _men(
    charter: Charter, base: Charter | None, streams: Sequence[Any], heads: Sequence[MoneySpan], purse: _Purse
) -> Iterator[CostLine]:
    """Return what those who enter cost: pay and keep, training, equipment; screening where it is priced."""
    if not streams:
        return
    entrants = _steps(heads)
    paid = _pay(charter, base, {str(s.into) for s in streams}, purse)
    if paid is not None:
        each, label, rests = paid
        line = _line("pay", heads, "man-months", each, label, rests)
        yield line
        ratio, found = purse.ratio("keep"), price("keep", purse.country, purse.year)
        months = tuple(m * ratio for m in line.months)
        rests = found.standing if found else ""
        yield CostLine("keep", ITEMS["keep"], line.number, "man-months", each * ratio, "judged", rests, months)
    shares = {"training": _share(streams, _trained), "equipment": 1.0, "screening": _share(streams, _screened)}
    for item, share in shares.items():
        bought = purse.find(item) if share > 0 else None
        if bought is not None:
            yield _line(item, [e * share for e in entrants], "men", bought.amount, bought.label, bought.standing)
    rows = [r for r in _rows(section_of(charter, base, "pay")) if r.force in {str(s.into) for s in streams}]
    if any(r.death_cover is True for r in rows):
        purse.find("cover")


def _pay(
    charter: Charter, base: Charter | None, forces: set[str], purse: _Purse
) -> tuple[MoneySpan, Label, str] | None:
    """Return pay a man and month over all ranks, its label, and where it comes from; None where nobody says."""
    rows = [r for r in _rows(section_of(charter, base, "pay")) if r.force in forces]
    stated = [span_of(r.base_month) for r in rows if isinstance(r.base_month, Number)]
    factor = rank_factor(purse.country, purse.year)
    if stated:
        return _sum(stated) * MoneySpan(1.0, 1.0, factor.high), "charter", "the charter’s base pay, every rank alike"
    found = purse.find("pay")
    return (found.amount * factor, found.label, found.standing) if found else None


def rank_factor(country: str = "", year: int = 0) -> MoneySpan:
    """Return mean pay over a soldier's, by the planner's pyramid of posts and the book's ratios."""
    middles = {rank: (low + high) / 2 for rank, (low, high) in PYRAMID.items()}
    whole, factor = sum(middles.values()), NOTHING
    for rank, share in middles.items():
        found = price(f"rank-{rank}", country, year)
        factor = factor + (found.amount if found else ONE) * (share / whole)
    return factor


def _ways_out(
    exits: Sequence[Any], plan: Handover | None, months: int, starts: str, purse: _Purse
) -> Iterator[CostLine]:
    counted = [r for r in exits if isinstance(r.places, Number)]
    if len(counted) < len(exits):
        purse.unpriced.append("ways out whose number of places the charter does not give")
    whole = sum(r.places.mid for r in counted)
    for row in counted:
        if plan is not None:
            share = row.places.mid / whole if whole else 0.0
            left = [MoneySpan(m.exits, m.exits, m.exits) * share for m in plan.by_month] or [NOTHING] * months
            taken = _steps([*left, *[left[-1]] * (months - len(left))][:months])
        else:
            opens = _index(row.starts, starts, months)
            taken = [span_of(row.places) if m == opens else NOTHING for m in range(months)]
        line = _way_out(row, taken, months, purse)
        if line is not None:
            yield line


def _way_out(row: Any, taken: list[MoneySpan], months: int, purse: _Purse) -> CostLine | None:
    kind = str(row.kind or "way out").replace("-", " ")
    stated = [span_of(v) for v in (row.cost, row.capital) if isinstance(v, Number)]
    if stated:
        return _line("exit", taken, "places", _sum(stated), "charter", "the charter’s cost per place", kind)
    if row.kind == "pension":
        found = purse.find("pension")
        if found is None:
            return None
        paid = tuple(t * found.amount * float(months - m) for m, t in enumerate(taken))
        return CostLine("pension", kind, _sum(taken), "places", found.amount, found.label, found.standing, paid)
    monthly = price("exit-month", purse.country, purse.year, purse.as_of)
    if isinstance(row.support_months, Number) and monthly is not None:
        made = purse.find("exit-month")
        if made is not None:
            each = made.amount * span_of(row.support_months)
            return _line("exit-month", taken, "places", each, made.label, made.standing, kind)
    found = purse.find("exit")
    return _line("exit", taken, "places", found.amount, found.label, found.standing, kind) if found else None


def _line(
    item: str, number: Sequence[MoneySpan], unit: str, each: MoneySpan, label: Label, rests: str, what: str = ""
) -> CostLine:
    return CostLine(item, what or ITEMS[item], _sum(number), unit, each, label, rests, tuple(n * each for n in number))


def _heads(streams: Sequence[Any], plan: Handover | None, months: int, starts: str) -> list[MoneySpan]:
    """Return the men in post at the end of each month."""
    if plan is not None:
        said = [MoneySpan(m.inducted, m.inducted, m.inducted) for m in plan.by_month]
        said = said or [MoneySpan(plan.inducted, plan.inducted, plan.inducted)]
        return [*said, *[said[-1]] * (months - len(said))][:months]
    heads = [NOTHING] * months
    for stream in streams:
        if not isinstance(stream.intake, Number):
            continue
        opens = _index(stream.starts, starts, months)
        closes = max(opens, _index(stream.ends, starts, months, last=True)) if stream.ends else opens
        whole = span_of(stream.intake)
        for m in range(opens, months):
            heads[m] = heads[m] + whole * min(1.0, (m - opens + 1) / (closes - opens + 1))
    return heads


def _unnumbered(streams: Sequence[Any]) -> bool:
    return any(not isinstance(s.intake, Number) for s in streams)


def _course(charter: Charter, base: Charter | None, plan: Handover | None) -> tuple[int, str]:
    """Return the planned months and the first of them, as the planner reads them."""
    starts = charter.starts or ""
    try:
        policy = read_terms(charter, None, base).policy
        return len(plan.by_month) if plan is not None and plan.by_month else policy.months, policy.starts or starts
    except InputError:
        return MONTHS, starts


def _index(when: Any, starts: str, months: int, last: bool = False) -> int:
    """Return the month of a date, 0 being the first; 0 where there is no date."""
    if isinstance(when, Blank) or not when or not starts:
        return 0
    month = f"{(when.hi if last else when.lo):%Y-%m}"
    return min(max(months_between(starts, month) if month >= starts else 0, 0), months - 1)


def _steps(running: Sequence[MoneySpan]) -> list[MoneySpan]:
    """Return what each month adds to a running number."""
    before = [NOTHING, *running[:-1]]
    return [
        MoneySpan(max(0.0, n.low - b.low), max(0.0, n.middle - b.middle), max(0.0, n.high - b.high))
        for n, b in zip(running, before, strict=True)
    ]


def _share(streams: Sequence[Any], asks: Any) -> float:
    """Return the share of the intake that enters by streams of which ``asks`` holds."""
    weights = [(s.intake.mid if isinstance(s.intake, Number) else 1.0, bool(asks(s))) for s in streams]
    whole = sum(w for w, _ in weights)
    return sum(w for w, yes in weights if yes) / whole if whole else 0.0


def _trained(stream: Any) -> bool:
    return bool(stream.training) and stream.training.weeks is not NONE


def _screened(stream: Any) -> bool:
    return bool(stream.vetting)


def _states_sums(charter: Charter, base: Charter | None) -> bool:
    pay = [v for r in _rows(section_of(charter, base, "pay")) for v in (r.base_month, r.annual_budget)]
    return any(isinstance(v, Number) for v in (*pay, *(r.cost for r in _rows(charter.exits))))


def _rows(section: Any) -> Sequence[Any]:
    return () if isinstance(section, Blank) or not section else section


def _sum(spans: Sequence[MoneySpan]) -> MoneySpan:
    return reduce(MoneySpan.__add__, spans, NOTHING)
