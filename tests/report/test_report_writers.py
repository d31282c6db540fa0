"""The writers: each sets every block; nothing is lost, nothing slips out of its element, nothing is asked for."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from report_document import EVIL, drawing, framed, made

import tether
from tether.errors import InputError, extra_needed
from tether.report.blocks import (
    Callout,
    Cell,
    Code,
    Document,
    Figure,
    File,
    Files,
    Fold,
    Heading,
    Lines,
    Listing,
    PageScript,
    Paragraph,
    Picture,
    Quoted,
    Row,
    Section,
    Sentence,
    SourceEntry,
    Table,
    section,
)
from tether.report.docx import as_docx
from tether.report.html import as_html
from tether.report.json_twin import as_data_text, as_twin, as_twin_text, printed_sentences, read_twin, tables
from tether.report.markdown import as_markdown
from tether.report.text import as_text

sys.path.insert(0, str(Path(__file__).parents[1] / "brief"))
from html_tree import elements

FRAME = pd.DataFrame({"result": ["a/1", "a/2"], "month": pd.to_datetime(["2015-06-01", "2015-07-01"]), "n": [3.0, None]})  # fmt: skip


def evil():
    """Return a page with the same wicked words in every place that takes words."""
    blocks = (
        Paragraph((EVIL, Sentence(EVIL, EVIL, (EVIL,), (EVIL,)), Quoted(EVIL)), "lead"),
        Heading(EVIL),
        Listing((EVIL,)),
        Code(EVIL),
        Table(EVIL, (EVIL,), (Row((EVIL,), EVIL), Row(((EVIL, EVIL),)))),
        Picture(drawing(EVIL), EVIL),
        Fold(EVIL, (Lines((EVIL,)),)),
        Callout((EVIL,), (), "stop", "id"),
        Files((File("f", EVIL, FRAME.assign(result=EVIL)),)),
    )
    sources = (SourceEntry(EVIL, EVIL, url=EVIL),)
    return Document(EVIL, (Section(1, "s", EVIL, blocks),), EVIL, sources, EVIL, name="x", running=EVIL)


def chart():
    import altair as alt

    from tether.report.charts import rows

    return alt.Chart(rows(FRAME)).mark_point().encode(x="month:T", y="n:Q")


def drawn():
    file = File("history", "The record", FRAME)
    figure = Figure("history", "The record", "deaths", "UCDP", "2015-06", (Cell(chart(), "two points"),), file)
    return made(sections=(Section(6, "record", "Record", (figure,)),), name="iraq")


def test_html_closes_every_element_and_escapes_every_word():
    for document in (made(), framed(), evil()):
        page = as_html(document)
        assert elements(page, "main") and page.endswith("</html>\n")
        assert not elements(page, "script") and len(elements(page, "style")) == 1
    text = as_html(evil())
    assert "&lt;script&gt;" in text and "alert(1)" in text


def test_html_says_what_each_sentence_is_and_cites_its_sources_by_number():
    page = as_html(made())
    (deaths,) = elements(page, "span", data_result="record/deaths")
    assert deaths.text == "Deaths fell by 1,280 [−900 to −20]."
    assert [e.text for e in elements(page, "span", data_method="")] == ["A 90 % interval."]
    assert [e.text for e in elements(page, "span", data_quoted="")] == ["as said"]
    (badr,) = elements(page, "span", **{"class": "recalled"})
    assert badr.attrs["dir"] == "auto"
    assert [a.attrs["href"] for a in elements(page, "a") if a.text.startswith("[")] == ["#s2", "#s1"]
    assert next(li.text for li in elements(page, "li") if li.attrs.get("id", "").startswith("s")) == "Book B. A1"


def test_html_prints_what_paper_leaves_out_on_the_screen_only():
    page = as_html(made())
    assert [li.text for li in elements(page, "li", **{"class": "screen"})] == ["above", "last"]
    assert [li.text for li in elements(page, "li", **{"class": "paper"})] == ["2 more on screen"]


def test_a_page_without_charts_allows_no_script_and_asks_for_nothing():
    page = as_html(made())
    (policy,) = (e.attrs["content"] for e in elements(page, "meta", **{"http-equiv": "Content-Security-Policy"}))
    assert policy.startswith("default-src 'none'") and "script-src" not in policy
    assert not re.search(r'(?:src|href)="(?!#)|@import|url\(h', page)


@pytest.mark.parametrize("kind", ["blocks", "framed", "charts", "dossier", "graph", "note", "letter", "check"])
def test_every_page_runs_its_own_sheet_and_scripts_by_hash_and_nothing_inline(kind):
    page = as_html(page_of(kind))
    (policy,) = (e.attrs["content"] for e in elements(page, "meta", **{"http-equiv": "Content-Security-Policy"}))
    sheets = re.findall(r"<style>(.*?)</style>", page, re.S)
    scripts = re.findall(r'<script type="module">(.*?)</script>', page, re.S)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in (*scripts, *sheets)]
    assert len(sheets) == 1 and all(h in policy for h in hashes) and policy.count("sha256-") == len(hashes)
    assert "unsafe" not in policy and policy.startswith("default-src 'none'")
    for element in elements(page):
        assert not [a for a in element.attrs if a == "style" or a.startswith("on")], element.tag


def page_of(kind):
    if kind in ("dossier", "graph"):
        from tether.dossier.page import dossier_page
        from tether.dossier.patron_graph import graph_page
        from tether.dossier.store import DossierOptions, open_store

        return graph_page(open_store("libya", "2015-06")) if kind == "graph" else dossier_page("iraq-2015", "badr-organisation", DossierOptions())  # fmt: skip
    if kind == "note":
        from tether.dossier.store import DossierOptions
        from tether.gate.report import notes

        return notes("libya-2015", ["us"], DossierOptions())[0][1]
    if kind in ("letter", "check"):
        from tether.charter import read_charter
        from tether.charter.check import check
        from tether.charter.reports.letter import letter, letter_document
        from tether.charter.reports.page import check_document

        folder = Path(tether.__file__).parent / "charter/library/charters"
        report = check(read_charter(sorted(folder.glob("*.yaml"))[0]))
        return letter_document(letter(report)) if kind == "letter" else check_document([report])
    return {"blocks": made, "framed": framed, "charts": drawn}[kind]()


def test_a_page_of_charts_runs_its_bundle_by_hash_and_carries_still_pictures_and_the_table():
    page = as_html(drawn())
    (policy,) = (e.attrs["content"] for e in elements(page, "meta", **{"http-equiv": "Content-Security-Policy"}))
    script = re.search(r'<script type="module">(.*?)</script>', page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy and "unsafe-eval" not in policy
    (still,) = elements(page, "img")
    assert still.attrs["src"].startswith("data:image/svg+xml") and still.attrs["alt"] == "two points"
    assert [a.attrs["download"] for a in elements(page, "a", download="")] == ["iraq-history.csv"]
    assert json.loads(re.search(r'id="spec-history">(.*?)</script>', page, re.S).group(1))["datasets"]


def test_a_script_of_the_pages_own_runs_by_its_hash_with_its_data_beside_it():
    script = PageScript("go('</script>')", {"a": "</script>"}, '<div id="here"></div>')
    page = as_html(made(script=script))
    held = re.search(r'<script type="module">(.*?)</script>', page, re.S).group(1)
    assert base64.b64encode(hashlib.sha256(held.encode()).digest()).decode() in page
    assert json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1)) == {"a": "</script>"}
    assert elements(page, "div", id="here")


def test_pictures_of_one_page_keep_their_ids_apart_and_say_what_they_show():
    page = as_html(made())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert [e.attrs["aria-label"] for e in elements(page, "svg")] == ["two boxes", "the same again"]
    assert page.count("url(#p1-lines)") == page.count("url(#p2-lines)") == 1


def test_a_page_in_arabic_runs_from_right_to_left():
    assert '<html lang="ar" dir="rtl">' in as_html(made(language="ar"))
    assert '<html lang="en">' in as_html(made())


def test_the_frame_names_what_is_absent_and_stamps_every_sheet():
    page = as_html(framed())
    (gutter,) = elements(page, "div", **{"class": "gutter"})
    assert gutter.text == "UNSCREENED" and "@top-left { content: " in page
    (missing,) = elements(page, "p", **{"class": "missing"})
    assert missing.text == "Not in this brief: Votes"
    assert elements(page, "a", href="#found")[0].text == "Findings"


def test_text_keeps_to_its_width_and_loses_nothing():
    text = as_text(made())
    assert max(map(len, text.splitlines())) <= 100
    for said in ("Badr & others", "as of 2015-06", "1,280", "Two lead", "  b", "Votes", "12", "  3. Who commands? (CMD02.)",
                 "hidden in print", "two boxes", "Office: ____", "[2] [1]", "  [1] Book B. A1", "A person signs."):  # fmt: skip
        assert said in text, said


def test_a_table_too_wide_for_text_becomes_a_paragraph_to_a_row():
    wide = Table("", ("name", "why", "who"), (Row(("a", "x" * 120, "y")), Row(("b", "short", "z")), Row((3, "c", ""))))
    text = as_text(Document("t", (section("", wide),)))
    assert "  - a\n      why: xxx" in text and "\n      who: y\n" in text
    assert "  - b\n      why: short; who: z\n" in text and "  - name 3\n      why: c\n" in text


def test_markdown_numbers_on_breaks_lines_and_lets_no_tag_through():
    text = as_markdown(made())
    assert "3. Who commands?  \n   *CMD02.*\n\n4. And who pays?  \n   *PAY01.*\n" in text
    assert "| who | how many |\n|---|---:|\n| all | 12 |\n| two<br>lines | **open** |" in text
    assert "## 4. Findings" in text and "- as said\n- [above](#CMD02-1)\n- last" in text
    assert "<script" not in as_markdown(evil()).replace("```\n" + EVIL, "")
    assert as_markdown(Document("t", (section("", Code("a ``` b")),))).count("````") == 2


def test_word_holds_every_sentence_twice_the_same_bytes():
    docx = pytest.importorskip("docx")
    data = as_docx(made(), results=True)
    assert data == as_docx(made(), results=True)
    file = docx.Document(BytesIO(data))
    said = "\n".join(p.text for p in file.paragraphs)
    for text in ("Badr & others", "1,280", "[record/deaths]", "4. Findings", "3. Who commands?", "[1] Book B. A1"):
        assert text in said, text
    assert [[c.text for c in r.cells] for r in file.tables[0].rows][2] == ["two\nlines", "open"]
    assert len(file.inline_shapes) == 2
    assert "record/deaths" not in "\n".join(p.text for p in docx.Document(BytesIO(as_docx(made()))).paragraphs)


def test_without_python_docx_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ModuleNotFoundError) as raised:
        as_docx(made())
    assert str(extra_needed(raised.value)).endswith("pip install 'tether-charters[office]'")


def test_the_twin_holds_every_sentence_with_what_it_rests_on(tmp_path):
    path = tmp_path / "page.json"
    path.write_text(as_twin_text(made()), "utf-8")
    twin = read_twin(path)
    said = {s.text: s for s in printed_sentences(twin)}
    deaths = said["Deaths fell by 1,280 [−900 to −20]."]
    assert (deaths.kind, deaths.result, deaths.numbers) == ("result", "record/deaths", (1280, -900, -20))
    assert (deaths.section, deaths.tone, deaths.on_paper) == ("found", "lead", True)
    badr = said["Badr rules (منظمة بدر)."]
    assert (badr.kind, badr.sources) == ("sourced", ("a", "b"))
    assert {said[t].kind for t in ("A 90 % interval.", "as said", "last")} == {"method", "quoted", "plain"}
    assert said["as said"].on_paper and not said["last"].on_paper and not said["hidden in print"].on_paper
    assert twin["data"] == {"id": "x"} and twin["sources"][1]["weak"] == "hearsay"
    assert twin["title"] == "Badr & others" and twin["under"] == "Iraq, as of 2015-06"


def test_the_twin_has_the_words_of_the_page(tmp_path):
    """Every sentence that HTML prints with an id stands in the twin with the same id, and the other way round."""
    page, twin = as_html(framed()), as_twin(framed())
    shown = {(e.text, e.attrs["data-result"]) for e in elements(page, "span", data_result="")}
    assert shown == {(s.text, s.result) for s in printed_sentences(twin) if s.result}
    assert twin["absent"] == ["Votes"] and twin["bar"]["facts"]["cut-off"] == "June 2015 retrospective"


def test_the_twin_carries_the_tables_of_figures_and_files():
    document = made(sections=(*drawn().sections, section("", Files((File("more", "More", FRAME),)))))
    found = tables(json.loads(as_twin_text(document)))
    assert set(found) == {"history", "more"}
    assert found["history"] == {"columns": ["result", "month", "n"], "rows": [["a/1", "2015-06", 3], ["a/2", "2015-07", None]]}  # fmt: skip


def test_the_plain_data_stands_alone_too():
    assert json.loads(as_data_text(made())) == {"title": "Badr & others", "id": "x"}


@pytest.mark.parametrize("text", ["{", '{"title": "a page"}', "[]"])
def test_what_is_no_twin_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    for path in (tmp_path / "x.json", tmp_path / "none.json"):
        with pytest.raises(InputError, match=r"expected"):
            read_twin(path)


def test_a_page_without_tables_needs_neither_pandas_nor_altair():
    code = (
        "import sys; [sys.modules.__setitem__(n, None) for n in ('pandas', 'altair', 'vl_convert', 'docx', 'numpy')];"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r});"
        "from report_document import made, framed;"
        "from tether.report.html import as_html; from tether.report.text import as_text;"
        "from tether.report.markdown import as_markdown; from tether.report.json_twin import as_twin_text;"
        "import tether.report.charts;"
        "[w(d()) for w in (as_html, as_text, as_markdown, as_twin_text) for d in (made, framed)]"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_two_documents_differ_where_one_word_does():
    one, other = made(), replace(made(), title="Other")
    for write in (as_html, as_text, as_markdown, as_twin_text):
        assert write(one) == write(made()) != write(other)
