"""The docs are the rules and the schema: generated, whole, and no page too many."""

from pathlib import Path

import pytest

from tether.charter.reports.rule_pages import FAMILIES, index, rule_pages, schema_tables, write_pages
from tether.charter.reports.rule_pages import PAGES as FOLDER
from tether.charter.rules import all_rules
from tether.charter.schema import Charter
from tether.documents.files import MARK, refuse_foreign
from tether.errors import UsageError
from tether.precedents.cases import tally_of

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGES = rule_pages(tally_of)
MEND = "run: tether explain --out docs/reference/rules"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_is_what_the_rule_says(name):
    assert (DOCS / "rules" / name).read_text("utf-8") == PAGES[name], MEND


def test_no_page_is_left_of_a_rule_that_is_gone():
    assert {p.name for p in (DOCS / "rules").glob("*")} == {*PAGES, MARK}, MEND


def test_the_folder_of_pages_may_be_replaced_and_one_with_other_pages_may_not(tmp_path):
    refuse_foreign(DOCS / "rules", FOLDER)
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(UsageError, match=r"in it: README\.md"):
        write_pages(tally_of, tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"
    write_pages(tally_of, tmp_path / "rules")
    assert {p.name for p in (tmp_path / "rules").iterdir()} == {*PAGES, MARK}


def test_every_family_has_its_heading_and_every_rule_its_line():
    assert {r.family for r in all_rules()} == set(FAMILIES)
    assert all(f"[{r.code}]({r.code}.md)" in index() for r in all_rules())


def test_the_tables_of_keys_are_the_schemas():
    text = (DOCS / "charter.md").read_text("utf-8")
    assert text.endswith(schema_tables()), "run: python scripts/make_docs.py"
    tables = schema_tables()
    assert all(f"| `{field.alias or name}`" in tables for name, field in Charter.model_fields.items())
