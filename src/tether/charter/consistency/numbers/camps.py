"""Camps and dated steps: the heads and arms that they name, against the groups and the duty of handing in."""

from __future__ import annotations

import math
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, quoted
from tether.charter.schema.entities import Force, Group
from tether.charter.values import UNKNOWN, Number

DEEDS = {
    "disarm": "disarms",
    "discharge": "discharges",
    "canton": "gathers",
    "register": "registers",
    "deploy": "deploys",
}


def write_camps(sheet: NumberSheet) -> None:
    """Write down who gathers in the camps of one group or force: no more than it has."""
    for path, row in sheet.design.rows("cantonments"):
        name, of = f"camp:{path}", sheet.design.named(row.of)
        said = f"{{}} men of {quoted(row.of)} gather in camps"
        if not sheet.number(name, row.persons, f"{path}.persons", said) and row.persons is not UNKNOWN:
            continue
        whole = f"group:{row.of}" if isinstance(of, Group) else f"now:{row.of}"
        if isinstance(of, Group | Force):
            terms: Terms = [(1.0, name), (-(1 + sheet.gap), whole)]
            why, question = "no more men gather than there are", f"How many men has {quoted(row.of)}?"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.persons", question)


def write_steps(sheet: NumberSheet) -> None:
    """Write down the persons and the arms of each step, against those who take it and the arms a head."""
    for path, step in sheet.design.rows("steps"):
        if step.kind not in DEEDS:
            continue
        name, does = f"step:{path}", DEEDS[str(step.kind)]
        said = f"step {quoted(step.id)} {does} {{}}"
        if sheet.number(name, step.persons, f"{path}.persons", said) or step.persons is UNKNOWN:
            whole = _taking_part(sheet, step)
            if whole:
                terms: Terms = [(1.0, name), *((-(1 + sheet.gap), n) for n in whole)]
                why, question = f"no step {does} more men than there are", "How many men take each step?"
                sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.persons", question)
            if step.kind == "disarm":
                _arms_a_head(sheet, path, step, name)


def _taking_part(sheet: NumberSheet, step: Any) -> list[str]:
    """Return the quantities that hold all who can take a step: its own group's, or those in scope."""
    design, actor = sheet.design, sheet.design.named(step.by)
    if isinstance(actor, Group):
        return [f"group:{actor.id}"]
    if step.kind == "deploy":
        planned = isinstance(actor, Force) and actor.status == "new" and isinstance(actor.target_strength, Number)
        return [f"plan:{step.by}"] if planned else []
    forces = [f for _, f in design.rows("forces") if f.status in ("to-dissolve", "excluded")]
    if not sheet.closed or step.kind == "register" or forces or isinstance(actor, Force):
        return []  # men of other forces may be among them
    groups = [g for _, g in design.rows("groups")]
    known = bool(groups) and all(isinstance(g.size, Number) for g in groups)
    return [f"group:{g.id}" for g in groups] if known else []


def _arms_a_head(sheet: NumberSheet, path: str, step: Any, name: str) -> None:
    """Hold the arms of a step against what each man hands in."""
    rate = sheet.design.at("surrender.per_person")
    arms = f"arms:{path}"
    said = f"step {quoted(step.id)} brings in {{}} weapons"
    written = sheet.number(arms, step.arms, f"{path}.arms", said) or step.arms is UNKNOWN
    if not (written and isinstance(rate, Number)) or sheet.design.at("surrender.required") is not True:
        return
    clause = (CharterClause("surrender.per_person", f"{rate} weapons are handed in a head"),)
    terms: Terms = [(1.0, arms), (-rate.lo * (1 - sheet.design.settings.allocation_gap), name)]
    why, question = "who is disarmed hands in his weapon", "How many weapons come in, of how many men?"
    sheet.relate("NUM07", terms, 0.0, math.inf, why, f"{path}.arms", question, clause)
