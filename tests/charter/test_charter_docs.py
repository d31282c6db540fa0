"""The docs are the rules and the schema: generated, whole, and no page too many."""

from pathlib import Path

import pytest

from tether.charter.reports.rule_pages import FAMILIES, index, rule_pages, schema_tables
from tether.charter.rules import all_rules
from tether.charter.schema import Charter
from tether.precedents.cases import tally_of

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGES = rule_pages(tally_of)
MEND = "run: tether explain --out docs/reference/rules"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_is_what_the_rule_says(name):
    assert (DOCS / "rules" / name).read_text("utf-8") == PAGES[name], MEND


def test_no_page_is_left_of_a_rule_that_is_gone():
    assert {p.name for p in (DOCS / "rules").glob("*")} == set(PAGES), MEND


def test_every_family_has_its_heading_and_every_rule_its_line():
    assert {r.family for r in all_rules()} == set(FAMILIES)
    assert all(f"[{r.code}]({r.code}.md)" in index() for r in all_rules())


def test_the_tables_of_keys_are_the_schemas():
    text = (DOCS / "charter.md").read_text("utf-8")
    assert text.endswith(schema_tables()), "run: python scripts/make_docs.py"
    tables = schema_tables()
    assert all(f"| `{field.alias or name}`" in tables for name, field in Charter.model_fields.items())
