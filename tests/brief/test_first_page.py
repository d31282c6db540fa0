"""Page one as it is read: its words and numbers counted, its matrix of fixed words, its pictures, on paper and in Word."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from brief_content import build, comparison, costs, grouped, notes, reports, shipped
from html_tree import elements

from tether.brief import render, write
from tether.brief.content import EvidenceStanding, FightingParty
from tether.brief.exports import memo, memo_parts, read_brief
from tether.brief.figures.history import brown_in_short
from tether.brief.first_page import MOST_NUMBERS, MOST_WORDS, first_section
from tether.brief.matrix import CELLS, COLUMNS, LAWS, MEANS, WORDS_MEAN, judged, options_matrix, standing_against
from tether.brief.money import unpriced_sentence
from tether.brief.page import annex, document
from tether.brief.restraint import faults
from tether.brief.results import resolves
from tether.budget.money import NamedMoney
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.rules import all_rules
from tether.report.blocks import Figure, Listing, Paragraph
from tether.report.json_twin import as_twin, printed_sentences, tables

WHOLE = 6000  # words of the whole page, folds opened
STANDING = EvidenceStanding((FightingParty("Islamic State", 0.9, True, True),), 3, 10, True)


SKIPPED = {("p", "origin"), ("svg", ""), ("script", ""), ("style", "")}


class Reader(HTMLParser):
    """What is read of one section: its text without scripts, drawings and each picture's line of sources."""

    def __init__(self, section):
        super().__init__(convert_charrefs=True)
        self.section, self.depth, self.hidden, self.text = section, 0, [], []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "section":
            self.depth = 1 if not self.section or named.get("id") == self.section else 0
        if (self.depth and (tag, named.get("class", "")) in SKIPPED) or (self.hidden and tag == self.hidden[0]):
            self.hidden.append(tag)

    def handle_endtag(self, tag):
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        if tag == "section":
            self.depth = 0

    def handle_data(self, data):
        if self.depth and not self.hidden:
            self.text.append(data)


def read(page, section=""):
    reader = Reader(section)
    reader.feed(page)
    return " ".join(" ".join(reader.text).split())


def measured(page, section="question"):
    """Return (words, numbers) of what is read."""
    words = [w for w in read(page, section).split() if re.search(r"\w", w)]
    return len(words), len([w for w in words if re.search(r"\d", w)])


@pytest.fixture(scope="module")
def full():
    made = replace(comparison(), status_quo_sum=4000.0)
    more = {"screening": notes(), "findings": reports(), "plan": grouped(), "standing": STANDING}
    more["costs"] = costs()
    return build(comparison=made, actors={"hashd-iran": "Iran-aligned brigades", "tribal": "Tribes"}, **more)


@pytest.fixture(scope="module")
def page(full):
    return render(full)


def test_page_one_is_read_in_a_minute(page):
    words, numbers = measured(page)
    assert 60 < words <= MOST_WORDS and numbers <= MOST_NUMBERS


def test_the_whole_page_folds_opened_stays_short(page):
    words, _ = measured(page, "")
    assert words <= WHOLE


def test_no_count_of_worlds_stands_on_page_one(page):
    assert not re.search(r"worlds|draws", read(page, "question"))


def test_the_case_stands_in_three_sentences_and_what_is_asked_comes_last(full):
    asked = replace(full, case=replace(full.case, question="Ramadi fell. Should they go?"))
    lead = first_section(asked).blocks[0]
    assert [p.text for p in lead.parts][::2] == ["Ramadi fell.", "Should they go?"]
    assert lead.parts[1].result == "record/last-year"


def test_three_pictures_stand_on_page_one_and_stay_on_paper(full, page):
    shown = [b for b in document(full).sections[0].blocks if isinstance(b, Figure)]
    assert [f.id for f in shown] == ["whereabouts", "men", "history"] and all(f.on_paper for f in shown)
    assert len(elements(page, "figure")) >= 4 and all(f.cells[0].alt and f.source for f in shown)


def test_every_cell_is_a_word_of_the_fixed_list_with_a_shape_and_a_link(full, page):
    matrix = options_matrix(full)
    assert len(matrix.rows) == 3 and len(matrix.columns) == len(COLUMNS) + 1
    here = {s.id for s in document(full).sections} | {"tried"}
    for row in matrix.rows:
        for cell in row.cells[1:]:
            assert CELLS[cell.text] == cell.tone and cell.tone and cell.to in here
    cells = [e for e in elements(page, "a") if "sign" in e.attrs.get("class", "").split()]
    assert len(cells) >= 21 and {e.text for e in cells} <= set(CELLS)


def test_every_word_of_the_matrix_is_explained_and_the_page_explains_those_that_it_uses(full, page):
    assert list(MEANS) == list(CELLS) and all(
        len(says.split()) > 2 or says == "nobody looked" for says in MEANS.values()
    )
    (section,) = [s for s in document(full).sections if s.id == "assumptions"]
    table = next(b for b in section.blocks if not isinstance(b, Paragraph))  # where page one's link leads
    assert table.caption == WORDS_MEAN
    used = {word for name in ("p3", "p9", "p10") for word in judged(full, name).values()}
    assert {row.cells[0] for row in table.rows} == used and "What words mean" in read(page, "question")


def test_options_are_introduced_before_they_are_named(full):
    first = options_matrix(full).rows[0].cells[0]
    assert first[0] == "Incorporate whole militias" and first[1].text == "P9"


def test_what_nobody_looked_at_is_said_and_is_neither_stop_nor_clean(full):
    bare = judged(replace(full, findings=None, screening=None, plan=None, passage=None), "p10")
    assert bare["lawful"] == bare["sound"] == bare["after"] == "not looked at"
    assert bare["staffed"] == "not planned" and bare["projection"] == "cannot tell"


def test_an_empty_charter_is_silent_and_no_breach_is_found_only_where_it_speaks(full):
    empty = check(charter_from_text('charter: "0.3"\nmeta: {id: p10, decider: host}\n', "p10.yaml"))
    words = judged(replace(full, findings={"p10": empty}), "p10")
    assert words["sound"] not in ("no fault found", "open") and words["lawful"] == "open"


LISTED = """
charter: "0.3"
meta: {id: p9, title: P9 Incorporate whole militias, decider: host, country: Iraq, text_seen: full, starts: 2015-06}
actors: [{id: pm, name: Prime Minister, kind: office, level: national, state: true, head: true}]
groups: [{id: kataib-hizbollah, name: Kata'ib Hizballah}]
forces: [{id: ing, name: National Guard, kind: guard}]
induction: [{id: in, from: kataib-hizbollah, into: ing, mode: whole-unit, intake: 4000}]
"""


def test_a_listed_organisation_taken_in_whole_is_no_clean_cell(full):
    from tether.study import open_case

    case = open_case("iraq-2015")
    report = check(charter_from_text(LISTED, "p9.yaml", case.theatre), known=case.known)
    words = judged(replace(full, findings={"p9": report}), "p9")
    assert words["lawful"] in ("stop", "breach") and words["sound"] in ("blocked", "faults")


def test_titles_of_sections_are_findings(full):
    titles = {s.number: s.title for s in document(full).sections}
    assert "neither post nor exit" in titles[5] and titles[7] == "No comparison of options can lead"
    assert any("serve in battalions where one camp" in s.text for s in printed_sentences(as_twin(document(full))))


def test_the_page_says_where_nobody_is_named_who_pays(full):
    (section,) = [s for s in document(full).sections if s.number == 5]
    said = [t.text for b in section.blocks for t in getattr(b, "items", ())]
    none = "P9 Incorporate whole militias: its text names nobody who pays, and it names neither a sum nor a budget."
    assert none in said


def test_section_five_says_what_it_costs_with_one_chart_and_the_matrix_reads_the_same_count(full):
    (section,) = [s for s in document(full).sections if s.number == 5]
    (drawn,) = [b for b in section.blocks if isinstance(b, Figure)]
    cost = full.costs["p9"]
    assert drawn.id == "costs" and "no text names a sum" in drawn.title and cost.currency in drawn.title
    assert judged(full, "p9")["paid"] == cost.word == "no money named"
    told = [s.text for s in printed_sentences(as_twin(document(full))) if s.result == "cost/p9"]
    assert any("best value" in t and "as planned" in t for t in told)
    (asked,) = unpriced_sentence({"p9": replace(cost, unpriced=("the screening of a man",))})
    assert asked.text == "Not priced: the screening of a man. The letter of questions asks the finance ministry."


def said_on_page_one(content):
    return [t.text for b in first_section(content).blocks for t in getattr(b, "parts", ()) if hasattr(t, "text")]


def test_page_one_names_who_pays_where_a_text_names_a_sum(full):
    bare = NamedMoney("Ministry of Finance", "payer")
    cost = replace(full.costs["p9"], money=(bare,))
    known = replace(full, costs={"p9": cost})
    assert not [t for t in said_on_page_one(known) if t.startswith("Who pays")]
    assert judged(known, "p9")["paid"] == "payer, no sum"
    summed = replace(full, costs={"p9": replace(cost, money=(replace(bare, total=cost.total),))})
    assert "Who pays, by the texts: Ministry of Finance." in said_on_page_one(summed)


def test_page_one_names_the_law_that_stands_against_an_option(full):
    words = {name: judged(full, name)["lawful"] for name in ("p3", "p9", "p10")}
    assert words["p9"] in ("stop", "breach") and words["p10"] not in ("stop", "breach")
    told = [t for t in said_on_page_one(full) if t.startswith("Against")]
    assert "Against P9: the law on grave crimes." in told and not [t for t in told if "P10" in t]


def test_the_regime_that_stops_the_request_of_a_sponsor_is_named(full):
    text = "charter: '0.3'\nmeta: {id: p3, title: P3 Bypass, decider: sponsor}\n"
    asked = {"p3": check(charter_from_text(text, "p3.yaml"))}
    stopped = replace(full, findings=asked, screening=(full.screening[0],))
    assert standing_against(stopped)[0] == ("p3", "P3", "United Nations arms embargo")


def test_a_gate_that_stops_a_sponsor_is_not_held_against_the_state_s_own_law(full):
    """The state's design breaks a rule of its own: the embargo that stops a sponsor's arms is no law against it."""
    broken = next(r for r in all_rules() if r.code == "LAW05").fails
    text = f"charter: '0.3'\nmeta: {{id: p9, title: P9 Whole, decider: host}}\n{broken}"
    made = replace(full, findings={"p9": check(charter_from_text(text, "p9.yaml"))}, screening=(full.screening[0],))
    assert full.screening[0].verdict == "stop" and judged(made, "p9")["lawful"] == "breach"
    assert ("p9", "P9", "the rule that ordinary courts try abuse") in standing_against(made)


def test_every_rule_of_law_that_can_be_a_breach_has_a_name_for_page_one():
    grave = {r.code for r in all_rules() if r.code.startswith("LAW") and r.severity in ("stop", "error")}
    assert grave == set(LAWS)


def test_what_was_never_screened_is_not_called_open(full):
    fine = {"p10": check(charter_from_text("charter: '0.3'\nmeta: {id: p10, decider: host}\n", "p10.yaml"))}
    assert judged(replace(full, findings=fine, screening=None), "p10")["lawful"] == "not screened"
    assert judged(replace(full, findings=fine), "p10")["lawful"] == "open"


def test_page_one_says_how_often_the_record_left_past_forecasts(full):
    past = full.record.history.groupby("month", as_index=False)["best"].sum().tail(12)
    fans = past.assign(origin=str(past["month"].iloc[0]), q05=past["best"] - 1, q50=past["best"], q95=past["best"] + 1)
    fans.iloc[:5, fans.columns.get_indexer(["q05", "q50", "q95"])] += 1e6
    known = replace(full.record, track_record=replace(shipped(), fans=fans))
    assert "which the record left in 5 of 12 months" in brown_in_short(known)


def test_a_name_on_page_one_leaves_out_what_is_added_in_brackets(full):
    party = FightingParty("Forces of the state (since April 2022 of its council)", 0.9, True, False)
    lines = [line for b in first_section(replace(full, standing=replace(STANDING, parties=(party,)))).blocks
             if isinstance(b, Listing) for line in b.items]  # fmt: skip
    assert lines[0][0] == "How strong Forces of the state is:"


def test_the_page_breaks_no_rule_of_words_and_every_sentence_has_its_rows(full, page):
    assert faults(page) == []
    twins = [as_twin(document(full)), as_twin(annex(full))]
    ids = {
        r[t["columns"].index("result")]
        for w in twins
        for t in tables(w).values()
        if "result" in t["columns"]
        for r in t["rows"]
    }
    said = [s for s in printed_sentences(twins[0]) if s.kind == "result"]
    assert said and [s.result for s in said if not resolves(s.result, ids)] == []


def test_the_annex_lies_beside_the_page_under_the_name_that_is_linked(full, tmp_path):
    write(full, tmp_path / "brief.html")
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"brief.html", "brief.json", "iraq-2015-annex.html", "iraq-2015-annex.json"}
    links = {
        e.attrs["href"].partition("#")[0]
        for e in elements(render(full), "a")
        if "annex" in e.attrs.get("href", "")[:40]
    }
    assert links == {"iraq-2015-annex.html"}


def test_the_memo_begins_with_page_one_its_matrix_and_its_pictures(full, tmp_path):
    brief = read_brief(write(full, tmp_path / "brief.html"))
    assert len(brief.pictures) == 3 and brief.matrix is not None and "? cannot tell" in brief.matrix.rows[0].cells
    first = memo(brief).sections[0].blocks
    assert brief.matrix in first and sum(p.svg.startswith("<svg") for _, p in brief.pictures) == 3
    assert memo_parts(brief)[0][1][0].tone == "lead"
