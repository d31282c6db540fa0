"""The record of past designs in a brief: base rates in sections 3 and 7, theories weighed by it in section 9."""

import pytest
from brief_content import build

from tether.armed_order.theories import THEORIES
from tether.brief.digest import digest
from tether.brief.matrix import CELLS, judged, options
from tether.brief.sections import assumptions, belief
from tether.brief.sections import tried as past
from tether.brief.sections.tried import base_rates, rates_table
from tether.charter.library import historical
from tether.precedents.after_designs import DesignRecord
from tether.precedents.agreements import army_rate, relapse_said
from tether.precedents.cases import similar_cases
from tether.precedents.designs_alike import WORDS as AFTER_WORDS
from tether.precedents.designs_alike import DesignsAlike
from tether.precedents.theories_tried import TheoryFit
from tether.report.blocks import Files, Paragraph, Sentence, Table

WEIGHTS = dict(zip((t.id for t in THEORIES), (0.3, 0.1, 0.15, 0.25, 0.2), strict=True))
FITS = tuple(TheoryFit(name, 0.5, weight, {}) for name, weight in WEIGHTS.items())


@pytest.fixture(scope="module")
def content():
    return build(designs=DesignRecord(army_rate("2015-06").said, relapse_said("2015-06"), 58, FITS))


def said(blocks):
    return [p.text for b in blocks if isinstance(b, Paragraph) for p in b.parts if isinstance(p, Sentence)]


def test_equal_weights_stay_and_the_record_s_stand_in_a_second_column(content):
    blocks = assumptions.section(content).blocks
    (table,) = [b for b in blocks if isinstance(b, Table) and "Weighed by the record" in b.columns]
    assert {row.cells[2] for row in table.rows} == {"20 %"}
    assert table.rows[0].cells[3] == "30 %"
    assert any("weigh alike" in s and "not drawn by lot" in s for s in said(blocks))
    (file,) = [f for b in blocks if isinstance(b, Files) for f in b.files if f.name == "theories"]
    assert set(file.table["result"]) == {row.result for row in table.rows}


def test_base_rates_stand_beside_the_model_s_numbers(content):
    for blocks in (belief.section(content).blocks, base_rates(content)):
        assert any("full peace agreements" in s and "not drawn by lot" in s for s in said(blocks))
    assert list(rates_table(content)["result"]) == ["rates/army", "rates/relapse"]


def test_without_a_record_of_designs_nothing_is_said():
    content = build()
    assert base_rates(content) == ()
    blocks = assumptions.section(content).blocks
    assert not [b for b in blocks if isinstance(b, Table) and "Weighed by the record" in b.columns]


def test_the_matrix_s_word_has_its_count_in_the_section_that_it_leads_to():
    assert set(AFTER_WORDS) <= set(CELLS)
    name, other = options(build())[:2]
    alike = DesignsAlike(("how men enter: individual",), 30, 8, (5, 15))
    cases = {name: similar_cases(historical("iraq-national-guard-bill-2015"))}
    content = build(after={name: alike}, tried=cases)
    assert judged(content, name)["after"] == "mostly less"
    assert judged(content, other)["after"] == "not looked at"
    (section,) = [s for s in digest(content) if s.id == "tried"]
    (table,) = [b for b in section.blocks if isinstance(b, Table) and b.caption == past.ALIKE]
    (row,) = table.rows
    assert row.result == f"alike/{name}" and row.cells[2:] == ("30", "8", "5", "15", "mostly less")
    assert "not drawn by lot" in past.ALIKE_MEANS
    assert list(past.alike_table(content)["result"]) == [f"alike/{name}"]
    unlooked = [b for s in digest(build(tried=cases)) if s.id == "tried" for b in s.blocks if isinstance(b, Table)]
    assert past.ALIKE not in {b.caption for b in unlooked}
