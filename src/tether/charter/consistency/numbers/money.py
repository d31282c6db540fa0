"""Money and time: pay against the budget, screening and training against the days of intake."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, quoted
from tether.charter.schema.entities import Force, Group
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When


def write_money(sheet: NumberSheet) -> None:
    """A year's pay with on-cost against the budget; and one army's pay is one number."""
    design = sheet.design
    rows: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for path, pay in design.rows("pay"):
        who = quoted(pay.force)
        sheet.number(f"budget:{path}", pay.annual_budget, f"{path}.annual_budget", f"{who} has {{}} a year")
        sheet.number(f"base:{path}", pay.base_month, f"{path}.base_month", f"a man of {who} earns {{}} a month")
        said = f"by the pay of {who}, a soldier of the army earns {{}} a month"
        sheet.number(f"army:{path}", pay.army_base_month, f"{path}.army_base_month", said)
        rows[pay.force].append((path, pay))
    for force, paid in rows.items():
        row = design.named(force)
        _one_pay(sheet, force, paid)
        if isinstance(row, Force | Group):
            _budget(sheet, row, paid)
    _somebody_pays(sheet, rows)
    why, question = "the army's pay is one number", "What does a soldier of the army earn a month?"
    stated = [p for p, r in design.rows("pay") if isinstance(r.army_base_month, Number)]
    for first, second in pairwise(stated):
        terms: Terms = [(1.0, f"army:{first}"), (-1.0, f"army:{second}")]
        sheet.relate("NUM04", terms, 0.0, 0.0, why, f"{second}.army_base_month", question)
    armies = [p for p, r in design.rows("pay") if getattr(design.named(r.force), "kind", None) == "army"]
    if len(armies) == 1 and stated:
        terms = [(1.0, f"base:{armies[0]}"), (-1.0, f"army:{stated[0]}")]
        sheet.relate("NUM04", terms, 0.0, 0.0, why, f"{stated[0]}.army_base_month", question)


def _somebody_pays(sheet: NumberSheet, rows: dict[str, list[tuple[str, Any]]]) -> None:
    """Of a text seen whole that says who is paid: men of a new force are paid by one of its clauses."""
    design = sheet.design
    paid = {getattr(design.named(name), "force", name) for name in rows}
    for path, force in design.new_forces():
        taken = any(s.into == force.id for _, s in design.rows("induction"))
        if sheet.closed and rows and taken and force.id not in paid:
            said = [
                CharterClause(f"{p}.force", f"{quoted(name)} is paid") for name, own in rows.items() for p, _ in own
            ]
            why, question = f"men who enter {quoted(force.id)} are paid", f"Who pays the men of {quoted(force.id)}?"
            plan: Terms = [(1.0, f"plan:{force.id}")]
            sheet.relate("NUM04", plan, -math.inf, 0.0, why, f"{path}.target_strength", question, said, lesser=True)


def _one_pay(sheet: NumberSheet, force: str, paid: list[tuple[str, Any]]) -> None:
    """Two clauses by which one payer pays the men of one force say one base pay, unless the one ends the other."""
    for (first, one), (second, other) in pairwise(paid):
        if sheet.closed and one.payer == other.payer and one.via == other.via and isinstance(one.payer, str):
            why = f"the men of {quoted(force)} have one base pay from one payer"
            terms: Terms = [(1.0, f"base:{second}"), (-1.0, f"base:{first}")]
            at, question = f"{second}.base_month", f"What does a man of {quoted(force)} earn a month?"
            sheet.relate("NUM04", terms, 0.0, 0.0, why, at, question, lesser=True)


def _budget(sheet: NumberSheet, row: Any, paid: list[tuple[str, Any]]) -> None:
    bases = [r.base_month for _, r in paid if isinstance(r.base_month, Number)]
    path, first = paid[0]
    if isinstance(row, Group):
        _budget_of_a_group(sheet, row, paid)
        return
    planned = not isinstance(row.target_strength, Blank) or row.target_strength is UNKNOWN
    heads = f"{'plan' if planned else 'now'}:{row.id}"
    question = f"How much money a year does {quoted(row.id)} have, for how many men at which pay?"
    at, why = (
        f"{path}.annual_budget",
        f"heads × pay × 12 × on-cost ({sheet.design.settings.oncost:g}) is paid from the budget",
    )
    budgets: Terms = [(-1.0, f"budget:{p}") for p, r in paid]
    if not bases:
        if first.base_month is UNKNOWN and isinstance(first.annual_budget, Number) and heads in sheet.known:
            least = 12 * sheet.design.settings.oncost * sheet.known[heads].lo
            terms: Terms = [(least, f"base:{path}"), *budgets]
            sheet.relate("NUM04", terms, -math.inf, 0.0, why, at, question)
        return
    least = min(b.lo for b in bases)
    said = [
        CharterClause(f"{p}.base_month", f"a man of {quoted(row.id)} earns {r.base_month} a month") for p, r in paid
    ]
    said = [c for c, (_, r) in zip(said, paid, strict=True) if isinstance(r.base_month, Number)]
    if all(r.annual_budget is NONE for _, r in paid):
        return
    bare = "heads × pay × 12 is paid from the budget"
    sheet.relate("NUM04", [(12 * least, heads), *budgets], -math.inf, 0.0, bare, at, question, said)
    terms = [(12 * sheet.design.settings.oncost * least, heads), *budgets]
    sheet.relate("NUM04", terms, -math.inf, 0.0, why, at, question, said, lesser=True)


def _budget_of_a_group(sheet: NumberSheet, row: Group, paid: list[tuple[str, Any]]) -> None:
    """A group that is paid as it stands: its men leave it in time, so that its money is the lesser fault."""
    bases = [(p, r.base_month) for p, r in paid if isinstance(r.base_month, Number)]
    if not sheet.closed or not bases or not all(isinstance(r.annual_budget, Number) for _, r in paid):
        return
    said = [CharterClause(f"{p}.base_month", f"a man of {quoted(row.id)} earns {b} a month") for p, b in bases]
    least, (path, _) = min(b.lo for _, b in bases), paid[0]
    terms: Terms = [(12 * least, f"group:{row.id}"), *((-1.0, f"budget:{p}") for p, _ in paid)]
    why, question = "heads × pay × 12 is paid from the budget", f"How many men has {quoted(row.id)}, at which pay?"
    sheet.relate("NUM04", terms, -math.inf, 0.0, why, f"{path}.annual_budget", question, said, lesser=True)


def write_capacity(sheet: NumberSheet) -> None:
    """Intake against months × screening rate, and against courses × training places."""
    for path, stream in sheet.design.rows("induction"):
        name, intake = quoted(stream.id), f"intake:{stream.id}"
        window = [stream.starts, stream.ends]
        question = f"How many men does {name} take in, from when to when, and how many can be screened and trained?"
        if any(isinstance(day, Blank) for day in window):
            if UNKNOWN in window and not all(isinstance(day, Blank) for day in window):
                sheet.unknown[f"days:{path}"] = path
                sheet.relate("NUM06", [(1.0, f"days:{path}")], 0.0, 1e9, "intake has a window", path, question)
            continue
        days = max((stream.ends.hi - stream.starts.lo).days, 0)
        said = [
            CharterClause(f"{path}.starts", f"stream {name} opens on {stream.starts}"),
            CharterClause(f"{path}.ends", f"stream {name} closes on {stream.ends}"),
        ]
        vetting, training = stream.vetting, stream.training
        if not isinstance(vetting, Blank):
            rate, at = f"screened:{path}", f"{path}.vetting.per_month"
            sheet.number(rate, vetting.per_month, at, f"{{}} men a month can be screened for {name}")
            why = "everybody who enters is screened between the first and the last day"
            if not isinstance(vetting.per_month, Blank) or vetting.per_month is UNKNOWN:
                terms: Terms = [(1.0, intake), (-days / 30.4375, rate)]
                sheet.relate("NUM06", terms, -math.inf, 0.0, why, at, question, said)
        if not isinstance(training, Blank):
            _trained(sheet, path, stream, days, said, question)


def write_gifts(sheet: NumberSheet) -> None:
    """Wages that a donor gives are no more than the money for wages in as many years."""
    for path, aid in sheet.design.rows("aid"):
        rows = [(p, r) for p, r in sheet.design.rows("pay") if r.force == aid.to]
        dated = isinstance(aid.starts, When) and isinstance(aid.ends, When)
        if aid.item != "salaries" or len(rows) != 1 or not (dated and isinstance(aid.value, Number)):
            continue
        years = max(1.0, ((aid.ends.hi - aid.starts.lo).days + 1) / 365.25)
        gift, (at, _) = f"gift:{path}", rows[0]
        sheet.number(gift, aid.value, f"{path}.value", f"item {quoted(aid.id)} is worth {{}}")
        span = (
            CharterClause(f"{path}.starts", f"it starts on {aid.starts}"),
            CharterClause(f"{path}.ends", f"it ends on {aid.ends}"),
        )
        within = 1 + sheet.design.settings.allocation_gap
        terms: Terms = [(1.0, gift), (-years * within, f"budget:{at}")]
        why, question = "a gift of wages is spent as wages", f"What is {quoted(aid.id)} worth, and for how long?"
        sheet.relate("NUM04", terms, -math.inf, 0.0, why, f"{path}.value", question, span, lesser=True)


NEARLY = 0.8  # of what a test asks: less than a fifth short is within what screeners can make good
_SCREENED = re.compile(r"screen|vett", re.IGNORECASE)  # measures that are read off the screening


def write_screened(sheet: NumberSheet) -> None:
    """A test of the share screened can be passed at the rates of screening by the end of its phase."""
    design = sheet.design
    streams = [(p, s) for p, s in design.rows("induction")]
    rated = all(
        isinstance(s.intake, Number) and isinstance(s.starts, When) and not isinstance(s.vetting, Blank)
        and isinstance(s.vetting.per_month, Number) for _, s in streams
    )  # fmt: skip
    for path, phase in design.rows("phases") if sheet.closed and streams and rated else ():
        for n, test in enumerate(phase.tests or ()):
            due = test.due if isinstance(test.due, When) else phase.ends
            asks = isinstance(test.metric, str) and _SCREENED.search(test.metric) and test.op in (">=", ">", "==")
            share = test.threshold if isinstance(test.threshold, Number) and test.threshold.hi <= 1 else None
            if not (asks and share and isinstance(due, When)):
                continue
            at = f"{path}.tests.{n}"
            said = [
                CharterClause(at, f"phase {quoted(phase.id)} asks for {test.metric} {test.op} {share}"),
                CharterClause(f"{path}.ends" if due is phase.ends else f"{at}.due", f"by {due}"),
            ]
            terms: Terms = []
            for p, s in streams:
                months = max((due.hi - s.starts.lo).days, 0) / 30.4375
                done = f"done:{at}:{s.id}"
                said.append(CharterClause(f"{p}.starts", f"stream {quoted(s.id)} opens on {s.starts}"))
                sheet.relate("NUM06", [(1.0, done), (-months, f"screened:{p}")], -math.inf, 0.0, _SO_FAR, at, "",
                             lesser=True)  # fmt: skip
                every: Terms = [(1.0, done), (-1.0, f"intake:{s.id}")]
                sheet.relate("NUM06", every, -math.inf, 0.0, _SO_FAR, at, "", lesser=True)
                terms += [(1.0, done), (-share.lo * NEARLY, f"intake:{s.id}")]
            why, question = "a test can be passed by its day", "How many are screened by the end of the phase?"
            sheet.relate("NUM06", terms, 0.0, math.inf, why, at, question, said, lesser=True)


_SO_FAR = "screening goes at its rate, from the first day of intake"


def _trained(sheet: NumberSheet, path: str, stream: Any, days: int, said: list[CharterClause], question: str) -> None:
    training, name = stream.training, quoted(stream.id)
    if isinstance(training.weeks, Blank):
        return
    seats, at = f"trained:{path}", f"{path}.training.places"
    sheet.number(seats, training.places, at, f"{{}} men at a time can be trained for {name}")
    if isinstance(training.places, Blank) and training.places is not UNKNOWN:
        return
    courses = days // (7 * max(training.weeks.lo, 0.1))
    why = "everybody who enters is trained between the first and the last day"
    clauses = [*said, CharterClause(f"{path}.training.weeks", f"a course for {name} takes {training.weeks} weeks")]
    terms: Terms = [(1.0, f"intake:{stream.id}"), (-float(courses), seats)]
    sheet.relate("NUM06", terms, -math.inf, 0.0, why, at, question, clauses)
