"""What is made from a finished brief: read back whole, and a memo and a defence that say only what it says."""

import re

import pandas as pd
import pytest
from brief_content import build, notes, plans, reports

from tether.brief import render
from tether.brief.defence import ANSWERS, defended
from tether.brief.memo import WORDS, memo_parts, write_memo
from tether.brief.reread import PrintedSentence, RereadBrief, reread
from tether.brief.restraint import FORBIDDEN
from tether.brief.wording.staffing import staffed_answer
from tether.cli import main
from tether.errors import InputError


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "brief.html"
    path.write_text(render(build(screening=notes(), findings=reports())), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page(file):
    return reread(file)


def test_a_page_is_read_back_with_its_sentences_and_tables(page, file):
    assert page.title == "Iraq, June 2015" and page.command == "tether brief iraq-2015 --seed 7"
    assert page.said == reread(file.parent).said
    assert "iraq-2015-comparison" in page.tables and "iraq-2015-history" in page.tables
    html = file.read_text("utf-8")
    assert sum(s.kind == "result" for s in page.said) == html.count("<span data-result=")
    hidden = [s for s in page.said if not s.on_paper]
    assert hidden and any(s.on_paper for s in page.said)


def test_what_is_no_brief_is_refused(tmp_path):
    other = tmp_path / "page.html"
    other.write_text("<p>nothing</p>", "utf-8")
    for path in (other, tmp_path / "none"):
        with pytest.raises(InputError):
            reread(path)


def test_every_headline_has_its_rows_an_objection_and_an_answer(page):
    found = defended(page)
    headlines = [s.text for s in page.said if s.section == "question" and s.kind == "result" and s.on_paper]
    assert [d.sentence for d in found] == headlines and len(found) >= 3
    assert all(d.rows > 0 and d.objection and d.answer for d in found)
    turning = next(d for d in found if d.result.startswith("break-even/"))
    assert turning.objection == ANSWERS["break-even"][0]
    assert any("assumption; Ahram 2011" in a for a in turning.assumptions)


def test_what_is_said_of_plans_has_an_objection_of_its_own_and_its_rows():
    rows = pd.DataFrame({"result": ["plan/p9", "plan/p10", "passage/p9"]})
    said = tuple(
        PrintedSentence(s, "Staffed.", r, "result", True, "") for s, r in (("question", "plan"), ("agreed", "plan/p9"))
    )
    found = defended(RereadBrief("x", said, {"plans": rows}, ""))
    assert [(d.objection, d.rows) for d in found] == [(ANSWERS["plan"][0], 2), (ANSWERS["plan"][0], 1)]
    assert staffed_answer(plans(), {}).result == "plan"


def test_answers_claim_no_more_than_a_brief_may():
    for pair in ANSWERS.values():
        for text in pair:
            assert not [p for p in FORBIDDEN if re.search(p, text, re.IGNORECASE)], text


def test_a_memo_says_only_what_the_brief_says_and_every_stop(page):
    parts = memo_parts(page)
    said = [s for _, sentences in parts for s in sentences]
    assert {s.text for s in said} <= {s.text for s in page.said}
    assert sum(len(s.text.split()) for s in said) <= WORDS
    stops = {s.text for s in page.said if s.tone == "stop"}
    assert stops and stops <= {s.text for s in said}
    assert any("Displacement does not feed back" in s.text for s in said)


def test_a_memo_is_a_word_file_with_ids(page, tmp_path):
    docx = pytest.importorskip("docx")
    target = write_memo(page, tmp_path / "memo.docx")
    text = "\n".join(p.text for p in docx.Document(str(target)).paragraphs)
    assert "[screening]" in text and "INTENDED_USE" in text and page.command in text
    assert [p.name for p in tmp_path.iterdir()] == ["memo.docx"]


def test_the_verbs_print_and_write(file, tmp_path, capsys):
    assert main(["defence", str(file)]) == 0
    assert "objection" in capsys.readouterr().out
    pytest.importorskip("docx")
    assert main(["memo", str(file), "--out", str(tmp_path / "m.docx")]) == 0
    assert (tmp_path / "m.docx").stat().st_size > 5000
    assert main(["defence", str(tmp_path / "nowhere")]) == 3
