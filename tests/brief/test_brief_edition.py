"""The print edition: what is cut is counted, and stops, votes, misses and what isn't observed are never cut."""

import re
from dataclasses import replace

import pytest
from brief_content import build, notes, reports, shipped
from html_tree import elements

from tether.brief import render_annex as render
from tether.brief.edition import ALL, SHORT, for_paper
from tether.brief.parts.scenario_discovery import BOXES
from tether.brief.restraint import faults
from tether.brief.sections import sections
from tether.brief.sections.belief import UNOBSERVED
from tether.report.blocks import Figure, Fold, Heading, Listing, Paragraph, Row, Section, Sentence, Table


def items(count, tone=""):
    return Listing(tuple(Sentence(f"s{i}", f"r/{i}") for i in range(count)), tone)


def marked(*blocks, number=7):
    (section,) = for_paper([Section(number, "x", "X", blocks)])
    return section.blocks


def test_a_long_list_is_cut_and_says_how_much_more_there_is():
    (cut,) = marked(items(5))
    assert (cut.printed, cut.cut) == (SHORT[7].items, 5 - SHORT[7].items)
    (short,) = marked(items(1))
    assert short.cut == 0


@pytest.mark.parametrize("number", [2, 4, 7])
def test_a_stop_is_never_cut(number):
    (stops,) = marked(items(40, "stop"), number=number)
    assert stops.cut == 0


def test_a_heading_goes_with_what_stands_below_it():
    table = Table("", ("a",), (Row(("b",)),))
    first, _, second, _ = marked(Heading("gone"), table, Heading("kept"), items(1))
    assert not first.on_paper and second.on_paper
    (alone, _) = marked(Heading("gone"), Fold("closed", (items(1),)))
    assert not alone.on_paper


def test_what_only_explains_stays_on_the_screen_up_to_the_next_heading_but_never_a_stop():
    blocks = marked(Heading(BOXES), items(3), items(2, "stop"), Heading("Other outcomes"), items(1))
    assert [b.cut for b in blocks if isinstance(b, Listing)] == [3, 0, 0] and blocks[3].on_paper


def test_section_four_prints_its_stops_and_not_charter_by_charter():
    table = Table("", ("a",), (Row(("b",)),))
    blocks = marked(table, Heading("Stops"), items(2, "stop"), Heading("P9"), Paragraph(("Told.",)), items(3), number=4)
    assert blocks[0].on_paper and blocks[1].on_paper and not blocks[3].on_paper and not blocks[4].on_paper


def test_a_line_that_leads_into_a_list_goes_with_it_and_others_stay():
    lead, _, said, _ = marked(
        Paragraph(("Odd rows:",)), items(3, "small"), Paragraph(("Said.",)), items(2, "small"), number=6
    )
    assert not lead.on_paper and said.on_paper


def test_paragraphs_are_kept_in_every_section():
    for number in range(1, 11):
        (kept,) = marked(Paragraph(("Not observed.",)), number=number)
        assert kept.on_paper


def test_sections_without_a_row_are_printed_whole():
    assert 1 not in SHORT and 3 not in SHORT and SHORT[5].tables == 1
    table, figure = marked(Table("", ("a",), ()), Figure("f", "F", "", "", "", (), None), number=3)
    assert table.on_paper and figure.on_paper and SHORT.get(3) is None and ALL > 1000


@pytest.fixture(scope="module")
def full():
    made = build(screening=notes(), findings=reports())
    track = shipped(("2013-10",), [("Anbar", "2014-06", "2013-10", 900.0, 90.0)])
    return replace(made, record=replace(made.record, track_record=track))


def test_paper_keeps_stops_misses_and_what_is_not_observed(full):
    page = render(full)
    assert faults(page) == []

    def printed(element):
        names = [e.attrs.get("class", "").split() for e in (element, *element.parents)]
        folded = any(p.tag == "details" for p in element.parents)
        return not folded and not any("screen" in n for n in names)

    stops = [e for e in elements(page, "li") if "AID04" in e.text or "CMD" in e.text or "Stop for" in e.text]
    assert stops and all(printed(e) for e in stops)
    for report in full.findings.values():
        for finding in report.stops:
            assert any(finding.message in e.text and printed(e) for e in elements(page, "li"))
    (miss,) = [e for e in elements(page, "tr") if "Anbar" in e.text and "900" in e.text]
    assert printed(miss)
    unseen = [e for e in elements(page, "p") if UNOBSERVED.split("{")[0] in e.text]
    assert unseen and all(printed(e) for e in unseen)
    left_out = [e for e in elements(page, "li") if any(s in e.text for s in full.left_out)]
    assert len(left_out) == len(full.left_out) and all(printed(e) for e in left_out)


def test_what_is_cut_is_said_on_the_page(full):
    page = render(full)
    cut = [b.cut for s in for_paper(sections(full)) for b in s.blocks if isinstance(b, Listing) and b.cut and b.printed]
    told = [int(e.text.split()[0]) for e in elements(page, "li", **{"class": "paper"})]
    assert told == cut and re.search(r"li\.paper \{ display: list-item", page)
