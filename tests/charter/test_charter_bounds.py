"""Arithmetic that can't be is refused at its line: no number of a charter goes without bounds."""

from types import SimpleNamespace as Thing

import pytest
from pydantic import BaseModel

from tether.charter import charter_from_text
from tether.charter.library import historical, names
from tether.charter.paths import parts
from tether.charter.schema.charter import Charter, json_schema
from tether.charter.values import FIRST_YEAR, LAST_YEAR, Number, Quantity, When, currencies
from tether.errors import InputError

HEAD = 'charter: "0.3"\n'


def told(text, **more):
    with pytest.raises(InputError) as caught:
        charter_from_text(HEAD + text, "guard.yaml", **more)
    return [str(p) for p in caught.value.problems]


def _models(model, seen):
    if model not in seen:
        seen[model] = None
        for field in model.model_fields.values():
            for inner in _within(field.annotation):
                _models(inner, seen)
    return seen


def _within(annotation):
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) and annotation not in (Number, When) else []
    return [m for a in getattr(annotation, "__args__", ()) for m in _within(a)]


def _holds(annotation, kind):
    return annotation is kind or any(_holds(a, kind) for a in getattr(annotation, "__args__", ()))


def _marks(annotation):
    yield from getattr(annotation, "__metadata__", ())
    for inner in getattr(annotation, "__args__", ()):
        yield from _marks(inner)


NUMERIC = [
    (model, name, field)
    for model in _models(Charter, {})
    for name, field in model.model_fields.items()
    if _holds(field.annotation, Number)
]


@pytest.mark.parametrize(("model", "name", "field"), NUMERIC, ids=lambda x: getattr(x, "__name__", str(x)[:20]))
def test_every_number_of_a_charter_has_a_least_and_a_most(model, name, field):
    marks = [m for m in (*field.metadata, *_marks(field.annotation)) if isinstance(m, Quantity)]
    assert len(marks) == 1, f"{model.__name__}.{name}: give it a kind of quantity (charter/values.py)"
    assert 0 <= marks[0].least < marks[0].most < float("inf")


def test_there_are_numbers_to_hold_to_it():
    assert len(NUMERIC) > 50


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("politics: {passage: {seats: 0}}", "2:29: politics.passage.seats: 0; expected a whole number of seats from 1 to 3,000"),
        ("politics: {passage: {seats: 4000}}", "2:29: politics.passage.seats: 4000; expected a whole number of seats from 1"),
        ("politics: {passage: {seats: 328,\n  quorum: 900}}", "3:11: politics.passage.quorum: 900 of 328 seats; expected at most the house's seats (328)"),
        ("politics: {passage: {seats: {lo: 100, hi: 328}, attendance: {lo: 329}}}", "2:61: politics.passage.attendance: 329 of 328 seats"),
        ("politics: {passage: {seats: 328, needs: 329}}", "2:41: politics.passage.needs: 329 of 328 seats"),
        ("actors: [{id: a}]\npolitics: {passage: {seats: 328}, vetoes: [{actor: a, seats: 2000}]}", "3:62: politics.vetoes.0.seats: 2,000 seats in a house of 328"),
        ("actors: [{id: a}, {id: b}]\npolitics: {passage: {seats: 300}, vetoes: [{actor: a, seats: 200}, {actor: b, seats: {lo: 101}}]}", "3:43: politics.vetoes: players' seats that add up to 301 in a house of 300"),
        ("forces: [{id: g, strength: 45000.7}]", "2:28: forces.0.strength: 45000.7; expected a whole number of men from 0 to 10,000,000"),
        ("forces: [{id: g, strength: {lo: 3, hi: 4.5}}]", "expected a whole number of men"),
        ("forces: [{id: g, strength: 10000001}]", "10000001; expected a whole number of men from 0 to 10,000,000"),
        ("places: [{id: p, population: 3000000000}]", "expected a whole number of persons from 0 to 2,000,000,000"),
        ("induction: [{id: i, training: {weeks: 100000}}]", "2:39: induction.0.training.weeks: 100000; expected a number of weeks from 0 to 520"),
        ("law: {min_age: 200}", "expected a number of years of age from 0 to 120"),
        ("sharing: {allocation: [{pool: g, review_months: 700}]}", "expected a number of months from 0 to 600"),
        ("sharing: {allocation: [{pool: g, shares: {x: 1.2}}]}", "expected a share between 0 and 1"),
        ("meta: {currency: DOUBLOONS}", "2:18: meta.currency: 'DOUBLOONS'; expected a code of ISO 4217, such as USD"),
        ("meta: {currency: usd}", "did you mean 'USD'?"),
        ("meta: {country: Narnia}", "2:17: meta.country: 'Narnia'; expected a country"),
        ("meta: {starts: 9999-01}", "2:16: meta.starts: '9999-01'; expected a date from 1800 to 2100"),
        ("meta: {drafted: {lo: 1700, hi: 2015}}", "expected a date from 1800 to 2100"),
        ("meta: {starts: ２０１５-01}", "expected a date as YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_what_cant_be_is_refused_at_its_line(text, says):
    found = told(text)
    assert (len(found) == 1 and f"guard.yaml:{says}" in found[0]) or says in found[0], found


def test_all_of_it_is_told_at_once():
    found = told("meta: {currency: DOUBLOONS, starts: 9999}\nforces: [{id: g, strength: 0.5}]\nlaw: {min_age: -1}")
    assert [line.split(": ")[1] for line in found] == [
        "meta.currency",
        "meta.starts",
        "forces.0.strength",
        "law.min_age",
    ]


def test_an_overlay_is_held_to_the_status_quo_s_house():
    base = charter_from_text(HEAD + "meta: {id: sq}\npolitics: {passage: {seats: 328}}", "sq.yaml")
    more = "meta: {overlay: sq}\npolitics: {passage: {quorum: 400}}"
    assert told(more, base=base) == [
        "guard.yaml:3:30: politics.passage.quorum: 400 of 328 seats; expected at most the house's seats (328)"
    ]
    assert charter_from_text(HEAD + more, base=None)


def test_a_country_is_known_or_declared_or_the_theatre_s():
    for text in ("meta: {country: Libya}", "meta: {country: IRQ}", "meta: {country: unknown}"):
        charter_from_text(HEAD + text)
    charter_from_text(HEAD + "meta: {country: Sahar}\nplaces: [{id: sahar, kind: country, parent: none}]")
    theatre = Thing(id="my-land", name="My Land", places=[], communities=[], actors=[])
    charter_from_text(HEAD + "meta: {country: My Land}", theatre=theatre)
    assert "did you mean 'Libya'?" in told("meta: {country: Libyaa}")[0]


def test_the_json_schema_says_the_bounds():
    passage = json_schema()["$defs"]["Passage"]["properties"]["seats"]
    assert (passage["minimum"], passage["maximum"], passage["multipleOf"]) == (1, 3000, 1)
    force = json_schema()["$defs"]["Allocation"]["properties"]["cap"]
    assert (force["minimum"], force["maximum"]) == (0, 1) and "multipleOf" not in force


def test_currencies_are_codes_and_years_span_what_charters_say():
    assert {"USD", "IQD", "LYD", "SYP", "YER", "LBP"} <= set(currencies()) and len(currencies()) > 150
    assert all(len(code) == 3 and code.isupper() and name for code, name in currencies().items())
    dates = [v for n in names() for _, part in parts(historical(n)) for v in vars(part).values() if isinstance(v, When)]
    assert dates and all(d.lo.year > FIRST_YEAR and d.hi.year < LAST_YEAR for d in dates)
