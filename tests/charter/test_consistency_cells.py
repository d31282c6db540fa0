"""The matrix of parts of a charter × codes: every filled cell has a fault of the tests that shows it."""

from pathlib import Path

from studies.blind_faults import blind_sets
from studies.consistency_cells import CODES, PARTS, as_markdown, cells, part_of
from studies.planted_faults import FAMILY, planted
from tether.charter.schema import Charter

DOCS = Path(__file__).parents[2] / "docs" / "explanation" / "consistency.md"


def test_every_filled_cell_has_a_witness_that_is_found_and_lists_a_clause_of_that_part():
    faults = {f"planted/{f.id}": (f.engine, f.clauses) for f in planted()}
    for one in blind_sets():  # that each is found, or missed, is held by test_blind_faults
        faults |= {f"{one.name}/{f.id}": (f.engine, f.clauses) for f in one.faults if f.id not in one.missed}
    for (part, code), witness in cells().items():
        engine, clauses = faults[witness]
        named = {part_of(path) for clause in clauses for path in clause.split("|")}
        assert part in named, (part, witness)
        assert engine == "any" or code.startswith(FAMILY[engine]), (code, witness)


def test_every_code_has_a_witness_and_every_section_of_the_schema_a_row():
    assert {code for _, code in cells()} == set(CODES)
    below = ("sharing", "version", "contradictions", "general_law", "src", "conf", "article", "note")
    for section in Charter.model_fields:
        key = Charter.model_fields[section].alias or section
        assert part_of(key) or key in below or section in below, key
    assert {part for part, _ in cells()} <= {name for name, _ in PARTS}


def test_the_page_holds_the_matrix():
    assert as_markdown() in DOCS.read_text("utf-8")
