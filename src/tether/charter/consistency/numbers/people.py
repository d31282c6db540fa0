"""People: of places, the displaced, ages, women's places, and measures that two tests bound."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, percent, quoted
from tether.charter.values import UNKNOWN, Blank, Number

KEPT = 0.05  # share of those who leave up to which places kept for women are not held against the men's


def write_places(sheet: NumberSheet) -> None:
    """People of places inside a place are no more than its own; communities' people no more than the country's."""
    design = sheet.design
    inside: dict[str, list[str]] = defaultdict(list)
    for path, place in design.rows("places"):
        sheet.number(
            f"people:{place.id}", place.population, f"{path}.population", f"{{}} people live in {quoted(place.id)}"
        )
        if isinstance(place.parent, str):
            inside[place.parent].append(place.id)
    for path, place in design.rows("places"):
        if inside.get(place.id):
            terms: Terms = [(1.0, f"people:{p}") for p in inside[place.id]]
            terms.append((-(1 + sheet.gap), f"people:{place.id}"))
            why, question = "places lie inside one another", f"How many people live in {quoted(place.id)}?"
            sheet.relate("NUM07", terms, -math.inf, 0.0, why, f"{path}.population", question)
    country = next((row for _, row in design.rows("places") if row.kind == "country"), None)
    if country is not None:
        _country(sheet, country, inside)


def write_displaced(sheet: NumberSheet) -> None:
    """Those driven out of some places are no more than the people who live, or lived, there."""
    row = sheet.design.at("displacement")
    if isinstance(row, Blank) or not isinstance(row.places, tuple) or isinstance(row.displaced, Blank):
        return
    sheet.number("displaced", row.displaced, "displacement.displaced", "{} people are displaced")
    where = CharterClause("displacement.places", f"they are displaced from {', '.join(row.places)}")
    terms: Terms = [(1.0, "displaced"), *((-(1 + sheet.gap), f"people:{p}") for p in row.places)]
    why, question = "no more people are driven out of a place than belong to it", "How many people are displaced?"
    sheet.relate("NUM07", terms, -math.inf, 0.0, why, "displacement.displaced", question, (where,))


def write_camps_of_displaced(sheet: NumberSheet) -> None:
    """Camps of the places in scope hold no more people than are displaced there."""
    design, places = sheet.design, sheet.design.at("displacement.places")
    rows = [
        (p, a)
        for p, a in design.rows("assets")
        if a.kind == "camp"
        and isinstance(a.persons, Number)
        and isinstance(places, tuple)
        and set(a.places or ()) & set(places)
    ]
    if not rows or not isinstance(design.at("displacement.displaced"), Number) or not sheet.closed:
        return
    for path, asset in rows:
        sheet.number(f"camped:{path}", asset.persons, f"{path}.persons", f"{{}} people live in {quoted(asset.id)}")
    terms: Terms = [*((1.0, f"camped:{p}") for p, _ in rows), (-(1 + sheet.gap), "displaced")]
    why, question = "who lives in a camp is displaced", "How many people live in the camps?"
    sheet.relate("NUM07", terms, -math.inf, 0.0, why, f"{rows[-1][0]}.persons", question, lesser=True)


def _country(sheet: NumberSheet, country: Any, inside: dict[str, list[str]]) -> None:
    design = sheet.design
    rows = {row.id: (path, row) for path, row in design.rows("places")}
    parts_ = [rows[p] for p in inside.get(country.id, []) if isinstance(rows[p][1].communities, dict)]
    for at, community in design.rows("communities"):
        if not isinstance(community.share, Number):
            continue
        said = [CharterClause(f"{at}.share", f"{quoted(community.id)} is {percent(community.share)} of the country")]
        terms: Terms = [(-community.share.hi * (1 + sheet.gap), f"people:{country.id}")]
        for path, place in parts_:
            share = place.communities.get(community.id)
            if isinstance(share, Number) and share.lo > 0:
                terms.append((share.lo, f"people:{place.id}"))
                words = f"{quoted(community.id)} is {percent(share)} of {quoted(place.id)}"
                said.append(CharterClause(f"{path}.communities.{community.id}", words))
        if len(terms) > 1:
            why = "a community's people in the places are people of the country"
            question = f"How many people live in each place, and in {quoted(country.id)}?"
            sheet.relate("NUM07", terms, -math.inf, 0.0, why, f"{at}.share", question, said)


def kept_for_women(sheet: NumberSheet, exits: list[tuple[str, Any]], leavers: str, at: str) -> None:
    """Places that are kept for women leave room for the men, where it is known how many women there are."""
    women = sheet.design.at("people.women_associated")
    kept = [e for _, e in exits if isinstance(e.women_places, Number)]
    if not kept or not isinstance(women, Number):
        return
    if sum(e.places.hi for _, e in exits) < sheet.known[leavers].lo:
        return  # too few places for all, whoever takes them
    sheet.number("women", women, "people.women_associated", "{} women are in or attached to the groups")
    terms: Terms = [(1.0, f"places:{e.id}") for _, e in exits]
    terms += [(-1.0, f"women:{e.id}") for e in kept]
    terms += [(-(1 - KEPT), leavers), (1.0, "women")]
    why, question = "places kept for women are no places for men", "How many women leave?"
    at = next(f"{p}.women_places" for p, e in exits if e is kept[-1])
    sheet.relate("NUM07", terms, 0.0, math.inf, why, at, question, lesser=True)


def write_women(sheet: NumberSheet) -> None:
    """A share kept for women in a new force is no more than streams bring that admit them."""
    design = sheet.design
    for path, row in design.rows("sharing.allocation"):
        force = design.named(row.pool)
        streams = [(p, s) for p, s in design.rows("induction") if s.into == row.pool]
        barred = [(p, s) for p, s in streams if s.women is False]
        known = bool(barred) and all(isinstance(s.intake, Number) for _, s in streams) and sheet.closed
        if not (known and isinstance(row.women, Number) and getattr(force, "status", "") == "new"):
            continue
        said = [CharterClause(f"{path}.women", f"{percent(row.women)} of {quoted(row.pool)} is kept for women")]
        said += [CharterClause(f"{p}.women", f"stream {quoted(s.id)} admits no women") for p, s in barred]
        terms: Terms = [(1.0, f"intake:{s.id}") for _, s in streams if s.women is not False]
        terms.append((-row.women.lo * (1 - sheet.gap), f"plan:{row.pool}"))
        why, question = (
            "women enter by the streams that admit them",
            f"Which streams into {quoted(row.pool)} admit women?",
        )
        sheet.relate("NUM02", terms, 0.0, math.inf, why, f"{path}.women", question, said)


def write_exits(sheet: NumberSheet) -> None:
    """Write down the places, the prices and the capital of each way out."""
    for path, e in sheet.design.rows("exits"):
        name = quoted(e.id)
        sheet.number(f"places:{e.id}", e.places, f"{path}.places", f"exit {name} has {{}} places")
        sheet.number(
            f"women:{e.id}", e.women_places, f"{path}.women_places", f"{{}} places of exit {name} are for women"
        )
        sheet.number(f"cost:{e.id}", e.cost, f"{path}.cost", f"a place in exit {name} costs {{}}")
        sheet.number(
            f"capital:{e.id}", e.capital, f"{path}.capital", f"each person in exit {name} gets {{}} of capital"
        )
        terms: Terms = [(1.0, f"women:{e.id}"), (-1.0, f"places:{e.id}")]
        question = f"How many places has exit {name}, and how many for women?"
        sheet.relate(
            "NUM07", terms, -math.inf, 0.0, "women's places are among the places", f"{path}.women_places", question
        )
        terms = [(1.0, f"capital:{e.id}"), (-1.0, f"cost:{e.id}")]
        question = f"What does a place in exit {name} cost, and how much of it is capital?"
        sheet.relate("NUM04", terms, -math.inf, 0.0, "the price of a place holds its capital", f"{path}.cost", question)


def write_ages(sheet: NumberSheet) -> None:
    """Write down from which age one may enter, by law and by stream, and which ages exits serve."""
    design = sheet.design
    sheet.number("age:law", design.at("law.min_age"), "law.min_age", "the law admits nobody under {}")
    for path, stream in design.rows("induction"):
        name = f"age:{stream.id}"
        said = f"stream {quoted(stream.id)} admits from {{}} years on"
        given = sheet.number(name, stream.min_age, f"{path}.min_age", said)
        # a stream that names no age takes in from the age that the law sets
        if given or (stream.min_age is UNKNOWN and not isinstance(design.at("law.min_age"), Number)):
            why, question = "no stream admits whom the law shuts out", "From which age may one enter?"
            sheet.relate("NUM07", [(1.0, name), (-1.0, "age:law")], 0.0, math.inf, why, f"{path}.min_age", question)
    for path, e in design.rows("exits"):
        low, high, said = f"from:{e.id}", f"to:{e.id}", f"exit {quoted(e.id)} serves"
        sheet.number(low, e.age_from, f"{path}.age_from", f"{said} the age of {{}} and above")
        sheet.number(high, e.age_to, f"{path}.age_to", f"{said} up to the age of {{}}")
        question = f"Which ages does exit {quoted(e.id)} serve?"
        terms: Terms = [(1.0, low), (-1.0, high)]
        sheet.relate("NUM07", terms, -math.inf, 0.0, "ages run upward", f"{path}.age_to", question)


def write_tests(sheet: NumberSheet) -> None:
    """Two tests of one measure in one phase can both be passed."""
    for path, phase in sheet.design.rows("phases"):
        for n, test in enumerate(phase.tests or ()):
            if not (isinstance(test.metric, str) and isinstance(test.threshold, Number) and isinstance(test.op, str)):
                continue
            name, at = f"test:{path}:{test.metric.strip().lower()}", f"{path}.tests.{n}"
            said = (CharterClause(at, f"{test.metric!r} must be {test.op} {test.threshold}"),)
            lo = test.threshold.lo if test.op in (">=", ">", "==") else 0.0
            hi = test.threshold.hi if test.op in ("<=", "<", "==") else math.inf
            why = f"phase {quoted(phase.id)} ends when all its tests are passed"
            sheet.relate("NUM07", [(1.0, name)], lo, hi, why, at, "", said)
