"""A part is no more than its whole: men of a unit by origin, camps and groups of a place, steps one after another.

Each function states one such pair of quantities for every row that has it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, bounded, children, percent, quoted
from tether.charter.reading import Design
from tether.charter.values import Blank, Number


def write_parts(sheet: NumberSheet) -> None:
    """Write down parts and wholes that stand in different sections."""
    _existing_below_its_ceiling(sheet)
    _parts_of_units(sheet)
    _people_of_places(sheet)
    _after_what_it_depends_on(sheet)
    _camps_together(sheet)
    _everybody_else_comes(sheet)
    _wages_of_a_gift(sheet)
    _articles(sheet)


def _existing_below_its_ceiling(sheet: NumberSheet) -> None:
    """A force that stands, and that nobody plans to make smaller, has no more men than it may have."""
    leaving = any(s.kind in ("withdrawal", "merge") for _, s in sheet.design.rows("steps"))  # it may be meant for later
    for path, force in sheet.design.rows("forces"):
        stays = force.status == "existing" and not leaving
        if stays and isinstance(force.target_strength, Blank) and sheet.closed:
            terms: Terms = [(1.0, f"now:{force.id}"), (-1.0, f"most:{force.id}")]
            why, question = "no force has more men than it may have", f"How many men may {quoted(force.id)} have?"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.ceiling", question, lesser=True)


def _parts_of_units(sheet: NumberSheet) -> None:
    """The units below one that holds them have no more men of a group, or a community, than it has."""
    kids = children(sheet.design)
    for path, unit in sheet.design.rows("units"):
        below = kids.get(unit.id, [])
        sized = below and all(isinstance(k.size, Number) for k in below) and isinstance(unit.size, Number)
        if not sized or unit.echelon in ("hq", "region") or bounded(unit, kids):
            continue  # its size may be its staff's
        for key, said in (("origin", "draws {} from"), ("community_shares", "is {} of")):
            whole = getattr(unit, key)
            for name, share in whole.items() if isinstance(whole, dict) else ():
                if isinstance(share, Number):
                    at = f"{path}.{key}.{name}"
                    own = CharterClause(at, f"unit {quoted(unit.id)} {said.format(percent(share))} {quoted(name)}")
                    _part_of_unit(sheet, unit, below, (key, said, name), share, own)


def _part_of_unit(
    sheet: NumberSheet, unit: Any, below: list[Any], what: tuple[str, str, str], share: Number, own: CharterClause
) -> None:
    key, said, name = what
    paths = {u.id: p for p, u in sheet.design.rows("units")}
    terms: Terms = [(-share.hi * (1 + sheet.share_gap), f"unit:{unit.id}")]
    clauses = [own]
    for kid in below:
        part = getattr(kid, key).get(name) if isinstance(getattr(kid, key), dict) else None
        if isinstance(part, Number) and part.lo > 0:
            terms.append((part.lo, f"unit:{kid.id}"))
            words = f"unit {quoted(kid.id)} below it {said.format(percent(part))} {quoted(name)}"
            clauses.append(CharterClause(f"{paths[kid.id]}.{key}.{name}", words))
    if len(terms) > 1:
        why = "a unit has the men of the units below it"
        question = f"How many men has {quoted(unit.id)}, and each unit below it?"
        sheet.relate("NUM02", terms, -math.inf, 0.0, why, clauses[-1].path, question, clauses)


def _people_of_places(sheet: NumberSheet) -> None:
    """Whoever is held or lives in one asset, and the men of a group, are no more than the people of their places."""
    design = sheet.design
    for path, asset in design.rows("assets"):
        name, said = f"held:{path}:persons", f"{{}} people live or are held in {quoted(asset.id)}"
        if isinstance(asset.places, tuple) and asset.places:
            sheet.number(name, asset.persons, f"{path}.persons", said)
            _no_more_than_live_there(sheet, name, f"{path}.persons", f"{path}.places", asset.places)
    for path, group in design.rows("groups"):
        if isinstance(group.home, tuple) and group.home:
            _no_more_than_live_there(sheet, f"group:{group.id}", f"{path}.size", f"{path}.home", group.home)


def _no_more_than_live_there(sheet: NumberSheet, name: str, at: str, where: str, places: tuple[str, ...]) -> None:
    if name in sheet.known and all(f"people:{p}" in sheet.known for p in places):
        said = (CharterClause(where, f"this is in {', '.join(places)}"),)
        terms: Terms = [(1.0, name), *((-(1 + sheet.gap), f"people:{p}") for p in places)]
        why, question = "no more are in a place than people live there", "How many people live in each place?"
        sheet.relate("NUM07", terms, -math.inf, 0.0, why, at, question, said)


_FOLLOWING = ("register", "canton", "disarm", "discharge")  # one and the same men, step by step


def _after_what_it_depends_on(sheet: NumberSheet) -> None:
    """A step that depends on one of the same men's reaches no more of them."""
    rows = {s.id: (p, s) for p, s in sheet.design.rows("steps")}
    for path, step in rows.values():
        for name in step.depends_on or ():
            at, before = rows.get(name, ("", None))
            if before is None or step.kind not in _FOLLOWING or before.kind not in _FOLLOWING or step.by != before.by:
                continue
            same = [s for _, s in rows.values() if s.kind == before.kind and s.by == before.by]
            if not (isinstance(step.persons, Number) and isinstance(before.persons, Number)) or len(same) > 1:
                continue
            sheet.number(f"step:{at}", before.persons, f"{at}.persons", f"step {quoted(before.id)} reaches {{}}")
            said = (CharterClause(f"{path}.depends_on", f"step {quoted(step.id)} depends on {quoted(before.id)}"),)
            terms: Terms = [(1.0, f"step:{path}"), (-(1 + sheet.gap), f"step:{at}")]
            why = "what comes after a step reaches those whom it reached"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.persons", "", said, lesser=True)


def _camps_together(sheet: NumberSheet) -> None:
    """All camps of one group together hold no more men than it has."""
    rows: dict[str, list[str]] = defaultdict(list)
    for path, row in sheet.design.rows("cantonments"):
        if isinstance(row.persons, Number):
            rows[row.of].append(path)
    for of, paths in rows.items():
        if len(paths) > 1 and f"group:{of}" in sheet.known:
            terms: Terms = [*((1.0, f"camp:{p}") for p in paths), (-(1 + sheet.gap), f"group:{of}")]
            why, question = "nobody gathers in two camps", f"How many men of {quoted(of)} gather in each camp?"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{paths[-1]}.persons", question, lesser=True)


def _everybody_else_comes(sheet: NumberSheet) -> None:
    """If all others come, those who stay away leave the house as full as is expected."""
    terms: Terms = [(1.0, "seats:seats"), (-1.0, "seats:attendance")]
    said = []
    for path, row in sheet.design.rows("politics.vetoes"):
        if isinstance(row.attendance, Number) and isinstance(row.seats, Number) and row.attendance.hi < 1:
            terms.append((-(1 - row.attendance.hi), f"held:{path}"))
            words = f"{percent(row.attendance)} of {quoted(row.actor)} come"
            said.append(CharterClause(f"{path}.attendance", words))
    if said and {"seats:seats", "seats:attendance"} <= set(sheet.known):
        why, at = "who stays away is not present", "politics.passage.attendance"
        question = "How many of each player come, and how many are present in all?"
        sheet.relate("NUM03", terms, -0.5, math.inf, why, at, question, said)


def _wages_of_a_gift(sheet: NumberSheet) -> None:
    """Of a text seen whole: where a donor funds the pay by one gift, the gift is no less than the money for it."""
    design = sheet.design
    for at, pay in design.rows("pay"):
        gifts = [(p, a) for p, a in design.rows("aid") if a.item == "salaries" and a.to == pay.force]
        mine = len(gifts) == 1 and isinstance(pay.funder, str) and gifts[0][1].donor == pay.funder
        if not sheet.closed or not mine or f"budget:{at}" not in sheet.known:
            continue
        path, gift = gifts[0]
        if f"gift:{path}" in sheet.known:
            years = max(1.0, ((gift.ends.hi - gift.starts.lo).days + 1) / 365.25)
            said = (
                CharterClause(f"{at}.funder", f"the pay of {quoted(pay.force)} is the money of {quoted(pay.funder)}"),
                CharterClause(f"{path}.starts", f"item {quoted(gift.id)} starts on {gift.starts}"),
                CharterClause(f"{path}.ends", f"it ends on {gift.ends}"),
            )
            terms: Terms = [(1.0, f"gift:{path}"), (-years * (1 - design.settings.allocation_gap), f"budget:{at}")]
            why, question = "a gift that is the money for wages covers them", f"What is {quoted(gift.id)} worth?"
            sheet.relate("NUM04", terms, 0.0, math.inf, why, f"{path}.value", question, said, lesser=True)


_LEADING, _NAMED = re.compile(r"\s*(\d{1,4})"), re.compile(r"\bart(?:icle|\.)\s*(\d{1,4})", re.IGNORECASE)


def _articles(sheet: NumberSheet) -> None:
    """No clause stands in, or points at, an article beyond the last."""
    count = sheet.design.at("law.instrument.articles")
    if not isinstance(count, Number):
        return
    sheet.number("articles", count, "law.instrument.articles", "the act has {} articles")
    for path, said, number in _cited(sheet.design):
        if number > count.hi:
            why, clause = "an article is one of the act's", (CharterClause(path, said),)
            sheet.relate("NUM07", [(1.0, "articles")], float(number), math.inf, why, path, "", clause, lesser=True)


_SECTIONS = ("posts", "command", "precedence", "powers", "induction", "exits", "pay", "phases", "steps", "oversight")
_POINTING = (("precedence", "clause"), ("politics.rival_tracks", "closed_by"))  # words that point at an article


def _cited(design: Design) -> Iterator[tuple[str, str, int]]:
    """Yield (path, in words, number) of the articles in which rows stand, and at which they point."""
    for section in (*_SECTIONS, "sharing.allocation", "obligations", "delegations"):
        for path, row in design.rows(section):
            told = _LEADING.match(row.article) if isinstance(row.article, str) else None
            if told:
                yield f"{path}.article", f"this stands in article {row.article}", int(told[1])
    for section, key in _POINTING:
        for path, row in design.rows(section):
            words = getattr(row, key)
            told = (_NAMED.search(words) or _LEADING.match(words)) if isinstance(words, str) else None
            if told:
                yield f"{path}.{key}", f"this points at: {words}", int(told[1])
