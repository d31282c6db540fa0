"""Every rule, from the registry: its snippets fire and pass, unknowns never break it, and its page is complete."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tether.charter import charter_from_text
from tether.charter.reading import Design
from tether.charter.rules import all_rules

RULES = all_rules()
ARTICLE = Path(__file__).parents[2] / ".." / "shared" / "design" / "article.txt"


def verdicts(rule, snippet, open_world=False):
    charter = charter_from_text(snippet, rule.code, fragment=True)
    return list(rule.check(Design(charter, open_world=open_world)))


def by_code(rules):
    return pytest.mark.parametrize("rule", rules, ids=lambda r: r.code)


@by_code(RULES)
def test_the_failing_snippet_fires(rule):
    assert "fires" in {v.result for v in verdicts(rule, rule.fails)}


@by_code(RULES)
def test_the_passing_snippet_is_looked_at_and_passes(rule):
    assert {v.result for v in verdicts(rule, rule.passes)} == {"quiet"}


@by_code(RULES)
def test_a_body_that_finds_nothing_fails_both_of_its_snippets(rule):
    emptied = replace(rule, check=lambda design: iter(()))
    for test in (test_the_failing_snippet_fires, test_the_passing_snippet_is_looked_at_and_passes):
        with pytest.raises(AssertionError):
            test(emptied)


@by_code(RULES)
def test_a_charter_without_its_subject_is_no_business_of_the_rule_or_a_fault_named(rule):
    for v in verdicts(rule, "meta: {id: empty}", open_world=True):
        assert v.result != "fires", f"{rule.code} fires on an empty charter read openly: {v}"


@by_code(RULES)
def test_an_unknown_anywhere_never_breaks_the_rule_and_somewhere_stops_it_telling(rule):
    told = set()
    for snippet in (rule.passes, rule.fails):
        for leaf in re.finditer(r"(?<=[:\[] )[^\s\[\]{},][^\[\]{},\n]*(?=[,}\n]|$)", snippet):
            key = re.search(r"([\w]+): $", snippet[: leaf.start()])
            if key is None or key.group(1) in (
                "id",
                "from",
                "to",
                "force",
                "actor",
                "power",
                "rule",
                "at",
                "community",
            ):
                continue
            changed = snippet[: leaf.start()] + "unknown" + snippet[leaf.end() :]
            told |= {v.result for v in verdicts(rule, changed)}
    told |= {v.result for v in verdicts(rule, rule.passes, open_world=True)}
    told |= {v.result for v in verdicts(rule, rule.fails, open_world=True)}
    assert "cannot tell" in told or rule.code in NEVER_UNSURE, "no unknown makes it say that it cannot tell"


NEVER_UNSURE = {
    "DEP01",  # they read only edges, which are there or not
    "CMD04",
    "SCH03",  # about the file itself
    "SCH04",
    "SCH08",
    "SCH09",
    "SCH10",
}


@by_code(RULES)
def test_what_it_rests_on_is_complete(rule):
    assert re.fullmatch(r"[A-Z]{3}\d\d", rule.code)
    words = () if rule.quotation.verdict == "dropped" else ("words",)  # a judged rule quotes nobody, and says so
    for part in ("statement", *words, "source", "second", "remedy", "fails", "passes"):
        assert len(getattr(rule, part)) > 5, part
    assert rule.check.__doc__, "the check says in a sentence what it looks at"
    assert rule.second != rule.source and "Wehrey, The Hill" not in rule.second, "a second source beside the article"


@by_code([r for r in RULES if r.severity == "stop"])
def test_stops_are_law_or_arithmetic(rule):
    assert rule.law and rule.evidence == "normative"


@pytest.mark.shared
@by_code([r for r in RULES if "Wehrey, The Hill" in r.source])
def test_the_articles_words_are_the_articles(rule):
    if not ARTICLE.exists():
        pytest.skip("the article lies beside the checkout, it is not shipped")
    text = re.sub(r"\s+", " ", ARTICLE.read_text("utf-8").replace("’", "'").replace("‘", "'"))
    for piece in rule.words.split(" ... "):
        assert piece.replace("’", "'") in text, f"{rule.code}: not in the article: {piece}"


def test_codes_are_unique_and_sorted():
    codes = [r.code for r in RULES]
    assert codes == sorted(set(codes))
