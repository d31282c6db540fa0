"""Model clauses: one for each duty and each grave fault, or why none; what other laws said, each where it says it is."""

import json
import re

import pytest

from tether.cases import __file__ as cases
from tether.charter import read_charter
from tether.charter.clauses import laws_quoted, model_clause, other_laws, why_no_clause
from tether.charter.clauses.model_clauses import LONGEST, _clauses, _rows
from tether.charter.letter.languages import LANGUAGES
from tether.charter.library import historical
from tether.charter.reports.rule_pages import explained, explanation
from tether.charter.rules import all_rules, rule_of
from tether.charter.values import Blank
from tether.errors import UsageError
from tether.precedents.cases import tally_of

OPEN = ("public domain", "CC BY", "treaty text")


def needed():
    return {r.code for r in all_rules() if r.family == "DUT" or r.severity in ("stop", "error")}


def test_each_duty_and_each_stop_or_error_has_a_sentence_or_a_reason():
    assert set(_clauses()) == needed()
    for code in needed():
        said = [model_clause(code, language) for language in LANGUAGES]
        if why_no_clause(code):
            assert said == [None, None, None] and not code.startswith("DUT"), code
            continue
        assert all(said), code
        english, arabic, french = (clause.text for clause in said if clause)
        assert english.count("[") == french.count("[") == arabic.count("["), f"{code}: the same gaps in each language"
        assert re.search("[\u0621-\u064a]", arabic) and english != french
        assert not any(clause.reviewed for clause in said if clause), "no lawyer has reviewed one"


def test_a_warning_has_none_and_a_language_is_one_of_three():
    assert model_clause("PAY04") is None and why_no_clause("PAY04") == ""
    with pytest.raises(UsageError, match="no language 'de'"):
        model_clause("DUT01", "de")


@pytest.mark.parametrize("row", _rows("other_laws"), ids=lambda r: f"{r['text'][:30]}-{r['codes'][:12]}")
def test_what_another_law_said_stands_where_the_row_says(row):
    kind, _, where = row["stands_in"].partition(":")
    quoted = row["quote"]
    if kind == "rule":
        rule = rule_of(where)
        assert quoted in rule.words and rule.words_are in ("verbatim", "translated")
    else:
        *name, source = where.split("/")
        charter = historical(name[0]) if kind == "library" else _case(*name)
        found = next(s for s in charter.sources if s.id == source)
        assert found.kind in ("text", "law"), "a law's own words, or a summary of it that says so"
        assert found.quote == quoted
        assert row["translation"] == ("" if isinstance(found.translation, Blank) else found.translation)
    assert len(quoted.split()) <= LONGEST or any(word in row["licence"] for word in OPEN)
    assert row["licence"] and row["source"] and row["country"]
    assert all(rule_of(code) for code in row["codes"].split())


def _case(case, charter):
    return read_charter(f"{cases.removesuffix('__init__.py')}{case}/charters/{charter}.yaml")


def test_every_instrument_that_was_read_has_a_licence():
    for rule in all_rules():
        for law in other_laws(rule.code):
            assert law.licence and law.source and len(law.quote.split()) <= LONGEST, rule.code


def test_the_page_of_a_rule_shows_the_sentence_in_three_languages_and_what_other_laws_said():
    page = explanation(rule_of("IND01"), tally_of)
    assert "\n- fr: " in page
    assert "not reviewed by a lawyer" in page
    for language in LANGUAGES:
        assert model_clause("IND01", language).text in page
    assert laws_quoted("IND01")[0].licence in page
    assert "**No sentence would answer.** The votes are not there" in explanation(rule_of("POL01"), tally_of)
    data = json.loads(explained(tally_of, "DUT16", as_json=True))[0]
    assert [c["language"] for c in data["model_clauses"]] == list(LANGUAGES)


def test_an_unknown_code_names_those_near_and_how_to_list_all():
    for code, near in (("DUT99", "near: DUT01"), ("IDN03", "did you mean 'IND03'"), ("XYZ99", "families: CMD, AUT")):
        with pytest.raises(UsageError) as told:
            explained(tally_of, code)
        assert near in str(told.value) and f"`tether explain` lists all {len(all_rules())} codes" in str(told.value)
