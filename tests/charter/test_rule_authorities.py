"""What rules rest on beside their own words: each names its paragraph or says why there is none, read or not."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.reports.letter import letter, letter_document
from tether.charter.reports.page import as_data
from tether.charter.reports.rule_pages import explained, rule_pages
from tether.charter.reports.sarif import as_sarif
from tether.charter.reports.text import as_text
from tether.charter.rules import all_rules
from tether.charter.rules.authorities import _rows, authorities_of, quotation_of, why_none
from tether.report.markdown import as_markdown

RULES = all_rules()
CODES = {r.code for r in RULES}
ALL = [(code, a) for code in sorted(CODES) for a in authorities_of(code)]


def no_tally(rule):
    return "Not coded."


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_every_code_names_a_paragraph_or_says_why_there_is_none(rule):
    assert bool(rule.authorities) is not bool(why_none(rule.code)), "a paragraph, or a reason, and not both"
    assert rule.quotation is not None, "its own words were judged"
    assert (rule.quotation.verdict == "dropped") is not bool(rule.words)
    assert rule.words or rule.source.startswith(("judged: ", "the checker's own"))
    assert rule.quotation.why or rule.quotation.verdict == "supports", "in part, or dropped: it says why"


def test_the_tables_speak_of_rules_that_exist():
    assert set(_rows("authorities")) <= CODES and set(_rows("quotations")) <= CODES
    assert all(len(rows) == 1 for rows in _rows("quotations").values())


@pytest.mark.parametrize(("code", "authority"), ALL, ids=lambda x: x if isinstance(x, str) else x.paragraph)
def test_what_was_read_has_words_day_and_address_and_the_rest_quotes_nothing(code, authority):
    assert authority.instrument and authority.paragraph
    if not authority.read:
        assert not (authority.words or authority.date or authority.where) and "not read" in authority.citation
        return
    assert date.fromisoformat(authority.date) <= date(2026, 11, 30) and "http" in authority.where
    assert 2 < len(authority.words.split()) <= 40
    if authority.instrument == "IDDRS":
        assert re.match(r"\d\.\d\d( §\d+(\.\d+)*(, box \d)?|, summary)$", authority.paragraph), "module and number"


def test_no_words_are_quoted_twice():
    words = Counter(a.words for _, a in ALL if a.read)
    assert [w for w, n in words.items() if n > 1] == []


def test_rules_that_cite_a_paragraph_of_the_standards_name_it_among_their_instruments():
    cited = {r.code: found[1] for r in RULES if (found := re.search(r"IDDRS (\d\.\d\d)", r.source))}
    assert len(cited) > 20
    for code, module in cited.items():
        assert any(a.instrument == "IDDRS" and a.paragraph.startswith(module) for a in authorities_of(code)), code


def test_a_line_of_another_form_is_refused(monkeypatch):
    from tether.charter.rules import authorities
    from tether.errors import InputError

    class Table:
        def __truediv__(self, name):
            return self

        def read_text(self, encoding):
            return "code,verdict,read,why\nCMD01,supports,read"

    monkeypatch.setattr(authorities, "files", lambda package: Table())
    with pytest.raises(InputError, match=r"quotations.csv:2: a line with another number of cells"):
        authorities._rows.__wrapped__("quotations")


TEXT = "meta: {id: t}\nforces: [{id: g, kind: guard}]\narms: [{force: g, owner: state, registered: false}]\n"
NAMED = "IDDRS 4.10 §7.3.1"


def test_explain_the_pages_and_its_json_show_them():
    page = explained(no_tally, "ARM02")
    assert NAMED in page and "“Every six months" in page and "read 2026-11-30" in page and "**The words.** They" in page
    assert "International Tracing Instrument para. 8 (not read)" in page
    assert "**Instruments.** No instrument speaks of it" in explained(no_tally, "NUM05")
    (data,) = json.loads(explained(no_tally, "ARM02", as_json=True))
    assert data["instruments"][0]["paragraph"] == "4.10 §7.3.1" and data["quotation"]["verdict"] == "supports"
    index = rule_pages(no_tally)["README.md"]
    assert "| [DEP04](DEP04.md) | dropped |" in index and f"Of {len(RULES)} rules' words" in index


def test_a_report_in_every_form_and_the_letter_show_them():
    report = check(charter_from_text(TEXT, "t.yaml", fragment=True), select=["ARM02"])
    assert f"see: {NAMED}" in "\n".join(as_text(report).splitlines())
    assert as_data(report)["instruments"]["ARM02"][0]["instrument"] == "IDDRS"
    rules = as_sarif([report])["runs"][0]["tool"]["driver"]["rules"]
    (told,) = [r for r in rules if r["id"] == "ARM02"]
    assert NAMED in told["help"]["text"] and NAMED in told["help"]["markdown"]
    assert NAMED in as_markdown(letter_document(letter(report))), "how often they are counted is asked"


def test_a_judgement_is_said_in_a_sentence():
    assert quotation_of("CMD05").sentence == (
        "They support it in part; read in the source; speaks of appointing, not of removing"
    )
    assert quotation_of("XXX99") is None and authorities_of("XXX99") == () and why_none("XXX99") == ""
