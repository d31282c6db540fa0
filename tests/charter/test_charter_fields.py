"""Every field of the schema is read: by a rule, a check for contradictions, the planner's intake or a lever."""

from random import Random

import pytest
from changed import FIELDS, bare, filled

from tether.charter import charter_from_text
from tether.charter.library import historical, names
from tether.charter.rules import all_rules
from tether.charter.rules.unknowns import _table, read_elsewhere
from tether.charter.tracing import TracingDesign, watched
from tether.errors import InputError
from tether.induction.charter_terms import read_terms
from tether.levers.codebook import ReadingContext
from tether.levers.compile import compile_pair

# The checks of the file itself look at every row, and duties ask only whether a thing is spoken of: neither reads it.
READING = [rule for rule in all_rules() if rule.family not in ("SCH", "DUT")]
ASIDE = [  # what is read only where something else is left out
    "actors: [{id: a, armed: true}]\npolitics: {vetoes: [{actor: a, position: oppose}]}",
    "forces: [{id: g, kind: army}]\ninduction: [{id: s, from: population, into: g}]\nlaw: {min_age: 16, minors: {release_to: none}}",
    "places: [{id: d, control: contested}]\nforces: [{id: g, local: true, status: new, places: [d]}]",
    "groups: [{id: m}]\nunits: [{id: u, origin: {m: 0.9}}]\nposts: [{id: p, unit: u, ex_group: unknown, nominated_by: m}]",
]
FILLED = [filled(Random(seed), blanks=0.08 * (seed % 2)) for seed in range(10)]


def read_by_rules(charters, open_world=False):
    found = set()
    for charter in charters:
        design = TracingDesign(charter, open_world)
        for rule in READING:
            design.verdicts(rule)
        found |= {bare(path) for path in design.reads}
    return found


def read_on_its_snippets(rule):
    found = set()
    for text in (rule.fails, rule.passes):
        design = TracingDesign(charter_from_text(text, rule.code, fragment=True), open_world=False)
        design.verdicts(rule)
        found |= {bare(path) for path in design.reads}
    return found


def read_by_the_planner_and_the_levers(charters):
    read, frame = set(), ReadingContext(("groups-0", "groups-1"), ("forces-0",))
    quo = historical(names()[0])
    for charter in charters:
        seen = watched(charter, lambda path: read.add(bare(path)))
        for look in (
            read_terms,
            lambda c: compile_pair(quo, quo, c, frame),
            lambda c: compile_pair(quo, c, quo, frame),
        ):
            try:
                look(seen)
            except InputError:
                continue  # no plan can be made of it, and what was read before that was read
    return read


@pytest.fixture(scope="module")
def read():
    found = read_by_rules([*FILLED, *(charter_from_text(text, "aside", fragment=True) for text in ASIDE)])
    found |= set().union(*map(read_on_its_snippets, READING))
    return found | read_by_the_planner_and_the_levers(
        [*(filled(Random(n)) for n in range(6)), *map(historical, names())]
    )


def test_every_field_is_read_or_says_for_whom_it_is(read):
    unread = sorted(field for field in FIELDS if field not in read and not read_elsewhere(field))
    assert not unread, "read it in a rule, or name it in charter/unread.csv with its reader, or let it go"


def test_a_field_that_is_said_to_be_for_a_reader_exists():
    for row in _table("unread"):
        assert row["reason"].endswith(".")
        for field in row["fields"].split():
            meant = [f for f in FIELDS if f == field or (field.endswith("*") and f.startswith(field[:-1]))]
            assert meant, f"no such field: {field}"


def test_a_filled_charter_has_a_value_in_every_field():
    charter = filled(Random(1))
    assert charter.at("oversight.0.body") and charter.at("law.courts.military_crimes") and charter.at("units.1.size")
