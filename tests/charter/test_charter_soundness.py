"""What cannot be told is never a pass, and never a fault: every rule, every field that it reads, every kind of value.

With a field unknown a rule must not (a) surely find a fault that some value of the field would clear, nor (b) be silent
where some value would make it find one. What breaks this by design stands in ``charter/unknowns.csv`` with its reason.
"""

import random
from functools import cache

import pytest
from changed import bare, domain, paths, with_value

from tether.charter import charter_from_text
from tether.charter.library import historical, names
from tether.charter.reading import Design
from tether.charter.rules import all_rules
from tether.charter.rules.unknowns import by_design
from tether.charter.tracing import TracingDesign, rests_on
from tether.charter.values import UNKNOWN

RULES = all_rules()


def row_of(path):
    """Return the row that a path stands in: up to its first position."""
    steps = path.split(".")
    return ".".join(steps[: next((n for n, step in enumerate(steps) if step.isdigit()), 0) + 1])


def about(verdict):
    return {verdict.path, *verdict.related}


def meet(one, other):
    return bool(about(one) & about(other)) or row_of(one.path) == row_of(other.path)


def breaks(rules, charter, path, open_world):
    """Yield ``(rule, a or b, field, what happened)`` for each value of a field that breaks what unknown said."""
    values = domain(charter, path)
    if not values:
        return
    blank = with_value(charter, path, UNKNOWN)
    unknown = Design(blank, open_world)  # watched only where a question is sought
    fired = {rule: _fires(rule, unknown) for rule in rules}
    asked: dict[str, bool] = {}
    for value in values:
        design = Design(with_value(charter, path, value), open_world)  # one for all rules: they share their systems
        for rule in rules:
            before, now = fired[rule], _fires(rule, design)
            for cleared in (v for v in before if not v.partly and not any(meet(v, w) for w in now)):
                if not _told_elsewhere(rule, cleared, unknown, design):
                    yield rule, "a", bare(path), f"{path} = {value} clears {cleared.path}: {cleared.message}"
            for new in (w for w in now if not any(meet(v, w) for v in before)):
                if rule.code not in asked:
                    asked[rule.code] = _asked(rule, TracingDesign(blank, open_world), path)
                if not asked[rule.code]:
                    yield rule, "b", bare(path), f"{path} = {value} gives {new.path}: {new.message}"


def _fires(rule, design):
    return [v for v in rule.check(design) if v.result == "fires"]


def family(rule):
    return [r for r in RULES if r.family == rule.family]


def _told_elsewhere(rule, cleared, unknown, design):
    """Whether another rule of the family finds the fault, now that the value is known, and did not before."""
    before = {v.path for r in family(rule) for v in r.check(unknown) if v.result == "fires" and r is not rule}
    found = (v for r in family(rule) if r is not rule for v in r.check(design) if v.result == "fires")
    return any(meet(cleared, v) and v.path not in before for v in found)


def _asked(rule, unknown, path):
    """Whether the rule, or one of its family, doubts something because of the unknown field, or any rule asks for it.

    One line for one unknown: what another rule asks at the very field, a rule need not ask again.
    """
    told = (found for r in family(rule) for found in unknown.verdicts(r))
    if any(rests_on(why, path) for v, why in told if v.result == "cannot tell" or v.partly or v.lesser):
        return True
    return any(
        path in about(v) or (path.startswith(f"{v.path}.") and rests_on(why, path))
        for r in RULES
        for v, why in unknown.verdicts(r)
        if v.result == "cannot tell"
    )


@cache
def on_snippets(code):
    rule = next(r for r in RULES if r.code == code)
    found = {}
    for text in (rule.fails, rule.passes):
        charter = charter_from_text(text, code, fragment=True)
        for open_world in (False, True):
            design = TracingDesign(charter, open_world)
            design.verdicts(rule)
            for path in sorted(design.reads):
                for _, kind, field, what in breaks((rule,), charter, path, open_world):
                    found.setdefault((field, kind), what)
    return found


def read_by(charter):
    """Return what each rule reads of a charter, by code; what several read together counts for each of them."""
    design, read = TracingDesign(charter), {}
    for rule in RULES:
        design.reads.clear()
        told = design.verdicts(rule)
        read[rule.code] = design.reads.union(*(why for _, why in told))
    return read


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_an_unknown_is_neither_a_pass_nor_a_fault_on_the_snippets(rule):
    found = {key: what for key, what in on_snippets(rule.code).items() if not by_design(rule.code, key[0])}
    assert not found, "\n".join(f"{rule.code} {kind} {what}" for (_, kind), what in found.items())


@pytest.mark.parametrize("name", names())
def test_an_unknown_is_neither_a_pass_nor_a_fault_on_the_library(name):
    charter, rng = historical(name), random.Random(name)
    every = [path for path in paths(charter) if domain(charter, path)]
    read = read_by(charter)
    found = {}
    for path in rng.sample(every, 5):
        rules = [r for r in RULES if path in read[r.code] and not by_design(r.code, bare(path))]
        for rule, kind, _, what in breaks(rules, charter, path, charter.open_world):
            found.setdefault((rule.code, kind, path), what)
    assert not found, "\n".join(f"{code} {kind} {what}" for (code, kind, _), what in found.items())


def test_what_breaks_it_by_design_is_a_rule_and_a_field_that_it_reads():
    from tether.charter.rules.unknowns import designs

    codes = {r.code for r in RULES}
    for row in designs():
        assert (row.rule in codes or row.rule.endswith("*")) and row.reason.endswith("."), row
