"""Shapes of a draft that misled a proposal, or whose fault went untold: each with one that must stay as it was."""

import pytest
from test_law_import import written
from word_files import paragraph, word

from tether.charter.read import charter_from_text
from tether.law import read_law
from tether.law.cited_as import cited_as
from tether.law.coding_form import read_workbook, workbook_of
from tether.law.coding_rows import form_of
from tether.law.confirming import charter_of
from tether.law.coverage import coverage_of
from tether.law.faults import faults_of
from tether.law.proposing import proposals_of

BILL = """A BILL FOR AN ACT TO ESTABLISH THE RIVER GUARD

BE IT ENACTED by the Parliament as follows:

1. There is established a force to be known as the River Guard.

2. (1) A member who is enrolled in the Guard shall take an oath each year before the Board.
(2) The Guard shall not search a dwelling.

3. Militias guarding the border crossings shall remain where they stand until the Minister of Interior decides.

4. Local bands that patrol the roads shall hand in their arms within a reasonable time.

5. The Guard may patrol the roads of the province and may arrest a person, and hands him over to the police within a reasonable time of the hour.

6. Nothing in section 2(2) prevents the Guard from searching a dwelling at the request of a judge.
"""


def rows_of(tmp_path, text):
    return proposals_of(read_law(written(tmp_path, text)))


def test_words_in_capitals_are_nobodys_name_and_initials_are(tmp_path):
    named = {b.id for b in rows_of(tmp_path, BILL).named.bodies}
    assert not named & {"bill", "for", "act", "an", "be", "it", "enacted", "to", "establish"} and "river-guard" in named
    told = rows_of(tmp_path, "Law on the Guard\nArticle 1\nThe Guard and the ISF patrol together.\n").named.bodies
    assert "isf" in {b.id for b in told}


def test_a_pattern_begins_where_a_word_does(tmp_path):
    rows = rows_of(tmp_path, BILL).rows
    assert not [r for r in rows if r.section == "pay"], "'roll' does not stand in 'enrolled'"


def test_others_who_guard_or_stay_have_no_power_of_the_force(tmp_path):
    powers = {(r.article, r.values["power"]) for r in rows_of(tmp_path, BILL).rows if r.section == "powers"}
    assert not [p for p in powers if p[0].startswith(("3", "4", "6"))], powers
    assert {("5", "patrol"), ("5", "arrest")} <= powers


def test_a_reasonable_time_is_no_number(tmp_path):
    rows = [r for r in rows_of(tmp_path, BILL).rows if r.article.startswith(("4", "5"))]
    assert rows and not [r.values for r in rows if {"limit_hours", "within_days", "deadline_days"} & set(r.values)]
    plain = rows_of(tmp_path, BILL.replace("within a reasonable time of the hour", "within 24 hours")).rows
    assert [r.values["limit_hours"] for r in plain if r.values.get("power") == "arrest"] == [24]


def test_an_exception_in_a_later_section_narrows_the_rule_that_it_cites(tmp_path):
    (row,) = (r for r in rows_of(tmp_path, BILL).rows if r.values.get("power") == "search")
    assert row.article == "2(2)" and row.values["grant"] == "on-request" and "Nothing in section 2(2)" in row.why
    without = rows_of(tmp_path, BILL.partition("6. Nothing")[0]).rows
    assert [r.values["grant"] for r in without if r.values.get("power") == "search"] == ["forbidden"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The old force keeps its posts until the Guard is fully constituted.", "end-without-a-day"),
        ("It has eight brigades, one in each of the zones of Alpha, Beta, Gamma and Delta.", "count-and-list"),
        ("It stands in five towns: Alpha, Beta, Gamma and Delta.", "count-and-list"),
        ("The Board has nine members: Three of Alpha, Three of Beta and Three of Gamma.", ""),
        ("It has four brigades, one in each of the zones of Alpha, Beta, Gamma and Delta.", ""),
        ("It keeps its posts until the Guard is fully constituted, and at the latest on 1 May 2031.", ""),
    ],
)
def test_counts_and_open_ends_of_a_text(tmp_path, text, kind):
    found = [f.kind for f in faults_of(read_law(written(tmp_path, f"Guard Law\nArticle 1\n{text}\n")))]
    assert found == ([kind] if kind else [])


def table(*rows):
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


@pytest.mark.parametrize(("second", "total", "kinds"), [
    ("500", "1,100", []),
    ("700", "1,300", ["total-over-ceiling"]),
    ("500", "1,200", ["count-and-list"]),
])  # fmt: skip
def test_a_tables_total_against_its_rows_and_the_ceiling(tmp_path, second, total, kinds):
    posts = table(("Unit", "Posts"), ("First battalion", "600"), ("Second battalion", second), ("Total", total))
    lines = ("Guard Law", "Article 1", "The Guard shall not exceed 1,200 posts.", "Article 2", "The posts are these.")
    law = read_law(written(tmp_path, word(*lines, posts, "Article 3", "It stands in the south."), "draft.docx"))
    assert [f.kind for f in faults_of(law) if f.provision.startswith("art_2")] == kinds
    assert [p.id for p in law.provisions if p.kind == "alinea"] == [], "rows of a table are no paragraphs"


def test_a_group_is_taken_by_an_explicit_word_alone(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    law = read_law(written(tmp_path, BILL))
    form = form_of(proposals_of(law))
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook_of(form, law))
    assert not read_workbook(path).confirmed, "nothing is taken by itself"
    book = openpyxl.load_workbook(path)
    grades = [str(c.value) for c in book["Rows"]["J"][2:] if c.value]
    assert grades == sorted(grades, key=("high", "medium", "low").index)
    lines = {str(c.value): c.row for c in book["Rows"]["A"] if str(c.value).startswith("all ")}
    group = next(iter(lines))
    book["Rows"].cell(lines[group], 3).value = "accept"
    of_group = [r for r in form.rows if r.number[0] == "r" and r.sure == group.removeprefix("all ")]
    first = next(c.row for c in book["Rows"]["A"] if c.value == of_group[0].number)
    book["Rows"].cell(first, 3).value = "drop"
    book.save(path)
    read = read_workbook(path)
    assert {r.number for r in read.confirmed} == {r.number for r in of_group[1:]}
    assert [r.state for r in read.rows if r.number == of_group[0].number] == ["rejected"]
    coding = charter_of(read, law)
    assert coverage_of(charter_from_text(coding.text, "c.yaml"), law).of("coded")


def test_the_force_that_a_numbered_section_forms_is_the_laws_own(tmp_path):
    text = (
        "Order on the Highland Protection Service\nSection 1. What it is\n"
        '1.1 The Highland Protection Service ("the Service") is formed as an armed auxiliary of the Marevian Police.\n'
        "1.2 It belongs to no party.\nSection 2. Others\nThe Home Guard of Tessal ends.\n"
    )
    named = rows_of(tmp_path, text).named
    assert named.main is not None and named.main.id == "highland-protection-service"


def test_a_place_is_cited_by_the_laws_own_word_and_number(tmp_path):
    law = read_law(
        written(tmp_path, "Order\nSECTION 2. Size\n2.1 It has 30 members.\n2.2 No more.\nSECTION 3. End\nIt ends.\n")
    )
    assert cited_as(law, law.units[0].id) == "Section 2"
    assert [cited_as(law, p.id) for p in law.children(law.units[0].id)] == ["Section 2.1", "Section 2.2"]
    assert cited_as(law, law.units[1].id, "ar") == "القسم ٣" and cited_as(law, law.units[1].id, "fr") == "Section 3"


def test_what_enacts_is_no_title(tmp_path):
    opening = "The Council of the Republic, noting the Accord of Tessal of 14 March 2031 between the parties, orders:"
    law = read_law(written(tmp_path, f"Interim Order on the Service\n{opening}\nSection 1. A\nB.\nSection 2. C\nD.\n"))
    assert law.title == "Interim Order on the Service"
