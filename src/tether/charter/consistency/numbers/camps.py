"""Camps and dated steps: the heads and arms that they name, against the groups and the duty of handing in."""

from __future__ import annotations

import math
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, quoted
from tether.charter.schema.entities import Force, Group, Unit
from tether.charter.values import NONE, UNKNOWN, Blank, Number

DEEDS = {
    "disarm": "disarms",
    "discharge": "discharges",
    "canton": "gathers",
    "register": "registers",
    "deploy": "deploys",
    "merge": "merges",
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
    for kind in ("disarm", "discharge"):
        _once_each(sheet, kind)
    _in_the_camps(sheet)
    _all_disarmed(sheet)
    _all_the_arms(sheet)


def _in_the_camps(sheet: NumberSheet) -> None:
    """No step gathers more men of a group in camps than its camps hold."""
    camps = list(sheet.design.rows("cantonments"))
    for path, step in sheet.design.rows("steps"):
        own = [(p, r) for p, r in camps if r.of == step.by]
        counted = bool(own) and all(isinstance(r.persons, Number) for _, r in own)
        if step.kind == "canton" and isinstance(step.persons, Number) and counted:
            terms: Terms = [(1.0, f"step:{path}"), *((-(1 + sheet.gap), f"camp:{p}") for p, _ in own)]
            why, question = "camps hold those who gather in them", f"How many men of {step.by!r} gather in camps?"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.persons", question)


def _all_disarmed(sheet: NumberSheet) -> None:
    """Of a text seen whole: where arms must be handed in, the steps of a group disarm all who have a weapon."""
    design = sheet.design
    if not sheet.closed or design.at("surrender.required") is not True:
        return
    taking = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in design.rows("exits")}
    rate = design.at("surrender.per_person")
    armed = min(1.0, rate.lo) if isinstance(rate, Number) else 1.0  # the others have no weapon to hand in
    for _, group in design.rows("groups"):
        steps = [(p, s) for p, s in design.rows("steps") if s.kind == "disarm" and s.by == group.id]
        if group.id in taking and steps and all(isinstance(s.persons, Number) for _, s in steps):
            least = (1 - sheet.head_gap) * armed
            terms: Terms = [*((1.0, f"step:{p}") for p, _ in steps), (-least, f"group:{group.id}")]
            if "total:to_remain" in sheet.known:
                terms.append((1.0, "total:to_remain"))
            said = (CharterClause("surrender.required", "those who enter or leave hand in their arms"),)
            why, question = "all who must hand in their arms are disarmed", f"How many men of {group.id} are disarmed?"
            sheet.relate("NUM01", terms, 0.0, math.inf, why, f"{steps[-1][0]}.persons", question, said, lesser=True)


def _all_the_arms(sheet: NumberSheet) -> None:
    """Of a text seen whole: steps that count weapons and no men bring in what all who must hand them in owe."""
    design, rate = sheet.design, sheet.design.at("surrender.per_person")
    if not sheet.closed or design.at("surrender.required") is not True or not isinstance(rate, Number):
        return
    taking = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in design.rows("exits")}
    groups = [g.id for _, g in design.rows("groups") if g.id in taking or NONE in taking]
    every = [(p, s) for p, s in design.rows("steps") if s.kind == "disarm"]
    for by in dict.fromkeys(s.by for _, s in every):
        steps = [(p, s) for p, s in every if s.by == by]
        whose = [by] if by in groups else groups if by is NONE and len(steps) == len(every) else []
        stay = sheet.known.get("total:to_remain")
        counted = all(isinstance(s.persons, Blank) and s.persons is not UNKNOWN for _, s in steps)
        if not whose or not counted or any(isinstance(s.arms, Blank) and s.arms is not UNKNOWN for _, s in steps):
            continue
        for path, step in steps:
            words = f"step {quoted(step.id)} brings in {{}} weapons"
            sheet.number(f"arms:{path}", step.arms, f"{path}.arms", words)
        gap = design.settings.allocation_gap
        said = (
            CharterClause("surrender.required", "those who enter or leave hand in their arms"),
            CharterClause("surrender.per_person", f"{rate} weapons are handed in a head"),
        )
        arms: Terms = [(1.0, f"arms:{p}") for p, _ in steps]
        why, at = "all who must hand in their arms bring in what they owe", f"{steps[-1][0]}.arms"
        question = "How many weapons come in, of how many men?"
        for end, least, most in ((rate.lo * (1 - gap), 0.0, math.inf), (rate.hi * (1 + gap), -math.inf, 0.0)):
            if least == 0.0 and (stay is None or stay.hi > 0):
                continue  # who stays as he is keeps his weapon
            terms: Terms = [*arms, *((-end, f"group:{g}") for g in whose)]
            sheet.relate("NUM07", terms, least, most, why, at, question, said, lesser=True)


def _once_each(sheet: NumberSheet, kind: str) -> None:
    """Of a text seen whole: all steps of one kind together disarm or discharge nobody twice."""
    design = sheet.design
    groups = {g.id for _, g in design.rows("groups")}
    rows = [(p, s) for p, s in design.rows("steps") if s.kind == kind and (isinstance(s.by, Blank) or s.by in groups)]
    counted = [(p, s) for p, s in rows if isinstance(s.persons, Number) or s.persons is UNKNOWN]
    if not sheet.closed or len(counted) < (1 if kind == "discharge" else 2):
        return
    others = [f for _, f in design.rows("forces") if f.status in ("to-dissolve", "excluded")]
    told: Terms = [(1.0, f"step:{p}") for p, _ in counted]
    at, question = f"{counted[-1][0]}.persons", "How many men does each step of one kind reach?"
    if kind == "discharge":
        whole = next((n for n in ("total:to_exit", "leavers") if n in sheet.known), "")
        parts = [whole] if whole else []
        why = "no more are discharged, step by step, than are to leave"
    else:
        sized = all(isinstance(g.size, Number) for _, g in design.rows("groups"))
        parts = [f"group:{g}" for g in sorted(groups)] if sized and not others else []
        why = "no more are disarmed, step by step, than there are"
    if parts:
        terms: Terms = [*told, *((-(1 + sheet.gap), n) for n in parts)]
        sheet.relate("NUM01", terms, -math.inf, 0.0, why, at, question)


def write_sites(sheet: NumberSheet) -> None:
    """Whoever watches or guards camps has a man for each of them at the least."""
    design = sheet.design
    strengths = {r.actor: (f"{p}.strength", r.strength) for p, r in design.rows("enforcement")}
    strengths |= {f.id: (f"{p}.strength", f.strength) for p, f in design.rows("forces") if f.status != "new"}
    strengths |= {u.id: (f"{p}.size", u.size) for p, u in design.rows("units")}
    for path, row in design.rows("cantonments"):
        sites = f"sites:{path}"
        sheet.number(sites, row.sites, f"{path}.sites", f"the men of {quoted(row.of)} gather in {{}} camps")
        for key, does in (("watched_by", "watches"), ("guarded_by", "guards")):
            who = getattr(row, key)
            at, men = strengths.get(who, ("", NONE)) if isinstance(who, str) else ("", NONE)
            if not isinstance(men, Number) or not isinstance(row.sites, Number):
                continue
            said = (
                CharterClause(f"{path}.{key}", f"{quoted(who)} {does} the camps"),
                CharterClause(at, f"{quoted(who)} has {men} persons"),
            )
            why, question = "nobody is in more camps than he has men", f"How many camps does {quoted(who)} watch?"
            sheet.relate("NUM07", [(1.0, sites)], -math.inf, men.hi, why, f"{path}.sites", question, said, lesser=True)


def _taking_part(sheet: NumberSheet, step: Any) -> list[str]:
    """Return the quantities that hold all who can take a step: its own group's, or those in scope."""
    design, actor = sheet.design, sheet.design.named(step.by)
    if isinstance(actor, Group):
        return [f"group:{actor.id}"]
    if step.kind == "deploy" and isinstance(actor, Unit):
        return [f"whole:{actor.id}"] if isinstance(actor.size, Number) else []
    if step.kind == "merge":
        now = isinstance(actor, Force) and actor.status != "new" and isinstance(actor.strength, Number)
        planned = isinstance(actor, Force) and actor.status == "new" and isinstance(actor.target_strength, Number)
        return [f"now:{step.by}"] if now else [f"plan:{step.by}"] if planned else []
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
    _no_more_than_owed(sheet, path, step, rate)
    clause = (CharterClause("surrender.per_person", f"{rate} weapons are handed in a head"),)
    terms: Terms = [(1.0, arms), (-rate.lo * (1 - sheet.design.settings.allocation_gap), name)]
    why, question = "who is disarmed hands in his weapon", "How many weapons come in, of how many men?"
    sheet.relate("NUM07", terms, 0.0, math.inf, why, f"{path}.arms", question, clause)


def _no_more_than_owed(sheet: NumberSheet, path: str, step: Any, rate: Number) -> None:
    """The weapons of a step are no more than those whom it disarms owe, or may be more by a tenth."""
    if not (isinstance(step.arms, Number) and isinstance(step.persons, Number)):
        return
    clause = (CharterClause("surrender.per_person", f"{rate} weapons are handed in a head"),)
    terms: Terms = [(1.0, f"arms:{path}"), (-rate.hi * (1 + sheet.design.settings.allocation_gap), f"step:{path}")]
    why, question = "a step brings in the weapons that are owed", "How many weapons come in, of how many men?"
    sheet.relate("NUM07", terms, -math.inf, 0.0, why, f"{path}.arms", question, clause, lesser=True)
