"""What makes a row of a claim table wrong, as SQL: one pass counts all rules, a second look names the rows.

A rule is (test, words, expected) over the table ``raw``: the text columns as read, and the dates and numbers typed,
with an underscore before their names (null where the text is none). To add a rule, add a row.
"""

from __future__ import annotations

from collections.abc import Iterable

from tether.evidence.claims.vocabulary import BASES, GRADES, HANDLINGS, PREDICATES

DATES = ("happened_from", "happened_to", "known_from", "published", "coded")
NUMBERS = ("lo", "value", "hi")
CHOICES = {"basis": BASES, "grade": GRADES, "handling": HANDLINGS}
Rule = tuple[str, str, str]


def rules(with_sources: bool, with_ids: bool) -> list[Rule]:
    """Return every rule; those on ids and sources read the table ``known`` (what, name, kind)."""
    found = [*_words(), *_dates(), *_numbers()]
    if with_sources:
        found.append((_unknown("source", "source"), _quoted("no source", "source"), "source"))
    if with_ids:
        person = "subject IN (SELECT name FROM known WHERE what = 'id' AND kind IN ('person', 'people'))"
        found.append((person, _quoted("a person:", "subject"), "a group, force, office or place"))
        words = _quoted("not in the theatre (people have no entry):", "subject")
        found.append((_unknown("subject", "id"), words, ""))
    return found


def counting(found: Iterable[Rule]) -> str:
    """Return the one query that counts the rows breaking each rule."""
    return f"SELECT {', '.join(f'count(*) FILTER ({test})' for test, _, _ in found)} FROM raw"


def _words() -> list[Rule]:
    chosen = [(_outside(c, names), _quoted(c, c), c) for c, names in CHOICES.items() if c != "basis"]
    return [
        ("trim(coalesce(subject, '')) = ''", "'no subject'", ""),
        ("trim(coalesce(source, '')) = ''", "'a claim without source'", ""),
        (_outside("predicate", PREDICATES), _quoted("unknown predicate", "predicate"), "predicate"),
        ("lower(coalesce(seen, '')) NOT IN ('true', 'false')", _quoted("seen", "seen"), "true or false"),
        *chosen,
    ]


def _dates() -> list[Rule]:
    ends = "trim(coalesce(happened_to, '')) <> '' AND _happened_to IS NULL"
    late = "'happened ' || happened_from || ', published ' || published"
    found = [
        (ends, _quoted("happened_to", "happened_to"), "YYYY-MM-DD or empty"),
        ("_known_from < _happened_from", _quoted("known before it happened:", "known_from"), ""),
        ("_happened_to < _happened_from", _quoted("an end before the start:", "happened_to"), ""),
        ("_happened_from > _published", late, "an event before its report"),
    ]
    for column in ("happened_from", "known_from", "published", "coded"):
        found.append((f"_{column} IS NULL", _quoted(f"no date: {column}", column), "YYYY-MM-DD"))
        found.append((f"_{column} > current_date", _quoted(f"a future date: {column}", column), "not after today"))
    return found


def _numbers() -> list[Rule]:
    given = "trim(coalesce(value, '')) <> ''"
    order = "coalesce(_lo, _value) <= _value AND _value <= coalesce(_hi, _value)"
    shares = _named(p for p in PREDICATES if PREDICATES[p].value in ("share", "strength"))
    needing = _named(p for p in PREDICATES if PREDICATES[p].valued)
    found = [
        (f"{given} AND NOT coalesce({order}, true)", _quoted("value", "value"), "lo ≤ value ≤ hi"),
        (f"{given} AND {_outside('basis', BASES)}", _quoted("basis of a number:", "basis"), "basis"),
        (f"NOT {given} AND {needing}", _quoted("no value for", "predicate"), "a number"),
        (f"{shares} AND (coalesce(_lo, _value) < 0 OR coalesce(_hi, _value) > 1)", _quoted("value", "value"), "0 to 1"),
    ]
    for column in NUMBERS:
        bad = f"trim(coalesce({column}, '')) <> '' AND NOT coalesce(isfinite(_{column}), false)"
        found.append((bad, _quoted(column, column), "a number"))
    return found


def _quoted(words: str, column: str) -> str:
    return f"'{words} \"' || coalesce({column}, '') || '\"'"


def _outside(column: str, allowed: Iterable[str]) -> str:
    return f"coalesce({column}, '') NOT IN ({_listed(allowed)})"


def _unknown(column: str, what: str) -> str:
    return f"coalesce({column}, '') NOT IN (SELECT name FROM known WHERE what = '{what}')"


def _named(predicates: Iterable[str]) -> str:
    return f"predicate IN ({_listed(predicates)})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{n}'" for n in names)
