"""A question asks for what is not known alone: each of its parts that the charter answers drops out of it."""

import csv
import re
from importlib.resources import files

import pytest
from changed import domain, paths, with_value

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.letter.wording import templates, worded
from tether.charter.library import historical
from tether.charter.question_parts import FIGURES, GAP, NOT_KNOWN, parts_of, row_of, still_asked
from tether.charter.rules import all_rules

ROWS = list(csv.DictReader((files("tether.charter") / "question_parts.csv").read_text("utf-8").splitlines()))
WORDS = (
    "who|whose|whom|which|how|when|where|what|is|are|does|do|may|must|by what|by which|until when|since when|from when|"
    "to whom|on what|against which|for what|for how|with which|in which"
)
CLAUSES = re.compile(rf"(?:,| and| or) (?:and )?(?:{WORDS})\b", re.IGNORECASE)


def filled(text):
    return GAP.sub(lambda gap: f"'x{gap[1]}'", text)


def test_every_question_of_several_clauses_names_its_parts_or_says_that_one_key_answers():
    known = {row["question"] for row in ROWS}
    asked = {t.english for t in templates() if t.kind == "question" and t.english.endswith("?")}
    assert len(known) > 150 and {q for q in asked if CLAUSES.search(q)} - known == set()


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_part_has_its_words(language):
    parts = [filled(row["part"]) for row in ROWS if row["part"]]
    assert [part for part in (*parts, FIGURES) if not worded(part, language, {}).known] == []


def test_a_question_with_parts_has_two_or_more_and_each_key_is_the_schemas():
    for row in ROWS:
        if row["part"]:
            found = parts_of(filled(row["question"]))
            assert found is not None and len(found.parts) > 1 and row["fields"], row


FILES = [
    *(charter_from_text(text, rule.code, fragment=True) for rule in all_rules() for text in (rule.fails, rule.passes)),
    historical("iraq-national-guard-bill-2015"),
    historical("libya-presidential-guard-2016"),
]


def test_a_part_that_is_filled_is_asked_no_more():
    """Over every rule: a value of any kind in a key of a part, and the part is not asked, alone or in the whole."""
    tried = set()
    for charter in FILES:
        for finding in check(charter, open_world=True).questions:
            found = parts_of(finding.message.partition(NOT_KNOWN)[0])
            for part in found.parts if found else ():
                for key in part.keys:
                    at = f"{row_of(finding.path)}{key}" if key.startswith(".") else key
                    if (finding.code, key) in tried or at not in paths(charter):
                        continue
                    tried.add((finding.code, key))
                    _not_asked(charter, finding, found.filled(part.asked), at)
    assert len(tried) > 40


def _not_asked(charter, finding, asked, at):
    for value in domain(charter, at)[:3]:
        changed = with_value(charter, at, value)
        left = [f for f in check(changed, open_world=True, select=[finding.code]).questions if f.path == finding.path]
        assert not [f.message for f in left if asked in f.message], (finding.code, at, value)


def test_what_is_known_drops_out_and_what_is_not_stays():
    said = 'charter: "0.3"\nmeta: {id: g}\nforces: [{id: g, kind: guard, status: new}]\n'
    asked = "Who counts the roll of 'g', how often, and against which other list?"

    def left(row):
        return still_asked(asked, charter_from_text(said + row + "\n"), "pay.0.roll")

    assert left("pay: [{force: g}]") == asked == left("pay: [{force: g, roll: unknown}]")
    counted = left("pay: [{force: g, roll: {audit_by: unknown, headcount_months: 6}}]")
    assert counted == "Who counts the roll of 'g'? Is the roll of 'g' matched against another list?"
    assert left("pay: [{force: g, roll: {headcount_months: 6, cross_match: false}}]") == "Who counts the roll of 'g'?"
    assert left("pay: [{force: g, roll: none}]") == asked, "all is said: the rule doubts something else"


def test_figures_that_are_left_open_are_asked_where_the_questions_own_are_known():
    charter = charter_from_text('charter: "0.3"\nmeta: {id: g}\nforces: [{id: g, target_strength: 9, ceiling: 10}]\n')
    asked = "How many men is 'g' planned to have, and how many at most? Not known: units[u].size."
    assert still_asked(asked, charter, "forces.0.target_strength") == f"{FIGURES} Not known: units[u].size."


def test_the_least_age_of_the_law_answers_for_a_stream_that_names_none():
    text = 'charter: "0.3"\nmeta: {id: g}\nforces: [{id: g}]\ninduction: [{id: s, into: g}]\nlaw: {min_age: 18}\n'
    asked = [f for f in check(charter_from_text(text), open_world=True).questions if f.code in ("NUM07", "LAW03")]
    assert not [f.message for f in asked if "From which age" in f.message]
    open_ = check(charter_from_text(text.replace("18", "unknown")), open_world=True).questions
    assert any("From which age" in f.message for f in open_)
