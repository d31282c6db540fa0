"""An Arabic law and the charter coded from it: nothing is said of the undisturbed pair, each of twelve faults is found."""

from dataclasses import replace

import pytest
from test_law_coding import ARABIC
from test_law_import import written

from tether.charter.read import charter_from_text
from tether.law import read_law
from tether.law.coding_rows import form_of
from tether.law.confirming import charter_of
from tether.law.coverage import coverage_of
from tether.law.proposing import proposals_of

TEXT = ARABIC.read_text("utf-8")
LAST = "المادة (٢٧)"
PLANTED = {  # (before, after, what is said of it: words of a row that stands otherwise, or of an article left out)
    "ceiling": ("(٤٥٠٠) فرد", "(٥٤٠٠) فرد", "ceiling 4,500"),
    "term": ("لمدة أربع سنوات", "لمدة سبع سنوات", "term_months 48"),
    "emergency": ("لا تتجاوز ثلاثين يوماً", "لا تتجاوز تسعين يوماً", "max_days 30"),
    "hand-over": ("خلال ثماني (٨) ساعات", "خلال ست عشرة (١٦) ساعة", "limit_hours 8"),
    "judge": ("خلال أربع وعشرين ساعة", "خلال ثمان وأربعين ساعة", "judge_hours 24"),
    "age": ("أتم العشرين من العمر", "أتم السادسة عشرة من العمر", "min_age 20"),
    "intake": ("(١٢٠٠) فرد", "(٢١٠٠) فرد", "intake 1,200"),
    "share": ("عشرين بالمائة", "أربعين بالمائة", "max_group_share 0.2"),
    "ban lifted": ("يحظر على القوة جباية أي رسوم", "يجوز للقوة جباية أي رسوم", "grant forbidden"),
    "renumbered": ("المادة (١٧)\n", "المادة (٣٧)\n", "no article 17"),
    "immunity": (LAST, f"المادة (٢٨)\nيتمتع قائد القوة بحصانة تامة من الملاحقة القضائية.\n{LAST}", "immunity"),
    "emergency powers": (
        LAST, f"المادة (٢٨)\nللوزير عند إعلان حالة الطوارئ أن يعلق العمل بأي حكم من أحكام هذا القانون.\n{LAST}",
        "emergency powers"),
}  # fmt: skip


@pytest.fixture(scope="module")
def coded():
    """Return the charter that the law's own proposals make where a person confirms them all."""
    law = read_law(ARABIC)
    form = form_of(proposals_of(law))
    rows = tuple(replace(row, state="confirmed") for row in form.rows if row.number != "m1")
    return charter_from_text(charter_of(replace(form, rows=rows), law).text)


def told(coded, text, tmp_path):
    """Return what is said of the charter against a text: of rows, and of articles left out."""
    found = coverage_of(coded, read_law(written(tmp_path, text)))
    said = [f"{a.path} {w}" for a in found.anchors for w in a.not_grounded or ((a.detail,) if not a.stands else ())]
    return said + [f"{a.place}: {', '.join(a.speaks_of)}" for a in found.left_out]


def test_nothing_is_said_of_the_undisturbed_arabic_pair(coded, tmp_path):
    assert told(coded, TEXT, tmp_path) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_disagreement_planted_in_arabic_is_found_and_nothing_else(coded, tmp_path, name):
    before, after, words = PLANTED[name]
    assert before in TEXT
    said = told(coded, TEXT.replace(before, after, 1), tmp_path)
    assert said and all(words in line or "the words stand" in line for line in said), said
    assert any(words in line for line in said) or name == "renumbered", said
