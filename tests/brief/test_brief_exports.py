"""What is made from a finished brief: its twin read back, and a memo and a defence that say only what it says."""

import json
import re

import pandas as pd
import pytest
from brief_content import build, notes, plans, reports
from html_tree import elements

from tether.brief import write
from tether.brief.exports import ANSWERS, WORDS, FinishedBrief, defended, memo_parts, read_brief, write_memo
from tether.brief.restraint import FORBIDDEN
from tether.brief.results import resolves
from tether.brief.sections.staffing import staffed_answer
from tether.cli import main
from tether.errors import InputError
from tether.report.blocks import Document
from tether.report.json_twin import PrintedSentence, as_twin_text


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(build(screening=notes(), findings=reports()), tmp_path_factory.mktemp("run") / "brief.html")


@pytest.fixture(scope="module")
def finished(file):
    return read_brief(file)


def test_a_run_its_page_and_its_twin_are_one_brief(finished, file):
    assert finished.title == "Iraq, June 2015" and finished.command == "tether brief iraq-2015 --seed 7"
    for path in (file.parent, file.with_suffix(".json")):
        assert read_brief(path).sentences == finished.sentences
    assert {"comparison", "history", "assumptions", "findings"} <= set(finished.tables)


def test_the_twin_holds_every_sentence_of_the_page_with_its_result_and_numbers(finished, file):
    printed = [(e.attrs["data-result"], e.text) for e in elements(file.read_text("utf-8"), "span", data_result="")]
    twin = [(s.result, " ".join(s.text.split())) for s in finished.sentences if s.kind == "result"]
    assert sorted(twin) == sorted(printed) and len(twin) > 10
    lost = next(s for s in finished.sentences if s.result == "record/unplaced")
    assert lost.numbers[0] == 37 and lost.text.startswith("37 of ")
    hidden = [s for s in finished.sentences if not s.on_paper]
    assert hidden and any(s.on_paper for s in finished.sentences)


def test_every_id_of_a_sentence_names_rows_of_the_twin(finished):
    ids = {str(i) for table in finished.tables.values() if "result" in table for i in table["result"]}
    assert [s.result for s in finished.sentences if s.kind == "result" and not resolves(s.result, ids)] == []


def test_what_is_missing_is_named(file, tmp_path):
    with pytest.raises(InputError, match=r"no brief\.html and no brief\.json; expected a run folder"):
        read_brief(tmp_path)
    (tmp_path / "brief.html").write_bytes(file.read_bytes())
    for path in (tmp_path, tmp_path / "brief.html"):
        with pytest.raises(InputError, match=r"no brief\.json beside brief\.html; .* run tether brief again"):
            read_brief(path)


def test_what_is_no_brief_is_refused(tmp_path):
    other = tmp_path / "page.json"
    for text in ("<p>nothing</p>", "{}", as_twin_text(Document("A dossier", ()))):
        other.write_text(text, "utf-8")
        with pytest.raises(InputError):
            read_brief(other)


FORGED = (
    (b"<svg", b"\xff<svg", "bytes that are not UTF-8"),
    (b"<svg", b"<svg onload='x()'", "'svg' that has onload"),
    (b"</svg>", b"<script>x()</script></svg>", "a drawing with 'script'"),
    (b"</svg>", b"<image href='file:///etc/passwd'/></svg>", "a drawing with 'image'"),
    (b"</svg>", b"", "figure '"),
)


@pytest.mark.parametrize(("old", "new", "told"), FORGED, ids=range(len(FORGED)))
def test_a_page_whose_drawings_were_changed_gives_no_memo(file, tmp_path, old, new, told):
    page = file.read_bytes()
    start = page.index(b'src="data:image/svg+xml,', page.index(b'<figure id="'))
    changed = page[:start] + page[start:].replace(old, new, 1)
    assert changed != page
    (tmp_path / "brief.html").write_bytes(changed)
    (tmp_path / "brief.json").write_bytes(file.with_suffix(".json").read_bytes())
    with pytest.raises(InputError, match=told):
        read_brief(tmp_path / "brief.json")


@pytest.mark.parametrize(
    ("name", "column", "value", "told"),
    [
        ("assumptions", "symbol", None, "table 'assumptions' without the column 'symbol'; expected text"),
        ("assumptions", "lo", "few", "table 'assumptions': not all of 'lo' is numbers; expected numbers"),
        ("assumptions", "symbol", ["a"], "table 'assumptions': not all of 'symbol' is text; expected text"),
    ],
)
def test_tables_that_a_defence_cannot_read_are_named(file, tmp_path, name, column, value, told):
    annex = file.with_name("iraq-2015-annex.json")
    twin = json.loads(annex.read_text("utf-8"))
    (table,) = [t for t in held(twin) if t.get("name") == name]
    at = table["columns"].index(column)
    if value is None:
        table["columns"][at] = "other"
    else:
        table["rows"][0][at] = value
    (tmp_path / annex.name).write_text(json.dumps(twin), "utf-8")
    (tmp_path / "brief.json").write_bytes(file.with_suffix(".json").read_bytes())
    with pytest.raises(InputError) as error:
        read_brief(tmp_path / "brief.json")
    assert told in str(error.value)


def held(tree):
    """Give every table that a twin carries as a file, wherever it stands."""
    if isinstance(tree, dict):
        if {"name", "columns", "rows"} <= tree.keys():
            yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from held(part)


def test_every_headline_has_its_rows_an_objection_and_an_answer(finished):
    found = defended(finished)
    headlines = [s.text for s in finished.sentences if s.kind == "result" and s.on_paper]
    assert [d.sentence for d in found] == headlines and len(found) >= 3
    assert all(d.rows > 0 and d.objection and d.answer for d in found)
    turning = next(d for d in found if d.result.startswith("break-even/"))
    assert turning.objection == ANSWERS["break-even"][0]
    assert any("assumption; Ahram 2011" in a for a in turning.assumptions)


def test_what_is_said_of_plans_has_an_objection_of_its_own_and_its_rows():
    rows = pd.DataFrame({"result": ["plan/p9", "plan/p10", "passage/p9"]})
    told = (("question", "plan"), ("agreed", "plan/p9"))
    sentences = tuple(PrintedSentence(section, "Staffed.", "result", result) for section, result in told)
    found = defended(FinishedBrief("x", sentences, {"plans": rows}, ""))
    assert [(d.objection, d.rows) for d in found] == [(ANSWERS["plan"][0], 2), (ANSWERS["plan"][0], 1)]
    assert staffed_answer(plans(), {}).result == "plan"


def test_answers_claim_no_more_than_a_brief_may():
    for pair in ANSWERS.values():
        for text in pair:
            assert not [p for p in FORBIDDEN if re.search(p, text, re.IGNORECASE)], text


def test_a_memo_says_only_what_the_brief_says_and_every_stop(finished):
    parts = memo_parts(finished)
    said = [s for _, sentences in parts for s in sentences]
    assert {s.text for s in said} <= {s.text for s in finished.sentences}
    assert sum(len(s.text.split()) for s in said) <= WORDS
    stops = {s.text for s in finished.sentences if s.tone == "stop"}
    assert stops and stops <= {s.text for s in said}
    assert any("Displacement does not feed back" in s.text for s in said)


def test_a_memo_is_a_word_file_with_ids(finished, tmp_path):
    docx = pytest.importorskip("docx")
    target = write_memo(finished, tmp_path / "memo.docx")
    text = "\n".join(p.text for p in docx.Document(str(target)).paragraphs)
    assert "[screening]" in text and "INTENDED_USE" in text and finished.command in text
    assert [p.name for p in tmp_path.iterdir()] == ["memo.docx"]


def test_the_verbs_print_and_write(file, tmp_path, capsys):
    assert main(["defence", str(file)]) == 0
    assert "objection" in capsys.readouterr().out
    pytest.importorskip("docx")
    assert main(["memo", str(file), "--out", str(tmp_path / "m.docx")]) == 0
    assert (tmp_path / "m.docx").stat().st_size > 5000
    assert main(["defence", str(tmp_path / "nowhere")]) == 3
